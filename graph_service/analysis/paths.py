"""Structural paths: the chains that carry a footprint, found with the exact bound.

Waugh (1950), Defourny and Thorbecke (1984), Treloar (1997). A branch that reaches node n with
weight w holds, itself and everything beyond it, exactly w M_n: it is dropped when that is below
the cut, whatever the node itself emits. Upstream and downstream are one search on different
matrices, see :func:`upstream` and :func:`downstream`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from graph_service.analysis.leontief import Matrix, System, Vector

Index = npt.NDArray[np.int64]
AT_ONCE = 512
"""Nodes that are expanded at once: bounds the memory of a step to (512, n)."""
FINER = 0.4
"""How the cut falls while the strongest paths are looked for."""


@dataclass(frozen=True, eq=False)
class Tree:
    """A system as a search sees it; all per unit of weight that reaches a node.

    ``step[n, k]`` goes on from node n to node k; ``value`` counts at the node; ``whole`` at the
    node and everywhere beyond it (whole = value + step @ whole); ``bound`` is the same of
    absolute values, the most that a branch may hold. ``own`` is by what own use that is folded
    into a node has enlarged it, 1 where none is.
    """

    step: Matrix
    value: Vector
    whole: Vector
    bound: Vector
    own: Vector

    @cached_property
    def reach(self) -> Matrix:
        """(n, n): how much of a unit at n may lie at k and beyond."""
        reach: Matrix = np.abs(self.step) * self.bound
        return reach


@dataclass(frozen=True, eq=False)
class Paths:
    """The kept nodes of the search tree, each the end of one path; parents before children.

    ``node`` is an industry, ``parent`` a row of this table (-1 for a root), ``tier`` counts the
    steps from the root, ``weight`` is what reaches the node, ``value`` what counts there, in the
    unit of the account. ``remainder[t]`` is what was cut at tier t, with everything beyond it:
    the sum of ``value`` and ``remainder`` is ``total``.
    """

    node: Index
    parent: Index
    tier: Index
    weight: Vector
    value: Vector
    remainder: Vector
    total: float

    def __len__(self) -> int:
        return len(self.node)

    def sequence(self, row: int) -> tuple[int, ...]:
        """Industries of one path, the root first."""
        found = []
        while row >= 0:
            found.append(int(self.node[row]))
            row = int(self.parent[row])
        return tuple(reversed(found))


def upstream_tree(system: System, *, fold_own_use: bool = False) -> Tree:
    """Suppliers of suppliers: value s, whole M, steps A. Roots weigh their final use y_j.

    ``fold_own_use`` takes what an industry buys from itself into its node, 1 / (1 - a_jj): fewer
    paths, the same total.
    """
    step, value, whole = system.input_coefficients.T, system.intensities, system.multipliers
    scale = np.ones_like(value)
    if fold_own_use:
        own = step.diagonal().copy()
        scale = 1.0 / (1.0 - own)
        step = (step - np.diag(own)) * scale[:, None]
        value = value * scale
    return Tree(np.ascontiguousarray(step), value, whole, np.abs(whole), scale)


def downstream_tree(system: System) -> Tree:
    """Customers of customers, down to final use: value y/x, steps B. Roots weigh s_j x_j.

    G(y/x) = 1: whatever reaches an industry with output ends in final use. With negative final
    use a branch may hold more than it carries; the exact bound is G(|y|/x).
    """
    ends = np.zeros_like(system.output)
    np.divide(system.total_final_use, system.output, out=ends, where=system.output != 0)
    whole, bound = system.downstream(ends), system.downstream(np.abs(ends))
    return Tree(system.allocation_coefficients, ends, whole, bound, np.ones_like(ends))


def search(tree: Tree, roots: Index, weights: Vector, cut: float | Vector) -> Paths:
    """Every path whose branch, itself and everything beyond, may hold at least ``cut``.

    Tier by tier, many nodes at once; nothing but the bound ends it. A node whose own value is
    below the cut is kept where its branch is not.

    Args:
        roots: (k,) industries at which the paths begin.
        weights: (k,) what reaches them; may be negative.
        cut: in the unit of the account, above 0; one for all roots or (k,).
    """
    cuts = np.broadcast_to(np.asarray(cut, dtype=np.float64), np.shape(weights))
    if not (cuts > 0).all():
        raise ValueError("the cut must be above 0, else the search has no end")
    node, weight = np.asarray(roots, dtype=np.int64), np.asarray(weights, dtype=np.float64)
    total = whole = float(weight @ tree.whole[node])
    parent = np.full(len(node), -1, dtype=np.int64)
    kept = np.abs(weight) * tree.bound[node] >= cuts
    level = _Level(node[kept], parent[kept], weight[kept], cuts[kept])
    levels, remainder, known = [level], [], 0
    while True:
        remainder.append(whole - float(level.weight @ tree.whole[level.node]))
        if not len(level.node):
            break
        whole = float(level.weight @ (tree.whole[level.node] - tree.value[level.node]))
        level, known = _next(tree, level, known), known + len(level.node)
        levels.append(level)
    return Paths(
        node=np.concatenate([level.node for level in levels]),
        parent=np.concatenate([level.parent for level in levels]),
        tier=np.repeat(np.arange(len(levels)), [len(level.node) for level in levels]),
        weight=np.concatenate([level.weight for level in levels]),
        value=np.concatenate([level.weight * tree.value[level.node] for level in levels]),
        remainder=np.array(remainder),
        total=total,
    )


def strongest(
    tree: Tree,
    roots: Index,
    weights: Vector,
    *,
    cover: float = 1.0,
    limit: int = 10_000,
    paths: int | None = None,
) -> tuple[Paths, Index]:
    """The paths of largest value until they cover a share of the gross total, and their rows.

    Every path with a value of at least the cut is among those that :func:`search` keeps, so the
    cut is made finer until enough are found: the answer is exact. It ends at ``paths`` paths, at
    ``cover``, or at ``limit`` rows of the search, whichever comes first.

    Args:
        cover: share of the sum of absolute branches of the roots.
        limit: most nodes that the search may keep; where it ends there, fewer are covered.
    """
    gross = float(np.abs(weights) @ tree.bound[roots])
    if gross == 0:
        return search(tree, roots, weights, 1.0), np.zeros(0, dtype=np.int64)
    cut, found, rows = gross, search(tree, roots, weights, gross), np.zeros(0, dtype=np.int64)
    while True:
        cut *= FINER
        finer = search(tree, roots, weights, cut)
        if len(finer) > limit:
            break
        found, size = finer, np.abs(finer.value)
        order = np.argsort(-size, kind="stable")
        rows = order[size[order] >= cut]
        covered = np.cumsum(size[rows])
        wanted = min(int(np.searchsorted(covered, cover * gross)) + 1, paths or len(rows) + 1)
        if wanted <= len(rows) or cut < gross * np.finfo(float).eps:
            rows = rows[:wanted]
            break
    return found, np.asarray(rows)


def has_cycle(sequence: tuple[int, ...]) -> bool:
    """Whether a path comes back to an industry."""
    return len(set(sequence)) < len(sequence)


def path_multiplier(inverse: Matrix, sequence: tuple[int, ...]) -> float:
    """det(L[P, P]): by how much the circuits around an elementary path enlarge what it carries.

    Defourny and Thorbecke (1984), Delta_p / Delta; 1 where no circuit touches it.
    """
    nodes = list(sequence)
    return float(np.linalg.det(inverse[np.ix_(nodes, nodes)]))


@dataclass(frozen=True, eq=False)
class _Level:
    """Nodes of one tier; ``parent`` counts rows of all tiers."""

    node: Index
    parent: Index
    weight: Vector
    cut: Vector


def _next(tree: Tree, level: _Level, first: int) -> _Level:
    """The nodes of the next tier that stay; ``first`` is the row of this tier's first node."""
    pieces: list[_Level] = []
    for start in range(0, len(level.node), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        node, weight, cut = level.node[part], level.weight[part], level.cut[part]
        parent, child = np.nonzero(tree.reach[node] >= (cut / np.abs(weight))[:, None])
        carried = weight[parent] * tree.step[node[parent], child]
        pieces.append(_Level(child, first + start + parent, carried, cut[parent]))
    return _Level(
        *(
            np.concatenate([getattr(piece, name) for piece in pieces])
            for name in ("node", "parent", "weight", "cut")
        )
    )
