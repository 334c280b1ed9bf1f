"""Cut the rows of a load query into batches, each for one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service.queries import Query

ROWS = 10_000
"""Rows of a transaction, about; larger ones were not faster."""
VALUES = 100_000
"""Values of a transaction where rows have many columns."""
CUT = f"1 {ROWS} {VALUES}"
"""How rows are cut: batches of another cut are not the same batches."""

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Batch:
    """Rows of a table for one transaction; ``id`` is the same whenever the table is the same."""

    id: str
    query: Query
    table: pa.Table
    size: int

    def rows(self) -> Any:
        """The parameter ``$rows``: a list of maps, or what :func:`grouped` makes."""
        return grouped(self.table, self.query.group) if self.query.group else self.table.to_pylist()


def batches(query: Query, tables: Iterator[pa.Table]) -> Iterator[Batch]:
    """All rows of a load query, in the order of the tables.

    Rows of one group stay in one batch as far as they fit, so that two sessions do not wait for
    each other at the node that all rows of a group begin at.
    """
    for part, table in enumerate(tables):
        table = table.select(list(query.columns))
        if query.group:
            table = _sorted(table, query.group)
        for number, (start, end) in enumerate(_cuts(query, table)):
            name = f"{query.name} {part} {number}"
            yield Batch(name, query, table.slice(start, end - start), end - start)


def grouped(table: pa.Table, group: str) -> dict[str, Any]:
    """Rows as lists: ``groups`` has one map for each value of ``group``, with a list a column.

    ``to`` holds places in ``ends``, which has each end once: that is shorter to send, and each
    end is looked up once.
    """
    codes, names = _encoded(table[group])
    to, ends = _encoded(table["to"])
    used, places = np.unique(to, return_inverse=True)
    starts = _starts(codes)
    bounds = list(zip(starts, [*starts[1:], len(codes)], strict=True))
    columns: dict[str, list[Any]] = {"to": places.tolist()} | {
        name: table[name].to_pylist() for name in table.column_names if name not in (group, "to")
    }
    groups = [
        {group: names[codes[start]]} | {name: of[start:end] for name, of in columns.items()}
        for start, end in bounds
    ]
    return {"ends": [ends[place] for place in used], "groups": groups}


def _cuts(query: Query, table: pa.Table) -> Iterator[tuple[int, int]]:
    rows, size = table.num_rows, ROWS
    if not query.group:
        size = max(1, min(ROWS, VALUES // table.num_columns))
        yield from ((start, min(start + size, rows)) for start in range(0, rows, size))
        return
    starts = [*_starts(_encoded(table[query.group])[0]), rows]
    begin = 0
    for start, end in zip(starts, starts[1:], strict=False):
        if start > begin and end - begin > size:
            yield begin, start
            begin = start
    if begin < rows:
        yield begin, rows


def _sorted(table: pa.Table, column: str) -> pa.Table:
    codes, _ = _encoded(table[column])
    if (np.diff(codes) >= 0).all():
        return table
    return table.take(np.argsort(codes, kind="stable"))


def _starts(codes: Positions) -> list[int]:
    """Where a run of equal codes begins."""
    if not len(codes):
        return []
    return [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist()]


def _encoded(column: pa.ChunkedArray) -> tuple[Positions, list[Any]]:
    """A column as codes and what they stand for."""
    whole = column.combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks()
    codes: Positions = whole.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, whole.dictionary.to_pylist()
