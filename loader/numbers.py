"""Cells to numbers: as one array, and cell by cell where an odd one must be named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NoReturn

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
    cell for other text, Excel errors, formulas without a value, dates, true/false, NaN and
    infinity.
    """
    _refuse_lost_values(sheet, rows, columns)
    numbers = sheet.rows.numbers[np.ix_(rows, columns)]
    at = {column: index for index, column in enumerate(columns)}
    texts: list[str] = []
    for line, row in zip(numbers, rows, strict=True):
        for column, cell in sheet.rows.others[row].items():
            if column not in at:
                continue
            line[at[column]] = _number(sheet, row, column, cell)
            texts += [sheet.place(row, column)] if str(cell).strip() else []
    numbers[np.isnan(numbers)] = 0.0
    if not np.isfinite(numbers).all():
        line_number, column_number = np.argwhere(~np.isfinite(numbers))[0]
        _refuse_infinite(
            sheet, rows[line_number], columns[column_number], numbers[line_number, column_number]
        )
    return numbers, tuple(texts)


def _number(sheet: RawSheet, row: int, column: int, cell: Cell) -> float:
    """The number that a cell other than a plain number holds: text, or none in blank text."""
    if isinstance(cell, str):
        plain = unicodedata.normalize("NFKC", cell).strip().replace("\N{MINUS SIGN}", "-")
        if not plain:
            return 0.0
        if NUMBER.fullmatch(plain):
            return float(plain)
    elif isinstance(cell, float):
        _refuse_infinite(sheet, row, column, cell)
    kind = "text" if isinstance(cell, str) else type(cell).__name__
    raise SourceDefect(
        f"expected a number, found {kind} {str(cell)!r}",
        place=sheet.place(row, column),
        hint=BLANK_HINT,
    )


def _refuse_infinite(sheet: RawSheet, row: int, column: int, number: float) -> NoReturn:
    raise SourceDefect(
        f"expected a finite number, found {number}",
        place=sheet.place(row, column),
        hint=BLANK_HINT,
    )


def _refuse_lost_values(sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]) -> None:
    """Refuse cells that the sheet shows as blank although they stand for a number."""
    used_rows, used_columns = set(rows), set(columns)
    for cells, what, hint in (
        (
            sheet.error_cells,
            "an Excel error such as #REF! or #DIV/0!",
            "repair the formula in Excel; a blank cell means zero",
        ),
        (
            sheet.formula_cells,
            "a formula without a saved value",
            "open the workbook in Excel, which computes it, and save it",
        ),
    ):
        lost = [cell for cell in cells if cell[0] in used_rows and cell[1] in used_columns]
        if lost:
            raise SourceDefect(
                f"expected a number, found {what}"
                + (f" (and {len(lost) - 1} more)" if len(lost) > 1 else ""),
                place=sheet.place(*min(lost)),
                hint=hint,
            )
