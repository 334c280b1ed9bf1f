"""Indicators stored and derived, with their standing within a province and across provinces."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.stats import rankdata

from graph_service.analysis.derived import DERIVED
from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services.explore import Page
from graph_service.services.flows import flows
from graph_service.services.indicators import indicators
from graph_service.services.trade import trade
from loader.layout import Tables
from tests.economy import economy, publish


@pytest.fixture(scope="module")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="module")
def graph(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('indicators') / 'tanlu.lbug'}"
    publish(url, [tables, economy("2017new", classification="ceads42_2017", seed=2, co2=False)])
    graph = open_graph(url)
    yield graph
    graph.close()


def column(page: Page, tables: Tables, name: str = "value") -> np.ndarray:
    """A column of an answer in the order of the table."""
    at = {
        f"2017/{p}/{s}": (i, k)
        for i, p in enumerate(("BJ", "GD", "XZ"))
        for k, s in enumerate(tables.sectors)
    }
    values = np.full((3, 42), np.nan)
    for row in page.rows:
        values[at[row["id"]]] = np.nan if row[name] is None else row[name]
    return values


def by_hand(tables: Tables) -> dict[str, np.ndarray]:
    """The derived indicators from an inverse of numpy, (3, 42)."""
    assert tables.co2 is not None
    x, e = tables.output, tables.co2
    leontief = np.linalg.inv(np.eye(126) - tables.flows / x)
    ghosh = np.linalg.inv(np.eye(126) - tables.flows / x[:, None])
    s, y = e / x, x - tables.flows.sum(axis=1)
    up, down = s @ leontief, ghosh @ s
    uses = np.stack([tables.final_use[:, 5 * p : 5 * p + 5].sum(axis=1) for p in range(3)], axis=1)
    footprint = (s[:, None] * (leontief @ uses)).reshape(3, 42, 3)
    others = np.zeros((3, 42))
    theirs = np.zeros((3, 42))
    for p in range(3):
        for q in range(3):
            if p != q:
                others[p] += footprint[p, :, q]
                theirs[p] += footprint[q, :, p]
    found = {
        "final_product_kt": up * y,
        "income_kt": (x - tables.flows.sum(axis=0)) * down,
        "upstream_multiplier_t_per_10k_cny": 10 * up,
        "downstream_multiplier_t_per_10k_cny": 10 * down,
        "backward_linkage": leontief.sum(axis=0) / leontief.sum(axis=0).mean(),
        "forward_linkage": ghosh.sum(axis=1) / ghosh.sum(axis=1).mean(),
        "backward_carbon_linkage": up / up.mean(),
        "forward_carbon_linkage": down / down.mean(),
        "carbon_for_others_kt": others,
        "carbon_by_others_kt": theirs,
        "carbon_balance_kt": others - theirs,
    }
    return {name: values.reshape(3, 42) for name, values in found.items()}


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_indicator_is_what_an_inverse_gives(
    graph: Graph, tables: Tables, name: str
) -> None:
    page = indicators(graph, "2017", name)
    np.testing.assert_allclose(column(page, tables), by_hand(tables)[name], rtol=1e-9, atol=1e-9)
    assert page.meta["units"] == {"value": DERIVED[name]}
    assert page.total == 126
    values = [row["value"] for row in page.rows]
    assert values == sorted(values, reverse=True)


def test_balances_of_industries_add_up_to_the_trade_of_provinces(
    graph: Graph, tables: Tables
) -> None:
    sums = column(indicators(graph, "2017", "carbon_balance_kt"), tables).sum(axis=1)
    provinces = {
        row["province"]: row["balance_kt"] for row in trade(graph, "2017", by="province").rows
    }
    assert sums.tolist() == pytest.approx([provinces[p] for p in ("BJ", "GD", "XZ")], rel=1e-9)
    assert sums.sum() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["co2_kt", "output_mcny", "betweenness", "income_kt"])
@pytest.mark.parametrize("among", ["province", "sector", "nation"])
def test_standing_is_that_of_the_group(graph: Graph, tables: Tables, name: str, among: Any) -> None:
    page = indicators(graph, "2017", name, among=among)
    values = column(page, tables)
    axis = {"province": 1, "sector": 0, "nation": None}[among]
    rank = rankdata(-values, axis=axis).reshape(3, 42)
    np.testing.assert_allclose(column(page, tables, "rank"), rank)
    size = {"province": 42, "sector": 3, "nation": 126}[among]
    np.testing.assert_allclose(column(page, tables, "percentile"), rank / size)
    total = np.asarray(values.sum(axis=axis, keepdims=axis is not None))
    share = np.where(total > 0, values / total, np.nan)
    np.testing.assert_allclose(column(page, tables, "share"), share, rtol=1e-9)


def test_what_cannot_be_added_up_has_no_share(graph: Graph) -> None:
    for name in ("carbon_balance_kt", "upstream_multiplier_t_per_10k_cny", "forward_linkage"):
        rows = indicators(graph, "2017", name, among="nation").rows
        assert {row["share"] for row in rows} == {None}
        assert rows[0]["rank"] == 1


def test_a_row_keeps_its_standing_where_only_some_are_asked_for(graph: Graph) -> None:
    whole = {row["id"]: row for row in indicators(graph, "2017", "co2_kt", among="nation").rows}
    some = indicators(graph, "2017", "co2_kt", among="nation", province="GD")
    assert some.total == 42
    assert all(row == whole[row["id"]] for row in some.rows)
    one = indicators(graph, "2017", "co2_kt", among="nation", province="GD", sector="c17e")
    assert [row["id"] for row in one.rows] == ["2017/GD/c17e"]


@pytest.mark.parametrize("among", ["province", "sector", "nation"])
def test_communities_hang_together_and_beat_one_group(
    graph: Graph, tables: Tables, among: Any
) -> None:
    found = column(indicators(graph, "2017", "community", among=among), tables)
    place = np.arange(126).reshape(3, 42)
    networks = {"province": list(place), "sector": list(place.T), "nation": [place.ravel()]}[among]
    for members in networks:
        network = nx.Graph()
        network.add_nodes_from(members.tolist())
        block = tables.flows[np.ix_(members, members)]
        both = block + block.T
        for i, j in np.argwhere(np.triu(both, 1) > 0).tolist():
            network.add_edge(int(members[i]), int(members[j]), weight=both[i, j])
        label = found.ravel()[members]
        groups = [set(members[label == g].tolist()) for g in np.unique(label)]
        assert set(np.unique(label)) == set(range(1, len(groups) + 1))
        if network.number_of_edges():
            ours = nx.community.modularity(network, groups)
            greedy = nx.community.greedy_modularity_communities(network, weight="weight")
            assert ours >= nx.community.modularity(network, greedy) - 0.02
    page = indicators(graph, "2017", "community", among=among)
    assert "rank" not in page.rows[0]
    assert all(isinstance(row["value"], int) for row in page.rows)
    assert ("modularity" in page.meta) == (among == "nation"), "of one network only"


def test_money_needs_no_emissions_and_carbon_does(graph: Graph) -> None:
    assert len(indicators(graph, "2017new", "backward_linkage").rows) == 126
    with pytest.raises(BadParameter, match="no emissions"):
        indicators(graph, "2017new", "final_product_kt")


def test_what_is_not_there_is_named_with_what_is(graph: Graph) -> None:
    with pytest.raises(BadParameter, match="joy") as raised:
        indicators(graph, "2017", "joy")
    for name in ("co2_kt", "carbon_balance_kt", "community"):
        assert name in raised.value.hint
    with pytest.raises(NotFound, match="TW"):
        indicators(graph, "2017", "co2_kt", province="TW")


@pytest.mark.parametrize(
    ("name", "carbon"),
    [
        ("output_mcny", False),
        ("betweenness", False),
        ("backward_linkage", False),
        ("community", False),
        ("co2_kt", True),
        ("intensity_output_t_per_10k_cny", True),
        ("income_kt", True),
    ],
)
def test_only_figures_of_carbon_come_with_its_boundary(
    graph: Graph, name: str, carbon: bool
) -> None:
    meta = indicators(graph, "2017", name).meta
    assert ("boundary" in meta) == ("co2_source" in meta) == carbon
    assert "citation" in meta
    if not carbon:
        with pytest.raises(BadParameter, match="of money"):
            indicators(graph, "2017", name, co2_source="mrio_row")
    assert not {"boundary", "co2_source"} & flows(graph, "2017").meta.keys()
