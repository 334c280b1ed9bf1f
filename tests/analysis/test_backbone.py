from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from graph_service.analysis.backbone import boxcox_weight, cover, top_share

BLOCKS = hnp.arrays(
    np.float64, (6, 6), elements=st.floats(0, 1e6).map(lambda value: round(value, 3))
)


def test_top_share_keeps_the_strongest_cells_in_order() -> None:
    block = np.array([[5.0, 1.0], [9.0, 0.0]])
    links = top_share(block, 3)
    assert links.supplier.tolist() == [1, 0, 0]
    assert links.customer.tolist() == [0, 0, 1]
    assert links.value.tolist() == [9, 5, 1]
    assert links.share == pytest.approx([9 / 15, 5 / 15, 1 / 15])
    assert links.percentile.tolist() == [0.25, 0.5, 0.75]


def test_five_percent_of_a_province_block_are_88_links() -> None:
    block = np.random.default_rng(1).random((42, 42))
    assert len(top_share(block).value) == 88


def test_cells_without_a_flow_are_no_links() -> None:
    block = np.zeros((42, 42))
    block[3, 4] = 2.0
    assert top_share(block).supplier.tolist() == [3]
    assert top_share(np.zeros((3, 3)), 5).value.size == 0


@given(BLOCKS, st.integers(1, 36))
def test_no_cell_left_out_is_stronger_than_one_that_is_kept(block: np.ndarray, edges: int) -> None:
    links = top_share(block, edges)
    rest = block.copy()
    rest[links.supplier, links.customer] = 0
    assert len(links.value) == min(edges, np.count_nonzero(block))
    assert np.all(np.diff(links.value) <= 0)
    if len(links.value):
        assert rest.max() <= links.value.min()


def test_weights_run_from_1_to_40_and_follow_boxcox() -> None:
    values = np.array([1.0, 3.0, 20.0, 400.0])
    transformed, _ = stats.boxcox(values)
    expected = 1 + 39 * (transformed - transformed[0]) / (transformed[-1] - transformed[0])
    assert boxcox_weight(values) == pytest.approx(expected, rel=1e-5)
    assert boxcox_weight(values)[[0, -1]].tolist() == [1, 40]


@pytest.mark.parametrize("values", [[], [7.0], [7.0, 7.0]])
def test_equal_values_all_get_the_least_weight(values: list[float]) -> None:
    assert boxcox_weight(np.array(values)).tolist() == [1.0] * len(values)


def test_weights_do_not_depend_on_the_unit_of_money() -> None:
    values = np.random.default_rng(3).lognormal(8, 2, 88)
    assert boxcox_weight(values * 100) == pytest.approx(boxcox_weight(values), rel=1e-9)


@given(hnp.arrays(np.float64, st.integers(2, 20), elements=st.floats(1e-3, 1e9)))
def test_weights_keep_the_order_and_the_bounds(values: np.ndarray) -> None:
    weights = boxcox_weight(values)
    assert np.all(np.isfinite(weights))
    assert weights.min() >= 1
    assert weights.max() <= 40 + 1e-9
    assert np.all(np.diff(weights[np.argsort(values)]) >= 0)


def test_cover_counts_money_with_and_without_self_loops() -> None:
    block = np.array([[10.0, 4.0, 0.0], [0.0, 0.0, 6.0], [0.0, 0.0, 0.0]])
    links = top_share(block, 2)
    quality = cover(block, links.supplier, links.customer)
    assert quality.money_cover == pytest.approx(16 / 20)
    assert quality.money_cover_links == pytest.approx(6 / 10)
    assert quality.self_loops == 1
    assert (quality.sectors_reached, quality.sectors_active) == (2, 3)
    assert quality.components == 1


def test_cover_counts_weak_components_of_the_reached_sectors() -> None:
    block = np.zeros((5, 5))
    block[0, 1] = block[2, 3] = block[4, 4] = 1.0
    links = top_share(block, 3)
    assert cover(block, links.supplier, links.customer).components == 2


def test_cover_of_nothing_is_zero_not_an_error() -> None:
    empty = np.zeros(0, dtype=np.intp)
    quality = cover(np.zeros((3, 3)), empty, empty)
    assert (quality.money_cover, quality.money_cover_links, quality.components) == (0, 0, 0)
