"""Footprints: emissions by four accounts, of any subject, told by place, sector, use or input."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from graph_service.analysis.accounts import (
    ACCOUNTS,
    Account,
    Index,
    between_groups,
    by_industry,
    income_by,
    product_footprints,
)
from graph_service.analysis.leontief import Matrix, Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.explore import Page
from graph_service.services.subjects import Subject, subject
from graph_service.services.systems import EditionSystem, edition_system

By = Literal["province", "sector", "industry", "category", "use", "pair", "input"]
BY: dict[Account, tuple[By, ...]] = {
    "production": ("province", "sector", "industry"),
    "consumption": ("province", "sector", "category", "use", "pair"),
    "final_product": ("province", "sector", "industry", "category", "use"),
    "income": ("province", "sector", "industry", "input"),
}
INPUTS = ("compensation", "net_taxes", "depreciation", "operating_surplus", "imports")
"""Kinds of primary input; what they leave over of output is ``residue``."""
Record = dict[str, Any]


def accounts(
    graph: Graph,
    edition: str,
    *,
    account: Account = "consumption",
    by: By = "province",
    co2_source: str | None = None,
    pressure: str | None = None,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
) -> Page:
    """Emissions by an account, largest first, in kt CO2.

    ``production`` is what industries emit, ``consumption`` what a province's final users buy,
    ``final_product`` what is embodied in industries' final products, ``income`` what their
    primary inputs enable. The four have the same national total; exports and the table's error
    are final uses of their own.

    Args:
        by: what a row is: ``province``, ``sector`` or ``industry``; of final use ``category``
            (in each province) or ``use`` (the category alone); for consumption ``pair`` (from the
            emitting to the consuming province); for income ``input`` (kind of primary input).
        pressure: a satellite account in place of CO2.
        province, province_set, sector: the subject. For consumption the consuming provinces, and
            the sector whose products they buy; else the industries.

    Raises:
        BadParameter: an account or ``by`` that there is not, or no emissions.
        NotFound: no such edition, province, set, sector or account.
    """
    _check(account, by)
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    chosen = subject(
        graph, found.arrays, province=province, province_set=province_set, sector=sector
    )
    rows = _rows(found, chosen, account, by)
    total = float(found.system.emissions.sum())
    for row in rows:
        row["share"] = row["co2_kt"] / total if total and row["co2_kt"] is not None else None
    rows.sort(key=lambda row: (row["co2_kt"] is None, -(row["co2_kt"] or 0.0)))
    meta = chosen.told | {"account": account, "by": by, "total_kt": total}
    amounts = [row["co2_kt"] for row in rows if row["co2_kt"] is not None]
    meta["subject_kt"] = sum(amounts) if amounts else None  # nothing known is not zero
    return found.page(rows, meta, {"co2_kt": found.pressure.unit, "share": "1"})


def _check(account: Account, by: By) -> None:
    check_account(account)
    if by not in BY[account]:
        raise BadParameter(
            f"the {account} account is not told by {by!r}",
            hint=f"It is told by {', '.join(BY[account])}.",
        )


def check_account(account: Account) -> None:
    """Raise ``BadParameter`` for an account that there is not."""
    if account not in ACCOUNTS:
        raise BadParameter(
            f"there is no account {account!r}", hint=f"Accounts: {', '.join(ACCOUNTS)}."
        )


def value(found: EditionSystem, chosen: Subject, account: Account) -> float:
    """An account of a subject as one number, in the unit of the pressure."""
    if account in ("consumption", "final_product"):
        rows, columns = _part(found, chosen, account)
        return float(product_footprints(found.system)[np.ix_(rows, columns)].sum())
    return float(by_industry(found.system, account)[chosen.industries].sum())


def _part(found: EditionSystem, chosen: Subject, account: Account) -> tuple[Index, Index]:
    """Which final products (rows) in which uses (columns) an account of a subject is about."""
    every = np.arange(len(found.uses))
    if account != "consumption":
        return chosen.industries, every
    products = found.arrays.positions(None, chosen.told["sector"])
    if chosen.told["province"] is None and chosen.told["province_set"] is None:
        return products, every
    own = [consumer in chosen.provinces for _, consumer in found.uses]
    return products, every[own]


def _rows(found: EditionSystem, chosen: Subject, account: Account, by: By) -> list[Record]:
    if by == "input":
        parts = income_by(found.system, _inputs(found))[chosen.industries].sum(axis=0)
        names = (*INPUTS, "residue")
        return [{"input": k, "co2_kt": float(v)} for k, v in zip(names, parts, strict=True)]
    rows, columns = _part(found, chosen, account)
    if by == "pair":
        return _of_pairs(found, rows, columns)
    if account in ("production", "income"):
        values = by_industry(found.system, account)[rows]
    else:
        part = product_footprints(found.system)[np.ix_(rows, columns)]
        if by in ("category", "use") or account == "consumption" and by == "province":
            return _of_uses(found, part.sum(axis=0), columns, by)
        values = part.sum(axis=1)
    known = found.known[rows] if account == "production" else np.ones(len(rows), dtype=bool)
    return _of_industries(found, rows, np.where(known, values, np.nan), by)


def _inputs(found: EditionSystem) -> Matrix:
    """(n, 6) million CNY: the kinds of primary input, then what the table leaves over."""
    kinds = [found.arrays.figures[f"{name}_mcny"] for name in INPUTS]
    return np.column_stack([*kinds, found.system.primary_inputs - sum(kinds)])


def _of_industries(found: EditionSystem, rows: Index, values: Vector, by: By) -> list[Record]:
    """Sums by place and sector of the rows; None where all of a sum is unknown (NaN)."""
    arrays = found.arrays
    names = {"province": ("province",), "sector": ("sector",), "industry": ("province", "sector")}
    sums: dict[tuple[str, ...], float | None] = {}
    for i, amount in zip(rows.tolist(), values.tolist(), strict=True):
        full = {"province": arrays.provinces[i // len(arrays.sectors)]}
        full["sector"] = arrays.sectors[i % len(arrays.sectors)]
        key = tuple(full[name] for name in names[by])
        so_far = sums.setdefault(key, None)
        if amount == amount:
            sums[key] = (so_far or 0.0) + amount
    return [dict(zip(names[by], key, strict=True)) | {"co2_kt": v} for key, v in sums.items()]


def _of_uses(found: EditionSystem, values: Vector, columns: Index, by: By) -> list[Record]:
    """Sums of final uses by their place, by their category, or by both."""
    rows: dict[tuple[str, ...], Record] = {}
    for column, amount in zip(columns.tolist(), values.tolist(), strict=True):
        category, consumer = found.uses[column]
        place, kind = {"province": consumer or category}, {"category": category}
        named = {"province": place, "category": place | kind, "use": kind}[by]
        row = rows.setdefault(tuple(named.values()), named | {"co2_kt": 0.0})
        row["co2_kt"] += amount
    return list(rows.values())


def _of_pairs(found: EditionSystem, rows: Index, columns: Index) -> list[Record]:
    """From each emitting province to each place of use; None from a province without data."""
    system, provinces = found.system, found.arrays.provinces
    outputs = system.outputs_by_use[:, columns]
    if len(rows) < len(found.known):
        bought = np.zeros((len(found.known), len(columns)))
        bought[rows] = system.final_use[np.ix_(rows, columns)]
        outputs = system.outputs_for(bought)
    uses = [
        consumer or category for category, consumer in map(found.uses.__getitem__, columns.tolist())
    ]
    places = list(dict.fromkeys(uses))
    made = np.arange(len(found.known)) // len(found.arrays.sectors)
    used = np.array([places.index(place) for place in uses])
    sums = between_groups(system.intensities[:, None] * outputs, made, used)
    unknown = {p for p in provinces if not found.known[found.arrays.place(p)].any()}
    return [
        {"from_province": p, "to_province": q, "co2_kt": None if p in unknown else float(v)}
        for p, line in zip(provinces, sums, strict=True)
        for q, v in zip(places, line, strict=True)
    ]
