"""Reads emission inventories: of the provinces by year, of the nation, of cities.

Years, places and units come from the content: sheet names, note and header rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from graph_service.errors import SourceDefect
from graph_service.progress import Progress, no_progress
from loader import labels
from loader.inventory_checks import province_findings, sheet_findings
from loader.inventory_cities import is_city_sheet, read_cities
from loader.inventory_note import (
    Note,
    note_sheet,
    read_note,
    year_findings,
    year_without_sheet_name,
)
from loader.inventory_sheet import InventorySheet, header_row, read_sheet
from loader.inventory_summary import is_summary, summary_findings
from loader.inventory_tables import NATIONAL, inventory_part
from loader.layout import Finding, SkippedSheet
from loader.parts import FileReading, Part
from loader.workbook import Workbook

SHEET_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
Place = tuple[str, int | None]
"""Code of a province, or CN, and the year in a sheet name."""


def is_inventory(workbook: Workbook) -> bool:
    """Whether a workbook holds emission inventories: sheet names first, then one header row."""
    if any(is_city_sheet(name) for name in workbook.sheet_names):
        return True
    named = [name for name in workbook.sheet_names if place_of(name) is not None]
    return any(header_row(workbook.read(name)) is not None for name in named)


def place_of(name: str) -> Place | None:
    """Province and year that a sheet name tells, as in Guangdong2017; CN where it is a year."""
    found = SHEET_YEAR.search(name)
    year = int(found[1]) if found else None
    rest = SHEET_YEAR.sub("", name)
    if year is not None and not labels.key(rest):
        return NATIONAL, year
    province = labels.province(rest)
    return None if province is None else (province, year)


def read_inventory(
    path: Path, workbook: Workbook, *, progress: Progress = no_progress
) -> FileReading:
    """Read and check all inventories of a workbook, a part for each year; cities are one part.

    Raises:
        SourceDefect: a sheet cannot be read; findings of severity ``error`` are left to the
            caller to stop on.
    """
    note = read_note(workbook)
    if any(is_city_sheet(name) for name in workbook.sheet_names):
        part, skipped = read_cities(workbook, note, progress)
        return FileReading(path, workbook.sha256, (part,), skipped)
    return _Reading(workbook, note, progress).reading(path)


class _Reading:
    """Collects the sheets of one workbook: inventories by place and year, summaries, others."""

    def __init__(self, workbook: Workbook, note: Note, progress: Progress) -> None:
        self.workbook, self.note = workbook, note
        self.sheets: dict[tuple[int, str], InventorySheet] = {}
        self.summaries: list[str] = []
        self.skipped: list[SkippedSheet] = []
        self.findings: dict[int, list[Finding]] = {}
        total = len(workbook.sheet_names)
        for number, name in enumerate(workbook.sheet_names):
            progress(f"Reading {workbook.file_name}", number, total)
            self._add(name)
        progress(f"Reading {workbook.file_name}", total, total)

    def reading(self, path: Path) -> FileReading:
        """All parts: the national inventory of all years, those of the provinces by year."""
        years = sorted({year for year, place in self.sheets if place != NATIONAL})
        parts = [self._provinces(year) for year in years]
        national = {key: sheet for key, sheet in self.sheets.items() if key[1] == NATIONAL}
        if national:
            parts.append(self._part(national))
        return FileReading(path, self.workbook.sha256, tuple(parts), tuple(self.skipped))

    def _add(self, name: str) -> None:
        if is_summary(name):
            self.summaries.append(name)
            self.skipped.append(SkippedSheet(name, "a summary: compared with the other sheets"))
            return
        if name == note_sheet(self.workbook):
            self.skipped.append(SkippedSheet(name, "the note: read for years, unit and title"))
            return
        sheet, place = self.workbook.read(name), place_of(name)
        if place is None:
            if header_row(sheet) is None:
                self.skipped.append(SkippedSheet(name, "no inventory: no row names the fuels"))
                return
            near = labels.similar_province(SHEET_YEAR.sub("", name))
            raise SourceDefect(
                f"expected the name of a province and a year, found {name!r}"
                + (f"; similar to {near}" if near else ""),
                place=sheet.place(),
                hint="name the sheet as in Guangdong2017",
            )
        code, year = place
        early: tuple[Finding, ...] = ()
        if year is None:
            year, early = year_without_sheet_name(self.note, sheet)
        if (year, code) in self.sheets:
            other = self.sheets[year, code].sheet.name
            raise SourceDefect(
                f"expected each province once, found {code} {year} also in sheet {other}",
                place=sheet.place(),
                hint="remove the sheet that does not belong there",
            )
        self.sheets[year, code] = read_sheet(sheet)
        if early and not self.findings.get(year):
            self.findings[year] = list(early)

    def _provinces(self, year: int) -> Part:
        sheets = {key: sheet for key, sheet in self.sheets.items() if key[0] == year}
        sheets.pop((year, NATIONAL), None)
        totals = {province: sheet.total for (_, province), sheet in sheets.items()}
        found = province_findings(self.workbook.file_name, year, totals)
        return self._part(sheets, (*self.findings.get(year, ()), *found))

    def _part(
        self, sheets: Mapping[tuple[int, str], InventorySheet], early: tuple[Finding, ...] = ()
    ) -> Part:
        findings = (*early, *self._common(sheets))
        return inventory_part(self.workbook, self.note, sheets, findings)

    def _common(self, sheets: Mapping[tuple[int, str], InventorySheet]) -> Iterator[Finding]:
        """Findings of each sheet, of years against the note, of summaries, of the unit."""
        years = {sheet.sheet.place(): year for (year, _), sheet in sheets.items()}
        yield from year_findings(self.note, years)
        for (_, code), sheet in sheets.items():
            level = "national" if code == NATIONAL else "province"
            yield from sheet_findings(sheet, level, older=not sheet.places.beyond)
        for name in self.summaries:
            yield from summary_findings(self.workbook.read(name), sheets)
        stated = self.note.unit_stated or all(s.places.unit_stated for s in sheets.values())
        if not stated:
            yield Finding(
                "warning",
                "unit_not_stated",
                self.workbook.file_name,
                "the unit Mt CO2 in the note or below the fuels",
                "no unit",
                "Mt is assumed; see the totals",
            )
