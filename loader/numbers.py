"""Cells to numbers: fast where a row is clean, cell by cell where the odd one must be named."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np

from graph_service.errors import SourceDefect
from loader.layout import Cell, Matrix, RawSheet

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)
BLANK_HINT = "correct the cell in the workbook; a blank cell means zero"


def read_numbers(
    sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]
) -> tuple[Matrix, tuple[str, ...]]:
    """Numbers of a rows x columns selection, blank as zero, in the sheet's unit.

    Also returns the places of numbers that are stored as text. Raises SourceDefect naming the
    cell for other text, Excel errors, dates, true/false, NaN and infinity.
    """
    _refuse_error_cells(sheet, rows, columns)
    first, last = min(columns), max(columns) + 1
    span = np.zeros((len(rows), last - first))
    texts: list[str] = []
    for line, row in zip(span, rows, strict=True):
        values = _clean(sheet.rows[row][first:last])
        if values is None:
            line[np.asarray(columns) - first] = _one_by_one(sheet, row, columns, texts)
        else:
            line[:] = values
    numbers = span[:, np.asarray(columns) - first]
    if not np.isfinite(numbers).all():
        line_number, column_number = np.argwhere(~np.isfinite(numbers))[0]
        raise SourceDefect(
            f"expected a finite number, found {numbers[line_number, column_number]}",
            place=sheet.place(rows[line_number], columns[column_number]),
            hint=BLANK_HINT,
        )
    return numbers, tuple(texts)


def _clean(cells: Sequence[Cell]) -> array[float] | None:
    """A row of nothing but numbers and blanks; None where it holds anything else."""
    kinds = set(map(type, cells))
    if bool in kinds:
        return None
    numbers: Sequence[Any] = [cell or 0.0 for cell in cells] if str in kinds else cells
    try:
        return array("d", numbers)
    except TypeError:  # text, dates and the like
        return None


def _one_by_one(sheet: RawSheet, row: int, columns: Sequence[int], texts: list[str]) -> list[float]:
    return [_number(sheet, row, column, texts) for column in columns]


def _number(sheet: RawSheet, row: int, column: int, texts: list[str]) -> float:
    cell = sheet.rows[row][column]
    if isinstance(cell, str):
        plain = cell.strip()
        if not plain:
            return 0.0
        if NUMBER.fullmatch(plain):
            texts.append(sheet.place(row, column))
            return float(plain)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    kind = "text" if isinstance(cell, str) else type(cell).__name__
    raise SourceDefect(
        f"expected a number, found {kind} {str(cell)!r}",
        place=sheet.place(row, column),
        hint=BLANK_HINT,
    )


def _refuse_error_cells(sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]) -> None:
    used_rows, used_columns = set(rows), set(columns)
    bad = [cell for cell in sheet.error_cells if cell[0] in used_rows and cell[1] in used_columns]
    if bad:
        raise SourceDefect(
            "expected a number, found an Excel error such as #REF! or #DIV/0!"
            + (f" (and {len(bad) - 1} more)" if len(bad) > 1 else ""),
            place=sheet.place(*min(bad)),
            hint="repair the formula in Excel; a blank cell means zero",
        )
