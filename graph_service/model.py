"""What a store answers with: rows of plain values, or rows whose cells may be parts of the graph.

A cell of ``Rows`` is None, a bool, int, float, str, or a list or map of these. A cell of
``GraphRows`` may also be a ``Node``, ``Relationship`` or ``Path``. Dates and times are ISO 8601
text. Ids are the graph's own (the property ``id``, ``code`` or ``sha256``), never a store's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ID_PROPERTIES = ("id", "code", "sha256", "property")
"""The properties that may identify a node, the first one present wins."""

MAX_JSON_INTEGER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Node:
    """A node: its public id, its labels, and the properties that it has (no nulls)."""

    id: str | None
    labels: tuple[str, ...]
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship, from the public id of its source to that of its target, as stored.

    ``id`` is its own property of that name, None where it has none. An end is None where the
    node there has no public id.
    """

    type: str
    source: str | None
    target: str | None
    properties: Mapping[str, Any] = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """A walk: n + 1 nodes in the order of the pattern and the n relationships between them."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of plain values; ``truncated`` where a limit stopped the reading."""

    columns: tuple[str, ...]
    data: list[tuple[Any, ...]]
    truncated: bool = False

    def records(self) -> list[dict[str, Any]]:
        """Return each row as a map from column to value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.data]


@dataclass(frozen=True, slots=True)
class GraphRows(Rows):
    """``Rows`` whose cells may be a ``Node``, ``Relationship`` or ``Path``, also within lists.

    ``notice`` says in words what else the answer may rest on.
    """

    notice: str | None = None


def to_json(rows: Rows) -> dict[str, Any]:
    """Return ``{columns, rows, truncated, non_finite}`` of plain JSON values.

    Each JSON object within a cell has exactly one key, which tells its type: ``node``,
    ``relationship``, ``path`` or ``map``. JSON knows no NaN and no infinity: they become null,
    and ``non_finite`` counts them. Integers beyond 64 bits become text.
    """
    counter = [0]
    data = [[cell_json(cell, counter) for cell in row] for row in rows.data]
    return {
        "columns": list(rows.columns),
        "rows": data,
        "truncated": rows.truncated,
        "non_finite": counter[0],
    }


def cell_json(value: Any, non_finite: list[int] | None = None) -> Any:
    """Return one cell as a JSON value; adds to ``non_finite[0]`` for each NaN or infinity."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if -MAX_JSON_INTEGER <= value <= MAX_JSON_INTEGER else str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return value
        if non_finite is not None:
            non_finite[0] += 1
        return None
    if isinstance(value, list | tuple):
        return [cell_json(item, non_finite) for item in value]
    if isinstance(value, Mapping):
        return {"map": _properties(value, non_finite)}
    return _graph_json(value, non_finite)


def _graph_json(value: Any, non_finite: list[int] | None) -> dict[str, Any]:
    match value:
        case Node():
            return {"node": _node(value, non_finite)}
        case Relationship():
            return {"relationship": _relationship(value, non_finite)}
        case Path(nodes, relationships):
            return {
                "path": {
                    "nodes": [_node(node, non_finite) for node in nodes],
                    "relationships": [_relationship(edge, non_finite) for edge in relationships],
                }
            }
        case _:
            raise TypeError(f"no JSON form for a {type(value).__name__}")


def _node(node: Node, non_finite: list[int] | None) -> dict[str, Any]:
    properties = _properties(node.properties, non_finite)
    return {"id": node.id, "labels": list(node.labels), "properties": properties}


def _relationship(edge: Relationship, non_finite: list[int] | None) -> dict[str, Any]:
    return {
        "id": edge.id,
        "type": edge.type,
        "source": edge.source,
        "target": edge.target,
        "properties": _properties(edge.properties, non_finite),
    }


def _properties(values: Mapping[str, Any], non_finite: list[int] | None) -> dict[str, Any]:
    return {str(key): cell_json(value, non_finite) for key, value in values.items()}
