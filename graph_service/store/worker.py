"""The confined process that runs ad-hoc statements on a graph file (started by ``sandbox``).

It opens the file read-only, gives up its rights, and then answers one statement after another
from its standard input. It must not hold anything that a statement may not see.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ladybug
import ladybug._lbug  # the package would import it late, when files are out of reach
import orjson

from graph_service.store import confine
from graph_service.store.cells import Cells
from graph_service.store.plan import forbidden_operators
from graph_service.store.wire import HEADER, frame

CHUNK_ROWS = 256
REMEMBERED_PLANS = 512
MAX_MESSAGE = 1000
SIDE_FILES = (".wal", ".shadow", ".wal.checkpoint")


def main(settings: dict[str, Any]) -> None:
    """Serve statements until standard input ends."""
    requests = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    try:
        engine = Engine(Path(settings["graph_file"]), settings)
    except (OSError, RuntimeError) as error:
        replies.write(frame({"ok": False, "kind": "boot", "message": str(error)[:MAX_MESSAGE]}))
        return
    replies.write(frame({"ok": True, "features": engine.features}))
    while (request := _read(requests)) is not None:
        answer = frame(engine.answer(request))
        view = memoryview(answer)
        while view:
            view = view[replies.write(view) :]


def _read(stream: BinaryIO) -> dict[str, Any] | None:
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    message: dict[str, Any] = orjson.loads(stream.read(HEADER.unpack(header)[0]))
    return message


class Engine:
    """The open graph file, and what this process may still do."""

    def __init__(self, file: Path, settings: dict[str, Any]) -> None:
        skip = settings["skip"]
        memory = settings["memory_mb"] << 20
        readable = [file, *(side for s in SIDE_FILES if (side := Path(f"{file}{s}")).exists())]
        features: dict[str, Any] = {
            "limits": confine.limit_resources(),
            "no_new_privileges": confine.drop_privileges(),
            "landlock": 0 if "landlock" in skip else confine.restrict_files(readable),
        }
        # Threads inherit the file rules only if they start later: open the graph now, not before.
        self._database = ladybug.Database(
            file,
            read_only=True,
            buffer_pool_size=memory // 2,
            max_num_threads=settings["threads"],
            backend="pybind",
        )
        self._connection: Any = ladybug.Connection(self._database)
        self._cells = Cells(self._connection)
        self._checked: set[str] = set()
        self._file = str(file)
        self._check_plan = "plan" not in skip
        # The filter covers all threads and forbids opening files at all.
        features["seccomp"] = "seccomp" not in skip and confine.restrict_calls()
        self.features = features

    def answer(self, request: dict[str, Any]) -> bytes | dict[str, Any]:
        """Run one statement; return the reply as JSON bytes, or an error reply."""
        try:
            return self._answer(request)
        except MemoryError:
            return {"ok": False, "kind": "memory", "message": ""}
        except RuntimeError as error:
            return self._failure(str(error))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            return self._failure(f"the answer has no typed form: {type(error).__name__}: {error}")

    def _answer(self, request: dict[str, Any]) -> bytes | dict[str, Any]:
        text, params = request["text"], request["params"]
        end = time.monotonic() + request["timeout_ms"] / 1000
        self._connection.set_query_timeout(request["timeout_ms"])
        prepared = self._prepare(text, params)
        if bad := self._forbidden(text, params):
            return {"ok": False, "kind": "refused", "message": ", ".join(bad)[:MAX_MESSAGE]}
        result = self._connection.execute(prepared, params)
        columns = result.get_column_names()
        rows, truncated = self._encode(result, request["max_rows"], request["max_bytes"], end)
        result.close()
        head = orjson.dumps({"ok": True, "columns": columns, "truncated": truncated})
        return b'%b,"rows":[%b]}' % (head[:-1], b",".join(rows))

    def _forbidden(self, text: str, params: dict[str, Any]) -> list[str]:
        if not self._check_plan or text in self._checked:
            return []
        result = self._connection.execute(self._prepare("EXPLAIN LOGICAL " + text, params), params)
        bad = forbidden_operators(str(result.get_next()[0]))
        result.close()
        if not bad:
            if len(self._checked) >= REMEMBERED_PLANS:
                self._checked.clear()
            self._checked.add(text)
        return bad

    def _prepare(self, text: str, params: dict[str, Any]) -> Any:
        # Not `execute(text, params)`: that rewrites the text from parameters and Python variables
        # and runs several statements; `prepare` takes exactly one, as it is.
        prepared = self._connection.prepare(text, params)
        if not prepared.is_success():
            raise RuntimeError(prepared.get_error_message())
        return prepared

    def _encode(
        self, result: Any, max_rows: int, max_bytes: int, end: float
    ) -> tuple[list[bytes], bool]:
        rows: list[bytes] = []
        size = 0
        for chunk in _chunks(result, max_rows):
            if time.monotonic() > end:
                raise RuntimeError("Interrupted while reading rows.")
            self._cells.resolve_ends(chunk, result.get_column_data_types())
            for row in chunk:
                encoded = orjson.dumps([self._cells.encode(cell) for cell in row])
                size += len(encoded) + 1
                if size > max_bytes:
                    return rows, True
                rows.append(encoded)
        return rows, bool(result.has_next())

    def _failure(self, message: str) -> dict[str, Any]:
        if "Interrupted" in message:
            kind = "timeout"
        elif "Buffer manager exception" in message or "bad_alloc" in message:
            kind = "memory"
        else:
            kind = "failed"
        text = message.replace(self._file, "the graph file")[:MAX_MESSAGE]
        return {"ok": False, "kind": kind, "message": text}


def _chunks(result: Any, max_rows: int) -> Iterator[list[list[Any]]]:
    left = max_rows
    while left > 0 and result.has_next():
        chunk: list[list[Any]] = []
        while len(chunk) < min(CHUNK_ROWS, left) and result.has_next():
            chunk.append(result.get_next())
        left -= len(chunk)
        yield chunk
