"""The client of Graph Data Science on our store: our sessions, time limits and errors.

Each call is one read transaction that ends by looking at the published graph, as all reading of
the store is. The client's own way would try for ten minutes to reach a server that is gone.
"""

from __future__ import annotations

from typing import Any

import neo4j
from graphdatascience import GraphDataScience
from graphdatascience.query_runner.neo4j_query_runner import Neo4jQueryRunner
from graphdatascience.query_runner.query_type import QueryType
from pandas import DataFrame

from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_driver import check_published


class StoreRunner(Neo4jQueryRunner):
    """Runs the client's statements through a store; ``timeout_s`` is the limit of each."""

    def __init__(self, store: Neo4jStore, timeout_s: float) -> None:
        super().__init__(store.driver, store.address.scheme, show_progress=False)
        self._store = store
        self._timeout_s = timeout_s

    def run_cypher(
        self,
        query: str,
        query_type: QueryType,  # noqa: ARG002 - what the client says of itself; not needed
        params: dict[str, Any] | None = None,
        *_: Any,
        **__: Any,
    ) -> DataFrame:
        """The rows of a statement; raises what :meth:`Neo4jStore.read` does."""
        published = self._store.queries["server.published"].text

        def work(tx: neo4j.ManagedTransaction) -> DataFrame:
            result = tx.run(query, params or {})
            names = list(result.keys())
            rows = [record.values() for record in result]
            check_published(tx.run(published), self._store.pin)
            return DataFrame(rows, columns=names)

        return self._store.read(work, timeout_s=self._timeout_s)

    run_retryable_cypher = run_cypher


def connect(store: Neo4jStore, timeout_s: float) -> GraphDataScience:
    """The client over a store."""
    return GraphDataScience(StoreRunner(store, timeout_s), arrow=False, show_progress=False)
