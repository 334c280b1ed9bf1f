"""A view as Cytoscape elements: positions, sizes, rings, link widths and bends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from dash_ui import positions
from dash_ui.i18n import t
from dash_ui.view import Row, View, is_loop, link_id

Element = dict[str, Any]
LAMBDA = 0.2
SHELF_NODE = 18.0


@dataclass(frozen=True)
class Box:
    """The drawing area in px; narrow on a phone, where industries without any link are left out."""

    width: float
    height: float
    narrow: bool = False

    @property
    def font(self) -> float:
        """Size of the labels in px."""
        return 10.0 if self.narrow else 11.0

    @property
    def diameters(self) -> tuple[float, float]:
        """Smallest and largest node in px."""
        return (10.0, 42.0) if self.narrow else (12.0, 50.0)


def diameters(values: list[float | None], size: str, bounds: tuple[float, float]) -> list[float]:
    """Node diameters in px: by Box-Cox with lambda 0.2 (min to max) or linear from zero.

    Missing and negative values get the smallest.
    """
    least, most = bounds
    positive = np.array([max(value or 0.0, 0.0) for value in values])
    if size == "boxcox":
        moved = (positive**LAMBDA - 1) / LAMBDA
        span = moved.max(initial=0.0) - moved.min(initial=moved.max(initial=0.0))
        part = (moved - moved.min(initial=moved.max(initial=0.0))) / span if span else 0 * moved
    else:
        top = positive.max(initial=0.0)
        part = positive / top if top else positive
    return [round(float(d), 1) for d in least + (most - least) * part]


def _by_root(value: float, largest: float, least: float, most: float) -> float:
    return round(least + (most - least) * math.sqrt(max(value, 0.0) / largest), 2)


@dataclass(frozen=True)
class _Node:
    row: Row
    diameter: float
    loop: float

    @property
    def radius(self) -> float:
        return self.diameter / 2 + (self.loop + 3 if self.loop else 0)


def _nodes(view: View, box: Box) -> list[_Node]:
    key = view.state.indicator
    sizes = diameters([row[key] for row in view.industries], view.state.size, box.diameters)
    largest = max((link["value_mcny"] for link in view.links), default=1.0) or 1.0
    rings = {
        link["from_sector"]: _by_root(link["value_mcny"], largest, 1.0, 6.0)
        for link in view.links
        if is_loop(link)
    }
    nodes = [
        _Node(row, size, rings.get(row["sector"], 0.0))
        for row, size in zip(view.industries, sizes, strict=True)
    ]
    return sorted(nodes, key=lambda node: list(view.sectors).index(node.row["sector"]))


def elements(view: View, box: Box) -> list[Element]:
    """Nodes and links of the drawing; unlinked industries stand in rows below the rest."""
    nodes = _nodes(view, box)
    between = [link for link in view.links if not is_loop(link)]
    linked = {link[end] for link in between for end in ("from_sector", "to_sector")}
    core = [node for node in nodes if node.row["sector"] in linked]
    rest = [
        node for node in nodes if node.row["sector"] not in linked and (node.loop or not box.narrow)
    ]
    shelf, shelf_height = _shelf(view, rest, box)
    place = _positions(view, core, Box(box.width, box.height - shelf_height, box.narrow), box.font)
    drawn = [_node(view, node, place[node.row["sector"]]) for node in core]
    return [*shelf, *drawn, *_edges(view, place)]


def _positions(
    view: View, nodes: list[_Node], box: Box, font: float
) -> dict[str, tuple[float, float]]:
    index = {node.row["sector"]: i for i, node in enumerate(nodes)}
    largest = max((link["value_mcny"] for link in view.links), default=1.0) or 1.0
    links = tuple(
        (index[link["from_sector"]], index[link["to_sector"]], link["value_mcny"] / largest)
        for link in view.links
        if not is_loop(link)
    )
    where = positions.arranged(
        links,
        tuple(node.radius for node in nodes),
        tuple(positions.label_width(view.short(node.row["sector"]), font) for node in nodes),
        (box.width, box.height),
        view.state.gravity,
        view.state.repulsion,
        font + 6,
    )
    return {code: (float(where[i, 0]), float(where[i, 1])) for code, i in index.items()}


def _shelf(view: View, nodes: list[_Node], box: Box) -> tuple[list[Element], float]:
    """Rows of unlinked industries at the foot of the box, with a line that says what they are."""
    if not nodes:
        return [], 0.0
    font, row_height = box.font, SHELF_NODE + box.font + 18
    widest = max(positions.label_width(view.short(node.row["sector"]), font) for node in nodes)
    columns = min(len(nodes), max(1, int((box.width - 24) // max(widest + 12, 84))))
    rows = math.ceil(len(nodes) / columns)
    columns = math.ceil(len(nodes) / rows)
    height = rows * row_height + 26
    pitch = (box.width - 24) / columns
    shown = []
    for i, node in enumerate(nodes):
        row, column = divmod(i, columns)
        x = 12 + pitch * (column + 0.5)
        y = box.height - height + 22 + row_height * (row + 0.42)
        shown.append(
            _node(view, _Node(node.row, min(node.diameter, SHELF_NODE), node.loop), (x, y))
        )
    text = t("network.unlinked", view.lang, count=len(nodes))
    shown.append(
        {
            "data": {"id": "shelf", "name": text},
            "position": {
                "x": 14 + positions.label_width(text, 11) / 2,
                "y": box.height - height + 4,
            },
            "classes": "note",
            "selectable": False,
            "grabbable": False,
        }
    )
    return shown, height


def _node(view: View, node: _Node, where: tuple[float, float]) -> Element:
    code, value = node.row["sector"], node.row[view.state.indicator]
    sign = "missing" if value is None else "negative" if value < 0 else ""
    return {
        "data": {
            "id": code,
            "name": view.short(code),
            "group": view.sectors[code]["group"],
            "d": node.diameter,
            "loop": node.loop,
            "value": value,
        },
        "position": {"x": round(where[0], 1), "y": round(where[1], 1)},
        "classes": sign,
    }


def _edges(view: View, place: dict[str, tuple[float, float]]) -> list[Element]:
    drawn = [link for link in view.links if not is_loop(link)]
    largest = max((link["value_mcny"] for link in drawn), default=1.0) or 1.0
    pairs = {(link["from_sector"], link["to_sector"]) for link in drawn}
    edges = []
    for link in drawn:
        a, b = link["from_sector"], link["to_sector"]
        length = math.dist(place[a], place[b])
        edges.append(
            {
                "data": {
                    "id": link_id(link),
                    "source": a,
                    "target": b,
                    "w": _by_root(link["value_mcny"], largest, 0.8, 8.0),
                    "bend": round(length * (0.14 if (b, a) in pairs else 0.07), 1),
                    "value": link["value_mcny"],
                    "rank": link["rank"],
                },
                "classes": "",
            }
        )
    return edges
