"""Groups of industries that trade more with each other than chance would have it.

Pure functions on an (n, n) matrix of weights, supplier in the row, self-loops left out. Directions
are put aside: the weight between two industries is the sum of both.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int64]

GAIN = 1e-12
"""Gains of modularity below this part are none."""


def modularity(weights: Matrix, groups: Groups) -> float:
    """How much more of the weight lies within groups than chance would put there.

    Q = sum over groups of w_c / W - (s_c / W)^2: w_c the weight within, both directions counted,
    s_c the strength of its industries, W all weight counted so (Newman 2004, weighted). NaN
    without links.

    Args:
        weights: (n, n), any one unit, which changes no result.
        groups: (n,) the group of each industry.
    """
    both = _both(weights)
    total = both.sum()
    if total == 0:
        return float("nan")
    member = np.unique(groups, return_inverse=True)[1]
    inside = both[member[:, None] == member].sum()
    strength = np.bincount(member, both.sum(axis=1))
    return float(inside / total - ((strength / total) ** 2).sum())


def communities(weights: Matrix) -> Groups:
    """Groups of greatest modularity, as far as the Leiden method finds them.

    Traag, Waltman and van Eck (2019): industries move to the group that gains most, each group is
    refined from single industries so that it hangs together, the parts become the industries of
    the next round; all again until nothing gains. Industries are taken in their order and the
    best move is always taken, so that the same weights give the same groups.

    Returns:
        (n,) groups as :func:`numbered` counts them.
    """
    both = _both(weights)
    groups = np.arange(len(both))
    best = modularity(weights, groups)
    while True:
        groups = _round(both, groups)
        found = modularity(weights, groups)
        if not found > best + GAIN:
            return numbered(groups)
        best = found


def numbered(groups: Groups) -> Groups:
    """Groups counted from 1, the one with most industries first, equal ones by their first."""
    _, first, member, sizes = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    place = np.empty(len(sizes), dtype=np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(1, len(sizes) + 1)
    return np.asarray(place[member])


def _both(weights: Matrix) -> Matrix:
    both = np.where(weights > 0, weights, 0.0)
    both = both + both.T
    np.fill_diagonal(both, 0.0)
    return both


def _round(both: Matrix, groups: Groups) -> Groups:
    """One pass of the method from given groups: move, refine, gather, until nothing is gathered."""
    nodes = np.arange(len(both))  # which node of the level each industry is in
    level = np.unique(groups, return_inverse=True)[1].astype(np.int64)
    while True:
        level = _moved(both, level)
        parts = np.unique(_refined(both, level), return_inverse=True)[1]
        count = int(parts.max(initial=-1)) + 1
        if count in (len(both), 0):
            return np.asarray(level[nodes])
        of_part = np.zeros(count, dtype=np.int64)
        of_part[parts] = level
        member = np.zeros((len(both), count))
        member[np.arange(len(both)), parts] = 1.0
        both = member.T @ both @ member
        nodes, level = parts[nodes], np.unique(of_part, return_inverse=True)[1].astype(np.int64)


def _moved(both: Matrix, start: Groups) -> Groups:
    """Groups after every node went where it gains most, until none does."""
    groups, n = start.copy(), len(both)
    strength, total = both.sum(axis=1), both.sum()
    sums = np.bincount(groups, strength, minlength=n)
    moving = total > 0
    while moving:
        moving = False
        for node in range(n):
            own = groups[node]
            sums[own] -= strength[node]
            links = np.bincount(groups, both[node], minlength=n)
            links[own] -= both[node, node]
            gains = links - strength[node] * sums / total
            to = int(gains.argmax())
            if gains[to] > gains[own] + GAIN * total:
                groups[node], moving = to, True
            sums[groups[node]] += strength[node]
    return groups


def _refined(both: Matrix, groups: Groups) -> Groups:
    """Parts of each group: single nodes, merged where both sides hang well in their group."""
    n, strength, total = len(both), both.sum(axis=1), both.sum()
    parts = np.arange(n)
    if total == 0:
        return parts
    for group in np.unique(groups):
        inside = np.flatnonzero(groups == group)
        _merge(both[np.ix_(inside, inside)], strength[inside], total, parts, inside)
    return parts


def _merge(
    block: Matrix, strength: Vector, total: float, parts: Groups, inside: npt.NDArray[np.intp]
) -> None:
    """Refine one group: writes to ``parts`` at the places ``inside``."""
    m, whole = len(block), strength.sum()
    own = np.arange(m)
    sums, sizes = strength.copy(), np.ones(m, dtype=np.int64)
    cut = block.sum(axis=1) - block.diagonal()  # weight between a part and the rest of the group
    for node in range(m):
        tied = cut[node] >= strength[node] * (whole - strength[node]) / total
        if sizes[own[node]] > 1 or own[node] != node or not tied:
            continue
        links = np.bincount(own, block[node], minlength=m)
        links[node] = 0.0
        gains = links - strength[node] * sums / total
        well = (sizes > 0) & (cut >= sums * (whole - sums) / total)
        gains[~well] = -np.inf
        gains[node] = 0.0
        to = int(gains.argmax())
        if to != node:
            cut[to] += cut[node] - 2 * links[to]
            sums[to], sums[node] = sums[to] + strength[node], 0.0
            sizes[to], sizes[node] = sizes[to] + 1, 0
            own[node] = to
    parts[inside] = inside[own]
