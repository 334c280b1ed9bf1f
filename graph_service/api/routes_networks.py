"""Routes of networks of any scope; they may take seconds, and run in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph_service.api.answer import page_offset
from graph_service.api.params_networks import Between, NetworkOf
from graph_service.api.places import Places
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services import networks
from graph_service.services.between import between


def network_routes(graph_of: Callable[[], Graph], *, page_rows: int, places: Places) -> APIRouter:
    """Routes below ``/api/v1``; networks of wide scopes take a place."""
    router = APIRouter(tags=["analysis"])

    @router.get("/chains/between", summary="The strongest chains from one industry to another.")
    def _between(request: Request, query: Annotated[Between, Query()]) -> Response:
        graph = graph_of()
        ends = query.model_dump(include={"source", "target", "k"})
        found = between(graph, query.edition, **ends, wanted=query.engine)
        return told(request, graph, query, found)

    @router.get("/network", summary="Indicators, groups or links of a network of any scope.")
    def _network(request: Request, query: Annotated[NetworkOf, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        asked, offset = query.question, page_offset(graph, query.next)
        with places.one(heavy=asked.scope.is_wide):
            found = networks.page(
                graph, asked, wanted=query.engine, limit=query.limit, offset=offset
            )
        return told(request, graph, query, found, offset=offset)

    return router
