"""Indicators of industries that follow from one edition's table. Pure functions on arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

TONNES_PER_10K_CNY = 10.0
"""1 kt per million CNY is 10 t per 10,000 CNY."""


def intensity(co2: Vector, money: Vector) -> Vector:
    """Emissions per money: co2 / money, NaN where the money is zero.

    Args:
        co2: (n,) kt CO2.
        money: (n,) million CNY: output, value added or final use.

    Returns:
        (n,) t CO2 per 10,000 CNY; negative where the money is negative.
    """
    result = np.full_like(co2, np.nan)
    np.divide(co2 * TONNES_PER_10K_CNY, money, out=result, where=money != 0)
    return result


def exchange(flows: Matrix, size: int) -> dict[str, Vector]:
    """What each industry exchanges within its province and with the others, million CNY.

    Args:
        flows: (n, n), n a multiple of ``size``, grouped by province.
        size: sectors in a province.

    Returns:
        (n,) each: ``intra_industry`` the diagonal cell; ``supplied_within`` and
        ``bought_within`` row and column sums of the province's own block without the diagonal;
        ``supplied_outside`` and ``bought_outside`` the rest of the row and of the column.
    """
    provinces = len(flows) // size
    blocks = flows.reshape(provinces, size, provinces, size)
    own = blocks[np.arange(provinces), :, np.arange(provinces), :]
    intra = flows.diagonal().copy()
    supplied, bought = own.sum(axis=2).ravel(), own.sum(axis=1).ravel()
    return {
        "intra_industry": intra,
        "supplied_within": supplied - intra,
        "bought_within": bought - intra,
        "supplied_outside": flows.sum(axis=1) - supplied,
        "bought_outside": flows.sum(axis=0) - bought,
    }


def rank(values: Vector) -> Vector:
    """Rank from 1 for the largest; equal values share the mean of their ranks; NaN stays NaN."""
    from scipy.stats import rankdata

    result = np.full(len(values), np.nan)
    known = ~np.isnan(values)
    result[known] = rankdata(-values[known], method="average")
    return result
