"""Two economies on a real Neo4j with Graph Data Science, and the first one's matrix beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_service.gds import open_gds
from graph_service.gds.engine import Gds
from graph_service.graph import Graph, open_graph
from graph_service.services.matrices import EditionArrays, edition_arrays
from tests.economy import economy, publish
from tests.neo4j_running import RunningNeo4j


@pytest.fixture(scope="module")
def economies(neo4j_server: RunningNeo4j) -> RunningNeo4j:
    neo4j_server.wipe()
    publish(neo4j_server.url, [economy("2017"), economy("2015", seed=5)])
    return neo4j_server


@pytest.fixture(scope="module")
def graph(economies: RunningNeo4j) -> Iterator[Graph]:
    opened = open_graph(economies.url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def engine(graph: Graph) -> Gds:
    return open_gds(graph.store)


@pytest.fixture(scope="module")
def arrays(graph: Graph) -> EditionArrays:
    return edition_arrays(graph, "2017")


def projected(server: RunningNeo4j) -> list[str]:
    """Names of the networks in the server's memory."""
    rows = server.run("CALL gds.graph.list() YIELD graphName RETURN graphName ORDER BY graphName")
    return [str(row["graphName"]) for row in rows]
