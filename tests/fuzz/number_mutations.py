"""Numbers that slipped, vanished, moved or became text: one, a line, a block, a sheet."""

from __future__ import annotations

import datetime as dt

import numpy as np

from loader.layout import Cell
from tests.fuzz.cases import EITHER, HARMLESS, Case, Key, Mutation, Verdict, cell, harmful
from tests.loader.economies import NUMBERS

FACTORS = (100.0, 0.01, 1e4, 1e-4)
SURE = 1e-5  # of output: a change of that size must be found where it can be proved
GROSS = 0.06  # of output: a change of that size must be found anyway
GROSS_PART = 2e-6  # of national output
LARGE_CO2 = 0.05  # of all emissions
PROVED = ("Z", "GO", "TFU", "TVA", "TI")
UNPROVED = ("CO2", "IM-FU")
ENTRIES = ("Z", "Z", "FU", "EX", "TFU", "ERR", "GO", "IM", "TII", "VA", "TVA", "TI", *UNPROVED)
NON_NUMBERS = ("n/a", "-", "—", "…", "nan", "1,234.5", "12 345", "约100", "1.2.3", "=A1", "0x10")
WIDE = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "0123456789.-"})


class Entry:
    """One number of a sheet, drawn from any part of it."""

    def __init__(self, case: Case, kind: str | None = None) -> None:
        self.case = case
        self.kind = kind or case.pick(ENTRIES)
        supplier, user = case.industry(), case.industry()
        key_row, key_column = supplier, user
        if self.kind == "Z":
            key_row, key_column = case.pick(_partners(case, user)), user
        elif self.kind == "FU":
            key_column = case.pick(case.uses)
        elif self.kind == "IM-FU":
            key_row, key_column = ("", "IM"), case.pick(case.uses)
        elif self.kind in ("EX", "TFU", "ERR", "GO"):
            key_column = ("", self.kind)
        else:
            code = (
                case.pick(("VA001", "VA002", "VA003", "VA004")) if self.kind == "VA" else self.kind
            )
            key_row = ("", code)
        self.row, self.column = case.sheet.row[key_row], case.sheet.column[key_column]
        self.industries = [key for key in (key_row, key_column) if key[1] in NUMBERS]

    @property
    def value(self) -> float:
        return self.case.number(self.row, self.column)

    @property
    def named(self) -> tuple[str, ...]:
        provinces = (f"/{province}/" for province, _ in self.industries)
        return (cell(self.row, self.column), *provinces)

    def put(self, content: Cell) -> None:
        self.case.rows[self.row][self.column] = content

    def change(self, value: float, *, slip: bool) -> Verdict:
        """Put another number there, and say what must follow."""
        off = abs(value - self.value)
        outputs = [self.case.output(industry) for industry in self.industries]
        if off == 0:
            return HARMLESS
        if self.kind == "CO2":
            large = value > LARGE_CO2 * self._emissions() and value > 50 * self.value
        elif self.kind == "IM-FU":
            large = False
        elif self.kind == "GO":
            large = off > SURE * max(abs(value), *outputs)
        else:
            large = off > SURE * max(outputs)
            if not slip and self.kind not in PROVED:
                large = off > max(GROSS * max(outputs), GROSS_PART * self._national())
        self.put(value)
        return harmful(*self.named) if large else EITHER

    def _national(self) -> float:
        return sum(self.case.output(industry) for industry in self.case.industries)

    def _emissions(self) -> float:
        return sum(
            self.case.number(self.row, self.case.sheet.column[k]) for k in self.case.industries
        )


def _partners(case: Case, user: Key) -> list[Key]:
    """Industries that supply something to the user; all, where none does."""
    column = case.sheet.column[user]
    found = [key for key in case.industries if case.number(case.sheet.row[key], column)]
    return found or case.industries


def number_slipped(case: Case) -> Verdict:
    entry = Entry(case)
    return entry.change(entry.value * case.pick(FACTORS), slip=True)


