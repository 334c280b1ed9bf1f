"""Better sets of links by exchange, one or two links at a time, all nodes staying connected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.analysis.backbone import Index, Matrix, Vector, heaviest
from graph_service.analysis.spanning import Flags, Forest, spanning_forest

INSIDE, OUTSIDE, PAIRS = 300, 2_000, 200
"""How many links that could go and could come are looked at, and how many pairs are tried."""
ROUNDS = 200
LEAST_GAIN = 1e-12


@dataclass(frozen=True, eq=False)
class Task:
    """Most ``gain`` with at least ``floor`` of ``other``; both (n, n), sums about 1.

    ``mixed`` is what an exchange is judged by where only some can be looked at; -inf where there
    is no link.
    """

    gain: Matrix
    other: Matrix
    floor: float
    mixed: Matrix


def improved(task: Task, links: Index) -> Index:
    """A set of as many links, connected alike, with no less gain and enough of the other.

    Takes the best single exchange as long as one helps, then the best pair that does, and starts
    again.

    Args:
        links: flat positions of a set that holds the floor.
    """
    for _ in range(ROUNDS):
        exchanges = _Exchanges.around(task, links)
        better = exchanges.best_single()
        if better is None:
            better = exchanges.best_pair(task)
        if better is None:
            break
        links = better
    return links


@dataclass(frozen=True, eq=False)
class _Exchanges:
    """Single exchanges that keep all connected: ``links[inside[k]]`` goes, ``outside[k]`` comes."""

    n: int
    links: Index
    slack: float
    inside: Index
    outside: Index
    gain: Vector
    other: Vector

    @classmethod
    def around(cls, task: Task, links: Index) -> _Exchanges:
        gain, other, mixed = task.gain.ravel(), task.other.ravel(), task.mixed.ravel()
        inside = heaviest(-mixed[links], INSIDE)
        rest = mixed.copy()
        rest[links] = -np.inf
        outside = heaviest(rest, OUTSIDE)
        outside = outside[rest[outside] > -np.inf]
        going, coming = np.nonzero(_allowed(task.mixed, links, inside, outside))
        leaves, enters = links[inside[going]], outside[coming]
        return cls(
            n=len(task.mixed),
            links=links,
            slack=float(other[links].sum()) - task.floor,
            inside=inside[going],
            outside=enters,
            gain=gain[enters] - gain[leaves],
            other=other[enters] - other[leaves],
        )

    def best_single(self) -> Index | None:
        """The links after the exchange that gains most, None where none gains."""
        gain = np.where(self.other >= -self.slack, self.gain, 0.0)
        if gain.max(initial=0.0) <= LEAST_GAIN:
            return None
        return self._after(int(gain.argmax()))

    def best_pair(self, task: Task) -> Index | None:
        """The links after the pair of exchanges that gains most, None where none was found.

        In order of what they bring of the other weight, the partners that an exchange can have
        are a head of the list, and the best of each head is known.
        """
        if len(self.gain) == 0:
            return None
        order = np.argsort(-self.other, kind="stable")
        gain, other = self.gain[order], self.other[order]
        best = np.maximum.accumulate(gain)
        place = np.maximum.accumulate(np.where(gain == best, np.arange(len(gain)), 0))
        last = np.searchsorted(-other, self.slack + other, side="right") - 1
        together = np.where(last >= 0, gain + best[last], 0.0)
        for first in heaviest(together, PAIRS):
            if together[first] <= LEAST_GAIN:
                return None
            pair = order[first], order[place[last[first]]]
            after = self._after(*pair)
            if after is not None and self._connects_alike(task, after):
                return after
        return None

    def _after(self, *exchanges: int) -> Index | None:
        """The links after exchanges, None where they share a link."""
        chosen = np.array(exchanges)
        going, coming = self.inside[chosen], self.outside[chosen]
        if len(np.unique(going)) < len(chosen) or len(np.unique(coming)) < len(chosen):
            return None
        return np.append(np.delete(self.links, going), coming)

    def _connects_alike(self, task: Task, links: Index) -> bool:
        return _forest_of(task.mixed, links).parts == _forest_of(task.mixed, self.links).parts


def _allowed(mixed: Matrix, links: Index, inside: Index, outside: Index) -> Flags:
    """(inside, outside): whether all stays connected if one link goes and another comes.

    A link that is the only way between two sides must be followed by one between these sides.
    """
    n = len(mixed)
    forest = _forest_of(mixed, links)
    below = forest.below()
    others = np.setdiff1d(links, forest.links)
    free = (below[others // n] != below[others % n]).any(axis=0)
    allowed = np.ones((len(inside), len(outside)), dtype=bool)
    place = {int(link): k for k, link in enumerate(forest.links)}
    for row, link in enumerate(links[inside]):
        k = place.get(int(link))
        if k is not None and not free[k]:
            allowed[row] = below[outside // n, k] != below[outside % n, k]
    return allowed


def _forest_of(mixed: Matrix, links: Index) -> Forest:
    only = np.full_like(mixed, -np.inf)
    only.ravel()[links] = mixed.ravel()[links]
    return spanning_forest(only)
