"""Routes that run a query in the store: named queries and a user's own Cypher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from graph_service.api.answer import answer
from graph_service.api.params import Nothing, Plain, Statement
from graph_service.api.places import Places
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.model import to_json
from graph_service.queries import Query as NamedQuery
from graph_service.services import catalog, sources
from graph_service.settings import Settings

BY_INVENTORY = "co2_inventory_kt"
"""The column whose emissions are by the inventory whatever the edition's own source is."""
CO2_FACTS = ("co2_source", "co2_file", "co2_citation", "boundary")
FORMATS = ("json", "csv", "ndjson", "parquet")


def query_routes(graph_of: Callable[[], Graph], settings: Settings, *, places: Places) -> APIRouter:
    """Routes below ``/api/v1`` that wait for the store: they run in worker threads."""
    router = APIRouter(tags=["queries"])

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
        with places.one():
            found = graph.answer(name, params, max_rows=settings.page_rows)
        meta = _meta(graph, name, params) | {"truncated": found.truncated}
        return answer(request, graph, found.table.to_pylist(), meta, format=format)

    @router.post("/cypher", summary="Run one read-only Cypher statement of your own.")
    def _cypher(
        request: Request, body: Annotated[Statement, Body()], _: Annotated[Nothing, Query()]
    ) -> Response:
        graph = graph_of()
        rows = min(1000, settings.cypher_rows)
        timeout_s = _within("timeout_s", body.timeout_s, settings.cypher_timeout_s)
        limit = int(_within("limit", body.limit, rows, settings.cypher_rows))
        with places.one():
            found = graph.cypher(
                body.statement, body.parameters, timeout_s=timeout_s, max_rows=limit
            )
        told = to_json(found)
        data = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
        meta = {key: told[key] for key in ("columns", "truncated", "non_finite")}
        meta |= {"limit": limit, "timeout_s": timeout_s, "sources": sources.lines(graph)}
        meta |= {"notice": found.notice} if found.notice else {}
        return answer(request, graph, data, meta, format=body.format)

    return router


def _told(query: NamedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "doc": query.doc,
        "params": dict(query.params),
        "returns": list(query.returns),
        "text": query.text,
    }


def _meta(graph: Graph, name: str, params: dict[str, Any]) -> dict[str, Any]:
    """Units of the columns, and the source where the query is about one edition."""
    units = {row["property"]: row["unit"] for row in catalog.quantities(graph)}
    columns = graph.query(name).returns
    meta: dict[str, Any] = {"query": name, "parameters": params}
    meta["units"] = {column: units[column] for column in columns if column in units}
    known = {row["id"]: row for row in catalog.editions(graph)}
    edition = str(params.get("edition"))
    if edition not in known:
        return meta | {"sources": sources.lines(graph)}
    if BY_INVENTORY in columns and known[edition]["co2_inventory"]:
        of_inventory = catalog.provenance(graph, edition, "inventory")
        meta[BY_INVENTORY] = {key: of_inventory[key] for key in CO2_FACTS}
    return meta | catalog.provenance(graph, edition)


def _within(name: str, value: float | None, default: float, most: float | None = None) -> float:
    most = default if most is None else most
    if value is not None and value > most:
        raise BadParameter(
            f"{name}={value:g} is over the limit of {most:g}",
            hint="Ask for less; the operator of the service sets the limit.",
        )
    return default if value is None else value


def _format(value: str | None) -> str | None:
    if value is not None and value not in FORMATS:
        raise BadParameter(f"format={value!r} is none of {', '.join(FORMATS)}")
    return value