def number_blanked(case: Case) -> Verdict:
    entry = Entry(case)
    verdict = entry.change(0.0, slip=False)
    entry.put("")
    return verdict


def number_of_other_sign(case: Case) -> Verdict:
    entry = Entry(case)
    return entry.change(-entry.value, slip=False)


def digits_exchanged(case: Case) -> Verdict:
    entry = Entry(case)
    digits = [*f"{abs(entry.value):.0f}"]
    if len(digits) < 2:
        return HARMLESS
    at = int(case.draw.integers(len(digits) - 1))
    digits[at : at + 2] = digits[at + 1], digits[at]
    return entry.change(float("".join(digits)), slip=False)


def two_numbers_exchanged(case: Case) -> Verdict:
    one, other = Entry(case, "Z"), Entry(case, "Z")
    first, second = one.value, other.value
    verdicts = one.change(second, slip=False), other.change(first, slip=False)
    large = any(verdict.label == "harmful" for verdict in verdicts)
    return harmful(*one.named, *other.named) if large else EITHER


def numbers_as_text(case: Case) -> Verdict:
    """Numbers that Excel keeps as text, in several spellings; blank text where nothing stands."""
    row = case.pick(case.data_rows)
    for column in case.data_columns:
        value = case.rows[row][column]
        if isinstance(value, float):
            spelt = case.pick((repr(value), f" {value!r} ", f"{value!r}\u00a0", f"{value:.17E}"))
            case.rows[row][column] = spelt
        elif value == "" and case.draw.random() < 0.1:
            case.rows[row][column] = case.pick((" ", "\u3000", "\u00a0", 0.0, 0, "0", "-0"))
    return HARMLESS


def full_width_number(case: Case) -> Verdict:
    entry = Entry(case)
    if entry.value:
        entry.put(repr(entry.value).translate(WIDE))
    return HARMLESS


def no_number(case: Case) -> Verdict:
    entry = Entry(case)
    entry.put(case.pick((*NON_NUMBERS, True, False, dt.date(2017, 3, 1), np.nan, np.inf)))
    return harmful(cell(entry.row, entry.column))


def cells_merged(case: Case) -> Verdict:
    """Merging keeps the first cell and blanks the others."""
    row = case.sheet.row[case.industry()]
    there = [at for at, column in enumerate(case.data_columns) if case.number(row, column)]
    first = case.pick(there) - 1
    lost = case.data_columns[max(first, 0) + 1 : first + 1 + case.some(6)]
    industry_columns = {case.sheet.column[key] for key in case.industries}
    outputs = [case.output(key) for key in case.industries]
    sure = any(
        abs(case.number(row, column)) > SURE * max(outputs) and column in industry_columns
        for column in lost
    )
    for column in lost:
        case.rows[row][column] = ""
    return harmful() if sure else EITHER


def formula_without_value(case: Case) -> Verdict:
    entry = Entry(case)
    entry.put("")
    case.formulas.add((entry.row, entry.column))
    return harmful(cell(entry.row, entry.column))


def excel_error(case: Case) -> Verdict:
    entry = Entry(case)
    entry.put("")
    case.errors.add((entry.row, entry.column))
    return harmful(cell(entry.row, entry.column))


def lost_value_beside_the_table(case: Case) -> Verdict:
    """Formulas and errors in the check columns concern nobody."""
    column = case.sheet.column["", "GO"] + 1
    used = set(case.sheet.column.values())
    if column in used:
        return EITHER
    at = (case.pick(case.data_rows), column)
    case.formulas.add(at) if case.draw.random() < 0.5 else case.errors.add(at)
    return HARMLESS


KINDS: tuple[Mutation, ...] = (
    number_slipped,
    number_blanked,
    number_of_other_sign,
    digits_exchanged,
    two_numbers_exchanged,
    numbers_as_text,
    full_width_number,
    no_number,
    cells_merged,
    formula_without_value,
    excel_error,
    lost_value_beside_the_table,
)
