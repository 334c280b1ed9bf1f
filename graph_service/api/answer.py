"""One shape for every answer, in JSON, CSV, NDJSON or Parquet."""

from __future__ import annotations

import base64
import csv
import importlib.metadata
import io
import time
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from graph_service.errors import BadParameter, TanluError
from graph_service.graph import Graph
from graph_service.output import SAMPLE_MARK, plain_cell, told
from graph_service.services import warming

Record = dict[str, Any]

VERSION = importlib.metadata.version("tanlu")
MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
PIECE = 1 << 18


def started(request: Request) -> float:
    """When work on a request began, for ``elapsed_ms``."""
    return float(request.scope.get("tanlu_start") or time.perf_counter())


def kind_of(request: Request, format: str | None) -> str:
    """The format of the answer: the one asked for, else by the header ``Accept``."""
    return format or _accepted(request.headers.get("accept", ""))


def answer(
    request: Request,
    graph: Graph,
    rows: Sequence[Record] | pa.Table,
    meta: Record,
    *,
    format: str | None,
) -> Response:
    """Rows and what must be said with them, in the format asked for.

    A table is a large answer: it is sent in pieces, so that it holds up no other.

    ``meta.synthetic`` marks the sample in each format: a field in JSON, comment lines in CSV,
    the first line in NDJSON, schema metadata in Parquet.
    """
    kind = kind_of(request, format)
    headers = {"vary": "accept, accept-encoding", "cache-control": "no-store"}
    if request.method == "GET":
        etag = f'W/"{VERSION}-{graph.version[:16]}-{kind}"'
        headers |= {"etag": etag, "cache-control": "private, max-age=0, must-revalidate"}
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
    meta = {"synthetic": graph.synthetic, "graph_version": graph.version[:16]} | meta
    meta.setdefault("count", len(rows))
    meta.setdefault("truncated", False)
    if meta["truncated"]:
        headers["tanlu-truncated"] = "true"
    if meta["synthetic"]:
        headers["tanlu-synthetic"] = "true"
        meta["notice"] = SAMPLE_MARK
    meta |= warming.told()
    meta["elapsed_ms"] = round((time.perf_counter() - started(request)) * 1e3, 3)
    if isinstance(rows, pa.Table):
        body = _TABLE_ENCODERS[kind](rows, meta)
        return StreamingResponse(_pieces(body), media_type=MEDIA[kind], headers=headers)
    return Response(_ENCODERS[kind](rows, meta), media_type=MEDIA[kind], headers=headers)


def error_response(error: TanluError) -> Response:
    """The one error shape."""
    body = {
        "ok": False,
        "status": error.status,
        "code": error.code,
        "error": error.message,
        "hint": error.hint,
    }
    headers = {"retry-after": "5"} if error.status == 503 else None
    return Response(orjson.dumps(body), error.status, headers, media_type=MEDIA["json"])


def page_token(graph: Graph, offset: int) -> str:
    """An opaque token for the rows from ``offset`` on in this version of the graph."""
    return base64.urlsafe_b64encode(f"{graph.version[:12]}:{offset}".encode()).decode().rstrip("=")


def page_offset(graph: Graph, token: str | None) -> int:
    """Where a token points to; raises ``BadParameter`` for a foreign or an outdated one."""
    if token is None:
        return 0
    try:
        padded = token + "=" * (-len(token) % 4)
        version, _, offset = base64.urlsafe_b64decode(padded).decode("ascii").partition(":")
        position = int(offset)
    except ValueError as error:
        raise BadParameter(
            f"next={token!r} is no page token", hint="Take it from meta.next of an answer."
        ) from error
    if position < 0:
        raise BadParameter(f"next={token!r} is no page token")
    if version != graph.version[:12]:
        raise BadParameter(
            "the graph has changed since this page token was given",
            hint="Ask for the first page again, without next.",
        )
    return position


def _accepted(header: str) -> str:
    for kind in ("csv", "ndjson", "parquet"):
        if MEDIA[kind].split(";")[0] in header:
            return kind
    return "json"


def _json(rows: Sequence[Record], meta: Record) -> bytes:
    return orjson.dumps({"ok": True, "data": rows, "meta": meta}, option=orjson.OPT_SERIALIZE_NUMPY)


def _ndjson(rows: Sequence[Record], meta: Record) -> bytes:
    return b"\n".join((orjson.dumps({"meta": meta}), *map(orjson.dumps, rows))) + b"\n"


def _said(meta: Record) -> str:
    """Meta as comment lines."""
    lines = [SAMPLE_MARK] if meta["synthetic"] else []
    return "".join(f"# {line}\n" for line in [*lines, *told(meta)])


def _csv(rows: Sequence[Record], meta: Record) -> bytes:
    text = io.StringIO()
    text.write(_said(meta))
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: plain_cell(v) for k, v in row.items()} for row in rows)
    return text.getvalue().encode("utf-8")


def _csv_of_table(table: pa.Table, meta: Record) -> bytes:
    sink = io.BytesIO()
    sink.write((_said(meta) + ",".join(table.column_names) + "\n").encode("utf-8"))
    options = pc.WriteOptions(include_header=False, quoting_style="needed")
    pc.write_csv(table, sink, options)
    return sink.getvalue()


def _parquet(rows: Sequence[Record], meta: Record) -> bytes:
    flat = [
        {k: orjson.dumps(v).decode() if isinstance(v, dict) else v for k, v in row.items()}
        for row in rows
    ]
    return _parquet_of_table(pa.Table.from_pylist(flat), meta)


def _parquet_of_table(table: pa.Table, meta: Record) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"tanlu": orjson.dumps(meta)}), sink)
    return sink.getvalue()


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), PIECE):
        yield body[start : start + PIECE]


_ENCODERS = {"json": _json, "csv": _csv, "ndjson": _ndjson, "parquet": _parquet}
_TABLE_ENCODERS = {
    "json": lambda table, meta: _json(table.to_pylist(), meta),
    "ndjson": lambda table, meta: _ndjson(table.to_pylist(), meta),
    "csv": _csv_of_table,
    "parquet": _parquet_of_table,
}
