"""The query behind a figure: its API calls and its Cypher."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dash_ui.i18n import t
from dash_ui.state import NO_CO2
from graph_service.graph import Graph
from graph_service.services import backbone


def behind(graph: Graph, state: dict[str, Any], prefix: str) -> list[Any]:
    """The Cypher and the API calls behind the figure."""
    lang = state["lang"]
    scope = {"edition": state["edition"], "province": state["province"]}
    links = urlencode({**scope, "method": state["method"], "edges": state["links"]})
    emissions = {} if state["co2"] == NO_CO2 else {"co2_source": state["co2"]}
    rows = urlencode({**scope, "indicator": state["indicator"], **emissions})
    calls = [f"{prefix}api/v1/backbone?{links}", f"{prefix}api/v1/industries?{rows}"]
    name = backbone.QUERIES[state["method"]]
    cypher = graph.query_text(name)
    return [
        html.H3(t("query.calls", lang)),
        *(html.P(html.A(call, href=call, target="_blank", className="call")) for call in calls),
        html.Div(
            className="split",
            children=[
                html.H3(t("query.cypher", lang, name=name)),
                html.Span(["", dcc.Clipboard(content=cypher, className="copy",
                                             title=t("query.copy", lang))]),
            ],
        ),
        html.Pre(cypher, className="code", tabIndex="0"),
    ]  # fmt: skip
