"""Reading one MRIO sheet against MARIO, the one other program that reads CEADs workbooks.

MARIO (package mariopy, GPL) is installed into an environment of its own and only run, as a
process of its own. It takes the fixed layout of 2018, in which the table is written for both.
It makes output as flows plus final use, without the error column; ours keeps the output stated.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import xlsxwriter
from measure import Run, child, line, peer, spread, title, workbook

from graph_service import reference
from loader import labels
from loader.edition import find_classification
from loader.layout import Cell, RawSheet
from loader.structure import Structure, find_structure, is_table
from loader.workbook import Workbook

REPEAT = 3
MARIO = "mariopy==1.3.2"
SHEET = "Table_2018_English Version"
OURS = """
import json, sys, time
from pathlib import Path
from loader.source import read_source
start = time.perf_counter()
(table,) = read_source(Path(sys.argv[1])).tables
seconds = time.perf_counter() - start
sums = {"flows": table.flows.sum(), "final use": table.final_use_total.sum(),
        "error": table.error.sum(), "output": table.output.sum(), "CO2": table.co2.sum() / 1e3}
print(json.dumps([seconds, sums]))
"""
THEIRS = """
import json, sys, time
import mario
start = time.perf_counter()
table = mario.parse_ceads(sys.argv[1], year=2018)
seconds = time.perf_counter() - start
sums = {"flows": table.Z, "final use": table.Y, "output": table.X, "CO2": table.E}
sums = {name: float(values.to_numpy().sum()) for name, values in sums.items()}
print(json.dumps([seconds, {n: v if n == "CO2" else v / 100 for n, v in sums.items()}]))
"""


def main() -> None:
    title("Reading one MRIO sheet, ours against MARIO", "python-calamine")
    with workbook() as (file, what), tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "MRIO 2018.xlsx")
        print(f"  a table of {what}, written in the layout of 2018; {MARIO}")
        _write(file, path)
        if (python := peer("mario", MARIO)) is None:
            return
        runs: dict[str, list[Run]] = {"ours": [], "MARIO": []}
        for _ in range(REPEAT):
            runs["ours"].append(child("-c", OURS, path))
            runs["MARIO"].append(child("-c", THEIRS, path, python=python))
    _print(runs)


def _print(runs: dict[str, list[Run]]) -> None:
    said = {
        name: [json.loads(run.said.splitlines()[-1]) for run in of] for name, of in runs.items()
    }
    for name, of in runs.items():
        seconds = [found[0] for found in said[name]]
        peak = max(run.megabytes for run in of)
        print(f"  {name:<6} {spread(seconds)}, peak {peak:.0f} MB; sums, million CNY and Mt:")
        sums = said[name][0][1]
        print("         " + ", ".join(f"{what} {value:,.1f}" for what, value in sums.items()))
    ours, theirs = (said[name][0][1] for name in runs)
    without = ours["output"] - ours["error"]
    print(f"  our output without the error column, which MARIO leaves out: {without:,.1f}")
    for what in ("flows", "CO2"):
        assert abs(ours[what] / theirs[what] - 1) < 1e-12, what
    ratio = min(s for s, _ in said["MARIO"]) / min(s for s, _ in said["ours"])
    line("MARIO / ours, seconds from file to table, of minima", ratio, "", limit=10, least=True)


def _write(file: Path, path: Path) -> None:
    """A table of a workbook in the fixed layout of 2018, with English names."""
    sheet, structure = _table(file)
    names = [_english(sheet.rows[r][structure.name_column]) for r in structure.industry_rows[:42]]
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as target:
        page = target.add_worksheet(SHEET)
        page.write(0, 0, "Multi-regional input-output table 2018, unit: 10,000 yuan")
        for number, cells in enumerate(_rows(sheet, structure), start=1):
            page.write_row(number, 0, map(_english, cells))
        page = target.add_worksheet("Sector ")
        page.write_row(0, 0, ("No.", "行业", "Sector"))
        for number, name in enumerate(names, start=1):
            page.write_row(number, 0, (number, name, name))
        page = target.add_worksheet("Province")
        page.write_row(0, 0, ("Order", "省份", "Province"))
        for row in reference.table("provinces"):
            page.write_row(int(row["order"]), 0, (row["order"], row["name_zh"], row["name_en"]))


def _table(file: Path) -> tuple[RawSheet, Structure]:
    """The last table of the class that 2018 is in, or of any class."""
    book = Workbook(file)
    found: list[tuple[bool, RawSheet, Structure]] = []
    for name in book.sheet_names:
        sheet = book.read(name)
        if is_table(sheet):
            structure = find_structure(sheet, reference.codes("provinces"))
            fits = find_classification(sheet, structure) == "ceads42_2012"
            found.append((fits, sheet, structure))
    _, sheet, structure = max(found, key=lambda item: item[0])
    return sheet, structure


def _rows(sheet: RawSheet, structure: Structure) -> Iterator[list[Cell]]:
    """Rows from the names of provinces to CO2; columns and rows of checks are left blank."""
    totals = structure.total_columns
    columns = (
        *(structure.province_column, structure.name_column, structure.code_column),
        *structure.industry_columns,
        *(None, *structure.final_use_columns),
        *(totals[code] for code in ("EX", "TFU", "ERR", "GO")),
    )
    rows = (
        *(structure.province_row, structure.name_row, structure.code_row),
        *structure.industry_rows,
        *(*structure.input_rows.values(), None, None, structure.co2_row),
    )
    for row in rows:
        cells = [] if row is None else list(sheet.rows[row])
        line = ["" if row is None or column is None else cells[column] for column in columns]
        yield [labels.code(cell) for cell in line] if row == structure.code_row else line


def _english(cell: Cell) -> Cell:
    """A name of a province or sector in English, anything else as it is."""
    if not isinstance(cell, str):
        return cell
    province, sectors = labels.province(cell), sorted(labels.sectors(cell))
    code = province or (sectors[0] if sectors else None)
    return _names()[code] if code else cell


@cache
def _names() -> dict[str, str]:
    tables = ("provinces", "sectors")
    return {row["code"]: row["name_en"] for table in tables for row in reference.table(table)}


if __name__ == "__main__":
    main()
