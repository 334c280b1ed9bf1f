"""Spanning forests and sets of links that contain one, of greatest weight. Pure functions.

The sets of K links that connect what can be connected are the bases of a matroid: the graphic
one of the links without direction, elongated to rank K. So the greedy choice is exact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from graph_service.analysis.backbone import Index, Matrix, heaviest

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Forest:
    """A maximum spanning forest, each part grown from its first node.

    ``links`` are flat positions, (n - parts,), each link in its stronger direction and in the
    order in which it joined; ``nodes`` are the nodes that they brought in, ``parents`` where they
    hang. ``parts`` counts isolated nodes too.
    """

    links: Index
    nodes: Index
    parents: Index
    parts: int

    def below(self) -> Flags:
        """(n, n - parts): whether a node lies beyond a link of the forest, as the root sees it."""
        n = len(self.nodes) + self.parts
        beyond = np.zeros((n, len(self.nodes)), dtype=bool)
        for k, (node, parent) in enumerate(zip(self.nodes, self.parents, strict=True)):
            beyond[node] = beyond[parent]
            beyond[node, k] = True
        return beyond


def spanning_forest(weights: Matrix) -> Forest:
    """The forest of greatest weight that joins all that links join, directions aside.

    Prim's method on a full matrix, n steps of n.

    Args:
        weights: (n, n), -inf where there is no link; weights may be negative.
    """
    n = len(weights)
    either = np.maximum(weights, weights.T)
    reach, source = np.full(n, -np.inf), np.zeros(n, dtype=np.intp)
    outside = np.ones(n, dtype=bool)
    nodes, parents, parts = [], [], 0
    for _ in range(n):
        node = int(reach.argmax())
        if reach[node] == -np.inf:
            node = int(outside.argmax())
            parts += 1
        else:
            nodes.append(node)
            parents.append(int(source[node]))
        outside[node] = False
        reach[node] = -np.inf
        closer = (either[node] > reach) & outside
        np.copyto(reach, either[node], where=closer)
        np.copyto(source, node, where=closer)
    child, parent = np.array(nodes, dtype=np.intp), np.array(parents, dtype=np.intp)
    down = weights[parent, child] >= weights[child, parent]
    links = np.where(down, parent * n + child, child * n + parent)
    return Forest(links, child, parent, parts)


def best_links(weights: Matrix, edges: int) -> Index:
    """Flat positions of the heaviest ``edges`` links that contain a spanning forest.

    First the forest, then the heaviest of the others, largest first; so a larger number keeps
    all that a smaller one has.

    Args:
        weights: (n, n), -inf where there is no link.
        edges: at least the size of the forest and at most the number of links.
    """
    forest = spanning_forest(weights).links
    rest = weights.ravel().copy()
    rest[forest] = -np.inf
    return np.concatenate([forest, heaviest(rest, edges - len(forest))])
