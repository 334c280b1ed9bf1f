"""The store on a Neo4j server: one database, read by many threads through Neo4j's driver.

A store that is opened for reading is pinned to the graph that is published then. Each answer is
read in one transaction that ends by looking at the published graph: where another has taken its
place meanwhile, the answer is thrown away and ``GraphMoved`` is raised.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import neo4j
import pyarrow as pa

from graph_service.errors import QueryFailed, StoreUnavailable
from graph_service.model import GraphRows
from graph_service.queries import load_queries
from graph_service.reference import ROOT
from graph_service.store import Columns
from graph_service.store.guard_neo4j import guard
from graph_service.store.neo4j_columns import collect
from graph_service.store.neo4j_deadline import within
from graph_service.store.neo4j_driver import (
    ACQUIRE_S,
    AGAIN,
    check_published,
    check_version,
    open_driver,
    our_errors,
    retry_seconds,
)
from graph_service.store.neo4j_url import Address, parse

if TYPE_CHECKING:
    from graph_service.store.pool import Workers

T = TypeVar("T")
FETCH = 1000  # rows that the driver asks for at a time
PATIENCE_S = 10.0
"""How long a reader waits while one graph is being exchanged for another."""
ADHOC_BYTES = 16 << 20
ADHOC_MEMORY_MB = 512
ADHOC_PROCESSES = 2
GRACE_S = 2.0
"""What the server gets beyond its limit to end a statement: it looks at the clock every second."""


class Neo4jStore:
    """One database of a server; ``writable`` for a loader, else pinned to the published graph.

    ``pin`` is the content hash of the graph that is read, None for a loader. ``driver`` and
    ``address`` are for the modules of this package that load and compute; what is in ``closing``
    is called before the connections are closed.
    """

    dialect = "neo4j"
    remote = True

    def __init__(self, address: Address, *, writable: bool = False) -> None:
        self.address = address
        self.queries = load_queries(ROOT / "cypher", self.dialect)
        self.driver = open_driver(address)
        self.pin: str | None = None
        self.closing: list[Callable[[], None]] = []
        self._workers: Workers | None = None
        self._starting = threading.Lock()
        try:
            with our_errors(address):
                self.version = check_version(self._agent(), address.place)
            if not writable:
                self.pin = self.published()
                if self.pin is None:
                    raise StoreUnavailable(
                        f"there is no graph at {address.place}",
                        hint="Run `tanlu load FILE_OR_FOLDER` with this store URL.",
                    )
        except BaseException:
            self.driver.close()
            raise

    def run(
        self,
        text: str,
        params: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        max_rows: int | None = None,
    ) -> Columns:
        """Run a trusted query; raises ``GraphMoved`` where the answer is not of the pinned graph.

        A server that says nothing at all is given up a while after ``timeout_s``.
        """

        def work(tx: neo4j.ManagedTransaction) -> Columns:
            answer = collect(tx.run(text, dict(params)), max_rows)
            if self.pin is not None:
                check_published(tx.run(self.queries["server.published"].text), self.pin)
            return answer

        return self.read(work, timeout_s=timeout_s)

    def read(
        self, work: Callable[[neo4j.ManagedTransaction], T], *, timeout_s: float | None = None
    ) -> T:
        """Answer of a read transaction of one's own, tried again where the server asks for it."""
        kept = neo4j.unit_of_work(timeout=timeout_s, metadata={"app": "tanlu"})(work)

        def transaction() -> T:
            with (
                our_errors(self.address, timeout_s=timeout_s),
                self.session(access=neo4j.READ_ACCESS) as session,
            ):
                return session.execute_read(kept)

        if timeout_s is None:
            return transaction()
        patience = timeout_s + GRACE_S + max(ACQUIRE_S, retry_seconds(self.address))
        silent = StoreUnavailable(f"Neo4j at {self.address.place} does not answer", hint=AGAIN)
        return within(patience, transaction, otherwise=silent)

    def session(self, *, access: str = neo4j.WRITE_ACCESS, fetch: int = FETCH) -> neo4j.Session:
        """A session with the database; errors of the driver are the caller's to turn into ours."""
        return self.driver.session(
            database=self.address.database or None, default_access_mode=access, fetch_size=fetch
        )

    def run_graph(
        self, text: str, params: Mapping[str, Any], *, timeout_s: float, max_rows: int
    ) -> GraphRows:
        """Run a user's own read, received in a process that is ended at its limits."""
        request = {
            "server": self.address.as_dict(),
            "pin": self.pin,
            "text": text,
            "params": dict(params),
            "timeout_ms": max(1, int(timeout_s * 1000)),
            "max_rows": max_rows,
            "max_bytes": ADHOC_BYTES,
        }
        return self._adhoc().ask(request, grace_s=GRACE_S)

    def load(self, text: str, table: pa.Table) -> int:
        """Write the rows of a table through a load query; only of a writable store."""
        from graph_service.store.neo4j_load import load_rows

        return load_rows(self, text, table)

    def guard(self, text: str) -> None:
        """Refuse what is not exactly one plain read statement."""
        guard(text)

    @property
    def stamp(self) -> Hashable:
        """The pin: what was published when the store was opened."""
        return self.pin

    def published(self) -> str | None:
        """Content hash of the published graph, None where there is none.

        Waits while one is being exchanged for another; raises ``StoreUnavailable`` where that
        takes too long.
        """
        end = time.monotonic() + PATIENCE_S
        text = self.queries["server.published"].text
        while True:
            rows = self.read(lambda tx: tx.run(text).values(), timeout_s=PATIENCE_S)
            if not rows:
                return None
            if len(rows) == 1 and not rows[0][1]:
                return str(rows[0][0])
            if time.monotonic() > end:
                raise StoreUnavailable("a graph is being published", hint=AGAIN)
            time.sleep(0.05)

    @cached_property
    def gds(self) -> str | None:
        """Version of the Graph Data Science plugin, None where the server has none."""
        text = self.queries["server.gds"].text
        try:
            (row,) = self.read(lambda tx: tx.run(text).values(), timeout_s=PATIENCE_S)
        except QueryFailed:
            return None
        return str(row[0])

    def require_gds(self) -> str:
        """Version of the Graph Data Science plugin; raises ``StoreUnavailable`` without one."""
        if self.gds is None:
            raise StoreUnavailable(
                f"the Neo4j server at {self.address.place} has no Graph Data Science plugin",
                hint="`tanlu neo4j start` runs one that has; docs/neo4j.md tells how to add it.",
            )
        return self.gds

    def features(self) -> dict[str, Any]:
        """Server, version, GDS, and what confines ad-hoc statements; asks nothing twice."""
        return {
            "engine": "neo4j",
            "version": self.version,
            "gds": self.gds,
            "sandbox": {"processes": ADHOC_PROCESSES, "memory_mb": ADHOC_MEMORY_MB},
        }

    def close(self) -> None:
        """Close the connections, and end the processes for ad-hoc statements."""
        while self.closing:
            self.closing.pop()()
        if self._workers is not None:
            self._workers.close()
        self.driver.close()

    def _agent(self) -> str:
        with self.session(access=neo4j.READ_ACCESS) as session:
            return str(session.run("RETURN 1 AS n").consume().server.agent)

    def _adhoc(self) -> Workers:
        from graph_service.store.pool import Workers

        with self._starting:
            if self._workers is None:
                names = ("published", "unpublished", "ids")
                texts = {name: self.queries[f"server.{name}"].text for name in names}
                settings = {
                    **texts,
                    "memory_mb": ADHOC_MEMORY_MB,
                    "address_space_mb": 4 * ADHOC_MEMORY_MB,
                    "threads": 1,
                    # What the driver would import to convert values, and which takes a while.
                    "without": ["numpy", "pandas", "pyarrow"],
                }
                self._workers = Workers("neo4j_worker", settings, count=ADHOC_PROCESSES)
            return self._workers


def open_neo4j(url: str) -> Neo4jStore:
    """Open the graph that is published at a store URL, for reading."""
    return Neo4jStore(parse(url))
