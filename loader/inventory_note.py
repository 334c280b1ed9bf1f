"""The note sheet of an inventory workbook: years, unit, title, and whether it is synthetic."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from graph_service.errors import SourceDefect
from loader import labels
from loader.inventory_units import check_unit
from loader.layout import Cell, Finding, RawSheet
from loader.workbook import Workbook

NOTE_NAMES = {"note", "notes", "readme", "说明", "說明"}
YEAR = re.compile(r"(?<!\d)(19[89]\d|20[0-4]\d)(?!\d)")
RANGE = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*(?:-|–|—|~|至|to)\s*((?:19|20)\d\d)(?!\d)")
SYNTHETIC = "tanlu synthetic"


@dataclass(frozen=True)
class Note:
    """What the note says; ``years`` is empty where it names none, the places then too."""

    years: frozenset[int] = frozenset()
    year_place: str = ""
    title: str = ""
    unit_stated: bool = False
    synthetic: bool = False


def note_sheet(workbook: Workbook) -> str | None:
    """Name of the note sheet, None where there is none."""
    return next((name for name in workbook.sheet_names if labels.key(name) in NOTE_NAMES), None)


def read_note(workbook: Workbook) -> Note:
    """Read the note; raises SourceDefect where it names another unit than Mt."""
    name = note_sheet(workbook)
    if name is None:
        return Note()
    sheet = workbook.read(name)
    years, year_place = _years(sheet)
    return Note(
        years=years,
        year_place=year_place,
        title=_said(sheet, "content", "内容")[0].splitlines()[0].strip(),
        unit_stated=check_unit(*_said(sheet, "unit", "单位")),
        synthetic=any(
            SYNTHETIC in labels.text(cell).casefold() for row in sheet.rows for cell in row
        ),
    )


def _said(sheet: RawSheet, *names: str) -> tuple[str, str]:
    """What stands right of a label that begins so, and where; a blank where nothing does."""
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row[:-1]):
            if labels.key(labels.text(cell)).startswith(names):
                return labels.text(row[column + 1]) or " ", sheet.place(number, column + 1)
    return " ", sheet.place()


def _years(sheet: RawSheet) -> tuple[frozenset[int], str]:
    for number, row in enumerate(sheet.rows):
        for column, cell in enumerate(row[:-1]):
            if labels.key(labels.text(cell)).startswith(("timeseries", "时间序列", "year", "年份")):
                return years_in(row[column + 1]), sheet.place(number, column + 1)
    return frozenset(), ""


def plain(cell: Cell) -> str:
    """A cell as text, whole numbers without decimals; empty for dates and the like."""
    if isinstance(cell, float | int) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))
    return labels.text(cell)


def one_year(cell: Cell) -> int | None:
    """The year that a cell is, None where it is anything else."""
    text = plain(cell)
    return int(text) if YEAR.fullmatch(text) else None


def years_in(cell: Cell) -> frozenset[int]:
    """Years that a cell names: 2017, "2017", "1997-2019" (all of them)."""
    text = plain(cell)
    named = {int(year) for year in YEAR.findall(text)}
    for first, last in RANGE.findall(text):
        named |= set(range(int(first), int(last) + 1))
    return frozenset(named)


def year_findings(note: Note, sheets: dict[str, int]) -> tuple[Finding, ...]:
    """Years of sheets (by place) that the note does not cover: a sheet in the wrong workbook."""
    if not note.years:
        return ()
    said = _listed(note.years)
    return tuple(
        Finding(
            "error",
            "year_disagrees",
            place,
            f"a year that the note names: {said} ({note.year_place})",
            str(year),
            "the emissions would stand under the wrong year",
        )
        for place, year in sheets.items()
        if year not in note.years
    )


def year_without_sheet_name(note: Note, sheet: RawSheet) -> tuple[int, tuple[Finding, ...]]:
    """The year of a sheet whose name tells none: that of the note, else of the file name.

    Raises:
        SourceDefect: neither names one year.
    """
    if len(note.years) == 1:
        return next(iter(note.years)), ()
    years = {int(year) for year in YEAR.findall(sheet.file_name)}
    if len(years) != 1 or note.years - years:
        raise SourceDefect(
            "no one year found in the sheet name, the note or the file name",
            place=sheet.place(),
            hint="put the year behind the name of each sheet, as in Guangdong2017",
        )
    year = years.pop()
    finding = Finding(
        "warning",
        "year_from_file_name",
        sheet.file_name,
        "a year in the sheet names or the note",
        f"{year} in the file name only",
        "a renamed file would be loaded as another year",
    )
    return year, (finding,)


def _listed(years: frozenset[int]) -> str:
    first, last = min(years), max(years)
    if len(years) == last - first + 1 and len(years) > 1:
        return f"{first}-{last}"
    return ", ".join(map(str, sorted(years)))
