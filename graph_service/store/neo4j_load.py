"""Write tables to a Neo4j database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import neo4j
import pyarrow as pa

from graph_service.store.neo4j_driver import our_errors

if TYPE_CHECKING:
    from graph_service.store.neo4j import Neo4jStore

BATCH = 10_000  # rows of a transaction


def load_rows(store: Neo4jStore, text: str, table: pa.Table) -> int:
    """Run a load query over the rows of a table, ``$rows``, some at a time; how many there were."""

    def work(tx: neo4j.ManagedTransaction, rows: list[dict[str, Any]]) -> None:
        tx.run(text, rows=rows).consume()

    with our_errors(store.address), store.session() as session:
        for batch in table.to_batches(BATCH):
            session.execute_write(work, batch.to_pylist())
    return int(table.num_rows)
