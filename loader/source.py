"""Entry of the loader: one workbook file to its tables, findings and skipped sheets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graph_service.errors import BadParameter, SourceDefect
from graph_service.progress import Progress, no_progress
from loader.checks import check_tables
from loader.layout import Finding, SheetReading, SkippedSheet, SourceReading, Tables
from loader.places import Places
from loader.structure import is_table
from loader.tidy import tidy
from loader.twins import refuse_different
from loader.workbook import Workbook

SHOWN = 5
EDITION = re.compile(r"(19|20)\d\d(new)?")
NO_TABLE = "no MRIO table: no codes FU101.., TFU, GO in a row, no IM, TVA, TI in a column"


class _Reading:
    """Collects what the sheets of one workbook give."""

    def __init__(self, workbook: Workbook, edition: str | None) -> None:
        self.workbook = workbook
        self.edition = edition
        self.sheets: list[SheetReading] = []
        self.places: list[Places] = []
        self.skipped: list[SkippedSheet] = []

    def add(self, name: str) -> None:
        """Read one sheet and keep it, or note why not. Its rows are freed on return."""
        sheet = self.workbook.read(name)
        if not is_table(sheet):
            self.skipped.append(SkippedSheet(name, NO_TABLE))
            return
        tables, findings, record, places = tidy(
            sheet, sha256=self.workbook.sha256, edition=self.edition
        )
        reading = SheetReading(tables, (*findings, *check_tables(tables, places)), record)
        twin = self._twin(places)
        if twin is None:
            self.sheets.append(reading)
            self.places.append(places)
            return
        kept, notes = self.sheets[twin], _notes(findings)
        if kept.tables.co2 is None and tables.co2 is not None:
            kept, reading, notes = reading, kept, []
            self.places[twin] = places
        reason = f"the same table as sheet {kept.tables.source.sheet} (edition {tables.edition.id})"
        self.skipped.append(SkippedSheet(reading.tables.source.sheet, reason))
        self.sheets[twin] = replace(kept, findings=(*kept.findings, *notes))

    def _twin(self, places: Places) -> int | None:
        """Number of the table read before as the same edition, which must hold the same numbers."""
        tables = places.tables
        for number, other in enumerate(self.places):
            if other.tables.edition.id != tables.edition.id:
                continue
            try:
                refuse_different(other, places)
            except SourceDefect as defect:
                if self.edition is None:
                    raise
                raise BadParameter(
                    f"edition {self.edition} cannot stand for the different tables in sheets "
                    f"{other.tables.source.sheet} and {tables.source.sheet}",
                    hint="--edition is for a workbook with one table; leave it out here",
                ) from defect
            return number
        return None


def _notes(findings: Sequence[Finding]) -> list[Finding]:
    """What is worth knowing of a sheet that is skipped: an error in it does no harm."""
    errors = [replace(found, severity="warning") for found in findings if found.severity == "error"]
    return [*errors, *(found for found in findings if found.severity == "info")]


def read_source(
    path: Path,
    *,
    workbook: Workbook | None = None,
    edition: str | None = None,
    progress: Progress = no_progress,
) -> SourceReading:
    """Read every MRIO table of a workbook, check it, and list what was skipped and why.

    ``edition`` (2017, 2017new) names the table where the workbook does not, and is allowed only
    where exactly one is in it; ``workbook`` is the file already open. Raises SourceDefect (with
    its place) for what cannot be read; a finding of severity ``error`` is left to the caller.
    """
    if edition is not None and not EDITION.fullmatch(edition):
        raise BadParameter(
            f"edition {edition!r} is none", hint="a year, or a year with new: 2017 or 2017new"
        )
    path = Path(path)
    workbook = workbook or Workbook(path)
    reading = _Reading(workbook, edition)
    total = len(workbook.sheet_names)
    for number, name in enumerate(workbook.sheet_names):
        progress(f"Reading {workbook.file_name}", number, total)
        reading.add(name)
    progress(f"Reading {workbook.file_name}", total, total)
    _check_something_read(reading)
    if edition is not None:
        _check_override([sheet.tables for sheet in reading.sheets], edition)
    return SourceReading(
        file=path,
        sha256=workbook.sha256,
        sheets=tuple(reading.sheets),
        skipped=tuple(reading.skipped),
    )


def _check_something_read(reading: _Reading) -> None:
    if reading.sheets:
        return
    names = ", ".join(sheet.sheet for sheet in reading.skipped[:SHOWN])
    raise SourceDefect(
        f"no sheet holds a MRIO table or an emission inventory ({names})",
        place=reading.workbook.file_name,
        hint="load provincial MRIO workbooks and emission inventories of ceads.net",
        foreign=True,
    )


def _check_override(tables: Sequence[Tables], edition: str) -> None:
    """Refuse an edition id that does not fit the sector class, or that would hide a sample."""
    (table,) = tables
    fits = "ceads42_2017" if edition.endswith("new") else "ceads42_2012"
    if table.edition.classification != fits:
        raise BadParameter(
            f"edition {edition} stands for class {fits}, but the sector names in sheet "
            f"{table.source.sheet} are those of {table.edition.classification}",
            hint="add new to the year for the 2017 class, leave it out for the 2012 class",
        )
    if table.edition.synthetic:
        raise BadParameter(
            "a synthetic sample keeps its own edition id", hint="leave --edition out"
        )
