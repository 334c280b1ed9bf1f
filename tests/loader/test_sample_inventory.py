"""The synthetic inventories fit the synthetic economy and say what they are."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service import reference
from loader.concordance import allocate, inventory_matrix
from loader.sample_constants import load_constants, load_fuel_mixes
from loader.sample_economy import build_economy
from loader.sample_inventory import sample_emissions
from tests.loader.inventories import codes, read

CASES = {2017: "ceads42_2017", 2020: "ceads42_2012"}
SEED = 2026
SHARED = {"c16", "c16m", "c16w", "c19", "c20_21", "c22", "c23_26", "c27"}  # and all of e45
SHARED |= {"c28", "c29", "c30", "mscitech", "msci", "mtech", "c34", "c35", "c32", "c33"}
SHARED |= {"mcult", "c31"}


@pytest.fixture(scope="module", params=[0, 1], ids=["2017", "2020"])
def reading(request, sample_files):
    return read(sample_files[2 + request.param])


def test_they_load_without_a_defect_and_are_marked(reading):
    (part,) = reading.parts
    assert part.synthetic
    assert part.id == f"inventory-{part.record.about['year']}"
    assert [finding.code for finding in part.findings] == ["no_tibet"]
    assert codes(reading) == []
    assert "synthetic" in part.source.title
    assert reading.file.stat().st_size < 300_000


def test_they_give_the_economy_s_emissions_back(reading):
    (part,) = reading.parts
    year = part.record.about["year"]
    classification = CASES[year]
    economy = build_economy(load_constants(year, classification), SEED)
    provinces, entries = inventory_matrix(part.tables["inventory_entry"])
    found = allocate(entries, provinces, provinces, classification).reshape(30, 42) / 1e3
    rows = [reference.codes("provinces").index(code) for code in provinces]
    given = economy.co2.reshape(31, 42)[rows]
    np.testing.assert_allclose(found.sum(axis=1), given.sum(axis=1), rtol=1e-5)
    own = [s not in SHARED for s in reference.sector_codes(classification)]
    np.testing.assert_allclose(found[:, own], given[:, own], rtol=0.02, atol=1e-4)


def test_households_are_a_small_part(reading):
    totals = reading.parts[0].record.totals
    assert 0.03 < totals["households_kt"] / totals["co2_kt"] < 0.08


def test_power_burns_coal_and_cement_is_a_process(reading):
    table = reading.parts[0].tables["burns"].to_pydict()
    amounts = dict(zip(zip(table["from"], table["to"], strict=True), table["co2_kt"], strict=True))
    year = reading.parts[0].record.about["year"]
    power = {fuel: kt for (entry, fuel), kt in amounts.items() if entry == f"{year}/SD/e39"}
    assert max(power, key=power.get) == "raw_coal"
    processes = {entry[-3:] for entry, fuel in amounts if fuel == "process"}
    assert processes == {"e27"}


def test_another_seed_gives_other_emissions():
    constants = load_constants(2020, "ceads42_2012")
    co2 = np.ones((31, 42))
    one, same, other = (sample_emissions(constants, co2, seed)["GD"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_every_sector_has_a_mix_of_known_fuels():
    mixes = load_fuel_mixes()
    assert mixes.keys() == set(reference.codes("inventory_sectors"))
    for mix in mixes.values():
        assert sum(mix.values()) == 100
        assert mix.keys() <= set(reference.codes("fuels"))
