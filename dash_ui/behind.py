"""The query behind a figure: its API calls and its Cypher."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dash_ui.i18n import t
from dash_ui.state import NO_CO2
from graph_service.graph import Graph
from graph_service.services import backbone


def behind(graph: Graph, state: dict[str, Any], prefix: str) -> list[Any]:
    """The API calls and the Cypher behind a network."""
    scope = {"edition": state["edition"], "province": state["province"]}
    links = urlencode({**scope, "method": state["method"], "edges": state["links"]})
    emissions = {} if state["co2"] == NO_CO2 else {"co2_source": state["co2"]}
    rows = urlencode({**scope, "indicator": state["indicator"], **emissions})
    calls = [f"{prefix}api/v1/backbone?{links}", f"{prefix}api/v1/industries?{rows}"]
    name = backbone.QUERIES[state["method"]]
    return shown(calls, [(name, graph.query_text(name))], state["lang"])


def shown(calls: Sequence[str], queries: Sequence[tuple[str, str]], lang: str) -> list[Any]:
    """Calls as links, and named queries with a button that copies each."""
    parts: list[Any] = [
        html.H3(t("query.calls", lang)),
        *(html.P(html.A(call, href=call, target="_blank", className="call")) for call in calls),
    ]
    for name, cypher in queries:
        copy = dcc.Clipboard(content=cypher, className="copy", title=t("query.copy", lang))
        parts += [
            html.Div(
                className="split",
                children=[html.H3(t("query.cypher", lang, name=name)), html.Span(["", copy])],
            ),
            html.Pre(cypher, className="code", tabIndex="0"),
        ]
    return parts
