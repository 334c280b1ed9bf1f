"""What stands between a user's Cypher and a real server, each wall by itself.

The rows are what a server lets pass in a READ transaction, measured; the guard, the plan and the
settings in ``deploy/neo4j/neo4j.conf`` are there because of them.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import NamedTuple

import neo4j
import pytest

from graph_service.errors import QueryFailed, QueryTimeout, Refused
from graph_service.store.guard_neo4j import PROCEDURES, guard
from graph_service.store.neo4j import Neo4jStore, open_neo4j
from tests.neo4j_running import RunningNeo4j
from tests.waiting import wait_for

CONTENT = (
    "CREATE CONSTRAINT province_code FOR (p:Province) REQUIRE p.code IS UNIQUE",
    "CREATE (:GraphVersion {content_hash: 'one', schema_version: 2, synthetic: true})",
    "UNWIND range(1, 20) AS n CREATE (:Province {code: 'P' + n, name_en: 'x', n: n})",
    "MATCH (a:Province), (b:Province) WHERE a.n < b.n CREATE (a)-[:SUPPLIES]->(b)",
)
COUNTED = (
    "MATCH (n) WITH count(n) AS nodes MATCH ()-[r]->() RETURN nodes, count(r) AS links",
    "SHOW INDEXES YIELD name RETURN count(name) AS indexes",
    "SHOW USERS YIELD user RETURN collect(user) AS users",
    "CALL gds.graph.list() YIELD graphName RETURN count(graphName) AS projected",
    "CALL db.labels() YIELD label RETURN count(label) AS labels",
)
REFUSED = "Statement.AccessMode"
ABSENT = "Procedure.ProcedureNotFound"
BLOCKED = "Statement.ExternalResourceFailed"
ALLOWED = ""


class Row(NamedTuple):
    """A statement, its type by EXPLAIN (None: that fails), and what READ mode makes of it."""

    text: str
    kind: str | None
    outcome: str


ROWS = (
    Row("CREATE (:X)", "w", REFUSED),
    Row("MATCH (p:Province) SET p.x = 1", "w", REFUSED),
    Row("MATCH (p:Province) REMOVE p.name_en", "w", REFUSED),
    Row("MATCH (p:Province) DETACH DELETE p", "w", REFUSED),
    Row("FOREACH (x IN [1] | CREATE (:X))", "w", REFUSED),
    Row("MATCH (p:Province) CALL (p) { SET p.x = 1 } IN TRANSACTIONS", "w", REFUSED),
    Row("PROFILE CREATE (:X)", None, REFUSED),
    Row("MERGE (p:Province {code: 'P1'}) RETURN p", "rw", REFUSED),
    Row("CALL { CREATE (x:X) RETURN x } RETURN x", "rw", REFUSED),
    Row("CALL gds.pageRank.write('g', {writeProperty: 'x'})", None, ABSENT),
    Row("CALL gds.graph.nodeProperties.write('g', ['x'])", None, ABSENT),
    Row("CALL dbms.upgrade()", "rw", REFUSED),
    Row("CALL db.createLabel('X')", "w", REFUSED),
    Row("CALL db.createProperty('xx')", "w", REFUSED),
    Row("CALL db.createRelationshipType('XX')", "w", REFUSED),
    Row("CREATE INDEX xx FOR (p:Province) ON (p.name_en)", "s", REFUSED),
    Row("DROP CONSTRAINT province_code", "s", REFUSED),
    Row("CREATE USER a SET PASSWORD 'password'", "s", REFUSED),
    Row("ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'password'", "s", REFUSED),
    Row("CREATE DATABASE d", None, REFUSED),
    Row("STOP DATABASE neo4j", None, REFUSED),
    Row("EXPLAIN CREATE (:X)", "w", ALLOWED),
    Row("SHOW USERS", "s", ALLOWED),
    Row("SHOW DATABASES", "s", ALLOWED),
    Row("CALL dbms.components()", "s", ALLOWED),
    Row("CALL dbms.listConfig()", "s", ALLOWED),
    Row("CALL dbms.listConnections()", "s", ALLOWED),
    Row("CALL dbms.killConnection('bolt-999999')", "s", ALLOWED),
    Row("CALL db.clearQueryCaches()", "s", ALLOWED),
    Row("CALL tx.setMetaData({a: 1})", "s", ALLOWED),
    Row("TERMINATE TRANSACTION 'neo4j-transaction-999999'", "r", ALLOWED),
    Row("SHOW SETTINGS", "r", ALLOWED),
    Row("CALL db.resampleIndex('province_code')", "r", ALLOWED),
    Row("CALL db.prepareForReplanning()", "r", ALLOWED),
    Row("CALL db.stats.collect('QUERIES')", "r", ALLOWED),
    Row("CALL gds.graph.project('g', 'Province', 'SUPPLIES')", "r", ALLOWED),
    Row("MATCH (p:Province)-->(q) RETURN gds.graph.project('h', p, q)", "r", ALLOWED),
    Row("CALL gds.pageRank.stream('g')", "r", ALLOWED),
    Row("CALL gds.pageRank.mutate('g', {mutateProperty: 'x'})", None, ABSENT),
    Row("CALL gds.graph.export('g', {dbName: 'stolen'})", None, ABSENT),
    Row("CALL gds.graph.export.csv('g', {exportName: 'x'})", None, ABSENT),
    Row("CALL gds.graph.drop('g')", "r", ALLOWED),
    Row("CALL gds.graph.drop('h')", "r", ALLOWED),
    Row("LOAD CSV FROM 'file:///x.csv' AS row RETURN row", "r", BLOCKED),
    Row("LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row", "r", BLOCKED),
    Row("LOAD CSV FROM 'file:///../../etc/passwd' AS row RETURN row", "r", BLOCKED),
    Row("LOAD CSV FROM 'http://127.0.0.1:{port}/x' AS row RETURN row", "r", BLOCKED),
    Row("LOAD CSV FROM 'http://localhost:{port}/x' AS row RETURN row", "r", BLOCKED),
    Row("LOAD CSV FROM 'ftp://127.0.0.1:{port}/x' AS row RETURN row", "r", BLOCKED),
    Row("UNWIND [1] AS x CALL (x) { RETURN x AS y } IN TRANSACTIONS RETURN y", "r", ALLOWED),
    Row("CALL apoc.help('x')", None, ABSENT),
)
IDS = [row.text[:50] for row in ROWS]


class Listener:
    """A port of this machine that answers nothing and counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        kept = []
        while True:
            kept.append(self._socket.accept())
            self.came += 1


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener()


