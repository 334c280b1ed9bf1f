"""The graph that a running service answers from: it moves on when a new one is published."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from pathlib import Path

from graph_service.graph import Graph, open_graph
from graph_service.services import warm

log = logging.getLogger(__name__)

Stamp = tuple[int, int]
RETRY_S = 5.0


class LiveGraph:
    """Hands out the published graph of a store URL.

    A caller that keeps the returned graph for one request gets an answer of one version. A newly
    published graph is opened and warmed beside the old one, which answers until then and is
    closed when its last holder lets it go. A graph that cannot be opened is logged, the one
    before stays in use, and after ``retry_s`` seconds the new one is tried again.
    """

    def __init__(self, url: str, *, timeout_s: float = 30.0, retry_s: float = RETRY_S) -> None:
        self.url = url
        self._timeout_s = timeout_s
        self._retry_s = retry_s
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._refused: Stamp | None = None
        self._not_before = 0.0
        self._stamp: Stamp | None = None
        self._graph: Graph | None = None

    def graph(self) -> Graph:
        """The graph in use; raises ``StoreUnavailable`` where there is none."""
        stamp = self._published()
        with self._lock:
            graph = self._graph
            if graph is None:
                graph = self._graph = self._open()
                self._stamp = stamp
        if self._is_due(stamp) and not self._moving.locked():
            # No daemon: ending the process inside the engine would abort it.
            threading.Thread(target=self._move_on).start()
        return graph

    def close(self) -> None:
        """Let the graph go."""
        self._graph = None

    def _is_due(self, stamp: Stamp | None) -> bool:
        """Whether to move to what is published: at once, but to a refused graph after a pause."""
        if stamp == self._stamp:
            return False
        return stamp != self._refused or time.monotonic() >= self._not_before

    def _move_on(self) -> None:
        """Open what is published now and move to it; one thread at a time does so."""
        if not self._moving.acquire(blocking=False):
            return
        stamp = self._published()
        try:
            if stamp != self._stamp:
                fresh = self._open()
                warm(fresh)
                self._graph, self._stamp = fresh, stamp
                log.info("moved to graph %s", fresh.version[:12])
        except Exception as error:
            if stamp != self._refused:
                log.error("the new graph cannot be used, the old one stays", exc_info=error)
            self._refused, self._not_before = stamp, time.monotonic() + self._retry_s
        finally:
            self._moving.release()

    def _open(self) -> Graph:
        fresh = open_graph(self.url, timeout_s=self._timeout_s)
        weakref.finalize(fresh, fresh.store.close)
        return fresh

    def _published(self) -> Stamp | None:
        scheme, _, rest = self.url.partition(":")
        if scheme != "embedded":
            return None
        try:
            status = Path(rest).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino
