"""Indicators of a network of any scope, defined so that a graph engine can be held against them.

Pure functions on an (n, n) matrix of weights, supplier in the row, customer in the column, 0 where
there is no link and on the diagonal. Those of Neo4j's Graph Data Science compute the same; where
its definition is another than that of ``graph_service/analysis/centrality.py``, it has another
name here.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, shortest_path

from graph_service.analysis import centrality
from graph_service.analysis.communities import numbered
from graph_service.errors import QueryTimeout

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Index = npt.NDArray[np.int64]
Ends = npt.NDArray[np.intp]

SETTLED = 1e-14
ROUNDS = 10_000


@dataclass(frozen=True, eq=False)
class Strengths:
    """What each industry sells and buys along links, and how many customers and suppliers it has.

    (n,) each, strengths in the unit of the weights.
    """

    out_strength: Vector
    in_strength: Vector
    customers: Vector
    suppliers: Vector


def strengths(weights: Matrix) -> Strengths:
    """Strength and number of links of each industry."""
    return Strengths(
        out_strength=weights.sum(axis=1),
        in_strength=weights.sum(axis=0),
        customers=np.count_nonzero(weights, axis=1).astype(np.float64),
        suppliers=np.count_nonzero(weights, axis=0).astype(np.float64),
    )


def pagerank(weights: Matrix) -> Vector:
    """PageRank, damping 0.85, (n,), sum 1; NaN without links. As in ``centrality``."""
    if not weights.any():
        return np.full(len(weights), np.nan)
    return centrality.pagerank(weights)


def share_eigenvector(weights: Matrix) -> Vector:
    """Eigenvector, a unit vector, of the shares of sales: each supplier's links sum to 1.

    Where each industry is reached from each other it is PageRank without damping, up to its
    length. ``centrality`` takes the eigenvector of the flows themselves. NaN without circuits.
    """
    sold = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, sold, out=np.zeros_like(weights), where=sold > 0)
    return centrality.eigenvector(shares)[0]


def betweenness(lengths: Matrix) -> Vector:
    """Mean share of the shortest paths between two others that lead through it, (n,).

    Brandes (2001): the shares are gathered from the far ends of the shortest paths of one source
    back to it. Of few links it is much faster than ``centrality``, which solves many small blocks.

    Args:
        lengths: (n, n) above 0, infinite where there is no link.
    """
    n = len(lengths)
    begin, end = np.nonzero(np.isfinite(lengths))
    length = lengths[begin, end]
    links = csr_array((length, (begin, end)), shape=(n, n))
    sums = np.zeros(n)
    for source in range(n):
        far = dijkstra(links, indices=[source])[0]
        nearer = far[begin] < far[end]
        shortest = nearer & (far[begin] + length <= far[end] * (1 + centrality.TIE))
        sums += _dependencies(source, begin[shortest], end[shortest], n)
    return np.asarray(sums / max((n - 1) * (n - 2), 1))


def _dependencies(source: int, begin: Ends, end: Ends, n: int) -> Vector:
    """How many shortest paths from a source lead through each of n, in shares of those to an end.

    ``begin`` and ``end`` are the links of those paths, which have no circuit.
    """
    level = np.zeros(n, dtype=np.int64)
    while True:
        deeper = np.zeros_like(level)
        np.maximum.at(deeper, end, level[begin] + 1)
        if (deeper == level).all():
            break
        level = deeper
    order = np.argsort(level[end], kind="stable")
    begin, end = begin[order], end[order]
    cuts = np.searchsorted(level[end], np.arange(1, level.max(initial=0) + 2))
    steps = [slice(*pair) for pair in itertools.pairwise(cuts.tolist())]
    paths, gathered = np.zeros(n), np.zeros(n)
    paths[source] = 1.0
    for step in steps:
        np.add.at(paths, end[step], paths[begin[step]])
    for step in reversed(steps):
        share = paths[begin[step]] / paths[end[step]]
        np.add.at(gathered, begin[step], share * (1.0 + gathered[end[step]]))
    gathered[source] = 0.0
    return gathered


def hop_closeness(weights: Matrix) -> Vector:
    """Closeness in links, whatever their weight, (n,), 0 to 1.

    Inverse mean number of links from those that reach it, times the share of all others that do
    (Wasserman and Faust 1994).
    """
    hops = shortest_path(csr_array((weights > 0).astype(np.float64)), unweighted=True)
    there = np.isfinite(hops) & ~np.eye(len(weights), dtype=bool)
    count = there.sum(axis=0)
    far = np.where(there, hops, 0.0).sum(axis=0)
    near = np.divide(count, far, out=np.zeros(len(weights)), where=far > 0)
    return np.asarray(near * count / max(len(weights) - 1, 1))


def hits(weights: Matrix) -> dict[str, Vector]:
    """Hubs and authorities (Kleinberg 1999) of the links, whatever their weight; unit vectors.

    A hub supplies good authorities, an authority is supplied by good hubs: the limit from equal
    values. Of a dense network they tell little more than the numbers of links; take the strong
    ones first. NaN without links.

    Raises:
        QueryTimeout: the values still change after ``ROUNDS`` rounds, as where two parts that are
            tied loosely or not at all have almost equally many links.
    """
    if not weights.any():
        return {name: np.full(len(weights), np.nan) for name in ("hub", "authority")}
    links = (weights > 0).astype(np.float64)
    authority = hub = np.ones(len(links))
    for _ in range(ROUNDS):
        before, authority = authority, _unit(links.T @ hub)
        hub = _unit(links @ authority)
        if np.abs(authority - before).max(initial=0.0) < SETTLED:
            return {"hub": hub, "authority": authority}
    raise QueryTimeout(
        f"the values still change after {ROUNDS:,} rounds",
        hint="Ask for other links: another scope or min_weight.",
    )


def components(weights: Matrix, *, strong: bool = False) -> Index:
    """Parts that hang together, (n,), counted as by ``numbered``; strong: in both directions."""
    links = csr_array((weights > 0).astype(np.float64))
    labels = connected_components(links, connection="strong" if strong else "weak")[1]
    return numbered(labels.astype(np.int64))


def _unit(vector: Vector) -> Vector:
    return vector / float(np.linalg.norm(vector))
