"""How long an answer waited for an edition that nobody had asked about before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass
class Warming:
    """Milliseconds waited for editions to be read and solved."""

    ms: float = 0.0

    @property
    def told(self) -> dict[str, Any]:
        """What an answer says of it: nothing where all was there."""
        return {"warming_up": True, "warmed_in_ms": round(self.ms, 1)} if self.ms else {}


_COUNTED: ContextVar[Warming | None] = ContextVar("warming", default=None)


@contextmanager
def counting() -> Iterator[Warming]:
    """Count what is waited for inside, also in worker threads begun with this context."""
    outer, own = _COUNTED.get(), Warming()
    token = _COUNTED.set(own)
    try:
        yield own
    finally:
        _COUNTED.reset(token)
        if outer is not None:
            outer.ms += own.ms


def waited(ms: float) -> None:
    """Add to what is being counted, if anybody counts."""
    if (counted := _COUNTED.get()) is not None:
        counted.ms += ms


def told() -> dict[str, Any]:
    """What the answer being made must say of its waiting so far."""
    counted = _COUNTED.get()
    return {} if counted is None else counted.told
