"""Where things stand in a sheet: every row and column found by its code and label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from graph_service import reference
from graph_service.errors import SourceDefect
from loader import labels
from loader.blocks import LAYOUT_HINT, Axis, check_same_order, find_blocks, find_single
from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS, SECTORS, Cell, RawSheet

HEADER_ROWS = 60
LABEL_COLUMNS = 12
LARGE = 100  # rows and columns; below it a sheet of codes may be a list of them


@dataclass(frozen=True)
class Structure:
    """Zero-based rows and columns of a table.

    Industries and final uses are ordered province by province as in ``provinces``, whatever
    their order in the sheet.
    """

    code_row: int
    code_column: int
    province_row: int
    province_column: int
    name_row: int
    name_column: int
    provinces: tuple[str, ...]
    industry_rows: tuple[int, ...]
    industry_columns: tuple[int, ...]
    final_use_columns: tuple[int, ...]
    total_columns: dict[str, int]  # EX TFU ERR GO
    input_rows: dict[str, int]  # IM TII VA001..VA004 TVA TI
    co2_row: int | None


def is_table(sheet: RawSheet) -> bool:
    """Whether a sheet holds a MRIO table, whole or cut: its codes stand along both directions.

    Codes along one direction are enough where sectors repeat there, or the sheet is large; so are
    provinces along both in a large sheet. Else it may be a list of codes or provinces.
    """
    row, column = _code_row(sheet), _code_column(sheet)
    large = len(sheet.rows) >= LARGE and len(sheet.rows[0]) >= LARGE
    if row is None and column is None:
        return large and _names_provinces(sheet)
    if row is not None and column is not None:
        return True
    line = sheet.rows[row] if row is not None else [cells[column or 0] for cells in sheet.rows]
    return large or sum(map(labels.is_sector_number, line)) > SECTORS


def find_structure(sheet: RawSheet, provinces: Sequence[str]) -> Structure:
    """Locate everything in a sheet that must hold exactly these provinces.

    Raises SourceDefect naming the cell for a code, province or total that is missing, doubled,
    unknown or out of order.
    """
    code_row, code_column = _codes(sheet)
    across = range(code_column + 1, len(sheet.rows[code_row]))
    down = range(code_row + 1, len(sheet.rows))
    columns = [c for c in across if labels.is_sector_number(sheet.rows[code_row][c])]
    rows = [r for r in down if labels.is_sector_number(sheet.rows[r][code_column])]
    for found, line in ((columns, {"row": code_row}), (rows, {"column": code_column})):
        if not found:
            raise SourceDefect(
                "no sector codes 01..42 found", place=sheet.place(**line), hint=LAYOUT_HINT
            )
    province_row = _label_line(
        range(code_row), lambda line: (sheet.rows[line][c] for c in columns), sheet, "row"
    )
    province_column = _label_line(
        range(code_column), lambda line: (sheet.rows[r][line] for r in rows), sheet, "column"
    )
    horizontal = Axis(sheet, False, code_row, province_row)
    vertical = Axis(sheet, True, code_column, province_column)
    column_blocks = find_blocks(horizontal, columns, labels.SECTOR_NUMBERS, provinces)
    row_blocks = find_blocks(vertical, rows, labels.SECTOR_NUMBERS, provinces)
    check_same_order(("rows", row_blocks), ("columns", column_blocks), sheet)
    uses = [c for c in across if labels.code(sheet.rows[code_row][c]) in FINAL_USES]
    use_blocks = find_blocks(horizontal, uses, FINAL_USES, provinces)
    check_same_order(("columns of final use", use_blocks), ("columns", column_blocks), sheet)
    order = tuple(provinces)
    return Structure(
        code_row=code_row,
        code_column=code_column,
        province_row=province_row,
        province_column=province_column,
        name_row=_name_line(
            range(code_row), lambda line: (sheet.rows[line][c] for c in columns[:42]), code_row
        ),
        name_column=_name_line(
            range(code_column), lambda line: (sheet.rows[r][line] for r in rows[:42]), code_column
        ),
        provinces=order,
        industry_rows=tuple(r for province in order for r in row_blocks[province]),
        industry_columns=tuple(c for province in order for c in column_blocks[province]),
        final_use_columns=tuple(c for province in order for c in use_blocks[province]),
        total_columns=find_single(horizontal, across, ROW_TOTALS),
        input_rows=find_single(vertical, down, INPUT_ROWS),
        co2_row=_co2_row(sheet, down, columns, code_column),
    )


def _names_provinces(sheet: RawSheet) -> bool:
    """Whether most provinces stand in one of the first rows and in one of the first columns."""
    most = len(reference.codes("provinces")) // 2
    heads = sheet.rows[:HEADER_ROWS]
    sides = ([row[column] for row in sheet.rows] for column in range(LABEL_COLUMNS))
    return all(
        any(len({labels.province(cell) for cell in line} - {None}) > most for line in lines)
        for lines in (heads, sides)
    )


def _code_row(sheet: RawSheet) -> int | None:
    """The row with most of the codes FU101..FU202, EX, TFU, ERR, GO; None below two."""
    counts = [_known(row, labels.COLUMN_CODES) for row in sheet.rows[:HEADER_ROWS]]
    return counts.index(max(counts)) if counts and max(counts) >= 2 else None


def _code_column(sheet: RawSheet) -> int | None:
    """The column with most of the codes IM, TII, VA001..VA004, TVA, TI; None below two."""
    width = min(LABEL_COLUMNS, len(sheet.rows[0])) if sheet.rows else 0
    counts = [
        _known([row[column] for row in sheet.rows], labels.ROW_CODES) for column in range(width)
    ]
    return counts.index(max(counts)) if counts and max(counts) >= 2 else None


def _known(cells: Iterable[Cell], codes: frozenset[str]) -> int:
    """How many of the codes stand in the cells."""
    texts = {cell for cell in cells if isinstance(cell, str)}
    return len(codes.intersection(map(labels.code, texts)))


def _codes(sheet: RawSheet) -> tuple[int, int]:
    row, column = _code_row(sheet), _code_column(sheet)
    if row is None:
        raise SourceDefect(
            "the row of codes (01..42, FU101.., EX, TFU, ERR, GO) above the data is missing",
            place=sheet.place(),
            hint=LAYOUT_HINT,
        )
    if column is None:
        raise SourceDefect(
            "the column of codes (01..42, IM, TII, VA001.., TVA, TI) left of the data is missing",
            place=sheet.place(),
            hint=LAYOUT_HINT,
        )
    return row, column


def _label_line(
    lines: range, cells: Callable[[int], Iterable[Cell]], sheet: RawSheet, kind: str
) -> int:
    """The header row, or label column, that names most provinces."""
    counts = {line: len({labels.province(cell) for cell in cells(line)} - {None}) for line in lines}
    best = max(counts, key=lambda line: counts[line], default=None)
    if best is None or counts[best] == 0:
        raise SourceDefect(
            f"no {kind} with province names found beside the codes",
            place=sheet.place(),
            hint="the first cell of each block of 42 sectors must name its province",
        )
    return best


def _name_line(lines: range, cells: Callable[[int], Iterable[Cell]], code_line: int) -> int:
    """The header row, or label column, with most sector names; beside the codes if none."""
    counts = {line: sum(bool(labels.sectors(cell)) for cell in cells(line)) for line in lines}
    best = max(counts, key=lambda line: counts[line])
    return best if counts[best] else code_line - 1


def _co2_row(
    sheet: RawSheet, rows: Iterable[int], columns: Sequence[int], code_column: int
) -> int | None:
    """The row of numbers whose label names CO2, None where the workbook carries none.

    A note below the table may begin with CO2 too: it has no numbers.
    """
    labelled = [
        (row, column)
        for row in rows
        for column in range(code_column + 1)
        if labels.is_co2(sheet.rows[row][column])
    ]
    found = [at for at in labelled if any(sheet.rows[at[0]][c] != "" for c in columns)]
    if len(found) > 1:
        raise SourceDefect(
            "two rows are labelled CO2, first at " + sheet.place(*found[0]).rsplit(" / ", 1)[-1],
            place=sheet.place(*found[1]),
            hint="keep the row of emissions in Mt",
        )
    return found[0][0] if found else None
