"""The seam: what a backend must offer, and how a URL becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from graph_service.errors import BadParameter
from graph_service.model import GraphRows
from graph_service.store.neo4j_url import SCHEMES


@dataclass(frozen=True)
class Columns:
    """An answer as columns of plain values; ``truncated`` where ``max_rows`` cut it."""

    table: pa.Table
    truncated: bool = False


class Store(Protocol):
    """The whole contract of a backend.

    ``remote`` tells that reading goes over a network, so that what is large is worth keeping here.
    """

    dialect: str
    remote: bool

    @property
    def stamp(self) -> Hashable:
        """What :meth:`published` would have given when the store was opened."""

    def run(
        self,
        text: str,
        params: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        max_rows: int | None = None,
    ) -> Columns:
        """Run a trusted query; raises ``QueryFailed``, ``QueryTimeout``, ``StoreUnavailable``."""

    def run_graph(
        self, text: str, params: Mapping[str, Any], *, timeout_s: float, max_rows: int
    ) -> GraphRows:
        """Run a user's own read in confinement, nodes and relationships included."""

    def load(self, text: str, table: pa.Table) -> int:
        """Write the rows of a table through a load query; returns how many."""

    def guard(self, text: str) -> None:
        """Refuse what is not a plain read; raises ``Refused``."""

    def published(self) -> Hashable:
        """What stands for the graph that is published now; changes when another takes its place."""

    def features(self) -> dict[str, Any]:
        """Versions and what protects ad-hoc statements, for health and ``tanlu info``."""

    def close(self) -> None:
        """Give back files, connections and processes."""


def _open_embedded(url: str) -> Store:
    from graph_service.store.embedded import open_published

    return open_published(url.partition(":")[2])


def _open_neo4j(url: str) -> Store:
    from graph_service.store.neo4j import open_neo4j

    return open_neo4j(url)


_OPENERS: dict[str, Callable[[str], Store]] = {
    "embedded": _open_embedded,
    **dict.fromkeys(SCHEMES, _open_neo4j),
}


def open_store(url: str) -> Store:
    """Open a store for reading by its URL's scheme, for example ``embedded:data/build/x.lbug``."""
    scheme, colon, _ = url.partition(":")
    if not colon or scheme not in _OPENERS:
        raise BadParameter(
            f"unknown store {masked(url)!r}",
            hint=f"A store URL starts with one of: {', '.join(f'{s}:' for s in _OPENERS)}",
        )
    return _OPENERS[scheme](url)


def masked(url: str) -> str:
    """A store URL as it may be shown: without its password."""
    return re.sub(r"//([^:/@]*):.*@", r"//\1:***@", url)
