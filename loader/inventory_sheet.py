"""One sheet of an emission inventory: where fuels and sectors stand, and its numbers in Mt."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from graph_service import reference
from graph_service.errors import SourceDefect
from loader import labels
from loader.inventory_units import check_unit
from loader.layout import Cell, Matrix, RawSheet, Vector
from loader.numbers import read_numbers

TOTAL = "total"
TOTAL_COLUMNS = {"scope1total", "total", "范围一合计", "合计"}
TOTAL_ROWS = {"totalconsumption", "totalemissions", "total", "合计", "总计", "总排放量"}
BEYOND = {"scope2heat", "scope2electricity", "otherenergy"}
HEADER_ROWS = 12  # a header stands among the first rows
KNOWN_COLUMNS = 6  # fuels by which a header row is known
RESTORE = "restore the labels of the published workbook"


@dataclass(frozen=True)
class Places:
    """Zero-based rows and columns of what a sheet holds; ``columns`` by fuel code and total."""

    header: int
    names: int
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    total_row: int | None
    beyond: tuple[int, ...]
    unknown: tuple[int, ...]
    unit_stated: bool


@dataclass(frozen=True)
class InventorySheet:
    """Emissions of one place and year in Mt CO2, as stated.

    ``fuels`` (47, 18) by sector and fuel (process last), ``totals`` (47,) scope 1 by sector,
    ``total_row`` (19,) the sheet's own total of each fuel and of scope 1, None where it has
    none. ``beyond`` holds the sums of the columns that are no part of scope 1.
    """

    sheet: RawSheet
    places: Places
    fuels: Matrix
    totals: Vector
    total_row: Vector | None
    beyond: Vector
    texts: tuple[str, ...]
    blanks: tuple[str, ...]

    @property
    def total(self) -> float:
        """Scope 1 of all 47 sectors in Mt: the total row, else the sum."""
        return float(self.totals.sum() if self.total_row is None else self.total_row[-1])

    def cell(self, sector: int, fuel: int) -> str:
        """Place of a number; sector -1 is the total row, fuel 18 the column of totals."""
        places = self.places
        row = places.total_row if sector < 0 else tuple(places.rows.values())[sector]
        return self.sheet.place(row, tuple(places.columns.values())[fuel])


@cache
def _codes(table: str) -> dict[str, str]:
    return {
        labels.key(label): row["code"]
        for row in reference.table(table)
        for label in reference.aliases(row)
    }


def header_row(sheet: RawSheet) -> int | None:
    """The row that names the fuels; None where the sheet is no inventory."""
    fuels = _codes("fuels")
    for number, row in enumerate(sheet.rows[:HEADER_ROWS]):
        if len({labels.key(labels.text(cell)) for cell in row} & fuels.keys()) >= KNOWN_COLUMNS:
            return number
    return None


def sector_code(cell: Cell) -> str | None:
    """Code of the inventory sector that a label names, None where it names none."""
    return _codes("inventory_sectors").get(labels.key(labels.text(cell)))


def column_codes(header: Sequence[Cell]) -> dict[str, int]:
    """Columns by fuel code and ``total``, as far as a header row names them."""
    fuels = _codes("fuels") | dict.fromkeys(TOTAL_COLUMNS, TOTAL)
    keys = ((labels.key(labels.text(cell)), column) for column, cell in enumerate(header))
    return {fuels[key]: column for key, column in keys if key in fuels}


def read_sheet(sheet: RawSheet) -> InventorySheet:
    """Find and read the 47 sectors and 18 fuels of a sheet, whatever their order.

    Raises:
        SourceDefect: a sector or fuel is missing, double or unknown, a cell holds no number,
            or the unit is another than Mt.
    """
    places = _find(sheet)
    rows, columns = list(places.rows.values()), list(places.columns.values())
    numbers, texts = read_numbers(sheet, rows, columns)
    total_row = None
    if places.total_row is not None:
        total_row = read_numbers(sheet, [places.total_row], columns)[0][0]
    beyond = np.zeros(0)
    if places.beyond:
        beyond = np.abs(read_numbers(sheet, rows, places.beyond)[0]).sum(axis=0)
    return InventorySheet(
        sheet=sheet,
        places=places,
        fuels=numbers[:, :-1],
        totals=numbers[:, -1],
        total_row=total_row,
        beyond=beyond,
        texts=texts,
        blanks=tuple(_blanks(sheet, rows, columns)),
    )


def _blanks(sheet: RawSheet, rows: Sequence[int], columns: Sequence[int]) -> Iterator[str]:
    for row in rows:
        cells = sheet.rows[row]
        if any(isinstance(cells[column], str) for column in columns):
            yield from (sheet.place(row, c) for c in columns if not str(cells[c]).strip())


def _find(sheet: RawSheet) -> Places:
    header = header_row(sheet)
    if header is None:
        raise SourceDefect(
            "expected a row that names the fuels (Raw Coal, Cleaned Coal, ...), found none",
            place=sheet.place(),
            hint=RESTORE,
        )
    columns, beyond, unknown = _columns(sheet, header)
    names = _name_column(sheet, header, min(columns.values()))
    rows, total_row = _rows(sheet, header, names, tuple(columns.values()))
    first = min([*rows.values(), *([] if total_row is None else [total_row])])
    stated = [
        check_unit(labels.text(sheet.rows[row][column]), sheet.place(row, column))
        for row in range(header + 1, first)
        for column in columns.values()
    ]
    return Places(header, names, rows, columns, total_row, beyond, unknown, any(stated))


def _columns(
    sheet: RawSheet, header: int
) -> tuple[dict[str, int], tuple[int, ...], tuple[int, ...]]:
    """Columns by fuel, the total last; those beyond scope 1; and those of unknown names."""
    fuels, found, beyond, unknown = _codes("fuels"), dict[str, int](), [], []
    for column, cell in enumerate(sheet.rows[header]):
        key = labels.key(labels.text(cell))
        code = TOTAL if key in TOTAL_COLUMNS else fuels.get(key)
        if code is not None and code in found:
            raise SourceDefect(
                f"expected each fuel once, found {labels.text(cell)!r} again",
                place=sheet.place(header, column),
                hint="remove the column that does not belong there",
            )
        if code is not None:
            found[code] = column
        elif key in BEYOND:
            beyond.append(column)
        elif key and found:
            unknown.append(column)
    wanted = (*reference.codes("fuels"), TOTAL)
    missing = [code for code in wanted if code not in found]
    if missing:
        raise SourceDefect(
            f"expected 17 fuels, process and total, found no column for {', '.join(missing)}",
            place=sheet.place(header),
            hint=RESTORE,
        )
    return {code: found[code] for code in wanted}, tuple(beyond), tuple(unknown)


def _name_column(sheet: RawSheet, header: int, end: int) -> int:
    """The column before the fuels that names the most sectors."""
    sectors = _codes("inventory_sectors")
    counts = [
        sum(labels.key(labels.text(row[column])) in sectors for row in sheet.rows[header + 1 :])
        for column in range(end)
    ]
    if not counts or not max(counts):
        raise SourceDefect(
            "expected a column of sector names left of the fuels, found none",
            place=sheet.place(),
            hint=RESTORE,
        )
    return counts.index(max(counts))


def _rows(
    sheet: RawSheet, header: int, names: int, columns: Sequence[int]
) -> tuple[dict[str, int], int | None]:
    """Rows by sector in the order of the reference table, and the total row."""
    sectors, found, total = _codes("inventory_sectors"), dict[str, int](), None
    for row in range(header + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        key = labels.key(labels.text(cells[names]))
        code = sectors.get(key)
        if code in found or (key in TOTAL_ROWS and total is not None):
            raise SourceDefect(
                f"expected each sector once, found {labels.text(cells[names])!r} again",
                place=sheet.place(row, names),
                hint="remove the row that does not belong there",
            )
        if code is not None:
            found[code] = row
        elif key in TOTAL_ROWS:
            total = row
        elif any(isinstance(cells[column], int | float) for column in columns):
            raise _unknown_sector(sheet, row, names)
    missing = [code for code in reference.codes("inventory_sectors") if code not in found]
    if missing:
        english = {row["code"]: row["name_en"] for row in reference.table("inventory_sectors")}
        raise SourceDefect(
            f"expected 47 sectors, found no row for {', '.join(english[c] for c in missing)}",
            place=sheet.place(column=names),
            hint=RESTORE,
        )
    return {code: found[code] for code in reference.codes("inventory_sectors")}, total


def _unknown_sector(sheet: RawSheet, row: int, names: int) -> SourceDefect:
    label = labels.text(sheet.rows[row][names])
    table = reference.table("inventory_sectors")
    known = {labels.key(alias): alias for entry in table for alias in reference.aliases(entry)}
    near = difflib.get_close_matches(labels.key(label), known, n=1)
    meant = f"; similar to {known[near[0]]!r}" if near else ""
    return SourceDefect(
        f"expected one of the 47 sectors, found {label!r}{meant}",
        place=sheet.place(row, names),
        hint=RESTORE,
    )
