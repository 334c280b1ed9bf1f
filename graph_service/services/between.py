"""The chains that carry most from one industry to another."""

from __future__ import annotations

from typing import Any

import numpy as np

from graph_service.analysis.between import Chain, best_chains, in_order, usable
from graph_service.analysis.paths import path_multiplier
from graph_service.errors import BadParameter, NotFound
from graph_service.gds.projections import Specification
from graph_service.graph import Graph
from graph_service.services.engines import Engine, engine, noting_moves
from graph_service.services.explore import Page
from graph_service.services.matrices import EditionArrays
from graph_service.services.networks import Question, network_of
from graph_service.services.scope import Scope
from graph_service.services.systems import EditionSystem, edition_system

MOST = 200
"""Most chains: Graph Data Science takes a tenth of a second for each."""
UNITS = {"value": "1", "multiplier": "1", "share": "1"}


def between(
    graph: Graph,
    edition: str,
    *,
    source: str,
    target: str,
    k: int = 10,
    wanted: str = "auto",
) -> Page:
    """The k strongest elementary chains from a supplier to an industry, strongest first.

    ``value`` is the product of the input coefficients along the chain: what one unit of the
    target's output takes from the source on this way alone. Circuits along the chain enlarge it by
    ``multiplier``; both together are the chain's ``share`` of all that the target takes from the
    source, directly and indirectly (``requirement``, an element of the Leontief inverse): over
    all elementary chains the shares add up to 1 (Defourny and Thorbecke 1984).

    Args:
        source, target: two industries, as GD/c17e or 2017/GD/c17e.
        wanted: the engine; ``meta.engine`` names the one that found the chains.

    Raises:
        BadParameter: the same industry twice, k out of range, no such engine.
        NotFound: no such edition or industry.
    """
    if not 1 <= k <= MOST:
        raise BadParameter(f"k must be from 1 to {MOST}, not {k}", hint="Ask for fewer chains.")
    found = edition_system(graph, edition, money=True)
    begin, end = (_place(found.arrays, name) for name in (source, target))
    if begin == end:
        raise BadParameter(
            f"from and to are both {found.arrays.ids[begin]}", hint="Name two different industries."
        )
    by = engine(graph, wanted)
    chains = _chains(graph, found, by, begin, end, k)
    inverse = found.system.leontief_inverse
    requirement = float(inverse[begin, end])
    rows = [
        _record(found.arrays, chain, place, path_multiplier(inverse, chain.path), requirement)
        for place, chain in enumerate(chains, 1)
    ]
    coefficients = found.system.input_coefficients
    outside = (coefficients >= 1) & ~np.eye(len(coefficients), dtype=bool)
    meta = found.money_provenance
    meta |= {"from": found.arrays.ids[begin], "to": found.arrays.ids[end], "k": k}
    meta |= {"requirement": requirement, "share_of_chains": sum(row["share"] for row in rows)}
    meta |= {"left_out": int(np.count_nonzero(outside)), "units": UNITS | {"requirement": "1"}}
    return Page(rows, len(rows), meta | by.told)


def _chains(
    graph: Graph, found: EditionSystem, by: Engine, begin: int, end: int, k: int
) -> list[Chain]:
    coefficients = found.system.input_coefficients
    if by.gds is None:
        return best_chains(coefficients, begin, end, k)
    edition = found.arrays.edition
    whole = Question(edition, "chains", Scope(nation=True), "coefficient")
    with noting_moves(graph):
        wide = Specification(edition, network_of(graph, whole))
        return in_order(usable(coefficients), by.gds.chains(wide, begin, end, k))


def _place(arrays: EditionArrays, name: str) -> int:
    """Position of an industry by its id, with or without the edition."""
    full = name if name.count("/") == 2 else f"{arrays.edition}/{name}"
    if full not in arrays.ids:
        raise NotFound(
            f"edition {arrays.edition} has no industry {name!r}",
            hint="Write it as PROVINCE/SECTOR, such as GD/c17e; /industries lists them.",
        )
    return arrays.ids.index(full)


def _record(
    arrays: EditionArrays, chain: Chain, rank: int, multiplier: float, requirement: float
) -> dict[str, Any]:
    return {
        "rank": rank,
        "path": [arrays.ids[place] for place in chain.path],
        "steps": len(chain.path) - 1,
        "value": chain.value,
        "multiplier": multiplier,
        "share": chain.value * multiplier / requirement,
    }
