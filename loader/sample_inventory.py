"""Emission inventories of the synthetic sample: what its economy emits, by inventory sector.

Read through the concordance they give the economy's CO2 back, exactly where an inventory
sector goes to one sector of the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from graph_service import reference
from loader.concordance import weights
from loader.sample_balance import Economy
from loader.sample_constants import Array, Constants, load_fuel_mixes
from loader.sample_inventory_book import write_provinces

FILE_NAME = "tanlu_sample_inventory_{year}.xlsx"
HOUSEHOLDS = 0.045  # of a province's other emissions; more in the countryside
SECTOR_SPREAD, FUEL_SPREAD = 0.4, 0.2
DECIMALS = 6  # of Mt
NEVER = ("e08",)  # a sector without emissions, as in the real inventories
WITHOUT = ("XZ",)
INVENTORIES = 30
"""Provinces that have one."""


def write_inventory(path: Path, constants: Constants, economy: Economy, seed: int) -> Iterator[int]:
    """Write the sample's inventory of one year; gives the number of provinces written so far."""
    emissions = sample_emissions(constants, economy.co2.reshape(-1, len(constants.sectors)), seed)
    for number, _ in enumerate(write_provinces(path, constants.year, emissions), start=1):
        yield number


def sample_emissions(constants: Constants, co2: Array, seed: int) -> dict[str, Array]:
    """(47, 18) emissions in Mt by province, sectors by fuels, from an economy's CO2.

    ``co2`` is (31, 42) in Mt. Tibet is left out, as CEADs has no inventory of it.
    """
    random = np.random.default_rng([seed, 47])
    mixes = _mixes(random)
    by_sector = _by_inventory_sector(constants, co2, random)
    provinces = reference.codes("provinces")
    return {
        code: np.round(by_sector[number][:, None] * mixes, DECIMALS)
        for number, code in enumerate(provinces)
        if code not in WITHOUT
    }


def _by_inventory_sector(constants: Constants, co2: Array, random: np.random.Generator) -> Array:
    """(31, 47): each sector's CO2 shared out among the inventory sectors that go to it."""
    shares = weights(constants.classification)
    sizes = np.exp(SECTOR_SPREAD * random.standard_normal(len(shares)))
    inventory = reference.codes("inventory_sectors")
    sizes[[inventory.index(code) for code in NEVER]] = 0
    back = shares * sizes[:, None]
    back = np.divide(back, back.sum(axis=0), out=np.zeros_like(back), where=back.sum(axis=0) > 0)
    emissions: Array = co2 @ back.T
    urban = constants.province["urban_percent"] / 100
    households = HOUSEHOLDS * emissions.sum(axis=1)
    emissions[:, -2] = households * urban
    emissions[:, -1] = households * (1 - urban) * 1.5
    return emissions


def _mixes(random: np.random.Generator) -> Array:
    """(47, 18): shares of fuels in each inventory sector, rows sum to 1."""
    fuels = reference.codes("fuels")
    given = load_fuel_mixes()
    mixes = np.array(
        [
            [given[sector].get(fuel, 0.0) for fuel in fuels]
            for sector in reference.codes("inventory_sectors")
        ]
    )
    mixes *= np.exp(FUEL_SPREAD * random.standard_normal(mixes.shape))
    shares: Array = mixes / mixes.sum(axis=1, keepdims=True)
    return shares
