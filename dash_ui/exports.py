"""The shown network as files: CSV, JSON and GraphML, each with its source and sample mark."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from dash_ui import figures
from dash_ui.view import Row, View

Exporter = Callable[[View], str]


def _rows(view: View) -> list[Row]:
    return [
        {
            **row,
            **{
                f"{end}_sector_name_{lang}": view.sectors[row[f"{end}_sector"]][f"name_{lang}"]
                for end in ("from", "to")
                for lang in ("en", "zh", "zh_hant")
            },
        }
        for row in view.links
    ]


def as_csv(view: View) -> str:
    """Links as CSV in the graph's units; the lines that start with # say what and whence."""
    file = io.StringIO()
    file.write("\ufeff")  # Excel on Chinese Windows takes the file for UTF-8 by this mark
    file.writelines(f"# {line}\n" for line in figures.caption(view))
    rows = _rows(view)
    writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def as_json(view: View) -> str:
    """Links, industries and the answer's meta as one JSON object."""
    content = {
        "caption": figures.caption(view),
        "synthetic": bool(view.edition["synthetic"]),
        "state": view.state.as_dict(),
        "meta": {**view.meta, **_said_of_carbon(view)},
        "links": _rows(view),
        "industries": [dict(row) for row in view.industries],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=str)


def _said_of_carbon(view: View) -> dict[str, Any]:
    told = view.emissions
    return {key: told[key] for key in told if key.startswith("co2_") or key == "boundary"}


def as_graphml(view: View) -> str:
    """The drawn graph as GraphML: industries with every figure, links, own use as loops."""
    graph: nx.DiGraph[str] = nx.DiGraph(
        caption="\n".join(figures.caption(view)), synthetic=bool(view.edition["synthetic"])
    )
    for row in view.industries:
        sector = view.sectors[row["sector"]]
        names = {f"name_{lang}": sector[f"name_{lang}"] for lang in ("en", "zh", "zh_hant")}
        graph.add_node(row["sector"], group=sector["group"], **names, **_known(row))
    for row in view.links:
        graph.add_edge(row["from_sector"], row["to_sector"], **_known(row))
    header = "".join(
        f"<!-- {re.sub('-{2,}', '–', line).rstrip('-')} -->\n" for line in figures.caption(view)
    )
    start, body = "\n".join(nx.generate_graphml(graph)).split(">", 1)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + header + f"{start}>{body}\n"


def _known(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value is not None}


FORMATS: dict[str, Exporter] = {"csv": as_csv, "json": as_json, "graphml": as_graphml}
