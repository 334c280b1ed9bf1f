"""Answers are kept within a bound and computed by one thread each."""

from __future__ import annotations

import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_service.services.kept import Kept


def test_the_latest_are_kept_within_the_budget_and_always_the_last() -> None:
    kept: Kept[bytes] = Kept(budget=1000, size=len)
    made: list[str] = []

    def make(name: str, size: int) -> bytes:
        made.append(name)
        return bytes(size)

    for name in "abacab":
        kept.get(name, lambda name=name: make(name, 400))
    assert made == ["a", "b", "c", "b"]
    assert kept.bytes == 800
    assert len(kept.get("whale", lambda: make("whale", 5000))) == kept.bytes == 5000


def test_what_grows_while_it_is_kept_pushes_out_the_older() -> None:
    kept: Kept[list[int]] = Kept(budget=1000, size=sum)
    kept.get("first", lambda: [400])
    second = kept.get("second", lambda: [400])
    assert kept.ready("first") is not None
    second.append(300)
    assert kept.get("second", list) is second
    assert kept.bytes == 700
    assert kept.ready("first") is None


def test_answers_are_kept_up_to_a_number_and_ready_ones_are_not_computed() -> None:
    kept: Kept[str] = Kept(2)
    for name in "aba":
        kept.get(name, lambda: "found")
    assert kept.ready("b") is not None, "asked for: the latest now"
    kept.get("c", lambda: "found")
    assert [kept.ready(name) is None for name in "abc"] == [True, False, False]
    assert kept.ready("d") is None


def test_what_one_thread_computes_the_others_wait_for_and_no_other_question_does() -> None:
    kept: Kept[list[int]] = Kept(1)
    begun, finish, runs = threading.Event(), threading.Event(), []

    def slow() -> list[int]:
        begun.set()
        assert finish.wait(240)
        runs.append(1)
        return [7]

    with ThreadPoolExecutor(6) as pool:
        same = [pool.submit(kept.get, "slow", slow) for _ in range(4)]
        assert begun.wait(240)
        assert kept.get("quick", lambda: [1]) == [1]
        assert kept.ready("slow") is None
        finish.set()
        answers = [future.result(240) for future in same]
    assert runs == [1]
    assert all(answer is answers[0] for answer in answers)
    assert kept.ready("slow") is answers[0]
    assert kept.ready("quick") is None, "only one is kept"


def test_what_fails_is_not_kept_and_one_of_those_who_waited_computes_anew() -> None:
    kept: Kept[int] = Kept(1)
    finish, runs, one_at_a_time = threading.Event(), [], threading.Lock()

    def fail_first() -> int:
        assert one_at_a_time.acquire(blocking=False)
        try:
            assert finish.wait(240)
            runs.append(1)
            return 1 // (len(runs) - 1)
        finally:
            one_at_a_time.release()

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(kept.get, "a", fail_first) for _ in range(4)]
        finish.set()
        failed = [future.exception(240) for future in asked]
    assert sorted(type(error).__name__ for error in failed) == ["NoneType"] * 3 + [
        "ZeroDivisionError"
    ]
    assert len(runs) == 2
    assert kept.ready("a") == 1


def test_of_an_answer_that_failed_or_was_pushed_out_nothing_stays() -> None:
    class Key:
        pass

    kept: Kept[int] = Kept(1)
    failed, pushed_out = Key(), Key()
    with pytest.raises(ZeroDivisionError):
        kept.get(failed, lambda: 1 // 0)
    kept.get(pushed_out, lambda: 1)
    kept.get("last", lambda: 2)
    keys = weakref.ref(failed), weakref.ref(pushed_out)
    del failed, pushed_out
    gc.collect()
    assert [key() for key in keys] == [None, None]
