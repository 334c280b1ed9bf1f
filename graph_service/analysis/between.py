"""The chains that carry most from one industry to another: k best elementary paths.

What a path i → a → j carries is the product of its input coefficients a_ia a_aj, what one unit
of j's output takes from i along it (Defourny and Thorbecke 1984: its direct influence). Products
of coefficients below 1 are sums of lengths -ln(a) above 0, so the best chains are the shortest
paths without a circuit (Yen 1971). Pure functions.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

TIE = 1e-12
"""Chains whose values differ by less than this part are equally strong."""


@dataclass(frozen=True)
class Chain:
    """Industries from the source to the target, each once, and the product of coefficients."""

    path: tuple[int, ...]
    value: float


def usable(coefficients: Matrix) -> Matrix:
    """(n, n) coefficients that a chain may pass, 0 elsewhere: 0 < a < 1, the diagonal left out."""
    links = np.where((coefficients > 0) & (coefficients < 1), coefficients, 0.0)
    np.fill_diagonal(links, 0.0)
    return links


def best_chains(coefficients: Matrix, source: int, target: int, count: int) -> list[Chain]:
    """The strongest elementary chains from an industry to another, strongest first.

    Partial paths are taken up in the order of what they could still carry. How much that is at
    most, is known from the shortest ways to the target, circuits aside; so the first that arrive
    are the best ones (A* with an exact bound; Liu and Ramakrishnan 2001).

    Args:
        coefficients: A, (n, n); only those of :func:`usable` are passed.
        source, target: two different industries.
        count: how many; fewer are given where there are not so many.

    Returns:
        Chains in the order of :func:`in_order`.
    """
    links = usable(coefficients)
    with np.errstate(divide="ignore"):
        length = -np.log(links)
    ahead = _ways_to(length, target)
    found: list[tuple[float, tuple[int, ...]]] = []
    for far, path in _paths(length, ahead, source, target):
        if len(found) >= count and far > found[count - 1][0] + TIE:
            break
        found.append((far, path))
    return in_order(links, [path for _, path in found])[:count]


def in_order(coefficients: Matrix, paths: Sequence[tuple[int, ...]]) -> list[Chain]:
    """Paths with their values, strongest first; equally strong ones by their industries."""
    chains = [Chain(path, _carried(coefficients, path)) for path in paths]
    chains.sort(key=lambda chain: -chain.value)
    ordered: list[Chain] = []
    start = 0
    for end in range(1, len(chains) + 1):
        if end == len(chains) or chains[end].value < chains[end - 1].value * (1 - TIE):
            ordered += sorted(chains[start:end], key=lambda chain: chain.path)
            start = end
    return ordered


def _carried(coefficients: Matrix, path: tuple[int, ...]) -> float:
    return float(np.prod(coefficients[list(path[:-1]), list(path[1:])]))


def _ways_to(length: Matrix, target: int) -> Vector:
    """Length of the shortest way from each industry to one, infinite where there is none."""
    n = len(length)
    reach, open_ = np.full(n, np.inf), np.ones(n, dtype=bool)
    reach[target] = 0.0
    for _ in range(n):
        node = int(np.where(open_, reach, np.inf).argmin())
        if not open_[node] or np.isinf(reach[node]):
            break
        open_[node] = False
        np.minimum(reach, length[:, node] + reach[node], out=reach)
    return reach


def _paths(
    length: Matrix, ahead: Vector, source: int, target: int
) -> Iterator[tuple[float, tuple[int, ...]]]:
    """Elementary paths with their lengths, shortest first.

    The heap holds, for each path that was begun, its best step that was not yet taken: steps of
    one node are ranked once, the next one comes in when the one before it is taken.
    """
    ranked: dict[int, npt.NDArray[np.intp]] = {}

    def steps(node: int) -> npt.NDArray[np.intp]:
        if node not in ranked:
            onward = length[node] + ahead
            near = np.argsort(onward, kind="stable")
            ranked[node] = near[: np.count_nonzero(np.isfinite(onward))]
        return ranked[node]

    heap: list[tuple[float, tuple[int, ...], float, int]] = []

    def offer(path: tuple[int, ...], far: float, place: int) -> None:
        choices = steps(path[-1])
        while place < len(choices) and int(choices[place]) in path:
            place += 1
        if place < len(choices):
            step = int(choices[place])
            heapq.heappush(
                heap, (far + float(length[path[-1], step] + ahead[step]), path, far, place)
            )

    if np.isfinite(ahead[source]):
        offer((source,), 0.0, 0)
    while heap:
        _, path, far, place = heapq.heappop(heap)
        offer(path, far, place + 1)
        step = int(steps(path[-1])[place])
        beyond = far + float(length[path[-1], step])
        if step == target:
            yield beyond, (*path, step)
        else:
            offer((*path, step), beyond, 0)
