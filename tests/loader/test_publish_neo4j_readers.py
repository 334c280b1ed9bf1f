"""Who reads with Cypher of their own while graphs are published on a real Neo4j."""

from __future__ import annotations

import contextlib
import threading
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
NOTICE = "A pattern without labels"
ROUNDS, MOST_ROUNDS = 2, 20


@pytest.fixture
def server(
    neo4j_server: RunningNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunningNeo4j:
    monkeypatch.setattr("loader.target_neo4j.BUILD", tmp_path)
    monkeypatch.setattr("graph_service.store.neo4j.PATIENCE_S", 240.0)
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


class Publishing:
    """Two graphs published in turn by a thread, for as long as a reader has not seen enough."""

    def __init__(self, server: RunningNeo4j) -> None:
        self.sums = {show(server, seed): total(seed) for seed in (2, 1)}
        self.enough, self.over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._go, args=(server,))

    def __enter__(self) -> Publishing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.enough.set()
        self._thread.join()

    def _go(self, server: RunningNeo4j) -> None:
        try:
            for turn in range(MOST_ROUNDS):
                show(server, 2 - turn % 2)
                if turn + 1 >= ROUNDS and self.enough.is_set():
                    return
        finally:
            self.over.set()


def test_what_a_raw_client_reads_by_the_recipe_is_of_the_graph_that_it_names(
    server: RunningNeo4j,
) -> None:
    of_one_graph, seen = recipe(), set[str]()
    with (
        Publishing(server) as publishing,
        server.driver() as driver,
        driver.session(default_access_mode=neo4j.READ_ACCESS) as own,
    ):
        while not publishing.over.is_set():
            found = own.execute_read(of_one_graph, LABELLED)
            if found is not None:
                rows, graph = found
                assert rows[0]["mcny"] == pytest.approx(publishing.sums[graph], rel=1e-9)
                seen.add(graph)
            if seen == set(publishing.sums):
                publishing.enough.set()
    assert seen == set(publishing.sums)


def ask(server: RunningNeo4j) -> tuple[float, str, str]:
    """The sum of all flows by a pattern without labels, the notice beside it, and the graph."""
    with contextlib.closing(open_graph(server.url)) as graph:
        answer = graph.cypher(ANY, {}, timeout_s=60, max_rows=1)
        return answer.data[0][0], str(answer.notice), graph.version


def test_no_statement_counts_two_graphs_in_silence(server: RunningNeo4j) -> None:
    with Publishing(server) as publishing:
        publishing.enough.set()
        while not publishing.over.is_set():
            with contextlib.suppress(GraphMoved):
                mcny, notice, graph = ask(server)
                of_one = mcny == pytest.approx(publishing.sums[graph], rel=1e-9)
                assert of_one or NOTICE in notice


def test_a_statement_that_counts_two_graphs_is_told_so(server: RunningNeo4j) -> None:
    show(server, 1)
    both = pytest.approx(total(1) + total(2), rel=1e-9)
    asked = []

    def watch(step: str, done: int, of: int) -> None:
        if done == of > 0 and step in ("Building the graph", "Publishing the graph"):
            asked.append(step)
            mcny, notice, _ = ask(server)
            assert mcny == both, step
            assert NOTICE in notice, step

    publish(server.url, [economy("2017", seed=2)], replace=True, progress=watch)
    assert asked == ["Building the graph", "Publishing the graph"]
    mcny, notice, _ = ask(server)
    assert (mcny, notice) == (pytest.approx(total(2), rel=1e-9), "None")
