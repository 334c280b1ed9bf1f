"""Backbones by structure: shortest ways, balanced weights, the strongest tree.

For comparison with the others. Input is an (n, n) matrix of weights, supplier in the row; self-
loops and cells that are not positive are taken out first. No result depends on the unit.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, maximum_bipartite_matching

from graph_service.analysis.arborescence import strongest_branching
from graph_service.analysis.backbone import (
    Links,
    Matrix,
    Vector,
    between_sectors,
    heaviest,
    links_at,
)
from graph_service.analysis.spanning import Flags, spanning_forest
from graph_service.errors import BadParameter

SALIENT = 0.5
DETOURS = 32
BALANCED = 1e-10
ROUNDS = 100_000
WORK = 10**10
"""Most multiplications of a scaling: some seconds."""


def high_salience(
    weights: Matrix,
    edges: int | None = None,
    *,
    salience: float = SALIENT,
    given: Matrix | None = None,
) -> Links:
    """Links that lie on the shortest ways from more than half of the sectors.

    Args:
        weights: (n, n).
        edges: how many links to keep, the most salient ones; by default all above ``salience``.
        salience: 0 to 1.
        given: (n, n) as by :func:`salience_of`, where another engine computed it.

    Returns:
        Links scored by :func:`salience_of`.
    """
    scores = salience_of(weights) if given is None else given
    return _kept(weights, scores, scores > salience, edges)


def salience_of(weights: Matrix) -> Matrix:
    """Share of the sectors whose tree of shortest ways holds the link, (n, n).

    The length of a link is 1 / w; the tree of a sector leads from it, along suppliers and
    customers, to all that it reaches (Grady, Thiemann and Brockmann 2012). Sectors without a
    link do not count. Of equally short ways one counts, which need not be the same on another
    order of the sectors.
    """
    flows = between_sectors(weights)
    n, roots = len(flows), np.flatnonzero(flows.any(axis=1) | flows.any(axis=0))
    if len(roots) == 0:
        return np.zeros_like(flows)
    lengths = _without_detours(flows / flows.max())
    supplier, customer = np.nonzero(np.isfinite(lengths))
    network = csr_array((lengths[supplier, customer], (supplier, customer)), shape=(n, n))
    _, before = dijkstra(network, indices=roots, return_predecessors=True)
    _, reached = np.nonzero(before >= 0)
    links = before[before >= 0].astype(np.intp) * n + reached
    return np.bincount(links, minlength=n * n).reshape(n, n) / len(roots)


def _without_detours(flows: Matrix) -> Matrix:
    """Length 1 / w of links, infinite where none is or where a way of two links is shorter.

    Such a link lies on no shortest way. Only ways over the strongest sectors are tried, which
    leave few links of a large table.
    """
    with np.errstate(divide="ignore", over="ignore"):
        lengths = 1.0 / flows
    strongest = heaviest(flows.sum(axis=0) + flows.sum(axis=1), DETOURS)
    kept = lengths.copy()
    for over in strongest:
        detour = lengths[:, over, None] + lengths[over]
        kept[lengths > detour] = np.inf
    return kept


def doubly_stochastic(weights: Matrix, edges: int | None = None) -> Links:
    """The strongest links once every sector sells 1 and buys 1, until all are connected.

    Args:
        weights: (n, n), with total support: see :func:`balanced`.
        edges: how many links to keep; by default as many, strongest first, as it takes until
            they connect all sectors, directions aside.

    Returns:
        Links scored by their weight in :func:`balanced`.
    """
    scores = balanced(weights)
    tree = spanning_forest(np.where(scores > 0, scores, -np.inf)).links
    least = scores.ravel()[tree].min(initial=np.inf)
    return _kept(weights, scores, scores >= least, edges)


def balanced(weights: Matrix) -> Matrix:
    """Weights scaled by row and by column until all sums are 1, (n, n) (Slater 2009).

    Sinkhorn and Knopp's method; sectors without any link stay 0. The result is r_i w_ij c_j and
    unique.

    Raises:
        BadParameter: a link lies on no assignment of every sector to another (no total support,
            so no such scaling exists), or the sums do not settle.
    """
    flows = between_sectors(weights)
    linked = np.flatnonzero(flows.any(axis=1) | flows.any(axis=0))
    if len(linked) == 0:
        return np.zeros_like(flows)
    part = flows[np.ix_(linked, linked)]
    _check_total_support(part)
    part /= part.max()
    row, column = _scales(part)
    scaled = np.zeros_like(flows)
    scaled[np.ix_(linked, linked)] = row[:, None] * part * column
    return scaled


def _scales(part: Matrix) -> tuple[Vector, Vector]:
    column, rounds = np.ones(len(part)), min(ROUNDS, WORK // part.size)
    for _ in range(rounds):
        row = 1.0 / (part @ column)
        bought = row @ part
        if np.abs(bought * column - 1.0).max() < BALANCED:
            return row, column
        column = 1.0 / bought
    raise BadParameter(
        f"the doubly stochastic scaling has not settled after {rounds:,} rounds",
        hint="The weights are too uneven; choose another backbone.",
    )


def _check_total_support(part: Matrix) -> None:
    """Every link must lie on a full assignment: in one cycle class of any one assignment."""
    links = csr_array(part > 0)
    partner = maximum_bipartite_matching(links, perm_type="column")
    if (partner < 0).any():
        idle = np.count_nonzero(~part.any(axis=1)), np.count_nonzero(~part.any(axis=0))
        raise BadParameter(
            "the doubly stochastic scaling needs every sector to sell to another and buy from "
            f"another in one full assignment; {idle[0]} sell to none, {idle[1]} buy from none",
            hint="Choose another backbone, or a block without these sectors.",
        )
    supplier, place = np.nonzero(part[:, partner])
    paired = csr_array((np.ones(len(place)), (supplier, place)), shape=part.shape)
    _, labels = connected_components(paired, directed=True, connection="strong")
    loose = int(np.count_nonzero(labels[supplier] != labels[place]))
    if loose:
        raise BadParameter(
            f"the doubly stochastic scaling needs total support; {loose} of "
            f"{len(supplier)} links lie on no full assignment of sectors to sectors",
            hint="Choose another backbone.",
        )


def maximum_spanning_arborescence(weights: Matrix) -> Links:
    """The heaviest tree in which every sector but one has one supplier: its strongest skeleton.

    Where no sector reaches all others the answer is the heaviest forest with the fewest roots.

    Returns:
        Links scored by their weight.
    """
    flows = between_sectors(weights)
    kept = strongest_branching(flows)
    return links_at(weights, kept, flows.ravel()[kept])


def _kept(weights: Matrix, scores: Matrix, wanted: Flags, edges: int | None) -> Links:
    """Links that are wanted, or the first ``edges`` by score, of equal ones the heaviest."""
    flat = scores.ravel()
    if edges is None:
        kept = np.flatnonzero(wanted)
    else:
        there = np.flatnonzero(flat > 0)
        kept = there[np.lexsort((-weights.ravel()[there], -flat[there]))[:edges]]
    return links_at(weights, kept, flat[kept])
