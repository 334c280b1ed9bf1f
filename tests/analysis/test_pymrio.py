"""The system and its accounts against pymrio, on the economy that it ships for tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pymrio
import pytest

from graph_service.analysis import accounts
from graph_service.analysis.leontief import System


@pytest.fixture(scope="module")
def theirs() -> Any:
    """Six regions of eight sectors, with two kinds of emission, all accounts calculated."""
    return pymrio.load_test().calc_all()


@pytest.fixture(scope="module", params=[0, 1])
def both(theirs: Any, request: pytest.FixtureRequest) -> tuple[System, Any, int]:
    kind = request.param
    emissions = theirs.emissions.F.to_numpy()[kind]
    system = System(theirs.Z.to_numpy(), theirs.x.to_numpy()[:, 0], theirs.Y.to_numpy(), emissions)
    return system, theirs, kind


def test_coefficients_and_multipliers_are_pymrios(both: tuple[System, Any, int]) -> None:
    system, theirs, kind = both
    np.testing.assert_allclose(system.input_coefficients, theirs.A.to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(system.leontief_inverse, theirs.L.to_numpy(), rtol=1e-9, atol=1e-14)
    m = theirs.emissions.M.to_numpy()[kind]
    np.testing.assert_allclose(system.multipliers, m, rtol=1e-9)
    ghosh = pymrio.calc_G(pymrio.calc_B(theirs.Z, theirs.x)).to_numpy()
    np.testing.assert_allclose(system.ghosh_inverse, ghosh, rtol=1e-9, atol=1e-14)


def test_accounts_are_pymrios(both: tuple[System, Any, int]) -> None:
    system, theirs, kind = both
    regions = list(theirs.get_regions())
    consumption = theirs.emissions.D_cba.iloc[kind].groupby(level="region").sum()[regions]
    places = np.array([regions.index(region) for region in theirs.Y.columns.get_level_values(0)])
    ours = np.bincount(places, weights=accounts.footprints(system).sum(axis=0))
    np.testing.assert_allclose(ours, consumption.to_numpy(), rtol=1e-9)
    production = theirs.emissions.D_pba.iloc[kind].to_numpy()
    np.testing.assert_allclose(accounts.by_industry(system, "production"), production, rtol=1e-9)
