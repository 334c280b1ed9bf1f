"""How many heavy questions run at a time, of all routes together."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph_service.errors import TanluError

PATIENCE_S = 5.0


class TooBusy(TanluError):
    """As many heavy questions as allowed are running."""

    status, code = 503, "too_busy"


class Places:
    """So many heavy questions at a time; one more waits a little, then is told to come back."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = threading.BoundedSemaphore(count)

    @contextmanager
    def one(self, *, heavy: bool = True) -> Iterator[None]:
        """Hold a place for a question; one that is not heavy needs none."""
        if not heavy:
            yield
            return
        if not self._free.acquire(timeout=PATIENCE_S):
            raise TooBusy(
                f"{self._count} heavy queries are running", hint="Try again in a few seconds."
            )
        try:
            yield
        finally:
            self._free.release()
