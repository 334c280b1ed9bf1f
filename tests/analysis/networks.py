"""networkx as the outside truth for the eight network indicators of a block."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np


def network(block: np.ndarray, *, exact: bool = False) -> nx.DiGraph:
    """Positive cells off the diagonal; ``distance`` is the mean flow over the flow.

    ``exact`` makes distances fractions, so that networkx finds paths of the same length equal.
    """
    m = len(block)
    cells = [(i, j) for i in range(m) for j in range(m) if i != j and block[i, j] > 0]
    mean = sum(Fraction(block[i, j]) for i, j in cells) / len(cells)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(m))
    for i, j in cells:
        distance = mean / Fraction(block[i, j])
        weight = block[i, j] / float(mean)
        graph.add_edge(i, j, weight=weight, distance=distance if exact else float(distance))
    return graph


def largest_eigenvalue(graph: nx.DiGraph) -> float:
    """Of the strongly connected parts, whose own largest one is simple and well conditioned."""
    roots = [0.0]
    for part in nx.strongly_connected_components(graph):
        matrix = nx.to_numpy_array(graph.subgraph(part))
        roots.append(float(np.linalg.eigvals(matrix).real.max()))
    return max(roots)


def metrics(graph: nx.DiGraph) -> dict[str, np.ndarray]:
    """networkx's own functions, iterations run to the end; flows must form a circuit."""
    whole = graph.size(weight="weight")
    alpha = 0.85 / largest_eigenvalue(graph)
    found = {
        "eigenvector": nx.eigenvector_centrality(graph, 100_000, tol=1e-15, weight="weight"),
        "betweenness": nx.betweenness_centrality(graph, weight="distance"),
        "closeness": nx.closeness_centrality(graph, distance="distance"),
        "katz": nx.katz_centrality_numpy(graph, alpha=alpha, weight="weight"),
        "pagerank": nx.pagerank(graph, tol=1e-16, max_iter=10_000),
        "in_degree": {i: part / whole for i, part in graph.in_degree(weight="weight")},
        "out_degree": {i: part / whole for i, part in graph.out_degree(weight="weight")},
        "clustering": nx.clustering(graph, weight="weight"),
    }
    return {
        name: np.array([float(values[i]) for i in range(len(graph))])
        for name, values in found.items()
    }
