"""Links that keep every way: who reached whom along all links still does along those kept."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph_service.analysis.arborescence import strongest_branching
from graph_service.analysis.backbone import Index, Matrix, heaviest

Flags = npt.NDArray[np.bool_]

CLOSE = 1e-12
"""Sums that differ by less than this part are equal."""


def strong_links(weights: Matrix, edges: int) -> tuple[Index, int]:
    """Heavy links, ``edges`` of them, that keep every way from supplier to customer.

    Which set is the heaviest is a hard question (with as few links as can be, that of a
    Hamiltonian circuit), so the answer is a good one and no proven optimum. Some links are found
    that keep all ways, few of them. Then either the heaviest others join these; or all heaviest
    links do, and the lightest that no way needs go one by one. The better of both is the answer.

    Args:
        weights: (n, n), 0 where there is no link.
        edges: how many links, at most those that there are.

    Returns:
        Flat positions, and how few links were found that keep all ways; the positions are theirs
        where ``edges`` is less.
    """
    flat, n = weights.ravel(), len(weights)
    needed = _thinned(flat, n, _keeping(weights), 0)
    if edges <= len(needed):
        return needed, len(needed)
    others = flat.copy()
    others[needed] = 0.0
    filled = np.concatenate([needed, heaviest(others, edges - len(needed))])
    thinned = _thinned(flat, n, np.union1d(heaviest(flat, edges), needed), edges)
    more = flat[thinned].sum() > flat[filled].sum() * (1 + CLOSE)
    better = len(thinned) == edges and more
    return thinned if better else filled, len(needed)


def _keeping(weights: Matrix) -> Index:
    """Links that keep all ways: two trees in each strong part, and one link for each way on."""
    n = len(weights)
    supplier, customer = np.nonzero(weights)
    ones = np.ones(len(supplier))
    network = csr_array((ones, (supplier, customer)), shape=weights.shape)
    count, part = connected_components(network, directed=True, connection="strong")
    kept: list[Index] = []
    for members in (np.flatnonzero(part == p) for p in range(count)):
        if len(members) > 1:
            block = weights[np.ix_(members, members)]
            root = int(block.sum(axis=0).argmax())
            away, home = _from(block, root), _from(block.T, root)
            rows, columns = np.divmod(away, len(members))
            kept.append(members[rows] * n + members[columns])
            columns, rows = np.divmod(home, len(members))
            kept.append(members[rows] * n + members[columns])
    kept.append(_between(weights, part, count))
    return np.unique(np.concatenate(kept)).astype(np.intp)


def _from(block: Matrix, root: int) -> Index:
    """The strongest tree that leads from a root to all others of a strong part."""
    closed = block.copy()
    closed[:, root] = 0.0
    return strongest_branching(closed)


def _between(weights: Matrix, part: npt.NDArray[np.int32], count: int) -> Index:
    """The heaviest link for each step between strong parts that no other way replaces."""
    supplier, customer = np.nonzero(weights)
    apart = part[supplier] != part[customer]
    supplier, customer = supplier[apart], customer[apart]
    order = np.argsort(weights[supplier, customer], kind="stable")
    best = np.full((count, count), -1, dtype=np.intp)
    ends = part[supplier[order]], part[customer[order]]
    best[ends] = supplier[order] * len(weights) + customer[order]
    step = best >= 0
    beyond = _closure(step)
    longer = (step.astype(np.float64) @ beyond.astype(np.float64)) > 0
    return best[step & ~longer]


def _closure(step: Flags) -> Flags:
    """Whether there is a way of one step or more, by squaring."""
    reach = step.astype(np.float64)
    while True:
        further = ((reach + reach @ reach) > 0).astype(np.float64)
        if (further == reach).all():
            return np.asarray(reach > 0)
        reach = further


def _thinned(flat: npt.NDArray[np.float64], n: int, links: Index, least: int) -> Index:
    """The links without the lightest that no way needs, as long as more than ``least`` stay."""
    customers: list[set[int]] = [set() for _ in range(n)]
    for link in links.tolist():
        customers[link // n].add(link % n)
    spare = len(links) - least
    for link in links[np.argsort(flat[links], kind="stable")].tolist():
        if spare == 0:
            break
        supplier, customer = divmod(link, n)
        customers[supplier].remove(customer)
        if _leads(customers, supplier, customer):
            spare -= 1
        else:
            customers[supplier].add(customer)
    kept = [supplier * n + customer for supplier in range(n) for customer in customers[supplier]]
    return np.array(sorted(kept), dtype=np.intp)


def _leads(customers: list[set[int]], supplier: int, customer: int) -> bool:
    seen, ahead = {supplier}, [supplier]
    while ahead:
        for other in customers[ahead.pop()] - seen:
            if other == customer:
                return True
            seen.add(other)
            ahead.append(other)
    return False
