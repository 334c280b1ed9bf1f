"""Pipelines on Neo4j's Graph Data Science. Only this package knows its client, and only when used.

Importing the package loads nothing of the client: ``why_not`` tells whether there is an engine,
``open_gds`` opens it.
"""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from graph_service.errors import StoreUnavailable
from graph_service.store import Store

if TYPE_CHECKING:
    from graph_service.gds.engine import Gds

CLIENT = "graphdatascience"


def why_not(store: Store) -> str | None:
    """Why Graph Data Science cannot be used with a store, None where it can."""
    from graph_service.store.neo4j import Neo4jStore

    if not isinstance(store, Neo4jStore):
        return "the embedded store has no Graph Data Science; it needs a Neo4j store"
    if store.address.scheme.startswith("neo4j"):
        return (
            "its networks lie in the memory of one server, and neo4j:// may reach several; "
            "a store URL with bolt:// names one"
        )
    if importlib.util.find_spec(CLIENT) is None:
        return f"the package {CLIENT} is not installed; pip install 'tanlu[gds]' does so"
    if store.gds is None:
        return (
            f"the Neo4j server at {store.address.place} has no Graph Data Science plugin; "
            "docs/neo4j.md tells how to add it"
        )
    return None


def open_gds(store: Store) -> Gds:
    """The engine of a store; raises ``StoreUnavailable`` with the reason where there is none."""
    reason = why_not(store)
    if reason is not None:
        raise StoreUnavailable(
            "Graph Data Science cannot be used", hint=f"{reason[0].upper()}{reason[1:]}."
        )
    from graph_service.gds.engine import Gds
    from graph_service.store.neo4j import Neo4jStore

    assert isinstance(store, Neo4jStore)
    return Gds(store)
