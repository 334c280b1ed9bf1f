"""Systems are kept within a bound, and who waited for one is told so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from graph_service.graph import open_graph
from graph_service.services import footprints
from graph_service.services.backbone import backbone
from graph_service.services.between import between
from graph_service.services.systems import KEPT_BYTES, edition_system, held_bytes
from tests import own_tables


def test_the_first_answers_of_an_edition_say_that_it_is_warming_up(tmp_path: Path) -> None:
    graph = open_graph(own_tables.publish(tmp_path))
    barrier = threading.Barrier(8)

    def ask(_: int) -> footprints.Page:
        barrier.wait(20)
        return footprints.accounts(graph, "2017")

    with ThreadPoolExecutor(8) as pool:
        first = list(pool.map(ask, range(8)))
    assert all(page.rows == first[0].rows for page in first)
    told = [page.meta for page in first if "warming_up" in page.meta]
    assert told
    assert all(meta["warming_up"] is True and meta["warmed_in_ms"] > 0 for meta in told)
    again = footprints.accounts(graph, "2017")
    assert again.rows == first[0].rows
    assert "warming_up" not in again.meta
    assert "warming_up" in footprints.accounts(graph, "2012").meta
    backbones = [backbone(graph, "2012", province=name) for name in ("GD", "GD", "BJ")]
    assert ["warming_up" in found.meta for found in backbones] == [True, False, False]
    told = [between(graph, "2017new", source="GD/c17e", target="BJ/c1").meta for _ in range(2)]
    assert ["warming_up" in meta for meta in told] == [True, False]
    graph.close()


def test_systems_built_at_the_same_time_are_each_kept_for_their_question(tmp_path: Path) -> None:
    graph = open_graph(own_tables.publish(tmp_path))
    editions = [("2017", "mrio_row"), ("2017", "inventory"), ("2012", None), ("2017new", None)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda e: edition_system(graph, e[0], co2_source=e[1]), editions))
    for (edition, source), one in zip(editions, found, strict=True):
        again = edition_system(graph, edition, co2_source=source)
        assert again.system is one.system
        assert again.warmed_in_ms is None
    graph.close()


def test_all_matrices_of_a_system_count(tmp_path: Path) -> None:
    graph = open_graph(own_tables.publish(tmp_path))
    found = edition_system(graph, "2017")
    before = held_bytes(found)
    n = len(found.known)
    assert found.system.leontief_inverse.nbytes == 8 * n * n
    assert held_bytes(found) == before + 8 * n * n
    full_size = (8 * 1302**2) * 5  # A, B, L, G and the factors
    assert 4 * full_size < KEPT_BYTES
    assert edition_system(graph, "2017").system is found.system
    graph.close()
