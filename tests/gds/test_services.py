"""The same questions over HTTP to both stores: Graph Data Science on one, numpy on the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.errors import BadParameter, NotFound, QueryTimeout
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.graph import Graph, open_graph
from graph_service.live import LiveGraph
from graph_service.services.between import between
from graph_service.services.engines import engine
from graph_service.services.matrices import edition_arrays
from graph_service.services.networks import Question, networks
from graph_service.services.scope import Scope
from graph_service.services.systems import edition_system
from graph_service.settings import Settings
from tests.economy import economy, publish
from tests.gds.conftest import projected
from tests.neo4j_running import RunningNeo4j

SETTINGS = Settings(allowed_hosts=["testserver"], page_rows=20_000)
OF_CO2 = {"co2_source", "co2_file", "co2_citation", "boundary"}
SCOPES: dict[str, dict[str, Any]] = {
    "nation": {"nation": True},
    "two provinces, embodied carbon": {"provinces": "BJ,XZ", "weight": "embodied_carbon"},
    "a sector": {"sector": "c17e"},
    "a province, coefficients": {"province": "GD", "weight": "coefficient", "min_weight": 1e-3},
    "large flows": {"nation": True, "min_weight": 300.0},
}


@pytest.fixture(scope="module")
def embedded_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('gds') / 'tanlu.lbug'}"
    publish(url, [economy("2017"), economy("2015", seed=5)])
    return url


@pytest.fixture(scope="module")
def embedded(embedded_url: str) -> Iterator[Graph]:
    opened = open_graph(embedded_url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def clients(economies: RunningNeo4j, embedded_url: str) -> Iterator[tuple[TestClient, TestClient]]:
    apps = [create_app(LiveGraph(url), SETTINGS) for url in (economies.url, embedded_url)]
    with TestClient(apps[0]) as on_neo4j, TestClient(apps[1]) as on_embedded:
        yield on_neo4j, on_embedded


def ask(client: TestClient, path: str, **params: Any) -> tuple[list[dict[str, Any]], Any]:
    body = client.get(f"/api/v1/{path}", params={"edition": "2017"} | params).json()
    assert body["ok"], body
    return body["data"], body["meta"]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("method", [name for name in ALGORITHMS if name != "leiden"])
def test_both_engines_give_the_same_rows(
    clients: tuple[TestClient, TestClient], method: str, scope: str
) -> None:
    asked = SCOPES[scope] | {"method": method, "limit": 20_000}
    (ours, said), (theirs, also) = (ask(client, "network", **asked) for client in clients)
    assert (said["engine"], also["engine"]) == ("gds 2.13.9", "numpy")
    assert said["links"] == also["links"]
    assert said["total"] == also["total"] == len(ours)
    links = ALGORITHMS[method].links
    keys = ("from_industry", "to_industry") if links else ("id",)
    left, right = ({tuple(r[k] for k in keys): r for r in rows} for rows in (ours, theirs))
    assert left.keys() == right.keys()
    for column in ALGORITHMS[method].units:
        if column in ("supplier", "customer"):
            continue
        pairs = [(left[key][column], right[key][column]) for key in left]
        assert [a is None for a, _ in pairs] == [b is None for _, b in pairs]
        numbers = np.array([pair for pair in pairs if pair[0] is not None])
        size = np.abs(numbers).max(initial=0) or 1.0
        gap = np.abs(numbers[:, 0] - numbers[:, 1]).max(initial=0) if len(numbers) else 0.0
        assert gap <= ALGORITHMS[method].tolerance * size, column


@pytest.mark.parametrize("scope", SCOPES)
def test_both_engines_find_groups_of_the_same_modularity(
    clients: tuple[TestClient, TestClient], scope: str
) -> None:
    asked = SCOPES[scope] | {"method": "leiden"}
    said, also = (ask(client, "network", **asked)[1] for client in clients)
    assert said["modularity"] == pytest.approx(also["modularity"], abs=0.02)


@pytest.mark.parametrize(
    ("source", "target"), [("GD/c17e", "XZ/c1"), ("2017/BJ/c2c", "GD/c1"), ("XZ/c1", "BJ/c2c")]
)
def test_both_engines_find_the_same_chains(
    clients: tuple[TestClient, TestClient], source: str, target: str
) -> None:
    asked = {"from": source, "to": target, "k": 15}
    (ours, said), (theirs, also) = (ask(client, "chains/between", **asked) for client in clients)
    assert (said["engine"], also["engine"]) == ("gds 2.13.9", "numpy")
    assert ours == theirs
    assert [row["rank"] for row in ours] == list(range(1, 16))
    assert said["requirement"] == also["requirement"]
    assert {"source", "citation", "units", "price_basis"} <= said.keys()
    for meta in (said, also):
        assert not OF_CO2 & meta.keys()


@pytest.mark.parametrize(
    ("weight", "told"),
    [("money", set()), ("coefficient", set()), ("embodied_carbon", OF_CO2)],
)
def test_a_network_speaks_of_co2_where_there_is_some_in_it(
    clients: tuple[TestClient, TestClient], weight: str, told: set[str]
) -> None:
    for client in clients:
        _, meta = ask(client, "network", method="strengths", province="GD", weight=weight)
        assert OF_CO2 & meta.keys() == told
        assert {"source", "citation", "units", "price_basis", "synthetic"} <= meta.keys()


def test_a_chain_carries_the_product_of_its_coefficients(embedded: Graph) -> None:
    arrays = edition_arrays(embedded, "2017")
    a = arrays.flows / arrays.figures["output_mcny"]
    found = between(embedded, "2017", source="GD/c17e", target="XZ/c1", k=8)
    values = [row["value"] for row in found.rows]
    assert values == sorted(values, reverse=True)
    for row in found.rows:
        path = [arrays.ids.index(name) for name in row["path"]]
        assert row["value"] == pytest.approx(np.prod(a[path[:-1], path[1:]]), rel=1e-14)
        assert len(set(path)) == len(path) == row["steps"] + 1
    inverse = np.linalg.inv(np.eye(len(a)) - a)
    begin, end = arrays.ids.index("2017/GD/c17e"), arrays.ids.index("2017/XZ/c1")
    assert found.meta["requirement"] == pytest.approx(inverse[begin, end], rel=1e-9)
    assert 0 < found.meta["share_of_chains"] < 1


def test_shares_of_all_elementary_chains_add_up_to_the_whole_requirement() -> None:
    """Defourny and Thorbecke: the sum over all paths is the element of the inverse."""
    from graph_service.analysis.between import best_chains
    from graph_service.analysis.paths import path_multiplier

    random = np.random.default_rng(7)
    a = random.random((5, 5)) * 0.3
    inverse = np.linalg.inv(np.eye(5) - a)
    chains = best_chains(a, 0, 4, 1000)
    assert len(chains) == 16
    whole = sum(chain.value * path_multiplier(inverse, chain.path) for chain in chains)
    assert whole == pytest.approx(inverse[0, 4], rel=1e-12)


def test_who_asks_for_an_engine_gets_it_or_hears_why_not(
    graph: Graph, embedded: Graph, economies: RunningNeo4j
) -> None:
    assert engine(graph).name == engine(graph, "gds").name == "gds 2.13.9"
    assert engine(graph, "numpy").name == "numpy"
    assert engine(embedded).name == "numpy"
    assert "needs a Neo4j store" in engine(embedded).why
    with pytest.raises(BadParameter) as raised:
        engine(embedded, "gds")
    assert "needs a Neo4j store" in raised.value.hint
    asked = Question("2017", "wcc", Scope(province="BJ"))
    before = projected(economies)
    assert networks(graph, asked, wanted="numpy").meta["engine"] == "numpy"
    assert projected(economies) == before


def test_weights_of_carbon_are_flows_times_multipliers(embedded: Graph) -> None:
    system = edition_system(embedded, "2017").system
    flows = system.flows.copy()
    np.fill_diagonal(flows, 0)
    for weight, factor in (
        ("embodied_carbon", system.multipliers),
        ("direct_carbon", system.intensities),
    ):
        found = networks(embedded, Question("2017", "strengths", Scope(nation=True), weight))
        assert found.meta["units"]["out_strength"] == "kt CO2"
        wanted = flows.sum(axis=1) * factor
        np.testing.assert_allclose(found.columns["out_strength"], wanted, rtol=1e-12)


@pytest.mark.parametrize(
    ("path", "params", "said"),
    [
        ("network", {"method": "guess", "nation": True}, "no method 'guess'"),
        ("network", {"method": "wcc"}, "'province' is missing"),
        ("network", {"method": "wcc", "province": "QQ"}, "no province 'QQ'"),
        ("network", {"method": "wcc", "nation": True, "alpha": 0.1}, "alpha=0.1 cannot be used"),
        ("network", {"method": "disparity", "nation": True, "alpha": 3}, "alpha=3 cannot be used"),
        ("network", {"method": "wcc", "nation": True, "weight": "mass"}, "weight"),
        ("network", {"method": "wcc", "nation": True, "min_weight": -1}, "min_weight"),
        ("network", {"method": "wcc", "nation": True, "limit": 30_000}, "limit"),
        ("network", {"method": "wcc", "nation": True, "co2_source": "mrio_row"}, "no CO2 in it"),
        ("chains/between", {"from": "GD/c17e", "to": "GD/c17e"}, "are both 2017/GD/c17e"),
        ("chains/between", {"from": "GD/c17e", "to": "GD/none"}, "no industry 'GD/none'"),
        ("chains/between", {"from": "GD/c17e", "to": "2015/GD/c1"}, "no industry '2015/GD/c1'"),
        ("chains/between", {"from": "GD/c17e", "to": "GD/c1", "k": 201}, "k"),
        ("chains/between", {"from": "GD/c17e"}, "'to' is missing"),
        ("chains/between", {"from": "GD/c2c", "to": "GD/c1", "engine": "gds"}, "engine=gds"),
    ],
)
def test_bad_questions_are_errors_in_words(
    clients: tuple[TestClient, TestClient], path: str, params: dict[str, Any], said: str
) -> None:
    answer = clients[1].get(f"/api/v1/{path}", params={"edition": "2017"} | params)
    assert answer.status_code in (404, 422)
    assert said in answer.json()["error"]


def test_a_service_called_with_nonsense_says_so(embedded: Graph) -> None:
    with pytest.raises(BadParameter, match="k must be"):
        between(embedded, "2017", source="GD/c17e", target="GD/c1", k=0)
    with pytest.raises(NotFound):
        between(embedded, "1999", source="GD/c17e", target="GD/c1")
    with pytest.raises(BadParameter, match="no engine"):
        engine(embedded, "abacus")


def test_a_network_without_circuits_has_null_where_nothing_can_be_said(embedded: Graph) -> None:
    found = networks(embedded, Question("2017", "pagerank", Scope(province="BJ"), min_weight=1e12))
    assert found.meta["links"] == 0
    assert {row["pagerank"] for row in found.rows} == {None}


def test_where_graph_data_science_gives_up_ours_answers_unless_it_was_asked_for(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.gds.calls.MOST", 40)
    asked = Question("2017", "share_eigenvector", Scope(nation=True), min_weight=200.0)
    with pytest.raises(QueryTimeout, match="still change after 40 rounds"):
        networks(graph, asked, wanted="gds")
    for _ in range(2):
        found = networks(graph, asked)
        assert found.meta["engine"] == "numpy"
        assert "gave up: the values still change" in found.meta["engine_reason"]
    assert found.rows == networks(graph, asked, wanted="numpy").rows
