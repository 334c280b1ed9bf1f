from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from graph_service.analysis.backbone import boxcox_weight, heaviest, links_at, top_share

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


@pytest.mark.parametrize("values", [[], [7.0], [7.0, 7.0], [0.001, np.nextafter(0.001, 1)]])
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


@given(
    hnp.arrays(np.float64, 12, elements=st.sampled_from([-1.0, 0.0, 2.0, 3.0])), st.integers(-1, 14)
)
def test_the_heaviest_are_the_head_of_a_stable_sort(values: np.ndarray, count: int) -> None:
    order = sorted(range(12), key=lambda place: -values[place])
    assert heaviest(values, count).tolist() == order[: max(count, 0)]


def test_links_keep_their_place_among_all_cells() -> None:
    block = np.array([[9.0, 4.0, 4.0], [1.0, 7.0, 4.0], [0.0, 2.0, 0.0]])
    links = links_at(block, np.array([7, 5, 1]), np.array([0.1, 0.2, 0.3]))
    assert links.supplier.tolist() == [0, 1, 2]
    assert links.customer.tolist() == [1, 2, 1]
    assert links.rank.tolist() == [3, 5, 6]
    assert links.percentile == pytest.approx([3 / 9, 5 / 9, 6 / 9])
    assert links.share == pytest.approx([4 / 31, 4 / 31, 2 / 31])
    assert links.score.tolist() == [0.3, 0.2, 0.1]
