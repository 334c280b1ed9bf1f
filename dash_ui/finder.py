"""The search box: industries of the view and provinces, found in any script."""

from __future__ import annotations

from typing import Any

from dash_ui import i18n
from dash_ui.i18n import t
from dash_ui.view import Row, View
from graph_service.graph import Graph
from graph_service.services import catalog


def finder(graph: Graph, view: View) -> list[dict[str, Any]]:
    """Options of the search box: industries of the view, then provinces, found in any script."""
    sectors = [
        {
            "value": f"sector:{row['sector']}",
            "label": view.short(row["sector"]),
            "note": view.full(row["sector"]),
            "words": _spellings(view.sectors[row["sector"]]),
            "tone": view.sectors[row["sector"]]["group"],
        }
        for row in sorted(view.industries, key=lambda r: list(view.sectors).index(r["sector"]))
    ]
    provinces = [
        {
            "value": f"province:{row['code']}",
            "label": i18n.name(row, view.lang),
            "note": "",
            "words": _spellings(row),
            "tone": "",
        }
        for row in catalog.provinces(graph)
    ]
    return [
        {"group": t("search.industries", view.lang), "items": sectors},
        {"group": t("search.provinces", view.lang), "items": provinces},
    ]


def _spellings(row: Row) -> str:
    kinds = ("name", "short")
    langs = ("en", "zh", "zh_hant")
    known = (str(row.get(f"{kind}_{lang}") or "") for kind in kinds for lang in langs)
    return " ".join((row["code"], *known)).lower()
