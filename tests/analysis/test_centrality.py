"""The eight network indicators against networkx, in closed form, and what may not change them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graph_service.analysis.centrality import METRICS, network_metrics
from tests.analysis.networks import metrics, network

SAME = {"rtol": 1e-12, "atol": 1e-15}
# networkx stops its iteration for the eigenvector, whatever the tolerance
TO_THE_END = {"rtol": 1e-9, "atol": 1e-12}
FLOWS = st.one_of(st.just(0.0), st.floats(0.01, 1e5).map(lambda value: round(value, 2)))
TIES = st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0])
BLOCKS = st.one_of(hnp.arrays(np.float64, (7, 7), elements=one) for one in (FLOWS, TIES))
FACTORS = st.sampled_from([1e-4, 0.01, 1 / 3, 7.3, 100.0, 1e6])


def lognormal(random: np.random.Generator, m: int, filled: float) -> np.ndarray:
    return random.lognormal(3, 2, (m, m)) * (random.random((m, m)) < filled)


def one_sided(random: np.random.Generator, m: int) -> np.ndarray:
    """A zero row, a zero column and an isolated industry."""
    block = lognormal(random, m, 0.8)
    block[0] = block[:, 1] = block[2] = block[:, 2] = 0
    return block


def two_parts(random: np.random.Generator, m: int) -> np.ndarray:
    block = lognormal(random, m, 0.9)
    half = m // 2
    block[:half, half:] = block[half:, :half] = 0
    return block


def negative(random: np.random.Generator, m: int) -> np.ndarray:
    return lognormal(random, m, 0.9) * random.choice([1, 1, 1, -1], (m, m))


SHAPES = {
    "full": lambda random: lognormal(random, 42, 1.0),
    "sparse": lambda random: lognormal(random, 20, 0.15),
    "one-sided": lambda random: one_sided(random, 15),
    "parts": lambda random: two_parts(random, 12),
    "ties": lambda random: random.integers(0, 4, (10, 10)).astype(float),
    "equal": lambda random: (random.random((9, 9)) < 0.5).astype(float),
    "negative": lambda random: negative(random, 12),
}


def assert_as_networkx(found: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    assert tuple(found) == METRICS
    for name, values in found.items():
        tolerance = TO_THE_END if name == "eigenvector" else SAME
        np.testing.assert_allclose(values, expected[name], err_msg=name, **tolerance)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", SHAPES)
def test_each_indicator_is_that_of_networkx(shape: str, seed: int) -> None:
    block = SHAPES[shape](np.random.default_rng(seed))
    graph = network(block, exact=len(block) < 42)
    assert_as_networkx(network_metrics(block), metrics(graph))


def test_a_stack_of_blocks_gives_what_each_block_gives() -> None:
    random = np.random.default_rng(5)
    blocks = np.stack([one_sided(random, 8), np.zeros((8, 8)), lognormal(random, 8, 1.0)])
    together = network_metrics(blocks)
    for p, block in enumerate(blocks):
        for name, values in network_metrics(block).items():
            np.testing.assert_allclose(together[name][p], values, err_msg=name, **SAME)


@given(BLOCKS, FACTORS)
def test_the_unit_of_money_changes_nothing(block: np.ndarray, factor: float) -> None:
    expected = network_metrics(block)
    for name, values in network_metrics(block * factor).items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-9, atol=1e-12, err_msg=name)


@given(BLOCKS, st.permutations(range(7)))
def test_another_order_of_the_industries_only_reorders(block: np.ndarray, order: list[int]) -> None:
    expected = network_metrics(block)
    for name, values in network_metrics(block[np.ix_(order, order)]).items():
        np.testing.assert_allclose(
            values, expected[name][order], rtol=1e-9, atol=1e-12, err_msg=name
        )


@given(BLOCKS)
def test_values_are_between_0_and_1_where_they_must_be(block: np.ndarray) -> None:
    found = network_metrics(block)
    if np.isnan(found["pagerank"]).any():
        assert not (block - np.diag(np.diag(block))).any()
        return
    for name in ("betweenness", "pagerank", "in_degree", "out_degree", "clustering"):
        assert found[name].min() >= 0
        assert found[name].max() <= 1 + 1e-12
    for name in ("pagerank", "in_degree", "out_degree"):
        assert found[name].sum() == pytest.approx(1)


def test_own_use_and_negative_cells_are_no_part_of_the_network() -> None:
    block = lognormal(np.random.default_rng(7), 6, 0.7)
    other = block.copy()
    np.fill_diagonal(other, 1e9)
    other[block == 0] = -5.0
    np.fill_diagonal(other, 1e9)
    for name, values in network_metrics(other).items():
        np.testing.assert_array_equal(values, network_metrics(block)[name], err_msg=name)


def test_an_industry_that_supplies_nothing_still_has_a_place() -> None:
    # agriculture in provinces 24 to 31 of the 2017 class: a supply row of zeros
    block = lognormal(np.random.default_rng(8), 10, 1.0)
    block[0] = 0
    found = {name: values[0] for name, values in network_metrics(block).items()}
    assert found["out_degree"] == found["betweenness"] == 0
    for name in set(METRICS) - {"out_degree", "betweenness"}:
        assert found[name] > 0, name


def test_the_eigenvector_stays_with_the_strongest_part_and_what_it_supplies() -> None:
    block = np.zeros((6, 6))
    block[0, 1] = block[1, 0] = 2.0  # the strongest circuit, eigenvalue 2
    block[1, 2] = 1.0  # a customer of it
    block[3, 4] = block[4, 3] = 1.0  # a weaker circuit, apart
    found = network_metrics(block)["eigenvector"]
    np.testing.assert_allclose(found, np.array([2, 2, 1, 0, 0, 0]) / 3, **SAME)


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([(0, 1), (1, 0), (2, 3), (3, 2)], [0.5, 0.5, 0.5, 0.5]),
        ([(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)], [0, 0, 0.5**0.5, 0.5**0.5]),
        ([(0, 1), (1, 2), (2, 3), (3, 0)], [0.5, 0.5, 0.5, 0.5]),
    ],
    ids=["two equal circuits", "one feeds another of its strength", "a ring"],
)
def test_the_eigenvector_is_the_limit_from_equal_values(
    links: list[tuple[int, int]], expected: list[float]
) -> None:
    block = np.zeros((4, 4))
    for i, j in links:
        block[i, j] = 3.0
    np.testing.assert_allclose(network_metrics(block)["eigenvector"], expected, atol=1e-12)


def test_equally_short_paths_share_what_they_carry() -> None:
    block = np.zeros((4, 4))
    block[0, 1] = block[0, 2] = 3.0
    block[1, 3] = block[2, 3] = 7.0
    # of six ordered pairs between two others, one leads half through 1 and half through 2
    assert network_metrics(block)["betweenness"].tolist() == [0, 1 / 12, 1 / 12, 0]


def test_closeness_counts_in_links_of_mean_flow() -> None:
    block = np.zeros((4, 4))
    block[0, 1], block[1, 2] = 1.0, 3.0  # mean 2: lengths 2 and 2/3
    expected = [0, 1 / 3 * 1 / 2, 2 / 3 * 2 / (2 / 3 + 8 / 3), 0]
    np.testing.assert_allclose(network_metrics(block)["closeness"], expected, **SAME)


@pytest.mark.parametrize("m", [1, 2, 42])
def test_a_block_without_a_flow_between_industries_has_no_indicators(m: int) -> None:
    for block in (np.zeros((m, m)), np.eye(m), np.eye(m) - np.ones((m, m))):
        assert all(np.isnan(values).all() for values in network_metrics(block).values())


def test_flows_without_a_circuit_have_neither_eigenvector_nor_katz() -> None:
    block = np.triu(np.ones((5, 5)))
    found = network_metrics(block)
    absent = {name for name, values in found.items() if np.isnan(values).any()}
    assert absent == {"eigenvector", "katz"}
    assert nx.is_directed_acyclic_graph(network(block))


def test_flows_of_very_different_size_give_numbers() -> None:
    block = np.array([[0, 1e-300, 1e12], [5e-324, 0, 1e-9], [1e12, 1.0, 0]])
    for name, values in network_metrics(block).items():
        assert np.isfinite(values).all(), name
