"""Checks see what is wrong in a table, how much, and where."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from loader.checks import check_tables
from loader.layout import Finding, Tables
from loader.tidy import tidy
from tests.loader.sheets import THREE, build

GOOD, _, _, PLACES = tidy(build(THREE).raw(), provinces=THREE)
GD17 = 42 + 16  # GD/c13s
ID = "2017new/GD/c13s"


def spoiled(**changes: Any) -> Tables:
    """A good table with some cells changed: ``flows=((row, column), value)``."""
    arrays = {}
    for name, (index, value) in changes.items():
        arrays[name] = getattr(GOOD, name).copy()
        arrays[name][index] = value
    return dataclasses.replace(GOOD, **arrays)


def found(tables: Tables, code: str) -> list[Finding]:
    return [finding for finding in check_tables(tables) if finding.code == code]


def test_places_of_the_sheet_are_named_where_they_are_known() -> None:
    (finding,) = [
        finding
        for finding in check_tables(spoiled(flows=((GD17, 3), -1.0)), PLACES)
        if finding.code == "negative_cells"
    ]
    named = "(2017new/GD/c13s to 2017new/BJ/c2m)"
    assert finding.place == f"table.xlsx / sheet Table_2017 / cell G63 {named}"


def test_good_table_has_notes_only() -> None:
    assert {finding.severity for finding in check_tables(GOOD)} == {"info"}


def test_totals_are_national_and_have_units() -> None:
    (total,) = found(GOOD, "totals")
    assert "output 249 trillion CNY, value added 82.9 trillion CNY" in total.found
    assert "Mt CO2" in total.found


def test_error_share_counts_the_industries_beyond_five_percent() -> None:
    (finding,) = found(spoiled(error=(GD17, 0.06 * GOOD.output[GD17])), "error_share")
    assert (finding.severity, finding.place) == ("warning", ID)
    assert "largest 6.00%; 1 of 126" in finding.found


@pytest.mark.parametrize(
    ("array", "index", "severity"),
    [
        ("flows", (GD17, 3), "warning"),
        ("final_use", (GD17, 1), "warning"),
        ("exports", GD17, "warning"),
        ("imports", GD17, "warning"),
        ("output", GD17, "error"),
        ("co2", GD17, "error"),
    ],
)
def test_negative_cell_is_found(array: str, index: Any, severity: str) -> None:
    (finding,) = found(spoiled(**{array: (index, -1.0)}), "negative_cells")
    assert finding.severity == severity
    assert finding.place.startswith(ID)
    assert "1 negative cells" in finding.found


def test_negative_cell_too_small_to_matter_is_a_note() -> None:
    (finding,) = found(spoiled(exports=(GD17, -0.005)), "negative_cells")
    assert finding.severity == "info"


@pytest.mark.parametrize(
    ("array", "index"),
    [("final_use", (GD17, 4)), ("error", GD17), ("value_added_parts", (1, GD17))],
)
def test_negative_cell_is_allowed_in_inventories_error_and_parts(array: str, index: Any) -> None:
    assert not found(spoiled(**{array: (index, -1.0)}), "negative_cells")


def test_empty_supply_row_names_the_industries() -> None:
    flows = GOOD.flows.copy()
    for province in range(3):
        flows[province * 42, province * 42 : province * 42 + 42] = 0.0
    flows[GD17, 42:84] = 0.0
    systematic, scattered = found(dataclasses.replace(GOOD, flows=flows), "zero_supply")
    assert systematic.place == "2017new/BJ/c1, 2017new/GD/c1, 2017new/SN/c1"
    assert scattered.place == ID
    assert systematic.severity == scattered.severity == "warning"


def test_industry_without_output_is_a_note_and_no_empty_supply() -> None:
    flows, output = GOOD.flows.copy(), GOOD.output.copy()
    flows[GD17], output[GD17] = 0.0, 0.0
    tables = dataclasses.replace(GOOD, flows=flows, output=output)
    (finding,) = found(tables, "no_output")
    assert finding.place == ID
    assert not found(tables, "zero_supply")


def test_errors_come_first() -> None:
    severities = [finding.severity for finding in check_tables(spoiled(output=(GD17, -1.0)))]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
