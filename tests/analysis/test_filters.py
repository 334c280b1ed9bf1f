"""Filters by significance against their papers' formulas, integrated, summed or drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import comb, fsum, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate, stats

from graph_service.analysis.backbone import Links
from graph_service.analysis.filters import (
    benjamini_hochberg,
    binomial_tail,
    disparity,
    disparity_alpha,
    marginal_likelihood,
    noise_corrected,
    noise_corrected_score,
    rounded_away,
)
from graph_service.analysis.topology import Strengths
from graph_service.errors import BadParameter

Method = Callable[..., Links]
each_method = pytest.mark.parametrize(
    "method", [disparity, noise_corrected, marginal_likelihood], ids=lambda method: method.__name__
)


def economy(seed: int, n: int = 9) -> np.ndarray:
    """Uneven flows of a few hundred to a few million, some missing, own use on the diagonal."""
    random = np.random.default_rng(seed)
    return random.lognormal(5, 2.5, (n, n)) * (random.random((n, n)) < 0.8)


def pairs(links: Links) -> set[tuple[int, int]]:
    return set(zip(links.supplier.tolist(), links.customer.tolist(), strict=True))


def test_the_disparity_of_96_1_1_1_1_is_that_of_the_closed_form() -> None:
    flows = np.zeros((6, 6))
    flows[0, 1:] = 96, 1, 1, 1, 1
    alpha = disparity_alpha(flows)[0, 1:]
    assert alpha == pytest.approx([2.56e-6] + [0.96059601] * 4, rel=1e-12)
    # in-links are the only ones of their customers, and say nothing
    assert disparity_alpha(flows.T)[1:, 0] == pytest.approx(alpha, rel=1e-12)


def test_disparity_agrees_with_the_null_model_integrated() -> None:
    """alpha = 1 - (k - 1) times the integral of (1 - x)^(k - 2) from 0 to p, Serrano's eq. 2."""

    def tail(share: float, links: int) -> float:
        if links == 1:
            return 1.0
        return (links - 1) * integrate.quad(lambda x: (1 - x) ** (links - 2), share, 1)[0]

    flows = economy(1)
    np.fill_diagonal(flows, 0)
    found = disparity_alpha(flows)
    for i, j in zip(*np.nonzero(flows), strict=True):
        sold, bought = flows[i], flows[:, j]
        sides = (
            tail(flows[i, j] / sold.sum(), np.count_nonzero(sold)),
            tail(flows[i, j] / bought.sum(), np.count_nonzero(bought)),
        )
        assert found[i, j] == pytest.approx(min(sides), rel=1e-6, abs=1e-12)
    assert np.array_equal(np.isnan(found), flows == 0)


def test_disparity_agrees_with_shares_drawn_at_random() -> None:
    random = np.random.default_rng(7)
    drawn = random.dirichlet(np.ones(5), 200_000)[:, 0]
    flows = np.zeros((6, 6))
    flows[0, 1:] = 45, 20, 15, 12, 8
    assert disparity_alpha(flows)[0, 1] == pytest.approx((drawn >= 0.45).mean(), abs=0.002)


def test_flows_there_and_back_are_two_links() -> None:
    flows = np.ones((6, 6))
    flows[0, 1], flows[1, 0] = 1000.0, 2.0
    assert pairs(disparity(flows, alpha=0.01)) == {(0, 1)}
    alpha = disparity_alpha(flows)
    assert alpha[0, 1] == pytest.approx((4 / 1004) ** 4)
    assert alpha[1, 0] == pytest.approx((4 / 6) ** 4)


@each_method
def test_supplier_and_customer_are_judged_alike(method: Method) -> None:
    flows = economy(4)
    found, turned = method(flows), method(flows.T)
    assert {(j, i) for i, j in pairs(turned)} == pairs(found)
    assert sorted(turned.score) == pytest.approx(sorted(found.score), rel=1e-9)


def test_an_only_link_is_kept_for_its_other_side_alone() -> None:
    flows = np.zeros((5, 5))
    flows[0, 1:] = 97, 1, 1, 1
    assert pairs(disparity(flows)) == {(0, 1)}
    lonely = np.zeros((3, 3))
    lonely[0, 1] = 5.0
    assert disparity_alpha(lonely)[0, 1] == 1
    assert len(disparity(lonely).value) == 0


@each_method
def test_own_use_changes_nothing(method: Method) -> None:
    flows = economy(2)
    bare = flows.copy()
    np.fill_diagonal(bare, 0)
    found, again = method(flows), method(bare)
    assert pairs(found) == pairs(again)
    assert found.score.tolist() == again.score.tolist()
    assert (found.supplier != found.customer).all()


@each_method
@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_block_without_links_has_no_backbone(method: Method, n: int) -> None:
    for flows in (np.zeros((n, n)), np.eye(n), np.eye(n) - np.ones((n, n))):
        assert len(method(flows).value) == 0
        assert len(method(flows, 3).value) == 0


