"""Graph Data Science as an engine: algorithms on networks of a store, answers as plain arrays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graph_service.errors import StoreUnavailable
from graph_service.gds import calls
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.gds.calls import Answer, Running
from graph_service.gds.projections import Projections, Specification
from graph_service.gds.runner import connect
from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_driver import AGAIN

if TYPE_CHECKING:
    from graphdatascience.graph import Graph as ProjectedGraph

RUN_S = 300.0
"""Time limit of one algorithm."""
AT_ONCE = 2
PATIENCE_S = 30.0


class Gds:
    """The engine of one store, safe under threads. Drops its projections when the store closes."""

    def __init__(
        self, store: Neo4jStore, *, run_s: float = RUN_S, projections: Projections | None = None
    ) -> None:
        self.version = store.require_gds()
        self.store = store
        self.projections = projections or Projections(store)
        self._client = connect(store, run_s)
        self._places = threading.BoundedSemaphore(AT_ONCE)
        store.closing.append(self.projections.close)

    @property
    def name(self) -> str:
        """What it calls itself in answers, such as "gds 2.13.9"."""
        return f"gds {self.version}"

    def run(self, name: str, wanted: Specification, **options: Any) -> Answer:
        """What an algorithm of ``ALGORITHMS`` tells of a network, by place in its scope.

        Raises:
            GraphMoved: another graph was published.
            QueryTimeout: it took too long, or too much memory.
            StoreUnavailable: the server does not answer, or is busy with other networks.
        """
        algorithm = ALGORITHMS[name]
        wanted = Specification(wanted.edition, wanted.network, algorithm.undirected)
        with self._running(wanted) as running:
            return algorithm.gds(running, **options)

    def chains(
        self, wanted: Specification, source: int, target: int, count: int
    ) -> list[tuple[int, ...]]:
        """Shortest elementary paths between two places in the scope; raises as :meth:`run`."""
        with self._running(wanted) as running:
            paths, begin = self._client.shortest_path, int(running.nodes[source])
            end = int(running.nodes[target])
            found = (
                paths.dijkstra.stream(running.graph, begin, end, "length")
                if count == 1
                else paths.yens.stream(
                    running.graph, begin, end, count, "length", concurrency=calls.ROUNDS_BY
                )
            )
            return [tuple(running.places(np.array(path)).tolist()) for path in found["nodeIds"]]

    def salience(self, wanted: Specification) -> npt.NDArray[np.float64]:
        """(m, m) as ``analysis.skeletons.salience_of`` by place in the scope; raises as run."""
        with self._running(wanted) as running:
            return calls.salience(running)

    @contextmanager
    def _running(self, wanted: Specification) -> Iterator[Running]:
        if not self._places.acquire(timeout=PATIENCE_S):
            raise StoreUnavailable(f"{AT_ONCE} networks are being worked on", hint=AGAIN)
        try:
            with self.projections.use(wanted) as projection:
                yield Running(
                    self._client,
                    self._graph(projection.name),
                    projection.nodes,
                    projection.links,
                    wanted,
                    self.store,
                )
        finally:
            self._places.release()

    def _graph(self, name: str) -> ProjectedGraph:
        try:
            return self._client.graph.get(name)
        except ValueError as error:
            raise StoreUnavailable("Neo4j has just lost the network", hint=AGAIN) from error
