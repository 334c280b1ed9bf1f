"""Routes that slice arrays or small lists in memory: catalogue, industries, flows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from graph_service.api.answer import answer, page_offset
from graph_service.api.params import (
    Findings,
    Flows,
    Industries,
    Inventories,
    Paged,
    Plain,
)
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services import (
    catalog,
    explore,
    flows,
    inventory_pages,
    matrices,
    own_data,
    sources,
)
from graph_service.services.explore import Page

GraphOf = Callable[[], Graph]

_CATALOGUE: dict[str, tuple[Callable[[Graph], list[dict[str, Any]]], str]] = {
    "editions": (catalog.editions, "Editions with their sources."),
    "provinces": (catalog.provinces, "The 31 provinces."),
    "sectors": (catalog.sectors, "The sectors of both classifications, with groups."),
    "sector_groups": (catalog.sector_groups, "The groups of sectors."),
    "inventory_sectors": (catalog.inventory_sectors, "The 47 sectors of emission inventories."),
    "fuels": (catalog.fuels, "The fuels of emission inventories."),
    "quantities": (catalog.quantities, "The data dictionary: units and sources."),
    "province_sets": (own_data.province_sets, "Sets of provinces, shipped ones and a user's own."),
    "satellites": (own_data.satellites, "Satellite accounts that a user loaded, by year."),
    "deflators": (own_data.deflators, "Price indices that a user loaded."),
    "scenarios": (own_data.scenarios, "Scenarios that a user loaded."),
    "sources": (sources.sources, "What was read from which file, and what the checks found."),
}


def data_routes(graph_of: GraphOf, *, page_rows: int) -> APIRouter:
    """Routes below ``/api/v1``; they run on the event loop, but for an edition to be read."""
    router = APIRouter(tags=["data"])
    for name, (service, summary) in _CATALOGUE.items():
        router.get(f"/{name}", summary=summary)(_listing(graph_of, service))
    _source_routes(router, graph_of, page_rows)

    @router.get("/industries", summary="Industries with every figure, rank, percentile and share.")
    async def _industries(request: Request, query: Annotated[Industries, Query()]) -> Response:
        graph = graph_of()
        wanted = query.model_dump(include={"province", "sector", "indicator", "sort", "co2_source"})
        ask = partial(explore.industries, graph, query.edition, **wanted)
        return await _sliced(
            graph, query.edition, partial(_paged, request, graph, query, page_rows, ask)
        )

    @router.get("/flows", summary="Flows between industries, strongest first.")
    async def _flows(request: Request, query: Annotated[Flows, Query()]) -> Response:
        graph = graph_of()
        wanted = query.model_dump(exclude={"edition", "limit", "next", "names", "format"})
        ask = partial(flows.flows, graph, query.edition, **wanted)
        return await _sliced(
            graph, query.edition, partial(_paged, request, graph, query, page_rows, ask)
        )

    return router


def _source_routes(router: APIRouter, graph_of: GraphOf, page_rows: int) -> None:
    """What the graph rests on, beyond the plain lists; inventories may ask the store, so wait."""

    @router.get("/inventories", summary="Emission inventories by year and place.")
    def _inventories(request: Request, query: Annotated[Inventories, Query()]) -> Response:
        graph = graph_of()
        wanted = query.model_dump(exclude={"limit", "next", "names", "format"})
        ask = partial(inventory_pages.pages, graph, **wanted)
        return _paged(request, graph, query, page_rows, ask)

    @router.get("/findings", summary="What the checks found in the sources, worst first.")
    async def _findings(request: Request, query: Annotated[Findings, Query()]) -> Response:
        graph = graph_of()
        wanted = query.model_dump(exclude={"limit", "next", "format"})
        return _paged(request, graph, query, page_rows, partial(sources.findings, graph, **wanted))


def _listing(
    graph_of: GraphOf, service: Callable[[Graph], list[dict[str, Any]]]
) -> Callable[..., Any]:
    async def listing(request: Request, query: Annotated[Plain, Query()]) -> Response:
        graph = graph_of()
        return answer(request, graph, service(graph), {}, format=query.format)

    return listing


async def _sliced(graph: Graph, edition: str, page: Callable[[], Response]) -> Response:
    """The page at once where the edition's arrays are there, else in a thread that reads them."""
    return page() if matrices.ready(graph, edition) else await run_in_threadpool(page)


def _paged(
    request: Request,
    graph: Graph,
    query: Paged,
    page_rows: int,
    ask: Callable[..., Page],
) -> Response:
    check_limit(query.limit, page_rows)
    offset = page_offset(graph, query.next)
    page = ask(limit=query.limit, offset=offset)
    return told(request, graph, query, page, offset=offset)
