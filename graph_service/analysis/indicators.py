"""Indicators of industries that follow from one edition's table. Pure functions on arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

INTENSITIES = {
    "intensity_output_t_per_10k_cny": "output_mcny",
    "intensity_value_added_t_per_10k_cny": "value_added_mcny",
    "intensity_final_use_t_per_10k_cny": "final_use_mcny",
}
"""The intensities of an industry and the money that each is measured against."""

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


def own_blocks(flows: Matrix, size: int) -> Matrix:
    """(provinces, size, size): each province's own block of (n, n) flows grouped by province."""
    provinces = len(flows) // size
    blocks = flows.reshape(provinces, size, provinces, size)
    return blocks[np.arange(provinces), :, np.arange(provinces), :]


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
    own = own_blocks(flows, size)
    intra = flows.diagonal().copy()
    supplied, bought = own.sum(axis=2).ravel(), own.sum(axis=1).ravel()
    return {
        "intra_industry": intra,
        "supplied_within": supplied - intra,
        "bought_within": bought - intra,
        "supplied_outside": flows.sum(axis=1) - supplied,
        "bought_outside": flows.sum(axis=0) - bought,
    }


@dataclass(frozen=True)
class Standing:
    """Where each value stands in its group; arrays of the shape of the values."""

    rank: Vector
    percentile: Vector
    share: Vector


def standing(values: Matrix) -> Standing:
    """Rank, percentile and share of values among those of their group: VisCEADs' definitions.

    Args:
        values: (..., m), a group in each row, NaN where a value is unknown.

    Returns:
        ``rank`` from 1 for the largest, equal values share the mean of their ranks;
        ``percentile`` the rank over the number of known values; ``share`` the value over their
        sum, NaN where that is not positive. Unknown values have none of the three.
    """
    mine, others = values[..., :, None], values[..., None, :]
    rank = np.count_nonzero(others > mine, axis=-1) + 0.5
    rank += 0.5 * np.count_nonzero(others == mine, axis=-1)
    rank[np.isnan(values)] = np.nan
    known = np.count_nonzero(~np.isnan(values), axis=-1, keepdims=True)
    total = np.nansum(values, axis=-1, keepdims=True)
    share = np.full_like(values, np.nan)
    np.divide(values, total, out=share, where=total > 0)
    return Standing(rank, rank / np.maximum(known, 1), share)
