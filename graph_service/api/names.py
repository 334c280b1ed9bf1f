"""Names in three scripts beside codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph_service import reference
from graph_service.graph import Graph
from graph_service.services import catalog

SCRIPTS = ("name_en", "name_zh", "name_zh_hant")


def with_names(graph: Graph, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of rows with ``<code>_name_en``, ``_zh`` and ``_zh_hant`` beside each code.

    Every row has them, so that all formats have the same columns; None where a code has no name.
    """
    uses = reference.table("final_use")
    apart = [row for row in uses if row["per_province"] == "false"]  # exports, error: no province
    known: dict[str, list[Any]] = {
        "province": [*catalog.provinces(graph), *apart],
        "sector": [*catalog.sectors(graph), *catalog.inventory_sectors(graph)],
        "fuel": catalog.fuels(graph),
        "category": list(uses),
    }
    called = {kind: {row["code"]: row for row in listed} for kind, listed in known.items()}
    named = []
    for row in rows:
        extra: dict[str, Any] = {}
        for key, value in row.items():
            codes = called.get(key.rpartition("_")[2])
            if codes is not None:
                found = codes.get(value, {})
                extra |= {f"{key}_{script}": found.get(script) for script in SCRIPTS}
        named.append(row | extra)
    return named


def with_path_names(graph: Graph, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of rows with ``path_name_en``, ``_zh``, ``_zh_hant`` beside ``path``: lists of names.

    An industry is called by its province and its sector, as its node is.
    """
    places = {row["code"]: row for row in catalog.provinces(graph)}
    sectors = {row["code"]: row for row in catalog.sectors(graph)}
    between = dict(zip(SCRIPTS, (": ", "：", "："), strict=True))

    def called(industry: str, script: str) -> str:
        _, province, sector = industry.split("/")
        short = sectors[sector][script.replace("name", "short")]
        return f"{places[province][script]}{between[script]}{short}"

    return [
        row | {f"path_{script}": [called(id, script) for id in row["path"]] for script in SCRIPTS}
        for row in rows
    ]