@each_method
def test_more_links_keep_those_of_fewer_and_end_with_all(method: Method) -> None:
    flows = economy(3)
    kept: set[tuple[int, int]] = set()
    for edges in range(1, 80):
        before, kept = kept, pairs(method(flows, edges))
        assert before <= kept
    assert len(pairs(method(flows, 10))) == 10
    usual = pairs(method(flows))
    assert pairs(method(flows, len(usual))) == usual


@each_method
@given(seed=st.integers(0, 10_000))
def test_the_order_of_the_sectors_changes_no_choice(method: Method, seed: int) -> None:
    flows = economy(seed)
    order = np.random.default_rng(seed).permutation(len(flows))
    moved = method(flows[np.ix_(order, order)])
    assert {(order[i], order[j]) for i, j in pairs(moved)} == pairs(method(flows))


def summed_elsewhere(weights: np.ndarray) -> Strengths:
    """Strengths whose sums are rounded once, at their end."""
    flows = weights.copy()
    np.fill_diagonal(flows, 0)
    sums = [np.array([fsum(row) for row in table.tolist()]) for table in (flows, flows.T)]
    counts = [np.array([sum(v > 0 for v in row) for row in table]) for table in (flows, flows.T)]
    return Strengths(*sums, *(count.astype(np.float64) for count in counts))


@pytest.mark.parametrize("edges", [None, 20])
@each_method
@given(seed=st.integers(0, 10_000))
def test_strengths_from_elsewhere_lead_to_the_same_links(
    method: Method, edges: int | None, seed: int
) -> None:
    weights = economy(seed, 12)
    own = method(weights, edges)
    counted = np.rint(weights) if method is marginal_likelihood else weights
    other = method(weights, edges, given=summed_elsewhere(counted))
    assert pairs(own) == pairs(other)
    np.testing.assert_allclose(own.score, other.score, rtol=1e-10, atol=1e-15)


def test_strengths_from_elsewhere_are_the_ones_that_count() -> None:
    weights = economy(3)
    sums = summed_elsewhere(weights)
    doubled = replace(sums, out_strength=2 * sums.out_strength, in_strength=2 * sums.in_strength)
    assert len(disparity(weights, given=doubled).value) < len(disparity(weights).value)


def test_a_link_above_its_suppliers_sum_by_rounding_is_certain_and_not_chance() -> None:
    flows = np.zeros((3, 3))
    flows[0, 1], flows[0, 2], flows[1, 2] = 1e17, 1.0, 1.0
    sums = summed_elsewhere(flows)
    sums = replace(sums, out_strength=np.nextafter(sums.out_strength, 0))
    links = disparity(flows, given=sums)
    assert pairs(links) == {(0, 1)}
    assert links.score.tolist() == [0.0]


@given(seed=st.integers(0, 10_000), unit=st.sampled_from([1e-6, 0.01, 3.7, 1e8]))
def test_disparity_does_not_depend_on_the_unit(seed: int, unit: float) -> None:
    flows = economy(seed)
    found, again = disparity(flows, 20), disparity(unit * flows, 20)
    assert pairs(found) == pairs(again)
    assert again.score == pytest.approx(found.score, rel=1e-9)
    assert again.value == pytest.approx(unit * found.value)


def test_disparity_orders_links_that_are_too_certain_to_tell_apart() -> None:
    flows = np.ones((900, 900)) - np.eye(900)
    flows[0, 1], flows[2, 3], flows[4, 5] = 1e9, 1e12, 1e6
    links = disparity(flows, 2)
    assert pairs(links) == {(0, 1), (2, 3)}
    assert links.score.tolist() == [0, 0]


