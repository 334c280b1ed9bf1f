"""The network page: what is this province's core?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dash_ui import exports, figures, i18n, parts, rail, tables, widgets
from dash_ui import view as views
from dash_ui.attributes import does
from dash_ui.behind import behind
from dash_ui.elements import Box, elements
from dash_ui.failure import failure
from dash_ui.finder import finder
from dash_ui.i18n import t
from dash_ui.state import DEFAULT_LINKS, BadValue, parse, read
from dash_ui.styles import stylesheet
from graph_service.errors import TanluError
from graph_service.graph import Graph
from graph_service.services import catalog

PATH = "/network"
KEY = "network"
CONTROLS = (
    "edition",
    "province",
    "indicator",
    "method",
    "links",
    "gravity",
    "repulsion",
    "size",
    "co2",
)

OUTPUTS = {
    "elements": Output("net-cy", "elements"),
    "cards": Output("net-cards", "data"),
    "state": Output("net-state", "data"),
    "title": Output("net-title", "children"),
    "basis": Output("net-basis", "children"),
    "notes": Output("net-notes", "children"),
    "heading": Output("net-heading", "children"),
    "caption": Output("net-caption", "children"),
    "label": Output("net-canvas", "aria-label"),
    "foot": Output("net-foot", "children"),
    "legend": Output("legend", "children"),
    "one_co2": Output("net-co2-field", "hidden"),
    "chips": Output("net-chips", "children"),
    "link_columns": Output("net-links-table", "columnDefs"),
    "links": Output("net-links-table", "rowData"),
    "link_count": Output("net-links-count", "children"),
    "industry_columns": Output("net-industries-table", "columnDefs"),
    "industries": Output("net-industries-table", "rowData"),
    "industry_count": Output("net-industries-count", "children"),
    "facts": Output("facts", "data"),
    "finder": Output("search", "data"),
}


def layout(graph: Graph, lang: str) -> list[Any]:
    """The page in one language, still without figures: they come with the first answer."""
    editions = catalog.editions(graph)
    if not editions:
        return [html.Main(id="main", className="alone", children=widgets.nothing(lang))]
    return [
        dcc.Store(id="net-lang", data=lang),
        dcc.Store(id="net-box"),
        dcc.Store(id="net-request"),
        dcc.Store(id="net-state"),
        dcc.Store(id="net-cards"),
        dcc.Store(id="net-hover"),
        dcc.Store(id="net-heard"),
        dcc.Store(
            id="net-styles",
            data={
                theme: {"wide": stylesheet(theme), "narrow": stylesheet(theme, narrow=True)}
                for theme in ("light", "dark")
            },
        ),
        dcc.Download(id="net-download"),
        html.Div(
            className="frame",
            children=[
                rail.rail(
                    editions, catalog.provinces(graph), views.industry_quantities(graph), lang
                ),
                html.Main(
                    id="main",
                    tabIndex="-1",
                    children=[
                        widgets.head(
                            "net", lang, [(k, t(f"export.{k}", lang)) for k in parts.FORMATS]
                        ),
                        html.Div(id="net-notes"),
                        widgets.chips("net", lang),
                        html.Div(id="net-error"),
                        parts.figure(lang),
                        parts.twin(lang),
                    ],
                ),
                parts.aside(lang),
            ],
        ),
        *parts.dialogs(lang),
    ]


def answer(graph: Graph, search: str, box: Box, key: str = "") -> dict[str, Any]:
    """Everything that the page shows for a query string, by the names of ``OUTPUTS``."""
    query = parse(search)
    state, bad = read(query, views.choices(graph), narrow=box.narrow)
    view = views.view(graph, state)
    selected = query.get("selected")
    if selected and not _exists(view, selected):
        bad = (*bad, BadValue("selected", selected, t("note.nothing", state.lang)))
    said = figures.summary(view)
    link_columns, links = tables.link_table(view)
    industry_columns, industries = tables.industry_table(view)
    return {
        "elements": elements(view, box),
        "cards": figures.cards(view, key),
        "state": state.as_dict(),
        "title": t("network.title", view.lang, province=i18n.name(view.province, view.lang)),
        "basis": _basis(view),
        "notes": widgets.notes(bad, view.lang),
        "heading": said["title"],
        "caption": said["caption"],
        "label": said["figure_label"],
        "foot": _foot(view, said, box),
        "legend": rail.legend(view),
        "one_co2": len(view.edition["co2_sources"]) < 2,
        "chips": _chips(view),
        "link_columns": link_columns,
        "links": links,
        "link_count": str(len(links)),
        "industry_columns": industry_columns,
        "industries": industries,
        "industry_count": str(len(industries)),
        "facts": {
            "synthetic": bool(view.edition["synthetic"]),
            "title": f"{i18n.name(view.province, view.lang)} · {t('page.network', view.lang)}",
            "live": said["announce"],
            "provinces": views.choices(graph).provinces,
        },
        "finder": finder(graph, view),
    }


def _exists(view: views.View, selected: str) -> bool:
    codes = {row["sector"] for row in view.industries}
    return selected in codes or set(selected.split("~")) <= codes and "~" in selected


def _basis(view: views.View) -> str:
    kind = t(f"edition.{view.edition['classification']}", view.lang)
    return t(
        "network.basis",
        view.lang,
        edition=figures.edition_name(view.edition, view.lang)
        if view.edition["synthetic"]
        else view.edition["year"],
        kind=t("network.kind", view.lang, kind=kind),
        prices=t(f"prices.{view.edition['price_basis']}", view.lang),
        co2=t(f"co2.{view.state.co2}", view.lang),
    )


def _foot(view: views.View, said: dict[str, str], box: Box) -> list[Any]:
    shown = t("summary.show", view.lang, links=DEFAULT_LINKS)
    more = html.Button(shown, className="link phone", **does("more"))
    return [
        html.Span(html.I(style={"width": said["part"]}), className="bar cover"),
        html.Span(dcc.Markdown(said["cover"], className="said"), className="fixed"),
        html.Span(said["cover_note"], className="muted wide"),
        html.Span(dcc.Markdown(said["reached"], className="said"), className="fixed wide"),
        *([more] if box.narrow and view.meta["edges"] < DEFAULT_LINKS else []),
        html.Span(
            className="arrows wide",
            children=[
                html.Span([html.I(className="arrow out"), t("legend.supplies", view.lang)]),
                html.Span([html.I(className="arrow in"), t("legend.buys", view.lang)]),
            ],
        ),
        html.Span(_source(view), className="source"),
    ]


def _source(view: views.View) -> str:
    source = view.edition["source"]
    said = t("caption.source", view.lang, source=source["citation"])
    licence = t("caption.licence", view.lang, licence=source["licence"])
    return " · ".join([said, licence, *figures.emissions_line(view)])


def _chips(view: views.View) -> list[Any]:
    texts = (
        str(view.edition["year"]),
        i18n.name(view.province, view.lang),
        i18n.name(view.indicator, view.lang),
        t("chips.links", view.lang, links=view.meta["edges"]),
    )
    return [widgets.chip(text) for text in texts]


def register(app: Dash, graph_of: Callable[[], Graph], prefix: str = "/") -> None:
    """Callbacks of the page: the URL is the state; one answer of the server fills the page."""
    _browser(app)

    @app.callback(
        output={**OUTPUTS, "error": Output("net-error", "children")},
        inputs={"request": Input("net-request", "data")},
        state={"search": State("url", "search")},
        running=[(Output("net-card", "className"), "card figure loading", "card figure")],
        prevent_initial_call=True,
    )
    def show(request: dict[str, Any], search: str) -> dict[str, Any]:
        if not request:
            return dict.fromkeys([*OUTPUTS, "error"], no_update)
        box = Box(float(request["width"]), float(request["height"]), bool(request["narrow"]))
        try:
            return {**answer(graph_of(), search or "", box, request["key"]), "error": []}
        except TanluError as error:
            lang = request["lang"]
            return {**dict.fromkeys(OUTPUTS, no_update), "error": failure(error, lang)}

    @app.callback(
        Output("net-query", "children"),
        Output("net-query", "opened"),
        Input("net-ask", "n_clicks"),
        State("net-state", "data"),
        prevent_initial_call=True,
    )
    def ask(_clicks: int, state: dict[str, Any]) -> tuple[Any, ...]:
        try:
            return behind(graph_of(), state, prefix), True
        except TanluError as error:
            return failure(error, state["lang"]), True

    @app.callback(
        Output("net-download", "data"),
        *(Input(f"net-save-{kind}", "n_clicks") for kind in exports.FORMATS),
        State("net-state", "data"),
        prevent_initial_call=True,
    )
    def save(*given: Any) -> dict[str, Any]:
        graph, kind = graph_of(), str(ctx.triggered_id).rsplit("-", 1)[1]
        query = {key: str(value) for key, value in given[-1].items()}
        state, _ = read(query, views.choices(graph))
        view = views.view(graph, state)
        name = f"{figures.cards(view)['file']}.{kind}"
        return {"content": exports.FORMATS[kind](view), "filename": name}


def _browser(app: Dash) -> None:
    """What runs in the browser: URL to request, controls to URL, selection, pictures."""

    heard = Output("net-heard", "data", allow_duplicate=True)

    def run(function: str, *arguments: Any, initial: bool = False) -> None:
        if not any(isinstance(argument, Output) for argument in arguments):
            arguments = (heard, *arguments)
        app.clientside_callback(
            ClientsideFunction("network", function), *arguments, prevent_initial_call=not initial
        )

    run("request", Output("net-request", "data"),
        Input("url", "search"), Input("net-box", "data"), Input("net-lang", "data"),
        State("net-request", "data"), initial=True)  # fmt: skip
    run("measure", Output("net-box", "data"), Input("net-lang", "data"), initial=True)
    run("style", Output("net-cy", "stylesheet"),
        Input("net-styles", "data"), Input("provider", "forceColorScheme"),
        Input("net-box", "data"), initial=True)  # fmt: skip
    typed = ("links", "gravity", "repulsion")
    run("control", *(Input(f"net-{key}", "value") for key in CONTROLS),
        *(Input(f"net-{key}-typed", "value") for key in typed))  # fmt: skip
    run("sync", Input("net-state", "data"), State("net-cards", "data"))
    run("drawn", Input("net-cy", "elements"), Input("net-cards", "data"), Input("url", "search"))
    run("detail", Output("net-detail", "children"), Output("net-aside", "className"),
        Input("net-cards", "data"), Input("net-hover", "data"),
        Input("url", "search"))  # fmt: skip
    run("filter", Input("net-filter", "value"))
    run("minimum", Input("net-minimum", "value"), Input("net-state", "data"))
    run("picture", Input("net-save-png", "n_clicks"), Input("net-save-svg", "n_clicks"),
        State("net-cards", "data"))  # fmt: skip
