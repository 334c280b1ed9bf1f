"""Industries: their figures, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from graph_service.analysis.indicators import standing
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, Vector, edition_arrays

Record = dict[str, Any]

KEPT_PAGES, KEPT_ROWS = 128, 200
"""How many pages are kept, and up to which size; a larger one is made anew each time."""
STANDING = ("rank", "percentile", "share")


@dataclass(frozen=True)
class Page:
    """Some rows of an answer, how many there are in all, and what must be said with them."""

    rows: list[Record]
    total: int
    meta: Record = field(default_factory=dict)

    def part(self, limit: int, offset: int = 0) -> Page:
        """Some of the rows, of as many in all."""
        return replace(self, rows=self.rows[offset : offset + limit])


def industries(
    graph: Graph,
    edition: str,
    *,
    province: str | None = None,
    sector: str | None = None,
    indicator: str = "co2_kt",
    sort: str = "-indicator",
    co2_source: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Page:
    """Industries with all their figures and where each stands by one indicator.

    ``rank`` (1 is the largest, ties share the mean), ``percentile`` (rank over the number of
    industries) and ``share`` (of the sum, of positive sums only) are among the industries that
    are asked for: a province, a sector across provinces, or all.

    Args:
        sort: ``indicator``, ``position`` or a property; a leading ``-`` for largest first.
        co2_source: what ``co2_kt`` and the intensities rest on; by default the edition's own.
        limit, offset: the part of the rows to return.
    """
    key = (edition, province, sector, indicator, sort, co2_source, limit, offset)
    if limit > KEPT_ROWS:
        return _industries(graph, *key)
    kept: Kept[Page] = graph.memo("industries", lambda: Kept(KEPT_PAGES))
    return kept.get(key, lambda: _industries(graph, *key))


def _industries(
    graph: Graph,
    edition: str,
    province: str | None,
    sector: str | None,
    indicator: str,
    sort: str,
    co2_source: str | None,
    limit: int,
    offset: int,
) -> Page:
    arrays = edition_arrays(graph, edition)
    chosen = arrays.positions(province, sector)
    figures = arrays.figures_by(co2_source)
    values = _figure(figures, indicator)[chosen]
    stands = standing(values)
    order = _order(figures, chosen, values, sort)
    m = len(arrays.sectors)
    rows: list[Record] = []
    for k in order[offset : offset + limit]:
        i = int(chosen[k])
        row: Record = {
            "id": arrays.ids[i],
            "edition": edition,
            "province": arrays.provinces[i // m],
            "sector": arrays.sectors[i % m],
        }
        row |= {name: _number(column[i]) for name, column in figures.items()}
        row |= {name: _number(getattr(stands, name)[k]) for name in STANDING}
        rows.append(row)
    units = {name: catalog.unit(graph, name) for name in figures}
    meta = catalog.provenance(graph, edition, co2_source)
    meta |= {"province": province, "sector": sector, "indicator": indicator, "units": units}
    meta["co2_missing"] = _without_emissions(arrays, figures["co2_kt"])
    return Page(rows, len(order), meta)


def _without_emissions(arrays: EditionArrays, co2: Vector) -> list[str]:
    """Provinces for whose industries there is no CO2 at all."""
    known = ~np.isnan(co2).reshape(len(arrays.provinces), -1)
    return [code for code, row in zip(arrays.provinces, known, strict=True) if not row.any()]


def _figure(figures: dict[str, Vector], indicator: str) -> Vector:
    if indicator not in figures:
        raise BadParameter(
            f"there is no indicator {indicator!r}",
            hint=f"Indicators: {', '.join(figures)}.",
        )
    return figures[indicator]


def _order(figures: dict[str, Vector], chosen: Any, values: Any, sort: str) -> Any:
    name = sort.removeprefix("-")
    if name == "position":
        by = chosen.astype(float)
    elif name == "indicator":
        by = values
    else:
        by = _figure(figures, name)[chosen]
    by = -by if sort.startswith("-") else by
    return np.argsort(by, kind="stable")


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
