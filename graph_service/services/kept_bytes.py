"""What takes much memory and time to compute, kept within a bound of bytes, safe under threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class _Place(Generic[T]):
    """Where a value will stand; who holds the lock computes it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    value: T | None = None


class KeptBytes(Generic[T]):
    """The values asked for last, as many as fit into a budget, and always the very last.

    One thread computes a value while others that ask for the same wait; those that ask for
    another do not. A value may grow while it is kept: its size is asked for at each call.

    Args:
        size: bytes that a value takes now.
        budget: most bytes to keep.
        most: most values to keep, where they may be small and many.
    """

    def __init__(self, size: Callable[[T], int], budget: int, most: int | None = None) -> None:
        self._size = size
        self._budget = budget
        self._most = most
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], T]) -> tuple[T, bool]:
        """The value of a key, and whether this call had to compute it or to wait for it.

        What ``compute`` raises is raised, and nothing kept.
        """
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
        value, waited = place.value, False
        if value is None:
            with place.lock:
                value, waited = place.value, True
                if value is None:
                    value = place.value = self._computed(key, compute)
        self._shrink()
        return value, waited

    def ready(self, key: Hashable) -> T | None:
        """The value of a key if it is there; never waits for a computation."""
        with self._lock:
            place = self._places.get(key)
            if place is None:
                return None
            self._places.move_to_end(key)
            return place.value

    def _computed(self, key: Hashable, compute: Callable[[], T]) -> T:
        try:
            return compute()
        except BaseException:
            with self._lock:
                self._places.pop(key, None)
            raise

    @property
    def bytes(self) -> int:
        """Bytes of all that is kept."""
        with self._lock:
            return self._sum()

    def _sum(self) -> int:
        there = (place.value for place in self._places.values())
        return sum(self._size(value) for value in there if value is not None)

    def _shrink(self) -> None:
        with self._lock:
            while len(self._places) > 1 and self._too_much():
                self._places.popitem(last=False)

    def _too_much(self) -> bool:
        many = self._most is not None and len(self._places) > self._most
        return many or self._sum() > self._budget
