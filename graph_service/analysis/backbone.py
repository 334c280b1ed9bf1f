"""Backbones: which links of a province's block carry it. Pure functions on matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import optimize
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

TOP_SHARE = 0.05
WEIGHT_MIN, WEIGHT_MAX = 1.0, 40.0


@dataclass(frozen=True)
class Links:
    """Links of a block, strongest first; all arrays have the same length.

    ``share`` is the value over the sum of the whole block (self-loops included), ``percentile``
    the rank over the number of cells, ``weight`` the Box-Cox weight of :func:`boxcox_weight`.
    """

    supplier: Index
    customer: Index
    value: Vector
    share: Vector
    rank: npt.NDArray[np.int64]
    percentile: Vector
    weight: Vector


def top_share(block: Matrix, edges: int | None = None) -> Links:
    """The strongest cells of a block, by default 5 % of them: VisCEADs' rule.

    Args:
        block: (n, n) flows in million CNY, supplier in the row, customer in the column.
        edges: how many cells to keep; by default ``round(0.05 n^2)``, 88 of a 42 x 42 block.

    Returns:
        At most ``edges`` positive cells, the diagonal included, equal values in row order.
    """
    cells = block.size
    wanted = round(TOP_SHARE * cells) if edges is None else edges
    flat = block.ravel()
    order = np.argsort(-flat, kind="stable")[:wanted]
    order = order[flat[order] > 0]
    supplier, customer = np.divmod(order, block.shape[1])
    value, rank = flat[order], np.arange(1, len(order) + 1)
    total = flat.sum()
    share = value / total if total > 0 else np.zeros_like(value)
    return Links(supplier, customer, value, share, rank, rank / cells, boxcox_weight(value))


def boxcox_weight(values: Vector) -> Vector:
    """Draw-width of links: 1 + 39 minmax((values^lambda - 1) / lambda), lambda by likelihood.

    VisCEADs' edge weight (Box and Cox 1964). Where all values are equal there is nothing to
    spread: all get 1.

    Args:
        values: positive, any length, any one unit (the result does not depend on it).
    """
    if len(values) < 2 or np.ptp(values) == 0:
        return np.full(len(values), WEIGHT_MIN)
    logs = np.log(values)
    logs -= logs.mean()
    transformed, _ = _boxcox(logs, _boxcox_lambda(logs))
    unit = (transformed - transformed.min()) / np.ptp(transformed)
    return np.asarray(WEIGHT_MIN + (WEIGHT_MAX - WEIGHT_MIN) * unit)


def _boxcox_lambda(logs: Vector) -> float:
    """Where the likelihood is greatest: the root of its derivative, found to the last digit.

    With a geometric mean of 1 the likelihood falls with the variance of the transformed values.
    """

    def slope(power: float) -> float:
        transformed, derivative = _boxcox(logs, power)
        return float((transformed - transformed.mean()) @ derivative)

    bound = 1.0
    while slope(-bound) > 0 or slope(bound) < 0:
        bound *= 2
    return float(optimize.brentq(slope, -bound, bound, xtol=1e-14))


def _boxcox(logs: Vector, power: float) -> tuple[Vector, Vector]:
    """The transform of ``exp(logs)`` and its derivative by the power; series close to zero."""
    if abs(power) < 1e-5:
        return logs + power * logs**2 / 2, logs**2 / 2 + power * logs**3 / 3
    transformed = np.expm1(power * logs) / power
    return transformed, (logs * np.exp(power * logs) - transformed) / power


@dataclass(frozen=True)
class Cover:
    """How much of a block a set of links carries.

    ``money_cover`` is of the whole block; ``money_cover_links`` leaves self-loops out on both
    sides. A sector is active where its row or column of the block is not all zero, and reached
    where a link (not a self-loop) touches it. ``components`` counts weakly connected parts of
    the reached sectors.
    """

    edges: int
    self_loops: int
    cells: int
    money_cover: float
    money_cover_links: float
    sectors_reached: int
    sectors_active: int
    components: int


def cover(block: Matrix, supplier: Index, customer: Index) -> Cover:
    """Quality figures of the links ``supplier[k] -> customer[k]`` on an (n, n) block."""
    loop = supplier == customer
    value = block[supplier, customer]
    total, diagonal = block.sum(), np.trace(block)
    reached = np.union1d(supplier[~loop], customer[~loop])
    active = (block != 0).any(axis=0) | (block != 0).any(axis=1)
    return Cover(
        edges=len(value),
        self_loops=int(loop.sum()),
        cells=block.size,
        money_cover=_ratio(value.sum(), total),
        money_cover_links=_ratio(value[~loop].sum(), total - diagonal),
        sectors_reached=len(reached),
        sectors_active=int(active.sum()),
        components=_weak_components(len(block), supplier[~loop], customer[~loop], reached),
    )


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0


def _weak_components(n: int, supplier: Index, customer: Index, reached: Index) -> int:
    adjacency = coo_array((np.ones(len(supplier)), (supplier, customer)), shape=(n, n))
    count, _ = connected_components(adjacency, directed=True, connection="weak")
    return int(count) - (n - len(reached))
