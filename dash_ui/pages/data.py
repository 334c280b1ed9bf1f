"""The data page: can these data be trusted?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update

from dash_ui import data_coverage, data_exports, data_parts, data_tables, i18n, widgets
from dash_ui import data_view as views
from dash_ui.attributes import aria
from dash_ui.data_detail import detail
from dash_ui.failure import failure
from dash_ui.i18n import t
from dash_ui.state import BadValue, parse
from graph_service.errors import NotFound, TanluError
from graph_service.graph import Graph
from graph_service.services import catalog

PATH = "/data"
KEY = "data"
CONTROLS = ("severity", "source", "code")

OUTPUTS = {
    "state": Output("data-state", "data"),
    "basis": Output("data-basis", "children"),
    "notes": Output("data-notes", "children"),
    "chips": Output("data-chips", "children"),
    "nav": Output("data-nav", "children"),
    "kpis": Output("data-kpis", "children"),
    "shown": Output("data-shown", "children"),
    "unfiltered": Output("data-all", "hidden"),
    "coverage": Output("data-inventories-note", "children"),
    "terms": Output("data-facts", "children"),
    **{f"{name}_columns": Output(f"data-{name}-table", "columnDefs") for name in data_parts.TABLES},
    **{name: Output(f"data-{name}-table", "rowData") for name in data_parts.TABLES},
    "facts": Output("facts", "data", allow_duplicate=True),
    "finder": Output("search", "data", allow_duplicate=True),
}


def layout(graph: Graph, lang: str) -> list[Any]:
    """The page in one language, still without figures: they come with the first answer."""
    if not catalog.editions(graph):
        return [html.Main(id="main", className="alone", children=widgets.nothing(lang))]
    return [
        dcc.Store(id="data-lang", data=lang),
        dcc.Store(id="data-request"),
        dcc.Store(id="data-state"),
        dcc.Store(id="data-selected"),
        dcc.Store(id="data-heard"),
        dcc.Download(id="data-download"),
        html.Div(
            id="data-page",
            className="frame data",
            children=[
                data_parts.rail(graph, lang),
                html.Main(
                    id="main",
                    tabIndex="-1",
                    children=[
                        widgets.head(
                            "data", lang, data_exports.labels(lang), t("data.title", lang)
                        ),
                        html.Div(id="data-notes"),
                        widgets.chips("data", lang),
                        html.Div(id="data-error"),
                        *data_parts.main(lang),
                    ],
                ),
                html.Aside(
                    id="data-aside",
                    className="aside",
                    **aria(label=t("card.label", lang)),
                    children=html.Div(id="data-detail", className="detail"),
                ),
            ],
        ),
        dmc.Modal(id="data-query", title=t("query.title", lang), size="lg", children=[]),
    ]


def answer(graph: Graph, search: str, *, narrow: bool = False) -> dict[str, Any]:
    """Everything that the page shows for a query string, by the names of ``OUTPUTS``."""
    query = parse(search)
    state, bad = views.read(graph, query)
    bad = (*bad, *_missing(graph, query.get("selected", ""), state.lang))
    view, lang = views.view(graph, state, narrow=narrow), state.lang
    tables = {
        "checks": data_tables.checks(view),
        "editions": data_tables.editions(view),
        "sources": data_tables.sources(view),
        "inventories": data_coverage.table(graph, lang, narrow=narrow),
        "dictionary": data_tables.dictionary(view),
    }
    total = sum(view.counts.values())
    return {
        "state": state.as_dict(),
        "basis": _basis(graph, view),
        "notes": widgets.notes(bad, lang),
        "chips": _chips(view),
        "nav": data_parts.nav(graph, view),
        "kpis": data_parts.kpis(graph, view),
        "shown": _shown(view, total),
        "unfiltered": view.found == total,
        "coverage": data_coverage.note(graph, lang),
        "terms": data_parts.facts(view),
        **{f"{name}_columns": table[0] for name, table in tables.items()},
        **{name: table[1] for name, table in tables.items()},
        "facts": {
            "synthetic": graph.synthetic,
            "title": t("page.data", lang),
            "live": t("data.announce", lang, shown=view.found, total=total,
                      warnings=view.counts["warning"], infos=view.counts["info"]),
            "provinces": [],
        },
        "finder": _finder(view),
    }  # fmt: skip


def _missing(graph: Graph, selected: str, lang: str) -> list[BadValue]:
    """What the URL has selected, where there is no such thing."""
    try:
        if selected:
            detail(graph, selected, lang)
    except NotFound:
        return [BadValue("selected", selected, t("note.nothing", lang))]
    return []


def _basis(graph: Graph, view: views.DataView) -> str:
    built = data_tables.moment(view.versions["built_at"])
    said = t("data.basis", view.lang, version=graph.version[:8], built=built, files=view.files)
    return f"{said} · {t('data.synthetic', view.lang)}" if graph.synthetic else said


def _shown(view: views.DataView, total: int) -> str:
    if len(view.findings) < view.found:
        return t("data.cut", view.lang, shown=len(view.findings), total=view.found)
    return t("data.shown", view.lang, shown=f"{view.found:,}", total=f"{total:,}")


def _chips(view: views.DataView) -> list[Any]:
    state, lang = view.state, view.lang
    texts = [t(f"severity.{state.severity}", lang)]
    texts += [state.source] if state.source != views.ALL else []
    texts += [views.title(state.code, lang)] if state.code != views.ALL else []
    return [widgets.chip(text) for text in texts]


def _finder(view: views.DataView) -> list[dict[str, Any]]:
    """Options of the search box: quantities and sources, found in any script."""
    lang = view.lang
    quantities = [
        {
            "value": f"quantity:{row['label']}.{row['property']}",
            "label": i18n.name(row, lang),
            "note": f"{row['label']}.{row['property']}",
            "words": " ".join(
                [
                    row["label"],
                    row["property"],
                    *(str(row[f"name_{one}"]) for one in i18n.LANGUAGES),
                ]
            ).lower(),
        }
        for row in view.quantities
    ]
    files = [
        {
            "value": f"source:{row['id']}",
            "label": row["part"],
            "note": row["file_name"],
            "words": f"{row['part']} {row['file_name']} {row['sha256']}".lower(),
        }
        for row in view.sources
    ]
    return [
        {"group": t("search.quantities", lang), "items": quantities},
        {"group": t("search.sources", lang), "items": files},
    ]


def register(app: Dash, graph_of: Callable[[], Graph], prefix: str = "/") -> None:
    """Callbacks of the page: the URL is the state; one answer of the server fills the page."""
    _browser(app)

    @app.callback(
        output={**OUTPUTS, "error": Output("data-error", "children")},
        inputs={"request": Input("data-request", "data")},
        state={"search": State("url", "search")},
        prevent_initial_call=True,
    )
    def show(request: dict[str, Any], search: str) -> dict[str, Any]:
        if not request:
            return dict.fromkeys([*OUTPUTS, "error"], no_update)
        try:
            made = answer(graph_of(), search or "", narrow=bool(request["narrow"]))
            made["state"]["key"] = request["key"]
            return {**made, "error": []}
        except TanluError as error:
            return {**dict.fromkeys(OUTPUTS, no_update), "error": failure(error, request["lang"])}

    @app.callback(
        Output("data-detail", "children"),
        Output("data-aside", "className"),
        Input("data-selected", "data"),
        State("data-lang", "data"),
        prevent_initial_call=True,
    )
    def select(selected: str | None, lang: str) -> tuple[Any, str]:
        if not selected:
            return [], "aside"
        try:
            return detail(graph_of(), selected, lang), "aside open expanded"
        except NotFound:
            return [], "aside"
        except TanluError as error:
            return failure(error, lang), "aside open expanded"

    _beside(app, graph_of, prefix)


def _beside(app: Dash, graph_of: Callable[[], Graph], prefix: str) -> None:
    """The query behind the page, and its files."""

    @app.callback(
        Output("data-query", "children"),
        Output("data-query", "opened"),
        Input("data-ask", "n_clicks"),
        State("url", "search"),
        State("data-lang", "data"),
        prevent_initial_call=True,
    )
    def ask(_clicks: int, search: str, lang: str) -> tuple[Any, ...]:
        try:
            graph = graph_of()
            state, _ = views.read(graph, parse(search or ""))
            return data_exports.calls(graph, state, prefix), True
        except TanluError as error:
            return failure(error, lang), True

    @app.callback(
        Output("data-download", "data"),
        *(Input(f"data-save-{kind}", "n_clicks") for kind in data_exports.KINDS),
        State("url", "search"),
        prevent_initial_call=True,
    )
    def save(*given: Any) -> dict[str, str]:
        graph, kind = graph_of(), str(ctx.triggered_id).rsplit("-", 1)[1]
        state, _ = views.read(graph, parse(given[-1] or ""))
        return data_exports.saved(graph, state, kind)


def _browser(app: Dash) -> None:
    """What runs in the browser: URL to request, controls to URL, selection, filter."""

    def run(function: str, output: Output, *arguments: Any, initial: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("data", function),
            output,
            *arguments,
            prevent_initial_call=not initial,
        )

    heard = Output("data-heard", "data", allow_duplicate=True)
    run("request", Output("data-request", "data"), Input("url", "search"),
        Input("data-lang", "data"), State("data-request", "data"), initial=True)  # fmt: skip
    run("selected", Output("data-selected", "data"), Input("url", "search"),
        Input("data-lang", "data"), State("data-selected", "data"), initial=True)  # fmt: skip
    run("control", heard, *(Input(f"data-{key}", "value") for key in CONTROLS))
    run("sync", heard, Input("data-state", "data"))
    run("marked", heard, Input("data-selected", "data"))
    run("filter", heard, Input("data-filter", "value"))
