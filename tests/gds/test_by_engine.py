"""Backbones and indicators by Graph Data Science and by our functions: the same, and who did it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_service.analysis.communities import modularity
from graph_service.analysis.methods import METHODS, WEIGHTS, Choice
from graph_service.errors import BadParameter
from graph_service.graph import Graph, open_graph
from graph_service.services.backbone import Backbone, Question, backbone, question, ready
from graph_service.services.by_engine import BACKBONES, INDICATORS, Part, engine_for
from graph_service.services.indicators import Among, indicators
from graph_service.services.matrices import edition_arrays
from graph_service.services.scope import Scope
from tests import own_tables
from tests.gds.conftest import projected
from tests.neo4j_running import RunningNeo4j

SCOPES: dict[str, dict[str, Any]] = {
    "a province": {"province": "GD"},
    "a province without CO2": {"province": "XZ"},
    "a set": {"province_set": own_tables.SET},
    "a sector across provinces": {"sector": "c17e"},
    "the nation": {"nation": True},
}
BY_STRENGTHS: list[dict[str, Any]] = [
    {"method": "disparity"},
    {"method": "disparity", "edges": 40},
    {"method": "disparity", "alpha": 0.3},
    {"method": "disparity", "adjust": True, "alpha": 0.2},
    {"method": "noise_corrected"},
    {"method": "noise_corrected", "edges": 40},
    {"method": "noise_corrected", "delta": 2.32},
    {"method": "marginal_likelihood"},
    {"method": "marginal_likelihood", "edges": 40, "adjust": True},
]


@pytest.fixture(scope="module")
def server(neo4j_server: RunningNeo4j, tmp_path_factory: pytest.TempPathFactory) -> RunningNeo4j:
    """Four editions of three provinces; the inventory has no CO2 of Tibet."""
    neo4j_server.wipe()
    own_tables.publish(tmp_path_factory.mktemp("owned"), url=neo4j_server.url)
    return neo4j_server


@pytest.fixture(scope="module")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    opened = open_graph(own_tables.publish(tmp_path_factory.mktemp("embedded")))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def graph(server: RunningNeo4j) -> Iterator[Graph]:
    opened = open_graph(server.url)
    yield opened
    opened.close()


def both(graph: Graph, **asked: Any) -> tuple[Backbone, Backbone]:
    asked |= {"co2_source": "inventory"}
    one, other = (backbone(graph, "2017", wanted=name, **asked) for name in ("gds", "numpy"))
    assert (one.meta["engine"], other.meta["engine"]) == ("gds 2.13.9", "numpy")
    return one, other


def assert_alike(one: Backbone, other: Backbone) -> None:
    """The same links and figures; scores within the tolerance, a part of the largest one."""
    size = np.abs(other.chosen.links.score).max(initial=0.0)
    gap = one.meta["tolerance"] * size
    for row, wanted in zip(one.rows, other.rows, strict=True):
        assert row == wanted | {"score": pytest.approx(wanted["score"], rel=0, abs=gap)}
    own = ("engine", "engine_reason", "tolerance", "warming_up", "warmed_in_ms")
    left, right = ({k: v for k, v in b.meta.items() if k not in own} for b in (one, other))
    assert left == right


@pytest.mark.parametrize("choice", BY_STRENGTHS, ids=str)
@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("scope", SCOPES)
def test_filters_on_strengths_of_either_engine_keep_the_same_links(
    graph: Graph, choice: dict[str, Any], weight: str, scope: str
) -> None:
    if (scope, weight) == ("a province without CO2", "direct_carbon"):
        with pytest.raises(BadParameter, match="no data, not zero"):
            both(graph, weight=weight, **choice, **SCOPES[scope])
        return
    one, other = both(graph, weight=weight, **choice, **SCOPES[scope])
    assert_alike(one, other)
    assert "by gds.degree, the filter by our function" in one.meta["engine_reason"]


@pytest.mark.parametrize("scope", [name for name in SCOPES if name != "a province without CO2"])
@pytest.mark.parametrize("weight", WEIGHTS)
def test_trees_of_shortest_ways_of_either_engine_are_the_same(
    graph: Graph, weight: str, scope: str
) -> None:
    asked: dict[str, Any] = {"method": "high_salience", "weight": weight, **SCOPES[scope]}
    assert_alike(*both(graph, **asked))
    one, other = both(graph, **asked, edges=1000)
    assert_alike(one, other)
    assert "gds.allShortestPaths.dijkstra" in one.meta["engine_reason"]


@pytest.mark.parametrize("among", ["province", "sector", "nation"])
def test_communities_of_either_engine_are_of_the_same_modularity(
    graph: Graph, among: Among
) -> None:
    arrays = edition_arrays(graph, "2017")
    place = np.arange(126).reshape(3, 42)
    networks = {"province": list(place), "sector": list(place.T), "nation": [place.ravel()]}[among]
    found = {}
    for engine in ("gds", "numpy"):
        page = indicators(graph, "2017", "community", among=among, wanted=engine)
        assert page.meta["engine"].split()[0] == engine
        found[engine] = np.zeros(126, dtype=np.int64)
        for row in page.rows:
            found[engine][arrays.ids.index(row["id"])] = row["value"]
    assert min(groups.min() for groups in found.values()) == 1
    for members in networks:
        block = arrays.flows[np.ix_(members, members)]
        ours, theirs = (modularity(block, found[name][members]) for name in ("numpy", "gds"))
        assert theirs == pytest.approx(ours, abs=0.02, nan_ok=True)


def test_one_network_is_searched_by_the_server_and_many_by_ours_unless_asked(
    graph: Graph, server: RunningNeo4j
) -> None:
    many = indicators(graph, "2017", "community", among="sector")
    assert many.meta["engine"] == "numpy"
    assert "Of 42 networks" in many.meta["engine_reason"]
    before = projected(server)
    one = indicators(graph, "2015", "community", among="sector", sector="c17e")
    assert one.meta["engine"] == "gds 2.13.9"
    assert "gds.leiden" in one.meta["engine_reason"]
    assert len(set(projected(server)) - set(before)) == 1
    assert [row["id"].split("/")[2] for row in one.rows] == ["c17e"] * 3
    whole = indicators(graph, "2015", "community", among="sector", wanted="gds")
    same = [row for row in whole.rows if row["sector"] == "c17e"]
    assert same == one.rows


def test_a_network_that_nobody_asked_for_is_not_searched(graph: Graph) -> None:
    """One province of numpy's is the same alone as among all."""
    alone = indicators(graph, "2012", "community", province="GD", wanted="numpy").rows
    every = indicators(graph, "2012", "community", wanted="numpy").rows
    assert alone == [row for row in every if row["province"] == "GD"]
    some = indicators(graph, "2012", "community", province="GD", sector="c17e", wanted="numpy")
    assert some.rows == [row for row in every if row["id"] == "2012/GD/c17e"]


