"""The data page as files, and the calls behind it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash_ui import behind
from dash_ui.data_view import DataState, Row, asked
from dash_ui.i18n import t
from graph_service.graph import Graph
from graph_service.output import SAMPLE_MARK, plain_cell
from graph_service.services import catalog, inventories, sources

KINDS = ("checks", "editions", "sources", "inventories", "dictionary", "json")
QUERIES = (
    "catalog.findings",
    "catalog.editions",
    "catalog.sources",
    "inventory.years",
    "catalog.quantities",
)
"""Named queries behind the tables, in their order."""


def saved(graph: Graph, state: DataState, kind: str) -> dict[str, str]:
    """A file for the browser: one table as CSV, or everything as JSON; checks as filtered."""
    lines = [SAMPLE_MARK] if graph.synthetic else []
    lines += [f"Tanlu graph {graph.version}", *sources.lines(graph)]
    if kind == "json":
        tables = {name: _records(graph, state, name) for name in KINDS[:-1]}
        whole = {"notes": lines, "graph": graph.identity, **tables}
        text = json.dumps(whole, ensure_ascii=False, indent=1, default=str)
    else:
        text = _csv(_records(graph, state, kind), lines)
    ending = "json" if kind == "json" else "csv"
    return {"content": text, "filename": f"tanlu-{kind if ending == 'csv' else 'data'}.{ending}"}


def calls(graph: Graph, state: DataState, prefix: str) -> list[Any]:
    """The API calls and the Cypher behind the tables of the page."""
    query = urlencode(asked(graph, state))
    paths = [f"findings{f'?{query}' if query else ''}", "editions", "sources", "inventories"]
    links = [f"{prefix}api/v1/{path}" for path in (*paths, "quantities")]
    return behind.shown(links, [(name, graph.query_text(name)) for name in QUERIES], state.lang)


def labels(lang: str) -> list[tuple[str, str]]:
    """Entries of the export menu."""
    return [(kind, t(f"save.{kind}", lang)) for kind in KINDS]


def _records(graph: Graph, state: DataState, kind: str) -> Sequence[Row]:
    if kind == "checks":
        return sources.findings(graph, **asked(graph, state), limit=None).rows
    services = {
        "editions": catalog.editions,
        "sources": sources.sources,
        "inventories": inventories.inventories,
        "dictionary": catalog.quantities,
    }
    return services[kind](graph)


def _csv(rows: Sequence[Row], lines: Sequence[str]) -> str:
    file = io.StringIO()
    file.write("\ufeff")  # Excel on Chinese Windows takes the file for UTF-8 by this mark
    file.writelines(f"# {' '.join(line.split())}\n" for line in lines)
    writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: plain_cell(value) for key, value in row.items()} for row in rows)
    return file.getvalue()
