"""Small balanced tables in the CEADs layout, written as sparse workbooks (blank means zero)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

from graph_service import reference
from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS, Cell, RawSheet

ALL = reference.codes("provinces")
THREE = ("BJ", "GD", "SN")
TITLES = {
    "zh": "{year}年中国省际多区域投入产出表（42部门） 单位：万元",
    "en": "Multi-regional input-output table {year}, 42 sectors (unit: 10,000 yuan)",
}


@dataclass
class Sheet:
    """Rows of cells, and where the things of the table stand in them."""

    name: str
    rows: list[list[Cell]]
    row: dict[tuple[str, str], int] = field(default_factory=dict)  # (province, code) or ("", code)
    column: dict[tuple[str, str], int] = field(default_factory=dict)
    header: dict[str, int] = field(default_factory=dict)  # title, province, name, code
    side: dict[str, int] = field(default_factory=dict)  # province, name, code

    def raw(self, file_name: str = "table.xlsx") -> RawSheet:
        return RawSheet(file_name, self.name, self.rows)

    def drop_rows(self, rows: Sequence[int]) -> None:
        self.rows = [cells for index, cells in enumerate(self.rows) if index not in set(rows)]

    def drop_columns(self, columns: Sequence[int]) -> None:
        dropped = set(columns)
        self.rows = [
            [cell for index, cell in enumerate(cells) if index not in dropped]
            for cells in self.rows
        ]


def build(
    provinces: Sequence[str] = ALL,
    *,
    classification: str = "ceads42_2017",
    language: str = "zh",
    year: int = 2017,
    name: str = "Table_2017",
    title: str | None = None,
    subtotal: bool = False,
    number_codes: bool = False,
    co2_label: str | None = "CO2 (Mt)",
    gross_input: bool = True,
    blank_rows: int = 0,
    spellings: Mapping[str, str] | None = None,
    extra_rows: int = 0,
    extra_columns: int = 0,
    scale: float = 1.0,
) -> Sheet:
    """A balanced table: each industry buys from itself and the next one, and sells the rest.

    ``gross_input`` is the check row below TI, ``blank_rows`` stand above the row of CO2;
    ``spellings`` replace names of provinces and sectors by code.
    """
    sectors = reference.sector_codes(classification)
    numbers = [f"{number:02d}" for number in range(1, len(sectors) + 1)]
    n, m = len(provinces) * len(numbers), len(provinces) * len(FINAL_USES)
    left, top = 3 + extra_columns, 4 + extra_rows
    uses_at = left + n + int(subtotal)
    width = uses_at + m + len(ROW_TOTALS) + 2
    height = top + n + len(INPUT_ROWS) + int(gross_input) + blank_rows + 1
    rows: list[list[Cell]] = [[""] * width for _ in range(height)]
    sheet = Sheet(name, rows)
    sheet.header = {"title": 0, "province": top - 3, "name": top - 2, "code": top - 1}
    sheet.side = {"province": left - 3, "name": left - 2, "code": left - 1}
    rows[0][0] = TITLES[language].format(year=year) if title is None else title
    names = {
        row["code"]: row[f"name_{language}"]
        for table in ("provinces", "sectors", "final_use", "line_names")
        for row in reference.table(table)
    } | dict(spellings or {})
    for i, province in enumerate(provinces):
        rows[top - 3][left + i * 42] = rows[top + i * 42][left - 3] = names[province]
        rows[top - 3][uses_at + i * 5] = names[province]
        for k, number in enumerate(numbers):
            r, c = top + i * 42 + k, left + i * 42 + k
            sheet.row[province, number], sheet.column[province, number] = r, c
            rows[top - 2][c] = rows[r][left - 2] = names[sectors[k]]
            rows[top - 1][c] = rows[r][left - 1] = float(number) if number_codes else number
        for k, use in enumerate(FINAL_USES):
            c = uses_at + i * 5 + k
            sheet.column[province, use] = c
            rows[top - 2][c], rows[top - 1][c] = names[use], use
    if subtotal:
        rows[top - 2][left + n], rows[top - 1][left + n] = names["TIU"], "TIU"
    for k, code in enumerate(ROW_TOTALS):
        sheet.column["", code] = uses_at + m + k
        rows[top - 2][uses_at + m + k], rows[top - 1][uses_at + m + k] = names[code], code
    rows[top - 2][width - 2] = "Proportion of errors in gross output (less than 5%)"
    for k, code in enumerate(INPUT_ROWS):
        sheet.row["", code] = top + n + k
        rows[top + n + k][left - 2 : left] = names[code], code
    if gross_input:
        rows[top + n + 8][left - 2] = "Gross Input"
    if co2_label is not None:
        sheet.row["", "CO2"] = height - 1
        rows[height - 1][left - 2] = co2_label
    _fill(sheet, provinces, numbers, scale * value_added(year) / n)
    return sheet


def value_added(year: int) -> float:
    """China's value added in 10,000 yuan, 2012 (53.9 trillion) grown by 9 % a year."""
    return 53.9e8 * 1.09 ** (year - 2012)


def _fill(sheet: Sheet, provinces: Sequence[str], numbers: Sequence[str], unit: float) -> None:
    """Output 3, own use 1.25, sale to the next 0.5, exports 0.25, error 0.001, rest final use."""
    industries = [(province, number) for province in provinces for number in numbers]
    for i, industry in enumerate(industries):
        cells = sheet.rows[sheet.row[industry]]
        following = industries[(i + 1) % len(industries)]
        home = industry[0]
        cells[sheet.column[industry]] = 1.25 * unit
        cells[sheet.column[following]] = 0.5 * unit
        cells[sheet.column[home, "FU102"]] = 1.099 * unit
        cells[sheet.column[home, "FU202"]] = -0.1 * unit
        for code, value in {"EX": 0.25, "TFU": 1.249, "ERR": 0.001, "GO": 3.0}.items():
            cells[sheet.column["", code]] = value * unit
        column = sheet.column[industry]
        inputs: Mapping[str, float] = {
            "IM": 0.25,
            "TII": 2.0,
            "VA001": 0.5,
            "VA002": -0.125,
            "VA003": 0.25,
            "VA004": 0.375,
            "TVA": 1.0,
            "TI": 3.0,
        }
        for code, value in inputs.items():
            sheet.rows[sheet.row["", code]][column] = value * unit
        if ("", "CO2") in sheet.row:
            sheet.rows[sheet.row["", "CO2"]][column] = 0.125 * unit / 1e5
    for province in provinces:
        sheet.rows[sheet.row["", "IM"]][sheet.column[province, "FU102"]] = unit


def write(path: Path, *sheets: Sheet) -> Path:
    """Write the cells that are not blank; text that starts with `#` becomes an Excel error."""
    with xlsxwriter.Workbook(str(path)) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for r, cells in enumerate(sheet.rows):
                for c, cell in [(c, cell) for c, cell in enumerate(cells) if cell != ""]:
                    if isinstance(cell, str) and cell.startswith("#"):
                        page.write_formula(r, c, "=1/0", None, cell)
                    elif isinstance(cell, str):
                        page.write_string(r, c, cell)
                    elif isinstance(cell, dt.date):
                        page.write_datetime(r, c, cell, date)
                    else:
                        page.write(r, c, cell)
    return path
