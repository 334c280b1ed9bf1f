"""Every store that the contract suite runs on; a second one joins with its URL here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.graph import Graph, open_graph
from loader.layout import Tables
from tests.economy import economy, publish

STORES = ("embedded",)


@pytest.fixture(scope="session")
def tables() -> tuple[Tables, Tables]:
    return economy("2017"), economy("2017new", classification="ceads42_2017", seed=2, co2=False)


@pytest.fixture(scope="session", params=STORES)
def graph(
    request: pytest.FixtureRequest,
    tables: tuple[Tables, Tables],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Graph]:
    url = _empty_store(request.param, tmp_path_factory.mktemp(request.param))
    publish(url, tables)
    graph = open_graph(url)
    yield graph
    graph.close()


def _empty_store(scheme: str, folder: Path) -> str:
    return {"embedded": f"embedded:{folder / 'tanlu.lbug'}"}[scheme]
