"""Indicators of networks of any scope against networkx, and which links a network has."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from graph_service.analysis import topology
from graph_service.analysis.filters import rounded_away
from graph_service.analysis.networks import Network
from graph_service.errors import QueryTimeout

CASES = [(0, 30, 0.15), (1, 60, 0.5), (2, 40, 0.05)]


def made(seed: int, n: int, share: float) -> tuple[np.ndarray, nx.DiGraph]:
    random = np.random.default_rng(seed)
    weights = random.lognormal(1, 1.5, (n, n)) * (random.random((n, n)) < share)
    np.fill_diagonal(weights, 0)
    return weights, nx.from_numpy_array(weights, create_using=nx.DiGraph)


def column(values: dict[int, float]) -> np.ndarray:
    return np.array([values[node] for node in sorted(values)])


@pytest.mark.parametrize(("seed", "n", "share"), CASES)
def test_they_are_those_of_networkx(seed: int, n: int, share: float) -> None:
    weights, network = made(seed, n, share)
    found = topology.strengths(weights)
    wanted = {
        "out_strength": network.out_degree(weight="weight"),
        "in_strength": network.in_degree(weight="weight"),
        "customers": network.out_degree(),
        "suppliers": network.in_degree(),
    }
    for name, values in wanted.items():
        np.testing.assert_allclose(getattr(found, name), column(dict(values)), rtol=1e-12)
    rank = nx.pagerank(network, tol=1e-15, max_iter=1000)
    np.testing.assert_allclose(topology.pagerank(weights), column(rank), rtol=1e-9)
    near = column(nx.closeness_centrality(network))
    np.testing.assert_allclose(topology.hop_closeness(weights), near, rtol=1e-12)
    for u, v in network.edges:
        network[u][v]["length"] = 1 / weights[u, v]
    between = column(nx.betweenness_centrality(network, weight="length"))
    with np.errstate(divide="ignore"):
        lengths = 1 / weights
    np.testing.assert_allclose(topology.betweenness(lengths), between, atol=1e-12)


@pytest.mark.parametrize(("seed", "n", "share"), [*CASES, (6, 50, 0.2)])
def test_equally_short_paths_share_what_leads_through(seed: int, n: int, share: float) -> None:
    """Lengths of 1, 2 and 3 make many ties."""
    random = np.random.default_rng(seed)
    lengths = np.where(random.random((n, n)) < share, random.integers(1, 4, (n, n)), np.inf)
    np.fill_diagonal(lengths, np.inf)
    network = nx.DiGraph()
    network.add_nodes_from(range(n))
    for i, j in zip(*np.nonzero(np.isfinite(lengths)), strict=True):
        network.add_edge(int(i), int(j), length=int(lengths[i, j]))
    wanted = column(nx.betweenness_centrality(network, weight="length"))
    np.testing.assert_allclose(topology.betweenness(lengths), wanted, atol=1e-12)


@pytest.mark.parametrize(("seed", "n", "share"), CASES[:2])
def test_hubs_and_authorities_are_those_of_networkx(seed: int, n: int, share: float) -> None:
    weights, _ = made(seed, n, share)
    links = nx.from_numpy_array((weights > 0).astype(float), create_using=nx.DiGraph)
    hubs, authorities = map(column, nx.hits(links, tol=1e-15, max_iter=5000))
    found = topology.hits(weights)
    np.testing.assert_allclose(found["hub"], hubs / np.linalg.norm(hubs), atol=1e-9)
    wanted = authorities / np.linalg.norm(authorities)
    np.testing.assert_allclose(found["authority"], wanted, atol=1e-9)


def test_hubs_that_do_not_settle_are_refused_rather_than_given_half_way() -> None:
    """Two parts without a tie: the smaller one's values die out by its singular values' ratio."""
    weights = np.zeros((160, 160))
    weights[:40, 40:80] = 1.0
    weights[80:120, 120:] = 1.0
    weights[80, 120] = 0.0
    first, second = np.linalg.svd(weights, compute_uv=False)[:2]
    assert (second / first) ** (2 * topology.ROUNDS) > 1e-9
    with pytest.raises(QueryTimeout, match="still change"):
        topology.hits(weights)
    weights[80:120, 120:140] = 0.0
    assert topology.hits(weights)["hub"][80:].max() < 1e-9


def test_the_eigenvector_of_shares_is_where_flows_end_up() -> None:
    weights, _ = made(1, 60, 0.5)
    shares = weights / weights.sum(axis=1, keepdims=True)
    values, vectors = np.linalg.eig(shares.T)
    wanted = np.abs(vectors[:, values.real.argmax()].real)
    np.testing.assert_allclose(topology.share_eigenvector(weights), wanted, rtol=1e-9)


@pytest.mark.parametrize(("seed", "n", "share"), [(3, 40, 0.02), (4, 40, 0.05), (5, 30, 0.3)])
def test_components_are_those_of_networkx(seed: int, n: int, share: float) -> None:
    weights, network = made(seed, n, share)
    for strong, parts in (
        (False, nx.weakly_connected_components(network)),
        (True, nx.strongly_connected_components(network)),
    ):
        found = topology.components(weights, strong=strong)
        wanted = sorted(parts, key=lambda part: (-len(part), min(part)))
        for number, part in enumerate(wanted, 1):
            assert set(np.flatnonzero(found == number)) == part


def test_without_links_there_is_nothing_to_rank() -> None:
    nothing = np.zeros((3, 3))
    assert np.isnan(topology.pagerank(nothing)).all()
    assert np.isnan(topology.share_eigenvector(nothing)).all()
    assert np.isnan(topology.hits(nothing)["hub"]).all()
    assert topology.hop_closeness(nothing).tolist() == [0, 0, 0]
    assert topology.components(nothing).tolist() == [1, 2, 3]


FLOWS = np.array([[9.0, 4.0, 1.0], [2.0, 9.0, -3.0], [0.0, 0.5, 9.0]])


def test_a_network_has_the_links_of_its_industries_weighed_by_both_ends() -> None:
    network = Network((1.0, None, 2.0), (0.5, None, 0.1))
    assert network.positions.tolist() == [0, 2]
    np.testing.assert_allclose(network.weights(FLOWS), [[0.0, 0.1], [0.0, 0.0]])


def test_links_are_positive_large_enough_and_where_logarithmic_below_one() -> None:
    ones = (1.0, 1.0, 1.0)
    whole, least = Network(ones, ones), Network(ones, ones, least=1.0)
    assert whole.weights(FLOWS).tolist() == [[0, 4, 1], [2, 0, 0], [0, 0.5, 0]]
    assert least.weights(FLOWS).tolist() == [[0, 4, 1], [2, 0, 0], [0, 0, 0]]
    short = Network(ones, ones, logarithmic=True)
    weights = short.weights(FLOWS)
    assert weights.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0.5, 0]]
    assert short.lengths(weights)[2, 1] == pytest.approx(np.log(2))
    assert whole.lengths(whole.weights(FLOWS))[0, 1] == 0.25
    assert np.isinf(whole.lengths(whole.weights(FLOWS))[0, 0])


def test_links_in_whole_units_are_rounded_as_the_marginal_likelihood_rounds() -> None:
    flows = np.array([[9.0, 0.5, 1.5], [2.5, 9.0, 0.51], [0.49, 3.2, 9.0]])
    found = Network((1.0, 1.0, 1.0), (1.0, 1.0, 1.0), whole=True).weights(flows)
    assert found.tolist() == [[0, 0, 2], [2, 0, 1], [0, 3, 0]]
    assert np.count_nonzero(flows) - 3 - np.count_nonzero(found) == rounded_away(flows)
