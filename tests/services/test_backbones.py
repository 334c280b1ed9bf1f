"""Backbones of provinces, sets, sectors and the nation, against tables and other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import minimum_spanning_tree

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services import backbone, catalog
from graph_service.services.matrices import edition_arrays
from graph_service.services.systems import edition_system
from loader.layout import Tables
from tests.economy import economy, publish

SCOPES: dict[str, dict[str, Any]] = {
    "province": {"province": "GD"},
    "provinces": {"provinces": ("XZ", "BJ")},
    "set": {"province_set": "jing_jin_ji"},
    "sector": {"sector": "c17e"},
    "sector of some": {"sector": "c17e", "provinces": ("BJ", "GD")},
    "nation": {"nation": True},
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="module")
def graph(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('backbones') / 'tanlu.lbug'}"
    publish(url, [tables, economy("2017new", classification="ceads42_2017", seed=2, co2=False)])
    graph = open_graph(url)
    yield graph
    graph.close()


def members(tables: Tables, scope: str) -> list[int]:
    """Positions by hand: BJ, GD and XZ are the provinces of this economy, 42 sectors each."""
    c17e = tables.sectors.index("c17e")
    return {
        "province": [*range(42, 84)],
        "provinces": [*range(42), *range(84, 126)],
        "set": [*range(42)],
        "sector": [c17e, 42 + c17e, 84 + c17e],
        "sector of some": [c17e, 42 + c17e],
        "nation": [*range(126)],
    }[scope]


def embodied(tables: Tables) -> np.ndarray:
    """diag(s'(I - A)^-1) Z by an inverse of numpy."""
    assert tables.co2 is not None
    inverse = np.linalg.inv(np.eye(126) - tables.flows / tables.output)
    return (tables.co2 / tables.output @ inverse)[:, None] * tables.flows


def place(tables: Tables, row: dict[str, Any], end: str) -> int:
    provinces = ("BJ", "GD", "XZ")
    sector = tables.sectors.index(row[f"{end}_sector"])
    return provinces.index(row[f"{end}_province"]) * 42 + sector


@pytest.mark.parametrize("scope", [name for name in SCOPES if name != "set"])
def test_a_scope_holds_the_flows_between_its_industries_and_no_other(
    graph: Graph, tables: Tables, scope: str
) -> None:
    positions = members(tables, scope)
    block = tables.flows[np.ix_(positions, positions)]
    found = backbone.backbone(graph, "2017", **SCOPES[scope], edges=10_000_000)
    assert [row["value_mcny"] for row in found.rows] == sorted(block[block > 0], reverse=True)
    assert found.meta["cells"] == block.size
    assert found.meta["industries"] == len(positions)
    assert found.meta["money_cover"] == pytest.approx(1)
    for row in found.rows[:50]:
        value = tables.flows[place(tables, row, "from"), place(tables, row, "to")]
        assert row["value_mcny"] == value
        assert row["share"] == pytest.approx(value / block.sum())


def test_a_set_whose_other_members_the_edition_lacks_is_refused_by_name(graph: Graph) -> None:
    with pytest.raises(NotFound, match="TJ"):
        backbone.backbone(graph, "2017", **SCOPES["set"])


def test_the_nation_in_cypher_is_the_nation_in_the_service(graph: Graph) -> None:
    text = (
        "MATCH (a:Industry)-[f:SUPPLIES]->(b:Industry) WHERE a.edition = '2017' "
        "RETURN a.province AS p, a.sector AS s, b.province AS q, b.sector AS t, f.value_mcny AS v "
        "ORDER BY v DESC LIMIT 40"
    )
    asked = graph.cypher(text, {}, timeout_s=60, max_rows=40).data
    rows = backbone.backbone(graph, "2017", nation=True, edges=40).rows
    columns = ("from_province", "from_sector", "to_province", "to_sector", "value_mcny")
    assert [[row[name] for name in columns] for row in rows] == [list(row) for row in asked]


@pytest.mark.parametrize("scope", ["province", "provinces", "nation"])
def test_every_method_answers_with_quality_figures_by_hand(
    graph: Graph, tables: Tables, scope: str
) -> None:
    positions = members(tables, scope)
    money = tables.flows[np.ix_(positions, positions)]
    carbon = embodied(tables)[np.ix_(positions, positions)]
    for method in backbone.METHODS:
        edges = {} if method == "spanning_tree" else {"edges": 60 + len(positions)}
        found = backbone.backbone(graph, "2017", **SCOPES[scope], method=method, **edges)
        at = [
            (positions.index(place(tables, row, "from")), positions.index(place(tables, row, "to")))
            for row in found.rows
        ]
        meta, cells = found.meta, tuple(np.array(at).T)
        assert meta["edges"] == len(found) == len(set(at)) == edges.get("edges", len(at))
        assert meta["money_cover"] == pytest.approx(money[cells].sum() / money.sum())
        assert meta["carbon_cover"] == pytest.approx(carbon[cells].sum() / carbon.sum())
        assert meta["carbon_cover"] <= meta["carbon_bound"] + 1e-12
        assert meta["carbon_cover_links"] <= meta["carbon_bound_links"] + 1e-12
        network = nx.DiGraph([ends for ends in at if ends[0] != ends[1]])
        assert meta["sectors_reached"] == len(network)
        assert meta["components"] == nx.number_weakly_connected_components(network)
        reach = sum(len(nx.descendants(network, node)) for node in network)
        assert meta["reachable_pairs"] == reach
        assert {"boundary", "co2_source", "citation", "no_data", "units"} <= meta.keys()


def test_the_carbon_bound_is_the_sum_of_the_heaviest_cells(graph: Graph, tables: Tables) -> None:
    carbon = embodied(tables)[42:84, 42:84]
    meta = backbone.backbone(graph, "2017", province="GD").meta
    assert meta["self_loops"] > 0
    heaviest = np.sort(carbon, axis=None)[-88:].sum()
    assert meta["carbon_bound"] == pytest.approx(heaviest / carbon.sum())
    links = carbon - np.diag(carbon.diagonal())
    heaviest = np.sort(links, axis=None)[-(88 - meta["self_loops"]) :].sum()
    assert meta["carbon_bound_links"] == pytest.approx(heaviest / links.sum())


@pytest.mark.parametrize("weight", ["embodied_carbon", "direct_carbon"])
def test_carbon_weights_rank_links_and_money_stands_beside(
    graph: Graph, tables: Tables, weight: str
) -> None:
    assert tables.co2 is not None
    carbon = embodied(tables)
    if weight == "direct_carbon":
        carbon = (tables.co2 / tables.output)[:, None] * tables.flows
    found = backbone.backbone(graph, "2017", nation=True, weight=weight, edges=500)
    values = np.sort(carbon, axis=None)[::-1][:500]
    assert [row["co2_kt"] for row in found.rows] == pytest.approx(values.tolist(), rel=1e-10)
    assert [row["rank"] for row in found.rows] == list(range(1, 501))
    for row in found.rows[:20]:
        i, j = place(tables, row, "from"), place(tables, row, "to")
        assert row["value_mcny"] == tables.flows[i, j]
        assert row["co2_kt"] == pytest.approx(carbon[i, j], rel=1e-10)
        assert row["share"] == pytest.approx(carbon[i, j] / carbon.sum())
    assert found.meta["units"]["co2_kt"] == "kt CO2"
    assert found.meta["carbon_weight"] == weight


def best_sum(weights: np.ndarray, edges: int) -> float:
    """The heaviest connected links by networkx: Kruskal's tree, then the heaviest others."""
    links = [(i, j) for i, j in np.argwhere(weights > 0).tolist() if i != j]
    graph = nx.Graph()
    for i, j in links:
        graph.add_edge(i, j, weight=max(weights[i, j], weights[j, i]))
    tree = [w for _, _, w in nx.maximum_spanning_tree(graph).edges.data("weight")]
    rest = sorted(weights[i, j] for i, j in links)
    for weight in tree:
        rest.remove(weight)
    return sum(tree) + sum(rest[len(rest) - (edges - len(tree)) :])


@pytest.mark.parametrize("scope", ["provinces", "sector", "nation"])
def test_the_carbon_cover_is_the_optimum_and_connects_all(
    graph: Graph, tables: Tables, scope: str
) -> None:
    positions = members(tables, scope)
    carbon = embodied(tables)[np.ix_(positions, positions)]
    links = carbon - np.diag(carbon.diagonal())
    edges = min(len(positions) + 30, np.count_nonzero(links))
    found = backbone.backbone(graph, "2017", **SCOPES[scope], method="carbon_cover", edges=edges)
    assert found.meta["weight"] == "embodied_carbon"
    assert found.meta["carbon_cover_links"] == pytest.approx(best_sum(carbon, edges) / links.sum())
    assert found.meta["proof"]["covered"] == pytest.approx(found.meta["carbon_cover_links"])
    assert found.meta["proof"]["gap"] == 0
    assert found.meta["components"] == 1
    assert found.meta["sectors_reached"] == found.meta["sectors_active"]


def test_the_fewest_links_for_a_cover_cannot_be_fewer(graph: Graph, tables: Tables) -> None:
    carbon = embodied(tables)
    total = carbon.sum() - np.trace(carbon)
    found = backbone.backbone(graph, "2017", nation=True, method="carbon_cover", cover=0.8)
    assert found.meta["carbon_cover_links"] >= 0.8
    assert best_sum(carbon, len(found) - 1) / total < 0.8
    assert found.meta["proof"]["least_edges"] == len(found)


def test_a_floor_of_money_is_kept_and_an_impossible_one_is_proved(
    graph: Graph, tables: Tables
) -> None:
    money = tables.flows[42:84, 42:84]
    most = best_sum(money, 88) / (money.sum() - np.trace(money))
    asked = {"province": "GD", "method": "carbon_cover", "edges": 88}
    found = backbone.backbone(graph, "2017", **asked, money_floor=0.999 * most)
    assert found.meta["money_cover_links"] >= 0.999 * most
    assert found.meta["proof"]["bound"] >= found.meta["carbon_cover_links"]
    assert found.meta["proof"]["gap"] < 0.005
    with pytest.raises(BadParameter, match=f"the most is {most:.2%}"):
        backbone.backbone(graph, "2017", **asked, money_floor=most + 0.01)


def test_direct_carbon_of_industries_without_emissions_still_connects(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    tables = economy()
    assert tables.co2 is not None
    tables.co2[:] = 0.0
    tables.co2[42] = 5.0
    url = f"embedded:{tmp_path_factory.mktemp('zeros') / 'tanlu.lbug'}"
    publish(url, [tables])
    graph = open_graph(url)
    found = backbone.backbone(
        graph, "2017", province="GD", method="carbon_cover", weight="direct_carbon", edges=60
    )
    graph.close()
    assert found.meta["sectors_reached"] == 42
    assert min(row["co2_kt"] for row in found.rows) == 0
    assert all(1 <= row["weight"] <= 40 for row in found.rows)


def test_an_edition_without_emissions_has_money_and_no_carbon(graph: Graph) -> None:
    meta = backbone.backbone(graph, "2017new", province="GD").meta
    assert (meta["carbon_cover"], meta["carbon_bound"], meta["carbon_weight"]) == (None,) * 3
    for asked in ({"method": "carbon_cover"}, {"weight": "direct_carbon"}):
        with pytest.raises(BadParameter, match="there are none"):
            backbone.backbone(graph, "2017new", province="GD", **asked)
    money = {"method": "carbon_cover", "weight": "money"}
    assert len(backbone.backbone(graph, "2017new", province="GD", **money)) == 88


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "'province' is missing"),
        ({"province": "GD", "nation": True}, "exclude each other"),
        ({"province": "GD", "method": "spanning_tree", "edges": 5}, "takes no edges"),
        ({"province": "GD", "cover": 0.5}, "takes no cover"),
        ({"province": "GD", "method": "disparity", "alpha": 1.5}, "alpha"),
        ({"province": "GD", "method": "noise_corrected", "delta": 0.0}, "delta"),
        ({"province": "GD", "method": "noise_corrected", "delta": np.inf}, "above 0 and finite"),
        ({"province": "GD", "method": "high_salience", "salience": -1.0}, "salience"),
        ({"province": "GD", "weight": "gold"}, "gold"),
        ({"province": "GD", "method": "carbon_cover", "edges": 60, "cover": 0.5}, "exclude"),
        ({"province": "GD", "method": "carbon_cover", "edges": 5}, "cannot connect"),
        ({"province": "GD", "method": "carbon_cover", "edges": 5000}, "there are no 5000"),
        ({"province": "GD", "method": "carbon_cover", "cover": 1.1}, "cover"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_what_can(
    graph: Graph, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadParameter, match=said) as raised:
        backbone.backbone(graph, "2017", **asked)
    assert raised.value.hint or "must" in raised.value.message


def test_an_industry_alone_has_no_link_but_its_own(graph: Graph, tables: Tables) -> None:
    c17e = tables.sectors.index("c17e")
    own = tables.flows[42 + c17e, 42 + c17e]
    for method in backbone.METHODS:
        for more in ({}, {"strong": True} if method == "carbon_cover" else {}):
            found = backbone.backbone(
                graph, "2017", province="GD", sector="c17e", method=method, **more
            )
            assert (len(found), found.meta["sectors_reached"]) == (0, 0), method
    found = backbone.backbone(graph, "2017", province="GD", sector="c17e", edges=1)
    assert [row["value_mcny"] for row in found.rows] == ([own] if own else [])


@pytest.mark.slow
def test_the_carbon_cover_of_the_whole_nation_is_the_optimum_in_every_edition(full: Graph) -> None:
    """By scipy's spanning tree: each pair in its stronger direction, then the heaviest others."""
    for about in catalog.editions(full):
        arrays, edges = edition_arrays(full, about["id"]), 5_000
        found = backbone.backbone(
            full, about["id"], nation=True, method="carbon_cover", edges=edges
        )
        system = edition_system(full, about["id"]).system
        carbon = system.multipliers[:, None] * np.where(arrays.flows > 0, arrays.flows, 0.0)
        np.fill_diagonal(carbon, 0.0)
        either = np.maximum(carbon, carbon.T)
        tree = minimum_spanning_tree(csr_array(np.triu(-either))).tocoo()
        i, j = tree.coords
        down = carbon[i, j] >= carbon[j, i]
        rest = carbon.copy()
        rest[np.where(down, i, j), np.where(down, j, i)] = 0.0
        others = np.sort(rest, axis=None)[::-1][: edges - len(i)]
        best = others.sum() - tree.data.sum()
        assert found.meta["carbon_cover_links"] == pytest.approx(best / carbon.sum(), rel=1e-9)
        assert found.meta["components"] == 1
        assert found.meta["sectors_reached"] == found.meta["sectors_active"]
        assert found.meta["cells"] == 1302**2
