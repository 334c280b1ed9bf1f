"""Footprints: emissions by four accounts, by province and category, and between provinces."""

from __future__ import annotations

from typing import Any, Literal

from graph_service.analysis.accounts import ACCOUNTS, Account, by_industry, footprints
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.explore import Page
from graph_service.services.systems import EditionSystem, edition_system

By = Literal["province", "sector", "industry", "category", "pair"]
BY: dict[Account, tuple[By, ...]] = {
    "production": ("province", "sector", "industry"),
    "consumption": ("province", "category", "pair"),
    "final_product": ("province", "sector", "industry"),
    "income": ("province", "sector", "industry"),
}
Record = dict[str, Any]


def accounts(
    graph: Graph,
    edition: str,
    *,
    account: Account = "consumption",
    by: By = "province",
    province: str | None = None,
    co2_source: str | None = None,
) -> Page:
    """Emissions by an account, largest first, in kt CO2.

    ``production`` is what industries emit, ``consumption`` what a province's final users buy,
    ``final_product`` what is embodied in industries' final products, ``income`` what their
    primary inputs enable. The four have the same national total; exports and the table's error
    are final uses of their own in the consumption account.

    Args:
        by: what a row is: ``province``, ``sector`` or ``industry``; for consumption ``province``,
            ``category`` (of final use) or ``pair`` (from the emitting to the consuming province).
        province: only this one: the emitting one, for consumption the consuming one.

    Raises:
        BadParameter: an account or ``by`` that there is not, or no emissions.
        NotFound: no such edition or province.
    """
    if account not in ACCOUNTS:
        raise BadParameter(
            f"there is no account {account!r}", hint=f"Accounts: {', '.join(ACCOUNTS)}."
        )
    if by not in BY[account]:
        raise BadParameter(
            f"the {account} account is not told by {by!r}",
            hint=f"It is told by {', '.join(BY[account])}.",
        )
    key = ("accounts", edition, account, by, province, co2_source)
    return graph.recent(key, lambda: _accounts(graph, *key[1:]))


def _accounts(
    graph: Graph,
    edition: str,
    account: Account,
    by: By,
    province: str | None,
    co2_source: str | None,
) -> Page:
    found = edition_system(graph, edition, co2_source=co2_source)
    if province is not None:
        found.arrays.place(province)
    make = _of_consumption if account == "consumption" else _of_industries
    rows = make(found, account, by, province)
    total = float(found.system.emissions.sum())
    for row in rows:
        if account == "production" and row.get("province") in found.without_data:
            row["co2_kt"] = None  # unknown, which is not zero
        known = total and row["co2_kt"] is not None
        row["share"] = row["co2_kt"] / total if known else None
    rows.sort(key=lambda row: (row["co2_kt"] is None, -(row["co2_kt"] or 0.0)))
    meta = catalog.provenance(graph, edition, found.co2_source) | found.provenance
    meta |= {"account": account, "by": by, "province": province, "total_kt": total}
    return Page(rows, len(rows), meta | {"units": {"co2_kt": "kt CO2", "share": "1"}})


def _of_industries(
    found: EditionSystem, account: Account, by: By, province: str | None
) -> list[Record]:
    arrays = found.arrays
    values = by_industry(found.system, account).reshape(len(arrays.provinces), -1)
    provinces = arrays.provinces if province is None else (province,)
    values = values[[arrays.provinces.index(code) for code in provinces]]
    if by == "province":
        sums = values.sum(axis=1)
        return [{"province": p, "co2_kt": float(v)} for p, v in zip(provinces, sums, strict=True)]
    if by == "sector":
        sums = values.sum(axis=0)
        return [
            {"sector": s, "co2_kt": float(v)} for s, v in zip(arrays.sectors, sums, strict=True)
        ]
    return [
        {"province": p, "sector": s, "co2_kt": float(values[i, k])}
        for i, p in enumerate(provinces)
        for k, s in enumerate(arrays.sectors)
    ]


def _of_consumption(
    found: EditionSystem, _account: Account, by: By, province: str | None
) -> list[Record]:
    matrix = footprints(found.system)
    provinces = found.arrays.provinces
    emitted = matrix.reshape(len(provinces), -1, matrix.shape[1]).sum(axis=1)
    rows: dict[tuple[str | None, ...], float] = {}
    for column, (category, consumer) in enumerate(found.uses):
        if province is not None and consumer != province:
            continue
        place = consumer or category
        if by == "pair":
            for emitter, value in zip(provinces, emitted[:, column], strict=True):
                rows[emitter, place] = rows.get((emitter, place), 0.0) + float(value)
        else:
            key = (place,) if by == "province" else (place, category)
            rows[key] = rows.get(key, 0.0) + float(emitted[:, column].sum())
    names = {
        "province": ("province",),
        "category": ("province", "category"),
        "pair": ("from_province", "to_province"),
    }[by]
    return [dict(zip(names, key, strict=True)) | {"co2_kt": v} for key, v in rows.items()]
