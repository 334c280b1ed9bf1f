"""The input-output system and its accounts against a textbook, identities and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis import accounts
from graph_service.analysis.leontief import System


def system(seed: int, n: int = 12, *, idle: int = 1, negative: bool = True) -> System:
    """A random table: zero cells, an industry without output, one without emissions, an error."""
    random = np.random.default_rng(seed)
    flows = random.lognormal(1, 1.5, (n, n)) * (random.random((n, n)) < 0.5)
    flows[n - idle :], flows[:, n - idle :] = 0, 0
    uses = random.lognormal(2, 1, (n, 4))
    error = random.normal(0, 0.5, (n, 1)) if negative else np.zeros((n, 1))
    final_use = np.hstack([uses, error])
    final_use[n - idle :] = 0
    output = flows.sum(axis=1) + final_use.sum(axis=1)
    emissions = random.lognormal(1, 2, n)
    emissions[[0, *range(n - idle, n)]] = 0
    return System(flows, output, final_use, emissions)


def test_inverse_matches_miller_and_blair_chapter_2() -> None:
    flows = np.array([[150.0, 500.0], [200.0, 100.0]])
    output = np.array([1000.0, 2000.0])
    final_use = (output - flows.sum(axis=1))[:, None]
    book = System(flows, output, final_use, np.zeros(2))
    np.testing.assert_allclose(book.input_coefficients, [[0.15, 0.25], [0.20, 0.05]])
    np.testing.assert_allclose(
        book.leontief_inverse, [[1.2541, 0.3300], [0.2640, 1.1221]], atol=5e-5
    )
    new = book.outputs_for(np.array([600.0, 1500.0]))
    np.testing.assert_allclose(new, [1247.52, 1841.58], atol=0.01)


def test_ghosh_inverse_is_that_of_the_allocation_coefficients() -> None:
    table = system(3)
    expected = np.linalg.inv(np.eye(12) - table.allocation_coefficients)
    np.testing.assert_allclose(table.ghosh_inverse, expected, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(table.enabled, expected @ table.intensities, rtol=1e-10)


@given(st.integers(0, 2**32 - 1))
def test_every_account_adds_up_to_all_emissions(seed: int) -> None:
    table = system(seed)
    total = table.emissions.sum()
    matrix = accounts.footprints(table)
    np.testing.assert_allclose(matrix.sum(axis=1), table.emissions, atol=1e-9 * total)
    assert matrix.sum() == pytest.approx(total, rel=1e-9)
    for account in ("production", "final_product", "income"):
        assert accounts.by_industry(table, account).sum() == pytest.approx(total, rel=1e-9)
    parts = np.column_stack([0.4 * table.primary_inputs, 0.6 * table.primary_inputs])
    assert accounts.income_by(table, parts).sum() == pytest.approx(total, rel=1e-9)


@given(st.integers(0, 2**32 - 1), st.floats(1e-3, 1e3))
def test_the_unit_of_money_changes_no_emission(seed: int, unit: float) -> None:
    one = system(seed)
    other = System(one.flows * unit, one.output * unit, one.final_use * unit, one.emissions)
    total = one.emissions.sum()
    np.testing.assert_allclose(
        accounts.footprints(other), accounts.footprints(one), rtol=1e-9, atol=1e-9 * total
    )


@given(st.integers(0, 2**32 - 1))
def test_order_of_industries_permutes_the_accounts(seed: int) -> None:
    one = system(seed)
    order = np.random.default_rng(seed).permutation(len(one.output))
    other = System(
        one.flows[np.ix_(order, order)],
        one.output[order],
        one.final_use[order],
        one.emissions[order],
    )
    np.testing.assert_allclose(other.multipliers, one.multipliers[order], rtol=1e-9)


def test_merging_two_sectors_of_equal_structure_leaves_totals() -> None:
    one = system(5, idle=0, negative=False)
    split = np.repeat(np.arange(12), [2, *[1] * 11])  # industry 0 becomes two equal halves
    half = np.where(np.arange(13) < 2, 0.5, 1.0)
    flows = one.flows[np.ix_(split, split)] * half[:, None] * half
    two = System(
        flows,
        one.output[split] * half,
        one.final_use[split] * half[:, None],
        one.emissions[split] * half,
    )
    np.testing.assert_allclose(two.multipliers[[0, 1]], one.multipliers[0], rtol=1e-10)
    np.testing.assert_allclose(
        accounts.footprints(two).sum(axis=0), accounts.footprints(one).sum(axis=0), rtol=1e-10
    )


@given(st.integers(0, 2**32 - 1))
def test_scopes_never_count_a_tonne_twice(seed: int) -> None:
    table = system(seed, negative=False)
    found = accounts.scopes(table, np.arange(12), np.array([2, 5]))
    assert (found.scope_3_upstream >= -1e-9 * found.total.max()).all()
    np.testing.assert_allclose(
        found.scope_1 + found.scope_2 + found.scope_3_upstream, found.total, rtol=1e-12
    )
    assert found.scope_2[2] == pytest.approx(table.flows[5, 2] * table.intensities[5])


def test_total_of_scopes_is_what_vanishes_without_the_industry() -> None:
    table = system(8, negative=False)
    total = accounts.scopes(table, np.arange(11), np.array([2])).total
    for industry in range(11):
        gone = accounts.extraction(table, np.array([industry])).sum()
        assert gone == pytest.approx(total[industry], rel=1e-9)


@given(st.integers(0, 2**32 - 1))
def test_the_smallest_extraction_keeps_its_digits(seed: int) -> None:
    """Its limit is the derivative, (I - A)^-1 (x_S + A x_S) for the industries S."""
    table = system(seed)
    taken = np.where(np.arange(12) < 3, table.output, 0.0)
    a = table.input_coefficients
    limit = np.linalg.solve(np.eye(12) - a, taken + a @ taken)
    found = accounts.extracted_output(table, np.arange(3), 1e-13) / 1e-13
    np.testing.assert_allclose(found, limit, rtol=1e-9, atol=1e-9 * np.abs(limit).max())


@given(st.integers(0, 2**32 - 1), st.floats(0.05, 1))
def test_extraction_of_everything_is_everything(seed: int, theta: float) -> None:
    table = system(seed)
    every = np.arange(12)
    assert accounts.extraction(table, every).sum() == pytest.approx(table.emissions.sum(), rel=1e-9)
    part = accounts.extraction(table, every[:3], theta).sum()
    whole = accounts.extraction(table, every[:3]).sum()
    assert part <= whole * (1 + 1e-9) or table.total_final_use.min() < 0


def test_linkages_have_a_mean_of_one() -> None:
    table = system(2)
    found = accounts.linkages(table)
    for values in (found.backward, found.forward, found.backward_carbon, found.forward_carbon):
        assert values.mean() == pytest.approx(1)
    np.testing.assert_allclose(
        found.backward * table.leontief_inverse.sum(axis=0).mean(),
        table.leontief_inverse.sum(axis=0),
    )
    np.testing.assert_allclose(
        found.forward * table.ghosh_inverse.sum(axis=1).mean(), table.ghosh_inverse.sum(axis=1)
    )


def test_groups_are_summed_on_both_sides() -> None:
    values = np.arange(12.0).reshape(4, 3)
    grouped = accounts.between_groups(values, np.array([0, 0, 1, 1]), np.array([0, 1, 0]))
    np.testing.assert_array_equal(grouped, [[10, 5], [34, 17]])
