"""Arrays of editions are kept within a bound, and read again with the same numbers."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.graph import Graph, open_graph
from graph_service.live import LiveGraph
from graph_service.services import backbone, flows, footprints, matrices
from graph_service.services.matrices import edition_arrays
from graph_service.settings import Settings
from tests.economy import economy, publish

EDITIONS = ("2015", "2017", "2018")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('editions') / 'tanlu.lbug'}"
    publish(url, [economy(edition, seed=seed) for seed, edition in enumerate(EDITIONS, start=1)])
    return url


@pytest.fixture
def graph(url: str) -> Iterator[Graph]:
    opened = open_graph(url)
    yield opened
    opened.close()


def room_for(editions: float, graph: Graph, monkeypatch: pytest.MonkeyPatch) -> float:
    """Set the budget to so many editions with their order; its bytes."""
    arrays = economy().flows
    order = 8 * np.count_nonzero(arrays)
    figures = 8 * 126 * len(graph.read("flows.industries", edition="2015").schema)
    budget = editions * (arrays.nbytes + order + figures)
    monkeypatch.setattr(matrices, "KEPT_BYTES", budget)
    return budget


def test_editions_beyond_the_budget_are_forgotten_and_read_again_with_the_same_numbers(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = room_for(2.2, graph, monkeypatch)
    first = edition_arrays(graph, "2015")
    order, numbers = first.strongest.copy(), first.flows.copy()
    figures = {name: values.copy() for name, values in first.figures.items()}
    gone = weakref.ref(first)
    del first
    for edition in EDITIONS[1:]:
        _ = edition_arrays(graph, edition).strongest
    edition_arrays(graph, EDITIONS[-1])
    gc.collect()
    assert gone() is None
    assert matrices._kept(graph).bytes <= budget
    assert [matrices.ready(graph, edition) for edition in EDITIONS] == [False, True, True]
    again = edition_arrays(graph, "2015")
    np.testing.assert_array_equal(again.flows, numbers)
    np.testing.assert_array_equal(again.strongest, order)
    assert again.figures.keys() == figures.keys()
    for name, values in figures.items():
        np.testing.assert_array_equal(again.figures[name], values, err_msg=name)


def test_a_forgotten_edition_that_a_system_still_holds_is_not_held_twice(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    room_for(1.2, graph, monkeypatch)
    footprints.accounts(graph, "2015")
    held = weakref.ref(edition_arrays(graph, "2015"))
    edition_arrays(graph, "2018")
    assert not matrices.ready(graph, "2015")
    assert edition_arrays(graph, "2015") is held()


def test_a_kept_backbone_holds_no_edition(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    room_for(1.2, graph, monkeypatch)
    found = backbone.backbone(graph, "2015", province="GD")
    held = weakref.ref(edition_arrays(graph, "2015"))
    edition_arrays(graph, "2018")
    gc.collect()
    assert held() is None
    assert len(found.rows) == 88


def test_an_edition_of_full_size_fits_many_times_over() -> None:
    n, figures = 1302, 60
    assert 20 * 8 * (n * n * 2 + n * figures) < matrices.KEPT_BYTES


def test_nobody_waits_for_an_edition_but_those_who_ask_for_it(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matrices, "KEPT_BYTES", 1)
    live = LiveGraph(url)
    graph = live.graph()
    expected = flows.flows(graph, "2015", limit=5).rows
    settings = Settings(allowed_hosts=["testserver"], page_rows=500)
    with TestClient(create_app(live, settings)) as client, ThreadPoolExecutor(2) as pool:
        for thread in threading.enumerate():
            if thread.name.endswith("(_warm)"):
                thread.join(240)
        begun, finish = threading.Event(), threading.Event()

        def read_slowly() -> matrices.EditionArrays:
            begun.set()
            assert finish.wait(240)
            return matrices._read(graph, "2015", {"id": "2015"})

        slow = pool.submit(matrices._kept(graph).get, "2015", read_slowly)
        assert begun.wait(240)
        asked = pool.submit(client.get, "/api/v1/flows?edition=2015&limit=5")
        try:
            assert client.get("/api/v1/editions").status_code == 200
            assert client.get("/api/v1/flows?edition=2018&limit=5").status_code == 200
            assert not asked.done()
        finally:
            finish.set()
        assert slow.result(240).edition == "2015"
        rows = asked.result(240).json()["data"]
    assert [row["value_mcny"] for row in rows] == [row["value_mcny"] for row in expected]
