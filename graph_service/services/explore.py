"""Industries: their figures, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from graph_service.analysis.indicators import standing
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.matrices import EditionArrays, edition_arrays

Record = dict[str, Any]

KEPT_ROWS = 200
"""Pages up to this size are kept; a larger one is made anew each time."""
STANDING = ("rank", "percentile", "share")


@dataclass(frozen=True)
class Page:
    """Some rows of an answer, how many there are in all, and what must be said with them."""

    rows: list[Record]
    total: int
    meta: Record = field(default_factory=dict)


def industries(
    graph: Graph,
    edition: str,
    *,
    province: str | None = None,
    sector: str | None = None,
    indicator: str = "co2_kt",
    sort: str = "-indicator",
    limit: int = 100,
    offset: int = 0,
) -> Page:
    """Industries with all their figures and where each stands by one indicator.

    ``rank`` (1 is the largest, ties share the mean), ``percentile`` (rank over the number of
    industries) and ``share`` (of the sum, of positive sums only) are among the industries that
    are asked for: a province, a sector across provinces, or all.

    Args:
        sort: ``indicator``, ``position`` or a property; a leading ``-`` for largest first.
        limit, offset: the part of the rows to return.
    """
    key = ("industries", edition, province, sector, indicator, sort, limit, offset)
    if limit > KEPT_ROWS:
        return _industries(graph, *key[1:])
    return graph.recent(key, lambda: _industries(graph, *key[1:]))


def _industries(
    graph: Graph,
    edition: str,
    province: str | None,
    sector: str | None,
    indicator: str,
    sort: str,
    limit: int,
    offset: int,
) -> Page:
    arrays = edition_arrays(graph, edition)
    chosen = arrays.positions(province, sector)
    values = _figure(arrays, indicator)[chosen]
    stands = standing(values)
    order = _order(arrays, chosen, values, sort)
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
        row |= {name: _number(column[i]) for name, column in arrays.figures.items()}
        row |= {name: _number(getattr(stands, name)[k]) for name in STANDING}
        rows.append(row)
    units = {name: catalog.unit(graph, name) for name in arrays.figures}
    meta = {"province": province, "sector": sector, "indicator": indicator, "units": units}
    return Page(rows, len(order), catalog.provenance(graph, edition) | meta)


def _figure(arrays: EditionArrays, indicator: str) -> Any:
    if indicator not in arrays.figures:
        raise BadParameter(
            f"there is no indicator {indicator!r}",
            hint=f"Indicators: {', '.join(arrays.figures)}.",
        )
    return arrays.figures[indicator]


def _order(arrays: EditionArrays, chosen: Any, values: Any, sort: str) -> Any:
    name = sort.removeprefix("-")
    if name == "position":
        by = chosen.astype(float)
    elif name == "indicator":
        by = values
    else:
        by = _figure(arrays, name)[chosen]
    by = -by if sort.startswith("-") else by
    return np.argsort(by, kind="stable")


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)
