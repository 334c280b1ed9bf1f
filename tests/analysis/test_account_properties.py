"""Properties of all accounts: units scale them, order permutes them, merging leaves totals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis import accounts
from graph_service.analysis.leontief import System
from graph_service.analysis.trade import in_final_use, in_gross_flows
from tests.analysis.test_leontief import system

SEEDS = st.integers(0, 2**32 - 1)
N = 12
ENERGY = np.array([2, 5])
PLACES = np.array([0, 1, 2, 3, 4])
TAKEN = np.array([1, 4])
PER_INDUSTRY: dict[str, Callable[[System], np.ndarray]] = {
    "production": lambda s: accounts.by_industry(s, "production"),
    "final_product": lambda s: accounts.by_industry(s, "final_product"),
    "income": lambda s: accounts.by_industry(s, "income"),
    "footprints": accounts.footprints,
    "product_footprints": accounts.product_footprints,
    "scopes": lambda s: accounts.scopes(s, np.arange(N), ENERGY).total,
}


def scaled(one: System, money: float, carbon: float) -> System:
    """The same table in other units."""
    return System(
        one.flows * money, one.output * money, one.final_use * money, one.emissions * carbon
    )


def permuted(one: System, order: np.ndarray) -> System:
    """The same table with its industries in another order."""
    flows, final_use = one.flows[np.ix_(order, order)], one.final_use[order]
    return System(flows, one.output[order], final_use, one.emissions[order])


def split(one: System, which: int, share: float) -> System:
    """The same table with an industry in two of equal structure, ``which`` and the next."""
    n = len(one.output)
    places = np.insert(np.arange(n), which, which)
    part = np.ones(n + 1)
    part[which], part[which + 1] = share, 1 - share
    return System(
        one.flows[np.ix_(places, places)] * part[:, None] * part,
        one.output[places] * part,
        one.final_use[places] * part[:, None],
        one.emissions[places] * part,
    )


def near(one: np.ndarray, other: np.ndarray, total: float) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=1e-9 * total)


@given(SEEDS, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_the_unit_of_emissions_scales_and_that_of_money_does_not(
    seed: int, money: float, carbon: float
) -> None:
    one = system(seed)
    other = scaled(one, money, carbon)
    total = carbon * max(one.emissions.sum(), np.abs(accounts.footprints(one)).sum())
    for account in PER_INDUSTRY.values():
        near(account(other), carbon * account(one), total)
    near(accounts.extraction(other, TAKEN), carbon * accounts.extraction(one, TAKEN), total)
    provinces = np.repeat([0, 1, 2], 4)
    for trade in (in_final_use, in_gross_flows):
        near(trade(other, provinces, PLACES), carbon * trade(one, provinces, PLACES), total)
    for name, values in vars(accounts.linkages(one)).items():
        np.testing.assert_allclose(
            getattr(accounts.linkages(other), name), values, rtol=1e-9, atol=1e-12
        )


@given(SEEDS)
def test_another_order_of_industries_permutes_every_account(seed: int) -> None:
    one = system(seed)
    order = np.random.default_rng(seed).permutation(N)
    other = permuted(one, order)
    place = np.argsort(order)
    total = np.abs(accounts.footprints(one)).sum()
    for name, account in PER_INDUSTRY.items():
        if name != "scopes":
            near(account(other), account(one)[order], total)
    scopes = accounts.scopes(other, place, place[ENERGY])
    near(scopes.total, accounts.scopes(one, np.arange(N), ENERGY).total, total)
    near(scopes.scope_2, accounts.scopes(one, np.arange(N), ENERGY).scope_2, total)
    near(accounts.extraction(other, place[TAKEN]), accounts.extraction(one, TAKEN)[order], total)
    for name, values in vars(accounts.linkages(one)).items():
        found = getattr(accounts.linkages(other), name)
        np.testing.assert_allclose(found, values[order], rtol=1e-9, atol=1e-12)


@given(SEEDS, st.floats(0.05, 0.95), st.integers(0, N - 2))
def test_merging_two_sectors_of_equal_structure_leaves_totals(
    seed: int, share: float, which: int
) -> None:
    one = system(seed)
    two = split(one, which, share)
    total = np.abs(accounts.footprints(one)).sum()
    for name, account in PER_INDUSTRY.items():
        if name != "scopes":  # a row of footprints is the ends of what an industry emits
            values = account(two)
            merged = np.delete(values, which, axis=0)
            merged[which] += values[which]
            near(merged, account(one), total)
    both, alone = np.array([which, which + 1]), np.array([which])
    gone = accounts.extraction(two, both).sum()
    near(gone, accounts.extraction(one, alone).sum(), total)


@given(SEEDS, st.floats(0.05, 0.95), st.integers(0, N - 2))
def test_merging_two_sectors_of_equal_structure_leaves_linkages_but_for_their_mean(
    seed: int, share: float, which: int
) -> None:
    """Sums of L and G, with carbon or not, stay, and so does their mean by output. The plain mean
    counts the halves twice: all linkages change by one factor, (n + 1) / (n + the industry's).
    """
    one = system(seed)
    two = split(one, which, share)
    places = np.insert(np.arange(N), which, which)
    ones = [np.ones(N), np.ones(N + 1)]
    for sums in (System.prices_from, System.downstream):
        whole, parts = (sums(s, v) for s, v in zip((one, two), ones, strict=True))
        np.testing.assert_allclose(parts, whole[places], rtol=1e-9)
        mean = np.average(whole, weights=one.output)
        assert np.average(parts, weights=two.output) == pytest.approx(mean, rel=1e-9)
    for name, values in vars(accounts.linkages(one)).items():
        expected = values[places] * (N + 1) / (N + values[which])
        found = getattr(accounts.linkages(two), name)
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(SEEDS)
def test_a_table_kept_by_columns_gives_the_same(seed: int) -> None:
    one = system(seed)
    flows = np.asfortranarray(one.flows)
    other = System(flows, one.output, np.asfortranarray(one.final_use), one.emissions)
    for account in PER_INDUSTRY.values():
        np.testing.assert_allclose(account(other), account(one), rtol=1e-12, atol=1e-12)


@given(SEEDS)
def test_without_its_error_a_table_still_accounts_for_all_emissions(seed: int) -> None:
    one = system(seed)
    other = one.without_use(4)
    total = np.abs(accounts.footprints(other)).sum()
    near(accounts.footprints(other).sum(axis=1), one.emissions, total)
    left = one.output - one.final_use[:, 4] > 0
    assert (other.final_use[left, 4] == 0).all()
    near(other.output - other.flows.sum(axis=1), other.total_final_use, other.output.sum())
