from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graph_service.analysis.indicators import exchange, intensity, standing


def test_intensity_is_in_tonnes_per_ten_thousand_yuan() -> None:
    # 1.02 Mt over 791,941 million CNY is 12.88 kg per 10,000 CNY (design, formulas).
    value = intensity(np.array([1020.0]), np.array([791_941.0]))
    assert value[0] * 1000 == pytest.approx(12.88, abs=0.005)


def test_intensity_without_money_is_no_number() -> None:
    assert np.isnan(intensity(np.array([1.0]), np.array([0.0]))).all()


def test_exchange_splits_rows_and_columns_at_the_border_of_the_province() -> None:
    flows = np.arange(16.0).reshape(4, 4)
    traded = exchange(flows, 2)
    assert traded["intra_industry"].tolist() == [0, 5, 10, 15]
    assert traded["supplied_within"].tolist() == [1, 4, 11, 14]
    assert traded["bought_within"].tolist() == [4, 1, 14, 11]
    assert traded["supplied_outside"].tolist() == [5, 13, 17, 25]
    assert traded["bought_outside"].tolist() == [20, 22, 8, 10]


def test_exchange_adds_up_to_all_flows() -> None:
    flows = np.random.default_rng(2).random((126, 126))
    traded = exchange(flows, 42)
    own = traded["intra_industry"] + traded["supplied_within"]
    assert own + traded["supplied_outside"] == pytest.approx(flows.sum(axis=1))
    own = traded["intra_industry"] + traded["bought_within"]
    assert own + traded["bought_outside"] == pytest.approx(flows.sum(axis=0))


def test_rank_gives_ties_their_mean_and_leaves_out_what_is_unknown() -> None:
    stands = standing(np.array([5.0, 9.0, np.nan, 5.0]))
    np.testing.assert_array_equal(stands.rank, [2.5, 1.0, np.nan, 2.5])
    np.testing.assert_allclose(stands.percentile, [2.5 / 3, 1 / 3, np.nan, 2.5 / 3])
    np.testing.assert_allclose(stands.share, [5 / 19, 9 / 19, np.nan, 5 / 19])


def test_there_is_no_share_of_a_sum_that_is_not_positive() -> None:
    stands = standing(np.array([[-3.0, 1.0], [0.0, 0.0], [3.0, -1.0]]))
    assert np.isnan(stands.share[:2]).all()
    assert stands.share[2].tolist() == [1.5, -0.5]
    assert stands.rank.tolist() == [[2, 1], [1.5, 1.5], [1, 2]]


def test_where_nothing_is_known_nothing_stands_anywhere() -> None:
    stands = standing(np.full((2, 3), np.nan))
    assert all(np.isnan(part).all() for part in (stands.rank, stands.percentile, stands.share))


@given(hnp.arrays(np.float64, (4, 9), elements=st.sampled_from([np.nan, -2.0, 0.0, 1.0, 2.5, 7.0])))
def test_each_group_stands_for_itself(values: np.ndarray) -> None:
    stands = standing(values)
    for row, rank, percentile, share in zip(
        values, stands.rank, stands.percentile, stands.share, strict=True
    ):
        known = row[~np.isnan(row)]
        for value, *place in zip(row, rank, percentile, share, strict=True):
            if np.isnan(value):
                assert np.isnan(place).all()
                continue
            expected = (known > value).sum() + ((known == value).sum() + 1) / 2
            assert place[:2] == [expected, expected / len(known)]
            if known.sum() > 0:
                assert place[2] == pytest.approx(value / known.sum(), rel=1e-12)
