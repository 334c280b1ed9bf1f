"""Workbooks that must not be loaded: full-size tables with one thing wrong, and no tables at all.

``CASES`` cannot be read (SourceDefect); ``WRONG_TABLES`` can, but have a finding of severity error.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from graph_service import reference
from tests.loader.sheets import Sheet, build, write
from tests.loader.spoiling import (
    FILE,
    SENTINEL,
    TEMPLATE,
    BadCase,
    above,
    beside,
    cell,
    changed,
    co2_in_kt,
    cut_in_half,
    damaged,
    far_cell,
    folder_of_that_name,
    fresh,
    missing_name,
    no_year,
    ole,
    patched,
    plain_book,
    raw_bytes,
    second_block,
    second_co2,
    second_total,
    spoiled,
    swapped_rows,
    title,
    two_of_one_edition,
    unnamed_sectors,
    value,
    whole,
    without_code_column,
    without_code_row,
    without_columns_of,
    without_final_use,
    without_names_of_provinces,
    without_rows_of,
    without_sector_codes,
    without_sector_column,
    without_total,
    zip_of_text,
)

CLASS_2012_NAME = {row["code"]: row["name_zh"] for row in reference.table("sectors")}["mscitech"]
FUELS = ("", "Raw_Coal", "CleanedCoal", "Scope_1_Total")

CASES = (
    BadCase("missing file", lambda folder: folder / FILE, FILE, "no such file"),
    BadCase("empty file", raw_bytes(b""), FILE, "empty"),
    BadCase("directory", folder_of_that_name, FILE, "directory"),
    BadCase("plain text", raw_bytes(b"a,b\n1,2\n"), FILE, "no Excel workbook"),
    BadCase("cut in half", cut_in_half, FILE, "damaged or cut short"),
    BadCase("damaged sheet", damaged, "bad.xlsx / sheet Table_2017", "damaged or cut short"),
    BadCase("zip of something else", zip_of_text, FILE, "no .xlsx workbook"),
    BadCase("password", ole("EncryptedPackage"), FILE, "password"),
    BadCase("old xls", ole("Workbook"), FILE, ".xls"),
    BadCase("far cell", far_cell, "sheet Table_2017", "1,048,576 rows"),
    BadCase("note only", plain_book("Note", ("MRIO 2017",)), FILE, "no sheet holds a MRIO table"),
    BadCase("no cells", plain_book("Sheet1"), FILE, "no sheet holds a MRIO table"),
    spoiled("no code row", without_code_row, "row of codes"),
    spoiled("no code column", without_code_column, "column of codes"),
    BadCase("damaged contents", patched("</workbook>", "", whole), FILE, "damaged or cut short"),
    spoiled("no sector codes", without_sector_codes, "no sector codes"),
    spoiled("no province row", without_names_of_provinces, "province names"),
    BadCase(
        "blank sector code above",
        changed(above("code", "GD", "17", "")),
        cell(1, TEMPLATE.column["GD", "01"]),
        "lack code 17",
    ),
    BadCase(
        "blank sector code beside",
        changed(beside("GD", "17", 2, "")),
        cell(TEMPLATE.row["GD", "01"], 0),
        "lack code 17",
    ),
    spoiled("no column of a sector", without_sector_column, "lack code 17"),
    spoiled("code 43", above("code", "GD", "42", "43"), "found '43'"),
    spoiled("no columns of a province", without_columns_of("GD"), "missing: GD"),
    spoiled("no rows of a province", without_rows_of("GD"), "missing: GD"),
    spoiled("30 provinces in the rows", without_rows_of("XZ"), "found 30"),
    spoiled("other order in the rows", swapped_rows, "different order"),
    spoiled("province twice", second_block, "second block"),
    spoiled("province name missing", missing_name, "a second time in the block of HN"),
    spoiled("code twice above", above("code", "GD", "18", "17"), "code 17 stands a second time"),
    spoiled("code twice beside", beside("GD", "18", 2, 17), "code 17 stands a second time"),
    spoiled("unknown province above", above("province", "GD", "01", "Atlantis"), "'Atlantis'"),
    spoiled("unknown province beside", beside("GD", "01", 0, "廣州"), "'廣州'"),
    spoiled("unknown final user", above("province", "GD", "FU101", "Atlantis"), "'Atlantis'"),
    spoiled("no first province", above("province", "BJ", "01", ""), "blank cell"),
    spoiled("no FU201 of a province", without_final_use, "lack code FU201"),
    *(
        spoiled(f"no {code}", without_total(code), f"lack code {code}")
        for code in ("EX", "TFU", "ERR", "GO", "IM", "TII", "VA003", "TVA", "TI")
    ),
    spoiled("GO twice", second_total, "code GO stands a second time"),
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
        patched(str(SENTINEL), "NaN", value("GD", "17", "03", SENTINEL)),
        value("GD", "17", "03", 0.0)(fresh()),
        "finite",
    ),
    BadCase(
        "infinity",
        patched(str(SENTINEL), "1e999", value("GD", "17", "03", SENTINEL)),
        value("GD", "17", "03", 0.0)(fresh()),
        "finite",
    ),
    spoiled("unit 亿元", title("2017年投入产出表 单位：亿元"), "亿元"),
    spoiled("unit 百万元", title("2017年投入产出表 单位：百万元"), "百万元"),
    spoiled("unit million", title("MRIO 2017, unit: million yuan"), "million"),
    spoiled("unit yuan", title("2017年投入产出表（单位：元）"), "单位:元"),
    spoiled("CO2 in kt", co2_in_kt, "CO2 in Mt"),
    spoiled("CO2 twice", second_co2, "two rows are labelled CO2"),
    spoiled("two years", title("2018年投入产出表 单位：万元"), "same year"),
    BadCase("no year", no_year, "sheet Table / cell A1", "no year"),
    spoiled("classes mixed", above("name", "BJ", "36", CLASS_2012_NAME), "mix both"),
    spoiled("sectors without names", unnamed_sectors, "tell neither"),
    BadCase(
        "two tables of one edition",
        two_of_one_edition,
        "(2017new/GD/c1 to 2017new/GD/c1)",
        "Table_2017",
    ),
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
        changed(value("GD", "17", "TFU", 1.0)),
        "2017new/GD/c13s",
        "row_balance",
    ),
    BadCase(
        "column out of balance",
        changed(value("GD", "TVA", "17", 1.0)),
        "2017new/GD/c13s",
        "column_balance",
    ),
    BadCase("output is negative", changed(value("GD", "17", "GO", -1e6)), "GD/c13s", "negative"),
    spoiled("names in wrong order", _names_swapped, "name_contradicts_code"),
)