def test_the_false_discovery_rate_is_that_of_the_papers_example() -> None:
    """Fifteen tests of Benjamini and Hochberg (1995), section 3.2: four stand at 5 %."""
    chances = np.array(
        [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
        + [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    )
    adjusted = benjamini_hochberg(chances)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[:3] == pytest.approx([0.0015, 0.0030, 0.0095])
    assert benjamini_hochberg(chances[:0]).size == 0


@pytest.mark.parametrize("method", [disparity, marginal_likelihood])
def test_adjusting_for_many_tests_keeps_fewer_links_in_the_same_order(method: Method) -> None:
    flows = economy(5, 30)
    plain, adjusted = method(flows), method(flows, adjust=True)
    assert pairs(adjusted) < pairs(plain)
    assert pairs(adjusted) == pairs(method(flows, len(adjusted.value)))


def test_adjusted_noise_keeps_hardly_any_link() -> None:
    """Equal chances for all: of some 9,900 tests 5 % of each side pass, adjusted none does."""
    flows = np.random.default_rng(8).exponential(1, (100, 100))
    assert len(disparity(flows).value) > 500
    assert len(disparity(flows, adjust=True).value) <= 1


def prior(total: float, sold: float, bought: float) -> tuple[float, float]:
    """Mean and variance that the beta prior must have: a hypergeometric count over N."""
    draws = stats.hypergeom(total, sold, bought)
    return draws.mean() / total, draws.var() / total**2


def test_the_noise_corrected_prior_and_posterior_are_those_of_the_paper() -> None:
    flows = np.array([[0.0, 30, 5], [10, 0, 2], [0, 8, 0]])
    score, deviation = noise_corrected_score(flows)
    total = flows.sum()
    for k, (i, j) in enumerate(zip(*np.nonzero(flows), strict=True)):
        w, sold, bought = flows[i, j], flows[i].sum(), flows[:, j].sum()
        mean, variance = prior(total, sold, bought)
        size = mean * (1 - mean) / variance - 1
        alpha, beta = mean * size, (1 - mean) * size
        assert stats.beta(alpha, beta).stats() == pytest.approx((mean, variance))
        chance = stats.beta(alpha + w, beta + total - w).mean()

        def lift(more: float, w: float = w, sold: float = sold, bought: float = bought) -> float:
            ratio = (total + more) * (w + more) / ((sold + more) * (bought + more))
            return (ratio - 1) / (ratio + 1)

        slope = (lift(1e-5) - lift(-1e-5)) / 2e-5
        assert score[k] == pytest.approx(lift(0.0))
        expected = abs(slope) * np.sqrt(total * chance * (1 - chance))
        assert deviation[k] == pytest.approx(expected, rel=1e-6)


def test_noise_corrected_keeps_what_exceeds_expectation_by_delta() -> None:
    flows = economy(6)
    np.fill_diagonal(flows, 0)
    score, deviation = noise_corrected_score(flows)
    supplier, customer = np.nonzero(flows)
    for delta in (1.28, 1.64, 2.32):
        kept = score > delta * deviation
        links = noise_corrected(flows, delta=delta)
        assert pairs(links) == set(zip(supplier[kept], customer[kept], strict=True))
        assert (links.score > delta).all()


def test_the_unit_matters_to_noise_corrected_and_is_not_less_than_one_in_all() -> None:
    flows = economy(6)
    kept = [len(noise_corrected(unit * flows).value) for unit in (0.01, 1, 100)]
    assert kept[0] < kept[1] < kept[2]
    with pytest.raises(BadParameter, match="one or less"):
        noise_corrected(flows / flows.sum() / 2)


def test_a_supplier_of_everything_exceeds_no_expectation() -> None:
    flows = np.zeros((4, 4))
    flows[0, 1:] = 50, 30, 20
    score, deviation = noise_corrected_score(flows)
    assert score == pytest.approx([0, 0, 0])
    assert np.isfinite(deviation).all()
    assert len(noise_corrected(flows).value) == 0


def exact_tail(count: int, draws: int, chance: Fraction) -> Fraction:
    """P(X >= count) of a binomial, in whole numbers."""
    rest = 1 - chance
    return sum(
        (comb(draws, k) * chance**k * rest ** (draws - k) for k in range(count, draws + 1)),
        Fraction(0),
    )


def test_the_marginal_likelihood_is_the_binomial_tail_of_rounded_flows() -> None:
    flows = np.array([[7.0, 30.4, 5], [9.6, 0, 2], [0.4, 8, 0]])
    found = marginal_likelihood(flows, alpha=1.1)
    whole = np.array([[0, 30, 5], [10, 0, 2], [0, 8, 0]])
    assert pairs(found) == set(zip(*np.nonzero(whole), strict=True))
    assert rounded_away(flows) == 1
    for i, j, value, score in zip(
        found.supplier.tolist(), found.customer.tolist(), found.value, found.score, strict=True
    ):
        chance = Fraction(int(whole[i].sum()) * int(whole[:, j].sum()), int(whole.sum()) ** 2)
        expected = exact_tail(int(whole[i, j]), int(whole.sum()), chance)
        assert score == pytest.approx(float(expected), rel=1e-12)
        assert value == flows[i, j]


def test_tails_keep_their_digits_where_one_minus_the_rest_has_none() -> None:
    count, draws, chance = np.array([60.0, 700.0, 900.0]), 1000.0, np.full(3, 0.01)
    tail, logs = binomial_tail(count, draws, chance)
    for k in range(3):
        exact = exact_tail(int(count[k]), 1000, Fraction(1, 100))
        expected = log(exact.numerator) - log(exact.denominator)
        assert logs[k] == pytest.approx(expected, rel=1e-6)
    assert tail[0] == pytest.approx(stats.binom.sf(59, 1000, 0.01), rel=1e-9)
    assert 1 - stats.binom.cdf(59, 1000, 0.01) == 0
    assert tail[2] == 0
    assert logs[1] > logs[2]


@given(st.integers(1, 10**8), st.floats(1e-9, 0.5))
def test_tails_of_large_tables_are_those_of_scipy(draws: int, chance: float) -> None:
    expected = draws * chance
    count = np.unique(np.rint(expected + np.array([1, 2, 5]) * np.sqrt(expected) + 1))
    count = count[count <= draws]
    tail, logs = binomial_tail(count, float(draws), np.full(len(count), chance))
    np.testing.assert_allclose(tail, stats.binom.sf(count - 1, draws, chance), rtol=1e-6)
    np.testing.assert_allclose(logs, np.log(tail), rtol=1e-12)
