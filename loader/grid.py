"""The cells of a sheet, compactly: numbers in one array, all else beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
import numpy.typing as npt

Cell = float | int | str | bool | dt.date | dt.time | dt.timedelta
Row = Sequence[Cell]
NUMBER_TYPES = (float, int)  # by exact type: true and false are no numbers


@dataclass(frozen=True)
class Cells:
    """Where cells stand: rows and columns from zero."""

    rows: npt.NDArray[np.int32]
    columns: npt.NDArray[np.int32]


@dataclass(frozen=True)
class Numbers(Cells):
    """Numbers and where they stand."""

    values: npt.NDArray[np.float64]


class Line(Sequence[Cell]):
    """One row of a grid, which looks like a list of cells; a blank cell is an empty text."""

    def __init__(self, numbers: npt.NDArray[np.float64], others: Mapping[int, Cell]) -> None:
        self._numbers = numbers
        self._others = others

    def __len__(self) -> int:
        return self._numbers.size

    @overload
    def __getitem__(self, index: int) -> Cell: ...
    @overload
    def __getitem__(self, index: slice) -> list[Cell]: ...
    def __getitem__(self, index: int | slice) -> Cell | list[Cell]:
        if isinstance(index, slice):
            return list(self)[index]
        number = float(self._numbers[index])
        return number if number == number else self._others.get(index % len(self), "")

    def __iter__(self) -> Iterator[Cell]:
        cells: list[Cell] = self._numbers.tolist()
        for column in np.flatnonzero(np.isnan(self._numbers)).tolist():
            cells[column] = self._others.get(column, "")
        return iter(cells)


class Grid(Sequence[Row]):
    """Rows of equal length from cell A1, read as ``grid[row][column]``, at 8 bytes a number.

    Attributes:
        numbers: (rows, columns), NaN where a cell holds no number.
        others: for each row the cells that hold text, a date, true, false or a real NaN, by
            column. A cell in neither is blank.
    """

    def __init__(self, numbers: npt.NDArray[np.float64], others: Sequence[dict[int, Cell]]) -> None:
        self.numbers = numbers
        self.others = others

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Grid:
        """Pack rows of equal length, each looked at once; a grid is returned as it is."""
        if isinstance(rows, Grid):
            return rows
        packed = [_pack(row) for row in rows]
        width = packed[0][0].size if packed else 0
        numbers = np.empty((len(packed), width))
        for line, (row, _) in zip(numbers, packed, strict=True):
            line[:] = row
        return cls(numbers, [others for _, others in packed])

    @classmethod
    def put_together(
        cls,
        extent: tuple[int, int],
        numbers: Iterable[Numbers],
        others: Iterable[tuple[int, int, Cell]],
    ) -> Grid:
        """A grid of so many rows and columns from its numbers and its other cells.

        Raises ValueError where two cells stand at one place.
        """
        grid = cls(np.full(extent, np.nan), [{} for _ in range(extent[0])])
        total = 0
        for found in numbers:
            grid.numbers[found.rows, found.columns] = found.values
            total += found.values.size
        if np.count_nonzero(~np.isnan(grid.numbers)) < total:
            raise ValueError("two numbers stand in one cell")
        for row, column, cell in others:
            if cell != "" and grid[row][column] != "":
                raise ValueError(f"two values stand in row {row + 1}, column {column + 1}")
            _put(grid.numbers[row], grid.others[row], column, cell)
        return grid

    def __len__(self) -> int:
        return len(self.others)

    @overload
    def __getitem__(self, index: int) -> Line: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Line | list[Row]:
        if isinstance(index, slice):
            return [self[row] for row in range(*index.indices(len(self)))]
        return Line(self.numbers[index], self.others[index])


def _pack(cells: Row) -> tuple[npt.NDArray[np.float64], dict[int, Cell]]:
    """A row as numbers, NaN where there is none, and its other cells by column."""
    others: dict[int, Cell] = {}
    if set(map(type, cells)).issubset(NUMBER_TYPES):
        numbers = np.array(cells, np.float64)
        if not np.isnan(numbers).any():
            return numbers, others
    numbers = np.full(len(cells), np.nan)
    for column, cell in [(column, cell) for column, cell in enumerate(cells) if cell != ""]:
        _put(numbers, others, column, cell)
    return numbers, others


def _put(
    numbers: npt.NDArray[np.float64], others: dict[int, Cell], column: int, cell: Cell
) -> None:
    """Set a cell of a row; a blank one leaves it as it is."""
    if isinstance(cell, float | int) and type(cell) in NUMBER_TYPES and cell == cell:
        numbers[column] = cell
    elif cell != "":
        others[column] = cell
