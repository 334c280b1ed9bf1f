"""The frame around every page: header, pages, search, language, theme, banner, help."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from dash_ui.attributes import aria
from dash_ui.i18n import LANGUAGES, t, words
from dash_ui.icons import icon

THEME: dict[str, Any] = {
    "primaryColor": "tan",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {
        "tan": [
            "#E1F1EE", "#C9E6E1", "#9FD6CD", "#72C8BC", "#4CC3B5",
            "#2BA597", "#168478", "#0A6A61", "#08544D", "#12322F",
        ]
    },
    "autoContrast": True,
    "fontFamily": "var(--font)",
    "defaultRadius": 6,
    "fontSizes": {"xs": "11px", "sm": "12px", "md": "13px", "lg": "14px", "xl": "20px"},
    "spacing": {"xs": "4px", "sm": "8px", "md": "12px", "lg": "16px", "xl": "20px"},
    "respectReducedMotion": True,
}  # fmt: skip
LANGUAGE_LABELS = {"en": "EN", "zh": "简", "zh_hant": "繁"}
KEYS = ("/", "T", "[", "]", "F", "?", "Esc")


def layout(pages: Sequence[ModuleType]) -> dmc.MantineProvider:
    """The frame; ``pages`` stand in the navigation. Texts come with the language of the URL."""
    return dmc.MantineProvider(
        id="provider",
        theme=THEME,
        forceColorScheme="light",
        children=[
            dcc.Location(id="url", refresh=False),
            dcc.Store(id="lang"),
            dcc.Store(id="facts"),
            dcc.Store(id="shell-words", data={lang: words("shell", lang) for lang in LANGUAGES}),
            html.A(id="skip", className="skip", href="#main"),
            html.Div(
                className="app",
                children=[
                    _header(pages),
                    html.Div(
                        id="banner", className="banner", role="note", hidden=True, children=[]
                    ),
                    html.Div(id="page", className="page", children=_skeleton()),
                ],
            ),
            html.Div(id="live", className="hidden-visually", **aria(live="polite")),
            dmc.Modal(id="help", size="sm", centered=True, children=[]),
            dmc.Modal(id="own", size="md", centered=True, children=[]),
            html.Div(id="toast", className="toast", **aria(hidden="true")),
        ],
    )


def _header(pages: Sequence[ModuleType]) -> html.Header:
    return html.Header(
        className="header",
        children=[
            html.A(
                className="brand",
                href="/",
                **aria(label="Tanlu 碳路"),
                children=[
                    html.Span(icon("mark", 24), className="mark"),
                    html.Span("Tanlu", className="latin"),
                    html.Span("碳路", className="han", lang="zh-Hans"),
                ],
            ),
            html.Nav(
                className="pages",
                id="pages",
                children=[
                    dcc.Link("", id=f"page-{page.KEY}", href=page.PATH) for page in pages
                ],
            ),
            html.Div(_search(), className="finder"),
            html.Button(
                icon("search", 18), id="find", className="tool phone", **aria(label="Search")
            ),
            dmc.SegmentedControl(
                id="lang-choice",
                className="languages",
                value="en",
                data=[{"value": lang, "label": LANGUAGE_LABELS[lang]} for lang in LANGUAGES],
                **aria(label="Language · 语言"),
            ),
            html.Button(
                [html.Span(icon("moon", 18), className="to-dark"),
                 html.Span(icon("sun", 18), className="to-light")],
                id="theme",
                className="tool",
                **aria(label="Theme"),
            ),
            html.Button(
                icon("help", 18), id="keys", className="tool wide", **aria(label="Keys")
            ),
        ],
    )  # fmt: skip


def _search() -> dmc.Select:
    return dmc.Select(
        id="search",
        data=[],
        searchable=True,
        clearable=False,
        value=None,
        leftSection=icon("search", 15),
        rightSection=html.Kbd("/"),
        maxDropdownHeight=360,
        filter={"function": "tanluFilter"},
        renderOption={"function": "tanluOption"},
        comboboxProps={"width": 300, "position": "bottom-end"},
        **aria(label="Search"),
    )


def _skeleton() -> html.Div:
    return html.Div(
        className="frame skeleton",
        children=[
            html.Aside(className="rail"),
            html.Main([html.Div(className="bone title"), html.Div(className="bone figure")]),
        ],
    )


def help_table(lang: str) -> list[Any]:
    """The list of keys, for the help dialog."""
    return [
        html.Dl(
            className="keys",
            children=[
                html.Div([html.Dt(html.Kbd(key)), html.Dd(t(f"keys.{key.lower()}", lang))])
                for key in KEYS
            ],
        )
    ]


def banner(lang: str) -> list[Any]:
    """The lasting mark of synthetic data, and the way to load one's own."""
    return [
        icon("warn", 15),
        html.Span(
            [
                html.B(t("banner.head", lang)),
                " ",
                html.Span(t("banner.text", lang), className="wide"),
                html.Span(t("banner.short", lang), className="phone"),
            ]
        ),
        html.Button(t("banner.load", lang), id="load-own", className="wide"),
    ]


def register(app: Dash, pages: Sequence[ModuleType]) -> None:
    """Callbacks of the frame; ``facts`` is what each page tells it: synthetic, title, live text."""
    app.clientside_callback(
        ClientsideFunction("shell", "language"),
        Output("lang", "data"),
        Output("lang-choice", "value"),
        Output("provider", "forceColorScheme"),
        Input("url", "search"),
        Input("url", "pathname"),
    )
    app.clientside_callback(
        ClientsideFunction("shell", "found"),
        Output("search", "value"),
        Input("search", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("shell", "choose"),
        Input("lang-choice", "value"),
        Input("theme", "n_clicks"),
        Input("find", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("shell", "facts"),
        Output("banner", "hidden"),
        Output("live", "children"),
        Input("facts", "data"),
    )
    for button, dialog in (("keys", "help"), ("load-own", "own")):
        app.clientside_callback(
            ClientsideFunction("shell", "open"),
            Output(dialog, "opened"),
            Input(button, "n_clicks"),
            prevent_initial_call=True,
        )
    app.clientside_callback(
        ClientsideFunction("shell", "relabel"),
        Output("skip", "children"),
        Output("search", "placeholder"),
        Input("lang", "data"),
        Input("shell-words", "data"),
    )

    _relabel(app, pages)


def _relabel(app: Dash, pages: Sequence[ModuleType]) -> None:
    """Texts of the frame in the language of the URL."""

    @app.callback(
        Output("banner", "children"),
        Output("help", "children"),
        Output("help", "title"),
        Output("own", "children"),
        Output("own", "title"),
        *(Output(f"page-{page.KEY}", "children") for page in pages),
        Input("lang", "data"),
        prevent_initial_call=True,
    )
    def texts(lang: str) -> tuple[Any, ...]:
        names = (t(f"page.{page.KEY}", lang) for page in pages)
        own = html.Div(
            className="own",
            children=[
                html.P(t("own.text", lang)),
                html.Pre("make serve"),
            ],
        )
        title = t("keys.title", lang)
        return banner(lang), help_table(lang), title, own, t("banner.load", lang), *names
