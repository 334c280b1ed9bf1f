"""A real Neo4j server for the tests: one for a whole run, in a folder of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import neo4j

from graph_service.neo4j_jars import Fetched
from graph_service.neo4j_server import ADDRESS, USER, Neo4jServer
from loader.target_neo4j import Neo4jTarget
from tests.ports import free_port

EMPTYING = (
    "CALL gds.graph.list() YIELD graphName CALL gds.graph.drop(graphName) YIELD graphName AS gone "
    "RETURN count(gone)",
    "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 50000 ROWS",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
)
STRUCTURE = {
    "CONSTRAINT": "SHOW CONSTRAINTS YIELD name",
    "INDEX": "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'",
}


@dataclass(frozen=True)
class RunningNeo4j:
    """A running server, what getting it took, and how to empty it.

    Neo4j Community has one database: what uses this cannot run beside another that does.
    """

    server: Neo4jServer
    fetched: Fetched
    start_s: float

    @property
    def url(self) -> str:
        """Store URL with user and password."""
        return self.server.url

    def driver(self, **settings: object) -> neo4j.Driver:
        """A driver of the caller's, to be closed by it; speaks Cypher without Tanlu."""
        address = f"bolt://{ADDRESS}:{self.server.bolt_port}"
        return neo4j.GraphDatabase.driver(
            address,
            auth=(USER, self.server.password),
            notifications_min_severity="OFF",
            **settings,
        )

    def run(self, text: str, **params: object) -> list[dict[str, object]]:
        """Rows of one statement in a transaction of its own, as an administrator."""
        with self.driver() as driver, driver.session(database="neo4j") as session:
            return session.run(text, params).data()

    def wipe(self) -> None:
        """Empty the database: projected graphs, relationships, nodes, constraints, indexes."""
        with self.driver() as driver, driver.session(database="neo4j") as session:
            for statement in EMPTYING:
                session.run(statement).consume()
            for kind, listed in STRUCTURE.items():
                for row in session.run(listed).data():
                    session.run(f"DROP {kind} `{row['name']}`").consume()

    def told(self) -> str:
        """What getting and starting it took, in a sentence."""
        fetched = self.fetched
        got = (
            f"fetched in {fetched.seconds:.0f} s, {fetched.downloaded_mb:.0f} MB downloaded"
            if fetched.seconds
            else "fetched before"
        )
        size = f"{fetched.size_mb:.0f} MB of jars"
        return f"{fetched.folder.name}: {got} ({size}); started in {self.start_s:.0f} s"


@contextmanager
def running_neo4j(
    home: Path,
    *,
    http: bool = False,
    extra: tuple[str, ...] = (),
    before: Callable[[Neo4jServer], None] | None = None,
) -> Iterator[RunningNeo4j]:
    """A server on free ports with an empty database, ended at once afterwards.

    ``extra`` are further lines of its configuration; ``before`` may put a database into the
    server's folder, which has its settings then.
    """
    bolt = free_port()
    other = next(port for port in iter(free_port, None) if port != bolt) if http else 0
    server = Neo4jServer(home, bolt, other, "1g", "256m", extra=extra)
    fetched = server.fetch()
    if before is not None:
        server.prepare()
        before(server)
    began = time.monotonic()
    server.start(fresh=before is None)
    try:
        yield RunningNeo4j(server, fetched, time.monotonic() - began)
    finally:
        server.kill()
        shutil.rmtree(Neo4jTarget(server.url).folder, ignore_errors=True)
