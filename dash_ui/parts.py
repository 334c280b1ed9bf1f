"""The parts of the network page beside the rail: head, figure, table twin, card, dialogs."""

from __future__ import annotations

from typing import Any

import dash_ag_grid as dag
import dash_cytoscape as cyto
import dash_mantine_components as dmc
from dash import html

from dash_ui.attributes import aria
from dash_ui.i18n import t, words
from dash_ui.icons import icon
from dash_ui.tables import DEFAULT_COLUMN

FORMATS = ("png", "svg", "csv", "json", "graphml")
GRID_THEME = (
    "themeQuartz.withParams({accentColor:'var(--accent)',backgroundColor:'var(--surface)',"
    "foregroundColor:'var(--ink)',headerBackgroundColor:'var(--sunken)',"
    "headerTextColor:'var(--ink2)',borderColor:'var(--line)',fontFamily:'inherit',fontSize:12,"
    "headerFontWeight:600,rowHeight:28,headerHeight:30,wrapperBorderRadius:0,wrapperBorder:false,"
    "selectedRowBackgroundColor:'var(--accent2)',rowHoverColor:'var(--sunken)',"
    "cellHorizontalPadding:10,chromeBackgroundColor:'var(--surface)',"
    "inputFocusBorder:'solid 1px var(--accent)',menuBackgroundColor:'var(--surface)'})"
)


def _tool(name: str, label: str, identity: str) -> html.Button:
    return html.Button(
        [icon(name, 15), html.Span(label)], id=identity, className="button", **aria(label=label)
    )


def head(lang: str) -> html.Div:
    """Question, what it stands on, and the tools of the figure."""
    return html.Div(
        className="title",
        children=[
            html.Div([html.H1(id="net-title"), html.P(id="net-basis")]),
            html.Div(
                className="tools",
                children=[
                    _tool("link", t("tools.link", lang), "net-copy"),
                    _tool("query", t("tools.query", lang), "net-ask"),
                    html.Details(
                        className="menu",
                        children=[
                            html.Summary(
                                [icon("export", 15), html.Span(t("tools.export", lang))],
                                id="net-export",
                                className="button",
                                **aria(label=t("tools.export", lang)),
                            ),
                            html.Div(
                                className="menu-list",
                                children=[
                                    html.Button(t(f"export.{kind}", lang), id=f"net-save-{kind}")
                                    for kind in FORMATS
                                ],
                            ),
                        ],
                    ),
                ],
            ),
        ],
    )


def chips(lang: str) -> html.Div:
    """On a phone: the choices as chips, led by the one that opens the rail."""
    return html.Div(
        className="chips phone",
        children=[
            html.Button(
                [icon("adjust", 16), html.Span(t("tools.adjust", lang))],
                id="net-adjust",
                className="button primary",
            ),
            html.Div(id="net-chips", className="chip-row"),
        ],
    )


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
                            _small("fit", t("tools.fit", lang), "net-fit"),
                            _small("expand", t("tools.full", lang), "net-full"),
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


def _small(name: str, label: str, identity: str) -> html.Button:
    return html.Button(icon(name), id=identity, className="tool", title=label, **aria(label=label))


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
                    *(dmc.TabsPanel(_grid(tab, lang), value=tab) for tab in tabs),
                ],
            )
        ],
    )


def _grid(tab: str, lang: str) -> dag.AgGrid:
    return dag.AgGrid(
        id=f"net-{tab}-table",
        className="grid",
        columnDefs=[],
        rowData=[],
        defaultColDef=DEFAULT_COLUMN,
        getRowId="params.data.id",
        rowClassRules={"touches": "tanluTouches(params)"},
        dashGridOptions={
            "theme": {"function": GRID_THEME},
            "rowSelection": {
                "mode": "singleRow",
                "checkboxes": False,
                "enableClickSelection": True,
            },
            "suppressColumnVirtualisation": True,
            "tooltipShowDelay": 300,
            "localeText": words("grid", lang),
            "animateRows": False,
        },
        style={"height": None, "width": "100%"},
    )


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
