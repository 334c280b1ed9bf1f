"""What is selected on the data page, in full: a finding, a source, an edition, a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from dash_ui import i18n, numbers, widgets
from dash_ui.attributes import does
from dash_ui.data_tables import contents, kind, moment
from dash_ui.data_view import Row, title, unit
from dash_ui.i18n import t
from graph_service.errors import NotFound
from graph_service.graph import Graph
from graph_service.services import catalog, sources

Fact = tuple[str, Any]


def detail(graph: Graph, selected: str, lang: str) -> list[Any]:
    """The card of ``<kind>~<id>``; raises ``NotFound`` where there is no such thing."""
    what, _, id = selected.partition("~")
    if what == "finding":
        return _finding(_found(sources.findings(graph, limit=None).rows, id, selected), graph, lang)
    if what == "source":
        return _source(_found(sources.sources(graph), id, selected), lang)
    if what == "edition":
        return _edition(_found(catalog.editions(graph), id, selected), lang)
    if what == "quantity":
        rows = [
            row | {"id": f"{row['label']}.{row['property']}"} for row in catalog.quantities(graph)
        ]
        return _quantity(_found(rows, id, selected), lang)
    raise NotFound(f"there is no {selected[:80]!r}")


def _found(rows: Sequence[Row], id: str, selected: str) -> Row:
    for row in rows:
        if row["id"] == id:
            return row
    raise NotFound(f"there is no {selected[:80]!r}")


def _finding(row: Row, graph: Graph, lang: str) -> list[Any]:
    parts = {source["id"]: source for source in sources.sources(graph)}
    about = [_to("source", id, parts[id]["part"]) for id in row["sources"] if id in parts]
    said: list[Fact] = [
        (t(f"field.{field}", lang), html.Span(row[field], lang="en"))
        for field in ("place", "expected", "found", "consequence")
    ]
    severity = html.Span(
        [html.I(className=f"sev {row['severity']}"), t(f"severity.{row['severity']}", lang)],
        className="sev-cell",
    )
    only = html.Button(t("detail.only", lang), className="button", **does("kind", row["code"]))
    return [
        *_head(title(row["code"], lang), [severity, html.Code(row["code"])], lang),
        _facts([*said, (t("field.about", lang), html.Span(about, className="tags"))]),
        html.Div(only, className="card-buttons"),
    ]


def _source(row: Row, lang: str) -> list[Any]:
    counts = t("card.comma", lang).join(
        f"{t(f'severities.{one}', lang)} {row[f'{one}s']}" for one in sources.SEVERITIES[1:]
    )
    checks = html.Button(
        t("detail.findings", lang),
        className="button primary",
        **does("checks", row["part"]),
    )
    return [
        *_head(row["part"], kind(row, lang), lang),
        _facts(
            [
                (t("field.file", lang), row["file_name"]),
                (t("field.sheet", lang), row["sheet"]),
                (t("field.title", lang), row["title"]),
                (t("field.read", lang), contents(row, lang)),
                (t("data.checks", lang), counts),
                (t("field.sha256", lang), _copied(row["sha256"], lang)),
                (t("field.citation", lang), html.Span(row["citation"], lang="en")),
                (t("field.licence", lang), html.Span(row["licence"], lang="en")),
                (t("field.loaded_at", lang), f"{moment(row['loaded_at'])} UTC"),
                (t("field.loader_version", lang), row["loader_version"]),
            ]
        ),
        html.Div(checks, className="card-buttons"),
    ]


def _edition(row: Row, lang: str) -> list[Any]:
    source = row["source"]
    figures = [
        (t(f"field.{name}", lang), " ".join(numbers.quantity(row[key], measure, lang)))
        for name, key, measure in (
            ("output", "output_mcny", numbers.MONEY),
            ("value_added", "value_added_mcny", numbers.MONEY),
            ("emissions", "co2_kt", numbers.CARBON),
        )
    ]
    others = [t(f"co2.{one}", lang) for one in row["co2_sources"] if one != row["co2_source"]]
    emissions: list[Fact] = [(t("field.co2", lang), t(f"co2.{row['co2_source']}", lang))]
    if row["co2_source"] == "inventory":
        inventory = row["co2_inventory"]
        emissions.append((t("field.citation", lang), html.Span(inventory["citation"], lang="en")))
    if others:
        emissions.append((t("field.co2_other", lang), t("card.comma", lang).join(others)))
    network = html.Button(
        t("detail.network", lang),
        className="button primary",
        **does("network", row["id"]),
    )
    return [
        *_head(row["id"], i18n.name(row, lang), lang),
        _facts(
            [
                (t("field.year", lang), str(row["year"])),
                (t("field.class", lang), t(f"edition.{row['classification']}", lang)),
                (t("field.prices", lang), t(f"prices.{row['price_basis']}", lang)),
                *emissions,
                (t("field.provinces", lang), str(row["provinces"])),
                (t("field.industries", lang), f"{row['industries']:,}"),
                *figures,
                (
                    t("field.source", lang),
                    _to("source", source["id"], source["file_name"]),
                ),
            ]
        ),
        html.Div(network, className="card-buttons"),
    ]


def _quantity(row: Row, lang: str) -> list[Any]:
    known: list[Fact] = [
        (t("field.unit", lang), unit(row, lang)),
        (t("field.description", lang), i18n.name(row, lang, kind="description")),
        (t("field.label", lang), html.Code(row["label"])),
        (t("field.property", lang), html.Code(row["property"])),
        (t("field.source", lang), html.Span(row["source"], lang="en")),
    ]
    if row["visceads"]:
        known.append((t("field.visceads", lang), html.Code(row["visceads"])))
    return [*_head(i18n.name(row, lang), html.Code(row["id"]), lang), _facts(known)]


def _head(name: str, note: Any, lang: str) -> list[Any]:
    return [
        html.Div(
            className="card-title",
            children=[
                html.Div([html.H2(name), widgets.close(t("card.close", lang))], className="name"),
                html.P(note, className="note-line"),
            ],
        )
    ]


def _facts(facts: Sequence[Fact]) -> html.Dl:
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in facts],
                   className="told")  # fmt: skip


def _to(what: str, id: str, label: str) -> html.Button:
    return html.Button(label, className="link", **does("select", f"{what}~{id}"))


def _copied(text: str, lang: str) -> html.Span:
    copy = dcc.Clipboard(content=text, className="copy", title=t("query.copy", lang))
    return html.Span([html.Code(text), copy], className="copied")
