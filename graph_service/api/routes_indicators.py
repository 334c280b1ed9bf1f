"""The route of one indicator of industries; it may solve the system, so it runs in a thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from graph_service.api.answer import page_offset
from graph_service.api.params import BY, Engine, Named, Source
from graph_service.api.told import check_limit, told
from graph_service.graph import Graph
from graph_service.services.indicators import indicators


class IndicatorOf(Named):
    """Which indicator, ranked among whom."""

    edition: str = Field(description="Edition, for example 2017")
    indicator: str = Field(description="A property, a derived indicator, or community")
    among: Literal["province", "sector", "nation"] = Field(
        "province", description="The group that rank, percentile and share are of"
    )
    province: str | None = Field(None, description="Only rows of this province")
    sector: str | None = Field(None, description="Only rows of this sector")
    co2_source: Source | None = Field(None, description="Source of CO2; else the edition's own")
    engine: Engine = Field("auto", description=BY)


def indicator_routes(graph_of: Callable[[], Graph], *, page_rows: int) -> APIRouter:
    """The route below ``/api/v1``."""
    router = APIRouter(tags=["analysis"])

    @router.get("/indicators", summary="One indicator of industries, ranked in a group.")
    def _indicators(request: Request, query: Annotated[IndicatorOf, Query()]) -> Response:
        graph = graph_of()
        check_limit(query.limit, page_rows)
        offset = page_offset(graph, query.next)
        asked = query.model_dump(include={"among", "province", "sector", "co2_source"})
        page = indicators(graph, query.edition, query.indicator, **asked, wanted=query.engine)
        return told(request, graph, query, page.part(query.limit, offset), offset=offset)

    return router
