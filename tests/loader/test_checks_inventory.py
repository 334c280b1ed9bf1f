"""CO2 of a table against the inventories: notes where they differ as known, errors for units."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service import reference
from loader.checks_inventory import co2_against_inventory
from loader.layout import Finding

PROVINCES = reference.codes("provinces")
SX, XZ = PROVINCES.index("SX"), PROVINCES.index("XZ")
SECTORS = reference.sector_codes("ceads42_2012")
POWER = SECTORS.index("c17e")
METALS = SECTORS.index("c12")
SOFTWARE = SECTORS.index("c27")
INVENTORY = np.full((31, 42), 1000.0)
INVENTORY[:, POWER] = 60_000.0
INVENTORY[:, METALS] = 20_000.0
INVENTORY[XZ] = np.nan  # no inventory of Tibet
ROW = np.nan_to_num(INVENTORY, nan=50.0)


def compare(row: np.ndarray) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in co2_against_inventory(
        "2017", PROVINCES, SECTORS, row.ravel(), INVENTORY.ravel()
    ):
        found.setdefault(finding.code, []).append(finding)
    return found


def changed(index: object, factor: float) -> np.ndarray:
    row = ROW.copy()
    row[index] *= factor  # type: ignore[index]
    return row


def test_equal_emissions_give_one_note_with_both_totals() -> None:
    (only,) = compare(ROW).values()
    assert [finding.severity for finding in only] == ["info"]
    assert "3,600 Mt by the inventories" in only[0].expected
    assert only[0].found == "3,600 Mt in the table; no inventory of XZ"


def test_electricity_that_lies_a_tenth_below_is_a_note() -> None:
    (finding,) = compare(changed((slice(None), POWER), 0.9))["co2_inventory_electricity"]
    assert finding.severity == "info"
    assert finding.place == "2017, sector c17e"
    assert finding.found.startswith("1,620 Mt in the table, 10% less")


def test_sector_parted_otherwise_is_a_warning() -> None:
    (finding,) = compare(changed((slice(None), SOFTWARE), 0.02))["co2_inventory_sector"]
    assert (finding.severity, finding.place) == ("warning", "2017, sector c27")
    assert finding.expected == "30 Mt by the inventories"
    assert finding.found == "0.6 Mt in the table"


def test_industries_of_one_province_are_named_in_one_warning() -> None:
    row = ROW.copy()
    row[SX, METALS], row[SX, POWER] = 55_000.0, 30_000.0
    found = compare(row)
    (finding,) = found["co2_inventory_province"]
    assert (finding.severity, finding.place) == ("warning", "2017, province SX")
    assert "c12 20 Mt" in finding.expected
    assert "c12 55 Mt" in finding.found


@pytest.mark.parametrize("factor", [0.01, 100.0, 1e4])
def test_slip_of_units_in_all_is_an_error(factor: float) -> None:
    (only,) = compare(ROW * factor).values()
    assert only[0].severity == "error"
    assert "slip of units" in only[0].consequence


@pytest.mark.parametrize("factor", [0.01, 100.0])
def test_slip_of_units_in_a_province_is_an_error(factor: float) -> None:
    found = compare(changed(SX, factor))
    errors = [f for group in found.values() for f in group if f.severity == "error"]
    assert [finding.place for finding in errors] == ["2017, province SX"]


@pytest.mark.parametrize(("sector", "factor"), [(POWER, 0.01), (METALS, 25.0)])
def test_slip_of_units_in_a_sector_is_an_error(sector: int, factor: float) -> None:
    (finding,) = compare(changed((slice(None), sector), factor))["co2_inventory_sector"]
    assert finding.severity == "error"


def test_slip_of_units_in_an_industry_is_an_error() -> None:
    found = compare(changed((0, POWER), 0.01))
    errors = [f for group in found.values() for f in group if f.severity == "error"]
    assert [finding.place for finding in errors] == ["2017, province BJ"]


def test_without_any_inventory_there_is_nothing_to_say() -> None:
    nothing = np.full(ROW.size, np.nan)
    assert co2_against_inventory("2017", PROVINCES, SECTORS, ROW.ravel(), nothing) == ()
