"""Systems kept within a bound, safe under threads, and who waited for one is told so."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from graph_service.graph import open_graph
from graph_service.services import footprints
from graph_service.services.kept_bytes import KeptBytes
from graph_service.services.systems import KEPT_BYTES, edition_system, held_bytes
from tests import own_tables


def size(array: np.ndarray) -> int:
    return array.nbytes


def test_the_latest_are_kept_within_the_budget_and_always_the_last() -> None:
    kept = KeptBytes(size, 1000)
    made: list[str] = []

    def make(name: str, bytes: int) -> np.ndarray:
        made.append(name)
        return np.zeros(bytes, dtype=np.uint8)

    for name, bytes in (("a", 400), ("b", 400), ("a", 400), ("c", 400), ("a", 400), ("b", 400)):
        kept.get(name, lambda name=name, bytes=bytes: make(name, bytes))
    assert made == ["a", "b", "c", "b"]
    assert kept.bytes == 800
    value, _ = kept.get("whale", lambda: make("whale", 5000))
    assert len(value) == kept.bytes == 5000


def test_what_grows_while_it_is_kept_pushes_out_the_older() -> None:
    kept = KeptBytes(sum, 1000)
    first, _ = kept.get("first", lambda: [400])
    kept.get("second", lambda: [400])
    second, _ = kept.get("second", lambda: [])
    second.append(300)
    kept.get("second", lambda: [])
    assert kept.bytes == 700
    assert kept.get("first", lambda: [1])[0] is not first


def test_small_values_are_kept_up_to_a_number_and_ready_ones_are_not_computed() -> None:
    kept = KeptBytes(size, 1000, most=2)
    for name in "aba":
        kept.get(name, lambda: np.zeros(1))
    assert kept.ready("b") is not None, "asked for: the latest now"
    kept.get("c", lambda: np.zeros(1))
    assert [kept.ready(name) is None for name in "abc"] == [True, False, False]
    assert kept.ready("d") is None


def test_a_value_is_computed_once_and_other_keys_do_not_wait() -> None:
    kept = KeptBytes(size, 1 << 20)
    working, finish = threading.Event(), threading.Event()
    made: list[int] = []

    def slow() -> np.ndarray:
        working.set()
        assert finish.wait(20)
        made.append(1)
        return np.ones(3)

    with ThreadPoolExecutor(6) as pool:
        same = [pool.submit(kept.get, "slow", slow) for _ in range(4)]
        assert working.wait(20)
        _, waited = kept.get("quick", lambda: np.ones(2))
        assert waited
        finish.set()
        values = [future.result(20) for future in same]
    assert len(made) == 1
    assert all(value is values[0][0] and waited for value, waited in values)
    assert kept.get("slow", slow) == (values[0][0], False)


def test_what_fails_is_not_kept_and_may_be_asked_again() -> None:
    kept = KeptBytes(size, 1000)

    def fail() -> np.ndarray:
        raise ValueError("no data")

    for _ in range(2):
        with pytest.raises(ValueError, match="no data"):
            kept.get("x", fail)
    assert kept.get("x", lambda: np.ones(1))[1]


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
