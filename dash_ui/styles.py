"""Cytoscape stylesheets, one a theme: its canvas reads no CSS variables."""

from __future__ import annotations

from functools import cache
from typing import Any

FONT = 'Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif'
GROUPS = {
    "light": {
        "energy": "#BA881C",
        "primary": "#598D57",
        "processing": "#7C7D7E",
        "manufacturing": "#70523D",
        "equipment": "#9C020C",
        "environment": "#115B67",
        "infrastructure": "#B5520E",
        "business": "#F35C9E",
        "technology": "#4E63C8",
        "public": "#5E227F",
    },
    "dark": {
        "energy": "#F4C510",
        "primary": "#ABD697",
        "processing": "#A5A5A5",
        "manufacturing": "#896559",
        "equipment": "#DA2106",
        "environment": "#6BCFE0",
        "infrastructure": "#FC814B",
        "business": "#C24488",
        "technology": "#4D60CC",
        "public": "#BF80EB",
    },
}
INKS = {
    "light": {
        "ink": "#12171D",
        "ink3": "#626C78",
        "surface": "#FFFFFF",
        "edge": "#8A94A0",
        "supplies": "#B84A0A",
        "buys": "#1F5FB8",
    },
    "dark": {
        "ink": "#E8ECF0",
        "ink3": "#8F9AA6",
        "surface": "#151A20",
        "edge": "#66717D",
        "supplies": "#FF9D5C",
        "buys": "#7FB2FF",
    },
}


def _nodes(ink: dict[str, str], font: int) -> list[dict[str, Any]]:
    return [
        {
            "selector": "node",
            "style": {
                "width": "data(d)",
                "height": "data(d)",
                "label": "data(name)",
                "font-family": FONT,
                "font-size": font,
                "font-weight": 500,
                "color": ink["ink"],
                "text-valign": "bottom",
                "text-margin-y": 4,
                "text-outline-color": ink["surface"],
                "text-outline-width": 2,
                "overlay-opacity": 0,
                "z-index": 10,
            },
        },
        {
            "selector": "node[loop > 0]",
            "style": {
                "outline-width": "data(loop)",
                "outline-offset": 2,
                "outline-opacity": 0.5,
                "text-margin-y": 9,
            },
        },
        {
            "selector": "node.missing, node.negative",
            "style": {
                "background-opacity": 0.15,
                "border-width": 2,
                "border-style": "dashed",
            },
        },
        {
            "selector": "node.note",
            "style": {
                "width": 1,
                "height": 1,
                "background-opacity": 0,
                "color": ink["ink3"],
                "font-weight": 400,
                "text-valign": "center",
                "events": "no",
            },
        },
    ]


def _edges(ink: dict[str, str]) -> list[dict[str, Any]]:
    chosen = {"opacity": 0.9, "z-index": 9}
    return [
        {
            "selector": "edge",
            "style": {
                "width": "data(w)",
                "line-color": ink["edge"],
                "opacity": 0.6,
                "curve-style": "unbundled-bezier",
                "control-point-distances": "data(bend)",
                "control-point-weights": 0.5,
                "target-arrow-shape": "triangle",
                "target-arrow-color": ink["edge"],
                "arrow-scale": 0.8,
                "overlay-opacity": 0,
            },
        },
        {"selector": "edge.rest", "style": {"opacity": 0.3}},
        {
            "selector": "edge.out",
            "style": chosen
            | {"line-color": ink["supplies"], "target-arrow-color": ink["supplies"]},
        },
        {
            "selector": "edge.in",
            "style": chosen | {"line-color": ink["buys"], "target-arrow-color": ink["buys"]},
        },
        {
            "selector": "edge.chosen",
            "style": chosen | {"line-color": ink["ink"], "target-arrow-color": ink["ink"]},
        },
        {"selector": ".away", "style": {"display": "none"}},
        {
            "selector": "node.near",
            "style": {"font-weight": 700},
        },
        {
            "selector": "node.chosen",
            "style": {
                "font-weight": 700,
                "font-size": 12,
                "underlay-color": ink["ink"],
                "underlay-opacity": 0.22,
                "underlay-padding": 8,
                "underlay-shape": "ellipse",
                "z-index": 20,
            },
        },
    ]


@cache
def stylesheet(theme: str, *, narrow: bool = False) -> list[dict[str, Any]]:
    """The stylesheet of a theme; labels are 10 px on a phone, else 11."""
    ink = INKS[theme]
    groups = [
        {
            "selector": f'node[group = "{group}"]',
            "style": {
                "background-color": colour,
                "border-color": colour,
                "outline-color": colour,
            },
        }
        for group, colour in GROUPS[theme].items()
    ]
    return [*_nodes(ink, 10 if narrow else 11), *groups, *_edges(ink)]
