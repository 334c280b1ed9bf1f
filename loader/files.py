"""Any file of ours to what it gives: recognised by its content, read by the reader of its kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph_service.errors import BadParameter, SourceDefect
from graph_service.progress import Progress, no_progress
from loader.balances import balances
from loader.content import content_hash
from loader.graph_tables import edition_tables
from loader.inventory import is_inventory, read_inventory
from loader.layout import SheetReading, SheetRecord, Tables
from loader.matlab import matlab_refusal
from loader.parts import FileReading, Part, PartRecord
from loader.source import read_source
from loader.user_tables import read_user_table
from loader.workbook import Workbook

FORMATS = ".xlsx, .csv"
TOTALS = {
    "output_mcny": "output",
    "value_added_mcny": "value_added",
    "intermediate_input_mcny": "intermediate_input",
    "imports_mcny": "imports",
    "final_use_mcny": "final_use_total",
    "exports_mcny": "exports",
    "error_mcny": "error",
}


def read_file(
    path: Path, *, edition: str | None = None, progress: Progress = no_progress
) -> FileReading:
    """Read and check one file of any kind: MRIO workbook, emission inventory or user's table.

    Raises:
        SourceDefect: it cannot be read; ``foreign`` where it is none of ours.
        BadParameter: ``edition`` for a file that holds no MRIO table.
    """
    suffix = path.suffix.lower()
    if suffix == ".mat":
        raise matlab_refusal(path)
    if suffix == ".csv":
        _no_edition(edition, path, "a table of your own")
        return read_user_table(path)
    workbook = Workbook(path)
    if is_inventory(workbook):
        _no_edition(edition, path, "an emission inventory")
        return read_inventory(path, workbook, progress=progress)
    found = read_source(path, workbook=workbook, edition=edition, progress=progress)
    return FileReading(
        file=path,
        sha256=found.sha256,
        parts=tuple(edition_part(sheet) for sheet in found.sheets),
        skipped=found.skipped,
    )


def edition_part(sheet: SheetReading) -> Part:
    """One MRIO table as a part of the graph."""
    tables = sheet.tables
    return Part(
        kind="edition",
        id=tables.edition.id,
        content=content_hash(tables),
        synthetic=tables.edition.synthetic,
        source=tables.source,
        tables=edition_tables(tables),
        record=_record(tables, sheet.record),
        findings=sheet.findings,
    )


def totals(tables: Tables) -> dict[str, float | None]:
    """National totals of one edition: money in million CNY, CO2 in kt."""
    found: dict[str, float | None] = {
        name: float(getattr(tables, field).sum()) for name, field in TOTALS.items()
    }
    found["co2_kt"] = None if tables.co2 is None else float(tables.co2.sum())
    return found


def _record(tables: Tables, record: SheetRecord) -> PartRecord:
    edition = tables.edition
    return PartRecord(
        sheets=(record.sheet,),
        rows_read=record.rows_read,
        rows_used=record.rows_used,
        columns_read=record.columns_read,
        columns_used=record.columns_used,
        cells_used=record.cells_used,
        dropped=record.dropped,
        holds={
            "provinces": len(tables.provinces),
            "sectors": len(tables.sectors),
            "industries": tables.output.size,
            "flows": int(np.count_nonzero(tables.flows)),
            "final_use_cells": int(np.count_nonzero(tables.final_use)),
        },
        totals=totals(tables),
        balances=balances(tables),
        about={
            "year": edition.year,
            "classification": edition.classification,
            "co2_source": edition.co2_source,
        },
    )


def _no_edition(edition: str | None, path: Path, kind: str) -> None:
    if edition is not None:
        raise BadParameter(
            f"{path.name} is {kind}, and --edition names a MRIO table",
            hint="leave --edition out for this file",
        )


def foreign(path: Path) -> SourceDefect | None:
    """Why a file of a folder need not even be opened; None where it may be one of ours."""
    if not path.is_file():
        said = "a link that leads nowhere" if path.is_symlink() else "no ordinary file"
        return SourceDefect(said, place=path.name, foreign=True)
    if path.suffix.lower() in (".xlsx", ".csv", ".mat"):
        return None
    if path.suffix.lower() in (".xls", ".xlsb"):
        return SourceDefect(
            "an older form of Excel; open it and save it as .xlsx", place=path.name, foreign=True
        )
    return SourceDefect(f"none of the formats {FORMATS}", place=path.name, foreign=True)
