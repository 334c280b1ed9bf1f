"""Systems are kept within a bound, and who waited for one is told so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.graph import open_graph
from graph_service.live import LiveGraph
from graph_service.services import footprints, warming
from graph_service.services.systems import KEPT_BYTES, edition_system, held_bytes
from graph_service.settings import Settings
from tests import own_tables


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return own_tables.publish(tmp_path_factory.mktemp("own"))


@pytest.mark.parametrize(
    "path",
    [
        "footprints?edition=2017",
        "flows?edition=2017&from_province=GD",
        "backbone?edition=2017&province=GD",
        "backbone?edition=2017&nation=true&method=disparity&weight=embodied_carbon",
        "network?edition=2017&province=GD&method=pagerank",
        "network?edition=2017&province=GD&method=pagerank&weight=embodied_carbon",
        "indicators?edition=2017&indicator=output_mcny",
        "indicators?edition=2017&indicator=income_kt",
        "indicators?edition=2017&indicator=community",
        "chains/upstream?edition=2017&province=GD",
        "chains/downstream?edition=2017&province=GD&sector=c17e",
        "chains/ends?edition=2017&province=GD",
        "chains/between?edition=2017&from=GD/c17e&to=BJ/c1",
        "matrix/M?edition=2017",
        "linkages?edition=2017",
        "scopes?edition=2017",
        "extraction?edition=2017&industry=GD/c17e",
        "trade?edition=2017",
        "decomposition?edition=2017&base=2017new",
        "sensitivity?edition=2017&province=GD",
    ],
)
def test_the_first_answer_of_an_edition_says_that_it_is_warming_up(url: str, path: str) -> None:
    live = LiveGraph(url)
    client = TestClient(create_app(live, Settings(store=url)), base_url="http://localhost")
    first, again, other = (client.get(f"/api/v1/{one}").json() for one in (path, path, path))
    assert first["meta"]["warming_up"] is True
    assert 0 < first["meta"]["warmed_in_ms"] <= first["meta"]["elapsed_ms"]
    assert again["data"] == first["data"]
    assert not {"warming_up", "warmed_in_ms"} & (again["meta"].keys() | other["meta"].keys())
    live.close()


def test_all_who_waited_for_an_edition_are_told_so(url: str) -> None:
    graph = open_graph(url)
    barrier = threading.Barrier(8)

    def ask(_: int) -> tuple[footprints.Page, warming.Warming]:
        barrier.wait(60)
        with warming.counting() as waited:
            return footprints.accounts(graph, "2017"), waited

    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(ask, range(8)))
    assert all(page.rows == first[0][0].rows for page, _ in first)
    told = [waited.told for _, waited in first if waited.ms]
    assert told
    assert all(one["warming_up"] is True for one in told)
    with warming.counting() as waited:
        footprints.accounts(graph, "2017")
    assert waited.told == {}
    graph.close()


def test_systems_built_at_the_same_time_are_each_kept_for_their_question(tmp_path: Path) -> None:
    graph = open_graph(own_tables.publish(tmp_path))
    editions = [("2017", "mrio_row"), ("2017", "inventory"), ("2012", None), ("2017new", None)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda e: edition_system(graph, e[0], co2_source=e[1]), editions))
    for (edition, source), one in zip(editions, found, strict=True):
        again = edition_system(graph, edition, co2_source=source)
        assert again.system is one.system
    graph.close()


def test_all_matrices_of_a_system_count(tmp_path: Path) -> None:
    graph = open_graph(own_tables.publish(tmp_path))
    found = edition_system(graph, "2017")
    before = held_bytes(found)
    n = len(found.known)
    assert found.system.leontief_inverse.nbytes == 8 * n * n
    assert held_bytes(found) == before + 8 * n * n
    full_size = (8 * 1302**2) * 5  # A, B, L, G and the factors
    assert 4 * full_size < KEPT_BYTES
    assert edition_system(graph, "2017").system is found.system
    graph.close()
