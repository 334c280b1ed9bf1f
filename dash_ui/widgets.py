"""What every page is built from: head with tools, rail, table, chips, failure-proof parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import html

from dash_ui.attributes import aria, does
from dash_ui.i18n import t, words
from dash_ui.icons import icon
from dash_ui.state import BadValue

GRID_THEME = (
    "themeQuartz.withParams({accentColor:'var(--accent)',backgroundColor:'var(--surface)',"
    "foregroundColor:'var(--ink)',headerBackgroundColor:'var(--sunken)',"
    "headerTextColor:'var(--ink2)',borderColor:'var(--line)',fontFamily:'inherit',fontSize:12,"
    "headerFontWeight:600,rowHeight:28,headerHeight:30,wrapperBorderRadius:0,wrapperBorder:false,"
    "selectedRowBackgroundColor:'var(--accent2)',rowHoverColor:'var(--sunken)',"
    "cellHorizontalPadding:10,chromeBackgroundColor:'var(--surface)',"
    "inputFocusBorder:'solid 1px var(--accent)',menuBackgroundColor:'var(--surface)'})"
)
DEFAULT_COLUMN: dict[str, Any] = {
    "sortable": True,
    "resizable": True,
    "suppressHeaderMenuButton": False,
    "filter": "agNumberColumnFilter",
    "filterParams": {"defaultOption": "greaterThanOrEqual", "maxNumConditions": 1},
}


def tool(name: str, label: str, identity: str, **more: Any) -> html.Button:
    """A button of the head: icon and word; on a phone the icon alone."""
    return html.Button(
        [icon(name, 15), html.Span(label)],
        id=identity,
        className="button",
        **aria(label=label),
        **more,
    )


def small(name: str, label: str, identity: str, **more: Any) -> html.Button:
    """A button that is an icon only."""
    return html.Button(
        icon(name), id=identity, className="tool", title=label, **aria(label=label), **more
    )


def head(prefix: str, lang: str, exports: Sequence[tuple[str, str]], title: str = "") -> html.Div:
    """The page's question, what it stands on, and the tools: link, query, exports.

    Ids start with ``prefix``; ``exports`` are pairs of a kind, which ends the id
    ``<prefix>-save-<kind>``, and its label.
    """
    return html.Div(
        className="title",
        children=[
            html.Div([html.H1(title, id=f"{prefix}-title"), html.P(id=f"{prefix}-basis")]),
            html.Div(
                className="tools",
                children=[
                    tool("link", t("tools.link", lang), f"{prefix}-copy", **does("copy")),
                    tool("query", t("tools.query", lang), f"{prefix}-ask"),
                    html.Details(
                        className="menu",
                        children=[
                            html.Summary(
                                [icon("export", 15), html.Span(t("tools.export", lang))],
                                id=f"{prefix}-export",
                                className="button",
                                **aria(label=t("tools.export", lang)),
                            ),
                            html.Div(
                                className="menu-list",
                                children=[
                                    html.Button(label, id=f"{prefix}-save-{kind}")
                                    for kind, label in exports
                                ],
                            ),
                        ],
                    ),
                ],
            ),
        ],
    )


def chips(prefix: str, lang: str) -> html.Div:
    """On a phone: the choices as chips, led by the one that opens the rail."""
    return html.Div(
        className="chips phone",
        children=[
            html.Button(
                [icon("adjust", 16), html.Span(t("tools.adjust", lang))],
                id=f"{prefix}-adjust",
                className="button primary",
                **does("adjust"),
            ),
            html.Div(id=f"{prefix}-chips", className="chip-row"),
        ],
    )


def chip(text: str) -> html.Button:
    """One choice as a chip; it opens the rail."""
    return html.Button(text, className="chip", **does("adjust"))


def rail(sections: Sequence[Any], lang: str) -> html.Aside:
    """The left rail; on a phone it is a sheet that the chips open."""
    return html.Aside(
        id="rail",
        className="rail",
        **aria(label=t("rail.label", lang)),
        children=[
            html.Div(
                className="sheet-head phone",
                children=[
                    html.H2(t("rail.label", lang)),
                    html.Button(
                        icon("close", 18),
                        id="rail-close",
                        className="tool",
                        **aria(label=t("rail.close", lang)),
                        **does("fold"),
                    ),
                ],
            ),
            *sections,
        ],
    )


def select(
    identity: str, label: str, data: Sequence[Any] = (), *, searchable: bool = False, **more: Any
) -> dmc.Select:
    """One choice of many, its label above."""
    return dmc.Select(
        id=identity,
        label=label,
        data=list(data),
        searchable=searchable,
        allowDeselect=False,
        size="sm",
        maxDropdownHeight=340,
        comboboxProps={"transitionProps": {"duration": 100}},
        **more,
    )


def segments(identity: str, label: str, data: Sequence[dict[str, str]]) -> html.Div:
    """One choice of few, its label above."""
    return html.Div(
        className="field",
        children=[
            html.Span(label, className="label", id=f"{identity}-label"),
            dmc.SegmentedControl(
                id=identity, fullWidth=True, size="sm", data=list(data), **aria(label=label)
            ),
        ],
    )


def grid(identity: str, lang: str, **more: Any) -> dag.AgGrid:
    """An empty table in the house's dress; ``more`` are options of AG Grid or of its wrapper."""
    options = more.pop("options", {})
    return dag.AgGrid(
        id=identity,
        className=more.pop("className", "grid"),
        columnDefs=[],
        rowData=[],
        defaultColDef=more.pop("column", DEFAULT_COLUMN),
        getRowId="params.data.id",
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
            **options,
        },
        style={"height": None, "width": "100%"},
        **more,
    )


def close(label: str) -> html.Button:
    """The button that ends a selection."""
    return html.Button(
        icon("close"), className="tool close", title=label, **aria(label=label), **does("clear")
    )


def notes(bad: Sequence[BadValue], lang: str) -> list[Any]:
    """What the URL asked for in vain, and what is shown instead."""
    return [
        dmc.Alert(
            t("note.bad", lang, key=b.key, value=b.value[:60], used=b.used),
            className="note",
            variant="light",
            color="yellow",
            withCloseButton=True,
        )
        for b in bad
    ]


def nothing(lang: str) -> list[Any]:
    """What stands on a page where nothing is loaded."""
    return [
        html.H1(t("empty.title", lang)),
        html.P(t("empty.text", lang)),
        html.Pre("make serve"),
    ]
