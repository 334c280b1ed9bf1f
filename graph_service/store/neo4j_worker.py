"""The process that runs ad-hoc statements on a Neo4j server (started by ``neo4j.Neo4jStore``).

The server has its own limits of time and memory, but they do not hold once it sends an answer: a
single cell may be larger than this machine's memory. So answers are received in a process that is
killed at its limits; its connection ends with it, and so does the statement.
"""

from __future__ import annotations

import os
import re
import sys
import time
from typing import Any, BinaryIO

import neo4j
import orjson

from graph_service.errors import GraphMoved, QueryFailed, QueryTimeout, Refused, StoreUnavailable
from graph_service.store import confine
from graph_service.store.neo4j_cells import Cells
from graph_service.store.neo4j_driver import check_published, open_driver, our_errors
from graph_service.store.neo4j_plan import forbidden_in_plan
from graph_service.store.neo4j_url import Address
from graph_service.store.wire import HEADER, frame

CHUNK_ROWS = 64
REMEMBERED_PLANS = 512
MAX_MESSAGE = 1000
UNPUBLISHED = (
    "While this was answered the database also held nodes that are not published: a graph is being "
    "loaded, or the one before removed. A pattern without labels counts them too; name the label "
    "of one end, as in (:Industry)-[f:SUPPLIES]->()."
)
NAMES = "Look at the names in CALL db.labels() and CALL db.propertyKeys()."
KINDS = (
    (GraphMoved, "moved"),
    (StoreUnavailable, "unavailable"),
    (Refused, "refused"),
    (QueryFailed, "failed"),
)


def main(settings: dict[str, Any]) -> None:
    """Serve statements until standard input ends."""
    requests = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    features = {
        "limits": confine.limit_resources(),
        "no_new_privileges": confine.drop_privileges(),
    }
    engine = Engine(settings["published"], settings["unpublished"], settings["ids"])
    replies.write(frame({"ok": True, "features": features}))
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
    """A connection to one server after another, as the requests name them."""

    def __init__(self, published: str, unpublished: str, ids: str) -> None:
        """All three are the texts of the queries of these names."""
        self._published, self._unpublished, self._ids = published, unpublished, ids
        self._address: Address | None = None
        self._driver: neo4j.Driver | None = None
        self._checked: set[str] = set()

    def answer(self, request: dict[str, Any]) -> bytes | dict[str, Any]:
        """Run one statement; return the reply as JSON bytes, or an error reply."""
        try:
            return self._answer(request)
        except MemoryError:
            return {"ok": False, "kind": "memory", "message": ""}
        except QueryTimeout as error:
            kind = "memory" if "memory" in error.message else "timeout"
            return {"ok": False, "kind": kind, "message": error.message}
        except (GraphMoved, StoreUnavailable, Refused, QueryFailed) as error:
            kind = next(kind for known, kind in KINDS if isinstance(error, known))
            hint = NAMES if kind == "failed" else error.hint
            return {"ok": False, "kind": kind, "message": _place(error.message), "hint": hint}
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            said = f"the answer has no typed form: {type(error).__name__}: {error}"
            return {"ok": False, "kind": "failed", "message": said[:MAX_MESSAGE], "hint": NAMES}

    def _answer(self, request: dict[str, Any]) -> bytes:
        address = Address(**request["server"])
        timeout_s = request["timeout_ms"] / 1000
        end = time.monotonic() + timeout_s
        work = neo4j.unit_of_work(timeout=timeout_s, metadata={"app": "tanlu", "kind": "ad-hoc"})
        with (
            our_errors(address, timeout_s=timeout_s),
            self._driver_of(address).session(
                database=address.database or None,
                default_access_mode=neo4j.READ_ACCESS,
                fetch_size=CHUNK_ROWS,
            ) as session,
        ):
            return session.execute_read(work(self._run), request, end)

    def _driver_of(self, address: Address) -> neo4j.Driver:
        if self._driver is None or address != self._address:
            if self._driver is not None:
                self._driver.close()
            self._driver, self._address = open_driver(address), address
        return self._driver

    def _run(self, tx: neo4j.ManagedTransaction, request: dict[str, Any], end: float) -> bytes:
        text, params = request["text"], request["params"]
        self._check(tx, text, params)
        # Before and after: a load may begin meanwhile, the removal of a graph may end.
        others = self._others(tx)
        result = tx.run(text, params)
        columns = list(result.keys())
        rows, truncated = self._encode(tx, result, request, end)
        result.consume()
        check_published(tx.run(self._published), request["pin"])
        notice = UNPUBLISHED if others or self._others(tx) else None
        told = {"ok": True, "columns": columns, "truncated": truncated, "notice": notice}
        head = orjson.dumps(told)
        return b'%b,"rows":[%b]}' % (head[:-1], b",".join(rows))

    def _others(self, tx: neo4j.ManagedTransaction) -> bool:
        ((there,),) = tx.run(self._unpublished).values()
        return bool(there)

    def _check(self, tx: neo4j.ManagedTransaction, text: str, params: dict[str, Any]) -> None:
        """The wall behind the guard: what the server itself says that the statement would do."""
        if text in self._checked:
            return
        # On a line of its own, so that places in the statement are told right: see `_place`.
        summary = tx.run("EXPLAIN\n" + text, params).consume()
        if summary.query_type != "r":
            raise Refused(f"type {summary.query_type!r}: it does not only read")
        if bad := forbidden_in_plan(summary.plan):
            raise Refused(", ".join(bad))
        if len(self._checked) >= REMEMBERED_PLANS:
            self._checked.clear()
        self._checked.add(text)

    def _encode(
        self,
        tx: neo4j.ManagedTransaction,
        result: neo4j.Result,
        request: dict[str, Any],
        end: float,
    ) -> tuple[list[bytes], bool]:
        rows: list[bytes] = []
        size = 0
        cells = Cells(lambda elements: self._public_ids(tx, elements))
        while left := min(CHUNK_ROWS, request["max_rows"] - len(rows)):
            chunk = [record.values() for record in result.fetch(left)]
            if time.monotonic() > end:
                raise QueryTimeout("")
            cells.resolve_ends(chunk)
            for row in chunk:
                encoded = orjson.dumps([cells.encode(cell) for cell in row])
                size += len(encoded) + 1
                if size > request["max_bytes"]:
                    return rows, True
                rows.append(encoded)
            if len(chunk) < left:
                return rows, False
        return rows, result.peek() is not None

    def _public_ids(
        self, tx: neo4j.ManagedTransaction, elements: list[str]
    ) -> dict[str, str | None]:
        found = tx.run(self._ids, elements=elements)
        return {element: None if id is None else str(id) for element, id in found.values()}


def _place(message: str) -> str:
    """A message with the place as it is in the statement, without the line of EXPLAIN."""
    return re.sub(
        r"line (\d+), column (\d+) \(offset: \d+\)",
        lambda found: f"line {int(found[1]) - 1}, column {found[2]}",
        message,
    )[:MAX_MESSAGE]
