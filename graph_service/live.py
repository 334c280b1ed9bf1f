"""The graph that a running service answers from: it moves on when a new one is published."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Hashable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import GraphMoved, StoreUnavailable, TanluError
from graph_service.graph import Graph, open_graph
from graph_service.services import warm
from graph_service.store import masked

log = logging.getLogger(__name__)

RETRY_S = 5.0
POLL_S = 1.0
WARM_S = 60.0
"""How long a repeated request waits for the arrays of a new graph."""


@dataclass
class Attempt:
    """One attempt at a request: whether its graph had moved, and whether it is the second one."""

    moved: bool = False
    repeated: bool = False


ATTEMPT: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


class LiveGraph:
    """Hands out the published graph of a store URL.

    A caller that keeps the returned graph for one request gets an answer of one version. A newly
    published graph is opened and warmed beside the old one, which answers until then and is
    closed when its last holder lets it go. A graph that cannot be opened is logged, the one
    before stays in use, and after ``retry_s`` seconds the new one is tried again.

    On the embedded store each call looks at the pointer file. A server is asked every ``poll_s``
    seconds; there the old graph answers from memory only, what must be read raises ``GraphMoved``.
    Who repeats a request, calls :meth:`follow` and sets ``ATTEMPT`` to a repeated one.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 30.0,
        retry_s: float = RETRY_S,
        poll_s: float = POLL_S,
        cache: Path | None = None,
    ) -> None:
        self.url = url
        self._cache = cache
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        self._poll_s = poll_s
        self._opening = threading.Lock()
        self._moving = threading.Lock()
        self._settled = threading.Condition()
        self._closed = threading.Event()
        self._refused: Hashable = None
        self._not_before = 0.0
        self._used: Graph | None = None
        self._newest: Graph | None = None

    def graph(self) -> Graph:
        """The graph in use; raises ``StoreUnavailable`` where there is none."""
        used = self._used
        if used is None:
            used = self._first()
        store = used.store
        if not store.remote and self._is_due(store.published()) and not self._moving.locked():
            self._start_moving()
        attempt = ATTEMPT.get()
        return (self._newest or used) if attempt and attempt.repeated else used

    def follow(self, *, warmed: bool = False) -> None:
        """Open what is published now, so that a request can be repeated on it.

        ``warmed`` waits until its arrays are read as well: for callers that must not wait later.
        Raises ``StoreUnavailable`` where that fails or takes too long.
        """
        self._advance()
        if self._used is self._newest:
            return
        self._start_moving()
        if warmed:
            with self._settled:
                if not self._settled.wait_for(lambda: self._used is self._newest, WARM_S):
                    raise StoreUnavailable("a new graph is being read", hint="Try again soon.")

    def look(self) -> None:
        """Ask the store what is published, and move on where that is another graph."""
        used = self._used
        if used is not None and self._is_due(used.store.published()):
            self._move_on()

    def close(self) -> None:
        """Let the graph go."""
        self._closed.set()
        self._used = self._newest = None

    def _first(self) -> Graph:
        with self._opening:
            if self._used is None:
                self._used = self._newest = self._open()
                if self._used.store.remote:
                    told = weakref.ref(self), self._closed, self._poll_s
                    threading.Thread(target=_poll, args=told, daemon=True).start()
            return self._used

    def _is_due(self, stamp: Hashable) -> bool:
        """Whether to move to what is published: at once, but to a refused graph after a pause."""
        if self._used is not None and stamp == self._used.store.stamp:
            return False
        return stamp != self._refused or time.monotonic() >= self._not_before

    def _start_moving(self) -> None:
        # No daemon: ending the process inside the engine would abort it.
        threading.Thread(target=self._move_on).start()

    def _move_on(self) -> None:
        """Open what is published now, warm it and move to it; one thread at a time does so."""
        if not self._moving.acquire(blocking=False):
            return
        stamp: Hashable = None
        try:
            stamp = self._used.store.published() if self._used else None
            while (fresh := self._advance()) is not self._used:
                try:
                    warm(fresh)
                except GraphMoved:
                    continue
                with self._settled:
                    self._used = fresh
                    self._settled.notify_all()
                log.info("moved to graph %s", fresh.version[:12])
        except Exception as error:
            self._refuse(stamp, error)
        finally:
            self._moving.release()

    def _refuse(self, stamp: Hashable, error: Exception) -> None:
        """Stay with the graph in use, and say why, once for each that was published."""
        if stamp != self._refused:
            log.error("the new graph cannot be used, the old one stays", exc_info=error)
        self._refused, self._not_before = stamp, time.monotonic() + self._retry_s

    def _advance(self) -> Graph:
        """The newest graph, opened now where it is not yet."""
        with self._opening:
            newest = self._newest
            if newest is None or newest.store.published() != newest.store.stamp:
                newest = self._newest = self._open()
            return newest

    def _open(self) -> Graph:
        fresh = open_graph(self.url, timeout_s=self._timeout_s, cache=self._cache)
        fresh.on_moved = _note_move
        weakref.finalize(fresh, fresh.store.close)
        return fresh


def _note_move() -> None:
    attempt = ATTEMPT.get()
    if attempt is not None:
        attempt.moved = True


def _poll(reference: weakref.ref[LiveGraph], closed: threading.Event, seconds: float) -> None:
    """Ask a server again and again what is published, and move on; ends with the live graph."""
    silent = False
    while not closed.wait(seconds):
        live = reference()
        if live is None:
            return
        try:
            live.look()
            if silent:
                log.warning("%s answers again", masked(live.url))
            silent = False
        except TanluError as error:
            if not silent:
                log.warning("%s", error.message)
            silent = True
        del live
