from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services import backbone, catalog, explore, flows
from loader.layout import Tables
from tests.economy import economy, publish


@pytest.fixture(scope="module")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="module")
def graph(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('services') / 'tanlu.lbug'}"
    publish(url, [tables, economy("2017new", classification="ceads42_2017", seed=2, co2=False)])
    graph = open_graph(url)
    yield graph
    graph.close()


def test_flows_are_strongest_first_over_the_whole_nation(graph: Graph, tables: Tables) -> None:
    page = flows.flows(graph, "2017", limit=50)
    largest = np.sort(tables.flows.ravel())[::-1][:50]
    assert [row["value_mcny"] for row in page.rows] == largest.tolist()
    assert page.total == np.count_nonzero(tables.flows)
    assert page.rows[0]["share"] == pytest.approx(largest[0] / tables.flows.sum())


def test_flows_between_two_provinces_are_one_block(graph: Graph, tables: Tables) -> None:
    page = flows.flows(graph, "2017", from_province="GD", to_province="XZ", limit=10_000)
    block = tables.flows[42:84, 84:126]
    assert page.total == np.count_nonzero(block)
    assert page.meta["sum_mcny"] == pytest.approx(block.sum())
    for row in page.rows:
        i, j = tables.sectors.index(row["from_sector"]), tables.sectors.index(row["to_sector"])
        assert row["value_mcny"] == block[i, j]


def test_flows_of_a_sector_cross_all_provinces(graph: Graph, tables: Tables) -> None:
    page = flows.flows(graph, "2017", from_sector="c17e", limit=10_000)
    rows = [p * 42 + tables.sectors.index("c17e") for p in range(3)]
    assert page.total == np.count_nonzero(tables.flows[rows])


@pytest.mark.parametrize("least", [0.0, 1.0, 50.0, 1e12])
def test_a_least_value_cuts_the_list_exactly(graph: Graph, tables: Tables, least: float) -> None:
    page = flows.flows(graph, "2017", from_province="BJ", min_value=least, limit=10_000)
    there = tables.flows[:42]
    assert page.total == np.count_nonzero((there >= least) & (there > 0))


def test_pages_of_flows_join_without_gap(graph: Graph) -> None:
    whole = flows.flows(graph, "2017", from_province="BJ", limit=60).rows
    parts = [
        row
        for offset in (0, 20, 40)
        for row in flows.flows(graph, "2017", from_province="BJ", limit=20, offset=offset).rows
    ]
    assert parts == whole


def test_industries_are_ranked_within_what_is_asked_for(graph: Graph, tables: Tables) -> None:
    assert tables.co2 is not None
    page = explore.industries(graph, "2017", province="GD", indicator="co2_kt", limit=42)
    values = [row["co2_kt"] for row in page.rows]
    assert values == sorted(tables.co2[42:84].tolist(), reverse=True)
    assert [row["rank"] for row in page.rows] == list(range(1, 43))
    assert sum(row["share"] for row in page.rows) == pytest.approx(1)
    assert page.rows[0]["percentile"] == pytest.approx(1 / 42)


def test_a_sector_is_ranked_across_provinces(graph: Graph) -> None:
    page = explore.industries(graph, "2017", sector="c17e", indicator="output_mcny")
    assert {row["province"] for row in page.rows} == {"BJ", "GD", "XZ"}
    assert [row["rank"] for row in page.rows] == [1, 2, 3]


def test_industries_sort_by_any_property(graph: Graph) -> None:
    rows = explore.industries(graph, "2017", province="GD", sort="imports_mcny", limit=42).rows
    values = [row["imports_mcny"] for row in rows]
    assert values == sorted(values)
    rows = explore.industries(graph, "2017", province="GD", sort="position", limit=42).rows
    assert [row["sector"] for row in rows] == list(explore_sectors(graph))


def explore_sectors(graph: Graph) -> list[str]:
    rows = graph.rows("catalog.sector_numbers")
    return [row["sector"] for row in rows if row["classification"] == "ceads42_2012"]


def test_an_edition_without_emissions_says_so_instead_of_zero(graph: Graph) -> None:
    page = explore.industries(graph, "2017new", province="GD", limit=1)
    row = page.rows[0]
    assert row["co2_kt"] is None
    assert row["intensity_output_t_per_10k_cny"] is None
    assert row["rank"] is None
    assert page.meta["co2_source"] == "none"


def test_every_figure_has_a_unit(graph: Graph) -> None:
    page = explore.industries(graph, "2017", province="GD", limit=1)
    figures = [name for name, value in page.rows[0].items() if isinstance(value, float)]
    ranked = {"rank", "percentile", "share"}
    assert set(figures) - ranked <= set(page.meta["units"])
    assert page.meta["units"]["co2_kt"] == "kt CO2"


def test_a_backbone_says_what_it_covers_and_where_it_comes_from(graph: Graph) -> None:
    meta = backbone.backbone(graph, "2017", province="GD").meta
    assert meta["edges"] == 88
    assert 0 < meta["money_cover_links"] < 1
    assert meta["source"] == "economy-1.xlsx, sheet Table"
    assert meta["unit"] == "million CNY"
    assert "households" in meta["boundary"]


def test_a_backbone_has_as_many_links_as_wanted(graph: Graph) -> None:
    assert len(backbone.backbone(graph, "2017", province="GD", edges=10).rows) == 10


@pytest.mark.parametrize(
    ("ask", "error", "said"),
    [
        (lambda g: backbone.backbone(g, "2016", province="GD"), NotFound, "Editions: 2017"),
        (lambda g: backbone.backbone(g, "2017", province="TW"), NotFound, "BJ, GD, XZ"),
        (lambda g: backbone.backbone(g, "2017", province="GD", method="x"), BadParameter, "top"),
        (lambda g: backbone.backbone(g, "2017", province="GD", edges=0), BadParameter, ""),
        (lambda g: explore.industries(g, "2017", sector="c99"), NotFound, "c17e"),
        (lambda g: explore.industries(g, "2017", indicator="x"), BadParameter, "co2_kt"),
        (lambda g: explore.industries(g, "2017", sort="x"), BadParameter, "co2_kt"),
        (lambda g: flows.flows(g, "2017", to_sector="c99"), NotFound, "c17e"),
        (lambda g: catalog.unit(g, "x"), NotFound, "quantities"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    graph: Graph, ask: object, error: type[Exception], said: str
) -> None:
    with pytest.raises(error) as raised:
        ask(graph)  # type: ignore[operator]
    assert said in raised.value.hint  # type: ignore[attr-defined]