@pytest.mark.parametrize(
    ("method", "told"), [item for item in BACKBONES.items() if not isinstance(item[1], Part)]
)
def test_what_the_server_cannot_do_is_done_by_ours_and_says_why(
    graph: Graph, method: str, told: str
) -> None:
    found = backbone(graph, "2017", province="GD", method=method)
    assert (found.meta["engine"], found.meta["engine_reason"]) == ("numpy", told)
    with pytest.raises(BadParameter, match=f"cannot compute {method}") as raised:
        backbone(graph, "2017", province="GD", method=method, wanted="gds")
    assert raised.value.hint.startswith(told)
    assert "disparity, noise_corrected, marginal_likelihood, high_salience" in raised.value.hint


@pytest.mark.parametrize("name", ["co2_kt", "betweenness", "income_kt", "forward_linkage"])
def test_indicators_that_the_server_cannot_compute_say_why(graph: Graph, name: str) -> None:
    page = indicators(graph, "2017", name)
    assert page.meta["engine"] == "numpy"
    assert page.meta["engine_reason"] in INDICATORS.values()
    assert indicators(graph, "2017", name, wanted="numpy").rows == page.rows
    with pytest.raises(BadParameter, match=f"cannot compute {name}") as raised:
        indicators(graph, "2017", name, wanted="gds")
    assert "It can compute: community" in raised.value.hint


def test_every_method_has_its_part_or_its_reason() -> None:
    assert list(BACKBONES) == list(METHODS)
    taking = [
        name
        for name, method in METHODS.items()
        if "given" in inspect.signature(method.choose).parameters
    ]
    assert taking == [name for name, told in BACKBONES.items() if isinstance(told, Part)]
    for told in (*BACKBONES.values(), *INDICATORS.values()):
        sentence = told.does if isinstance(told, Part) else told
        assert sentence[0].isupper()
        assert sentence.endswith(".")


def test_the_document_says_of_each_method_what_the_program_says() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "gds.md").read_text(encoding="utf-8")
    for name, told in BACKBONES.items():
        (row,) = (line for line in text.splitlines() if line.startswith(f"| `method={name}` |"))
        assert (told.does if isinstance(told, Part) else told) in row
        assert not isinstance(told, Part) or f"| {told.tolerance:g} |" in row
    for told in INDICATORS.values():
        assert (told.does if isinstance(told, Part) else told) in text


def test_an_answer_is_kept_for_each_engine_by_itself(graph: Graph) -> None:
    for wanted in ("gds", "numpy", "auto"):
        choice = Choice("disparity", edges=7)
        asked = Question("2012", Scope(province="GD"), choice, engine=wanted)
        assert ready(graph, asked) is None
        found, again = question(graph, asked), question(graph, asked)
        assert again is ready(graph, asked)
        assert again.chosen is found.chosen
        assert found.meta["engine"] == {"numpy": "numpy"}.get(wanted, "gds 2.13.9")


def test_shortest_ways_of_very_many_industries_are_ours_unless_asked(graph: Graph) -> None:
    by = [
        engine_for(graph, wanted, BACKBONES, "high_salience", size=size, of="industries")
        for wanted, size in (("auto", 500), ("auto", 501), ("gds", 501))
    ]
    assert [each.name for each in by] == ["gds 2.13.9", "numpy", "gds 2.13.9"]
    assert "Of 501 industries" in by[1].why


def test_an_engine_that_is_none_is_refused(graph: Graph) -> None:
    for method in ("top_share", "disparity"):
        with pytest.raises(BadParameter, match="no engine 'abacus'"):
            backbone(graph, "2017", province="GD", method=method, wanted="abacus")
    for name in ("co2_kt", "community"):
        with pytest.raises(BadParameter, match="no engine 'abacus'"):
            indicators(graph, "2017", name, wanted="abacus")


def test_a_store_without_the_plugin_does_all_by_ours(owned: Graph) -> None:
    for method, told in BACKBONES.items():
        meta = backbone(owned, "2017", province="GD", method=method).meta
        wanted = "needs a Neo4j store" if isinstance(told, Part) else told
        assert meta["engine"] == "numpy"
        assert wanted in meta["engine_reason"]
    with pytest.raises(BadParameter, match="engine=gds cannot be used here"):
        backbone(owned, "2017", province="GD", method="disparity", wanted="gds")
    with pytest.raises(BadParameter, match="engine=gds cannot be used here"):
        indicators(owned, "2017", "community", wanted="gds")
