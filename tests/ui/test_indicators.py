"""Every indicator of the dictionary on the network page: menu, card, table and drawing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dash_ui import figures, i18n, tables
from dash_ui.elements import Box, elements
from dash_ui.rail import rail
from dash_ui.state import read
from dash_ui.view import View, choices, industry_quantities, view
from graph_service import reference
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog
from tests.economy import economy, publish

QUANTITIES = {
    row["property"]: row for row in reference.table("quantities") if row["indicator"] == "true"
}
each_indicator = pytest.mark.parametrize("indicator", QUANTITIES)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('indicators') / 'tanlu.lbug'}"
    publish(url, [economy()])
    graph = open_graph(url)
    yield graph
    graph.close()


def shown(graph: Graph, indicator: str, lang: str = "en") -> View:
    state, bad = read({"indicator": indicator, "province": "GD", "lang": lang}, choices(graph))
    assert bad == ()
    return view(graph, state)


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_menu_offers_every_indicator_once(graph: Graph, lang: str) -> None:
    parts = (catalog.editions(graph), catalog.provinces(graph), industry_quantities(graph))
    drawn = rail(*parts, lang)
    (menu,) = (part for part in drawn._traverse() if getattr(part, "id", "") == "net-indicator")
    offered = [item["value"] for group in menu.data for item in group["items"]]
    assert sorted(offered) == sorted(QUANTITIES)
    headings = [group["group"] for group in menu.data]
    assert i18n.t("section.network", lang) in headings
    assert i18n.t("section.other", lang) not in headings


@each_indicator
def test_an_indicator_sizes_the_nodes_and_leads_the_table(graph: Graph, indicator: str) -> None:
    page = shown(graph, indicator)
    columns, rows = tables.industry_table(page)
    assert [column["colId"] for column in columns][3] == indicator
    assert len(rows) == 42
    sizes = {one["data"]["d"] for one in elements(page, Box(900, 700)) if "d" in one["data"]}
    assert len(sizes) > 5
    for row, industry in zip(rows, page.industries, strict=True):
        assert row["rank"] == industry["rank"]
        assert row[indicator] is not None


@each_indicator
def test_only_what_adds_up_is_shown_as_a_share(graph: Graph, indicator: str) -> None:
    page = shown(graph, indicator)
    adds_up = QUANTITIES[indicator]["unit"] in ("million CNY", "kt CO2")
    assert ("share" in [column["colId"] for column in tables.industry_table(page)[0]]) == adds_up
    for row in figures.cards(page)["industries"].values():
        assert (row["share"] is not None) == adds_up
        assert row["mark"] == (row["share"] if adds_up else row["values"][indicator])


def test_network_indicators_are_written_with_digits_that_tell_them_apart(graph: Graph) -> None:
    page = shown(graph, "pagerank")
    cards = figures.cards(page)
    for name in ("pagerank", "eigenvector", "in_degree"):
        texts = {row["values"][name] for row in cards["industries"].values()}
        assert len(texts) > 35, (name, texts)
    (column,) = (c for c in tables.industry_table(page)[0] if c["colId"] == "pagerank")
    assert column["headerName"] == "PageRank"
    assert column["valueFormatter"]["function"] == "tanluNumber(params.value, 4)"
