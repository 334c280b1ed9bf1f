"""Checks see what is wrong in a table, how much, and where."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from loader.balances import DOMESTIC, WITH_IMPORTS, balances
from loader.checks import check_tables, usual_value_added
from loader.layout import Finding, Tables
from loader.tidy import tidy
from tests.loader.sheets import THREE, build

GOOD = tidy(build(THREE).raw(), provinces=THREE)[0]
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


def test_good_table_has_notes_only() -> None:
    assert {finding.severity for finding in check_tables(GOOD)} == {"info"}


def test_totals_are_national_and_have_units() -> None:
    (total,) = found(GOOD, "totals")
    assert "output 249 trillion CNY, value added 82.9 trillion CNY" in total.found
    assert "Mt CO2" in total.found


@pytest.mark.parametrize(
    ("off", "severity"), [(1e-8, "info"), (1e-4, "warning"), (0.02, "error"), (np.nan, "error")]
)
@pytest.mark.parametrize(
    ("array", "code"),
    [
        ("final_use_total", "row_balance"),
        ("exports", "final_use_balance"),
        ("imports", "column_balance"),
        ("total_input", "input_output_balance"),
        ("intermediate_input", "input_balance"),
    ],
)
def test_balance_is_judged_by_the_worst_industry(
    array: str, code: str, off: float, severity: str
) -> None:
    value = getattr(GOOD, array)[GD17] + off * GOOD.output[GD17]
    (finding,) = found(spoiled(**{array: (GD17, value)}), code)
    assert finding.severity == severity
    if severity != "info":
        assert finding.place == ID


def test_parts_must_sum_to_value_added() -> None:
    part = GOOD.value_added_parts[3, GD17] + 0.1 * GOOD.output[GD17]
    (finding,) = found(spoiled(value_added_parts=((3, GD17), part)), "value_added_balance")
    assert (finding.severity, finding.place) == ("error", ID)


def test_both_readings_of_the_column_balance_are_reported() -> None:
    by_code = {balance.code: balance for balance in balances(GOOD)}
    assert by_code[DOMESTIC].worst_share < 1e-12
    assert by_code[WITH_IMPORTS].worst_share == pytest.approx(0.25 / 3)
    (finding,) = found(GOOD, "column_balance")
    assert "sum(Z) + IM + TVA = TI fits better" in finding.found
    assert "0.083" in finding.found


def test_flows_that_hold_imports_are_a_warning() -> None:
    flows = GOOD.flows + np.diag(GOOD.imports)
    (finding,) = found(dataclasses.replace(GOOD, flows=flows), "column_balance")
    assert finding.severity == "warning"
    assert "sum(Z) + TVA = TI fits better" in finding.found


def test_error_share_counts_the_industries_beyond_five_percent() -> None:
    (finding,) = found(spoiled(error=(GD17, 0.06 * GOOD.output[GD17])), "error_share")
    assert (finding.severity, finding.place) == ("warning", ID)
    assert "largest 6.00%; 1 of 126" in finding.found


@pytest.mark.parametrize("factor", [0.01, 100.0, 1e4])
def test_slip_of_units_in_money_is_an_error(factor: float) -> None:
    (finding,) = found(
        dataclasses.replace(GOOD, value_added=GOOD.value_added * factor), "value_added_total"
    )
    assert finding.severity == "error"
    assert "slip of units" in finding.consequence


@pytest.mark.parametrize("factor", [0.01, 1000.0, 0.0])
def test_slip_of_units_in_carbon_is_an_error(factor: float) -> None:
    assert GOOD.co2 is not None
    (finding,) = found(dataclasses.replace(GOOD, co2=GOOD.co2 * factor), "co2_total")
    assert finding.severity == "error"


def test_usual_value_added_is_near_the_published_totals() -> None:
    published = {2012: 53.9e6, 2015: 68.9e6, 2017: 83.2e6, 2018: 91.9e6, 2020: 101.4e6}
    for year, value in published.items():
        assert usual_value_added(year) == pytest.approx(value, rel=0.3)


@pytest.mark.parametrize(
    ("array", "index", "severity"),
    [
        ("flows", (GD17, 3), "warning"),
        ("final_use", (GD17, 0), "warning"),
        ("exports", GD17, "warning"),
        ("imports", GD17, "warning"),
        ("output", GD17, "error"),
        ("co2", GD17, "error"),
    ],
)
def test_negative_cell_is_found(array: str, index: Any, severity: str) -> None:
    (finding,) = found(spoiled(**{array: (index, -1.0)}), "negative_cells")
    assert (finding.severity, finding.place) == (severity, ID)
    assert "1 negative cells" in finding.found


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
