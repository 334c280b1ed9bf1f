"""How good a backbone is: what its links carry, whom they reach, how typical they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from graph_service.analysis.backbone import Index, Matrix, Vector, between_sectors, top_share


@dataclass(frozen=True)
class Quality:
    """How much of a block a set of links carries, and how it hangs together.

    A sector is active where its row or column of the block is not all zero, and reached where a
    link touches it. Self-loops count as ``edges``, and in the covers whose name does not end in
    ``links``; everything else is about links between different sectors.

    * ``money_cover``, ``carbon_cover``: share of the whole block; with ``_links``: the same
      without self-loops, above and below the line. ``own_use_share`` is the money on the diagonal
      of the block over all its money. Carbon is None where none was given.
    * ``carbon_bound``: the most that as many cells can carry, whatever they connect: the
      heaviest ones, those on the diagonal among them where self-loops are among the links;
      ``carbon_bound_links``: the heaviest links, as many as there are without self-loops.
    * ``components``: weakly connected parts of the reached sectors; ``reachable_pairs``: ordered
      pairs of different sectors with a way from supplier to customer along the links.
    * ``ks_distance``: largest distance between the distributions of money over the links kept
      and over all links (Kolmogorov and Smirnov); 1 where no link is kept.
    * ``jaccard_top_share``: links that are also in the top share, over links that are in either.
    """

    edges: int
    self_loops: int
    cells: int
    money_cover: float
    money_cover_links: float
    own_use_share: float
    carbon_cover: float | None
    carbon_cover_links: float | None
    carbon_bound: float | None
    carbon_bound_links: float | None
    sectors_reached: int
    sectors_active: int
    components: int
    reachable_pairs: int
    ks_distance: float
    jaccard_top_share: float


def quality(
    block: Matrix, supplier: Index, customer: Index, *, carbon: Matrix | None = None
) -> Quality:
    """Quality figures of the links ``supplier[k] -> customer[k]``.

    Args:
        block: (n, n) money, self-loops included.
        supplier: (k,) rows; customer: (k,) columns.
        carbon: (n, n) embodied or direct carbon of the same cells, any unit.
    """
    loop = supplier == customer
    sources, targets = supplier[~loop], customer[~loop]
    reached = np.union1d(sources, targets)
    ones = np.ones(len(sources))
    network = csr_array((ones, (sources, targets)), shape=block.shape)
    active = (block != 0).any(axis=0) | (block != 0).any(axis=1)
    money_cover, money_cover_links = _covers(block, supplier, customer)
    known = (None, None) if carbon is None else _covers(carbon, supplier, customer)
    bounds = (None, None) if carbon is None else _bounds(carbon, len(supplier), len(sources))
    return Quality(
        edges=len(supplier),
        self_loops=int(loop.sum()),
        cells=block.size,
        money_cover=money_cover,
        money_cover_links=money_cover_links,
        own_use_share=_ratio(float(np.trace(block)), float(block.sum())),
        carbon_cover=known[0],
        carbon_cover_links=known[1],
        carbon_bound=bounds[0],
        carbon_bound_links=bounds[1],
        sectors_reached=len(reached),
        sectors_active=int(active.sum()),
        components=_weak_components(network) - (len(block) - len(reached)),
        reachable_pairs=reachable_pairs(network),
        ks_distance=_ks_distance(block, sources, targets),
        jaccard_top_share=_jaccard_top_share(block, sources, targets),
    )


def reachable_pairs(network: csr_array) -> int:
    """Ordered pairs (i, j), i not j, with a way from i to j along the links of (n, n)."""
    suppliers = np.flatnonzero(np.diff(network.indptr)).tolist()
    return sum(
        len(breadth_first_order(network, supplier, directed=True, return_predecessors=False)) - 1
        for supplier in suppliers
    )


def _covers(block: Matrix, supplier: Index, customer: Index) -> tuple[float, float]:
    """Share of a block that links carry, with self-loops and without."""
    value, loop = block[supplier, customer], supplier == customer
    total, diagonal = float(block.sum()), float(np.trace(block))
    return _ratio(float(value.sum()), total), _ratio(float(value[~loop].sum()), total - diagonal)


def _bounds(carbon: Matrix, cells: int, links: int) -> tuple[float, float]:
    """Share of a block that the heaviest ``cells`` carry, and of its links the heaviest
    ``links``."""
    between = between_sectors(carbon)
    total, diagonal = float(carbon.sum()), float(np.trace(carbon))
    heaviest_links = _largest(between, links)
    best = heaviest_links if cells == links else _largest(carbon, cells)
    return _ratio(best, total), _ratio(heaviest_links, total - diagonal)


def _largest(weights: Matrix, count: int) -> float:
    """Sum of the largest ``count`` weights."""
    flat = weights.ravel()
    return float(np.partition(flat, -count)[-count:].sum()) if count else 0.0


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _weak_components(network: csr_array) -> int:
    count, _ = connected_components(network, directed=True, connection="weak")
    return int(count)


def _ks_distance(block: Matrix, sources: Index, targets: Index) -> float:
    """Largest difference of two distribution functions: links kept against all links."""
    everything = between_sectors(block)
    values: Vector = np.sort(everything[everything > 0])
    if len(sources) == 0 or len(values) == 0:
        return 1.0
    kept = np.sort(block[sources, targets])
    below: npt.NDArray[np.float64] = np.searchsorted(kept, values, side="right") / len(kept)
    steps = np.searchsorted(values, values, side="right") / len(values)
    return float(np.abs(below - steps).max())


def _jaccard_top_share(block: Matrix, sources: Index, targets: Index) -> float:
    strongest = top_share(block)
    between = strongest.supplier != strongest.customer
    theirs = (strongest.supplier * block.shape[1] + strongest.customer)[between]
    ours = sources * block.shape[1] + targets
    either = len(np.union1d(ours, theirs))
    return len(np.intersect1d(ours, theirs)) / either if either else 1.0
