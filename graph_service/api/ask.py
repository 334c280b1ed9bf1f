"""Routes that run a query in the store: named queries and a user's own Cypher."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from graph_service.api.answer import answer
from graph_service.api.params import Plain, Statement
from graph_service.errors import BadParameter, TanluError
from graph_service.graph import Graph
from graph_service.model import to_json
from graph_service.queries import Query as NamedQuery
from graph_service.settings import Settings


class TooBusy(TanluError):
    """As many heavy queries as allowed are running."""

    status, code = 503, "too_busy"


def query_routes(graph_of: Callable[[], Graph], settings: Settings) -> APIRouter:
    """Routes below ``/api/v1`` that wait for the store: they run in worker threads."""
    router = APIRouter(tags=["queries"])
    places = threading.BoundedSemaphore(settings.heavy_queries)

    @contextmanager
    def place(timeout_s: float) -> Iterator[None]:
        if not places.acquire(timeout=timeout_s):
            raise TooBusy(
                f"{settings.heavy_queries} heavy queries are running",
                hint="Try again in a few seconds.",
            )
        try:
            yield
        finally:
            places.release()

    @router.get("/queries", summary="The named queries with their text.")
    def _queries(request: Request, query: Annotated[Plain, Query()]) -> Response:
        graph = graph_of()
        rows = [_told(q) for q in graph.queries.values() if q.mode == "read"]
        return answer(request, graph, rows, {}, format=query.format)

    @router.get("/queries/{name}", summary="Run a named query; its parameters as in /queries.")
    def _run(request: Request, name: str) -> Response:
        graph = graph_of()
        params: dict[str, Any] = dict(request.query_params)
        format = _format(params.pop("format", None))
        with place(settings.query_timeout_s):
            found = graph.answer(name, params, max_rows=settings.page_rows)
        meta = {"query": name, "parameters": params, "truncated": found.truncated}
        return answer(request, graph, found.table.to_pylist(), meta, format=format)

    @router.post("/cypher", summary="Run one read-only Cypher statement of your own.")
    def _cypher(request: Request, body: Annotated[Statement, Body()]) -> Response:
        graph = graph_of()
        timeout_s = _within("timeout_s", body.timeout_s, settings.cypher_timeout_s)
        limit = int(
            _within("limit", body.limit, min(1000, settings.cypher_rows), settings.cypher_rows)
        )
        graph.store.guard(body.statement)
        with place(timeout_s):
            found = to_json(
                graph.cypher(body.statement, body.parameters, timeout_s=timeout_s, max_rows=limit)
            )
        rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
        meta = {key: found[key] for key in ("columns", "truncated", "non_finite")}
        meta |= {"limit": limit, "timeout_s": timeout_s}
        return answer(request, graph, rows, meta, format=body.format)

    return router


def _told(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "doc": query.doc,
        "params": dict(query.params),
        "returns": list(query.returns),
        "text": query.text,
    }


def _within(name: str, value: float | None, default: float, most: float | None = None) -> float:
    most = default if most is None else most
    if value is not None and value > most:
        raise BadParameter(f"{name}={value:g} is over the limit of {most:g}")
    return default if value is None else value


def _format(value: str | None) -> str | None:
    if value not in (None, "json", "csv", "ndjson", "parquet"):
        raise BadParameter(f"format={value!r} is none of json, csv, ndjson, parquet")
    return value
