"""The graph that everyone holds: named queries on a store, checked, timed and logged."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from graph_service.errors import BadParameter, GraphMoved, NotFound, QueryFailed, StoreUnavailable
from graph_service.model import GraphRows
from graph_service.queries import Query, load_queries
from graph_service.reference import ROOT
from graph_service.store import Columns, Store, masked, open_store

log = logging.getLogger(__name__)

SCHEMA_VERSION = 4
T = TypeVar("T")


class Graph:
    """A store and its named queries; the only thing that calls a store.

    ``version`` is the content hash of what is in the graph; ``synthetic`` marks the sample.
    ``cache`` is a folder of this machine for arrays that take long to read from a remote store.
    ``on_moved`` is called where an answer is refused because another graph was published.
    """

    def __init__(self, store: Store, *, timeout_s: float = 30.0, cache: Path | None = None) -> None:
        self.store = store
        self.cache = cache
        self.queries = load_queries(ROOT / "cypher", store.dialect)
        self.timeout_s = timeout_s
        self.on_moved: Callable[[], None] = lambda: None
        self._memo: dict[Hashable, Any] = {}
        self._lock = threading.RLock()

    def read(self, name: str, /, *, timeout_s: float | None = None, **params: Any) -> pa.Table:
        """Answer of a named read query as columns; raises as the store does."""
        return self.answer(name, params, timeout_s=timeout_s).table

    def rows(self, name: str, /, **params: Any) -> list[dict[str, Any]]:
        """Answer of a named read query as one map for each row."""
        rows: list[dict[str, Any]] = self.read(name, **params).to_pylist()
        return rows

    def answer(
        self,
        name: str,
        params: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        max_rows: int | None = None,
    ) -> Columns:
        """Answer of a named read query, cut at ``max_rows``."""
        query = self.query(name)
        if query.mode != "read":
            raise BadParameter(f"{name} is a {query.mode} query and cannot be asked")
        return self._ask(query, params, timeout_s=timeout_s, max_rows=max_rows)

    def internal(self, name: str, /, **params: Any) -> pa.Table:
        """Answer of a query of ours that is not offered: its shape may differ between stores."""
        query = self.query(name)
        if query.mode != "internal":
            raise BadParameter(f"{name} is no internal query")
        return self._ask(query, params).table

    def _ask(
        self,
        query: Query,
        params: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        max_rows: int | None = None,
    ) -> Columns:
        start = time.perf_counter()
        with self._noting_moves():
            answer = self.store.run(
                query.text,
                query.bind(params),
                timeout_s=timeout_s or self.timeout_s,
                max_rows=max_rows,
            )
        milliseconds = (time.perf_counter() - start) * 1e3
        log.debug("%s: %d rows in %.1f ms", query.name, answer.table.num_rows, milliseconds)
        return Columns(query.shaped(answer.table), answer.truncated)

    @contextmanager
    def _noting_moves(self) -> Iterator[None]:
        try:
            yield
        except GraphMoved:
            self.on_moved()
            raise

    def query(self, name: str) -> Query:
        """The named query; raises ``NotFound`` with the names of its topic."""
        if name not in self.queries:
            topic = name.partition(".")[0]
            known = [query.name for query in self.queries.values() if query.mode == "read"]
            near = [other for other in known if other.startswith(f"{topic}.")]
            raise NotFound(
                f"there is no query {name!r}", hint=f"Queries: {', '.join(near or known)}."
            )
        return self.queries[name]

    def query_text(self, name: str) -> str:
        """The Cypher text of a named query, to show behind a figure."""
        return self.query(name).text

    def load(self, name: str, table: pa.Table) -> int:
        """Write a table's rows through a load query, its columns checked and ordered."""
        query = self.query(name)
        if query.mode != "load" or set(table.column_names) != set(query.columns):
            raise BadParameter(
                f"{name} takes the columns {query.columns}, not {tuple(table.column_names)}"
            )
        return self.store.load(query.text, table.select(list(query.columns)))

    def create_schema(self) -> None:
        """Create all tables of an empty graph."""
        for query in self.queries.values():
            if query.mode == "schema":
                self.store.run(query.text, {})

    def cypher(
        self, text: str, params: Mapping[str, Any], *, timeout_s: float, max_rows: int
    ) -> GraphRows:
        """Run a user's own statement: guarded, confined, limited."""
        self.store.guard(text)
        with self._noting_moves():
            rows = self.store.run_graph(text, params, timeout_s=timeout_s, max_rows=max_rows)
        twice = sorted({name for name in rows.columns if rows.columns.count(name) > 1})
        if twice:
            raise QueryFailed(
                f"two columns of the answer are called {', '.join(twice)}",
                hint="Give each a name of its own with AS.",
            )
        return rows

    def features(self) -> dict[str, Any]:
        """Versions of the store and what protects it from ad-hoc statements."""
        return self.store.features()

    def memo(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Keep what was computed from this version of the graph; one thread computes it."""
        if key in self._memo:
            value: T = self._memo[key]
            return value
        with self._lock:
            if key not in self._memo:
                self._memo[key] = compute()
            value = self._memo[key]
            return value

    @property
    def identity(self) -> dict[str, Any]:
        """The node ``GraphVersion``: content_hash, schema_version, synthetic, built_at."""
        return self.memo("identity", self._identity)

    @property
    def version(self) -> str:
        """Content hash of the graph: changes exactly when what it answers may change."""
        return str(self.identity["content_hash"])

    @property
    def synthetic(self) -> bool:
        """Whether all of this graph is the synthetic sample."""
        return bool(self.identity["synthetic"])

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def _identity(self) -> dict[str, Any]:
        rows = self.rows("catalog.version")
        if len(rows) != 1 or rows[0]["schema_version"] != SCHEMA_VERSION:
            found = rows[0]["schema_version"] if rows else "none"
            raise StoreUnavailable(
                f"the graph has schema {found}, this version of Tanlu needs {SCHEMA_VERSION}",
                hint="Build it again with `tanlu load` from your workbooks.",
            )
        return rows[0]


def open_graph(url: str, *, timeout_s: float = 30.0, cache: Path | None = None) -> Graph:
    """Open the graph at a store URL for reading and check its schema version."""
    graph = Graph(open_store(url), timeout_s=timeout_s, cache=cache)
    try:
        log.info("graph %s open, version %s", masked(url), graph.version[:12])
    except BaseException:
        graph.close()
        raise
    return graph
