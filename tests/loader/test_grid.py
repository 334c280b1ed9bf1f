"""Cells packed into arrays look like the rows they came from."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from loader.grid import Grid, Numbers
from loader.layout import Cell, RawSheet

DAY = dt.date(2017, 3, 1)
ROWS: list[list[Cell]] = [
    ["title", "", "", ""],
    ["", 1.5, 2, ""],
    [True, -0.0, math.inf, DAY],
    [0.0, 1.0, 2.0, 1e300],
]


def test_cells_come_back_as_they_were() -> None:
    grid = Grid.of(ROWS)
    assert [list(row) for row in grid] == ROWS
    assert [[grid[r][c] for c in range(4)] for r in range(4)] == ROWS
    assert grid[2][0] is True
    assert math.copysign(1, float(grid.numbers[2, 1])) == -1


def test_rows_and_slices_are_taken_as_of_a_list() -> None:
    grid = Grid.of(ROWS)
    assert (len(grid), len(grid[0])) == (4, 4)
    assert [list(row) for row in grid[1:3]] == ROWS[1:3]
    assert list(grid[-1]) == ROWS[-1]
    assert grid[2][-1] == DAY
    assert grid[2][1:3] == ROWS[2][1:3]
    with pytest.raises(IndexError):
        grid[4]
    with pytest.raises(IndexError):
        grid[0][4]


def test_numbers_stand_in_one_array_and_blanks_nowhere() -> None:
    grid = Grid.of(ROWS)
    assert grid.numbers.dtype == np.float64
    assert grid.numbers[1, 1:3].tolist() == [1.5, 2.0]
    assert np.isnan(grid.numbers[0]).all()
    assert [dict(others) for others in grid.others] == [{0: "title"}, {}, {0: True, 3: DAY}, {}]


def test_number_that_is_none_is_kept_apart_from_a_blank() -> None:
    grid = Grid.of([[math.nan, ""]])
    assert math.isnan(float(str(grid[0][0])))
    assert grid[0][1] == ""
    assert list(grid.others[0]) == [0]


NUMBERS = Numbers(np.array([0, 1, 1]), np.array([1, 1, 2]), np.array([2.0, 3.0, 4.0]))


def test_grid_is_put_together_from_numbers_and_other_cells() -> None:
    others: list[tuple[int, int, Cell]] = [(0, 0, "text"), (0, 1, ""), (0, 2, DAY), (1, 0, 1.0)]
    grid = Grid.put_together((2, 3), [NUMBERS], others)
    assert [list(row) for row in grid] == [["text", 2.0, DAY], [1.0, 3.0, 4.0]]


@pytest.mark.parametrize("other", ["text", 2.0, True])
def test_two_values_in_one_cell_are_refused(other: Cell) -> None:
    with pytest.raises(ValueError, match="row 2, column 3"):
        Grid.put_together((2, 3), [NUMBERS], [(1, 2, other)])
    with pytest.raises(ValueError, match="row 1, column 1"):
        Grid.put_together((2, 3), [NUMBERS], [(0, 0, other), (0, 0, "x")])
    with pytest.raises(ValueError, match="two numbers"):
        Grid.put_together((2, 3), [NUMBERS, NUMBERS], [])


def test_sheet_without_cells_has_no_rows() -> None:
    assert len(Grid.of([])) == 0
    assert list(Grid.of([])) == []


def test_rows_of_different_length_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="shape"):
        Grid.of([[1.0, 2.0], [1.0, 2.0, 3.0]])


def test_sheet_takes_plain_rows_and_grids_alike() -> None:
    grid = Grid.of(ROWS)
    assert RawSheet("file", "sheet", grid).rows is grid
    assert list(RawSheet("file", "sheet", ROWS).rows[1]) == ROWS[1]  # type: ignore[arg-type]