@pytest.fixture(scope="module")
def server(neo4j_server: RunningNeo4j) -> RunningNeo4j:
    neo4j_server.wipe()
    for statement in CONTENT:
        neo4j_server.run(statement)
    return neo4j_server


@pytest.fixture(scope="module")
def store(server: RunningNeo4j) -> Iterator[Neo4jStore]:
    opened = open_neo4j(server.url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def driver(server: RunningNeo4j) -> Iterator[neo4j.Driver]:
    with server.driver() as opened:
        yield opened


def state(server: RunningNeo4j) -> list[object]:
    databases = sorted(path.name for path in (server.server.home / "data" / "databases").iterdir())
    return [databases, *(server.run(statement) for statement in COUNTED)]


def past_the_guard(store: Neo4jStore, text: str) -> object:
    return store.run_graph(text, {}, timeout_s=60, max_rows=10)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_guard_refuses_it(row: Row) -> None:
    with pytest.raises(Refused):
        guard(row.text)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_past_the_guard_its_type_or_its_plan_is_refused(
    store: Neo4jStore, server: RunningNeo4j, listener: Listener, row: Row
) -> None:
    before = state(server)
    with pytest.raises((Refused, QueryFailed)) as caught:
        past_the_guard(store, row.text.replace("{port}", str(listener.port)))
    if row.kind is not None and not row.text.startswith("EXPLAIN"):
        assert isinstance(caught.value, Refused)
    assert state(server) == before
    assert listener.came == 0


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_read_mode_and_the_settings_make_of_it_what_was_measured(
    driver: neo4j.Driver, listener: Listener, row: Row
) -> None:
    text = row.text.replace("{port}", str(listener.port))
    with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
        try:
            list(session.run(neo4j.Query(text, timeout=240)))
            code = ALLOWED
        except neo4j.exceptions.Neo4jError as error:
            code = str(error.code)
    assert code.endswith(row.outcome)
    assert (code == ALLOWED) == (row.outcome == ALLOWED)
    assert listener.came == 0
    try:
        with driver.session(default_access_mode=neo4j.READ_ACCESS) as session:
            kind = session.run("EXPLAIN " + text).consume().query_type
    except neo4j.exceptions.Neo4jError:
        kind = None
    assert kind == row.kind


def test_after_all_of_them_the_graph_is_as_it_was(server: RunningNeo4j) -> None:
    nodes, *_ = server.run("MATCH (n) WHERE NOT n:GraphVersion RETURN count(n) AS n")
    assert nodes == {"n": 20}
    assert server.run("MATCH ()-[r]->() RETURN count(r) AS n") == [{"n": 190}]
    assert server.run("CALL gds.graph.list() YIELD graphName RETURN graphName") == []


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_every_listed_procedure_can_be_called(store: Neo4jStore, name: str) -> None:
    call = f"CALL {name}('x')" if name == "gds.graph.exists" else f"CALL {name}()"
    guard(call)
    assert past_the_guard(store, call) is not None


def test_an_endless_query_ends_at_its_time(
    store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.store.neo4j.GRACE_S", 120.0)
    began = time.monotonic()
    with pytest.raises(QueryTimeout, match="1 s"):
        store.run_graph(
            "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y) AS s",
            {},
            timeout_s=1,
            max_rows=10,
        )
    assert time.monotonic() - began < 110
    with pytest.raises(QueryTimeout):
        store.run(
            "UNWIND range(1, 100000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y) AS s",
            {},
            timeout_s=1,
        )


def test_one_cell_that_is_larger_than_this_machine_ends_at_the_limits(
    store: Neo4jStore, server: RunningNeo4j
) -> None:
    """The server's clock is not looked at while an answer is sent; the process is killed."""
    began = time.monotonic()
    with pytest.raises(QueryTimeout):
        store.run_graph("RETURN range(1, 1000000000) AS x", {}, timeout_s=3, max_rows=10)
    assert time.monotonic() - began < 90
    rows = store.run_graph("RETURN 1 AS x", {}, timeout_s=120, max_rows=10)
    assert rows.data == [(1,)]
    waiting = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS '1000000000' "
    sent = waiting + "AND NOT currentQuery CONTAINS 'SHOW' RETURN 1 AS n"
    wait_for(lambda: not server.run(sent), every_s=0.5)


def test_a_statement_that_fills_the_memory_ends_and_the_server_goes_on(store: Neo4jStore) -> None:
    with pytest.raises(QueryTimeout):
        store.run_graph(
            "UNWIND range(1, 100000000) AS x RETURN size(collect([x, x + 1])) AS n",
            {},
            timeout_s=60,
            max_rows=10,
        )
    assert past_the_guard(store, "RETURN 1 AS x") is not None


def test_a_large_answer_is_cut_and_said(store: Neo4jStore) -> None:
    rows = store.run_graph("UNWIND range(1, 500) AS x RETURN x", {}, timeout_s=60, max_rows=100)
    assert (len(rows.data), rows.truncated) == (100, True)
    text = "UNWIND range(1, 400) AS x RETURN x, range(1, 10000) AS numbers"
    rows = store.run_graph(text, {}, timeout_s=240, max_rows=1000)
    assert rows.truncated
    assert 100 < len(rows.data) < 400


def test_a_mistake_is_said_with_its_place(store: Neo4jStore) -> None:
    with pytest.raises(QueryFailed, match=r"line 1, column 8\)") as caught:
        past_the_guard(store, "RETURN nothing")
    assert "db.labels" in caught.value.hint
    with pytest.raises(QueryFailed, match=r"line 2, column 1"):
        past_the_guard(store, "RETURN 1\nRETURM 2")
