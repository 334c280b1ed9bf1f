"""Routes of chains: they search the input-output system and may take a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from graph_service.api.answer import page_offset
from graph_service.api.names import with_path_names
from graph_service.api.params_analysis import Chains, Downstream, Ends, Upstream
from graph_service.api.places import Places
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services import chains
from graph_service.services.explore import Page

GraphOf = Callable[[], Graph]
ASIDE = {"edition", "format", "names"}


def analysis_routes(graph_of: GraphOf, *, page_rows: int, places: Places) -> APIRouter:
    """Routes below ``/api/v1`` that run in worker threads; searches with fine cuts take a place."""
    router = APIRouter(tags=["analysis"])

    def paths(request: Request, query: Chains, service: Callable[..., Page]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        offset = page_offset(graph, query.next)
        wanted = query.model_dump(exclude={*ASIDE, "next"})
        with places.one(heavy=query.is_heavy):
            page = service(graph, query.edition, **wanted, offset=offset)
        return told(request, graph, query, page, offset=offset, naming=with_path_names)

    @router.get("/chains/upstream", summary="Chains of suppliers behind final products.")
    def _upstream(request: Request, query: Annotated[Upstream, Query()]) -> Response:
        return paths(request, query, chains.upstream)

    @router.get("/chains/downstream", summary="Chains of customers behind an emitter.")
    def _downstream(request: Request, query: Annotated[Downstream, Query()]) -> Response:
        return paths(request, query, chains.downstream)

    @router.get("/chains/ends", summary="Whose final use carries an emitter's emissions.")
    def _ends(request: Request, query: Annotated[Ends, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        wanted = query.model_dump(exclude={*ASIDE, "limit"})
        page = chains.ends(graph, query.edition, **wanted)
        return told(request, graph, query, page.part(query.limit))

    return router
