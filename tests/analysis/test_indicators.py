from __future__ import annotations

import numpy as np
import pytest

from graph_service.analysis.indicators import exchange, intensity, rank


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
    ranks = rank(np.array([5.0, 9.0, np.nan, 5.0]))
    assert ranks[[0, 1, 3]].tolist() == [2.5, 1.0, 2.5]
    assert np.isnan(ranks[2])
