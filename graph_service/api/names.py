"""Names in three scripts beside codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_service.graph import Graph
from graph_service.services import catalog

SCRIPTS = ("name_en", "name_zh", "name_zh_hant")


def with_names(graph: Graph, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of rows with ``<code>_name_en``, ``_zh`` and ``_zh_hant`` beside each code."""
    known = {
        "province": catalog.provinces(graph),
        "sector": [*catalog.sectors(graph), *catalog.inventory_sectors(graph)],
        "fuel": catalog.fuels(graph),
    }
    called = {kind: {row["code"]: row for row in listed} for kind, listed in known.items()}
    named = []
    for row in rows:
        extra: dict[str, Any] = {}
        for key, value in row.items():
            found = called.get(key.rpartition("_")[2], {}).get(value)
            if found is not None:
                extra |= {f"{key}_{script}": found[script] for script in SCRIPTS}
        named.append(row | extra)
    return named
