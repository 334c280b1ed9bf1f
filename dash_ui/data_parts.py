"""The parts of the data page: rail, key figures, one card for each table, detail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dash_ui import data_coverage, numbers, widgets
from dash_ui.attributes import aria, does
from dash_ui.data_tables import moment
from dash_ui.data_view import ALL, DataView, Row, title
from dash_ui.i18n import t
from graph_service.graph import Graph
from graph_service.services import sources
from graph_service.services.sources import SEVERITIES

SECTIONS = ("checks", "editions", "sources", "inventories", "dictionary", "versions")
TABLES = SECTIONS[:-1]
YEARS = "{years}"
TALL = {"editions": "grid whole", "inventories": "grid whole dense"}
"""Tables that show all their rows at once."""


def rail(graph: Graph, lang: str) -> html.Aside:
    """What stands on the page, and which checks are shown."""
    parts = [{"value": row["part"], "label": row["part"]} for row in sources.sources(graph)]
    kinds = [
        {"value": code, "label": f"{title(code, lang)} ({count})"}
        for code, count in sources.codes(graph).items()
    ]
    every = {"value": ALL, "label": t("rail.any", lang)}
    severities = [{"value": one, "label": t(f"severity.{one}", lang)} for one in (ALL, *SEVERITIES)]
    return widgets.rail(
        [
            html.Section(
                [
                    html.H3(t("rail.sections", lang)),
                    html.Nav(
                        id="data-nav", className="jumps", **aria(label=t("rail.sections", lang))
                    ),
                ]
            ),
            html.Section(
                [
                    html.H3(t("rail.findings", lang)),
                    widgets.select("data-severity", t("rail.severity", lang), severities),
                    widgets.select(
                        "data-source", t("rail.source", lang), [every, *parts], searchable=True
                    ),
                    widgets.select(
                        "data-code", t("rail.check", lang), [every, *kinds], searchable=True
                    ),
                ]
            ),
        ],
        lang,
    )


def main(lang: str) -> list[Any]:
    """Key figures and the cards, still empty: they are filled by the first answer."""
    cards = [_card(name, lang, _table(name, lang)) for name in TABLES]
    versions = _card("versions", lang, html.Div(id="data-facts", className="terms"))
    return [html.Div(id="data-kpis", className="card kpis"), *cards, versions]


def _card(name: str, lang: str, content: Any) -> html.Section:
    tools: list[Any] = []
    if name == "checks":
        tools = [
            html.Span(id="data-shown", className="muted num"),
            html.Button(t("data.show_all", lang), id="data-all", className="link", **does("all")),
        ]
    elif name == "dictionary":
        tools = [
            dmc.TextInput(
                id="data-filter",
                placeholder=t("table.filter", lang),
                debounce=200,
                **aria(label=t("table.filter", lang)),
            )
        ]
    head: list[Any] = [
        html.H2(t(f"data.{name}", lang), id=f"data-{name}-head"),
        html.Small(t(f"data.{name}_note", lang, unit=""), id=f"data-{name}-note"),
    ]
    return html.Section(
        id=f"data-{name}",
        className="card sheet",
        **aria(labelledby=f"data-{name}-head"),
        children=[
            html.Div(
                className="card-head", children=[*head, html.Div(tools, className="card-side")]
            ),
            content,
        ],
    )


def _table(name: str, lang: str) -> Any:
    options: dict[str, Any] = {}
    if name in TALL:
        options["domLayout"] = "autoHeight"
    if name == "inventories":
        options |= {"rowHeight": 24, "rowSelection": {"mode": "singleRow", "checkboxes": False}}
    return widgets.grid(
        f"data-{name}-table", lang, className=TALL.get(name, "grid"), options=options
    )


def nav(graph: Graph, view: DataView) -> list[Any]:
    """The sections with how much stands in each."""
    counts = {
        "checks": sum(view.counts.values()),
        "editions": len(view.editions),
        "sources": len(view.sources),
        "inventories": len(data_coverage.years(graph)),
        "dictionary": len(view.quantities),
    }
    return [
        html.Button(
            [
                html.Span(t(f"data.{name}", view.lang)),
                html.Span(_number(counts.get(name)), className="num"),
            ],
            **does("jump", name),
        )
        for name in SECTIONS
    ]


def kpis(graph: Graph, view: DataView) -> list[Any]:
    """Findings by severity, files, inventories: the answer to the page's question in figures."""
    lang = view.lang
    warned = sum(row["warnings"] > 0 for row in view.sources)
    figures = [
        _kpi(
            t(f"severities.{severity}", lang),
            _number(view.counts[severity]),
            t(f"kpi.{severity}", lang, sources=warned, total=len(view.sources)),
            tone=severity,
        )
        for severity in SEVERITIES
    ]
    note = t("kpi.files_note", lang, sources=len(view.sources))
    figures.append(_kpi(t("kpi.files", lang), _number(view.files), note))
    years = data_coverage.years(graph)
    said = t("kpi.inventories_none", lang)
    if years:
        first, last, places = min(years), max(years), max(years.values())
        said = t("kpi.inventories_note", lang, first=first, last=last, places=places)
    return [*figures, _kpi(t("kpi.inventories", lang), _number(len(years)), said)]


def _kpi(label: str, value: str, note: str, tone: str = "") -> html.Div:
    return html.Div(
        className="kpi",
        children=[
            html.Span(
                [html.I(className=f"sev {tone}"), label] if tone else label, className="kpi-label"
            ),
            html.B(value, className="num"),
            html.Small(note),
        ],
    )


def facts(view: DataView) -> list[Any]:
    """Versions of software and graph, and how to cite what was read."""
    lang, told = view.lang, view.versions
    store = told["store"]
    rows = [
        (t("field.tanlu", lang), told["tanlu"]),
        (t("field.terms", lang), "Apache-2.0"),
        (t("field.engine", lang), f"{store['engine']} {store['version']}"),
        (t("field.graph", lang), html.Code(told["content_hash"])),
        (t("field.schema", lang), str(told["schema_version"])),
        (t("field.built", lang), f"{moment(told['built_at'])} UTC"),
    ]
    citations = [
        html.Li([html.Span(said), html.Small(terms)], lang="en")
        for said, terms in cited(view.sources)
    ]
    return [
        html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in rows]),
        html.H3(t("field.citations", lang)),
        html.Ul(citations),
    ]


def cited(known: Sequence[Row]) -> list[tuple[str, str]]:
    """Citations with their licences; inventories whose citations differ by the year are one."""
    years: dict[tuple[str, str], list[int]] = {}
    for row in known:
        said, year = row["citation"], row["part"].rpartition("-")[2]
        own = row["kind"] == "inventory" and year.isdigit() and year in said
        key = said.replace(year, YEARS, 1) if own else said
        years.setdefault((key, row["licence"]), []).extend([int(year)] if own else [])
    return [
        (said.replace(YEARS, spans(listed), 1), licence)
        for (said, licence), listed in years.items()
    ]


def spans(years: Sequence[int]) -> str:
    """Years as ranges: 1997, 1998 and 2000 are "1997–1998, 2000"."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _number(value: int | None) -> str:
    return "" if value is None else numbers.number(float(value), numbers.Scale("", 1, 0))
