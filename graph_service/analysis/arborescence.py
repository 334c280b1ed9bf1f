"""The heaviest branching of a full matrix: Edmonds' method in n steps of n."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from graph_service.analysis.backbone import Index, Matrix

Ordered = npt.NDArray[np.complex128]
"""Weights that compare first by the number of roots, then by weight.

The real part is minus the number of roots, the imaginary part the weight: numpy compares complex
numbers by the real part first, and differences keep both exact.
"""


def strongest_branching(weights: Matrix) -> Index:
    """Flat positions of the heaviest set of links in which each node has at most one in-link.

    There is no circuit, there are as few roots as can be, and nodes without any link are roots of
    their own (Edmonds 1967, on a full matrix as by Tarjan 1977).

    Args:
        weights: (n, n), 0 where there is no link, source in the row.
    """
    n = len(weights)
    state = _Growing.start(weights)
    for slot in range(n):
        if not state.done[slot]:
            _grow(state, slot)
    arcs = _unfolded(state, n)
    arcs = arcs[arcs // (n + 1) < n]
    return (arcs // (n + 1)) * n + arcs % (n + 1)


@dataclass(eq=False)
class _Growing:
    """Nodes that are still apart ("slots"), and how they were folded into each other.

    ``into[v, u]`` is what the arc u -> v is worth now, ``arc[v, u]`` which of the first arcs it
    is, as source * (n + 1) + target; node n is above all roots. A slot stands for the tree node
    ``stands[slot]``, whose arc is in ``chosen`` and which ``holder`` was folded into, or -1.
    """

    into: Ordered
    arc: npt.NDArray[np.intp]
    done: npt.NDArray[np.bool_]
    stands: list[int]
    chosen: list[int] = field(default_factory=list)
    holder: list[int] = field(default_factory=list)

    @classmethod
    def start(cls, weights: Matrix) -> _Growing:
        n = len(weights)
        into = np.full((n + 1, n + 1), -np.inf, dtype=np.complex128)
        targets, sources = np.nonzero(weights.T)
        into[targets, sources] = 1j * weights[sources, targets]
        into[:n, n] = -1.0
        node = np.arange(n + 1)
        arc = node[None, :] * (n + 1) + node[:, None]
        done = np.zeros(n + 1, dtype=bool)
        done[n] = True
        return cls(into, arc, done, list(range(n)), [-1] * n, [-1] * n)


def _grow(state: _Growing, slot: int) -> None:
    """Follow the best arc into each slot until it comes from one that is done."""
    path, place = [slot], {slot: 0}
    while True:
        last = path[-1]
        source = int(state.into[last].argmax())
        state.chosen[state.stands[last]] = int(state.arc[last, source])
        if state.done[source]:
            state.done[path] = True
            return
        if source in place:
            start = place[source]
            circuit = path[start:]
            _fold(state, circuit)
            path = path[: start + 1]
            for gone in circuit[1:]:
                del place[gone]
        else:
            place[source] = len(path)
            path.append(source)


def _fold(state: _Growing, circuit: list[int]) -> None:
    """Make a circuit one slot, the first; an arc into it replaces the circuit's own arc there."""
    members = np.array(circuit)
    best = state.into[members].max(axis=1)
    rows = state.into[members] - best[:, None]
    which = rows.argmax(axis=0)
    columns = np.arange(rows.shape[1])
    into_all, arcs_in = rows[which, columns], state.arc[members[which], columns]
    out = state.into[:, members]
    strongest = out.argmax(axis=1)
    first = circuit[0]
    state.into[:, first] = out[columns, strongest]
    state.arc[:, first] = state.arc[columns, members[strongest]]
    state.into[first], state.arc[first] = into_all, arcs_in
    state.into[:, members[1:]] = -np.inf
    state.into[first, first] = -np.inf
    state.done[members[1:]] = True
    folded = len(state.chosen)
    for slot in circuit:
        state.holder[state.stands[slot]] = folded
    state.stands[first] = folded
    state.chosen.append(-1)
    state.holder.append(-1)


def _unfolded(state: _Growing, n: int) -> Index:
    """The arc into each of the n first nodes, as source * (n + 1) + target."""
    for folded in range(len(state.chosen) - 1, n - 1, -1):
        arc = state.chosen[folded]
        inner = arc % (n + 1)
        while state.holder[inner] != folded:
            inner = state.holder[inner]
        state.chosen[inner] = arc
    return np.array(state.chosen[:n], dtype=np.intp)
