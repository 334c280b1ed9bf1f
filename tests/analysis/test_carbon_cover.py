"""The carbon-cover backbone against all connected sets of links of small systems."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.analysis.backbone import Links
from graph_service.analysis.carbon_cover import CarbonCover, carbon_cover, fewest_links, weigh
from graph_service.analysis.exchanges import Task, improved
from graph_service.analysis.spanning import spanning_forest
from graph_service.errors import BadParameter

SEEDS = st.integers(0, 100_000)
Sums = tuple[np.ndarray, np.ndarray]


def economy(seed: int, n: int = 5, links: int = 11) -> tuple[np.ndarray, np.ndarray]:
    """Money and carbon of a few links at random, with own use; some carry no carbon."""
    random = np.random.default_rng(seed)
    money = np.diag(random.lognormal(2, 1, n))
    cells = np.flatnonzero(~np.eye(n, dtype=bool).ravel())
    chosen = random.choice(cells, links, replace=False)
    money.ravel()[chosen] = random.lognormal(2, 1.5, links)
    per_unit = random.lognormal(0, 1, n) * (random.random(n) < 0.8)
    return money, weigh(money, per_unit)


def pairs(links: Links) -> set[tuple[int, int]]:
    return set(zip(links.supplier.tolist(), links.customer.tolist(), strict=True))


def parts(n: int, links: set[tuple[int, int]]) -> int:
    graph = nx.Graph(list(links))
    graph.add_nodes_from(range(n))
    return nx.number_connected_components(graph)


def connected_sets(money: np.ndarray, carbon: np.ndarray, edges: int) -> Sums:
    """Money and carbon of every set of links that connects what all of them connect."""
    n = len(money)
    links = [(i, j) for i, j in np.argwhere(money > 0).tolist() if i != j]
    fewest = parts(n, set(links))
    sets = [chosen for chosen in combinations(links, edges) if parts(n, set(chosen)) == fewest]
    sums = [
        [sum(weights[link] for link in chosen) for chosen in sets] for weights in (money, carbon)
    ]
    return np.array(sums[0]), np.array(sums[1])


def links_and_own(weights: np.ndarray) -> tuple[float, float]:
    return float(weights.sum() - np.trace(weights)), float(np.trace(weights))


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_for_one_weight_it_is_the_best_of_all_connected_sets(seed: int) -> None:
    money, carbon = economy(seed)
    total = links_and_own(carbon)[0]
    tree = 5 - parts(5, {(i, j) for i, j in np.argwhere(money > 0).tolist()})
    for edges in range(tree, 12):
        found = carbon_cover(money, carbon, edges)
        _, sums = connected_sets(money, carbon, edges)
        assert found.carbon * total == pytest.approx(sums.max(), abs=1e-9)
        assert found.gap == 0
        assert len(found.links.value) == edges
        assert found.least_edges == tree
        assert parts(5, pairs(found.links)) == found.parts == 5 - tree


@given(SEEDS)
def test_each_number_of_links_keeps_those_of_the_number_before(seed: int) -> None:
    money, carbon = economy(seed, 8, 30)
    least = carbon_cover(money, carbon).least_edges
    kept: set[tuple[int, int]] = set()
    for edges in range(least, 31):
        before, kept = kept, pairs(carbon_cover(money, carbon, edges).links)
        assert before < kept


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from([0.5, 0.8, 0.9, 0.95]), st.booleans())
def test_no_fewer_connected_links_reach_the_cover(seed: int, share: float, own_use: bool) -> None:
    money, carbon = economy(seed)
    total, own = links_and_own(carbon)
    own = own if own_use else 0.0
    if total == 0:
        return
    found = fewest_links(money, carbon, share, own_use=own_use)
    edges = len(found.links.value)
    assert found.carbon >= share - 1e-9
    assert found.least_edges == edges
    if edges > carbon_cover(money, carbon).least_edges:
        _, sums = connected_sets(money, carbon, edges - 1)
        assert (sums.max() + own) / (total + own) < share


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.floats(0.3, 0.9), st.integers(4, 9))
def test_with_a_money_floor_the_bound_holds_and_the_links_come_close(
    seed: int, floor: float, edges: int
) -> None:
    money, carbon = economy(seed)
    (total_money, _), (total_carbon, _) = links_and_own(money), links_and_own(carbon)
    if total_carbon == 0:
        return
    sums_money, sums_carbon = connected_sets(money, carbon, edges)
    holds = sums_money >= floor * total_money
    if not holds.any():
        with pytest.raises(BadParameter, match=r"carry .* of the money: the most is"):
            carbon_cover(money, carbon, edges, money_floor=floor)
        return
    found = carbon_cover(money, carbon, edges, money_floor=floor)
    best = sums_carbon[holds].max() / total_carbon
    assert found.money >= floor - 1e-9
    assert found.carbon <= best + 1e-9
    assert best <= found.bound + 1e-9
    assert found.carbon >= 0.75 * best
    assert found.most_money == pytest.approx(sums_money.max() / total_money)
    assert parts(5, pairs(found.links)) == found.parts


def test_with_a_money_floor_small_systems_are_mostly_solved_to_the_end() -> None:
    solved, asked = 0, 0
    for seed in range(60):
        money, carbon = economy(seed)
        sums_money, sums_carbon = connected_sets(money, carbon, 6)
        floor = float(np.median(sums_money))
        best = sums_carbon[sums_money >= floor].max()
        total = links_and_own(money)[0]
        found = carbon_cover(money, carbon, 6, money_floor=floor / total)
        solved += found.carbon * links_and_own(carbon)[0] >= best * (1 - 1e-9)
        asked += 1
    assert solved >= 0.95 * asked


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(0.5, 0.9), st.floats(0.5, 0.9))
def test_fewest_links_for_both_covers_lie_between_the_proof_and_the_find(
    seed: int, share: float, floor: float
) -> None:
    money, carbon = economy(seed, 5, 10)
    total_money, total_carbon = links_and_own(money)[0], links_and_own(carbon)[0]
    if total_carbon == 0:
        return
    found = fewest_links(money, carbon, share, money_floor=floor)
    assert found.carbon >= share - 1e-9
    assert found.money >= floor - 1e-9
    least = carbon_cover(money, carbon).least_edges
    for edges in range(least, 11):
        sums_money, sums_carbon = connected_sets(money, carbon, edges)
        enough = (sums_money >= floor * total_money) & (sums_carbon >= share * total_carbon)
        if enough.any():
            break
    assert found.least_edges <= edges <= len(found.links.value)
    assert len(found.links.value) <= edges + 1


def test_sectors_that_no_link_joins_stay_parts_and_it_says_so() -> None:
    money = np.zeros((7, 7))
    money[0, 1], money[1, 0], money[1, 2], money[2, 0] = 5, 4, 3, 2
    money[3, 4], money[4, 3] = 1, 9
    money[5, 5] = 100.0  # own use only; sector 6 does nothing at all
    found = carbon_cover(money, money, 3)
    assert pairs(found.links) == {(0, 1), (1, 2), (4, 3)}
    assert found.parts == 3
    with pytest.raises(BadParameter, match="2 links cannot connect all sectors"):
        carbon_cover(money, money, 2)
    with pytest.raises(BadParameter, match="no 7 links"):
        carbon_cover(money, money, 7)


def test_own_use_counts_on_both_sides_where_asked() -> None:
    money = np.array([[6.0, 8.0], [2.0, 4.0]])
    carbon = weigh(money, np.array([1.0, 3.0]))
    plain = carbon_cover(money, carbon, 1)
    assert (plain.carbon, plain.money) == pytest.approx((8 / 14, 8 / 10))
    counted = carbon_cover(money, carbon, 1, own_use=True)
    assert (counted.carbon, counted.money) == pytest.approx((26 / 32, 18 / 20))
    assert pairs(counted.links) == pairs(plain.links) == {(0, 1)}
    floor = carbon_cover(money, carbon, 1, money_floor=0.85, own_use=True)
    assert floor.money == pytest.approx(0.9)
    with pytest.raises(BadParameter, match=r"85.00% of the money: the most is 80.00%"):
        carbon_cover(money, carbon, 1, money_floor=0.85)


def test_links_carry_money_as_value_and_carbon_as_score() -> None:
    money, carbon = economy(3)
    links = carbon_cover(money, carbon, 7).links
    assert links.value.tolist() == money[links.supplier, links.customer].tolist()
    assert links.score.tolist() == carbon[links.supplier, links.customer].tolist()
    assert links.share == pytest.approx(links.value / money.sum())


def test_a_link_without_carbon_still_connects() -> None:
    money = np.zeros((3, 3))
    money[0, 1], money[1, 0], money[2, 1] = 5, 4, 1
    found = carbon_cover(money, weigh(money, np.array([1.0, 1.0, 0.0])), 2)
    assert pairs(found.links) == {(0, 1), (2, 1)}
    assert found.parts == 1
    silent = carbon_cover(money, np.zeros((3, 3)), 2)
    assert (silent.parts, silent.carbon, silent.gap) == (1, 0, 0)


@pytest.mark.parametrize(
    ("money_floor", "carbon"), [(1.1, 1.0), (-0.1, 1.0), (float("nan"), 1.0), (0.5, -1.0)]
)
def test_shares_beyond_all_and_negative_carbon_are_refused(
    money_floor: float, carbon: float
) -> None:
    money = np.ones((3, 3))
    with pytest.raises(BadParameter):
        carbon_cover(money, carbon * money, 3, money_floor=money_floor)


@pytest.mark.parametrize("n", [1, 2, 4])
def test_a_block_without_links_has_no_backbone(n: int) -> None:
    for money in (np.zeros((n, n)), np.eye(n)):
        found = carbon_cover(money, money)
        assert len(found.links.value) == 0
        assert found.parts == np.trace(money)
        assert len(fewest_links(money, money, 0.9).links.value) == 0


def figures(found: CarbonCover) -> list[float]:
    return [found.carbon, found.money, found.bound, found.loose_bound, found.most_money]


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.sampled_from([1e-4, 100.0]), st.sampled_from([1e-6, 1e3]), st.booleans())
def test_neither_units_nor_order_of_the_sectors_change_the_result(
    seed: int, of_money: float, of_carbon: float, floor: bool
) -> None:
    money, carbon = economy(seed, 8, 30)
    carbon += money * 1e-3
    order = np.random.default_rng(seed).permutation(8)
    turn = np.ix_(order, order)
    share = 0.9 * carbon_cover(money, carbon, 12).most_money if floor else 0.0
    found = carbon_cover(money, carbon, 12, money_floor=share)
    moved = carbon_cover(of_money * money[turn], of_carbon * carbon[turn], 12, money_floor=share)
    assert figures(moved) == pytest.approx(figures(found), rel=1e-9)
    assert {(order[i], order[j]) for i, j in pairs(moved.links)} == pairs(found.links)


@given(SEEDS, st.integers(2, 12))
def test_the_forest_weighs_as_much_as_that_of_networkx(seed: int, n: int) -> None:
    random = np.random.default_rng(seed)
    weights = np.where(random.random((n, n)) < 0.3, random.normal(0, 3, (n, n)), -np.inf)
    np.fill_diagonal(weights, -np.inf)
    either = np.maximum(weights, weights.T)
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from((i, j, either[i, j]) for i, j in np.argwhere(either > -np.inf))
    forest = spanning_forest(weights)
    expected = nx.maximum_spanning_tree(graph).size(weight="weight")
    assert weights.ravel()[forest.links].sum() == pytest.approx(expected)
    assert forest.parts == nx.number_connected_components(graph)
    below = forest.below()
    for k, (node, parent) in enumerate(zip(forest.nodes, forest.parents, strict=True)):
        assert below[node, k]
        assert not below[parent, k]


@given(SEEDS)
def test_exchanges_gain_and_hold_the_floor_and_the_connection(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = np.where(random.random((7, 7)) < 0.6, random.random((7, 7)), -np.inf)
    np.fill_diagonal(weights, -np.inf)
    there = np.flatnonzero(weights > -np.inf)
    gain, other = random.random((7, 7)), random.random((7, 7))
    forest = spanning_forest(weights)
    rest = np.setdiff1d(there, forest.links)
    links = np.concatenate([forest.links, random.permutation(rest)[: len(rest) // 3]])
    floor = 0.9 * float(other.ravel()[links].sum())
    better = improved(Task(gain, other, floor, weights), links)
    assert len(np.unique(better)) == len(links)
    assert gain.ravel()[better].sum() >= gain.ravel()[links].sum()
    assert other.ravel()[better].sum() >= floor
    assert set(better) <= set(there)
    assert parts(7, {divmod(int(link), 7) for link in better}) == forest.parts
