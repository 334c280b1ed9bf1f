"""Names in three scripts beside codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_service.graph import Graph
from graph_service.services import catalog

SCRIPTS = ("name_en", "name_zh", "name_zh_hant")


def with_names(graph: Graph, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of rows with ``<code>_name_en``, ``_zh`` and ``_zh_hant`` beside each code."""
    places = {row["code"]: row for row in catalog.provinces(graph)}
    sectors = {row["code"]: row for row in catalog.sectors(graph)}
    named = []
    for row in rows:
        extra: dict[str, Any] = {}
        for key, value in row.items():
            found = (
                places if key.endswith("province") else sectors if key.endswith("sector") else None
            )
            if found is not None and value in found:
                extra |= {f"{key}_{script}": found[value][script] for script in SCRIPTS}
        named.append(row | extra)
    return named
