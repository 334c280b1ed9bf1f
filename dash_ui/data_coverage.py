"""The emission inventories of the graph as a table: places by years, shaded by size."""

from __future__ import annotations

from collections import Counter
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
"""One unit for all provinces: Mt, and 10,000 t where people count so."""
WHOLES = {"en": numbers.Scale("mt", 1e-3, 0)}
WHOLE = numbers.Scale("mt", 1e-5, 1)
"""The unit of sums: their rows name it where it is another."""


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
    years = range(known[0]["year"], known[-1]["year"] + 1)
    values = {(row["province"], row["year"]): row["co2_kt"] for row in known}
    bounds = _bounds([unit.factor * value for (place, _), value in values.items() if place])
    columns: list[dict[str, Any]] = [
        {
            "field": "province",
            "colId": "province",
            "headerName": t("field.province", lang),
            "width": 92 if narrow else 108,
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
                minWidth=46,
                maxWidth=88,
                cellClass="shaded",
                headerClass="ag-right-aligned-header year",
                cellRenderer="ShadeCell",
                cellRendererParams={"bounds": bounds},
                suppressHeaderMenuButton=True,
            )
        )
    return columns, _rows(graph, values, years, unit, lang)


def years(graph: Graph) -> dict[int, int]:
    """Years that have provincial inventories, and of how many provinces."""
    rows = inventories.inventories(graph)
    return dict(sorted(Counter(row["year"] for row in rows if row["province"]).items()))


def _rows(
    graph: Graph,
    values: Mapping[tuple[str | None, int], float],
    years: Sequence[int],
    unit: numbers.Scale,
    lang: str,
) -> list[dict[str, Any]]:
    whole = WHOLES.get(lang, WHOLE)
    rows = [
        _row(place["code"], i18n.name(place, lang), unit)
        | _cells({year: values.get((place["code"], year)) for year in years}, unit)
        for place in catalog.provinces(graph)
    ]
    together = {
        year: sum(value for (place, of), value in values.items() if place and of == year) or None
        for year in years
    }
    wholes = {"sum": together, inventories.NATION: {y: values.get((None, y)) for y in years}}
    for code, found in wholes.items():
        if any(value is not None for value in found.values()):
            name = t(f"data.whole_{code.lower()}", lang)
            rows.append(_row(code, name, whole) | _cells(found, whole) | {"whole": True})
    return rows


def _row(code: str, name: str, unit: numbers.Scale) -> dict[str, Any]:
    return {"id": f"place~{code}", "province": name, "digits": unit.digits}


def _cells(found: Mapping[int, float | None], unit: numbers.Scale) -> dict[str, float | None]:
    return {
        f"y{year}": None if value is None else round(value * unit.factor, unit.digits + 2)
        for year, value in found.items()
    }


def _bounds(values: Sequence[float]) -> list[float]:
    """Upper bounds of all shades but the last: as many inventories in each."""
    if not values:
        return []
    parts = np.arange(1, SHADES) / SHADES
    return [round(float(bound), 3) for bound in np.quantile(values, parts)]
