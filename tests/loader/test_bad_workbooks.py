"""Every bad workbook is refused with the place, in words; none ends in a traceback."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph_service.errors import SourceDefect
from loader.source import read_source
from tests.loader.bad_workbooks import CASES, FILE, WRONG_TABLES, BadCase
from tests.loader.sheets import THREE, build, write


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_workbook_is_refused_with_its_place(case: BadCase, tmp_path: Path) -> None:
    path = case.write(tmp_path)
    with pytest.raises(SourceDefect) as caught:
        read_source(path)
    error = caught.value
    assert error.place.startswith(FILE)
    assert error.place.endswith(case.place_fragment)
    assert case.message_fragment.casefold() in error.message.casefold()
    assert error.hint
    assert "Traceback" not in error.message


@pytest.mark.parametrize("case", WRONG_TABLES, ids=lambda case: case.name)
def test_wrong_table_has_an_error_finding(case: BadCase, tmp_path: Path) -> None:
    errors = [
        finding
        for finding in read_source(case.write(tmp_path)).findings
        if finding.severity == "error"
    ]
    found = [finding for finding in errors if case.message_fragment in finding.code]
    assert found
    assert any(case.place_fragment in finding.place for finding in found)
    assert all(finding.expected and finding.found and finding.consequence for finding in errors)


def test_there_are_at_least_thirty_bad_workbooks_with_different_names() -> None:
    names = [case.name for case in (*CASES, *WRONG_TABLES)]
    assert len(names) == len(set(names)) >= 30


def test_file_without_read_permission_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / FILE, build(THREE))
    path.chmod(0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with pytest.raises(SourceDefect, match="cannot be read"):
            read_source(path)
    finally:
        if root:
            os.seteuid(0)
