"""Sizes that only a slip of units explains are refused, unusual ones are said, usual ones not."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from loader.checks import check_tables
from loader.layout import Finding, Tables
from loader.national import usual_value_added
from loader.places import Places
from loader.tidy import tidy
from tests.loader.economies import varied
from tests.loader.sheets import ALL

TABLES, _, _, PLACES = tidy(varied(ALL, year=2017).raw())
OLDER, *_ = tidy(varied(ALL, year=2012, classification="ceads42_2012", name="Table_2012").raw())
GD, XZ = TABLES.provinces.index("GD"), TABLES.provinces.index("XZ")
POWER, SOFTWARE = TABLES.sectors.index("c17e"), TABLES.sectors.index("c27")


def found(tables: Tables, code: str) -> list[Finding]:
    places = Places(tables, PLACES.structure)
    return [finding for finding in check_tables(tables, places) if finding.code == code]


def with_co2(change: object, factor: float) -> Tables:
    """The good table with the emissions of some (province, sector) multiplied."""
    assert TABLES.co2 is not None
    co2 = TABLES.co2.reshape(31, 42).copy()
    co2[change] *= factor  # type: ignore[index]
    return dataclasses.replace(TABLES, co2=co2.ravel())


@pytest.mark.parametrize("tables", [TABLES, OLDER], ids=["2017new", "2012"])
def test_good_table_has_notes_only(tables: Tables) -> None:
    assert {finding.severity for finding in check_tables(tables)} == {"info"}


@pytest.mark.parametrize(
    ("factor", "severity"),
    [(0.01, "error"), (100.0, "error"), (1e4, "error"), (4.0, "warning"), (1.3, "warning")],
)
def test_value_added_of_the_nation_has_its_size(factor: float, severity: str) -> None:
    spoiled = dataclasses.replace(TABLES, value_added=TABLES.value_added * factor)
    (finding,) = found(spoiled, "value_added_total")
    assert finding.severity == severity
    assert finding.place == "table.xlsx / sheet Table_2017 / row 1313 (2017new)"
    assert ("slip of units" in finding.consequence) == (severity == "error")


@pytest.mark.parametrize("factor", [0.01, 1000.0, 0.0])
def test_slip_of_units_in_all_carbon_is_an_error(factor: float) -> None:
    (finding,) = found(with_co2(slice(None), factor), "co2_total")
    assert finding.severity == "error"


def test_usual_value_added_is_near_the_published_totals() -> None:
    published = {2012: 53.9e6, 2014: 64.4e6, 2015: 68.9e6, 2017: 83.2e6, 2022: 120.5e6}
    for year, value in published.items():
        assert usual_value_added(year) == pytest.approx(value, rel=0.25)


def test_province_of_another_size_is_said() -> None:
    value_added = TABLES.value_added.reshape(31, 42).copy()
    value_added[XZ] *= 100
    spoiled = dataclasses.replace(TABLES, value_added=value_added.ravel())
    (finding,) = found(spoiled, "province_size")
    assert finding.severity == "warning"
    assert finding.place.endswith("province XZ")


@pytest.mark.parametrize("factor", [0.01, 100.0])
@pytest.mark.parametrize("province", [GD, XZ])
def test_slip_of_units_in_the_carbon_of_a_province_is_an_error(
    province: int, factor: float
) -> None:
    (finding,) = found(with_co2(province, factor), "co2_of_province")
    assert finding.severity == "error"
    assert f"41 more of {TABLES.provinces[province]}" in finding.place


def test_province_that_emits_four_times_as_much_is_a_warning() -> None:
    (finding,) = found(with_co2(XZ, 4.0), "co2_of_province")
    assert finding.severity == "warning"


@pytest.mark.parametrize(
    ("sector", "factor", "severity"),
    [(POWER, 0.01, "error"), (1, 100.0, "error"), (SOFTWARE, 60.0, "warning")],
)
def test_sector_that_emits_far_from_usual_is_said(
    sector: int, factor: float, severity: str
) -> None:
    (finding,) = found(with_co2((slice(None), sector), factor), "co2_of_sector")
    assert finding.severity == severity
    assert finding.place.endswith(f"row 1316 (2017new), sector {TABLES.sectors[sector]}")


def test_slip_of_units_in_the_carbon_of_a_large_industry_is_an_error() -> None:
    (finding,) = found(with_co2((GD, 12), 100.0), "co2_of_industry")
    assert finding.severity == "error"
    column = TABLES.industry(GD * 42 + 12)
    assert f"({column})" in finding.place
    assert " / cell " in finding.place


def test_province_and_sector_without_carbon_are_a_warning() -> None:
    tables = with_co2(XZ, 0.0)
    (finding,) = found(tables, "without_co2")
    assert finding.severity == "warning"
    assert finding.place.endswith("province XZ")
    (finding,) = found(with_co2((slice(None), SOFTWARE), 0.0), "without_co2")
    assert finding.place.endswith("sector c27")


def test_imports_for_final_use_beyond_all_that_is_bought_at_home_are_an_error() -> None:
    imports = TABLES.final_use_imports.copy()
    imports[GD * 5 + 1] *= 10_000
    spoiled = dataclasses.replace(TABLES, final_use_imports=imports)
    (finding,) = found(spoiled, "final_use_imports")
    assert finding.severity == "error"
    assert "imports to GD/FU102" in finding.place


def test_parts_are_not_looked_at_where_the_total_is_off() -> None:
    codes = {finding.code for finding in check_tables(with_co2(slice(None), 1e4))}
    assert not codes & {"co2_of_province", "co2_of_sector", "co2_of_industry"}


def test_industries_without_output_or_emissions_do_not_disturb() -> None:
    assert TABLES.co2 is not None
    output, co2 = TABLES.output.copy(), TABLES.co2.copy()
    output[::7], co2[::5] = 0.0, 0.0
    tables = dataclasses.replace(TABLES, output=output, co2=np.asarray(co2))
    assert not found(tables, "co2_of_province")
