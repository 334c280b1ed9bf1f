"""Routes of networks of any scope; they may take seconds, and run in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph_service.api.answer import answer
from graph_service.api.ask import Places
from graph_service.api.names import with_names
from graph_service.api.params_networks import Between, NetworkOf
from graph_service.api.routes import check_limit
from graph_service.graph import Graph
from graph_service.services import networks
from graph_service.services.between import between
from graph_service.services.networks import Question
from graph_service.services.scope import Scope


def network_routes(graph_of: Callable[[], Graph], *, page_rows: int, heavy: int) -> APIRouter:
    """Routes below ``/api/v1``; networks of wide scopes are worked on ``heavy`` at a time."""
    router = APIRouter(tags=["analysis"])
    places = Places(heavy)

    @router.get("/chains/between", summary="The strongest chains from one industry to another.")
    def _between(request: Request, query: Annotated[Between, Query()]) -> Response:
        graph = graph_of()
        ends = query.model_dump(include={"source", "target", "k"})
        found = between(graph, query.edition, **ends, wanted=query.engine)
        meta = found.meta | {"total": found.total}
        return answer(request, graph, found.rows, meta, format=query.format)

    @router.get("/network", summary="Indicators, groups or links of a network of any scope.")
    def _network(request: Request, query: Annotated[NetworkOf, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        given = query.model_dump()
        given["provinces"] = tuple(filter(None, (query.provinces or "").split(",")))
        scope = Scope(**{field.name: given[field.name] for field in fields(Scope)})
        own = {field.name: given[field.name] for field in fields(Question) if field.name != "scope"}
        asked = Question(**own, scope=scope)
        with places.one() if scope.is_wide else nullcontext():
            found = networks.page(graph, asked, wanted=query.engine, limit=query.limit)
        meta = found.meta | {"total": found.total, "truncated": len(found.rows) < found.total}
        rows = with_names(graph, found.rows) if query.names else found.rows
        return answer(request, graph, rows, meta, format=query.format)

    return router
