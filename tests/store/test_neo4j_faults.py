"""A Neo4j server that is slow, silent, or killed, under a service that runs on.

The service is `tanlu serve` in a process of its own, asked over HTTP; it is never started again.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graph_service.store.neo4j_driver import ACQUIRE_S, POOL
from graph_service.store.neo4j_load import RETRY_S
from tests.loader.sheets import ALL, build, write
from tests.neo4j_running import RunningNeo4j, running_neo4j
from tests.serving import Service, serving
from tests.torture.loads_neo4j import LEFT, Load, loading
from tests.waiting import wait_for

LIMIT_S = 10
LONG_S = 600
COUNTS = "/api/v1/queries/catalog.counts"
READY = "/health/ready"
FROM_MEMORY = "/api/v1/editions"
FLOWS = "MATCH (:Industry)-[f:SUPPLIES]->() RETURN count(f) AS flows, sum(f.value_mcny) AS value"
ENDLESS = "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y) AS s"


@dataclass(frozen=True)
class Reply:
    """An answer as it came over HTTP, and how long it took."""

    status: int
    told: dict[str, Any]
    retry_after: str | None
    seconds: float


@dataclass(frozen=True)
class Stage:
    """A server, workbooks of three editions, and a service that answers from the first."""

    neo4j: RunningNeo4j
    files: tuple[Path, Path]
    third: Path
    service: Service

    def ask(self, path: str, body: Any = None, *, timeout: float = 300) -> Reply:
        """GET, or POST where there is a body."""
        data = None if body is None else json.dumps(body).encode()
        call = urllib.request.Request(
            self.service.address + path, data, {"content-type": "application/json"}
        )
        began = time.monotonic()
        try:
            with urllib.request.urlopen(call, timeout=timeout) as reply:
                status, headers, told = reply.status, reply.headers, json.load(reply)
        except urllib.error.HTTPError as error:
            status, headers, told = error.code, error.headers, json.load(error)
        return Reply(status, told, headers["retry-after"], time.monotonic() - began)

    def cypher(self, statement: str, **more: Any) -> Reply:
        return self.ask("/api/v1/cypher", {"statement": statement, **more})

    def await_well(self) -> None:
        """Ask until the store answers again."""
        wait_for(lambda: self.ask(READY).status == 200)

    def flows(self) -> dict[str, Any]:
        """What the store holds, told by a query that nothing keeps in memory."""
        reply = self.cypher(FLOWS)
        assert reply.status == 200, reply
        (row,) = reply.told["data"]
        return dict(row)

    def at_work(self) -> list[dict[str, object]]:
        """Statements of the service's users that the server runs."""
        return self.neo4j.run(
            "SHOW TRANSACTIONS YIELD currentQuery, metaData WHERE metaData.kind = 'ad-hoc' "
            "AND currentQuery CONTAINS 'UNWIND' RETURN currentQuery"
        )

    def await_work(self, count: int) -> None:
        """Wait until the server runs so many statements of the service's users."""
        wait_for(lambda: len(self.at_work()) == count)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The server stands still: its port takes calls, and nothing answers."""
        pid = self.neo4j.server.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("faults")
    files = tuple(
        write(
            folder / f"MRIO_{year}.xlsx",
            build(ALL, classification="ceads42_2012", year=year, name=f"Table_{year}"),
        )
        for year in (2017, 2015, 2012)
    )
    with running_neo4j(folder / "neo4j") as neo4j, pytest.MonkeyPatch.context() as patch:
        patch.setenv("TANLU_QUERY_TIMEOUT_S", str(LIMIT_S))
        patch.setenv("TANLU_CYPHER_TIMEOUT_S", str(LONG_S))
        patch.setenv("TANLU_ARRAY_CACHE", "")
        with loading(neo4j.url, files[:1]) as first:
            code, said = first.end()
            assert code == 0, said
        with serving(neo4j.url, folder) as service:
            yield Stage(neo4j, (files[0], files[1]), files[2], service)


@pytest.fixture
def well(stage: Stage) -> Iterator[Stage]:
    """The same, well before the test and, without a restart of the service, after it."""
    stage.await_well()
    yield stage
    stage.await_well()


def busy(reply: Reply) -> bool:
    """Whether an answer tells to come back, as every answer without a store must."""
    return (reply.status, reply.told["ok"]) == (503, False) and int(reply.retry_after or 0) > 0


def test_a_statement_over_its_time_is_504_and_leaves_nothing_behind(well: Stage) -> None:
    for _ in range(2):
        reply = well.cypher(ENDLESS, timeout_s=0.5)
        assert (reply.status, reply.told["code"]) == (504, "query_timeout")
        assert "0.5 s" in reply.told["error"]
        assert reply.seconds < 60
    assert well.cypher("RETURN 1 AS one").told["data"] == [{"one": 1}]
    well.await_work(0)


def test_a_server_that_stands_still_is_503_then_well_again(well: Stage) -> None:
    """More callers than the pool has connections: each is told within the limits, none hangs."""
    callers = POOL + 6
    with ThreadPoolExecutor(callers) as pool:
        with well.frozen():
            began = time.monotonic()
            replies = list(pool.map(lambda _: well.ask(READY), range(callers)))
            took = time.monotonic() - began
            assert well.ask(FROM_MEMORY).status == 200
            assert well.ask("/health").status == 200
        assert all(map(busy, replies)), replies
        told = {reply.told["error"].partition(":")[0].partition(" to ")[0] for reply in replies}
        assert f"all {POOL} connections" in told
        assert took < LIMIT_S + ACQUIRE_S + 45
        well.await_well()
        assert {reply.status for reply in pool.map(lambda _: well.ask(READY), range(callers))} == {
            200
        }


def test_a_server_that_is_slow_for_a_while_only_costs_time(well: Stage) -> None:
    with ThreadPoolExecutor(1) as pool:
        with well.frozen():
            slow = pool.submit(well.ask, COUNTS)
            time.sleep(2)
        assert slow.result().status == 200
        assert slow.result().seconds > 0.5


@dataclass(frozen=True)
class Killed:
    """What came of a kill -9 of the server, with a statement and a load at work."""

    before: dict[str, Any]
    at_work: int
    replies: list[Reply]
    from_memory: Reply
    load: tuple[int, str]
    load_s: float
    after: dict[str, Any]


@pytest.fixture(scope="module")
def killed(stage: Stage) -> Killed:
    stage.await_well()
    before = stage.flows()
    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(stage.cypher, ENDLESS, timeout_s=LONG_S)]
        stage.await_work(1)
        with loading(stage.neo4j.url, stage.files) as load:
            _await_flows(stage, load)
            at_work = len(stage.at_work())
            stage.neo4j.server.kill()
            os.killpg(load.process.pid, signal.SIGCONT)
            began = time.monotonic()
            running += [pool.submit(stage.ask, path) for path in (READY, COUNTS)]
            replies = [one.result() for one in running]
            from_memory = stage.ask(FROM_MEMORY)
            ended = load.end()
            took = time.monotonic() - began
    stage.neo4j.server.start()
    stage.await_well()
    return Killed(before, at_work, replies, from_memory, ended, took, stage.flows())


def test_a_server_killed_during_queries_is_503_and_what_is_in_memory_is_answered(
    killed: Killed,
) -> None:
    assert killed.at_work == 1
    assert len(killed.replies) == 3
    assert all(map(busy, killed.replies)), killed.replies
    assert all("no Neo4j answers" in reply.told["error"] for reply in killed.replies)
    assert killed.from_memory.status == 200


def test_a_server_killed_during_a_load_ends_the_load_with_a_clear_error(
    killed: Killed, stage: Stage
) -> None:
    code, said = killed.load
    assert code == 3, said
    assert f"no Neo4j answers at 127.0.0.1:{stage.neo4j.server.bolt_port}" in said
    assert "Traceback" not in said
    assert stage.neo4j.server.password not in said
    assert killed.load_s < RETRY_S + 60


def test_after_a_restart_the_service_answers_the_old_graph_and_the_next_load_completes(
    killed: Killed, well: Stage
) -> None:
    assert killed.after == killed.before
    assert well.neo4j.run("MATCH (b:StagedBatch) RETURN count(b) > 0 AS half") == [{"half": True}]
    with loading(well.neo4j.url, well.files) as load:
        code, said = load.end()
    assert code == 0, said
    assert well.neo4j.run(LEFT) == []
    wait_for(lambda: len(well.ask(FROM_MEMORY).told.get("data", ())) == 2)
    assert well.flows()["flows"] == 2 * killed.before["flows"]
    assert well.ask(COUNTS).status == 200


def test_a_server_that_cannot_write_says_so_and_is_well_after_its_restart(well: Stage) -> None:
    """A limit on the size of its files ends its writing as a full disk does: it stops for good."""
    before, pid = well.flows(), well.neo4j.server.pid
    assert pid is not None
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    with loading(well.neo4j.url, [well.third]) as load:
        code, said = load.end()
    assert code == 3, said
    assert "could not store the data and must be restarted" in said
    assert "a full disk is the usual reason" in said
    assert "Traceback" not in said
    reply = well.ask(READY)
    assert busy(reply)
    assert "must be restarted" in reply.told["error"]
    assert well.ask(FROM_MEMORY).status == 200
    well.neo4j.server.kill()
    well.neo4j.server.start()
    well.await_well()
    assert well.flows() == before


def test_networks_that_a_killed_server_has_lost_are_made_anew(well: Stage) -> None:
    network = "/api/v1/network?edition=2017&nation=true&engine=gds&limit=1&method="
    assert well.ask(network + "wcc").status == 200
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(well.ask, network + "betweenness")
        time.sleep(0.5)
        well.neo4j.server.kill()
    assert running.result().status == 200 or busy(running.result()), running.result()
    assert busy(well.ask(network + "scc"))
    well.neo4j.server.start()
    well.await_well()
    for method in ("scc", "betweenness", "pagerank"):
        reply = well.ask(network + method)
        assert (reply.status, reply.told["meta"]["engine"][:3]) == (200, "gds")


def _await_flows(stage: Stage, load: Load) -> None:
    """Wait until a load has written some flows, and hold it there."""
    staged = "MATCH (b:StagedBatch) WHERE b.id CONTAINS 'load.supplies' RETURN b LIMIT 1"
    with stage.neo4j.driver() as driver, driver.session(database="neo4j") as session:
        while not session.run(staged).data():
            assert load.process.poll() is None, load.end()
    os.killpg(load.process.pid, signal.SIGSTOP)
