"""Run ad-hoc read statements in confined worker processes (``worker``), ended at their limits.

A statement that passed the guard goes to one of a few long-lived workers. The worker checks the
logical plan, has no right to files, network or programs where the platform can take them away
(``confine``), and is killed and replaced when it is over its time or memory, or breaks.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from graph_service.errors import (
    BadParameter,
    QueryFailed,
    QueryTimeout,
    Refused,
    StoreUnavailable,
    TanluError,
)
from graph_service.model import GraphRows
from graph_service.store.confine import describe_features, platform_features
from graph_service.store.guard import guard
from graph_service.store.process import Broken, OverMemory, OverTime, WorkerProcess
from graph_service.store.wire import decode

log = logging.getLogger(__name__)

MAX_PARAMETER_BYTES = 2 << 20
GRACE_SECONDS = 0.3
"""What the worker gets beyond the limit to end the statement itself, before it is killed."""

SMALLER = "Ask for less: one edition, one province, fewer hops, a LIMIT."


def sandbox_features() -> dict[str, Any]:
    """Return what confines the workers on this platform: ``landlock``, ``seccomp``, ``missing``.

    ``Sandbox.features`` tells what a running worker has in force.
    """
    return describe_features(platform_features())


class Sandbox:
    """A pool of confined workers on one graph file; may be used by many threads."""

    def __init__(
        self,
        graph_file: Path,
        *,
        workers: int = 2,
        memory_mb: int = 2048,
        threads: int = 2,
        skip: tuple[str, ...] = (),
    ) -> None:
        """Start ``workers`` processes, each with ``memory_mb`` MiB and ``threads`` threads.

        ``skip`` switches off single walls ("landlock", "seccomp", "plan") so that tests can show
        that each of the others holds alone.
        """
        self._settings: dict[str, Any] = {
            "graph_file": str(graph_file.resolve()),
            "memory_mb": memory_mb,
            "threads": threads,
            "skip": skip,
        }
        self._lock = threading.Lock()
        self._closed = False
        self._features: dict[str, Any] | None = None
        self._processes: set[WorkerProcess] = set()
        # A slot is a worker, or None where one must be started by whoever takes it.
        self._slots: queue.LifoQueue[WorkerProcess | None] = queue.LifoQueue()
        for _ in range(workers):
            self._slots.put(self._start())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(
        self,
        text: str,
        params: dict[str, Any] | None = None,
        *,
        timeout_s: float,
        max_rows: int,
        max_bytes: int = 16 << 20,
    ) -> GraphRows:
        """Guard and run one statement.

        Waits up to ``timeout_s`` for a free worker, then lets the statement run ``timeout_s``.
        Reading stops at ``max_rows`` rows or ``max_bytes`` of JSON: ``truncated`` says so.
        Raises ``Refused``, ``BadParameter``, ``QueryFailed``, ``QueryTimeout`` (time or memory)
        or ``StoreUnavailable``.
        """
        guard(text)
        return self._run_unguarded(
            text, params, timeout_s=timeout_s, max_rows=max_rows, max_bytes=max_bytes
        )

    def _run_unguarded(
        self,
        text: str,
        params: dict[str, Any] | None = None,
        *,
        timeout_s: float,
        max_rows: int,
        max_bytes: int = 16 << 20,
    ) -> GraphRows:
        request = {
            "text": text,
            "params": params or {},
            "timeout_ms": max(1, int(timeout_s * 1000)),
            "max_rows": max_rows,
            "max_bytes": max_bytes,
        }
        message = _encode_request(request)
        worker = self._take(timeout_s)
        keep: WorkerProcess | None = None
        try:
            reply = worker.ask(message, timeout_s + GRACE_SECONDS, 2 * max_bytes + (1 << 20))
            answer = _answer(reply, timeout_s, self._settings["memory_mb"])
            keep = worker
        except TanluError as error:
            # A reply in due form is the worker's; memory that it could not get is not given back.
            keep = None if isinstance(error, QueryTimeout) and "memory" in error.message else worker
            raise
        except OverTime as error:
            raise _over_time(timeout_s) from error
        except OverMemory as error:
            raise _over_memory(self._settings["memory_mb"]) from error
        except Broken as error:
            raise QueryFailed(
                f"the statement's process ended without an answer ({error})", hint=SMALLER
            ) from error
        finally:
            self._give_back(worker, keep)
        return answer

    def features(self, *, timeout_s: float = 30) -> dict[str, Any]:
        """Return what confines the workers that run, as they said themselves, and ``missing``."""
        if self._features is None:
            worker = self._take(timeout_s)
            self._give_back(worker, worker)
        return describe_features(self._features or {"landlock": 0, "seccomp": False})

    def close(self) -> None:
        """End all workers; a statement that still runs fails with ``QueryFailed``."""
        with self._lock:
            self._closed = True
            processes, self._processes = self._processes, set()
        for process in processes:
            process.kill()
        for _ in range(self._slots.qsize()):
            if (idle := self._slots.get()) is not None:
                idle.close()
        # Who waits for a worker finds an empty slot, and that the sandbox is closed.
        self._slots.put(None)

    def _start(self) -> WorkerProcess:
        process = WorkerProcess(self._settings)
        with self._lock:
            closed = self._closed
            if not closed:
                self._processes.add(process)
        if closed:
            process.close()
            raise StoreUnavailable("the sandbox is closed")
        return process

    def _take(self, timeout_s: float) -> WorkerProcess:
        if self._closed:
            raise StoreUnavailable("the sandbox is closed")
        try:
            worker = self._slots.get(timeout=timeout_s)
        except queue.Empty:
            raise QueryTimeout(
                f"no worker was free within {timeout_s:g} s",
                hint="The service is busy with other statements; try again.",
            ) from None
        try:
            if worker is None or not worker.alive():
                if worker is not None:
                    self._discard(worker)
                worker = None
                worker = self._start()
            features = worker.wait_ready()
        except (Broken, OSError) as error:
            if worker is not None:
                self._discard(worker)
            self._slots.put(None)
            raise StoreUnavailable(
                f"no worker for ad-hoc statements could be started: {error}",
                hint="Look at the graph file and at the free memory.",
            ) from error
        except BaseException:
            self._slots.put(None)
            raise
        if self._features is None:
            self._features = features
            for sentence in describe_features(features)["missing"]:
                log.warning("ad-hoc statements: %s", sentence)
        return worker

    def _give_back(self, worker: WorkerProcess, keep: WorkerProcess | None) -> None:
        with self._lock:
            if keep is not None and not self._closed:
                self._slots.put(keep)
                return
        self._discard(worker)
        try:
            self._slots.put(None if self._closed else self._start())
        except (OSError, StoreUnavailable) as error:
            log.warning("no worker could be started in the place of one that ended: %s", error)
            self._slots.put(None)

    def _discard(self, worker: WorkerProcess) -> None:
        with self._lock:
            self._processes.discard(worker)
        worker.close()


def _encode_request(request: dict[str, Any]) -> bytes:
    try:
        message = orjson.dumps(request)
    except (TypeError, ValueError) as error:
        raise BadParameter(
            f"parameters must be JSON values: {error}",
            hint="Text, numbers, true, false, null, lists and maps with text keys.",
        ) from error
    if len(message) > MAX_PARAMETER_BYTES:
        raise BadParameter(f"parameters over {MAX_PARAMETER_BYTES >> 20} MiB", hint=SMALLER)
    return message


def _answer(reply: dict[str, Any], timeout_s: float, memory_mb: int) -> GraphRows:
    if reply.get("ok") is not True:
        raise _failure(str(reply.get("kind")), str(reply.get("message")), timeout_s, memory_mb)
    try:
        columns, data = reply["columns"], reply["rows"]
        if not all(isinstance(name, str) for name in columns):
            raise ValueError("columns must be text")
        rows = [tuple(decode(cell) for cell in row) for row in data]
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("rows and columns differ")
        return GraphRows(tuple(columns), rows, reply["truncated"] is True)
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(f"it sent what is no answer: {error}") from error


def _failure(kind: str, message: str, timeout_s: float, memory_mb: int) -> TanluError:
    match kind:
        case "refused":
            log.warning("a statement passed the guard, its plan did not: %r", message[:200])
            return Refused(
                f"Refused: the plan of the statement has {message}.",
                hint="Only statements that read the graph are allowed.",
            )
        case "timeout":
            return _over_time(timeout_s)
        case "memory":
            return _over_memory(memory_mb)
    return QueryFailed(
        _clean(message[:2000]), hint="Look at the names in CALL show_tables() RETURN *."
    )


def _clean(message: str) -> str:
    """Drop absolute paths and the engine's prefix; the rest is the engine's own sentence."""
    message = re.sub(r"(?<![\w.])/(?:[\w.-]+/)+[\w.-]*", "…", message)
    return re.sub(r"^(?:\w+ exception: )+", "", message, flags=re.IGNORECASE).strip()


def _over_time(timeout_s: float) -> QueryTimeout:
    return QueryTimeout(f"the statement was ended after {timeout_s:g} s", hint=SMALLER)


def _over_memory(memory_mb: int) -> QueryTimeout:
    return QueryTimeout(
        f"the statement was ended because it needs more memory than its limit of {memory_mb} MiB "
        "allows",
        hint=SMALLER,
    )
