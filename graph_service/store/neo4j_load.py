"""Write to a Neo4j database: transactions that are tried again, batches by several sessions."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import neo4j
import pyarrow as pa
from neo4j.exceptions import ConstraintError, DriverError, Neo4jError

from graph_service.errors import PublishFailed, QueryFailed
from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_batches import Batch, batches
from graph_service.store.neo4j_driver import NEEDS_RESTART, first_line, our_errors
from graph_service.store.neo4j_url import Address

T = TypeVar("T")
Rows = list[dict[str, Any]]

SESSIONS = 2
RETRY_S = 20.0
"""How long a transaction is tried again where the server asks for it or does not answer."""
FULL = (
    "Its logs say why; a full disk is the usual reason. Make space, restart it, then load again: "
    "what was loaded is kept, and the load goes on there."
)


class Run(Protocol):
    """Asks a named query within a transaction."""

    def __call__(self, name: str, /, **params: Any) -> Rows:
        """The rows of its last statement."""


Note = Callable[[Run, str, int], bool]
"""Notes a batch, by its id and number of rows; False where the database is no longer ours."""


class Neo4jWriter:
    """The writing side of a database, for one loader."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.store = Neo4jStore(address, writable=True)

    def transaction(self, work: Callable[[Run], T], *, retry_s: float = RETRY_S) -> T:
        """Run work in one transaction, for a while again where it fails for a reason that passes.

        It may happen that the server had committed and could not say so: work must be such that
        it does no harm when it is done twice.
        """
        with writing_errors(self.address):
            return self._repeated(lambda tx: work(self._within(tx)), retry_s)

    def ask(self, name: str, /, *, retry_s: float = RETRY_S, **params: Any) -> Rows:
        """Run one named query in a transaction of its own."""
        return self.transaction(lambda run: run(name, **params), retry_s=retry_s)

    def create_schema(self, *names: str) -> None:
        """Create keys that are not there yet: by the named schema queries, or by all."""
        queries = [query for query in self.store.queries.values() if query.mode == "schema"]
        wanted = names or tuple(query.name for query in queries)

        def work(run: Run) -> None:
            for name in wanted:
                run(name)

        self.transaction(work)

    def load(
        self,
        name: str,
        tables: Iterator[pa.Table],
        *,
        known: Collection[str],
        note: Note,
        loaded: Callable[[int], None],
    ) -> None:
        """Write the rows of tables through a load query, in batches, by two sessions.

        ``note`` is called first in the transaction of each batch. Batches in ``known`` were
        noted before and are passed over. ``loaded`` is told of the rows of each batch.

        Raises:
            PublishFailed: the database is held by another, or the server cannot store more.
            QueryFailed: a row's ends are not there.
        """
        query = self.store.queries[name]
        jobs = batches(query, tables)
        taking, telling, failed = threading.Lock(), threading.Lock(), list[BaseException]()

        def go_on() -> None:
            try:
                while not failed:
                    with taking:
                        batch = next(jobs, None)
                    if batch is None:
                        return
                    if batch.id not in known:
                        self._load(batch, note)
                    with telling:
                        loaded(batch.size)
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=go_on) for _ in range(SESSIONS)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException as error:
            failed.append(error)
            for thread in threads:
                thread.join()
            raise
        if failed:
            raise failed[0]

    def close(self) -> None:
        """Close the connections."""
        self.store.close()

    def _load(self, batch: Batch, note: Note) -> None:
        rows = batch.rows()

        def work(tx: neo4j.Transaction) -> None:
            if not note(self._within(tx), batch.id, batch.size):
                raise PublishFailed(
                    f"another load into {self.address.place} has taken over", hint="Load again."
                )
            told = tx.run(batch.query.text, rows=rows).consume().counters
            written = told.nodes_created + told.relationships_created
            if written != batch.size:
                raise QueryFailed(f"{batch.id}: {written} of {batch.size} rows found their ends")

        with writing_errors(self.address):
            try:
                self._repeated(work, RETRY_S)
            except ConstraintError as error:
                if "StagedBatch" not in first_line(error):
                    raise

    def _repeated(self, work: Callable[[neo4j.Transaction], T], retry_s: float) -> T:
        end, pause = time.monotonic() + retry_s, 0.1
        while True:
            try:
                with self.store.session() as session, session.begin_transaction() as tx:
                    answer = work(tx)
                    tx.commit()
                    return answer
            except (DriverError, Neo4jError) as error:
                pause = min(2 * pause, 5.0)
                if not error.is_retryable() or time.monotonic() + pause > end:
                    raise
                time.sleep(pause * random.uniform(0.5, 1.0))

    def _within(self, tx: neo4j.Transaction) -> Run:
        def run(name: str, /, **params: Any) -> Rows:
            rows: Rows = []
            for statement in self.store.queries[name].statements:
                rows = tx.run(statement, params).data()
            return rows

        return run


@contextmanager
def writing_errors(address: Address) -> Iterator[None]:
    """Turn the driver's errors into ours, those first that only a writer meets."""
    with our_errors(address):
        try:
            yield
        except Neo4jError as error:
            refused = _refused(error, address)
            if refused is None:
                raise
            raise refused from error


def _refused(error: Neo4jError, address: Address) -> PublishFailed | None:
    code, said = error.code or "", first_line(error)
    where = f"Neo4j at {address.place}"
    if "ReadOnly" in code or "read only" in said or "read-only" in said:
        return PublishFailed(f"{where} takes no changes: {said}", hint="Name another database.")
    if code == "Neo.ClientError.Security.Forbidden":
        return PublishFailed(
            f"{where} does not let {address.user!r} load: {said}",
            hint="Loading needs the right to write data, indexes and constraints.",
        )
    if code.startswith("Neo.DatabaseError.Transaction.") or NEEDS_RESTART in said:
        return PublishFailed(f"{where} could not store the data and must be restarted", hint=FULL)
    if "MemoryPool" in code or "OutOfMemory" in code:
        return PublishFailed(
            f"{where} has too little memory to load: {said}",
            hint="Raise its heap and `db.memory.transaction.max`, then load again.",
        )
    if "AlreadyExists" in code or "ConstraintCreationFailed" in code:
        return PublishFailed(
            f"{where} cannot hold the keys of Tanlu: {said}",
            hint="Another index or constraint is in the way: remove it, or name another database.",
        )
    return None


def load_rows(store: Neo4jStore, text: str, table: pa.Table) -> int:
    """Run a load query over the rows of a table, ``$rows``, some at a time; how many there were."""

    def work(tx: neo4j.ManagedTransaction, rows: Rows) -> None:
        tx.run(text, rows=rows).consume()

    with our_errors(store.address), store.session() as session:
        for batch in table.to_batches(10_000):
            session.execute_write(work, batch.to_pylist())
    return int(table.num_rows)
