"""Full-size workbooks: every total per province equals what was written into them."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from graph_service.reference import ROOT
from loader.checks import check_tables
from loader.layout import Finding, SourceReading, Tables, Vector
from loader.source import read_source

pytestmark = pytest.mark.slow
Check = dict[str, dict[str, float]]  # province -> column -> value


@pytest.fixture(scope="module")
def folder(request: pytest.FixtureRequest) -> Path:
    whole: Path = request.getfixturevalue("reference_data")
    return whole / "mrio_reconstructed"


@pytest.fixture(scope="module")
def checks(folder: Path) -> dict[str, Check]:
    """Totals per edition and province, in 10,000 yuan and Mt, as the files' maker noted them."""
    noted: dict[str, Check] = {}
    with (folder / "checks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts = {"edition", "sector_class", "sheets", "province_code", "file"}
            numbers = {name: float(value) for name, value in row.items() if name not in texts}
            noted.setdefault(row["edition"], {})[row["province_code"]] = numbers
    return noted


@pytest.fixture(scope="module")
def reading_2017(folder: Path) -> SourceReading:
    return read_source(folder / "MRIO_2017.xlsx")


def per_province(tables: Tables) -> dict[str, Callable[[int], float]]:
    """The columns of checks.csv, computed from tables for province number p."""
    blocks = tables.flows.reshape(31, 42, 31, 42)

    def total(vector: Vector, p: int) -> float:
        return float(vector[p * 42 : p * 42 + 42].sum())

    assert tables.co2 is not None
    return {
        "go": partial(total, tables.output * 100),
        "tva": partial(total, tables.value_added * 100),
        "im": partial(total, tables.imports * 100),
        "tii": partial(total, tables.intermediate_input * 100),
        "ex": partial(total, tables.exports * 100),
        "tfu": partial(total, tables.final_use_total * 100),
        "err": partial(total, tables.error * 100),
        "co2_mt": partial(total, tables.co2 / 1000),
        "fd_bought": lambda p: float(tables.final_use[:, p * 5 : p * 5 + 5].sum()) * 100,
        "im_fd": lambda p: float(tables.final_use_imports[p * 5 : p * 5 + 5].sum()) * 100,
        "block_sum": lambda p: float(blocks[p, :, p].sum()) * 100,
        "block_diag": lambda p: float(np.trace(blocks[p, :, p])) * 100,
        "nonzero_block": lambda p: float(np.count_nonzero(blocks[p, :, p])),
        "nonzero_rows": lambda p: float(np.count_nonzero(blocks[p])),
    }


def assert_totals(tables: Tables, check: Check) -> None:
    for column, compute in per_province(tables).items():
        expected = [check[province][column] for province in tables.provinces]
        found = [compute(p) for p in range(31)]
        np.testing.assert_allclose(found, expected, rtol=1e-6, err_msg=column)


@pytest.mark.parametrize("edition", ["2017", "2017new"])
def test_totals_of_2017_equal_the_checks(
    reading_2017: SourceReading, checks: dict[str, Check], edition: str
) -> None:
    (tables,) = [table for table in reading_2017.tables if table.edition.id == edition]
    assert_totals(tables, checks[edition])


@pytest.fixture(scope="module")
def reading_of(folder: Path) -> Callable[[str], SourceReading]:
    return cache(lambda year: read_source(folder / f"MRIO_{year}.xlsx"))


@pytest.mark.parametrize("year", ["2012", "2015"])
def test_totals_of_earlier_years_equal_the_checks(
    reading_of: Callable[[str], SourceReading], checks: dict[str, Check], year: str
) -> None:
    reading = reading_of(year)
    (tables,) = reading.tables
    assert tables.edition.id == year
    assert tables.source.sheet == "Table"
    assert not [finding for finding in reading.findings if finding.severity == "error"]
    assert_totals(tables, checks[year])


def test_value_added_of_2017_is_between_70_and_90_trillion(reading_2017: SourceReading) -> None:
    for tables in reading_2017.tables:
        assert 70e6 < tables.value_added.sum() < 90e6


def test_2017_has_two_editions_and_no_error(reading_2017: SourceReading) -> None:
    found = {table.edition.id: table.edition.classification for table in reading_2017.tables}
    assert found == {"2017new": "ceads42_2017", "2017": "ceads42_2012"}
    assert not [finding for finding in reading_2017.findings if finding.severity == "error"]


def test_english_sheet_and_list_of_provinces_are_skipped(reading_2017: SourceReading) -> None:
    skipped = {sheet.sheet: sheet.reason for sheet in reading_2017.skipped}
    assert set(skipped) == {"English_Version", "Province"}
    assert "same table as sheet Table_2017" in skipped["English_Version"]


def test_shannxi_is_understood(reading_2017: SourceReading) -> None:
    (note,) = [found for found in reading_2017.findings if found.code == "province_spelling"]
    assert (note.severity, note.found, note.consequence) == ("info", "Shannxi", "understood as SN")
    assert "English_Version" in note.place


def empty_in_several_provinces(reading: SourceReading) -> list[Finding]:
    found = [finding for finding in reading.findings if finding.code == "zero_supply"]
    return [finding for finding in found if not finding.expected.startswith("every sector")]


def test_empty_agriculture_rows_of_provinces_24_to_31_are_a_warning(
    reading_2017: SourceReading,
) -> None:
    """Found in the table of the 2017 class, and in no other table."""
    (tables,) = [table for table in reading_2017.tables if table.edition.id == "2017new"]
    (finding,) = empty_in_several_provinces(reading_2017)
    assert finding.severity == "warning"
    ids = ", ".join(f"2017new/{province}/c1" for province in tables.provinces[23:])
    rows = ", ".join(str(5 + province * 42) for province in range(23, 31))
    assert finding.place == f"MRIO_2017.xlsx / sheet Table_2017 / rows {rows} ({ids})"


@pytest.mark.parametrize("year", ["2012", "2015"])
def test_tables_of_earlier_years_have_no_row_empty_in_several_provinces(
    reading_of: Callable[[str], SourceReading], year: str
) -> None:
    """And little else to warn of: single empty rows, and telecommunications above its due."""
    reading = reading_of(year)
    assert not empty_in_several_provinces(reading)
    warnings = [finding for finding in reading.findings if finding.severity == "warning"]
    assert sorted(finding.code for finding in warnings) == ["co2_of_sector", "zero_supply"]
    (carbon,) = [finding for finding in warnings if finding.code == "co2_of_sector"]
    assert carbon.place.endswith(f"row 1316 ({year}), sector c27")


def test_tables_of_2017_have_nothing_to_warn_of_but_empty_rows(
    reading_2017: SourceReading,
) -> None:
    warnings = {finding.code for finding in reading_2017.findings if finding.severity == "warning"}
    assert warnings == {"zero_supply"}


def test_flow_a_hundred_times_too_large_is_named_in_a_real_table(
    reading_2017: SourceReading,
) -> None:
    tables = reading_2017.tables[0]
    flows = np.argwhere(tables.flows > 1e-5 * tables.output)
    for row, column in np.random.default_rng(0).choice(flows, 25):
        kept = tables.flows[row, column]
        tables.flows[row, column] = kept * 100
        errors = [found for found in check_tables(tables) if found.severity == "error"]
        tables.flows[row, column] = kept
        assert errors
        assert errors[0].place == f"{tables.industry(row)} to {tables.industry(column)}"


MEASURE = """
import sys
from pathlib import Path
from loader.source import read_source
kept = read_source(Path(sys.argv[1]))
status = Path("/proc/self/status").read_text()
sys.stdout.write(status.split("VmHWM:")[1].split()[0])
"""


def test_three_full_sheets_are_read_in_less_than_600_megabytes(folder: Path) -> None:
    command = [sys.executable, "-c", MEASURE, str(folder / "MRIO_2017.xlsx")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 600 * 1024
