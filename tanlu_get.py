"""``tanlu get``: any GET path of the HTTP API, answered in this process without a server."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import orjson
import typer

from graph_service.errors import BadParameter, TanluError
from tanlu_settings import StoreUrl, settings

App = Callable[..., Awaitable[None]]
PREFIX = "/api/v1"


def get(
    path: Annotated[str, typer.Argument(help="Path of the API, such as /footprints")],
    params: Annotated[list[str] | None, typer.Argument(help="Parameters as key=value")] = None,
    store: StoreUrl = settings.store,
    format: Annotated[str | None, typer.Option(help="json, csv, ndjson or parquet")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write to")] = None,
) -> None:
    """Answer a path of the HTTP API: the same names, parameters and answers."""
    from graph_service.api import create_app
    from graph_service.live import LiveGraph

    target, query = _question(path, params or [], format)
    if dict(query).get("format") == "parquet" and out is None and sys.stdout.isatty():
        raise BadParameter("Parquet is no text for a terminal", hint="Name a file with --out.")
    cache = Path(settings.array_cache) if settings.array_cache else None
    live = LiveGraph(store, timeout_s=settings.query_timeout_s, cache=cache)
    try:
        status, body = asyncio.run(_call(create_app(live, settings), target, query))
    finally:
        live.close()
    if status != 200:
        raise _error(status, body)
    if out is not None:
        out.write_bytes(body)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(body if body.endswith(b"\n") or b"PAR1" == body[:4] else body + b"\n")
    sys.stdout.buffer.flush()


def _question(
    path: str, params: list[str], format: str | None
) -> tuple[str, list[tuple[str, str]]]:
    """Path and parameters; both may also stand in the path, as in an address."""
    parts = urlsplit(path)
    query = parse_qsl(parts.query, keep_blank_values=True)
    for item in params:
        name, equals, value = item.partition("=")
        if not equals:
            raise BadParameter(f"{item!r} is no parameter", hint="Write it as key=value.")
        query.append((name, value))
    if format is not None:
        query.append(("format", format))
    bare = "/" + parts.path.strip("/")
    return bare if bare.startswith("/api/") else PREFIX + bare, query


async def _call(app: App, path: str, query: list[tuple[str, str]]) -> tuple[int, bytes]:
    """Status and body of one request to an ASGI application."""
    host = next((name for name in settings.allowed_hosts if name != "*"), "localhost")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "root_path": "",
        "query_string": urlencode(query).encode(),
        "headers": [(b"host", host.encode())],
        "client": ("127.0.0.1", 0),
        "server": (host, 80),
    }
    asked, status, pieces = False, 500, list[bytes]()

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # nobody hangs up; who waits for it is cancelled
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    return status, b"".join(pieces)


def _error(status: int, body: bytes) -> TanluError:
    """The answer's sentence and hint; a wrong call ends with 2, the surroundings with 3."""
    told = orjson.loads(body)
    error = TanluError(told["error"], hint=told["hint"])
    error.exit_code = 2 if status < 500 else 3
    return error
