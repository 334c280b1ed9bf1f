"""Accounts that do not close: noted, warned of or refused, and the changed number is named."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest

from loader.balances import DOMESTIC, WITH_IMPORTS, balances
from loader.checks import check_tables
from loader.layout import Finding, Tables
from loader.places import Places
from loader.tidy import tidy
from tests.loader.economies import varied
from tests.loader.sheets import THREE

TABLES, _, _, PLACES = tidy(varied(THREE).raw(), provinces=THREE)
ONE, TWO = 42 + 16, 84 + 3  # GD/c13s, SN/c2m
USE = int(np.argmax(TABLES.final_use[ONE]))
ARRAYS = [
    field.name
    for field in dataclasses.fields(Tables)
    if field.name not in ("edition", "source", "provinces", "sectors")
]
Change = Callable[[dict[str, np.ndarray]], object]


def changed(change: Change, tables: Tables = TABLES) -> tuple[Finding, ...]:
    """Findings of the good table after a change of its arrays."""
    arrays = {name: getattr(tables, name).copy() for name in ARRAYS}
    change(arrays)
    spoiled = dataclasses.replace(tables, **arrays)
    return check_tables(spoiled, Places(spoiled, PLACES.structure))


def errors(findings: tuple[Finding, ...]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == "error"]


def by_code(findings: tuple[Finding, ...], code: str) -> Finding:
    (finding,) = [finding for finding in findings if finding.code == code]
    return finding


def times(name: str, index: object, factor: float) -> Change:
    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays[name][index] *= factor

    return change


def plus(name: str, index: object, share: float) -> Change:
    """Add a share of the output of the first industry."""

    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays[name][index] += share * TABLES.output[ONE]

    return change


def test_good_table_has_notes_only() -> None:
    assert {finding.severity for finding in check_tables(TABLES, PLACES)} == {"info"}


@pytest.mark.parametrize(
    ("name", "index", "cell"),
    [
        ("flows", (ONE, int(np.argmax(TABLES.flows[ONE]))), None),
        ("final_use", (ONE, USE), None),
        ("exports", ONE, "EO63"),
        ("final_use_total", ONE, "EP63"),
        ("error", ONE, "EQ63"),
        ("output", ONE, "ER63"),
        ("imports", ONE, "BJ131"),
        ("intermediate_input", ONE, "BJ132"),
        ("value_added_parts", (1, ONE), "BJ134"),
        ("value_added", ONE, "BJ137"),
        ("total_input", ONE, "BJ138"),
    ],
)
@pytest.mark.parametrize("factor", [100.0, 0.01, 1e4])
def test_number_with_a_slip_of_units_is_named_with_its_cell(
    name: str, index: object, cell: str | None, factor: float
) -> None:
    value = float(getattr(TABLES, name)[index])
    assert value, "the number to spoil must not be zero"
    first = errors(changed(times(name, index, factor)))[0]
    assert first.place.startswith("table.xlsx / sheet Table_2017 / cell ")
    if cell is not None:
        assert f"cell {cell} (2017new/GD/c13s" in first.place
    assert f"{value * 100:,.8g} (10,000 yuan)" in first.expected
    if name != "flows":
        assert first.code == "slip_of_units"
        assert f"times too {'large' if factor > 1 else 'small'}" in first.found


@pytest.mark.parametrize(
    "name", ["flows", "output", "final_use_total", "value_added", "total_input"]
)
@pytest.mark.parametrize("share", [1e-4, 0.02])
def test_change_that_two_identities_feel_alike_is_an_error(name: str, share: float) -> None:
    first = errors(changed(plus(name, (ONE, TWO) if name == "flows" else ONE, share)))[0]
    assert first.code == "changed_number"
    assert "cell" in first.place
    assert "2017new/GD/c13s" in first.place


@pytest.mark.parametrize(
    ("share", "severity"), [(1e-9, "info"), (1e-3, "warning"), (0.03, "warning"), (0.06, "error")]
)
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("error", "row_balance"),
        ("exports", "final_use_balance"),
        ("imports", "column_balance"),
        ("intermediate_input", "input_balance"),
    ],
)
def test_change_that_may_have_been_published_is_judged_by_its_size(
    name: str, code: str, share: float, severity: str
) -> None:
    finding = by_code(changed(plus(name, ONE, share)), code)
    assert finding.severity == severity
    if severity != "info":
        assert "2017new/GD/c13s" in finding.place


def test_missing_number_is_an_error() -> None:
    finding = by_code(changed(times("exports", ONE, np.nan)), "final_use_balance")
    assert finding.severity == "error"


LINES = {
    "GO": times("output", slice(None), 100),
    "EX": times("exports", slice(None), 100),
    "ERR": times("error", slice(None), 100),
    "IM": times("imports", slice(None), 100),
    "TII": times("intermediate_input", slice(None), 0.01),
    "VA003": times("value_added_parts", 2, 100),
    "FU101 of GD": times("final_use", (slice(None), 5), 100),
    "final use of GD": times("final_use", (slice(None), slice(5, 10)), 100),
    "flows to SN": times("flows", (slice(None), slice(84, 126)), 100),
    "flows from SN": times("flows", (slice(84, 126), slice(None)), 100),
}


@pytest.mark.parametrize("what", LINES)
def test_line_with_a_slip_of_units_is_named(what: str) -> None:
    found = [f"{f.code}: {f.found}" for f in errors(changed(LINES[what]))]
    assert [line for line in found if line.startswith(f"slip_of_units: {what} 100 times too")]


def test_row_of_one_industry_with_a_slip_of_units_is_named() -> None:
    first = errors(changed(times("flows", ONE, 100)))[0]
    assert first.place == "table.xlsx / sheet Table_2017 / row 63 (2017new/GD/c13s)"
    assert first.found == "flows 100 times too large"


def test_exchanged_columns_are_an_error() -> None:
    def exchange(arrays: dict[str, np.ndarray]) -> None:
        for name in (
            "flows",
            "imports",
            "value_added",
            "total_input",
            "value_added_parts",
            "intermediate_input",
        ):
            values = arrays[name]
            values[..., [ONE, TWO]] = values[..., [TWO, ONE]]

    first = errors(changed(exchange))[0]
    assert first.code == "lines_exchanged"
    assert "columns BJ, CM (2017new/GD/c13s, 2017new/SN/c2m)" in first.place


def test_flows_moved_within_a_row_are_an_error() -> None:
    def move(arrays: dict[str, np.ndarray]) -> None:
        arrays["flows"][ONE, 42:50] = np.roll(arrays["flows"][ONE, 42:50], 1)

    first = errors(changed(move))[0]
    assert first.code == "changed_number"
    assert "columns" in first.place


def test_table_that_closes_poorly_everywhere_is_a_warning() -> None:
    """A fitting that ended early leaves residues of up to 0.1 % in all columns."""
    noise = np.random.default_rng(1).uniform(-1e-3, 1e-3, TABLES.output.size)

    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays["imports"] += noise * TABLES.output

    findings = changed(change)
    assert not errors(findings)
    assert by_code(findings, "column_balance").severity == "warning"


def test_slip_of_units_is_found_in_a_table_that_closes_poorly() -> None:
    noise = np.random.default_rng(1).uniform(-1e-5, 1e-5, TABLES.output.size)

    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays["exports"] += noise * TABLES.output
        arrays["exports"][ONE] *= 100

    assert "cell EO63" in errors(changed(change))[0].place


def test_numbers_rounded_to_whole_units_close() -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        for values in arrays.values():
            values[:] = np.round(values * 100) / 100

    assert {finding.severity for finding in changed(change)} == {"info"}


def test_half_of_all_outputs_wrong_by_four_percent_is_an_error() -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        arrays["final_use"][::2, 1] += 0.04 * TABLES.output[::2]

    assert by_code(changed(change), "final_use_balance").severity == "error"


def test_rows_known_to_be_empty_do_not_stop_a_load() -> None:
    """The agriculture rows of a published edition: the cells are missing, the totals are not."""

    def change(arrays: dict[str, np.ndarray]) -> None:
        for province in range(3):
            block = slice(province * 42, province * 42 + 42)
            arrays["flows"][province * 42, block] = 0

    findings = changed(change)
    assert not errors(findings)
    assert by_code(findings, "zero_supply").severity == "warning"


def test_both_readings_of_the_column_balance_are_reported() -> None:
    readings = {balance.code: balance for balance in balances(TABLES)}
    assert readings[DOMESTIC].worst_share < 1e-12
    assert readings[WITH_IMPORTS].worst_share > 0.01
    assert (
        "sum(Z) + IM + TVA = TI fits better"
        in by_code(changed(lambda _: 0), "column_balance").found
    )


def test_flows_that_hold_imports_are_a_warning() -> None:
    def change(arrays: dict[str, np.ndarray]) -> None:
        n = TABLES.output.size
        arrays["flows"][np.arange(n), np.arange(n)] += TABLES.imports
        arrays["error"] -= TABLES.imports

    findings = changed(change)
    assert by_code(findings, "column_balance").severity == "warning"
    assert "sum(Z) + TVA = TI fits better" in by_code(findings, "column_balance").found
