"""Answers that take time or memory: the latest are kept, one thread computes each."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from graph_service.services import warming

T = TypeVar("T")


@dataclass
class _Work(Generic[T]):
    """An answer that a thread is computing; over without one where that failed."""

    over: threading.Event = field(default_factory=threading.Event)
    answer: T | None = None
    warmed_ms: float = 0.0


class Kept(Generic[T]):
    """The answers asked for last, within a number and a sum of bytes, and always the very last.

    Safe under threads. Who asks what another thread is computing waits for it; who asks anything
    else does not. So a question that takes seconds stops no other, unlike in ``Graph.memo``.

    Args:
        most: most answers to keep.
        budget: most bytes to keep.
        size: bytes that an answer takes now: it may grow while it is kept.
        warms: whether these are editions read or solved, for which an answer says that it waited.
    """

    def __init__(
        self,
        most: float = math.inf,
        *,
        budget: float = math.inf,
        size: Callable[[T], int] = lambda _: 0,
        warms: bool = False,
    ) -> None:
        self._most, self._budget, self._size = most, budget, size
        self._warms = warms
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._busy: dict[Hashable, _Work[T]] = {}
        self._lock = threading.Lock()

    def ready(self, key: Hashable) -> T | None:
        """The answer if it is there; never waits for a computation."""
        with self._lock:
            return self._latest(key)

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer, computed where it is not there; never None.

        What ``compute`` raises is raised and not kept: of those who waited one computes anew.
        """
        while True:
            with self._lock:
                found = self._latest(key)
                self._shrink()
                if found is not None:
                    return found
                other = self._busy.get(key)
                if other is None:
                    work = self._busy[key] = _Work()
            if other is None:
                return self._computed(key, compute, work)
            start = time.perf_counter()
            other.over.wait()
            if other.answer is not None:
                warming.waited(min(other.warmed_ms, _since(start)))
                return other.answer

    @property
    def bytes(self) -> int:
        """Bytes of all that is kept."""
        with self._lock:
            return self._sum()

    def _latest(self, key: Hashable) -> T | None:
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _computed(self, key: Hashable, compute: Callable[[], T], work: _Work[T]) -> T:
        start = time.perf_counter()
        try:
            with warming.counting() as warmth:
                answer = compute()
                if self._warms:
                    warmth.ms = _since(start)
            work.answer, work.warmed_ms = answer, warmth.ms
            with self._lock:
                self._kept[key] = answer
                self._shrink()
            return answer
        finally:
            with self._lock:
                del self._busy[key]
            work.over.set()

    def _shrink(self) -> None:
        while len(self._kept) > 1 and self._is_too_much():
            self._kept.popitem(last=False)

    def _is_too_much(self) -> bool:
        return len(self._kept) > self._most or self._sum() > self._budget

    def _sum(self) -> int:
        return sum(map(self._size, self._kept.values()))


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1e3
