"""Blocks of provinces, and their numbers, exchanged or shifted; tables cut, pasted, sorted."""

from __future__ import annotations

import numpy as np

from tests.fuzz.cases import EITHER, HARMLESS, Case, Key, Mutation, Verdict, harmful
from tests.loader.economies import NUMBERS


def _exchange(case: Case, one: str, other: str, *, rows: bool, columns: bool, uses: bool) -> None:
    """Whole lines of two provinces, labels and all, in each other's place."""
    if rows:
        order: list[int | None] = list(range(len(case.rows)))
        for number in NUMBERS:
            a, b = case.sheet.row[one, number], case.sheet.row[other, number]
            order[a], order[b] = b, a
        case.order_rows(order)
    order = list(range(len(case.rows[0])))
    for key_one, key_other in zip(
        _columns(one, columns, uses), _columns(other, columns, uses), strict=True
    ):
        a, b = case.sheet.column[key_one], case.sheet.column[key_other]
        order[a], order[b] = b, a
    case.order_columns(order)


def _columns(province: str, industries: bool, uses: bool) -> list[Key]:
    found = [(province, number) for number in NUMBERS] if industries else []
    return found + ([(province, f"FU{k}") for k in (101, 102, 103, 201, 202)] if uses else [])


def blocks_exchanged_with_labels(case: Case) -> Verdict:
    _exchange(case, *case.two(case.provinces), rows=True, columns=True, uses=True)
    return HARMLESS


def blocks_exchanged_in_one_direction(case: Case) -> Verdict:
    """Labels move along, but rows, columns and final uses no longer have one order."""
    which = case.pick([(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1)])
    rows, columns, uses = map(bool, which)
    _exchange(case, *case.two(case.provinces), rows=rows, columns=columns, uses=uses)
    return harmful("order: block")


def _exchange_numbers(
    case: Case,
    rows: list[tuple[int, int]],
    columns: list[tuple[int, int]],
    across: list[int],
    down: list[int],
) -> None:
    for a, b in rows:
        for column in across:
            case.rows[a][column], case.rows[b][column] = case.rows[b][column], case.rows[a][column]
    for a, b in columns:
        for row in down:
            case.rows[row][a], case.rows[row][b] = case.rows[row][b], case.rows[row][a]


def numbers_of_blocks_exchanged(case: Case) -> Verdict:
    """The numbers of two provinces change places, the labels stay: rows, or columns."""
    one, other = case.two(case.provinces)
    sheet = case.sheet
    rows = [(sheet.row[one, k], sheet.row[other, k]) for k in NUMBERS]
    columns = [(sheet.column[one, k], sheet.column[other, k]) for k in NUMBERS]
    if case.draw.random() < 0.5:
        _exchange_numbers(case, rows, [], case.data_columns, [])
    else:
        _exchange_numbers(case, [], columns, [], case.data_rows)
    return harmful(f"/{one}/", f"/{other}/")


def numbers_exchanged_consistently(case: Case) -> Verdict:
    """Rows and columns both: a table with two names changed, which nothing in it can tell."""
    one, other = case.two(case.provinces)
    sheet = case.sheet
    rows = [(sheet.row[one, k], sheet.row[other, k]) for k in NUMBERS]
    columns = [(sheet.column[one, k], sheet.column[other, k]) for k in NUMBERS]
    _exchange_numbers(case, rows, columns, case.data_columns, case.data_rows)
    return EITHER


def numbers_of_two_lines_exchanged(case: Case) -> Verdict:
    one, other = case.two(case.industries)
    sheet = case.sheet
    rows, columns = [(sheet.row[one], sheet.row[other])], [(sheet.column[one], sheet.column[other])]
    if case.draw.random() < 0.5:
        _exchange_numbers(case, rows, [], case.data_columns, [])
    else:
        _exchange_numbers(case, [], columns, [], case.data_rows)
    return harmful(f"/{one[0]}/", f"/{other[0]}/")


