"""Chains: the paths that carry a footprint upstream, or an industry's emissions downstream."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from graph_service.analysis.leontief import Vector
from graph_service.analysis.paths import (
    Index,
    Paths,
    Tree,
    downstream_tree,
    has_cycle,
    path_multiplier,
    upstream_tree,
)
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.cuts import Cut, kept_by
from graph_service.services.explore import Page
from graph_service.services.systems import EditionSystem, edition_system

Record = dict[str, Any]
By = Literal["use", "province", "category"]
Bought = Literal["final_product", "consumption"]


def upstream(
    graph: Graph,
    edition: str,
    *,
    province: str,
    sector: str | None = None,
    account: Bought | None = None,
    cover: float | None = None,
    paths: int | None = None,
    min_share: float | None = None,
    min_value: float | None = None,
    limit: int = 100,
    offset: int = 0,
    per_unit: bool = False,
    fold_own_use: bool = False,
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Page:
    """Chains of suppliers that carry what is embodied in final use, strongest first.

    A path stands as the goods go: from the emitter to the industry of the final product.

    Args:
        account: ``final_product``: of what the province's industries sell into final use, of all
            places; ``consumption``: of what the province's final users buy, from all places. By
            default the former where a sector is given, the latter for a whole province.
        province, sector: whose; the sector is that of the final products.
        cover, paths, min_share, min_value: one place to cut, see :class:`Cut`.
        limit, offset: the part of the paths found that is returned.
        per_unit: behind one million CNY of an industry's final products in place of all; the
            total is its multiplier.
        fold_own_use: what an industry buys from itself stands in its node.
        pressure: a satellite account in place of CO2.

    Raises:
        BadParameter: shares outside their range, nothing to explain.
        NotFound: no such edition, province or sector.
    """
    chosen: Bought = account or ("consumption" if sector is None else "final_product")
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    tree = upstream_tree(found.system, fold_own_use=fold_own_use)
    roots, weights = _products(found, province, sector, chosen, per_unit=per_unit)
    cut = Cut(cover, paths, min_share, min_value)
    page = _page(found, tree, roots, weights, cut, limit, offset)
    for row in page.rows:
        row["path"].reverse()
    own: Record = {"direction": "upstream", "account": chosen, "per_unit": per_unit}
    own |= {"province": province, "sector": sector}
    own |= {"fold_own_use": fold_own_use, "final_use_mcny": float(weights.sum())}
    return _told(found, page, own)


def _products(
    found: EditionSystem, province: str, sector: str | None, account: Bought, *, per_unit: bool
) -> tuple[Index, Vector]:
    """Industries of final products and how much of each is meant, million CNY."""
    if per_unit and (sector is None or account == "consumption"):
        raise BadParameter("per_unit is of one industry's final products", hint="Give its sector.")
    if account == "final_product":
        roots = found.arrays.positions(province, sector)
        return roots, np.ones(1) if per_unit else found.system.total_final_use[roots]
    roots = found.arrays.positions(None, sector)
    found.arrays.place(province)
    bought = np.array([consumer == province for _, consumer in found.uses])
    return roots, found.system.final_use[roots][:, bought].sum(axis=1)


def downstream(
    graph: Graph,
    edition: str,
    *,
    province: str,
    sector: str,
    cover: float | None = None,
    paths: int | None = None,
    min_share: float | None = None,
    min_value: float | None = None,
    limit: int = 100,
    offset: int = 0,
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Page:
    """Chains of customers along which an industry's direct emissions reach final use.

    A path ends where part of what it carries goes into final use; negative ends are changes of
    inventories and the table's error. Arguments as in :func:`upstream`.
    """
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    roots = found.arrays.positions(province, sector)
    _check_known(found, roots, province)
    weights = found.system.emissions[roots]
    cut = Cut(cover, paths, min_share, min_value)
    page = _page(found, downstream_tree(found.system), roots, weights, cut, limit, offset)
    own: Record = {"direction": "downstream", "account": "production"}
    own |= {"province": province, "sector": sector}
    return _told(found, page, own)


def ends(
    graph: Graph,
    edition: str,
    *,
    province: str,
    sector: str | None = None,
    by: By = "use",
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Page:
    """Whose final use carries the direct emissions of a province or an industry, most first.

    Where all the chains of :func:`downstream` end, whatever their length: s_J L Y by column,
    which adds up to the emissions of J. Exports (EX) and the table's error (ERR) have no
    province; inventories and the error may be negative.

    Args:
        by: a row for each final use, or sums over categories (``province``) or provinces.
    """
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    emitters = found.arrays.positions(province, sector)
    _check_known(found, emitters, province)
    direct = np.zeros_like(found.system.intensities)
    direct[emitters] = found.system.intensities[emitters]
    carried = found.system.prices_from(direct) @ found.system.final_use
    sums: dict[tuple[str | None, ...], float] = {}
    for (category, consumer), value in zip(found.uses, carried.tolist(), strict=True):
        key = {"province": (consumer or category,), "category": (category,)}.get(
            by, (consumer, category)
        )
        sums[key] = sums.get(key, 0.0) + value
    names = ("province", "category") if by == "use" else (by,)
    total = float(found.system.emissions[emitters].sum())
    rows = [
        dict(zip(names, key, strict=True))
        | {"co2_kt": value, "share": value / total if total else 0.0}
        for key, value in sorted(sums.items(), key=lambda item: -item[1])
    ]
    meta = {"total_kt": total, "negative_kt": sum(v for v in sums.values() if v < 0)}
    own: Record = {"direction": "downstream", "account": "production", "by": by}
    own |= {"province": province, "sector": sector}
    return _told(found, Page(rows, len(rows), meta), own)


def _check_known(found: EditionSystem, emitters: Index, province: str) -> None:
    if not found.known[emitters].all():
        kind = f"CO2 by co2_source={found.co2_source}" if found.co2_source else found.pressure.name
        raise BadParameter(
            f"there is no {kind} of {province}, or not of all asked for: no data, not zero",
            hint="Choose another province or industry, or another source where there is one.",
        )


def _page(
    found: EditionSystem,
    tree: Tree,
    roots: Index,
    weights: Vector,
    cut: Cut,
    limit: int,
    offset: int,
) -> Page:
    gross = float(np.abs(weights) @ tree.bound[roots])
    if gross == 0:
        raise BadParameter(
            "there is nothing to explain: no final use or no emissions",
            hint="Choose an industry that has some.",
        )
    paths, rows = kept_by(cut, tree, roots, weights)
    shown = [_record(found, tree, paths, int(row), gross) for row in rows[offset : offset + limit]]
    covered = float(np.abs(paths.value[rows]).sum()) / gross
    cumulative = float(np.abs(paths.value[rows[:offset]]).sum()) / gross
    for row in shown:
        cumulative += abs(row["share"])
        row["cumulative_share"] = cumulative
    rest = np.ones(len(paths), dtype=bool)
    rest[rows] = False
    left = np.bincount(paths.tier[rest], paths.value[rest], minlength=len(paths.remainder))
    meta = {
        "total_kt": paths.total,
        "gross_kt": gross,
        "positive_kt": (gross + paths.total) / 2,
        "negative_kt": (paths.total - gross) / 2,
        "coverage": covered,
        "paths": len(rows),
        "remainder_kt": paths.total - float(paths.value[rows].sum()),
        "remainder_by_tier_kt": (paths.remainder + left).tolist(),
    } | cut.told(covered, len(rows))
    return Page(shown, len(rows), meta)


def _record(found: EditionSystem, tree: Tree, paths: Paths, row: int, gross: float) -> Record:
    sequence = paths.sequence(row)
    cycle = has_cycle(sequence)
    inverse = found.system.leontief_inverse
    counted = float(np.prod(tree.own[list(sequence)]))  # circuits that its value holds already
    return {
        "path": [found.arrays.ids[node] for node in sequence],
        "tier": int(paths.tier[row]),
        "value_kt": float(paths.value[row]),
        "share": float(paths.value[row]) / gross,
        "cycle": cycle,
        "multiplier": None if cycle else path_multiplier(inverse, sequence) / counted,
    }


def _told(found: EditionSystem, page: Page, own: Record) -> Page:
    """The page with provenance and units, its columns called by the pressure."""
    units = dict.fromkeys(("co2_kt", "value_kt"), found.pressure.unit)
    units |= dict.fromkeys(("share", "cumulative_share", "multiplier"), "1")
    units = {name: unit for name, unit in units.items() if page.rows and name in page.rows[0]}
    return replace(found.page(page.rows, page.meta | own, units), total=page.total)
