"""The full-size 2017 workbook in a graph of its own, loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.graph import Graph, open_graph
from loader.load import load


@pytest.fixture(scope="session")
def full_store(reference_data: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('full') / 'tanlu.lbug'}"
    load(url, [reference_data / "mrio_reconstructed" / "MRIO_2017.xlsx"])
    return url


@pytest.fixture(scope="session")
def full(full_store: str) -> Iterator[Graph]:
    graph = open_graph(full_store)
    yield graph
    graph.close()