def cut_at_the_bottom(case: Case) -> Verdict:
    last = case.sheet.row["", "TI"]
    keep = int(case.draw.integers(case.sheet.header["code"] + 1, last + 1))
    lost = {key for key in (*case.industries, *case.inputs) if case.sheet.row[key] >= keep}
    case.order_rows(range(keep))
    return harmful() if lost else EITHER


def cut_at_the_right(case: Case) -> Verdict:
    keep = int(case.draw.integers(max(case.sheet.side.values()) + 1, case.sheet.column["", "GO"]))
    keys = (*case.industries, *case.uses, *case.totals)
    lost = {key for key in keys if case.sheet.column[key] >= keep}
    case.order_columns(range(keep))
    return harmful("cell ", "row ", "missing: ") if lost else EITHER


def cut_below_the_accounts(case: Case) -> Verdict:
    last = max(case.sheet.row[key] for key in (*case.industries, *case.inputs))
    case.order_rows(range(last + 1))
    return EITHER if ("", "CO2") not in case.sheet.row else HARMLESS


def cells_shifted_to_the_right(case: Case) -> Verdict:
    """A cell inserted in the row of an industry: what was GO now stands in a check column."""
    row = case.sheet.row[case.industry()]
    column = case.pick(case.data_columns)
    cells = case.rows[row]
    case.rows[row] = [*cells[:column], "", *cells[column:-1]]
    return harmful()


def cells_shifted_down(case: Case) -> Verdict:
    column = case.sheet.column[case.industry()]
    first = case.sheet.row[case.pick(case.industries)]
    values = [cells[column] for cells in case.rows]
    for row in range(len(case.rows) - 1, first, -1):
        case.rows[row][column] = values[row - 1]
    case.rows[first][column] = ""
    return harmful()


def header_line_shifted(case: Case) -> Verdict:
    """One line of the header moved by one column against the numbers, or labels by one row."""
    line = case.pick(("province", "name", "code"))
    if case.draw.random() < 0.5:
        row = case.sheet.header[line]
        first = max(case.sheet.side.values()) + 1
        cells = case.rows[row]
        case.rows[row] = [*cells[:first], "", *cells[first:-1]]
    else:
        column = case.sheet.side[line]
        first = case.sheet.header["code"] + 1
        values = [cells[column] for cells in case.rows]
        for row in range(first + 1, len(case.rows)):
            case.rows[row][column] = values[row - 1]
        case.rows[first][column] = ""
    return harmful("cell ", "row ", "column ")


def table_pasted_below_itself(case: Case) -> Verdict:
    order = [*range(len(case.rows)), *range(case.sheet.header["code"] + 1, len(case.rows))]
    case.order_rows(order)
    return harmful("cell ")


def rows_sorted_by_sector(case: Case) -> Verdict:
    """As a spreadsheet sorts: names of provinces stand in their first rows only."""
    order: list[int | None] = list(range(len(case.rows)))
    sources = [case.sheet.row[p, k] for k in NUMBERS for p in case.provinces]
    for at, row in zip(sorted(sources), sources, strict=True):
        order[at] = row
    case.order_rows(order)
    return harmful("cell ")


def transposed(case: Case) -> Verdict:
    case.sheet.rows = [list(column) for column in np.array(case.rows, dtype=object).T]
    return EITHER


KINDS: tuple[Mutation, ...] = (
    blocks_exchanged_with_labels,
    blocks_exchanged_in_one_direction,
    numbers_of_blocks_exchanged,
    numbers_exchanged_consistently,
    numbers_of_two_lines_exchanged,
    cut_at_the_bottom,
    cut_at_the_right,
    cut_below_the_accounts,
    cells_shifted_to_the_right,
    cells_shifted_down,
    header_line_shifted,
    table_pasted_below_itself,
    rows_sorted_by_sector,
    transposed,
)
