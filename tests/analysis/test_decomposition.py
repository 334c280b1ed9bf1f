"""LMDI against a worked example, by its own definition, and with zeros; classes that are shared."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from graph_service.analysis.decomposition import common_sectors, lmdi, logarithmic_mean

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
AMOUNTS = arrays(np.float64, 6, elements=st.one_of(st.just(0.0), st.floats(1e-3, 1e6)))


def by_definition(
    q0: list[float], qt: list[float], e0: list[float], et: list[float]
) -> list[float]:
    """Ang's formulas written out with logarithms of each factor."""
    parts = [0.0, 0.0, 0.0]
    for a, b, x, y in zip(q0, qt, e0, et, strict=True):
        weight = (y - x) / (math.log(y) - math.log(x)) if x != y else x
        parts[0] += weight * math.log(sum(qt) / sum(q0))
        parts[1] += weight * math.log((b / sum(qt)) / (a / sum(q0)))
        parts[2] += weight * math.log((y / b) / (x / a))
    return parts


def test_two_sectors_by_hand_and_by_the_formulas_of_ang() -> None:
    q0, qt, e0, et = [10.0, 40.0], [40.0, 40.0], [30.0, 20.0], [80.0, 16.0]
    found = lmdi(*map(np.array, (q0, qt, e0, et)))
    sums = [part.sum() for part in (found.activity, found.structure, found.intensity)]
    assert sums == pytest.approx(by_definition(q0, qt, e0, et), rel=1e-12)
    assert sum(sums) == pytest.approx(46.0, rel=1e-12)
    # By hand: Lm(80, 30) = 50 / ln(8/3) = 50.977, Lm(16, 20) = 17.926, ln(80/50) = 0.4700.
    assert sums[0] == pytest.approx((50.9770 + 17.9257) * 0.470004, rel=1e-4)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS)
def test_parts_sum_to_the_change_whatever_is_zero(
    q0: np.ndarray, qt: np.ndarray, e0: np.ndarray, et: np.ndarray
) -> None:
    found = lmdi(q0, qt, e0, et)
    scale = max(e0.max(), et.max(), 1e-300)
    np.testing.assert_allclose(found.change, et - e0, atol=1e-9 * scale, rtol=0)
    assert np.isfinite(found.activity).all()


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.floats(1e-3, 1e3))
def test_going_back_is_the_opposite_and_units_do_not_matter(
    q0: np.ndarray, qt: np.ndarray, e0: np.ndarray, et: np.ndarray, unit: float
) -> None:
    there, back = lmdi(q0, qt, e0, et), lmdi(qt, q0, et, e0)
    other = lmdi(q0 * unit, qt * unit, e0, et)
    scale = max(e0.max(), et.max(), 1e-300)
    for part in ("activity", "structure", "intensity"):
        mine = getattr(there, part)
        np.testing.assert_allclose(mine, -getattr(back, part), atol=1e-8 * scale)
        np.testing.assert_allclose(mine, getattr(other, part), atol=1e-8 * scale)


def test_zeros_follow_the_stated_rule() -> None:
    #              appears, vanishes, first emits, stops, never emits, emits without output
    q0 = np.array([0.0, 5.0, 5.0, 5.0, 5.0, 0.0])
    qt = np.array([4.0, 0.0, 6.0, 4.0, 6.0, 0.0])
    e0 = np.array([0.0, 3.0, 0.0, 2.0, 0.0, 1.0])
    et = np.array([2.0, 0.0, 7.0, 0.0, 0.0, 4.0])
    found = lmdi(q0, qt, e0, et)
    assert found.activity.tolist() == [0] * 6
    assert found.structure.tolist() == [2, -3, 0, 0, 0, 0]
    assert found.intensity.tolist() == [0, 0, 7, -2, 0, 3]


def test_growth_alone_is_activity_and_nothing_else() -> None:
    q, e = np.array([3.0, 4.0]), np.array([7.0, 1.0])
    found = lmdi(q, 2 * q, e, 2 * e)
    assert found.activity.sum() == pytest.approx(8)
    assert np.abs(found.structure).max() < 1e-12
    assert np.abs(found.intensity).max() < 1e-12


@given(st.floats(1e-6, 1e6), st.floats(0, 1e-9))
def test_the_logarithmic_mean_is_exact_for_near_values(value: float, near: float) -> None:
    (mean,) = logarithmic_mean(np.array([value * (1 + near)]), np.array([value]))
    assert mean == pytest.approx(value * (1 + near / 2), rel=1e-12)


def test_both_classes_of_the_tables_share_41_sectors() -> None:
    with (REFERENCE / "succession.csv").open(encoding="utf-8") as file:
        links = [(row["from"], row["to"]) for row in csv.DictReader(file)]
    with (REFERENCE / "sectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    new = [row["code"] for row in rows if row["number_2017"]]
    old = [row["code"] for row in rows if row["number_2012"]]
    called = common_sectors(new, old, links)
    assert len(new) == len(old) == 42
    assert len(set(called.values())) == 41
    assert called["c16m"] == called["c16w"] == called["c16"] == "c16"
    assert called["msci"] == called["mtech"] == called["mscitech"] == "mscitech"
    assert all(called[code] == code for code in set(new) & set(old))
    assert common_sectors(old, old, links) == {code: code for code in old}
