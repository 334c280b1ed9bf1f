"""What the reader of one kind of table hands over for each part that it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from loader.layout import Finding
from loader.parts import GraphTables, Kind

SHOWN = 8
INT, FLOAT, TEXT = pa.int64(), pa.float64(), pa.string()
Value = str | int | float


@dataclass(frozen=True)
class Draft:
    """A part in the making. ``origin`` is the load query that ties its ``nodes`` to the source."""

    kind: Kind
    id: str
    tables: GraphTables
    origin: str
    nodes: Sequence[str]
    rows: int
    holds: Mapping[str, int]
    sources: Sequence[str]
    about: Mapping[str, str | int | bool] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def nodes(columns: Mapping[str, pa.DataType], rows: Iterable[Sequence[Value]]) -> pa.Table:
    """Rows of values, in the order of ``columns``, as a table."""
    given = [dict(zip(columns, row, strict=True)) for row in rows]
    return pa.Table.from_pylist(given, schema=pa.schema(dict(columns)))


def listed(values: Iterable[object], between: str = ", ") -> str:
    """The first few values, and how many more there are."""
    texts = [str(value) for value in values]
    rest = len(texts) - SHOWN
    return between.join(texts[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")


def cited(sources: Iterable[str]) -> str:
    """What the rows name as their sources, each once."""
    return listed(dict.fromkeys(sources), "; ")
