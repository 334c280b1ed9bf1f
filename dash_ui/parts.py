"""The parts of the network page beside the rail: figure, table twin, card, dialogs."""

from __future__ import annotations

from typing import Any

import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import html

from dash_ui.attributes import aria, does
from dash_ui.i18n import t
from dash_ui.widgets import grid, small

FORMATS = ("png", "svg", "csv", "json", "graphml")


def figure(lang: str) -> html.Section:
    """The drawing with its title, buttons and the line that says what it covers."""
    return html.Section(
        id="net-card",
        className="card figure",
        children=[
            html.Div(
                className="card-head",
                children=[
                    html.H2(id="net-heading"),
                    html.Small(id="net-caption"),
                    html.Div(
                        className="card-tools",
                        children=[
                            small("fit", t("tools.fit", lang), "net-fit", **does("fit")),
                            small("expand", t("tools.full", lang), "net-full", **does("full")),
                        ],
                    ),
                ],
            ),
            html.Div(
                id="net-canvas",
                className="canvas",
                role="img",
                tabIndex="0",
                children=cyto.Cytoscape(
                    id="net-cy",
                    elements=[],
                    layout={"name": "preset", "fit": False},
                    style={"width": "100%", "height": "100%"},
                    minZoom=0.4,
                    maxZoom=4,
                    boxSelectionEnabled=False,
                    autounselectify=True,
                    autoRefreshLayout=False,
                ),
            ),
            html.Div(id="net-foot", className="card-foot"),
        ],
    )


def twin(lang: str) -> html.Section:
    """The same content as tables: links and industries, with a filter by text and by minimum."""
    tabs = ("links", "industries")
    return html.Section(
        id="net-twin",
        className="card twin",
        **aria(label=t("table.label", lang)),
        children=[
            dmc.Tabs(
                id="net-tab",
                value="links",
                children=[
                    html.Div(
                        className="twin-head",
                        children=[
                            dmc.TabsList(
                                [
                                    dmc.TabsTab(
                                        [
                                            t(f"table.{tab}", lang),
                                            html.Span(id=f"net-{tab}-count", className="count"),
                                        ],
                                        value=tab,
                                    )
                                    for tab in tabs
                                ]
                            ),
                            dmc.TextInput(
                                id="net-filter",
                                placeholder=t("table.filter", lang),
                                debounce=200,
                                **aria(label=t("table.filter", lang)),
                            ),
                            dmc.NumberInput(
                                id="net-minimum",
                                placeholder=t("table.minimum", lang),
                                hideControls=True,
                                thousandSeparator=",",
                                debounce=300,
                                **aria(label=t("table.minimum", lang)),
                            ),
                            html.Kbd("T", className="wide"),
                        ],
                    ),
                    *(dmc.TabsPanel(_table(tab, lang), value=tab) for tab in tabs),
                ],
            )
        ],
    )


def _table(tab: str, lang: str) -> Any:
    rules = {"touches": "tanluTouches(params)"}
    return grid(f"net-{tab}-table", lang, rowClassRules=rules)


def aside(lang: str) -> html.Aside:
    """What is selected: its figures, and its suppliers and customers."""
    return html.Aside(
        id="net-aside",
        className="aside",
        **aria(label=t("card.label", lang)),
        children=html.Div(id="net-detail", className="detail"),
    )


def dialogs(lang: str) -> list[Any]:
    """The query behind the figure, filled when it is asked for."""
    return [dmc.Modal(id="net-query", title=t("query.title", lang), size="lg", children=[])]
