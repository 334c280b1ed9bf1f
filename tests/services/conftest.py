"""Graphs that several tests of services share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_service.graph import Graph, open_graph
from tests import own_tables


@pytest.fixture(scope="session")
def full(full_store: str) -> Iterator[Graph]:
    """All full-size editions, loaded once."""
    graph = open_graph(full_store)
    yield graph
    graph.close()


@pytest.fixture(scope="session")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    """Four small editions with inventories and a user's own tables, without price indices."""
    graph = open_graph(own_tables.publish(tmp_path_factory.mktemp("owned")))
    yield graph
    graph.close()
