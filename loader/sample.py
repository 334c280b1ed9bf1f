"""The synthetic sample: tables and inventories in the CEADs layout, made of our own constants.

Nothing in them is CEADs data; cell A1 of every table and the note of every inventory say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from graph_service import reference
from graph_service.errors import PublishFailed
from graph_service.progress import Progress, no_progress
from loader.sample_balance import CATEGORIES, PROVINCES, Economy
from loader.sample_constants import Array, load_constants
from loader.sample_economy import build_economy
from loader.sample_inventory import FILE_NAME, INVENTORIES, write_inventory

STEP = "Writing the synthetic sample"
CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that a seed always gives the same bytes
FIRST_COLUMN = 3  # after province, sector and code
ROWS = 4 + PROVINCES * 42 + 10  # title and header, industries, inputs and CO2

Cell = str | float | None


@dataclass(frozen=True)
class Style:
    """How one of the two workbooks looks; labels in the order of the layout."""

    letter: str
    year: int
    classification: str
    file_name: str
    sheet: str
    language: str
    subtotal: bool
    codes_as_text: bool
    spellings: dict[str, str]
    notes: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def title(self) -> str:
        """Cell A1."""
        return (
            f"Tanlu synthetic sample {self.letter}, year {self.year}, not CEADs data, "
            "unit 10,000 yuan (万元), CO2 Mt"
        )


ROW_CODES = ("IM", "TII", "VA001", "VA002", "VA003", "VA004", "TVA", "TI", "", "")
STYLES = (
    Style(
        letter="A",
        year=2017,
        classification="ceads42_2017",
        file_name="tanlu_sample_a_2017.xlsx",
        sheet="Table_2017",
        language="zh",
        subtotal=False,
        codes_as_text=True,
        spellings={},
        notes=(),
        rows=(
            "进口",
            "中间投入合计",
            "劳动者报酬",
            "生产税净额",
            "固定资产折旧",
            "营业盈余",
            "增加值合计",
            "总投入",
            "Gross Input",
            "CO2 (Mt)",
        ),
        columns=("中间使用合计", "最终使用合计", "误差", "总产出"),
    ),
    Style(
        letter="B",
        year=2020,
        classification="ceads42_2012",
        file_name="tanlu_sample_b_2020.xlsx",
        sheet="Table_2020_English Version",
        language="en",
        subtotal=True,
        codes_as_text=False,
        spellings={
            "XZ": "Xizang",
            **{"HA": "He0", "HN": "Hu0", "HI": "Hai0", "YN": "Yun0", "c28": "Fi0ce"},
        },
        notes=(
            "The layout is that of the CEADs tables of 2018 and 2020, as programs describe that",
            "read them: no real workbook of these years was seen. In them every 'nan' of a label",
            "had become '0', and two labels are misspelt; so it is here.",
        ),
        rows=(
            "Import",
            "Total intermediate input",
            "Conpensation of employees",
            "Net taxes on production",
            "Depreciation of fixed assets",
            "Operationg surplus",
            "Total value added",
            "Total input",
            "Gross Input",
            "CO2 (Mt)",
        ),
        columns=("Total intermediate use", "Total final use", "Error", "Gross output"),
    ),
)
CHECK_COLUMNS = ("Proportion of errors in gross output (less than 5%)", "Gross Output Check")


def write_sample(
    folder: Path, *, seed: int = 2026, progress: Progress = no_progress
) -> tuple[Path, ...]:
    """Write both sample tables and their inventories into ``folder``; returns the four paths.

    The same seed gives the same bytes; money in 10,000 CNY, CO2 in Mt, every balance exact.
    Raises ``PublishFailed`` where the folder cannot be written.
    """
    total, done = len(STYLES) * (ROWS + INVENTORIES), 0
    tables = [folder / style.file_name for style in STYLES]
    inventories = [folder / FILE_NAME.format(year=style.year) for style in STYLES]
    for style, path, inventory in zip(STYLES, tables, inventories, strict=True):
        constants = load_constants(style.year, style.classification)
        economy = build_economy(constants, seed)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for _ in chain(
                _write(path, style, economy), write_inventory(inventory, constants, economy, seed)
            ):
                done += 1
                progress(STEP, done, total)
        except (OSError, FileCreateError) as error:
            raise PublishFailed(f"cannot write {path}: {error}") from error
    return (*tables, *inventories)


def _write(path: Path, style: Style, economy: Economy) -> Iterator[int]:
    """Write one workbook row by row; gives the number of rows written so far."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as workbook:
        workbook.set_properties({"title": style.title, "created": CREATED})
        if style.notes:
            workbook.add_worksheet("Note").write_column(0, 0, (style.title, *style.notes))
        sheet = workbook.add_worksheet(style.sheet)
        for row, cells in enumerate(_sheet_rows(style, economy)):
            _write_row(sheet, row, cells)
            yield row + 1


