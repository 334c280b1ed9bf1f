"""Backbones and networks that are kept are bounded by bytes, and only rows asked for are made."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator

import pytest

from graph_service.graph import Graph, open_graph
from graph_service.services import backbone, networks
from graph_service.services.scope import Scope
from tests.economy import economy, publish


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('kept') / 'tanlu.lbug'}"
    publish(url, [economy()])
    opened = open_graph(url)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", ["backbones", "networks"])
def test_answers_are_kept_within_a_bound_of_bytes(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """All links of 126 industries: at least eight bytes of each of four columns."""

    def ask(alpha: float) -> backbone.Backbone | networks.Found:
        if kind == "networks":
            asked = networks.Question("2017", "disparity", Scope(nation=True), alpha=alpha)
            return networks.networks(graph, asked, wanted="numpy")
        return backbone.backbone(graph, "2017", nation=True, method="disparity", alpha=alpha)

    first = ask(1.0)
    module = backbone if kind == "backbones" else networks
    kept = module._kept(graph)
    assert first.held_bytes >= 4 * 8 * len(first) > 100_000
    monkeypatch.setattr(kept, "_budget", int(1.5 * first.held_bytes))
    for alpha in (0.999, 0.998, 0.997):
        ask(alpha)
        assert first.held_bytes / 2 < kept.bytes <= 1.5 * first.held_bytes


def test_records_of_a_backbone_count_once_they_are_made(graph: Graph) -> None:
    found = backbone.backbone(graph, "2017", nation=True, method="disparity", alpha=0.9)
    before = found.held_bytes
    taken = _taken(lambda: found.rows)
    assert found.held_bytes - before == pytest.approx(taken, rel=0.25)


@pytest.mark.parametrize("method", ["strengths", "leiden", "disparity"])
def test_the_first_rows_of_a_network_are_those_of_all_and_no_more_are_made(
    graph: Graph, method: str
) -> None:
    asked = networks.Question("2017", method, Scope(nation=True))
    whole = networks.networks(graph, asked, wanted="numpy")
    page = networks.page(graph, asked, wanted="numpy", limit=7)
    assert (page.rows, page.total) == (whole.rows[:7], len(whole.rows))
    assert _taken(lambda: whole.part(7)) < _taken(lambda: whole.rows) / 5


def _taken(make: Callable[[], object]) -> int:
    """Bytes that something takes which is made now."""
    tracemalloc.start()
    made = make()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert made is not None
    return taken
