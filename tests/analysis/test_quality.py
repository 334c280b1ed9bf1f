from __future__ import annotations

from dataclasses import asdict

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from graph_service.analysis.backbone import top_share
from graph_service.analysis.quality import Quality, quality

NOTHING = np.zeros(0, dtype=np.intp)
BLOCKS = hnp.arrays(np.float64, (6, 6), elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0, 50.0]))


def some_of(block: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """About half of the cells with a flow."""
    rows, columns = np.nonzero(block)
    chosen = np.random.default_rng(seed).random(len(rows)) < 0.5
    return rows[chosen], columns[chosen]


def of_top(block: np.ndarray, edges: int) -> Quality:
    links = top_share(block, edges)
    return quality(block, links.supplier, links.customer)


def test_cover_counts_money_with_and_without_self_loops() -> None:
    block = np.array([[10.0, 4.0, 0.0], [0.0, 0.0, 6.0], [0.0, 0.0, 0.0]])
    found = of_top(block, 2)
    assert found.money_cover == pytest.approx(16 / 20)
    assert found.money_cover_links == pytest.approx(6 / 10)
    assert found.own_use_share == pytest.approx(10 / 20)
    assert (found.edges, found.self_loops) == (2, 1)
    assert (found.sectors_reached, found.sectors_active) == (2, 3)
    assert found.components == 1


def test_carbon_is_covered_by_its_own_weights() -> None:
    block = np.array([[10.0, 4.0], [6.0, 0.0]])
    carbon = np.array([[1.0], [5.0]]) * block
    found = quality(block, np.array([1, 0]), np.array([0, 0]), carbon=carbon)
    assert found.carbon_cover == pytest.approx(40 / 44)
    assert found.carbon_cover_links == pytest.approx(30 / 34)
    assert quality(block, NOTHING, NOTHING).carbon_cover is None


def test_cover_counts_weak_components_of_the_reached_sectors() -> None:
    block = np.zeros((5, 5))
    block[0, 1] = block[2, 3] = block[4, 4] = 1.0
    assert of_top(block, 3).components == 2


def test_cover_of_nothing_is_zero_not_an_error() -> None:
    found = quality(np.zeros((3, 3)), NOTHING, NOTHING, carbon=np.zeros((3, 3)))
    assert (found.money_cover, found.money_cover_links, found.carbon_cover) == (0, 0, 0)
    assert (found.components, found.reachable_pairs, found.sectors_active) == (0, 0, 0)


def test_ways_lead_from_supplier_to_customer_only() -> None:
    block = np.zeros((4, 4))
    block[0, 1] = block[1, 2] = block[3, 2] = 1.0
    # 0 reaches 1 and 2, 1 reaches 2, 3 reaches 2
    assert of_top(block, 3).reachable_pairs == 4
    block[2, 0] = 1.0
    assert of_top(block, 4).reachable_pairs == 3 * 2 + 3


@given(BLOCKS, st.integers(0, 1000))
def test_reach_parts_and_distance_are_those_of_networkx_and_scipy(
    block: np.ndarray, seed: int
) -> None:
    supplier, customer = some_of(block, seed)
    found = quality(block, supplier, customer)
    between = supplier != customer
    graph = nx.DiGraph(list(zip(supplier[between], customer[between], strict=True)))
    assert found.reachable_pairs == sum(len(nx.descendants(graph, node)) for node in graph)
    assert found.components == nx.number_weakly_connected_components(graph)
    assert found.sectors_reached == len(graph)
    everything = block[(block > 0) & ~np.eye(6, dtype=bool)]
    if between.any():
        kept = block[supplier[between], customer[between]]
        assert found.ks_distance == pytest.approx(stats.ks_2samp(kept, everything).statistic)
    else:
        assert found.ks_distance == 1


def test_all_links_have_the_distribution_of_all_links() -> None:
    block = np.random.default_rng(1).lognormal(0, 2, (9, 9))
    assert quality(block, *np.nonzero(block)).ks_distance == 0


def test_the_top_share_is_itself_and_shares_links_with_others() -> None:
    block = np.arange(1600.0).reshape(40, 40)
    strongest = top_share(block)
    same = quality(block, strongest.supplier, strongest.customer)
    assert same.jaccard_top_share == 1
    # the strongest 80 cells are the last two rows with two self-loops: 78 links
    supplier, customer = np.divmod(np.arange(1600 - 40, 1600), 40)
    assert quality(block, supplier, customer).jaccard_top_share == pytest.approx(39 / 78)
    assert quality(block, NOTHING, NOTHING).jaccard_top_share == 0


@given(BLOCKS, st.integers(0, 1000), st.sampled_from([1e-4, 0.01, 1e6]))
def test_the_unit_and_the_order_of_the_sectors_change_no_figure(
    block: np.ndarray, seed: int, unit: float
) -> None:
    block = block * np.random.default_rng(seed).random((6, 6))
    supplier, customer = some_of(block, seed)
    found = asdict(quality(block, supplier, customer, carbon=block**2))
    order = np.random.default_rng(seed).permutation(6)
    place = np.argsort(order)
    moved = unit * block[np.ix_(order, order)]
    again = asdict(quality(moved, place[supplier], place[customer], carbon=moved**2))
    assert again == pytest.approx(found, rel=1e-9)
