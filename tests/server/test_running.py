"""The server of the tests: it is the real thing, and can be emptied."""

from __future__ import annotations

from graph_service.neo4j_jars import pinned_versions
from tests.neo4j_running import RunningNeo4j


def test_the_server_is_of_the_pinned_versions(neo4j_server: RunningNeo4j) -> None:
    pinned = pinned_versions()
    (found,) = neo4j_server.run("CALL dbms.components() YIELD name, versions, edition")
    assert (found["versions"], found["edition"]) == ([pinned.neo4j], "community")
    assert neo4j_server.run("RETURN gds.version() AS version") == [{"version": pinned.gds}]


def test_wiping_leaves_nothing(neo4j_server: RunningNeo4j) -> None:
    run = neo4j_server.run
    run("CREATE CONSTRAINT one FOR (n:Thing) REQUIRE n.id IS UNIQUE")
    run("CREATE INDEX two FOR (n:Thing) ON (n.size)")
    run("UNWIND range(1, 20000) AS i CREATE (:Thing {id: i})-[:NEXT]->(:Thing {id: -i})")
    run("MATCH (a:Thing {id: 1})-[r]->(b) RETURN gds.graph.project('left', a, b)")
    neo4j_server.wipe()
    assert run("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    assert run("SHOW CONSTRAINTS") == []
    assert [row["type"] for row in run("SHOW INDEXES")] == ["LOOKUP", "LOOKUP"]
    assert run("CALL gds.graph.list() YIELD graphName") == []
