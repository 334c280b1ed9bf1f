"""Invented emission inventories for tests: numbers, sheets in memory, whole workbooks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import xlsxwriter

from graph_service import reference
from loader.inventory import read_inventory
from loader.layout import Cell, RawSheet
from loader.parts import FileReading
from loader.sample_inventory_book import PLAIN, Layout, note, sheet_rows, write_provinces
from loader.workbook import Workbook

PROVINCES = tuple(code for code in reference.codes("provinces") if code != "XZ")
NAMES = {row["code"]: row["name_en"].replace(" ", "") for row in reference.table("provinces")}
MARK = "Invented for a test"
Rows = list[list[Cell]]
Change = Callable[[dict[str, Rows]], object]


def emissions(seed: int = 1) -> np.ndarray:
    """(47, 18) Mt, about 250 Mt together, rounded to 6 decimals; two fifths are zero."""
    random = np.random.default_rng(seed)
    values = random.lognormal(-2.5, 1.5, (47, 18)) * (random.random((47, 18)) > 0.4)
    values[7] = 0
    return np.round(values, 6)


def of_all_provinces() -> dict[str, np.ndarray]:
    return {code: emissions(number) for number, code in enumerate(PROVINCES)}


def raw(rows: Rows, name: str = "Guangdong2017", file_name: str = "inventory.xlsx") -> RawSheet:
    return RawSheet(file_name, name, rows)


def sheet(layout: Layout = PLAIN, seed: int = 1) -> Rows:
    rows = sheet_rows(emissions(seed), layout)
    width = max(map(len, rows))
    return [[*cells, *[""] * (width - len(cells))] for cells in rows]


def provincial(path: Path, *, layout: Layout = PLAIN, year: int = 2017) -> Path:
    list(write_provinces(path, year, of_all_provinces(), layout=layout, mark=MARK))
    return path


def spoiled(path: Path, change: Change, *, year: int = 2017, layout: Layout = PLAIN) -> Path:
    """The inventories of a year with a change to its sheets, by name; the note is one of them."""
    book: dict[str, Rows] = {"NOTE": note(MARK, year)}
    book |= {NAMES[c] + str(year): sheet_rows(e, layout) for c, e in of_all_provinces().items()}
    change(book)
    return write(path, book)


def write(path: Path, book: dict[str, Rows]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in book.items():
            page = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        page.write(number, column, cell)
    return path


def read(path: Path) -> FileReading:
    return read_inventory(path, Workbook(path))


def codes(reading: FileReading, severity: str = "error") -> list[str]:
    return [f.code for f in reading.findings if f.severity == severity]
