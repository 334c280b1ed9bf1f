"""The best chains between two industries against networkx, brute force and hand."""

from __future__ import annotations

import itertools
import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.analysis.between import Chain, best_chains, in_order, usable


def random_coefficients(seed: int, n: int, share: float) -> np.ndarray:
    random = np.random.default_rng(seed)
    return random.lognormal(-3, 2, (n, n)) * (random.random((n, n)) < share)


def all_chains(a: np.ndarray, source: int, target: int) -> list[Chain]:
    """Every elementary path, by trying all orders of all others."""
    others, links, found = [k for k in range(len(a)) if k not in (source, target)], usable(a), []
    for size in range(len(others) + 1):
        for middle in itertools.permutations(others, size):
            path = (source, *middle, target)
            value = math.prod(links[i, j] for i, j in itertools.pairwise(path))
            if value > 0:
                found.append(Chain(path, value))
    return sorted(found, key=lambda chain: (-chain.value, chain.path))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6), st.floats(0.1, 1.0), st.integers(1, 70))
def test_they_are_the_best_of_all_elementary_paths(
    seed: int, n: int, share: float, count: int
) -> None:
    a = random_coefficients(seed, n, share)
    found, wanted = best_chains(a, 0, n - 1, count), all_chains(a, 0, n - 1)[:count]
    assert [chain.path for chain in found] == [chain.path for chain in wanted]
    np.testing.assert_allclose(
        [chain.value for chain in found], [chain.value for chain in wanted], rtol=1e-14
    )


@pytest.mark.parametrize(("seed", "share"), [(1, 0.15), (2, 0.4), (3, 0.9)])
def test_they_are_the_shortest_simple_paths_of_networkx(seed: int, share: float) -> None:
    a = random_coefficients(seed, 40, share)
    links, network = usable(a), nx.DiGraph()
    network.add_nodes_from(range(40))
    for i, j in zip(*np.nonzero(links), strict=True):
        network.add_edge(int(i), int(j), weight=-math.log(links[i, j]))
    for source, target in ((0, 39), (5, 6), (30, 2)):
        paths = itertools.islice(nx.shortest_simple_paths(network, source, target, "weight"), 60)
        found = best_chains(a, source, target, 60)
        assert [chain.path for chain in found] == [tuple(path) for path in paths]


def test_a_worked_example() -> None:
    a = np.zeros((4, 4))
    a[0, 1], a[1, 3], a[0, 2], a[2, 3], a[0, 3], a[1, 2] = 0.5, 0.4, 0.3, 0.9, 0.1, 0.25
    found = best_chains(a, 0, 3, 10)
    assert [chain.path for chain in found] == [(0, 2, 3), (0, 1, 3), (0, 1, 2, 3), (0, 3)]
    assert [chain.value for chain in found] == pytest.approx([0.27, 0.2, 0.1125, 0.1])


def test_equally_strong_chains_stand_in_the_order_of_the_table_however_many_are_asked_for() -> None:
    a = np.zeros((8, 8))
    a[0, 1:7] = 0.1
    a[1:7, 7] = 0.3
    found = best_chains(a, 0, 7, 10)
    assert [chain.path for chain in found] == [(0, k, 7) for k in range(1, 7)]
    assert best_chains(a, 0, 7, 2) == found[:2]
    assert in_order(a, [chain.path for chain in reversed(found)]) == found


def test_no_chain_passes_own_use_negative_cells_or_coefficients_of_one_and_more() -> None:
    a = np.array([[0.5, 1.0, 0.2], [-0.1, 0.9, -0.3], [0.0, 0.0, 0.5]])
    assert best_chains(a, 0, 1, 5) == []
    assert best_chains(a, 0, 2, 5) == [Chain((0, 2), 0.2)]
    assert best_chains(a, 2, 0, 5) == []
