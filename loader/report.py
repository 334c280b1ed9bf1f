"""What a load read, found and left out: as text for a terminal and as JSON with stable keys."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from loader.layout import Finding
from loader.parts import FileReading, Part

WIDTH = 100
LABEL = 12  # width of the first column of the text
SEVERITIES = ("error", "warning", "info")
Json = dict[str, object]


@dataclass(frozen=True)
class LoadReport:
    """The readings of one load in the order of the files, and what follows from them together."""

    readings: tuple[FileReading, ...]
    together: tuple[Finding, ...] = ()

    def findings(self, severity: str | None = None) -> tuple[Finding, ...]:
        """Findings of all files and of the files together, or those of one severity."""
        found = [finding for reading in self.readings for finding in reading.findings]
        return tuple(f for f in (*found, *self.together) if severity in (None, f.severity))

    def _heads(self) -> list[str]:
        """Names of the files, with as many folders as tell those of one name apart."""
        files = [reading.file for reading in self.readings]
        return [_head(file, files) for file in files]

    def as_dict(self) -> Json:
        """The report as plain values; money in million CNY, CO2 in kt."""
        return {
            "report": "tanlu load",
            "report_version": 2,
            "counts": {severity: len(self.findings(severity)) for severity in SEVERITIES},
            "files": [
                _file(head, reading)
                for head, reading in zip(self._heads(), self.readings, strict=True)
            ],
            "together": [asdict(finding) for finding in self.together],
        }

    def json(self) -> str:
        """The report as indented JSON in UTF-8."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def text(self) -> str:
        """The report for a terminal, at most 100 columns wide."""
        lines = [
            line
            for head, reading in zip(self._heads(), self.readings, strict=True)
            for line in _file_lines(head, reading)
        ]
        if self.together:
            lines += ["the files together", *_findings_lines(self.together), ""]
        counts = ", ".join(f"{len(self.findings(name))} {name}" for name in SEVERITIES)
        return "\n".join([*lines, f"{len(self.readings)} files; findings: {counts}"])


def _head(file: Path, files: Sequence[Path]) -> str:
    for depth in range(1, len(file.parts)):
        if sum(other.parts[-depth:] == file.parts[-depth:] for other in files) == 1:
            return "/".join(file.parts[-depth:])
    return str(file)


def _file(head: str, reading: FileReading) -> Json:
    return {
        "file": head,
        "sha256": reading.sha256,
        "parts": [_part(part) for part in reading.parts],
        "skipped": [asdict(sheet) for sheet in reading.skipped],
        "findings": [asdict(finding) for finding in reading.findings],
    }


def _part(part: Part) -> Json:
    record = part.record
    return {
        "part": part.id,
        "kind": part.kind,
        "content": part.content,
        "sheets": list(record.sheets),
        "title": part.source.title,
        "synthetic": part.synthetic,
        **record.about,
        "in": {
            "rows": record.rows_read,
            "columns": record.columns_read,
            "rows_used": record.rows_used,
            "columns_used": record.columns_used,
            "cells_used": record.cells_used,
        },
        "out": dict(record.holds),
        "dropped": [{"place": place, "reason": reason} for place, reason in record.dropped],
        "totals": dict(record.totals),
        "balances": [asdict(balance) for balance in record.balances],
    }


def _file_lines(head: str, reading: FileReading) -> Iterator[str]:
    yield head
    yield _line("sha256", reading.sha256)
    for part in reading.parts:
        yield from _part_lines(part)
    for sheet in reading.skipped:
        yield _line("skipped", f"sheet {sheet.sheet}: {sheet.reason}")
    yield from _findings_lines(reading.findings)
    yield ""


def _part_lines(part: Part) -> Iterator[str]:
    record = part.record
    kind = ["synthetic"] if part.synthetic else []
    kind += [str(record.about[name]) for name in ("classification",) if name in record.about]
    said = f" ({', '.join(kind)})" if kind else ""
    yield _line("sheet", f"{_sheets(record.sheets)}: {part.kind} {part.id}{said}")
    yield _line(
        "  read",
        f"{record.rows_read:,} rows x {record.columns_read:,} columns; used {record.rows_used:,} x "
        f"{record.columns_used:,} = {record.cells_used:,} cells",
    )
    holds = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in record.holds.items())
    yield _line("  holds", holds)
    for place, reason in record.dropped:
        yield _line("  dropped", f"{place}: {reason}")
    for name, value in record.totals.items():
        yield _line("  total", f"{name.rsplit('_', 1)[0]:<20}{_amount(name, value)}")
    for balance in record.balances:
        off = f"worst {balance.worst_share:.1e} of output ({balance.worst_industry})"
        yield _line("  balance", f"{balance.identity:<27}{off}")


def _sheets(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{len(names)} sheets, {names[0]} to {names[-1]}"


def _amount(name: str, value: float | None) -> str:
    if value is None:
        return "no data"
    if name.endswith("_kt"):
        return f"{value:>18,.0f} kt"
    return f"{value:>18,.0f} million CNY"


def _findings_lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    for severity in SEVERITIES:
        for finding in findings:
            if finding.severity == severity:
                yield from _finding_lines(finding)


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
