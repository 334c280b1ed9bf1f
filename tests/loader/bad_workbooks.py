"""Workbooks that must not be loaded: full-size tables with one thing wrong, and no tables at all.

``CASES`` cannot be read (SourceDefect); ``WRONG_TABLES`` can, but have a finding of severity error.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import xlsxwriter

from graph_service import reference
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


def _fresh() -> Sheet:
    return replace(TEMPLATE, rows=[cells[:] for cells in TEMPLATE.rows])


def _spoiled(change: Change) -> Writer:
    def write_it(folder: Path) -> Path:
        sheet = _fresh()
        change(sheet)
        return write(folder / FILE, sheet)

    return write_it


def spoiled(name: str, change: Change, message: str) -> BadCase:
    """A full-size table with one change; the change itself says which place must be named."""
    return BadCase(name, _spoiled(change), change(_fresh()), message)


def _bytes(content: bytes) -> Writer:
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


def _set(header: str, province: str, code: str, content: Cell) -> Change:
    """Overwrite a header cell above one column."""

    def change(sheet: Sheet) -> str:
        r, c = sheet.header[header], sheet.column[province, code]
        sheet.rows[r][c] = content
        return cell(r, c)

    return change


def _set_side(province: str, code: str, column: int, content: Cell) -> Change:
    """Overwrite a label cell left of one row; column 0 province, 1 name, 2 code."""

    def change(sheet: Sheet) -> str:
        r = sheet.row[province, code]
        sheet.rows[r][column] = content
        return cell(r, column)

    return change


def _title(content: str, name: str = "Table_2017") -> Change:
    def change(sheet: Sheet) -> str:
        sheet.rows[0][0] = content
        sheet.name = name
        return f"sheet {name} / cell A1"

    return change


def _without_code_row(sheet: Sheet) -> str:
    sheet.drop_rows([sheet.header["code"]])
    return "sheet Table_2017"


def _without_code_column(sheet: Sheet) -> str:
    sheet.drop_columns([2])
    return "sheet Table_2017"


def _without_names_of_provinces(sheet: Sheet) -> str:
    sheet.drop_rows([sheet.header["province"]])
    return "sheet Table_2017"


def _without_columns_of(province: str) -> Change:
    def change(sheet: Sheet) -> str:
        sheet.drop_columns([c for (p, k), c in sheet.column.items() if p == province])
        return "sheet Table_2017"

    return change


def _without_rows_of(province: str) -> Change:
    def change(sheet: Sheet) -> str:
        sheet.drop_rows([r for (p, _), r in sheet.row.items() if p == province])
        return "sheet Table_2017"

    return change


def _without_sector_column(sheet: Sheet) -> str:
    sheet.drop_columns([sheet.column["GD", "17"]])
    return cell(sheet.header["province"], sheet.column["GD", "01"])


def _without_final_use(sheet: Sheet) -> str:
    sheet.drop_columns([sheet.column["GD", "FU201"]])
    return cell(sheet.header["province"], sheet.column["GD", "FU101"])


def _without_total(code: str) -> Change:
    def change(sheet: Sheet) -> str:
        if ("", code) in sheet.row:
            sheet.drop_rows([sheet.row["", code]])
            return "sheet Table_2017 / column C"
        sheet.drop_columns([sheet.column["", code]])
        return "sheet Table_2017 / row 4"

    return change


def _swapped_rows(sheet: Sheet) -> str:
    rows = sheet.rows
    a, b = sheet.row["BJ", "01"], sheet.row["TJ", "01"]
    rows[a][0], rows[b][0] = rows[b][0], rows[a][0]
    return "sheet Table_2017"


def _second_block(sheet: Sheet) -> str:
    r, c = sheet.header["province"], sheet.column["XJ", "01"]
    sheet.rows[r][c] = sheet.rows[r][sheet.column["GD", "01"]]
    return cell(r, c)


def _missing_name(sheet: Sheet) -> str:
    sheet.rows[sheet.header["province"]][sheet.column["GD", "01"]] = ""
    return cell(sheet.header["code"], sheet.column["GD", "01"])


def _second_total(sheet: Sheet) -> str:
    r, c = sheet.header["code"], sheet.column["", "GO"] + 1
    sheet.rows[r][c] = "GO"
    return cell(r, c)


def _second_co2(sheet: Sheet) -> str:
    r = sheet.row["", "CO2"] - 1
    sheet.rows[r][1] = "CO2 intensity"
    return cell(r + 1, 1)


def _co2_in_kt(sheet: Sheet) -> str:
    r = sheet.row["", "CO2"]
    sheet.rows[r][1] = "CO2 (kt)"
    return cell(r, 1)


def _unnamed_sectors(sheet: Sheet) -> str:
    for line in sheet.rows[sheet.header["name"] : sheet.header["name"] + 1]:
        line[3:] = ["?"] * len(line[3:])
    return cell(sheet.header["name"], sheet.column["BJ", "22"])


def _patched(old: str, new: str, change: Change) -> Writer:
    """A workbook whose XML was changed by hand: what no writer would write."""

    def write_it(folder: Path) -> Path:
        whole = _spoiled(change)(folder)
        with zipfile.ZipFile(whole) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content.replace(old.encode(), new.encode()))
        return whole

    return write_it


def _cut(folder: Path) -> Path:
    path = write(folder / FILE, _fresh())
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def _damaged(folder: Path) -> Path:
    """Bytes in the middle of the first sheet overwritten."""
    path = write(folder / FILE, _fresh())
    with zipfile.ZipFile(path) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content = bytearray(path.read_bytes())
    content[start + 2000 : start + 2200] = b"\xff" * 200
    path.write_bytes(content)
    return path


def _directory(folder: Path) -> Path:
    path = folder / FILE
    path.mkdir()
    return path


def _zip(folder: Path) -> Path:
    path = folder / FILE
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("MRIO.txt", "no workbook")
    return path


def _plain_book(sheet_name: str, *lines: tuple[Cell, ...]) -> Writer:
    def write_it(folder: Path) -> Path:
        with xlsxwriter.Workbook(str(folder / FILE)) as book:
            page = book.add_worksheet(sheet_name)
            for r, line in enumerate(lines):
                page.write_row(r, 0, line)
        return folder / FILE

    return write_it


def _far_cell(folder: Path) -> Path:
    sheet = _fresh()
    write(folder / FILE, sheet)
    return _patched('ref="A1:BDI1316"', 'ref="A1:XFD1048576"', lambda _: "")(folder)


def _two_of_one_edition(folder: Path) -> Path:
    other = build(name="Copy_2017")
    other.rows[other.row["GD", "01"]][other.column["GD", "01"]] = 1.0
    return write(folder / FILE, build(), other)


def _no_year(folder: Path) -> Path:
    return write(folder / FILE, build(name="Table", title="MRIO of 31 provinces (万元)"))


def _ole(marker: str) -> Writer:
    return _bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512) + marker.encode("utf-16-le"))


CLASS_2012_NAME = {row["code"]: row["name_zh"] for row in reference.table("sectors")}["mscitech"]
FUELS = ("", "Raw_Coal", "CleanedCoal", "Scope_1_Total")

CASES = (
    BadCase("missing file", lambda folder: folder / FILE, FILE, "no such file"),
    BadCase("empty file", _bytes(b""), FILE, "empty"),
    BadCase("directory", _directory, FILE, "directory"),
    BadCase("plain text", _bytes(b"a,b\n1,2\n"), FILE, "no Excel workbook"),
    BadCase("cut in half", _cut, FILE, "damaged or cut short"),
    BadCase("damaged sheet", _damaged, "bad.xlsx / sheet Table_2017", "damaged or cut short"),
    BadCase("zip of something else", _zip, FILE, "no .xlsx workbook"),
    BadCase("password", _ole("EncryptedPackage"), FILE, "password"),
    BadCase("old xls", _ole("Workbook"), FILE, ".xls"),
    BadCase("far cell", _far_cell, "sheet Table_2017", "1,048,576 rows"),
    BadCase("inventory", _plain_book("Beijing2017", FUELS), FILE, "an emission inventory"),
    BadCase("city inventory", _plain_book("emission vector", ("ID",)), FILE, "emission inventory"),
    BadCase("note only", _plain_book("Note", ("MRIO 2017",)), FILE, "no sheet holds a MRIO table"),
    BadCase("no cells", _plain_book("Sheet1"), FILE, "no sheet holds a MRIO table"),
    spoiled("no code row", _without_code_row, "row of codes"),
    spoiled("no code column", _without_code_column, "column of codes"),
    spoiled("no province row", _without_names_of_provinces, "province names"),
    BadCase(
        "blank sector code above",
        _spoiled(_set("code", "GD", "17", "")),
        cell(1, TEMPLATE.column["GD", "01"]),
        "lack code 17",
    ),
    BadCase(
        "blank sector code beside",
        _spoiled(_set_side("GD", "17", 2, "")),
        cell(TEMPLATE.row["GD", "01"], 0),
        "lack code 17",
    ),
    spoiled("no column of a sector", _without_sector_column, "lack code 17"),
    spoiled("code 43", _set("code", "GD", "42", "43"), "found '43'"),
    spoiled("no columns of a province", _without_columns_of("GD"), "missing: GD"),
    spoiled("no rows of a province", _without_rows_of("GD"), "missing: GD"),
    spoiled("30 provinces in the rows", _without_rows_of("XZ"), "found 30"),
    spoiled("other order in the rows", _swapped_rows, "different order"),
    spoiled("province twice", _second_block, "second block"),
    spoiled("province name missing", _missing_name, "a second time in the block of HN"),
    spoiled("code twice above", _set("code", "GD", "18", "17"), "code 17 stands a second time"),
    spoiled("code twice beside", _set_side("GD", "18", 2, 17), "code 17 stands a second time"),
    spoiled("unknown province above", _set("province", "GD", "01", "Atlantis"), "'Atlantis'"),
    spoiled("unknown province beside", _set_side("GD", "01", 0, "廣州"), "'廣州'"),
    spoiled("unknown final user", _set("province", "GD", "FU101", "Atlantis"), "'Atlantis'"),
    spoiled("no first province", _set("province", "BJ", "01", ""), "blank cell"),
    spoiled("no FU201 of a province", _without_final_use, "lack code FU201"),
    *(
        spoiled(f"no {code}", _without_total(code), f"lack code {code}")
        for code in ("EX", "TFU", "ERR", "GO", "IM", "TII", "VA003", "TVA", "TI")
    ),
    spoiled("GO twice", _second_total, "code GO stands a second time"),
    spoiled("text in a flow", value("GD", "17", "03", "n/a"), "found text 'n/a'"),
    spoiled("thousands comma", value("GD", "17", "17", "1,234"), "found text '1,234'"),
    spoiled("text in final use", value("GD", "17", "FU103", "-"), "found text '-'"),
    spoiled("text in GO", value("XJ", "42", "GO", "nan"), "found text 'nan'"),
    spoiled("text in IM", value("GD", "IM", "FU101", "x"), "found text 'x'"),
    spoiled("text in VA", value("GD", "VA002", "08", "x"), "found text 'x'"),
    spoiled("text in CO2", value("GD", "CO2", "08", "no data"), "found text 'no data'"),
    spoiled("Excel error in a flow", value("GD", "17", "03", "#REF!"), "Excel error"),
    spoiled("Excel error in CO2", value("GD", "CO2", "03", "#DIV/0!"), "Excel error"),
    spoiled("true", value("GD", "17", "03", True), "found bool"),
    spoiled("date", value("GD", "17", "03", dt.date(2017, 3, 1)), "found date"),
    BadCase(
        "not a number",
        _patched(str(SENTINEL), "NaN", value("GD", "17", "03", SENTINEL)),
        value("GD", "17", "03", 0.0)(_fresh()),
        "finite",
    ),
    BadCase(
        "infinity",
        _patched(str(SENTINEL), "1e999", value("GD", "17", "03", SENTINEL)),
        value("GD", "17", "03", 0.0)(_fresh()),
        "finite",
    ),
    spoiled("unit 亿元", _title("2017年投入产出表 单位：亿元"), "亿元"),
    spoiled("unit 百万元", _title("2017年投入产出表 单位：百万元"), "百万元"),
    spoiled("unit million", _title("MRIO 2017, unit: million yuan"), "million"),
    spoiled("unit yuan", _title("2017年投入产出表（单位：元）"), "单位:元"),
    spoiled("CO2 in kt", _co2_in_kt, "CO2 in Mt"),
    spoiled("CO2 twice", _second_co2, "two rows are labelled CO2"),
    spoiled("two years", _title("2018年投入产出表 单位：万元"), "same year"),
    BadCase("no year", _no_year, "sheet Table / cell A1", "no year"),
    spoiled("classes mixed", _set("name", "BJ", "36", CLASS_2012_NAME), "mix both"),
    spoiled("sectors without names", _unnamed_sectors, "tell neither"),
    BadCase("two tables of one edition", _two_of_one_edition, "sheet Copy_2017", "Table_2017"),
)


def _scaled(folder: Path) -> Path:
    return write(folder / FILE, build(scale=100.0))


def _names_swapped(sheet: Sheet) -> str:
    r = sheet.header["name"]
    a, b = sheet.column["GD", "06"], sheet.column["GD", "07"]
    sheet.rows[r][a], sheet.rows[r][b] = sheet.rows[r][b], sheet.rows[r][a]
    return cell(r, a)


WRONG_TABLES = (
    BadCase("a hundred times too large", _scaled, "2017new", "value_added_total"),
    BadCase(
        "row out of balance",
        _spoiled(value("GD", "17", "TFU", 1.0)),
        "2017new/GD/c13s",
        "row_balance",
    ),
    BadCase(
        "column out of balance",
        _spoiled(value("GD", "TVA", "17", 1.0)),
        "2017new/GD/c13s",
        "column_balance",
    ),
    BadCase("output is negative", _spoiled(value("GD", "17", "GO", -1e6)), "GD/c13s", "negative"),
    spoiled("names in wrong order", _names_swapped, "name_contradicts_code"),
)
