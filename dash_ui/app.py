"""The Dash application: the frame, its pages, and nothing that leaves the machine."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import dash
import dash_cytoscape  # noqa: F401
from dash import Dash, Input, Output, State

from dash_ui import shell
from dash_ui.failure import failure
from dash_ui.pages import data, network
from graph_service.errors import NotFound, TanluError
from graph_service.graph import Graph

PAGES: tuple[ModuleType, ...] = (network, data)

DOCUMENT = """<!DOCTYPE html>
<html lang="en" data-mantine-color-scheme="light">
<head>
{%metas%}
<title>{%title%}</title>
<link rel="icon" type="image/svg+xml" href="PREFIXassets/favicon.svg">
<script src="PREFIXassets/boot.js"></script>
<script src="PREFIXassets/url.js"></script>
{%css%}
</head>
<body>
{%app_entry%}
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>
"""


def page_at(pathname: str | None, prefix: str) -> ModuleType:
    """The page module of a path; "/" is the first page. Raises NotFound."""
    path = "/" + (pathname or "/").removeprefix(prefix).strip("/")
    if path == "/":
        return PAGES[0]
    for page in PAGES:
        if path == page.PATH:
            return page
    raise NotFound(f"There is no page {path}.")


def build_app(graph_provider: Callable[[], Graph], *, prefix: str = "/") -> Dash:
    """The application; ``graph_provider`` is asked at each callback, so a new graph is seen."""
    app = dash.Dash(
        __name__,
        title="Tanlu 碳路",
        update_title="",
        requests_pathname_prefix=prefix,
        serve_locally=True,
        suppress_callback_exceptions=True,
        assets_ignore=r"(boot|url)\.js",
        index_string=DOCUMENT.replace("PREFIX", prefix),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = shell.layout(PAGES)
    shell.register(app, PAGES)
    for page in PAGES:
        page.register(app, graph_provider, prefix)

    @app.callback(
        Output("page", "children"),
        Input("url", "pathname"),
        Input("lang", "data"),
        State("page", "children"),
        prevent_initial_call=True,
    )
    def show_page(pathname: str | None, lang: str | None, _shown: Any) -> Any:
        if lang is None:
            return dash.no_update
        try:
            return page_at(pathname, prefix).layout(graph_provider(), lang)
        except TanluError as error:
            return failure(error, lang)

    return app
