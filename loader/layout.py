"""What a CEADs workbook is read into: raw sheets, tidy tables, findings. Frozen data, no logic.

Money is in million CNY (the workbook: 10,000 yuan), carbon in kt CO2 (the workbook: Mt).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from loader.grid import Cell as Cell
from loader.grid import Grid
from loader.grid import Row as Row

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Classification = Literal["ceads42_2012", "ceads42_2017"]
Severity = Literal["error", "warning", "info"]

SECTORS = 42
FINAL_USES = ("FU101", "FU102", "FU103", "FU201", "FU202")
VALUE_ADDED_PARTS = ("VA001", "VA002", "VA003", "VA004")
ROW_TOTALS = ("EX", "TFU", "ERR", "GO")
INPUT_ROWS = ("IM", "TII", *VALUE_ADDED_PARTS, "TVA", "TI")


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands, from cell A1. ``rows`` may be given as any rows of equal length.

    Zero-based positions are those of cells with an Excel error such as #REF!, and of formulas
    whose value was not saved: the rows show both as blank.
    """

    file_name: str
    name: str
    rows: Grid
    error_cells: frozenset[tuple[int, int]] = frozenset()
    formula_cells: frozenset[tuple[int, int]] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "rows", Grid.of(self.rows))

    def place(self, row: int | None = None, column: int | None = None) -> str:
        """Where in the workbook: ``file.xlsx / sheet Table / cell D5`` (zero-based arguments)."""
        parts = [self.file_name, f"sheet {self.name}"]
        if row is not None and column is not None:
            parts.append(f"cell {column_name(column)}{row + 1}")
        elif row is not None:
            parts.append(f"row {row + 1}")
        elif column is not None:
            parts.append(f"column {column_name(column)}")
        return " / ".join(parts)


def column_name(column: int) -> str:
    """Letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True)
class EditionInfo:
    """Which table it is. ``id`` is 2017 (2012 class), 2017new (2017 class) or sample-a."""

    id: str
    year: int
    classification: Classification
    price_basis: str
    synthetic: bool
    co2_source: Literal["mrio_row", "none"]


@dataclass(frozen=True)
class SourceInfo:
    """Where a table came from and how to cite it."""

    sha256: str
    file_name: str
    sheet: str
    title: str
    citation: str
    licence: str


@dataclass(frozen=True)
class Tables:
    """One edition. n = provinces x 42 industries; industry i is province i // 42, sector i % 42.

    Money in million CNY at current prices, ``co2`` in kt. ``flows[i, j]`` goes from supplier i
    to user j. Column ``province * 5 + category`` of ``final_use`` is one province's final use.
    """

    edition: EditionInfo
    source: SourceInfo
    provinces: tuple[str, ...]
    sectors: tuple[str, ...]
    flows: Matrix  # (n, n)
    final_use: Matrix  # (n, provinces * 5)
    exports: Vector  # (n,)
    error: Vector  # (n,)
    final_use_total: Vector  # (n,), exports included
    output: Vector  # (n,)
    intermediate_input: Vector  # (n,), imports included
    imports: Vector  # (n,)
    value_added: Vector  # (n,)
    total_input: Vector  # (n,)
    value_added_parts: Matrix  # (4, n): VA001..VA004
    final_use_imports: Vector  # (provinces * 5,)
    co2: Vector | None  # (n,)

    def industry(self, index: int) -> str:
        """Id of an industry, such as ``2017/GD/c17e``."""
        province, sector = divmod(int(index), len(self.sectors))
        return f"{self.edition.id}/{self.provinces[province]}/{self.sectors[sector]}"


@dataclass(frozen=True)
class Finding:
    """What a check found, in words for a reader of the report."""

    severity: Severity
    code: str
    place: str
    expected: str
    found: str
    consequence: str


@dataclass(frozen=True)
class SkippedSheet:
    """A sheet that was not loaded, and why."""

    sheet: str
    reason: str


@dataclass(frozen=True)
class SheetRecord:
    """What went in and what came out of one sheet that holds a table."""

    sheet: str
    edition: str
    rows_read: int
    rows_used: int
    columns_read: int
    columns_used: int
    cells_used: int
    dropped: tuple[tuple[str, str], ...]  # (place, reason)


@dataclass(frozen=True)
class SheetReading:
    """One table of a workbook, what the checks found in it, and what was used of its sheet."""

    tables: Tables
    findings: tuple[Finding, ...]
    record: SheetRecord


@dataclass(frozen=True)
class SourceReading:
    """Every MRIO table of one workbook."""

    file: Path
    sha256: str
    sheets: tuple[SheetReading, ...]
    skipped: tuple[SkippedSheet, ...]

    @property
    def tables(self) -> tuple[Tables, ...]:
        """The tables alone."""
        return tuple(sheet.tables for sheet in self.sheets)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Findings of all sheets."""
        return tuple(finding for sheet in self.sheets for finding in sheet.findings)
