"""What a mutation is told beforehand, and the sheets that are mutated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Literal

import numpy as np

from loader.layout import FINAL_USES, INPUT_ROWS, ROW_TOTALS, Cell, column_name
from tests.loader.economies import NUMBERS, varied
from tests.loader.sheets import ALL, THREE, Sheet

Label = Literal["harmless", "harmful", "either"]
Position = tuple[int, int]
Key = tuple[str, str]  # (province, code), or ("", code) of a total
FILE = "fuzzed.xlsx"
ANYWHERE = ("cell ", "row ", "rows ", "column ", "columns ", "province ")


@dataclass(frozen=True)
class Verdict:
    """What must become of a mutated sheet.

    ``harmless``: it loads to the same content. ``harmful``: it is refused, and the message names
    the sheet and one of ``named``. ``either``: both are right, a traceback never is.
    """

    label: Label
    named: tuple[str, ...] = ANYWHERE


HARMLESS, EITHER = Verdict("harmless"), Verdict("either")


@dataclass
class Case:
    """A sheet to mutate, with the random numbers to do it by."""

    sheet: Sheet
    provinces: tuple[str, ...]
    draw: np.random.Generator
    year: int
    formulas: set[Position] = field(default_factory=set)
    errors: set[Position] = field(default_factory=set)
    file_name: str = FILE

    @property
    def title(self) -> Position:
        """The first text of the sheet."""
        row = self.sheet.header["title"]
        return row, next(c for c, text in enumerate(self.rows[row]) if text != "")

    @property
    def rows(self) -> list[list[Cell]]:
        return self.sheet.rows

    def pick(self, things: Sequence[Any]) -> Any:
        return things[int(self.draw.integers(len(things)))]

    def some(self, most: int) -> int:
        return int(self.draw.integers(1, most + 1))

    def industry(self) -> Key:
        return self.pick(self.provinces), self.pick(NUMBERS)

    def two(self, things: Sequence[Any]) -> tuple[Any, Any]:
        first, second = self.draw.choice(len(things), 2, replace=False)
        return things[int(first)], things[int(second)]

    def number(self, row: int, column: int) -> float:
        """The number in a cell, also as text; 0 where none stands."""
        cell = self.rows[row][column]
        try:
            return float(cell) if isinstance(cell, int | float | str) else 0.0
        except ValueError:
            return 0.0

    def output(self, industry: Key) -> float:
        return self.number(self.sheet.row[industry], self.sheet.column["", "GO"])

    @property
    def industries(self) -> list[Key]:
        return [(province, number) for province in self.provinces for number in NUMBERS]

    @property
    def uses(self) -> list[Key]:
        return [(province, use) for province in self.provinces for use in FINAL_USES]

    @property
    def totals(self) -> list[Key]:
        return [("", code) for code in ROW_TOTALS]

    @property
    def inputs(self) -> list[Key]:
        return [("", code) for code in INPUT_ROWS]

    @property
    def data_columns(self) -> list[int]:
        return [self.sheet.column[key] for key in (*self.industries, *self.uses, *self.totals)]

    @property
    def data_rows(self) -> list[int]:
        keys = (*self.industries, *self.inputs, ("", "CO2"))
        return [self.sheet.row[key] for key in keys if key in self.sheet.row]

    def order_rows(self, order: Sequence[int | None]) -> None:
        """Put the rows in a new order; None is a blank row, a row may stand twice or not at all."""
        blank: list[Cell] = [""] * len(self.rows[0])
        self.sheet.rows = [blank[:] if i is None else self.rows[i][:] for i in order]
        for places in (self.sheet.row, self.sheet.header):
            _renumber(places, order)

    def order_columns(self, order: Sequence[int | None]) -> None:
        self.sheet.rows = [["" if i is None else row[i] for i in order] for row in self.rows]
        for places in (self.sheet.column, self.sheet.side):
            _renumber(places, order)


Mutation = Callable[[Case], Verdict]


def _renumber(places: dict[Any, int], order: Sequence[int | None]) -> None:
    new: dict[int, int] = {}
    for now, before in enumerate(order):
        if before is not None:
            new.setdefault(before, now)
    kept = {key: new[at] for key, at in places.items() if at in new}
    places.clear()
    places.update(kept)


def cell(row: int, column: int) -> str:
    return f"cell {column_name(column)}{row + 1}"


def harmful(*named: str) -> Verdict:
    return Verdict("harmful", named or ANYWHERE)


LAYOUTS: tuple[dict[str, Any], ...] = (
    {},
    {"language": "en", "name": "English_Version", "number_codes": True},
    {
        "classification": "ceads42_2012",
        "subtotal": True,
        "name": "Table_2017_consistent",
        "extra_rows": 1,
    },
    {
        "classification": "ceads42_2012",
        "language": "en",
        "year": 2020,
        "name": "Table_2020_English Version",
        "subtotal": True,
        "number_codes": True,
        "extra_columns": 1,
    },
)


@cache
def _base(layout: int, whole: bool) -> Sheet:
    return varied(ALL if whole else THREE, seed=7 + layout, **LAYOUTS[layout])


def fresh(layout: int, *, whole: bool = False) -> Sheet:
    """A copy of one of the base tables: all 31 provinces, or three."""
    base = _base(layout, whole)
    return replace(
        base,
        rows=[cells[:] for cells in base.rows],
        row=dict(base.row),
        column=dict(base.column),
        header=dict(base.header),
        side=dict(base.side),
    )
