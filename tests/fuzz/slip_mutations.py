"""Units that slipped: of a line, a block, a province, all money, all carbon."""

from __future__ import annotations

from collections.abc import Iterable

from tests.fuzz.cases import HARMLESS, Case, Key, Mutation, Verdict, harmful
from tests.fuzz.number_mutations import FACTORS
from tests.loader.economies import NUMBERS


def _scale(case: Case, rows: Iterable[int], columns: Iterable[int], factor: float) -> None:
    for row in rows:
        for column in columns:
            if case.number(row, column):
                case.rows[row][column] = case.number(row, column) * factor


def _all(case: Case, keys: Iterable[Key], *, rows: bool) -> list[int]:
    places = case.sheet.row if rows else case.sheet.column
    return [places[key] for key in keys if key in places]


def row_slipped(case: Case) -> Verdict:
    """All flows of an industry's row, with or without its final uses and its totals."""
    industry = case.industry()
    flows, uses = case.industries, case.uses
    keys = case.pick((flows, [*flows, *uses], [*flows, *uses, *case.totals]))
    row = case.sheet.row[industry]
    _scale(case, [row], _all(case, keys, rows=False), case.pick(FACTORS))
    return harmful(f"/{industry[0]}/", f"row {row + 1}")


def column_slipped(case: Case) -> Verdict:
    """All flows to an industry, with or without its imports, value added and total input."""
    industry = case.industry()
    keys = case.pick((case.industries, [*case.industries, *case.inputs]))
    rows = _all(case, keys, rows=True)
    _scale(case, rows, [case.sheet.column[industry]], case.pick(FACTORS))
    return harmful(f"/{industry[0]}/")


def account_slipped(case: Case) -> Verdict:
    """A whole row or column of totals."""
    factor = case.pick(FACTORS)
    if case.draw.random() < 0.5:
        key = case.pick(case.totals)
        _scale(case, _all(case, case.industries, rows=True), [case.sheet.column[key]], factor)
    else:
        key = case.pick(case.inputs)
        _scale(case, [case.sheet.row[key]], _all(case, case.industries, rows=False), factor)
    return harmful()


def block_slipped(case: Case) -> Verdict:
    """Flows from one province to another."""
    one, other = case.pick(case.provinces), case.pick(case.provinces)
    rows = _all(case, [(one, k) for k in NUMBERS], rows=True)
    columns = _all(case, [(other, k) for k in NUMBERS], rows=False)
    if sum(case.number(r, c) for r in rows for c in columns) == 0:
        return HARMLESS
    _scale(case, rows, columns, case.pick(FACTORS))
    return harmful(f"/{one}/", f"/{other}/", f" {one} ", f" {other} ")


def province_slipped(case: Case) -> Verdict:
    """All rows, all columns, or both, of one province, with their totals."""
    province = case.pick(case.provinces)
    rows = _all(case, [(province, k) for k in NUMBERS], rows=True)
    columns = _all(case, [(province, k) for k in NUMBERS], rows=False)
    every = _all(case, [*case.industries, *case.inputs], rows=True)
    factor, which = case.pick(FACTORS), case.some(3)
    if which in (1, 3):
        _scale(case, rows, case.data_columns, factor)
    if which in (2, 3):
        _scale(case, [row for row in every if which == 2 or row not in rows], columns, factor)
    return harmful()


def province_copied_over_another(case: Case) -> Verdict:
    """Rows, columns, or both, of one province hold the numbers of another."""
    one, other = case.two(case.provinces)
    which = case.some(3)
    for number in NUMBERS:
        if which in (1, 3):
            source, target = case.sheet.row[one, number], case.sheet.row[other, number]
            for column in case.data_columns:
                case.rows[target][column] = case.rows[source][column]
    for number in NUMBERS:
        if which in (2, 3):
            source, target = case.sheet.column[one, number], case.sheet.column[other, number]
            for row in case.data_rows:
                case.rows[row][target] = case.rows[row][source]
    return harmful()


def final_use_of_a_province_slipped(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    columns = _all(case, [use for use in case.uses if use[0] == province], rows=False)
    _scale(case, _all(case, case.industries, rows=True), columns, case.pick(FACTORS))
    return harmful()


def all_money_slipped(case: Case) -> Verdict:
    rows = _all(case, [*case.industries, *case.inputs], rows=True)
    _scale(case, rows, case.data_columns, case.pick(FACTORS))
    return harmful("row ")


def all_carbon_slipped(case: Case) -> Verdict:
    row = case.sheet.row["", "CO2"]
    _scale(case, [row], _all(case, case.industries, rows=False), case.pick(FACTORS))
    return harmful(f"row {row + 1}")


def carbon_of_a_province_slipped(case: Case) -> Verdict:
    province = case.pick(case.provinces)
    columns = _all(case, [(province, k) for k in NUMBERS], rows=False)
    row = case.sheet.row["", "CO2"]
    _scale(case, [row], columns, case.pick(FACTORS))
    return harmful(f"/{province}/", f"of {province}", f"row {row + 1}")


KINDS: tuple[Mutation, ...] = (
    row_slipped,
    column_slipped,
    account_slipped,
    block_slipped,
    province_slipped,
    province_copied_over_another,
    final_use_of_a_province_slipped,
    all_money_slipped,
    all_carbon_slipped,
    carbon_of_a_province_slipped,
)
