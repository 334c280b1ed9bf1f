"""Messages between the service and a confined worker: length-prefixed JSON, never pickles.

Cells keep their types: a JSON object in a cell has one key, ``n`` node, ``r`` relationship,
``p`` path, ``m`` map, ``i`` integer beyond 64 bits, ``x`` NaN or infinity. The service does not
trust the worker: ``decode`` builds values of the known shapes or raises ValueError.
"""

from __future__ import annotations

import struct
from typing import Any

import orjson

from graph_service.model import Node, Path, Relationship

HEADER = struct.Struct(">I")
_NOT_FINITE = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}
_DEPTH = 200


def frame(message: Any) -> bytes:
    """Return a message with its length in front."""
    body = message if isinstance(message, bytes) else orjson.dumps(message)
    return HEADER.pack(len(body)) + body


def decode(value: Any, depth: int = 0) -> Any:
    """Return the cell that a worker sent; ValueError where its shape is not ours."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if depth > _DEPTH:
        raise ValueError("a cell is nested too deep")
    if isinstance(value, list):
        return [decode(item, depth + 1) for item in value]
    if not isinstance(value, dict) or len(value) != 1:
        raise ValueError("a cell of unknown shape")
    ((kind, content),) = value.items()
    match kind:
        case "n":
            return _node(content, depth)
        case "r":
            return _relationship(content, depth)
        case "p":
            nodes, relationships = content
            return Path(
                tuple(_node(item, depth) for item in nodes),
                tuple(_relationship(item, depth) for item in relationships),
            )
        case "m":
            return _map(content, depth)
        case "i":
            return int(_text(content))
        case "x":
            return _NOT_FINITE[_text(content)]
    raise ValueError(f"a cell of unknown kind {kind!r}")


def _node(content: Any, depth: int) -> Node:
    public_id, labels, properties = content
    return Node(_text_or_none(public_id), tuple(map(_text, labels)), _map(properties, depth))


def _relationship(content: Any, depth: int) -> Relationship:
    public_id, kind, source, target, properties = content
    return Relationship(
        _text(kind),
        _text_or_none(source),
        _text_or_none(target),
        _map(properties, depth),
        _text_or_none(public_id),
    )


def _map(content: Any, depth: int) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise ValueError("properties must be a map")
    return {key: decode(value, depth + 1) for key, value in content.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("text expected")
    return value


def _text_or_none(value: Any) -> str | None:
    return None if value is None else _text(value)
