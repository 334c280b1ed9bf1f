"""The emission inventories of the graph as a table: places by years, shaded by size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dash_ui import i18n, numbers
from dash_ui.data_tables import TEXT, Table, count_column
from dash_ui.i18n import t
from graph_service.graph import Graph
from graph_service.services import catalog, inventories

SHADES = 7


UNITS = {"en": numbers.Scale("mt", 1e-3, 1)}
USUAL = numbers.Scale("kt", 1e-1, 0)
"""One unit for all inventories: Mt, and 10,000 t where people count so."""


def note(graph: Graph, lang: str) -> str:
    """What the table holds and in which unit, or that there is nothing."""
    known = inventories.inventories(graph)
    if not known:
        return t("data.no_inventories", lang)
    return t("data.inventories_note", lang, unit=UNITS.get(lang, USUAL).unit(lang))


def table(graph: Graph, lang: str, *, narrow: bool = False) -> Table:
    """A row for each province, one for them together and one for the nation; a column a year."""
    known = inventories.inventories(graph)
    if not known:
        return [], []
    unit = UNITS.get(lang, USUAL)
    years = sorted({row["year"] for row in known})
    values = {(row["province"], row["year"]): row["co2_kt"] * unit.factor for row in known}
    bounds = _bounds([value for (place, _), value in values.items() if place])
    columns: list[dict[str, Any]] = [
        {
            "field": "province",
            "colId": "province",
            "headerName": t("field.province", lang),
            "width": 96 if narrow else 120,
            "pinned": "left",
            **TEXT,
        }
    ]
    for year in years:
        columns.append(
            count_column(
                f"y{year}",
                str(year),
                unit.digits,
                flex=1,
                minWidth=48,
                maxWidth=88,
                cellClass="shaded",
                headerClass="ag-right-aligned-header year",
                cellRenderer="ShadeCell",
                cellRendererParams={"bounds": bounds},
                suppressHeaderMenuButton=True,
            )
        )
    return columns, _rows(graph, values, years, unit, lang)


def _rows(
    graph: Graph,
    values: Mapping[tuple[str | None, int], float],
    years: Sequence[int],
    unit: numbers.Scale,
    lang: str,
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for place in catalog.provinces(graph):
        found = {year: values.get((place["code"], year)) for year in years}
        name = {"province": i18n.name(place, lang), "code": place["code"]}
        rows.append(_row(name, found, unit))
    together: dict[int, float | None] = {
        year: sum(value for (place, of), value in values.items() if place and of == year) or None
        for year in years
    }
    rows.append(
        _row({"province": t("data.provinces_sum", lang), "code": "sum"}, together, unit)
        | {"whole": True}
    )
    nation = {year: values.get((None, year)) for year in years}
    if any(value is not None for value in nation.values()):
        name = {"province": t("data.national", lang), "code": inventories.NATION}
        rows.append(_row(name, nation, unit) | {"whole": True})
    return rows


def _row(
    name: Mapping[str, str], found: Mapping[int, float | None], unit: numbers.Scale
) -> dict[str, Any]:
    cells = {
        f"y{year}": None if value is None else round(value, unit.digits + 2)
        for year, value in found.items()
    }
    return {"id": f"place~{name['code']}", "province": name["province"], **cells}


def _bounds(values: Sequence[float]) -> list[float]:
    """Upper bounds of all shades but the last: as many inventories in each."""
    if not values:
        return []
    parts = np.arange(1, SHADES) / SHADES
    return [round(float(bound), 3) for bound in np.quantile(values, parts)]
