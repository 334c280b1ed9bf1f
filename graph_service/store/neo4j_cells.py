"""Turn the driver's values into the typed JSON of ``wire``, with public ids.

The driver identifies nodes by element ids, which mean nothing outside its server. The public id is
one of the node's own properties; the ends of a relationship whose nodes are not in the answer are
looked up, one query for a chunk of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Duration

from graph_service.model import ID_PROPERTIES
from graph_service.store.cells import encode_scalar

LookUp = Callable[[list[str]], Mapping[str, str | None]]
IDENTIFYING = (*ID_PROPERTIES, "content_hash")


class Cells:
    """The encoder of one answer; ``look_up`` gives the public ids of element ids."""

    def __init__(self, look_up: LookUp) -> None:
        self._look_up = look_up
        self._ids: dict[str, str | None] = {}

    def resolve_ends(self, rows: Iterable[Iterable[Any]]) -> None:
        """Learn the public ids of all nodes at the ends of the relationships in ``rows``."""
        wanted: set[str] = set()
        for row in rows:
            self._collect(row, wanted)
        if missing := sorted(wanted - self._ids.keys()):
            self._ids |= self._look_up(missing)

    def _collect(self, value: Any, wanted: set[str]) -> None:
        match value:
            case Node():
                self._ids[value.element_id] = _public_id(value)
            case Relationship():
                wanted.update(node.element_id for node in value.nodes if node is not None)
            case Path():
                for item in (*value.nodes, *value.relationships):
                    self._collect(item, wanted)
            case list() | tuple():
                for item in value:
                    self._collect(item, wanted)
            case dict():
                for item in value.values():
                    self._collect(item, wanted)

    def encode(self, value: Any) -> Any:
        """Return one cell as plain JSON; call ``resolve_ends`` for its row before."""
        match value:
            case Node():
                return {"n": self._node(value)}
            case Relationship():
                return {"r": self._relationship(value)}
            case Path():
                nodes = [self._node(node) for node in value.nodes]
                return {"p": [nodes, [self._relationship(edge) for edge in value.relationships]]}
            case Duration():
                return value.iso_format()
            case Point():
                return [encode_scalar(number) for number in value]
            case list() | tuple():
                return [self.encode(item) for item in value]
            case dict():
                return {"m": {str(key): self.encode(item) for key, item in value.items()}}
            case bytearray():
                return value.hex()
        return encode_scalar(value)

    def _node(self, node: Node) -> list[Any]:
        return [_public_id(node), sorted(node.labels), self._properties(node)]

    def _relationship(self, edge: Relationship) -> list[Any]:
        own = edge.get("id")
        ends = [None if node is None else self._ids.get(node.element_id) for node in edge.nodes]
        own_id = None if own is None else str(own)
        return [own_id, edge.type, *ends, self._properties(edge)]

    def _properties(self, entity: Node | Relationship) -> dict[str, Any]:
        return {key: self.encode(value) for key, value in sorted(entity.items())}


def _public_id(node: Node) -> str | None:
    """The first identifying property that the node has."""
    for name in IDENTIFYING:
        value = node.get(name)
        if value is not None:
            return str(value)
    return None
