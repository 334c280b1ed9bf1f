"""Chains: the paths that carry a footprint upstream, or an industry's emissions downstream."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph_service.analysis.paths import (
    Index,
    Paths,
    Tree,
    downstream_tree,
    has_cycle,
    path_multiplier,
    search,
    strongest,
    upstream_tree,
)
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.explore import Page
from graph_service.services.systems import EditionSystem, edition_system

COVER = 0.6
NODES = 100_000
"""Most nodes that a search keeps before it says that it stopped."""
FINEST = 1e-7
"""The finest cut by share: below it the paths of one industry go into the millions."""
Record = dict[str, Any]


def upstream(
    graph: Graph,
    edition: str,
    *,
    province: str,
    sector: str | None = None,
    min_share: float | None = None,
    cover: float = COVER,
    limit: int = 100,
    fold_own_use: bool = False,
    co2_source: str | None = None,
) -> Page:
    """Chains of suppliers that carry what is embodied in final products, strongest first.

    Args:
        province, sector: whose final products; without a sector those of the whole province.
        min_share: every path whose branch holds this share of the gross total; else paths until
            ``cover`` of it.
        fold_own_use: what an industry buys from itself stands in its node.

    Raises:
        BadParameter: shares outside their range, nothing to explain.
        NotFound: no such edition, province or sector.
    """
    found = edition_system(graph, edition, co2_source=co2_source)
    tree = upstream_tree(found.system, fold_own_use=fold_own_use)
    roots = found.arrays.positions(province, sector)
    weights = found.system.total_final_use[roots]
    page = _page(found, tree, roots, weights, min_share, cover, limit)
    own = {"direction": "upstream", "fold_own_use": fold_own_use}
    return _with_meta(graph, found, page, own | {"province": province, "sector": sector})


def downstream(
    graph: Graph,
    edition: str,
    *,
    province: str,
    sector: str,
    min_share: float | None = None,
    cover: float = COVER,
    limit: int = 100,
    co2_source: str | None = None,
) -> Page:
    """Chains of customers along which an industry's direct emissions reach final use.

    A path ends where part of what it carries goes into final use; negative ends are changes of
    inventories and the table's error. Arguments as in :func:`upstream`.
    """
    found = edition_system(graph, edition, co2_source=co2_source)
    roots = found.arrays.positions(province, sector)
    if province in found.without_data:
        raise BadParameter(
            f"there is no CO2 of {province} by co2_source={found.co2_source}: no data, not zero",
            hint="Choose another province, or another co2_source where there is one.",
        )
    weights = found.system.emissions[roots]
    page = _page(found, downstream_tree(found.system), roots, weights, min_share, cover, limit)
    own = {"direction": "downstream", "province": province, "sector": sector}
    return _with_meta(graph, found, page, own)


def _page(
    found: EditionSystem,
    tree: Tree,
    roots: Index,
    weights: np.ndarray[Any, np.dtype[np.float64]],
    min_share: float | None,
    cover: float,
    limit: int,
) -> Page:
    gross = float(np.abs(weights) @ tree.bound[roots])
    if gross == 0:
        raise BadParameter(
            "there is nothing to explain: no final use or no emissions",
            hint="Choose an industry that has some.",
        )
    _check("cover", cover, 0.0)
    if min_share is None:
        paths, rows = strongest(tree, roots, weights, cover=cover, limit=NODES)
    else:
        _check("min_share", min_share, FINEST)
        paths = search(tree, roots, weights, min_share * gross)
        rows = np.argsort(-np.abs(paths.value), kind="stable")
    shown = [_record(found, paths, int(row), gross) for row in rows[:limit]]
    covered = float(np.abs(paths.value[rows]).sum()) / gross
    cumulative = 0.0
    for row in shown:
        cumulative += abs(row["share"])
        row["cumulative_share"] = cumulative
    meta = {
        "total_kt": paths.total,
        "gross_kt": gross,
        "coverage": covered,
        "paths": len(rows),
        "remainder_kt": paths.total - float(paths.value[rows].sum()),
        "remainder_by_tier_kt": paths.remainder.tolist(),
        "cut": {"min_share": min_share} if min_share is not None else {"cover": cover},
        "reached": min_share is not None or covered >= cover,
    }
    return Page(shown, len(rows), meta)


def _record(found: EditionSystem, paths: Paths, row: int, gross: float) -> Record:
    sequence = paths.sequence(row)
    cycle = has_cycle(sequence)
    inverse = found.system.leontief_inverse
    return {
        "path": [found.arrays.ids[node] for node in sequence],
        "tier": int(paths.tier[row]),
        "co2_kt": float(paths.value[row]),
        "share": float(paths.value[row]) / gross,
        "cycle": cycle,
        "multiplier": None if cycle else path_multiplier(inverse, sequence),
    }


def _with_meta(graph: Graph, found: EditionSystem, page: Page, own: Record) -> Page:
    meta = catalog.provenance(graph, found.arrays.edition, found.co2_source) | found.provenance
    meta |= page.meta | own
    units = {"co2_kt": "kt CO2", "share": "1", "cumulative_share": "1", "multiplier": "1"}
    return Page(page.rows, page.total, meta | {"units": units})


def _check(name: str, value: float, least: float) -> None:
    if not least < value <= 1:
        raise BadParameter(f"{name} must be above {least:g} and at most 1, not {value:g}")