def _write_row(sheet: Any, row: int, cells: Sequence[Cell]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            sheet.write_string(row, column, cell)
        elif cell is not None:
            sheet.write_number(row, column, cell)


def _sheet_rows(style: Style, economy: Economy) -> Iterator[list[Cell]]:
    """All rows of the sheet from the title down to CO2; ``None`` is a blank cell."""
    yield [style.title]
    yield from _header(style)
    yield from _supply_rows(style, economy)
    yield from _input_rows(style, economy)


def _sectors(style: Style) -> tuple[str, ...]:
    return reference.sector_codes(style.classification)


def _names(table: str, style: Style) -> dict[str, str]:
    names = {row["code"]: row[f"name_{style.language}"] for row in reference.table(table)}
    return {code: style.spellings.get(code, name) for code, name in names.items()}


def _provinces(style: Style) -> list[str]:
    return list(_names("provinces", style).values())


def _code(style: Style, number: int) -> Cell:
    return f"{number:02d}" if style.codes_as_text else float(number)


def _header(style: Style) -> Iterator[list[Cell]]:
    """Rows 2-4: provinces over their first column, names, codes."""
    sectors, final_use = _names("sectors", style), _names("final_use", style)
    categories = list(final_use)[:CATEGORIES]
    numbers = [_code(style, number) for number in range(1, len(_sectors(style)) + 1)]
    subtotal, total, error, output = style.columns
    blank: list[Cell] = [None] * FIRST_COLUMN
    gap: list[Cell] = [None] * style.subtotal
    yield [
        *blank,
        *_spaced(_provinces(style), len(numbers)),
        *gap,
        *_spaced(_provinces(style), CATEGORIES),
    ]
    yield [
        *blank,
        *[sectors[code] for code in _sectors(style)] * PROVINCES,
        *[subtotal] * style.subtotal,
        *[final_use[code] for code in categories] * PROVINCES,
        *(final_use["EX"], total, error, output),
        *CHECK_COLUMNS,
    ]
    yield [
        *blank,
        *numbers * PROVINCES,
        *["TIU"] * style.subtotal,
        *categories * PROVINCES,
        *("EX", "TFU", "ERR", "GO"),
    ]


def _spaced(names: list[str], width: int) -> Iterator[Cell]:
    """Each name followed by ``width - 1`` blanks."""
    for name in names:
        yield name
        yield from [None] * (width - 1)


def _supply_rows(style: Style, economy: Economy) -> Iterator[list[Cell]]:
    """One row for each industry: flows, final use, exports, totals and the two checks."""
    names = _names("sectors", style)
    labels = [names[code] for code in _sectors(style)]
    provinces = _provinces(style)
    for i in range(len(economy.output)):
        province, sector = divmod(i, len(labels))
        use, final = economy.flows[i].sum(), economy.final_use[i].sum() + economy.exports[i]
        output, error = economy.output[i], economy.error[i]
        yield [
            provinces[province] if sector == 0 else None,
            labels[sector],
            _code(style, sector + 1),
            *_cells(economy.flows[i]),
            *_cells(np.full(int(style.subtotal), use)),
            *_cells(economy.final_use[i]),
            *_cells(np.array([economy.exports[i], final, error, output])),
            float(abs(error) / output) if output else 0.0,
            float(use + final + error - output),
        ]


def _input_rows(style: Style, economy: Economy) -> Iterator[list[Cell]]:
    """Imports, intermediate input, value added, total input, its check, and CO2."""
    bought = economy.flows.sum(axis=0) + economy.imports
    value_added = economy.value_added.sum(axis=0)
    values = (
        economy.imports,
        bought,
        *economy.value_added,
        value_added,
        bought + value_added,
        bought + value_added - economy.output,
        economy.co2,
    )
    gap = np.zeros(int(style.subtotal))
    for label, code, row in zip(style.rows, ROW_CODES, values, strict=True):
        tail = economy.final_use_imports if code == "IM" else np.empty(0)
        yield [None, label, code or None, *_cells(np.concatenate([row, gap, tail]))]


def _cells(values: Array) -> list[Cell]:
    """Numbers of a row, blank where zero."""
    return [value or None for value in values.tolist()]
