"""What is known of the whole of China, to tell whether a table can be what it says."""

from __future__ import annotations

import math

GDP_MCNY = {2012: 53.9e6, 2015: 68.9e6, 2017: 83.2e6, 2018: 91.9e6, 2020: 101.4e6}
"""National Bureau of Statistics, China Statistical Yearbook: GDP at current prices."""


def usual_value_added(year: int) -> float:
    """China's value added of a year in million CNY: as published, else roughly.

    10 trillion CNY in 2000 and 100 trillion in 2020 at current prices (National Bureau of
    Statistics), even growth between and beyond: 71 trillion for 2017 (published: 83).
    """
    return GDP_MCNY.get(year, float(1e7 * 10.0 ** ((year - 2000) / 20)))


def trillion(million_cny: float) -> str:
    """Money in words."""
    return f"{million_cny / 1e6:,.3g} trillion CNY"


def nearest_year(value_added_mcny: float) -> int:
    """The year of a CEADs table whose published GDP is nearest, in proportion."""
    return min(GDP_MCNY, key=lambda year: abs(math.log(value_added_mcny / GDP_MCNY[year])))
