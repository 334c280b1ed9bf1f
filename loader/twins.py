"""Two sheets that say they are the same edition: whether they hold the same table."""

from __future__ import annotations

import dataclasses

import numpy as np

from graph_service.errors import SourceDefect
from loader.layout import Tables
from loader.places import Places

SAME = 1e-9  # relative: what two programs that computed the same cell may differ by
HINT = "remove the wrong sheet from a copy of the workbook, and load the copy"


def refuse_different(first: Places, second: Places) -> None:
    """Raise SourceDefect with the first cell in which two tables differ; labels do not count.

    A table without a CO2 row is the same as one with it.
    """
    one, other = first.tables, second.tables
    names = f"sheets {one.source.sheet} and {other.source.sheet} both claim edition"
    if one.sectors != other.sectors:
        raise SourceDefect(
            f"{names} {other.edition.id}, but in two classes of sectors",
            place=second.table,
            hint=HINT,
        )
    count, at = _differing(one, other)
    if not count:
        return
    field, index = at
    left, right = (float(getattr(tables, field)[index]) for tables in (one, other))
    raise SourceDefect(
        f"{names} {other.edition.id}, but {count} numbers differ; here {right:,.8g}, in "
        f"{first.cell(field, *index)} {left:,.8g}, in the units of the graph",
        place=second.cell(field, *index),
        hint=HINT,
    )


def _differing(one: Tables, other: Tables) -> tuple[int, tuple[str, tuple[int, ...]]]:
    """How many numbers differ, and the first of them as its array and index."""
    count = 0
    first: tuple[str, tuple[int, ...]] = ("", ())
    for field in dataclasses.fields(Tables):
        left, right = getattr(one, field.name), getattr(other, field.name)
        if not isinstance(left, np.ndarray) or not isinstance(right, np.ndarray):
            continue
        apart = np.argwhere(~np.isclose(left, right, rtol=SAME, atol=0.0))
        if apart.size and not count:
            first = (field.name, tuple(int(at) for at in apart[0]))
        count += len(apart)
    return count, first
