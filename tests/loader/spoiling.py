"""Ways to spoil a full-size workbook: one change each, which says what place it spoils."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

from loader.layout import Cell, column_name
from tests.loader.sheets import Sheet, build, write

FILE = "bad.xlsx"
SENTINEL = 98765432.125
Writer = Callable[[Path], Path]
Change = Callable[[Sheet], str]  # spoils a sheet, returns the place, such as "cell D5"


@dataclass(frozen=True)
class BadCase:
    """``write(folder)`` makes the file; the message must hold both fragments (any case)."""

    name: str
    write: Writer
    place_fragment: str
    message_fragment: str


def cell(row: int, column: int) -> str:
    return f"sheet Table_2017 / cell {column_name(column)}{row + 1}"


TEMPLATE = build()


def fresh() -> Sheet:
    return replace(TEMPLATE, rows=[cells[:] for cells in TEMPLATE.rows])


def changed(change: Change) -> Writer:
    def write_it(folder: Path) -> Path:
        sheet = fresh()
        change(sheet)
        return write(folder / FILE, sheet)

    return write_it


def spoiled(name: str, change: Change, message: str) -> BadCase:
    """A full-size table with one change; the change itself says which place must be named."""
    return BadCase(name, changed(change), change(fresh()), message)


def raw_bytes(content: bytes) -> Writer:
    def write_it(folder: Path) -> Path:
        path = folder / FILE
        path.write_bytes(content)
        return path

    return write_it


def value(province: str, row: str, column: str, content: Cell) -> Change:
    """Put something into one numeric cell; rows and columns of totals have no province."""

    def change(sheet: Sheet) -> str:
        r = sheet.row[province if row.isdigit() else "", row]
        c = sheet.column["" if column in ("EX", "TFU", "ERR", "GO") else province, column]
        sheet.rows[r][c] = content
        return cell(r, c)

    return change


def above(header: str, province: str, code: str, content: Cell) -> Change:
    """Overwrite a header cell above one column."""

    def change(sheet: Sheet) -> str:
        r, c = sheet.header[header], sheet.column[province, code]
        sheet.rows[r][c] = content
        return cell(r, c)

    return change


def beside(province: str, code: str, column: int, content: Cell) -> Change:
    """Overwrite a label cell left of one row; column 0 province, 1 name, 2 code."""

    def change(sheet: Sheet) -> str:
        r = sheet.row[province, code]
        sheet.rows[r][column] = content
        return cell(r, column)

    return change


def title(content: str, name: str = "Table_2017") -> Change:
    def change(sheet: Sheet) -> str:
        sheet.rows[0][0] = content
        sheet.name = name
        return f"sheet {name} / cell A1"

    return change


def without_code_row(sheet: Sheet) -> str:
    sheet.drop_rows([sheet.header["code"]])
    return "sheet Table_2017"


def whole(_sheet: Sheet) -> str:
    return "sheet Table_2017"


def without_sector_codes(sheet: Sheet) -> str:
    codes = sheet.rows[sheet.header["code"]]
    for (province, code), column in sheet.column.items():
        if province and code.isdigit():
            codes[column] = ""
    return "sheet Table_2017 / row 4"


def without_code_column(sheet: Sheet) -> str:
    sheet.drop_columns([2])
    return "sheet Table_2017"


def without_names_of_provinces(sheet: Sheet) -> str:
    sheet.drop_rows([sheet.header["province"]])
    return "sheet Table_2017"


def without_columns_of(province: str) -> Change:
    def change(sheet: Sheet) -> str:
        sheet.drop_columns([c for (p, k), c in sheet.column.items() if p == province])
        return "sheet Table_2017"

    return change


def without_rows_of(province: str) -> Change:
    def change(sheet: Sheet) -> str:
        sheet.drop_rows([r for (p, _), r in sheet.row.items() if p == province])
        return "sheet Table_2017"

    return change


def without_sector_column(sheet: Sheet) -> str:
    sheet.drop_columns([sheet.column["GD", "17"]])
    return cell(sheet.header["province"], sheet.column["GD", "01"])


def without_final_use(sheet: Sheet) -> str:
    sheet.drop_columns([sheet.column["GD", "FU201"]])
    return cell(sheet.header["province"], sheet.column["GD", "FU101"])


def without_total(code: str) -> Change:
    def change(sheet: Sheet) -> str:
        if ("", code) in sheet.row:
            sheet.drop_rows([sheet.row["", code]])
            return "sheet Table_2017 / column C"
        sheet.drop_columns([sheet.column["", code]])
        return "sheet Table_2017 / row 4"

    return change


def swapped_rows(sheet: Sheet) -> str:
    rows = sheet.rows
    a, b = sheet.row["BJ", "01"], sheet.row["TJ", "01"]
    rows[a][0], rows[b][0] = rows[b][0], rows[a][0]
    return "sheet Table_2017"


def second_block(sheet: Sheet) -> str:
    r, c = sheet.header["province"], sheet.column["XJ", "01"]
    sheet.rows[r][c] = sheet.rows[r][sheet.column["GD", "01"]]
    return cell(r, c)


def missing_name(sheet: Sheet) -> str:
    sheet.rows[sheet.header["province"]][sheet.column["GD", "01"]] = ""
    return cell(sheet.header["code"], sheet.column["GD", "01"])


def second_total(sheet: Sheet) -> str:
    r, c = sheet.header["code"], sheet.column["", "GO"] + 1
    sheet.rows[r][c] = "GO"
    return cell(r, c)


def second_co2(sheet: Sheet) -> str:
    r = sheet.row["", "CO2"] - 1
    sheet.rows[r][1:4] = ["CO2 intensity", "", 1.0]
    return cell(r + 1, 1)


def co2_in_kt(sheet: Sheet) -> str:
    r = sheet.row["", "CO2"]
    sheet.rows[r][1] = "CO2 (kt)"
    return cell(r, 1)


def unnamed_sectors(sheet: Sheet) -> str:
    for line in sheet.rows[sheet.header["name"] : sheet.header["name"] + 1]:
        line[3:] = ["?"] * len(line[3:])
    for row in sheet.row.values():
        sheet.rows[row][1] = "?"
    return cell(sheet.header["name"], sheet.column["BJ", "22"])


def patched(old: str, new: str, change: Change) -> Writer:
    """A workbook whose XML was changed by hand: what no writer would write."""

    def write_it(folder: Path) -> Path:
        whole = changed(change)(folder)
        with zipfile.ZipFile(whole) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content.replace(old.encode(), new.encode()))
        return whole

    return write_it


def cut_in_half(folder: Path) -> Path:
    path = write(folder / FILE, fresh())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def damaged(folder: Path) -> Path:
    """Bytes in the middle of the first sheet overwritten."""
    path = write(folder / FILE, fresh())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content = bytearray(path.read_bytes())
    content[start + 2000 : start + 2200] = b"\xff" * 200
    path.write_bytes(content)
    return path


def folder_of_that_name(folder: Path) -> Path:
    path = folder / FILE
    path.mkdir()
    return path


def zip_of_text(folder: Path) -> Path:
    path = folder / FILE
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("MRIO.txt", "no workbook")
    return path


def plain_book(sheet_name: str, *lines: tuple[Cell, ...]) -> Writer:
    def write_it(folder: Path) -> Path:
        with xlsxwriter.Workbook(str(folder / FILE)) as book:
            page = book.add_worksheet(sheet_name)
            for r, line in enumerate(lines):
                page.write_row(r, 0, line)
        return folder / FILE

    return write_it


def far_cell(folder: Path) -> Path:
    """A cell in the last corner, beyond the size that the sheet states."""
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return patched("</sheetData>", stray, lambda _: "")(folder)


def two_of_one_edition(folder: Path) -> Path:
    other = build(name="Copy_2017")
    other.rows[other.row["GD", "01"]][other.column["GD", "01"]] = 1.0
    return write(folder / FILE, build(), other)


def no_year(folder: Path) -> Path:
    return write(folder / FILE, build(name="Table", title="MRIO of 31 provinces (万元)"))


def ole(marker: str) -> Writer:
    return raw_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + marker.encode("utf-16-le"))
