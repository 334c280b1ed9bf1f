"""Turn the engine's Python values into the typed JSON of ``wire``, with public ids.

The engine identifies nodes by (table, offset). The graph is immutable while it is open, so the
public id of each node seen is remembered; the ends of a relationship whose nodes are not in the
answer are looked up, one query a table and chunk of rows.
"""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from graph_service.model import ID_PROPERTIES

Place = tuple[int, int]
REMEMBERED_IDS = 200_000
MAX_INTEGER = 2**63 - 1
_INTERNAL = frozenset({"_ID", "_LABEL", "_SRC", "_DST"})


class Cells:
    """The encoder of one open graph."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._ids: dict[Place, str | None] = {}
        self._labels: dict[int, str] = {}
        self._id_columns: dict[str, str | None] = {}
        for table, label, kind in self._rows("CALL show_tables() RETURN id, name, type"):
            if kind == "NODE":
                self._labels[table] = label
                self._id_columns[label] = self._id_column(label)

    def _id_column(self, label: str) -> str | None:
        name = label.replace("'", "\\'")
        found = list(self._rows(f"CALL table_info('{name}') RETURN name, `primary key`"))
        columns = {column for column, _ in found}
        for column in ID_PROPERTIES:
            if column in columns:
                return column
        return next((column for column, primary in found if primary is True), None)

    def _rows(self, text: str, params: dict[str, Any] | None = None) -> Iterator[list[Any]]:
        result = self._connection.execute(text, params)
        while result.has_next():
            yield result.get_next()
        result.close()

    def resolve_ends(self, rows: list[list[Any]], types: list[str]) -> None:
        """Learn the public ids of all nodes at the ends of the relationships in ``rows``."""
        columns = [i for i, kind in enumerate(types) if "NODE" in kind or "REL" in kind]
        if not columns:
            return
        if len(self._ids) > REMEMBERED_IDS:
            self._ids.clear()
        wanted: set[Place] = set()
        for row in rows:
            for column in columns:
                self._collect(row[column], wanted)
        missing: dict[int, list[int]] = {}
        for table, offset in wanted - self._ids.keys():
            missing.setdefault(table, []).append(offset)
        for table, offsets in missing.items():
            self._look_up(table, offsets)

    def _collect(self, value: Any, wanted: set[Place]) -> None:
        if isinstance(value, list):
            for item in value:
                self._collect(item, wanted)
        elif isinstance(value, dict):
            if _is_relationship(value):
                wanted.update((_place(value["_SRC"]), _place(value["_DST"])))
            elif _is_node(value):
                self._ids[_place(value["_ID"])] = self._node_id(value)
            else:
                for item in value.values():
                    self._collect(item, wanted)

    def _look_up(self, table: int, offsets: list[int]) -> None:
        label = self._labels.get(table)
        column = self._id_columns.get(label) if label else None
        if label is None or column is None:
            return
        text = (
            f"MATCH (n:`{label}`) WHERE offset(id(n)) IN $offsets "
            f"RETURN offset(id(n)), n.`{column}`"
        )
        for offset, public_id in self._rows(text, {"offsets": offsets}):
            self._ids[table, offset] = None if public_id is None else str(public_id)

    def _node_id(self, value: dict[str, Any]) -> str | None:
        column = self._id_columns.get(value["_LABEL"])
        public_id = value.get(column) if column else None
        return None if public_id is None else str(public_id)

    def encode(self, value: Any) -> Any:
        """Return one cell as plain JSON; call ``resolve_ends`` for its row before."""
        if isinstance(value, dict):
            return self._encode_map(value)
        if isinstance(value, list | tuple):
            return [self.encode(item) for item in value]
        return encode_scalar(value)

    def _encode_map(self, value: dict[str, Any]) -> dict[str, Any] | list[Any]:
        if _is_relationship(value):
            return {"r": self._relationship(value)}
        if _is_node(value):
            return {"n": self._node(value)}
        if value.keys() == {"_NODES", "_RELS"}:
            nodes, relationships = value["_NODES"], value["_RELS"]
            # A path has one node more than relationships; the variable of a walk has fewer.
            if len(nodes) <= len(relationships):
                return [{"r": self._relationship(item)} for item in relationships]
            return {
                "p": [
                    [self._node(item) for item in nodes],
                    [self._relationship(item) for item in relationships],
                ]
            }
        return {"m": {str(key): self.encode(item) for key, item in value.items()}}

    def _node(self, value: dict[str, Any]) -> list[Any]:
        return [self._node_id(value), [value["_LABEL"]], self._properties(value)]

    def _relationship(self, value: dict[str, Any]) -> list[Any]:
        own = value.get("id")
        ends = [self._ids.get(_place(value[end])) for end in ("_SRC", "_DST")]
        own_id = None if own is None else str(own)
        return [own_id, value["_LABEL"], *ends, self._properties(value)]

    def _properties(self, value: dict[str, Any]) -> dict[str, Any]:
        return {
            key: self.encode(item)
            for key, item in value.items()
            if key not in _INTERNAL and item is not None
        }


def encode_scalar(value: Any) -> Any:
    """Return a number, text or time as JSON: times in ISO 8601, bytes in hexadecimal."""
    if isinstance(value, Decimal):
        # Integer sums come as decimals without places.
        value = int(value) if value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, float) and not math.isfinite(value):
        return {"x": str(value)}
    if isinstance(value, int) and not -MAX_INTEGER <= value <= MAX_INTEGER:
        return {"i": str(value)}
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return f"P{value.days}DT{value.seconds + value.microseconds / 1e6:g}S"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, uuid.UUID):
        return str(value)
    return str(value)


def _is_node(value: dict[str, Any]) -> bool:
    return isinstance(value.get("_LABEL"), str) and _is_place(value.get("_ID"))


def _is_relationship(value: dict[str, Any]) -> bool:
    ends = value.get("_SRC"), value.get("_DST")
    return isinstance(value.get("_LABEL"), str) and all(map(_is_place, ends))


def _is_place(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"offset", "table"}
        and all(isinstance(number, int) for number in value.values())
    )


def _place(value: dict[str, int]) -> Place:
    return value["table"], value["offset"]
