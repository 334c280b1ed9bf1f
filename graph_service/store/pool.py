"""Worker processes that run ad-hoc statements and are ended at their limits.

A statement goes to one of a few long-lived processes. One that is over its time or memory, or
breaks, is killed and replaced.
"""

from __future__ import annotations

import logging
import queue
import re
import threading
from types import TracebackType
from typing import Any, Self

import orjson

from graph_service.errors import (
    BadParameter,
    GraphMoved,
    QueryFailed,
    QueryTimeout,
    Refused,
    StoreUnavailable,
    TanluError,
)
from graph_service.model import GraphRows
from graph_service.store.process import Broken, OverMemory, OverTime, WorkerProcess
from graph_service.store.wire import decode

log = logging.getLogger(__name__)

MAX_PARAMETER_BYTES = 2 << 20
GRACE_SECONDS = 0.3
"""What the worker gets beyond the limit to end the statement itself, before it is killed."""

SMALLER = "Ask for less: one edition, one province, fewer hops, a LIMIT."


class Workers:
    """A pool of worker processes of one kind; may be used by many threads."""

    def __init__(self, module: str, settings: dict[str, Any], *, count: int) -> None:
        """Start ``count`` processes that run ``main(settings)`` of a module of this package.

        ``settings`` stands in the processes' command lines: no secret may be in it. It has
        ``memory_mb``, what a process may grow by, and ``threads``, how many it keeps busy.
        """
        self._settings = {**settings, "module": module}
        self._lock = threading.Lock()
        self._closed = False
        self._features: dict[str, Any] | None = None
        self._processes: set[WorkerProcess] = set()
        # A slot is a worker, or None where one must be started by whoever takes it.
        self._slots: queue.LifoQueue[WorkerProcess | None] = queue.LifoQueue()
        for _ in range(count):
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

    def ask(self, request: dict[str, Any], *, grace_s: float = GRACE_SECONDS) -> GraphRows:
        """Answer of a worker to a request, and an error where it has none.

        The request names the limits: ``timeout_ms``, ``max_rows``, ``max_bytes``. The worker ends
        a statement at its time itself; ``grace_s`` later it is killed.
        """
        message = encode_request(request)
        timeout_s = request["timeout_ms"] / 1000
        worker = self._take(timeout_s)
        keep: WorkerProcess | None = None
        try:
            reply = worker.ask(message, timeout_s + grace_s, 2 * request["max_bytes"] + (1 << 20))
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
                hint="Look at the store and at the free memory.",
            ) from error
        except BaseException:
            self._slots.put(None)
            raise
        if self._features is None:
            self._features = features
            self._say_missing(features)
        return worker

    def _say_missing(self, features: dict[str, Any]) -> None:
        """Log what the platform lacks to confine the workers."""

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


def encode_request(request: dict[str, Any]) -> bytes:
    """The request as JSON; raises ``BadParameter`` for what JSON cannot say, or too much of it."""
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
        raise _failure(reply, timeout_s, memory_mb)
    try:
        columns, data = reply["columns"], reply["rows"]
        if not all(isinstance(name, str) for name in columns):
            raise ValueError("columns must be text")
        rows = [tuple(decode(cell) for cell in row) for row in data]
        if any(len(row) != len(columns) for row in rows):
            raise ValueError("rows and columns differ")
        return GraphRows(tuple(columns), rows, reply["truncated"] is True, reply.get("notice"))
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(f"it sent what is no answer: {error}") from error


def _failure(reply: dict[str, Any], timeout_s: float, memory_mb: int) -> TanluError:
    message, hint = str(reply.get("message")), str(reply.get("hint") or "")
    match reply.get("kind"):
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
        case "moved":
            return GraphMoved(message, hint=hint)
        case "unavailable":
            return StoreUnavailable(message, hint=hint)
    names = "Look at the names in CALL show_tables() RETURN *."
    return QueryFailed(_clean(message[:2000]), hint=hint or names)


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
