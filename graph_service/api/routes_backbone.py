"""The route of the backbone: what is known is answered at once, what is not in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from graph_service.api.answer import page_offset
from graph_service.api.params_backbone import BackboneOf
from graph_service.api.places import Places
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services import backbone
from graph_service.services.backbone import Backbone, Question
from graph_service.services.explore import Page

ROWS = 2_000
"""Rows of a page where nobody says: all cells of a province's block."""


def backbone_routes(graph_of: Callable[[], Graph], *, page_rows: int, places: Places) -> APIRouter:
    """The route below ``/api/v1``; wide scopes take a place."""
    router = APIRouter(tags=["data"])

    def worked(graph: Graph, asked: Question) -> Backbone:
        with places.one(heavy=asked.scope.is_wide):
            return backbone.question(graph, asked)

    @router.get("/backbone", summary="The links that carry a block of flows, strongest first.")
    async def _backbone(request: Request, query: Annotated[BackboneOf, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        asked = query.question
        found = backbone.ready(graph, asked)
        if found is None:
            found = await run_in_threadpool(worked, graph, asked)
        offset, limit = page_offset(graph, query.next), query.limit or ROWS
        whole = offset == 0 and len(found) <= limit
        rows = found.rows if whole else found.page(offset, limit)
        page = Page(rows, len(found), found.meta)
        return told(request, graph, query, page, offset=offset)

    return router
