"""Rows of Neo4j's driver as Arrow columns."""

from __future__ import annotations

import neo4j
import pyarrow as pa

from graph_service.errors import QueryFailed
from graph_service.store import Columns

CHUNK = 10_000  # rows


def collect(result: neo4j.Result, max_rows: int | None) -> Columns:
    """All rows of a result as columns, cut at ``max_rows``; the rest is not fetched.

    The types are those of the values; a column without any value has the type null. Raises
    ``QueryFailed`` for values that are no plain ones, or of several kinds in a column.
    """
    names = list(result.keys())
    pieces = []
    left = max_rows
    while True:
        wanted = CHUNK if left is None else min(CHUNK, left)
        rows = [record.values() for record in result.fetch(wanted)]
        pieces.append(_piece(names, rows))
        if left is not None:
            left -= len(rows)
        if len(rows) < wanted or left == 0:
            break
    truncated = left == 0 and result.peek() is not None
    result.consume()
    return Columns(pa.concat_tables(pieces, promote_options="permissive"), truncated)


def _piece(names: list[str], rows: list[list[object]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    try:
        return pa.table([pa.array(column) for column in columns], names)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        raise QueryFailed(f"an answer that is no table of plain values: {error}") from error
