"""Rows and columns moved, dropped, doubled; blocks exchanged; sheets cut short or shifted."""

from __future__ import annotations

from tests.fuzz.cases import EITHER, HARMLESS, Case, Mutation, Verdict, harmful
from tests.loader.economies import NUMBERS

LABELS = 12  # columns in which the loader looks for codes
INSERTED = 3


def _inserted(size: int, at: int, count: int) -> list[int | None]:
    return [*range(at), *[None] * count, *range(at, size)]


def blank_rows_inserted(case: Case) -> Verdict:
    size = len(case.rows)
    case.order_rows(_inserted(size, int(case.draw.integers(1, size + 1)), case.some(INSERTED)))
    return HARMLESS


def blank_columns_inserted(case: Case) -> Verdict:
    size = len(case.rows[0])
    case.order_columns(_inserted(size, int(case.draw.integers(0, size + 1)), case.some(INSERTED)))
    return HARMLESS


def _without(size: int, dropped: set[int]) -> list[int | None]:
    return [i for i in range(size) if i not in dropped]


def row_dropped(case: Case) -> Verdict:
    key = case.pick([*case.industries, *case.inputs])
    case.order_rows(_without(len(case.rows), {case.sheet.row[key]}))
    return harmful("cell ", "column ")


def column_dropped(case: Case) -> Verdict:
    key = case.pick([*case.industries, *case.uses, *case.totals])
    case.order_columns(_without(len(case.rows[0]), {case.sheet.column[key]}))
    return harmful("cell ", "row ")


def rows_of_a_province_dropped(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    rows = {row for (name, _), row in case.sheet.row.items() if name == province}
    case.order_rows(_without(len(case.rows), rows))
    return harmful(f"missing: {province}")


def columns_of_a_province_dropped(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    columns = {column for (name, _), column in case.sheet.column.items() if name == province}
    case.order_columns(_without(len(case.rows[0]), columns))
    return harmful(f"missing: {province}")


def co2_row_dropped(case: Case) -> Verdict:
    case.order_rows(_without(len(case.rows), {case.sheet.row["", "CO2"]}))
    return EITHER


def _doubled(size: int, line: int, at: int) -> list[int | None]:
    return [*range(at), line, *range(at, size)]


def row_doubled(case: Case) -> Verdict:
    row = case.sheet.row[case.pick([*case.industries, *case.inputs, ("", "CO2")])]
    below = int(case.draw.integers(row, len(case.rows))) + 1
    case.order_rows(_doubled(len(case.rows), row, below))
    return harmful("cell ")


def column_doubled(case: Case) -> Verdict:
    column = case.sheet.column[case.pick([*case.industries, *case.uses, *case.totals])]
    case.order_columns(_doubled(len(case.rows[0]), column, column + 1))
    return harmful("cell ")


def unused_line_doubled(case: Case) -> Verdict:
    """The row of the check of gross input, or a check column beyond gross output."""
    if case.draw.random() < 0.5:
        row = case.sheet.row["", "CO2"] - 1
        if row in set(case.sheet.row.values()):
            return EITHER
        case.order_rows(_doubled(len(case.rows), row, row + 1))
    else:
        column = case.sheet.column["", "GO"] + 1
        case.order_columns(_doubled(len(case.rows[0]), column, column + 1))
    return HARMLESS


def _moved(size: int, line: int, to: int) -> list[int | None]:
    order: list[int | None] = [i for i in range(size) if i != line]
    order.insert(to, line)
    return order


def row_moved_within_its_province(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    one, other = case.two([case.sheet.row[province, number] for number in NUMBERS[1:]])
    case.order_rows(_moved(len(case.rows), one, other))
    return HARMLESS


def column_moved_within_its_province(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    one, other = case.two([case.sheet.column[province, number] for number in NUMBERS[1:]])
    case.order_columns(_moved(len(case.rows[0]), one, other))
    return HARMLESS


def first_row_moved_below_the_second(case: Case) -> Verdict:
    """It carries the name of its province: the row above now belongs to the province before."""
    province = case.pick(case.provinces)
    row = case.sheet.row[province, "01"]
    if case.sheet.row[province, "02"] != row + 1:
        return EITHER
    case.order_rows(_moved(len(case.rows), row, row + 1))
    return harmful("cell ")


def row_moved_to_another_province(case: Case) -> Verdict:
    one, other = case.two(case.provinces)
    row = case.sheet.row[one, case.pick(NUMBERS[1:])]
    to = case.sheet.row[other, case.pick(NUMBERS[1:-1])]
    case.order_rows(_moved(len(case.rows), row, to - (row < to)))
    return harmful("cell ")


def totals_reordered(case: Case) -> Verdict:
    rows = [case.sheet.row[key] for key in (*case.inputs, ("", "CO2"))]
    order: list[int | None] = list(range(len(case.rows)))
    for at, row in zip(rows, case.draw.permutation(rows), strict=True):
        order[at] = int(row)
    case.order_rows(order)
    columns = [case.sheet.column[key] for key in case.totals]
    order = list(range(len(case.rows[0])))
    for at, column in zip(columns, case.draw.permutation(columns), strict=True):
        order[at] = int(column)
    case.order_columns(order)
    return HARMLESS


def co2_row_moved_up(case: Case) -> Verdict:
    row = case.sheet.row["", "CO2"]
    case.order_rows(_moved(len(case.rows), row, case.sheet.row[case.industry()]))
    return HARMLESS


KINDS: tuple[Mutation, ...] = (
    blank_rows_inserted,
    blank_columns_inserted,
    row_dropped,
    column_dropped,
    rows_of_a_province_dropped,
    columns_of_a_province_dropped,
    co2_row_dropped,
    row_doubled,
    column_doubled,
    unused_line_doubled,
    row_moved_within_its_province,
    column_moved_within_its_province,
    first_row_moved_below_the_second,
    row_moved_to_another_province,
    totals_reordered,
    co2_row_moved_up,
)
