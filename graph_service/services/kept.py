"""Answers to many possible questions: the latest are kept, one thread computes each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The latest answers, safe under threads.

    Who asks what another thread is computing waits for it; who asks anything else does not. So
    a question that takes seconds stops no other, unlike in ``Graph.recent``.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._busy: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def ready(self, key: Hashable) -> T | None:
        """The answer if it is there; never waits for a computation."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The answer, computed where it is not there; what ``compute`` raises is not kept."""
        with self._lock:
            busy = self._busy.setdefault(key, threading.Lock())
        try:
            with busy:
                found = self.ready(key)
                return self._add(key, compute()) if found is None else found
        finally:
            with self._lock:
                self._busy.pop(key, None)

    def _add(self, key: Hashable, answer: T) -> T:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer
