"""Routes of accounts: they solve the input-output system, and run in worker threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from graph_service.api.answer import kind_of
from graph_service.api.params_accounts import (
    Decomposition,
    Extraction,
    Footprints,
    Linkages,
    Listed,
    MatrixOf,
    Scopes,
    Sensitivity,
    Trade,
)
from graph_service.api.places import Places
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services import decomposition, footprints, labelled, sensitivity, structure
from graph_service.services import trade as trading
from graph_service.services.explore import Page

GraphOf = Callable[[], Graph]
ASIDE = {"edition", "limit", "names", "format"}
WIDE_ROWS = 50
"""Rows of a whole matrix in JSON, which has up to 1,302 columns, where no limit is given."""


def account_routes(graph_of: GraphOf, *, page_rows: int, places: Places) -> APIRouter:
    """Routes below ``/api/v1``; those that factorise or send a whole matrix take a place."""
    router = APIRouter(tags=["accounts"])
    listed = _teller(graph_of, page_rows)
    _matrix_route(router, graph_of, page_rows, places)

    @router.get("/footprints", summary="Emissions by account, of any subject, largest first.")
    def _footprints(request: Request, query: Annotated[Footprints, Query()]) -> Response:
        return listed(request, query, footprints.accounts)

    @router.get("/trade", summary="Emissions of one province for another, or balances.")
    def _trade(request: Request, query: Annotated[Trade, Query()]) -> Response:
        return listed(request, query, trading.trade)

    @router.get("/linkages", summary="Backward and forward linkages, money and carbon.")
    def _linkages(request: Request, query: Annotated[Linkages, Query()]) -> Response:
        return listed(request, query, structure.linkages)

    @router.get("/scopes", summary="Scopes 1, 2 and 3 upstream of industries.")
    def _scopes(request: Request, query: Annotated[Scopes, Query()]) -> Response:
        return listed(request, query, structure.scopes)

    @router.get("/extraction", summary="What would go if a subject were taken out.")
    def _extraction(request: Request, query: Annotated[Extraction, Query()]) -> Response:
        with places.one():
            return listed(request, query, structure.extraction)

    @router.get("/decomposition", summary="Why emissions changed between two editions (LMDI).")
    def _decomposition(request: Request, query: Annotated[Decomposition, Query()]) -> Response:
        return listed(request, query, decomposition.decomposition)

    @router.get("/sensitivity", summary="How far an account depends on choices.")
    def _sensitivity(request: Request, query: Annotated[Sensitivity, Query()]) -> Response:
        with places.one():
            return listed(request, query, sensitivity.sensitivity)

    return router


def _teller(graph_of: GraphOf, page_rows: int) -> Callable[..., Response]:
    def listed(request: Request, query: Listed, service: Callable[..., Page]) -> Response:
        """What a service says of an edition, with the parameters of the query as its own."""
        check_limit(query.limit, page_rows)
        graph = graph_of()
        wanted: dict[str, Any] = query.model_dump(exclude=ASIDE)
        page = service(graph, query.edition, **wanted)
        return told(request, graph, query, page.part(query.limit))

    return listed


def _matrix_route(router: APIRouter, graph_of: GraphOf, page_rows: int, places: Places) -> None:
    @router.get("/matrix/{name}", summary="A matrix or vector with labels, or a part of one.")
    def _matrix(request: Request, name: str, query: Annotated[MatrixOf, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        wanted = query.model_dump(include={"row", "col", "co2_source", "pressure"})
        wide = labelled.is_wide(name) and query.row is None and query.col is None
        text = kind_of(request, query.format) in ("json", "ndjson")
        limit = query.limit or (WIDE_ROWS if wide and text else page_rows)
        with places.one(heavy=wide):
            part = labelled.matrix(graph, query.edition, name, limit=limit, **wanted)
            return told(request, graph, query, part)
