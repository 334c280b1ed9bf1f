"""The left rail of the network page: what is chosen, the method, the drawing, the legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dash_ui import figures, i18n, widgets
from dash_ui.i18n import t
from dash_ui.state import GRAVITY, LINKS, REPULSION, SIZES
from dash_ui.view import METHODS, Row, View, is_true
from graph_service.services import catalog

RANGES: dict[str, tuple[tuple[float, float], float]] = {
    "links": (LINKS, 1),
    "gravity": (GRAVITY, 0.05),
    "repulsion": (REPULSION, 50),
}


def rail(
    editions: Sequence[Row], provinces: Sequence[Row], quantities: Sequence[Row], lang: str
) -> html.Aside:
    """The controls, without values: those come with the first answer. On a phone it is a sheet."""
    return widgets.rail(
        [
            html.Section(_chosen(editions, provinces, quantities, lang)),
            html.Section(
                [
                    html.H3(t("rail.backbone", lang)),
                    widgets.select("net-method", t("rail.method", lang), _methods(lang)),
                    html.P(t("method.top_share.note", lang), className="hint"),
                    _range("links", t("rail.links", lang)),
                ]
            ),
            html.Section(
                [
                    html.H3(t("rail.drawing", lang)),
                    widgets.segments("net-size", t("rail.size", lang), _sizes(lang)),
                    _range("gravity", t("rail.gravity", lang)),
                    _range("repulsion", t("rail.repulsion", lang)),
                ]
            ),
            html.Section(id="legend"),
        ],
        lang,
    )


def _chosen(
    editions: Sequence[Row], provinces: Sequence[Row], quantities: Sequence[Row], lang: str
) -> list[Any]:
    named = [{"value": row["code"], "label": i18n.name(row, lang)} for row in provinces]
    indicators = [
        {
            "group": t(f"section.{section}", lang),
            "items": [
                {"value": q["property"], "label": i18n.name(q, lang)}
                for q in rows
                if is_true(q["indicator"])
            ],
        }
        for section, rows in figures.sections(quantities).items()
    ]
    return [
        html.H3(t("rail.chosen", lang)),
        widgets.select(
            "net-edition",
            t("rail.edition", lang),
            [{"value": e["id"], "label": figures.edition_name(e, lang)} for e in editions],
        ),
        widgets.select("net-province", t("rail.province", lang), named, searchable=True),
        widgets.select("net-indicator", t("rail.indicator", lang), indicators, searchable=True),
        html.Div(
            widgets.segments("net-co2", t("rail.co2", lang), _emissions(lang)),
            id="net-co2-field",
            hidden=True,
        ),
    ]


def _methods(lang: str) -> list[dict[str, str]]:
    return [{"value": method, "label": t(f"method.{method}", lang)} for method in METHODS]


def _emissions(lang: str) -> list[dict[str, str]]:
    return [
        {"value": source, "label": t(f"co2_choice.{source}", lang)}
        for source in catalog.CO2_SOURCES
    ]


def _sizes(lang: str) -> list[dict[str, str]]:
    return [{"value": size, "label": t(f"size.{size}", lang)} for size in SIZES]


def _range(key: str, label: str) -> html.Div:
    (low, high), step = RANGES[key]
    return html.Div(
        className="field range",
        children=[
            dmc.NumberInput(
                id=f"net-{key}-typed",
                label=label,
                min=low,
                max=high,
                step=step,
                clampBehavior="strict" if low >= 1 else "blur",
                decimalScale=2 if step < 1 else 0,
                hideControls=True,
                variant="unstyled",
                debounce=True,
            ),
            dmc.Slider(
                id=f"net-{key}",
                min=low,
                max=high,
                step=step,
                updatemode="mouseup",
                size=4,
                thumbSize=16,
                thumbLabel=label,
            ),
        ],
    )


def legend(view: View) -> list[Any]:
    """Groups with their colours and how many of the province's industries belong to each."""
    counts: dict[str, int] = {}
    for row in view.industries:
        group = view.sectors[row["sector"]]["group"]
        counts[group] = counts.get(group, 0) + 1
    return [
        html.Div(
            className="split",
            children=[
                html.H3(t("legend.group", view.lang)),
                html.Span(t("legend.sectors", view.lang), className="h3"),
            ],
        ),
        html.Ul(
            className="legend",
            children=[
                html.Li(
                    [
                        html.Span(className=f"dot g-{group['code']}"),
                        html.Span(i18n.name(group, view.lang)),
                        html.Span(str(counts[group["code"]]), className="num"),
                    ]
                )
                for group in view.groups
                if group["code"] in counts
            ],
        ),
        html.P(
            [html.Span(className="ring"), html.Span(t("legend.ring", view.lang))], className="hint"
        ),
    ]
