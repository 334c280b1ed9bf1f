"""Summary sheets of inventory workbooks: not loaded, but the other sheets must agree with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from loader import labels
from loader.inventory_checks import several, tolerance
from loader.inventory_note import one_year
from loader.inventory_sheet import InventorySheet, column_codes, header_row, sector_code
from loader.inventory_tables import NATIONAL
from loader.layout import Cell, Finding, RawSheet
from loader.numbers import read_numbers

Sheets = Mapping[tuple[int, str], InventorySheet]


def is_summary(name: str) -> bool:
    """Whether a sheet name is that of a summary: sum, Sum, Sum-Sec-Scope 1."""
    return labels.key(name).startswith("sum")


def summary_findings(sheet: RawSheet, sheets: Sheets) -> Iterator[Finding]:
    """Where a summary and the sheets that it sums up disagree.

    A summary by fuel has rows by year or province; one by sector has columns by year.
    """
    header = header_row(sheet)
    if header is not None:
        yield from _by_fuel(sheet, header, sheets)
    else:
        yield from _by_sector(sheet, sheets)


def _by_fuel(sheet: RawSheet, header: int, sheets: Sheets) -> Iterator[Finding]:
    columns = column_codes(sheet.rows[header])
    order = [*next(iter(sheets.values())).places.columns]
    rows = [row for row in range(header + 1, len(sheet.rows)) if _one(sheet.rows[row], sheets)]
    numbers = read_numbers(sheet, rows, list(columns.values()))[0] if rows else np.empty((0, 0))
    expected = np.zeros_like(numbers)
    for place, row in zip(expected, rows, strict=True):
        inventory = sheets[_one(sheet.rows[row], sheets)[0]]
        sums = np.append(inventory.fuels.sum(axis=0), inventory.totals.sum())
        place[:] = sums[[order.index(code) for code in columns]]
    yield from _disagreement(sheet, rows, list(columns.values()), numbers, expected)
    yield from _without_sheet(sheet, header, sheets)


def _one(row: Sequence[Cell], sheets: Sheets) -> list[tuple[int, str]]:
    """The year and place that a row names, as a list of one; empty where it names none."""
    year, province = one_year(row[0]), labels.province(row[0])
    return [key for key in sheets if key == (year, NATIONAL) or key[1] == province]


def _by_sector(sheet: RawSheet, sheets: Sheets) -> Iterator[Finding]:
    header = next((n for n, row in enumerate(sheet.rows) if _years(row)), None)
    if header is None:
        return
    columns = {
        column: sheets[year, NATIONAL]
        for column, year in _years(sheet.rows[header]).items()
        if (year, NATIONAL) in sheets
    }
    sectors = {row: sector_code(cells[0]) for row, cells in enumerate(sheet.rows)}
    rows = [row for row, code in sectors.items() if code is not None]
    if not rows or not columns:
        return
    numbers = read_numbers(sheet, rows, list(columns))[0]
    expected = np.column_stack(
        [
            [inventory.totals[[*inventory.places.rows].index(str(sectors[row]))] for row in rows]
            for inventory in columns.values()
        ]
    )
    yield from _disagreement(sheet, rows, list(columns), numbers, expected)


def _disagreement(
    sheet: RawSheet,
    rows: Sequence[int],
    columns: Sequence[int],
    numbers: np.ndarray,
    expected: np.ndarray,
) -> Iterator[Finding]:
    if not numbers.size:
        return
    off = np.abs(numbers - expected)
    wrong = np.argwhere(off > tolerance(numbers, axis=0))
    if not wrong.size:
        return
    worst = tuple(np.unravel_index(np.argmax(off), off.shape))
    yield Finding(
        "error",
        "summary_disagrees",
        several([sheet.place(rows[row], columns[column]) for row, column in (worst, *wrong)]),
        f"what the sheets add up to: {expected[worst]:.6g} Mt",
        f"{numbers[worst]:.6g} Mt",
        "a sheet or the summary is wrong, or a sheet stands under the wrong name",
    )


def _without_sheet(sheet: RawSheet, header: int, sheets: Sheets) -> Iterator[Finding]:
    """Years that the summary has and no sheet: the workbook has lost a sheet."""
    known = {year for year, place in sheets if place == NATIONAL}
    if not known:
        return
    for number in range(header + 1, len(sheet.rows)):
        year = one_year(sheet.rows[number][0])
        if year is not None and year not in known:
            yield Finding(
                "error",
                "missing_year",
                sheet.place(number, 0),
                f"a sheet {year}, as the summary has this year",
                "none",
                f"the national inventory of {year} would be missing",
            )


def _years(row: Sequence[Cell]) -> dict[int, int]:
    """Years by column, where a row names at least one and nothing but years."""
    found = {column: one_year(cell) for column, cell in enumerate(row) if str(cell).strip()}
    return {c: y for c, y in found.items() if y is not None} if all(found.values()) else {}
