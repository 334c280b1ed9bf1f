"""The report of a load, for a reader and for a program."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from loader.balances import balances
from loader.checks import check_tables
from loader.files import edition_part
from loader.layout import Finding, SheetReading, SheetRecord, SkippedSheet, Tables
from loader.parts import FileReading
from loader.report import LoadReport
from loader.tidy import tidy
from tests.loader.sheets import THREE, build


def tidied() -> tuple[Tables, tuple[Finding, ...], SheetRecord]:
    sheet = build(THREE)
    sheet.rows[sheet.row["GD", "17"]][sheet.column["BJ", "03"]] = 1e7
    return tidy(sheet.raw(), provinces=THREE)[:3]


@pytest.fixture(scope="module")
def report() -> LoadReport:
    tables, findings, record = tidied()
    sheet = SheetReading(tables, (*findings, *check_tables(tables)), record)
    return LoadReport(
        (
            FileReading(
                file=Path("somewhere/table.xlsx"),
                sha256="ab" * 32,
                parts=(edition_part(sheet),),
                skipped=(SkippedSheet("Province", "a list of names"),),
            ),
        )
    )


def test_json_keeps_its_keys(report: LoadReport) -> None:
    whole = json.loads(report.json())
    assert list(whole) == ["report", "report_version", "counts", "files", "together"]
    (file,) = whole["files"]
    assert list(file) == ["file", "sha256", "parts", "skipped", "findings"]
    (part,) = file["parts"]
    assert set(part) == {
        *("part", "kind", "content", "sheets", "title", "synthetic"),
        *("year", "classification", "co2_source"),
        *("in", "out", "dropped", "totals", "balances"),
    }
    assert set(file["findings"][0]) == {
        *("severity", "code", "place", "expected", "found", "consequence"),
    }


def test_json_holds_the_numbers(report: LoadReport) -> None:
    tables, *_ = tidied()
    (sheet,) = json.loads(report.json())["files"][0]["parts"]
    assert sheet["out"]["provinces"] == 3
    assert sheet["out"]["industries"] == 126
    assert sheet["out"]["flows"] == 2 * 126 + 1
    assert sheet["totals"]["output_mcny"] == pytest.approx(tables.output.sum())
    assert sheet["totals"]["co2_kt"] == pytest.approx(tables.co2.sum())
    assert len(sheet["balances"]) == len(balances(tables))
    assert {"place": "row 139", "reason": "not part of the table: Gross Input"} in sheet["dropped"]


def test_json_names_no_folder_of_the_user(report: LoadReport) -> None:
    assert "somewhere" not in report.json()
    assert "somewhere" not in report.text()


def test_text_fits_a_terminal_and_names_everything(report: LoadReport) -> None:
    text = report.text()
    assert max(map(len, text.splitlines())) <= 100
    for part in (
        "table.xlsx",
        "edition 2017new",
        "3 provinces, 42 sectors, 126 industries, 253 flows",
        "million CNY",
        "sheet Province: a list of names",
        "error       row_balance at 2017new/GD/c13s",
        "1 files; findings: 3 error, 0 warning",
    ):
        assert part in text


def test_findings_are_counted_by_severity(report: LoadReport) -> None:
    assert {finding.code for finding in report.findings("error")} == {
        "changed_number",
        "row_balance",
        "column_balance",
    }
    assert len(report.findings()) == sum(
        len(report.findings(severity)) for severity in ("error", "warning", "info")
    )


def test_two_files_of_one_name_are_told_apart_by_their_folders(report: LoadReport) -> None:
    (reading,) = report.readings
    both = LoadReport((reading, replace(reading, file=Path("elsewhere/table.xlsx"))))
    heads = [line for line in both.text().splitlines() if line.endswith("table.xlsx")]
    assert heads == ["somewhere/table.xlsx", "elsewhere/table.xlsx"]
    assert [file["file"] for file in json.loads(both.json())["files"]] == heads
