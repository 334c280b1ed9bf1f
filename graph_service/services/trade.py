"""Emissions embodied in trade between provinces; exports and the table's error apart."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from graph_service.analysis.leontief import Matrix
from graph_service.analysis.trade import in_final_use, in_gross_flows
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.explore import Page
from graph_service.services.systems import EditionSystem, edition_system

Record = dict[str, Any]
Method = Literal["final_use", "gross_flows"]
METHODS = {"final_use": in_final_use, "gross_flows": in_gross_flows}
ACCOUNT_OF = {"final_use": "consumption", "gross_flows": "production"}
APART = ("EX", "ERR")
FROM_OTHERS = ("from_provinces_kt", "consumption_kt")
"""Figures of a province that others' emissions are part of."""


def trade(
    graph: Graph,
    edition: str,
    *,
    method: Method = "final_use",
    by: Literal["pair", "province"] = "pair",
    province: str | None = None,
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Page:
    """Emissions of one province for another, or the balance of each province, largest first.

    Args:
        method: ``final_use``: emissions of p for what is finally used in q, along the whole
            chain; ``gross_flows``: for what p delivers to q, one step.
        by: ``pair`` of provinces, the own one, exports (EX) and error (ERR) with them; or
            ``province``: the balance.
        province: pairs from it or to it, or its balance.

    Raises:
        BadParameter: a method that there is not, or no emissions.
        NotFound: no such edition, province or account.
    """
    if method not in METHODS:
        raise BadParameter(f"there is no method {method!r}", hint=f"Methods: {', '.join(METHODS)}.")
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    provinces = found.arrays.provinces
    if province is not None:
        found.arrays.place(province)
    columns = (*provinces, *APART)
    places = np.array([columns.index(place or kind) for kind, place in found.uses])
    made = np.arange(len(found.known)) // len(found.arrays.sectors)
    values = METHODS[method](found.system, made, places)
    unknown = {p for p in provinces if not found.known[found.arrays.place(p)].any()}
    total = float(found.system.emissions.sum())
    if by == "pair":
        rows = _pairs(provinces, columns, values, unknown, total)
        rows = [r for r in rows if province in (None, r["from_province"], r["to_province"])]
        rows.sort(key=lambda row: (row["co2_kt"] is None, -(row["co2_kt"] or 0.0)))
        units = {"co2_kt": found.pressure.unit, "share": "1"}
    else:
        rows = _balances(found, values, unknown, method)
        rows = [row for row in rows if province in (None, row["province"])]
        rows.sort(key=lambda row: (row["balance_kt"] is None, -(row["balance_kt"] or 0.0)))
        units = {key: found.pressure.unit for key in rows[0] if key.endswith("_kt")}
    meta: Record = {"account": ACCOUNT_OF[method], "method": method, "by": by}
    meta |= {"province": province, "total_kt": total}
    return found.page(rows, meta, units)


def _pairs(
    provinces: tuple[str, ...],
    columns: tuple[str, ...],
    values: Matrix,
    unknown: set[str],
    total: float,
) -> list[Record]:
    rows = []
    for p, line in zip(provinces, values, strict=True):
        for q, value in zip(columns, line.tolist(), strict=True):
            amount = None if p in unknown else value
            share = amount / total if total and amount is not None else None
            pair = {"from_province": p, "to_province": q}
            rows.append(pair | {"co2_kt": amount, "share": share})
    return rows


def _balances(
    found: EditionSystem, values: Matrix, unknown: set[str], method: Method
) -> list[Record]:
    """What each province makes, for whom, and what others make for it.

    Of a province without data only what others make for it is known: ``consumption_kt`` is that
    then, as in the consumption account, and too small; what needs its own emissions is None.
    """
    count = len(found.arrays.provinces)
    between = values[:, :count]
    own = np.diag(between)
    out, into = between.sum(axis=1) - own, between.sum(axis=0) - own
    figures = {
        "production_kt": values.sum(axis=1),
        "own_use_kt": own,
        "to_provinces_kt": out,
        "exports_kt": values[:, count],
        "error_kt": values[:, count + 1],
        "from_provinces_kt": into,
        "consumption_kt": own + into,
        "balance_kt": out - into,
    }
    if method != "final_use":  # what comes in directly is no footprint of what is consumed
        del figures["consumption_kt"]
    rows = []
    for place, code in enumerate(found.arrays.provinces):
        row: Record = {"province": code}
        for name, column in figures.items():
            hidden = code in unknown and name not in FROM_OTHERS
            row[name] = None if hidden else float(column[place])
        rows.append(row)
    return rows
