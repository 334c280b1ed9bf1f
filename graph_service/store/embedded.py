"""The embedded store: a graph file of the engine ladybug, read by many threads or built by one."""

from __future__ import annotations

import ctypes
import logging
import queue
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from graph_service.errors import QueryFailed, QueryTimeout, StoreUnavailable
from graph_service.interrupts import interrupts_wait
from graph_service.model import GraphRows
from graph_service.store import Columns
from graph_service.store.guard import guard
from graph_service.store.pointer import read_pointer, stamp_of

with interrupts_wait():  # ladybug takes an interrupt while its library starts for a missing one
    import ladybug
    import ladybug._lbug

if TYPE_CHECKING:
    from graph_service.store.sandbox import Sandbox

log = logging.getLogger(__name__)

READER_POOL_BYTES = 1 << 30
"""A bound, not what is used: four editions, 120 MB, take 0.2 GB, and the engine then fails rather
than forget pages where 0.25 GB is all that it may have."""
BUILDER_POOL_BYTES = 1 << 30
CONNECTIONS = 4
REBUILD = "Load the workbooks again; the tidy tables are kept, so it is quick."


class EmbeddedStore:
    """One graph file. ``writable`` for the loader that builds it, else read-only for a service.

    ``pointer`` is the file that named it, where one did, ``stamp`` what it was then.
    """

    dialect = "embedded"
    remote = False

    def __init__(self, file: Path, *, writable: bool = False) -> None:
        self.file = file
        self.pointer: Path | None = None
        self.stamp: Hashable = None
        self._sandbox: Sandbox | None = None
        self._starting = threading.Lock()
        pool = BUILDER_POOL_BYTES if writable else READER_POOL_BYTES
        try:
            self._database = ladybug.Database(
                file, buffer_pool_size=pool, read_only=not writable, max_num_threads=2
            )
        except RuntimeError as error:
            raise StoreUnavailable(
                f"cannot open the graph file {file}: {_first_line(error)}",
                hint=REBUILD,
            ) from error
        self._connections: queue.SimpleQueue[ladybug.Connection] = queue.SimpleQueue()
        for _ in range(1 if writable else CONNECTIONS):
            self._connections.put(ladybug.Connection(self._database))

    def run(
        self,
        text: str,
        params: Mapping[str, Any],
        *,
        timeout_s: float | None = None,
        max_rows: int | None = None,
    ) -> Columns:
        """Run a trusted query; 0 rows and a cut answer are told apart by ``truncated``."""
        with self._connection() as connection:
            connection.set_query_timeout(int((timeout_s or 0) * 1000))
            result = _execute(connection, text, dict(params), timeout_s)
            table = _plain(result.get_as_arrow(), result.get_column_names())
            result.close()
        if max_rows is not None and table.num_rows > max_rows:
            return Columns(table.slice(0, max_rows), truncated=True)
        return Columns(table)

    def run_graph(
        self, text: str, params: Mapping[str, Any], *, timeout_s: float, max_rows: int
    ) -> GraphRows:
        """Run a user's own read in a confined worker process."""
        from graph_service.store.sandbox import Sandbox

        with self._starting:
            if self._sandbox is None:
                self._sandbox = Sandbox(self.file)
        return self._sandbox.run(
            text, dict(params), timeout_s=timeout_s, max_rows=max_rows, max_bytes=16 << 20
        )

    def load(self, text: str, table: pa.Table) -> int:
        """Bulk-load a table; a table without rows is passed over, for COPY refuses it."""
        if table.num_rows:
            with self._connection() as connection:
                _execute(connection, text, {"rows": table}, None)
        return int(table.num_rows)

    def guard(self, text: str) -> None:
        """Refuse what is not exactly one plain read statement."""
        guard(text)

    def published(self) -> Hashable:
        """The state of the pointer file, None where there is none."""
        return stamp_of(self.pointer) if self.pointer else None

    def features(self) -> dict[str, Any]:
        """Engine, version, and what confines ad-hoc statements."""
        from graph_service.store.sandbox import sandbox_features

        return {"engine": "ladybug", "version": ladybug.version, "sandbox": sandbox_features()}

    def close(self) -> None:
        """Close connections, the file, and the confined workers."""
        if self._sandbox is not None:
            self._sandbox.close()
        while not self._connections.empty():
            self._connections.get().close()
        self._database.close()
        _give_back()

    @contextmanager
    def _connection(self) -> Iterator[ladybug.Connection]:
        connection = self._connections.get()
        try:
            yield connection
        finally:
            self._connections.put(connection)


def open_published(path: str) -> EmbeddedStore:
    """Open the graph that the pointer file at ``path`` names, read-only."""
    pointer_file = Path(path)
    stamp = stamp_of(pointer_file)
    pointer = read_pointer(pointer_file)
    if pointer is None:
        raise StoreUnavailable(
            f"there is no graph at {path}",
            hint="Run `tanlu load FILE_OR_FOLDER`, or `make serve` for the sample.",
        )
    file = pointer_file.parent / pointer.file
    try:
        size = file.stat().st_size
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreUnavailable(f"no graph file {file}: {reason}", hint=REBUILD) from error
    if not size:
        raise StoreUnavailable(f"the graph file {file} is empty", hint=REBUILD)
    store = EmbeddedStore(file)
    store.pointer, store.stamp = pointer_file, stamp
    return store


def _execute(
    connection: ladybug.Connection, text: str, params: dict[str, Any], timeout_s: float | None
) -> ladybug.QueryResult:
    try:
        result = connection.execute(text, params or None)
    except RuntimeError as error:
        if "nterrupted" in str(error):
            raise QueryTimeout(
                f"the query was ended after {timeout_s:g} s",
                hint="Ask for less: one edition, one province, a LIMIT.",
            ) from error
        raise QueryFailed(_first_line(error)) from error
    return result[-1] if isinstance(result, list) else result


def _plain(table: pa.Table, names: list[str]) -> pa.Table:
    """Integer sums come as 128-bit decimals: make them integers."""
    table = table.rename_columns(names)
    for index, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type) and field.type.scale == 0:
            table = table.set_column(index, field.name, table.column(index).cast(pa.int64()))
    return table


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _give_back() -> None:
    """Give freed memory back to the system: glibc keeps 0.6 GB after some moves between graphs."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
