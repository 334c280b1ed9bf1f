"""Modularity and communities against networkx and what is known of Zachary's club."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.analysis.communities import communities, modularity, numbered

BEST_OF_THE_CLUB = 0.4198
"""The greatest modularity of Zachary's karate club (Brandes and others 2008)."""


def flows(seed: int, n: int, share: float) -> np.ndarray:
    random = np.random.default_rng(seed)
    made = random.lognormal(1, 1.5, (n, n)) * (random.random((n, n)) < share)
    np.fill_diagonal(made, 0)
    return made


def sets(groups: np.ndarray) -> list[set[int]]:
    return [set(np.flatnonzero(groups == group).tolist()) for group in np.unique(groups)]


def undirected(weights: np.ndarray) -> nx.Graph:
    return nx.from_numpy_array(weights + weights.T)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 30), st.floats(0.1, 1.0), st.integers(1, 6))
def test_modularity_is_that_of_networkx(seed: int, n: int, share: float, groups: int) -> None:
    weights = flows(seed, n, share)
    if not weights.any():
        weights[0, 1] = 1.0
    member = np.random.default_rng(seed).integers(0, groups, n)
    wanted = nx.community.modularity(undirected(weights), sets(member))
    assert modularity(weights, member) == pytest.approx(wanted, abs=1e-12)


def test_the_club_falls_into_the_groups_of_greatest_modularity() -> None:
    links = np.triu(nx.to_numpy_array(nx.karate_club_graph(), weight=None))
    assert modularity(links, communities(links)) == pytest.approx(BEST_OF_THE_CLUB, abs=5e-5)


@pytest.mark.parametrize(("seed", "n", "share"), [(0, 60, 0.1), (1, 126, 0.4), (2, 200, 0.02)])
def test_they_are_as_good_as_those_of_louvain_and_hang_together(
    seed: int, n: int, share: float
) -> None:
    weights = flows(seed, n, share)
    network, found = undirected(weights), communities(weights)
    tried = [
        nx.community.modularity(network, nx.community.louvain_communities(network, seed=each))
        for each in range(5)
    ]
    assert modularity(weights, found) >= max(tried) - 0.005
    for group in sets(found):
        assert nx.is_connected(network.subgraph(group))


def test_cliques_with_one_link_between_them_are_the_groups() -> None:
    weights = np.zeros((15, 15))
    for start in (0, 5, 10):
        weights[start : start + 5, start : start + 5] = 1.0
    weights[4, 5] = weights[9, 10] = 1.0
    assert communities(weights).tolist() == [1] * 5 + [2] * 5 + [3] * 5


def test_the_unit_and_own_use_change_nothing() -> None:
    weights = flows(4, 50, 0.2)
    found = communities(weights)
    assert communities(1e4 * weights).tolist() == found.tolist()
    assert communities(weights + np.diag(np.full(50, 1e6))).tolist() == found.tolist()


def test_without_links_each_is_a_group_of_its_own_and_there_is_no_modularity() -> None:
    assert communities(np.zeros((3, 3))).tolist() == [1, 2, 3]
    assert np.isnan(modularity(np.zeros((3, 3)), np.arange(3)))


def test_groups_are_counted_by_size_then_by_place() -> None:
    assert numbered(np.array([7, 3, 3, 9, 9, 5])).tolist() == [3, 1, 1, 2, 2, 4]
