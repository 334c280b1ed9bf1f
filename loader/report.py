"""What a load read, found and left out: as text for a terminal and as JSON with stable keys."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from loader.balances import balances
from loader.layout import Finding, SheetRecord, SourceReading, Tables

WIDTH = 100
LABEL = 12  # width of the first column of the text
SEVERITIES = ("error", "warning", "info")
TOTALS = {
    "output_mcny": "output",
    "value_added_mcny": "value_added",
    "intermediate_input_mcny": "intermediate_input",
    "imports_mcny": "imports",
    "final_use_mcny": "final_use_total",
    "exports_mcny": "exports",
    "error_mcny": "error",
}
Json = dict[str, object]


@dataclass(frozen=True)
class LoadReport:
    """The readings of one load, in the order of the files."""

    readings: tuple[SourceReading, ...]

    def findings(self, severity: str | None = None) -> tuple[Finding, ...]:
        """Findings of all files, or those of one severity."""
        found = (finding for reading in self.readings for finding in reading.findings)
        return tuple(finding for finding in found if severity in (None, finding.severity))

    def as_dict(self) -> Json:
        """The report as plain values; money in million CNY, CO2 in kt."""
        return {
            "report": "tanlu load",
            "report_version": 1,
            "counts": {severity: len(self.findings(severity)) for severity in SEVERITIES},
            "files": [_file(reading) for reading in self.readings],
        }

    def json(self) -> str:
        """The report as indented JSON in UTF-8."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def text(self) -> str:
        """The report for a terminal, at most 100 columns wide."""
        lines = [line for reading in self.readings for line in _file_lines(reading)]
        counts = ", ".join(f"{len(self.findings(name))} {name}" for name in SEVERITIES)
        return "\n".join([*lines, f"{len(self.readings)} files; findings: {counts}"])


def totals(tables: Tables) -> dict[str, float | None]:
    """National totals of one edition: money in million CNY, CO2 in kt."""
    found: dict[str, float | None] = {
        name: float(getattr(tables, field).sum()) for name, field in TOTALS.items()
    }
    found["co2_kt"] = None if tables.co2 is None else float(tables.co2.sum())
    return found


def _file(reading: SourceReading) -> Json:
    pairs = zip(reading.tables, reading.records, strict=True)
    return {
        "file": reading.file.name,
        "sha256": reading.sha256,
        "sheets": [_sheet(tables, record) for tables, record in pairs],
        "skipped": [asdict(sheet) for sheet in reading.skipped],
        "findings": [asdict(finding) for finding in reading.findings],
    }


def _sheet(tables: Tables, record: SheetRecord) -> Json:
    edition = tables.edition
    return {
        "sheet": record.sheet,
        "title": tables.source.title,
        "edition": edition.id,
        "year": edition.year,
        "classification": edition.classification,
        "synthetic": edition.synthetic,
        "co2_source": edition.co2_source,
        "in": {
            "rows": record.rows_read,
            "columns": record.columns_read,
            "rows_used": record.rows_used,
            "columns_used": record.columns_used,
            "cells_used": record.cells_used,
        },
        "out": {
            "provinces": len(tables.provinces),
            "sectors": len(tables.sectors),
            "industries": tables.output.size,
            "flows": int(np.count_nonzero(tables.flows)),
            "final_use_cells": int(np.count_nonzero(tables.final_use)),
        },
        "dropped": [{"place": place, "reason": reason} for place, reason in record.dropped],
        "totals": totals(tables),
        "balances": [asdict(balance) for balance in balances(tables)],
    }


def _file_lines(reading: SourceReading) -> Iterator[str]:
    yield reading.file.name
    yield _line("sha256", reading.sha256)
    for tables, record in zip(reading.tables, reading.records, strict=True):
        yield from _sheet_lines(tables, record)
    for sheet in reading.skipped:
        yield _line("skipped", f"sheet {sheet.sheet}: {sheet.reason}")
    for severity in SEVERITIES:
        for finding in reading.findings:
            if finding.severity == severity:
                yield from _finding_lines(finding)
    yield ""


def _sheet_lines(tables: Tables, record: SheetRecord) -> Iterator[str]:
    edition = tables.edition
    kind = "synthetic, " if edition.synthetic else ""
    yield _line("sheet", f"{record.sheet}: edition {edition.id} ({kind}{edition.classification})")
    yield _line(
        "  read",
        f"{record.rows_read:,} rows x {record.columns_read:,} columns; used {record.rows_used:,} x "
        f"{record.columns_used:,} = {record.cells_used:,} cells",
    )
    yield _line(
        "  holds",
        f"{len(tables.provinces)} provinces x {len(tables.sectors)} sectors = "
        f"{tables.output.size:,} industries, {np.count_nonzero(tables.flows):,} flows",
    )
    for place, reason in record.dropped:
        yield _line("  dropped", f"{place}: {reason}")
    for name, value in totals(tables).items():
        yield _line("  total", f"{name.rsplit('_', 1)[0]:<20}{_amount(name, value)}")
    for balance in balances(tables):
        off = f"worst {balance.worst_share:.1e} of output ({balance.worst_industry})"
        yield _line("  balance", f"{balance.identity:<27}{off}")


def _amount(name: str, value: float | None) -> str:
    if value is None:
        return "no data"
    if name.endswith("_kt"):
        return f"{value:>18,.0f} kt"
    return f"{value:>18,.0f} million CNY"


def _finding_lines(finding: Finding) -> Iterator[str]:
    """Errors and warnings in full; a note in one sentence, none for what stands above already."""
    if finding.severity == "info":
        if finding.code != "totals" and not finding.code.endswith("_balance"):
            note = f"{finding.code} at {finding.place}: {finding.found}; {finding.consequence}"
            yield _line("note", note)
        return
    yield _line(finding.severity, f"{finding.code} at {finding.place}")
    yield _line("", f"expected {finding.expected}")
    yield _line("", f"found    {finding.found}")
    yield _line("", f"so       {finding.consequence}")


def _line(label: str, content: str) -> str:
    """A label and its content; what is too long goes on below the content."""
    return textwrap.fill(
        content,
        WIDTH,
        initial_indent=f"  {label:<{LABEL}}",
        subsequent_indent=" " * (LABEL + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )
