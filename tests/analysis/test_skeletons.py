"""Skeletons against networkx, closed forms, and what the papers say of simple networks."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.backbone import Links
from graph_service.analysis.skeletons import (
    balanced,
    doubly_stochastic,
    high_salience,
    maximum_spanning_arborescence,
    salience_of,
)
from graph_service.errors import BadParameter

Method = Callable[..., Links]
each_method = pytest.mark.parametrize(
    "method",
    [high_salience, doubly_stochastic, maximum_spanning_arborescence],
    ids=lambda method: method.__name__,
)
SEEDS = st.integers(0, 10_000)


def economy(seed: int, n: int = 8, share: float = 1.0) -> np.ndarray:
    """Uneven flows of which a share is there, own use on the diagonal."""
    random = np.random.default_rng(seed)
    return random.lognormal(3, 2, (n, n)) * (random.random((n, n)) < share)


def network(flows: np.ndarray) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(flows)))
    for i, j in zip(*np.nonzero(flows), strict=True):
        if i != j:
            graph.add_edge(int(i), int(j), weight=flows[i, j], length=1 / flows[i, j])
    return graph


def pairs(links: Links) -> set[tuple[int, int]]:
    return set(zip(links.supplier.tolist(), links.customer.tolist(), strict=True))


@given(SEEDS, st.sampled_from([0.2, 0.5, 1.0]))
def test_salience_counts_the_trees_of_shortest_ways_of_networkx(seed: int, share: float) -> None:
    flows = economy(seed, 8, share)
    graph = network(flows)
    graph.remove_nodes_from(list(nx.isolates(graph)))
    expected = np.zeros_like(flows)
    for root in graph:
        ways = nx.single_source_dijkstra_path(graph, root, weight="length")
        for link in {step for way in ways.values() for step in nx.utils.pairwise(way)}:
            expected[link] += 1 / len(graph)
    np.testing.assert_allclose(salience_of(flows), expected, atol=1e-12)


def test_detours_leave_the_salience_of_a_table_with_more_sectors_than_are_tried() -> None:
    flows = economy(1, 60)
    graph = network(flows)
    before = [nx.dijkstra_predecessor_and_distance(graph, r, weight="length")[0] for r in graph]
    expected = np.zeros_like(flows)
    for tree in before:
        for node, sources in tree.items():
            for source in sources:
                expected[source, node] += 1 / 60
    np.testing.assert_allclose(salience_of(flows), expected, atol=1e-12)


def test_on_a_tree_both_ways_salience_is_how_many_lie_behind_a_link() -> None:
    flows = np.zeros((5, 5))
    for i, j in ((0, 1), (1, 2), (1, 3), (3, 4)):
        flows[i, j] = flows[j, i] = i + j
    salience = salience_of(flows)
    assert salience[0, 1] == pytest.approx(1 / 5)
    assert salience[1, 3] == pytest.approx(3 / 5)
    assert salience[3, 1] == pytest.approx(2 / 5)
    assert (salience + salience.T)[flows > 0] == pytest.approx(np.ones(8))
    assert pairs(high_salience(flows)) == {(1, 0), (1, 2), (1, 3), (3, 4)}


def test_a_weak_link_beside_a_strong_detour_is_not_salient() -> None:
    flows = np.array([[0, 10.0, 1.0], [0, 0, 10.0], [0, 0, 0]])
    assert salience_of(flows)[0].tolist() == pytest.approx([0, 1 / 3, 0])
    assert salience_of(flows)[1, 2] == pytest.approx(2 / 3)


@given(SEEDS)
def test_balanced_sectors_sell_one_and_buy_one(seed: int) -> None:
    scaled = balanced(economy(seed))
    np.testing.assert_allclose(scaled.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(scaled.sum(axis=1), 1, atol=1e-9)
    assert (np.diagonal(scaled) == 0).all()


def test_three_balanced_sectors_mix_the_two_circuits_by_a_cube_root() -> None:
    """Any r_i w_ij c_j keeps the ratio of the two circuits' products, and p + (1 - p) = 1."""
    flows = economy(4, 3)
    ratio = np.cbrt(
        flows[0, 1] * flows[1, 2] * flows[2, 0] / (flows[0, 2] * flows[2, 1] * flows[1, 0])
    )
    part = ratio / (1 + ratio)
    circuit = np.array([[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    np.testing.assert_allclose(balanced(flows), part * circuit + (1 - part) * circuit.T, rtol=1e-8)


def test_doubly_stochastic_adds_links_until_all_hang_together() -> None:
    flows = economy(5, 12)
    links = doubly_stochastic(flows)
    graph = nx.Graph(list(pairs(links)))
    assert len(graph) == 12
    assert nx.is_connected(graph)
    weakest = links.score.min()
    stronger = [
        pair
        for pair, score in zip(
            zip(links.supplier, links.customer, strict=True), links.score, strict=True
        )
        if score > weakest
    ]
    less = nx.Graph(stronger)
    less.add_nodes_from(range(12))
    assert not nx.is_connected(less)
    assert np.count_nonzero(balanced(flows) >= weakest) == len(links.value)


def test_a_sector_without_any_link_is_left_out_of_the_scaling() -> None:
    flows = np.pad(economy(6, 4), 1)
    flows[0, 0] = 7.0
    scaled = balanced(flows)
    np.testing.assert_allclose(scaled[1:5, 1:5], balanced(flows[1:5, 1:5]))
    assert scaled[[0, 5]].sum() == scaled[:, [0, 5]].sum() == 0


def test_scaling_needs_customers_and_suppliers_for_all() -> None:
    flows = economy(7, 5)
    flows[2] = 0
    with pytest.raises(BadParameter, match="1 sell to none, 0 buy from none"):
        doubly_stochastic(flows)


def test_scaling_needs_total_support() -> None:
    flows = np.zeros((4, 4))
    flows[0, 1] = flows[1, 0] = flows[2, 3] = flows[3, 2] = 1.0
    assert len(doubly_stochastic(flows).value) == 4
    flows[0, 2] = 1.0  # to use it leaves 2 customers to one supplier
    with pytest.raises(BadParameter, match="1 of 5 links lie on no full assignment"):
        doubly_stochastic(flows)


@given(SEEDS, st.integers(2, 9), st.sampled_from([0.2, 0.4, 0.9]))
def test_the_arborescence_is_that_of_networkx(seed: int, n: int, share: float) -> None:
    flows = np.ceil(economy(seed, n, share))
    np.fill_diagonal(flows, 0)
    links = maximum_spanning_arborescence(flows)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(pairs(links))
    assert nx.is_branching(graph)
    try:
        expected = nx.maximum_spanning_arborescence(network(flows))
    except nx.NetworkXException:
        assert len(links.value) < n - 1
    else:
        assert links.value.sum() == expected.size(weight="weight")
        assert len(links.value) == n - 1


@given(SEEDS, st.sampled_from([0.15, 0.3]))
def test_where_no_sector_reaches_all_there_are_as_few_roots_as_can_be(
    seed: int, share: float
) -> None:
    """A root for each source of the condensed network; a root above all finds their best."""
    flows = np.ceil(economy(seed, 7, share))
    np.fill_diagonal(flows, 0)
    graph = network(flows)
    parts = nx.condensation(graph)
    roots = sum(1 for _, links in parts.in_degree() if links == 0)
    links = maximum_spanning_arborescence(flows)
    assert len(links.value) == 7 - roots
    graph.add_weighted_edges_from((7, node, -1e9) for node in range(7))
    best = nx.maximum_spanning_arborescence(graph)
    expected = best.size(weight="weight") + 1e9 * roots
    assert links.value.sum() == pytest.approx(expected, abs=1e-3)


def test_a_circuit_is_opened_where_it_costs_least() -> None:
    flows = np.zeros((3, 3))
    flows[0, 1], flows[1, 2], flows[2, 0], flows[0, 2] = 5, 6, 7, 1
    assert pairs(maximum_spanning_arborescence(flows)) == {(1, 2), (2, 0)}


@each_method
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_block_without_links_has_no_backbone(method: Method, n: int) -> None:
    for flows in (np.zeros((n, n)), np.eye(n), np.eye(n) - np.ones((n, n))):
        assert len(method(flows).value) == 0


@each_method
@given(seed=SEEDS, unit=st.sampled_from([1e-6, 0.01, 1e8]))
def test_neither_unit_nor_order_of_the_sectors_changes_a_choice(
    method: Method, seed: int, unit: float
) -> None:
    flows = economy(seed)
    order = np.random.default_rng(seed).permutation(len(flows))
    moved = method(unit * flows[np.ix_(order, order)])
    found = method(flows)
    assert {(order[i], order[j]) for i, j in pairs(moved)} == pairs(found)
    assert moved.value == pytest.approx(unit * found.value)


@pytest.mark.parametrize("method", [high_salience, doubly_stochastic])
def test_more_links_keep_those_of_fewer(method: Method) -> None:
    flows = economy(3)
    kept: set[tuple[int, int]] = set()
    for edges in range(1, 30):
        before, kept = kept, pairs(method(flows, edges))
        assert before <= kept
