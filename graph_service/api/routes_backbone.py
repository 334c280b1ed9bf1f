"""The route of the backbone: what is known is answered at once, what is not in a thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import fields
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from graph_service.analysis.methods import Choice
from graph_service.api.answer import answer, page_offset, page_token
from graph_service.api.ask import Places
from graph_service.api.names import with_names
from graph_service.api.params_backbone import BackboneOf
from graph_service.api.routes import check_limit
from graph_service.graph import Graph
from graph_service.services import backbone
from graph_service.services.backbone import Backbone, Question
from graph_service.services.scope import Scope

ROWS = 2_000
"""Rows of a page where nobody says: all cells of a province's block."""


def backbone_routes(graph_of: Callable[[], Graph], *, page_rows: int, heavy: int) -> APIRouter:
    """The route below ``/api/v1``; wide scopes are worked on ``heavy`` at a time."""
    router = APIRouter(tags=["data"])
    places = Places(heavy)

    def worked(graph: Graph, asked: Question) -> Backbone:
        with places.one() if asked.scope.is_wide else nullcontext():
            return backbone.question(graph, asked)

    @router.get("/backbone", summary="The links that carry a block of flows, strongest first.")
    async def _backbone(request: Request, query: Annotated[BackboneOf, Query()]) -> Response:
        graph = graph_of()
        if query.limit is not None:
            check_limit(query.limit, page_rows)
        asked = _question(query)
        found = backbone.ready(graph, asked)
        if found is None:
            found = await run_in_threadpool(worked, graph, asked)
        return _answer(request, graph, query, found)

    return router


def _question(query: BackboneOf) -> Question:
    given = query.model_dump()
    given["provinces"] = tuple(filter(None, (query.provinces or "").split(",")))
    scope = Scope(**{field.name: given[field.name] for field in fields(Scope)})
    choice = Choice(**{field.name: given[field.name] for field in fields(Choice)})
    return Question(query.edition, scope, choice, query.co2_source)


def _answer(request: Request, graph: Graph, query: BackboneOf, found: Backbone) -> Response:
    offset, limit = page_offset(graph, query.next), query.limit or ROWS
    whole = offset == 0 and len(found) <= limit
    rows = found.rows if whole else found.page(offset, limit)
    end = offset + len(rows)
    meta = found.meta | {"total": len(found), "truncated": end < len(found)}
    meta["next"] = page_token(graph, end) if end < len(found) else None
    named = with_names(graph, rows) if query.names else rows
    return answer(request, graph, named, meta, format=query.format)
