"""Flows between industries: filtered, strongest first, in pages."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.explore import Page
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays

Record = dict[str, Any]
Positions = npt.NDArray[np.int64]
Chosen = tuple[Positions, npt.NDArray[np.float64], float]
KEPT_BYTES = 200_000_000
"""Bytes of flows in their order that are kept; those of a whole edition take 27 MB."""


def flows(
    graph: Graph,
    edition: str,
    *,
    from_province: str | None = None,
    from_sector: str | None = None,
    to_province: str | None = None,
    to_sector: str | None = None,
    min_value: float = 0.0,
    limit: int = 100,
    offset: int = 0,
) -> Page:
    """Flows of an edition, strongest first, with their place among those asked for.

    ``share`` is of the money of all flows that the four codes select, ``percentile`` the rank
    over their number; ``min_value`` (million CNY) cuts the list after that.
    """
    codes = (from_province, from_sector, to_province, to_sector)
    arrays = edition_arrays(graph, edition)
    chosen, values, total = _kept(graph).get((edition, *codes), lambda: _chosen(arrays, *codes))
    count = int(np.searchsorted(-values, -min_value, side="right")) if min_value > 0 else None
    kept = len(chosen) if count is None else count
    part = slice(offset, min(offset + limit, kept))
    rows = _rows(arrays, chosen[part], values[part], offset, total, len(chosen))
    meta = {
        "from_province": from_province,
        "from_sector": from_sector,
        "to_province": to_province,
        "to_sector": to_sector,
        "min_value_mcny": min_value,
        "unit": "million CNY",
        "flows": len(chosen),
        "sum_mcny": total,
    }
    return Page(rows, kept, catalog.of_money(catalog.provenance(graph, edition)) | meta)


def _kept(graph: Graph) -> Kept[Chosen]:
    def empty() -> Kept[Chosen]:
        return Kept(budget=KEPT_BYTES, size=lambda chosen: chosen[0].nbytes + chosen[1].nbytes)

    return graph.memo("flows", empty)


def _chosen(
    arrays: EditionArrays,
    from_province: str | None,
    from_sector: str | None,
    to_province: str | None,
    to_sector: str | None,
) -> Chosen:
    """Flat positions of the selected flows, largest first, their values and their sum."""
    n = len(arrays.ids)
    rows = arrays.positions(from_province, from_sector)
    columns = arrays.positions(to_province, to_sector)
    if len(rows) == n and len(columns) == n:
        order = arrays.strongest
    else:
        part = arrays.flows[np.ix_(rows, columns)]
        supplier, customer = np.nonzero(part)
        by_value = np.argsort(-part[supplier, customer], kind="stable")
        order = (rows[supplier] * n + columns[customer])[by_value]
    values = arrays.flows.ravel()[order]
    return order, values, float(values.sum())


def _rows(
    arrays: EditionArrays,
    chosen: Positions,
    values: npt.NDArray[np.float64],
    offset: int,
    total: float,
    count: int,
) -> list[Record]:
    m = len(arrays.sectors)
    supplier, customer = np.divmod(chosen, len(arrays.ids))
    places, sectors = arrays.provinces, arrays.sectors
    return [
        {
            "from_province": places[i // m],
            "from_sector": sectors[i % m],
            "to_province": places[j // m],
            "to_sector": sectors[j % m],
            "value_mcny": value,
            "share": value / total if total else None,
            "percentile": rank / count,
            "rank": rank,
        }
        for rank, (i, j, value) in enumerate(
            zip(supplier.tolist(), customer.tolist(), values.tolist(), strict=True),
            start=offset + 1,
        )
    ]
