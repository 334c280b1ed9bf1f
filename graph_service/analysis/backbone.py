"""Backbones: which links of a block carry it. Pure functions on matrices.

A block is a matrix of weights, supplier in the row, customer in the column: one province, some
of them, or all; money or carbon. A link is a positive cell; one on the diagonal, own use, is a
self-loop. All methods answer with :class:`Links`; only the top share keeps self-loops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]

TOP_SHARE = 0.05
WEIGHT_MIN, WEIGHT_MAX = 1.0, 40.0


@dataclass(frozen=True)
class Links:
    """Links of a block, strongest first; all arrays have the same length.

    ``share`` is the value over the sum of the whole block (self-loops included), ``rank`` the
    place of the value among all cells, from 1, ``percentile`` the rank over the number of cells,
    ``weight`` the Box-Cox weight of :func:`boxcox_weight`, ``score`` what the method judged the
    link by.
    """

    supplier: Index
    customer: Index
    value: Vector
    share: Vector
    rank: npt.NDArray[np.int64]
    percentile: Vector
    weight: Vector
    score: Vector


def top_share(block: Matrix, edges: int | None = None) -> Links:
    """The strongest cells of a block, by default 5 % of them: VisCEADs' rule.

    Args:
        block: (n, n) flows in million CNY, supplier in the row, customer in the column.
        edges: how many cells to keep; by default ``round(0.05 n^2)``, 88 of a 42 x 42 block.

    Returns:
        At most ``edges`` positive cells, the diagonal included, equal values in row order; the
        score is the value.
    """
    flat = block.ravel()
    order = heaviest(flat, usual_edges(block) if edges is None else edges)
    kept = order[flat[order] > 0]
    return links_at(block, kept, flat[kept])


def usual_edges(block: Matrix) -> int:
    """How many links a backbone has where nobody says: 5 % of the cells."""
    return round(TOP_SHARE * block.size)


def links_at(block: Matrix, kept: Index, score: Vector) -> Links:
    """Links of a block with their values and places.

    Args:
        block: (n, n) weights, self-loops included.
        kept: (k,) flat positions in the block.
        score: (k,) what the method judged each by.
    """
    flat = block.ravel()
    order = np.lexsort((kept, -flat[kept]))
    kept, score = kept[order], score[order]
    supplier, customer = np.divmod(kept, block.shape[1])
    value, rank = flat[kept], _places(flat, kept)
    total = flat.sum()
    share = value / total if total > 0 else np.zeros_like(value)
    percentile = rank / flat.size
    return Links(supplier, customer, value, share, rank, percentile, boxcox_weight(value), score)


def between_sectors(block: Matrix) -> Matrix:
    """The links of a block without its self-loops, (n, n); 0 where there is none."""
    links = np.where(block > 0, block, 0.0)
    np.fill_diagonal(links, 0.0)
    return links


def heaviest(values: Vector, count: int) -> Index:
    """Positions of the largest values, largest first, equal ones in order of position."""
    if count <= 0:
        return np.zeros(0, dtype=np.intp)
    if count >= len(values):
        return np.argsort(-values, kind="stable")
    least = np.partition(values, -count)[-count]
    among = np.flatnonzero(values >= least)
    return among[np.argsort(-values[among], kind="stable")[:count]]


def _places(flat: Vector, kept: Index) -> npt.NDArray[np.int64]:
    """Rank among all values, from 1, of those at ``kept``, which are in order of rank."""
    if len(kept) == 0:
        return np.zeros(0, dtype=np.int64)
    among = np.flatnonzero(flat >= flat[kept[-1]])
    order = among[np.argsort(-flat[among], kind="stable")]
    place = np.empty(len(flat), dtype=np.int64)
    place[order] = np.arange(1, len(order) + 1)
    return place[kept]


def boxcox_weight(values: Vector) -> Vector:
    """Draw-width of links: 1 + 39 minmax((values^lambda - 1) / lambda), lambda by likelihood.

    VisCEADs' edge weight (Box and Cox 1964). Where all values are equal there is nothing to
    spread: all get 1. A value of 0, a link that carries money but none of the weight, gets 1.

    Args:
        values: not negative, any length, any one unit (the result does not depend on it).
    """
    there = values > 0
    if not there.all():
        widths = np.full(len(values), WEIGHT_MIN)
        widths[there] = boxcox_weight(values[there])
        return widths
    logs = np.log(values)
    if len(values) < 2 or np.ptp(logs) == 0:
        return np.full(len(values), WEIGHT_MIN)
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
    from scipy.optimize import brentq  # takes long to import, and few ask for this

    return float(brentq(slope, -bound, bound, xtol=1e-14))


def _boxcox(logs: Vector, power: float) -> tuple[Vector, Vector]:
    """The transform of ``exp(logs)`` and its derivative by the power; series close to zero."""
    if abs(power) < 1e-5:
        return logs + power * logs**2 / 2, logs**2 / 2 + power * logs**3 / 3
    transformed = np.expm1(power * logs) / power
    return transformed, (logs * np.exp(power * logs) - transformed) / power
