"""Networks in the server: made once, shared in the process, dropped, refused when large."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import graph_service.gds
from graph_service.analysis.networks import Network
from graph_service.errors import GraphMoved, QueryTimeout, StoreUnavailable
from graph_service.gds import open_gds, why_not
from graph_service.gds.engine import Gds
from graph_service.gds.projections import LIFE_S, Projections, Specification
from graph_service.graph import Graph, open_graph
from graph_service.live import LiveGraph
from graph_service.services.networks import Question, networks
from graph_service.services.scope import Scope
from graph_service.store.neo4j import Neo4jStore, open_neo4j
from tests.economy import economy, publish
from tests.gds.conftest import projected
from tests.neo4j_running import RunningNeo4j
from tests.waiting import wait_for

ONES = (1.0,) * 126
NATION = Specification("2017", Network(ONES, ONES))


def at_least(value: float) -> Specification:
    return Specification("2017", Network(ONES, ONES, least=value))


@pytest.fixture
def store(economies: RunningNeo4j) -> Neo4jStore:
    assert projected(economies) == []
    return open_neo4j(economies.url)


def test_a_network_is_projected_once_and_dropped_with_the_store(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    engine = open_gds(store)
    engine.run("strengths", NATION)
    engine.run("pagerank", NATION)
    (name,) = projected(economies)
    assert name.startswith(f"tanlu-{str(store.pin)[:12]}-")
    engine.run("leiden", NATION)
    assert len(projected(economies)) == 2, "one without directions beside it"
    store.close()
    assert projected(economies) == []


def test_the_longest_unused_are_dropped_first(economies: RunningNeo4j, store: Neo4jStore) -> None:
    held = Projections(store, kept=2)
    names = []
    for value in (1.0, 2.0, 1.0, 3.0):
        with held.use(at_least(value)) as projection:
            names.append(projection.name)
    assert names[0] == names[2]
    assert projected(economies) == sorted([names[0], names[3]])
    held.close()
    store.close()


def test_one_in_use_stays_however_many_there_are(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Projections(store, kept=0)
    with held.use(at_least(1.0)) as first:
        with held.use(at_least(2.0)) as second:
            assert projected(economies) == sorted([first.name, second.name])
        assert projected(economies) == [first.name]
    assert projected(economies) == []
    store.close()


def test_what_nobody_asks_for_is_dropped_after_a_while(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Projections(store, idle_s=0.3)
    with held.use(NATION):
        assert len(projected(economies)) == 1
    wait_for(lambda: projected(economies) == [])
    held.close()
    store.close()


def test_one_that_is_too_old_is_made_anew_and_the_old_one_waits_for_its_users(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Projections(store)
    with held.use(NATION) as old:
        old.made -= LIFE_S
        with held.use(NATION) as fresh:
            assert fresh.name != old.name
            assert set(projected(economies)) == {old.name, fresh.name}
    assert old.name not in projected(economies)
    held.close()
    store.close()


def test_two_threads_share_one_projection(economies: RunningNeo4j, store: Neo4jStore) -> None:
    engine, answers = open_gds(store), []
    threads = [
        threading.Thread(target=lambda: answers.append(engine.run("wcc", NATION))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(projected(economies)) == 1
    store.close()


PROCESS = """
import sys
from graph_service.analysis.networks import Network
from graph_service.gds import open_gds
from graph_service.gds.projections import Specification
from graph_service.store.neo4j import open_neo4j
ones = (1.0,) * 126
open_gds(open_neo4j(sys.argv[1])).run("wcc", Specification("2017", Network(ones, ones)))
print("projected", flush=True)
sys.stdin.read()
"""


def test_another_process_keeps_its_own_until_it_is_killed_and_its_time_is_over(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    call = [sys.executable, "-c", PROCESS, economies.url]
    root = Path(graph_service.gds.__file__).parents[2]
    with subprocess.Popen(
        call, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "projected\n"
        (theirs,) = projected(economies)
        with Projections(store).use(NATION) as ours:
            assert set(projected(economies)) == {theirs, ours.name}
        other.kill()
    assert theirs in projected(economies)
    threading.Event().wait(3.0)
    with Projections(store, life_s=1.0).use(at_least(1.0)) as ours:
        assert projected(economies) == [ours.name]
    economies.run("CALL gds.graph.drop($name, false) YIELD graphName RETURN 1", name=ours.name)
    store.close()


def test_a_network_that_takes_too_much_memory_is_refused_before_it_is_made(
    economies: RunningNeo4j, store: Neo4jStore
) -> None:
    held = Projections(store, memory_bytes=1_000_000)
    with pytest.raises(QueryTimeout, match=r"126 industries .* 1 MB are allowed") as raised:
        with held.use(NATION):
            pass
    assert "fewer provinces" in raised.value.hint
    assert projected(economies) == []
    store.close()


def test_what_was_published_meanwhile_is_not_mixed_with_what_was_there(
    neo4j_server: RunningNeo4j,
) -> None:
    neo4j_server.wipe()
    publish(neo4j_server.url, [economy("2017")])
    store = open_neo4j(neo4j_server.url)
    engine = open_gds(store)
    engine.run("wcc", NATION)
    publish(neo4j_server.url, [economy("2017", seed=9)], replace=True)
    with pytest.raises(GraphMoved):
        engine.run("pagerank", NATION)
    with pytest.raises(GraphMoved):
        engine.run("wcc", at_least(1.0))
    assert len(projected(neo4j_server)) == 1
    store.close()
    assert projected(neo4j_server) == []


def test_a_service_that_moves_on_lets_the_networks_of_the_old_graph_go(
    neo4j_server: RunningNeo4j,
) -> None:
    neo4j_server.wipe()
    publish(neo4j_server.url, [economy("2017")])
    live = LiveGraph(neo4j_server.url, poll_s=0.1)
    asked = Question("2017", "wcc", Scope(nation=True))
    first = networks(live.graph(), asked)
    (old,) = projected(neo4j_server)
    publish(neo4j_server.url, [economy("2017", seed=9)], replace=True)
    live.follow(warmed=True)
    second = networks(live.graph(), asked)
    assert second.meta["links"] != first.meta["links"]

    def left() -> list[str]:
        gc.collect()
        return projected(neo4j_server)

    wait_for(lambda: old not in left())
    assert len(left()) == 1
    live.close()
    wait_for(lambda: left() == [])


def test_without_a_server_of_its_kind_it_says_why(
    economies: RunningNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(f"embedded:{tmp_path / 'tanlu.lbug'}", [economy("2017")])
    embedded = open_graph(f"embedded:{tmp_path / 'tanlu.lbug'}")
    assert "embedded store" in str(why_not(embedded.store))
    with pytest.raises(StoreUnavailable) as raised:
        open_gds(embedded.store)
    assert "needs a Neo4j store" in raised.value.hint
    embedded.close()
    routed = open_neo4j(economies.url.replace("bolt://", "neo4j://"))
    assert "bolt:// names one" in str(why_not(routed))
    routed.close()
    store = open_neo4j(economies.url)
    assert why_not(store) is None
    monkeypatch.setattr(graph_service.gds, "CLIENT", "a_package_that_is_not_there")
    assert "pip install 'tanlu[gds]'" in str(why_not(store))
    store.close()


def test_the_service_starts_without_the_client() -> None:
    code = "import sys, tanlu, graph_service.gds; print('graphdatascience' in sys.modules)"
    root = Path(graph_service.gds.__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert ran.stdout == "False\n", ran.stderr


def test_a_server_that_is_gone_is_told_within_seconds(graph: Graph, engine: Gds) -> None:
    assert isinstance(graph.store, Neo4jStore)
    other = open_neo4j(graph.store.address.url)
    gds = open_gds(other)
    gds.run("wcc", NATION)
    other.closing.clear()
    other.driver.close()
    with pytest.raises(StoreUnavailable):
        gds.run("wcc", NATION)
    assert engine.run("wcc", NATION)
