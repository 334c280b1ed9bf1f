"""The FastAPI application: routes, protection, errors, and the UI mounted beside them."""

from __future__ import annotations

import importlib.metadata
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

# pyarrow imports pandas at its first use, in whichever thread that is: done before any request,
# for Plotly's encoder must not meet it half made.
import pandas  # noqa: F401
from a2wsgi import WSGIMiddleware
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import ASGIApp

from graph_service.api.again import Again
from graph_service.api.analysis import analysis_routes
from graph_service.api.answer import answer, error_response
from graph_service.api.ask import query_routes
from graph_service.api.places import Places
from graph_service.api.protect import Protect
from graph_service.api.routes import data_routes
from graph_service.api.routes_accounts import account_routes
from graph_service.api.routes_backbone import backbone_routes
from graph_service.api.routes_indicators import indicator_routes
from graph_service.api.routes_networks import network_routes
from graph_service.errors import BadParameter, NotFound, TanluError
from graph_service.live import LiveGraph
from graph_service.services import catalog, warm
from graph_service.settings import Settings

log = logging.getLogger(__name__)

PREFIX = "/api/v1"
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
DESCRIPTION = (
    "A knowledge graph of China's provincial input-output tables and carbon accounts. Every "
    "answer is `{ok, data, meta}`; `meta` carries unit, source, edition and, on synthetic data, "
    "the sample mark. Errors are `{ok, status, code, error, hint}`."
)


def create_app(
    live: LiveGraph, settings: Settings, *, ui: Callable[..., Any] | None = None
) -> FastAPI:
    """The service over a live graph; ``ui`` is a WSGI application for all other paths."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # No daemon: ending the process inside the engine would abort it.
        threading.Thread(target=_warm, args=(live,)).start()
        yield
        live.close()

    app = FastAPIOffline(
        title="Tanlu 碳路",
        version=importlib.metadata.version("tanlu"),
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url="/api/docs",
        static_url="/api/docs/static",
        redoc_url=None,
        lifespan=lifespan,
    )
    places, rows = Places(settings.heavy_queries), settings.page_rows
    for router in (
        data_routes(live.graph, page_rows=rows),
        backbone_routes(live.graph, page_rows=rows, places=places),
        indicator_routes(live.graph, page_rows=rows),
        analysis_routes(live.graph, page_rows=rows, places=places),
        account_routes(live.graph, page_rows=rows, places=places),
        network_routes(live.graph, page_rows=rows, places=places),
        query_routes(live.graph, settings, places=places),
    ):
        app.include_router(router, prefix=PREFIX)
    app.include_router(_health_routes(live))
    app.include_router(_health_routes(live), prefix=PREFIX, include_in_schema=False)
    app.add_route("/api/{rest:path}", _nowhere, methods=METHODS, include_in_schema=False)
    _handle_errors(app)
    if ui is not None:
        # The two type the same protocol differently.
        app.mount("/", cast(ASGIApp, WSGIMiddleware(ui)))
    app.add_middleware(Again, live=live)
    app.add_middleware(GZipMiddleware, minimum_size=2048, compresslevel=4)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST"]
        )
    app.add_middleware(
        Protect, allowed_hosts=settings.allowed_hosts, body_bytes=settings.body_bytes
    )
    return app


def _nowhere(request: Request) -> Response:
    """Below /api an unknown path or a wrong method is answered by us, not by the UI."""
    for route in request.app.routes:
        match, _ = route.matches(request.scope)
        if match is Match.PARTIAL:
            return error_response(WrongMethod(f"{request.url.path} does not take {request.method}"))
    return error_response(
        NotFound(f"there is no {request.url.path}", hint="The paths are listed at /api/docs.")
    )


class WrongMethod(TanluError):
    """A path is there, but not for this HTTP method."""

    status, code = 405, "wrong_method"


def _warm(live: LiveGraph) -> None:
    try:
        warm(live.graph())
    except TanluError as error:
        log.warning("not ready: %s", error.message)


def _health_routes(live: LiveGraph) -> APIRouter:
    router = APIRouter(tags=["health"])

    @router.get("/health", summary="The process answers.")
    async def _health() -> dict[str, bool]:
        return {"ok": True}

    @router.get("/health/ready", summary="There is a graph and it answers.")
    def _ready(request: Request) -> Response:
        graph = live.graph()
        graph.read("catalog.version")  # asks the store, which may be down while memory answers
        editions = [row["id"] for row in catalog.editions(graph)]
        meta = {"store": live.url.partition(":")[0], "versions": graph.features()}
        meta |= {"editions": editions, "built_at": graph.identity["built_at"]}
        return answer(request, graph, [{"ready": True}], meta, format="json")

    return router


def _handle_errors(app: FastAPI) -> None:
    @app.exception_handler(TanluError)
    async def _ours(_: Request, error: TanluError) -> Response:
        return error_response(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_: Request, error: RequestValidationError) -> Response:
        return error_response(_said(error))

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        if isinstance(error.__cause__, TanluError):
            return error_response(error.__cause__)
        raised = TanluError(f"{error.detail}: {request.method} {request.url.path}")
        raised.status, raised.code = error.status_code, "http_error"
        raised.hint = "The paths are listed at /api/docs."
        return error_response(raised)

    @app.exception_handler(Exception)
    async def _unexpected(request: Request, error: Exception) -> Response:
        log.exception("%s %s failed", request.method, request.url.path, exc_info=error)
        return error_response(
            TanluError("something went wrong on our side", hint="The service's log says what.")
        )


def _said(error: RequestValidationError) -> BadParameter:
    said = []
    for problem in error.errors():
        name = ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0])
        if problem["type"] == "extra_forbidden":
            said.append(f"there is no parameter {name!r}")
        elif problem["type"] == "missing":
            said.append(f"parameter {name!r} is missing")
        else:
            said.append(f"parameter {name!r}: {problem['msg']}")
    return BadParameter("; ".join(said), hint="Parameters are described at /api/docs.")
