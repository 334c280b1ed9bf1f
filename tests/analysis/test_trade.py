"""Emissions in trade between provinces, in both readings, by hand and by identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis.accounts import footprints
from graph_service.analysis.leontief import System
from graph_service.analysis.trade import in_final_use, in_gross_flows
from tests.analysis.test_leontief import system

PROVINCES = np.repeat([0, 1, 2], 4)
PLACES = np.array([0, 1, 2, 3, 4])
"""Final use of three provinces, exports, error."""


def test_two_provinces_of_one_sector_by_hand() -> None:
    """P makes 100: 10 for itself, 40 go to Q's industry, 50 to its own people.

    Q makes 80: 20 of that go back to P's people, 60 to its own.
    """
    flows = np.array([[10.0, 40.0], [0.0, 0.0]])
    uses = np.array([[50.0, 0.0], [20.0, 60.0]])
    table = System(flows, np.array([100.0, 80.0]), uses, np.array([200.0, 80.0]))
    each = np.array([0, 1])
    gross = in_gross_flows(table, each, each)
    # A unit that P delivers takes 1 / (1 - 10 / 100) of output, each emitting 2.
    p = 2 / 0.9
    np.testing.assert_allclose(gross, [[50 * p, 40 * p], [20.0, 60.0]])
    final = in_final_use(table, each, each)
    # Q's products hold half a unit of P's deliveries each.
    np.testing.assert_allclose(final, [[(50 + 10) * p, 30 * p], [20.0, 60.0]])


@given(st.integers(0, 2**32 - 1))
def test_both_readings_add_up_to_what_each_province_emits(seed: int) -> None:
    table = system(seed)
    total = table.emissions.sum()
    made = np.bincount(PROVINCES, weights=table.emissions)
    for read in (in_final_use, in_gross_flows):
        values = read(table, PROVINCES, PLACES)
        assert values.shape == (3, 5)
        np.testing.assert_allclose(values.sum(axis=1), made, atol=1e-9 * total)
    used = in_final_use(table, PROVINCES, PLACES).sum(axis=0)
    np.testing.assert_allclose(used, footprints(table).sum(axis=0), atol=1e-9 * total)


@given(st.integers(0, 2**32 - 1))
def test_without_flows_between_provinces_both_readings_agree(seed: int) -> None:
    one = system(seed)
    flows = one.flows * (PROVINCES[:, None] == PROVINCES)
    output = flows.sum(axis=1) + one.final_use.sum(axis=1)
    table = System(flows, output, one.final_use, one.emissions)
    np.testing.assert_allclose(
        in_gross_flows(table, PROVINCES, PLACES),
        in_final_use(table, PROVINCES, PLACES),
        atol=1e-9 * table.emissions.sum(),
    )


def test_the_steps_of_gross_flows_reach_further_when_a_province_passes_on() -> None:
    """P delivers to Q only, Q to R's people only: in final use P works for R, not for Q."""
    flows = np.array([[0.0, 5.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    uses = np.diag([1.0, 0.0, 1.0])
    uses[1, 2] = 10.0
    table = System(flows, np.array([6.0, 10.0, 1.0]), uses, np.array([6.0, 0.0, 1.0]))
    each = np.arange(3)
    assert in_gross_flows(table, each, each)[0].tolist() == pytest.approx([1, 5, 0])
    assert in_final_use(table, each, each)[0].tolist() == pytest.approx([1, 0, 5])
