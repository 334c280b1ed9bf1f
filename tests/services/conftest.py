"""The full-size 2017 workbook in a graph of its own, loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_service.graph import Graph, open_graph


@pytest.fixture(scope="session")
def full(full_store: str) -> Iterator[Graph]:
    graph = open_graph(full_store)
    yield graph
    graph.close()
