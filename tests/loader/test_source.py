"""A workbook file becomes tables, findings and a list of what was skipped."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from graph_service.errors import BadParameter, SourceDefect
from loader.layout import SourceReading, Tables
from loader.source import read_source
from tests.loader.sheets import Sheet, build, write

CHINESE = build()
ENGLISH = build(language="en", name="English_Version")
CONSISTENT = build(
    classification="ceads42_2012", name="Table_2017_consistent", subtotal=True, number_codes=True
)
LIST = Sheet("Province", [["No.", "省份", "Province"], [1.0, "北京", "Beijing"]])
CODES = Sheet("Note", [["IM", "imports"], ["TVA", "value added"], ["GO", "gross output"]])


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook as CEADs gives them out: two tables, one of them twice, and lists."""
    path = tmp_path_factory.mktemp("source") / "63b4aaf9401322060.xlsx"
    return write(path, CODES, CHINESE, CONSISTENT, ENGLISH, LIST)


@pytest.fixture(scope="module")
def reading(workbook: Path) -> SourceReading:
    return read_source(workbook)


def test_both_classes_are_read_as_editions_of_their_own(reading: SourceReading) -> None:
    found = {table.edition.id: table.source.sheet for table in reading.tables}
    assert found == {"2017new": "Table_2017", "2017": "Table_2017_consistent"}


def test_same_table_in_english_is_skipped_with_the_reason(reading: SourceReading) -> None:
    assert [(sheet.sheet, sheet.reason.split(":")[0]) for sheet in reading.skipped] == [
        ("Note", "no MRIO table"),
        ("English_Version", "the same table as sheet Table_2017 (edition 2017new)"),
        ("Province", "no MRIO table"),
    ]


def test_sheet_with_the_co2_row_stands_for_its_twin_without(tmp_path: Path) -> None:
    without = build(co2_label=None)
    reading = read_source(write(tmp_path / "table.xlsx", without, ENGLISH))
    assert [table.source.sheet for table in reading.tables] == ["English_Version"]
    assert [sheet.sheet for sheet in reading.skipped] == ["Table_2017"]
    assert "no_co2_row" not in {finding.code for finding in reading.findings}


def test_wrong_name_in_a_skipped_twin_is_a_warning(tmp_path: Path) -> None:
    other = build(language="en", name="English_Version")
    other.rows[other.row["GD", "17"]][1] = "Finance"
    findings = read_source(write(tmp_path / "table.xlsx", CHINESE, other)).findings
    (finding,) = [found for found in findings if found.code == "name_contradicts_code"]
    assert finding.severity == "warning"
    assert "sheet English_Version" in finding.place


def test_rounding_of_another_program_does_not_part_twins(tmp_path: Path) -> None:
    other = build(language="en", name="English_Version", scale=1 + 1e-12)
    (table,) = read_source(write(tmp_path / "table.xlsx", CHINESE, other)).tables
    assert table.source.sheet == "Table_2017"


def test_cell_that_differs_between_twins_is_named(tmp_path: Path) -> None:
    other = build(language="en", name="English_Version")
    other.rows[other.row["GD", "17"]][other.column["BJ", "03"]] = 5.0
    with pytest.raises(SourceDefect, match="1 numbers differ") as caught:
        read_source(write(tmp_path / "table.xlsx", CHINESE, other))
    assert " / sheet English_Version / cell F" in caught.value.place
    assert "sheet Table_2017 / cell F" in caught.value.message


def test_source_names_file_sheet_and_hash(reading: SourceReading, workbook: Path) -> None:
    source = reading.tables[0].source
    assert source.sha256 == reading.sha256 == hashlib.sha256(workbook.read_bytes()).hexdigest()
    assert (source.file_name, source.sheet) == (workbook.name, "Table_2017")
    assert source.title == "2017年中国省际多区域投入产出表（42部门） 单位：万元"
    assert "doi:10.1038/s41597-021-01023-5" in source.citation


def test_reading_twice_gives_the_same(reading: SourceReading, workbook: Path) -> None:
    again = read_source(workbook)
    assert again.findings == reading.findings
    assert [sheet.record for sheet in again.sheets] == [sheet.record for sheet in reading.sheets]
    np.testing.assert_array_equal(again.tables[0].flows, reading.tables[0].flows)


def test_table_of_balanced_numbers_has_no_error(reading: SourceReading) -> None:
    assert "error" not in {finding.severity for finding in reading.findings}


def test_progress_counts_the_sheets(workbook: Path) -> None:
    steps: list[tuple[int, int]] = []
    read_source(workbook, progress=lambda _step, done, total: steps.append((done, total)))
    assert steps == [(done, 5) for done in range(6)]


def test_file_name_and_extension_do_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", CHINESE).rename(tmp_path / "download")
    assert read_source(path).tables[0].edition.id == "2017new"


def test_sheet_without_stated_dimension_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "table.xlsx", CHINESE)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b'<dimension ref="A1:BDI1316"/>', b""))
    assert read_source(path).tables[0].edition.id == "2017new"


def read_one(path: Path, sheet: Sheet, edition: str | None = None) -> Tables:
    (tables,) = read_source(write(path, sheet), edition=edition).tables
    return tables


def test_edition_may_be_named_for_a_workbook_with_one_table(tmp_path: Path) -> None:
    sheet = replace(CHINESE, name="Table")
    assert read_one(tmp_path / "table.xlsx", sheet, "2018new").edition.id == "2018new"
    assert read_one(tmp_path / "table.xlsx", sheet, "2018new").edition.year == 2018


def test_edition_of_the_other_class_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="ceads42_2017"):
        read_one(tmp_path / "table.xlsx", CHINESE, "2017")


def test_edition_cannot_be_named_for_two_tables(workbook: Path) -> None:
    with pytest.raises(BadParameter, match=r"Table_2017 and Table_2017_consistent"):
        read_source(workbook, edition="2017")


@pytest.mark.parametrize("edition", ["17", "2017old", "sample-a", "../2017", ""])
def test_edition_must_look_like_a_year(workbook: Path, edition: str) -> None:
    with pytest.raises(BadParameter, match="edition"):
        read_source(workbook, edition=edition)


def test_sample_cannot_be_passed_off_as_an_edition(tmp_path: Path) -> None:
    title = "Tanlu synthetic sample A, year 2017, not CEADs data, unit 10,000 yuan (万元), CO2 Mt"
    sample = build(title=title)
    assert read_one(tmp_path / "sample.xlsx", sample).edition.id == "sample-a"
    with pytest.raises(BadParameter, match="sample"):
        read_one(tmp_path / "sample.xlsx", sample, "2017new")
