"""Routes of accounts: they solve the input-output system, and run in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from graph_service.api.answer import answer
from graph_service.api.names import with_names
from graph_service.api.params_accounts import Footprints, Listed
from graph_service.api.routes import check_limit
from graph_service.graph import Graph
from graph_service.services import footprints
from graph_service.services.explore import Page

GraphOf = Callable[[], Graph]
ASIDE = {"edition", "limit", "names", "format"}


def account_routes(graph_of: GraphOf, *, page_rows: int) -> APIRouter:
    """Routes below ``/api/v1``."""
    router = APIRouter(tags=["accounts"])

    def told(request: Request, query: Listed, service: Callable[..., Page]) -> Response:
        """What a service says of an edition, with the parameters of the query as its own."""
        check_limit(query.limit, page_rows)
        graph = graph_of()
        wanted: dict[str, Any] = query.model_dump(exclude=ASIDE)
        page = service(graph, query.edition, **wanted)
        rows = page.rows[: query.limit]
        meta = page.meta | {"total": page.total, "truncated": len(rows) < page.total}
        named = with_names(graph, rows) if query.names else rows
        return answer(request, graph, named, meta, format=query.format)

    @router.get("/footprints", summary="Emissions by account, of any subject, largest first.")
    def _footprints(request: Request, query: Annotated[Footprints, Query()]) -> Response:
        return told(request, query, footprints.accounts)

    return router
