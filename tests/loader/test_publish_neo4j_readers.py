"""Who reads with Cypher of their own while graphs are published on a real Neo4j."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph_service.errors import GraphMoved
from graph_service.graph import open_graph
from tests.clients.documents import examples
from tests.economy import economy, publish
from tests.neo4j_running import RunningNeo4j

CLIENTS = Path(__file__).resolve().parents[2] / "docs" / "clients.md"
LABELLED = "MATCH (:Industry)-[f:SUPPLIES]->(:Industry) RETURN sum(f.value_mcny) AS mcny"
ANY = "MATCH ()-[f:SUPPLIES]->() RETURN sum(f.value_mcny) AS mcny"
ROUNDS = 2


@pytest.fixture
def server(
    neo4j_server: RunningNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunningNeo4j:
    monkeypatch.setattr("loader.target_neo4j.BUILD", tmp_path)
    neo4j_server.wipe()
    return neo4j_server


def show(server: RunningNeo4j, seed: int) -> str:
    made = publish(server.url, [economy("2017", seed=seed)], replace=True)
    return made.pointer.content_hash


def total(seed: int) -> float:
    return float(economy("2017", seed=seed).flows.sum())


def recipe() -> Any:
    """The function of the document, as it stands there."""
    (code,) = [one.code for one in examples(CLIENTS) if "def of_one_graph" in one.code]
    start, end = code.index("VERSION = "), code.index("COUNT = ")
    names: dict[str, Any] = {}
    exec(code[start:end], names)
    return names["of_one_graph"]


@pytest.fixture
def publishing(server: RunningNeo4j) -> Iterator[tuple[threading.Event, dict[str, float]]]:
    """Two graphs published in turn by a thread, their sums, and when that is over."""
    sums = {show(server, seed): total(seed) for seed in (2, 1)}
    over = threading.Event()

    def go() -> None:
        try:
            for turn in range(ROUNDS):
                show(server, 2 - turn % 2)
        finally:
            over.set()

    thread = threading.Thread(target=go)
    thread.start()
    yield over, sums
    thread.join()


def test_what_a_raw_client_reads_by_the_recipe_is_of_the_graph_that_it_names(
    server: RunningNeo4j, publishing: tuple[threading.Event, dict[str, float]]
) -> None:
    (over, sums), of_one_graph = publishing, recipe()
    seen: set[str] = set()
    with server.driver() as driver, driver.session(default_access_mode=neo4j.READ_ACCESS) as own:
        while not over.is_set():
            found = own.execute_read(of_one_graph, LABELLED)
            if found is not None:
                rows, graph = found
                assert rows[0]["mcny"] == pytest.approx(sums[graph], rel=1e-9)
                seen.add(graph)
    assert seen == set(sums)


def test_a_statement_that_counts_two_graphs_is_told_so(
    server: RunningNeo4j, publishing: tuple[threading.Event, dict[str, float]]
) -> None:
    over, sums = publishing
    both, noticed = 0, 0
    while not over.is_set():
        graph = open_graph(server.url)
        try:
            while not over.is_set():
                answer = graph.cypher(ANY, {}, timeout_s=60, max_rows=1)
                known = answer.data[0][0] == pytest.approx(sums[graph.version], rel=1e-9)
                assert known or "A pattern without labels" in str(answer.notice)
                both, noticed = both + (not known), noticed + (answer.notice is not None)
        except GraphMoved:
            continue
        finally:
            graph.close()
    assert 0 < both <= noticed
    graph = open_graph(server.url)
    quiet = graph.cypher(ANY, {}, timeout_s=60, max_rows=1)
    graph.close()
    assert quiet.notice is None
    assert quiet.data[0][0] in [pytest.approx(value, rel=1e-9) for value in sums.values()]
