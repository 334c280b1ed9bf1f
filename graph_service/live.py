"""The graph that a running service answers from: it moves on when a new one is published."""

from __future__ import annotations

import logging
import threading
import weakref
from pathlib import Path

from graph_service.errors import TanluError
from graph_service.graph import Graph, open_graph
from graph_service.services import warm

log = logging.getLogger(__name__)


class LiveGraph:
    """Hands out the published graph of a store URL.

    A caller that keeps the returned graph for one request gets an answer of one version. The old
    graph is closed when its last holder lets it go. A graph that cannot be opened is logged and
    the one before stays in use.
    """

    def __init__(self, url: str, *, timeout_s: float = 30.0) -> None:
        self.url = url
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._graph: Graph | None = None

    def graph(self) -> Graph:
        """The graph published now; raises ``StoreUnavailable`` where there is none."""
        stamp = self._published()
        if self._graph is None or stamp != self._stamp:
            with self._lock:
                if self._graph is None or stamp != self._stamp:
                    self._open(stamp)
        assert self._graph is not None
        return self._graph

    def warm(self) -> None:
        """Read the arrays of every edition, so that the first question is as fast as the next."""
        warm(self.graph())

    def close(self) -> None:
        """Let the graph go."""
        self._graph = None

    def _open(self, stamp: tuple[int, int] | None) -> None:
        try:
            fresh = open_graph(self.url, timeout_s=self._timeout_s)
        except TanluError as error:
            if self._graph is None:
                raise
            log.error("the new graph cannot be opened, the old one stays: %s", error.message)
            self._stamp = stamp
            return
        weakref.finalize(fresh, fresh.store.close)
        self._graph, self._stamp = fresh, stamp

    def _published(self) -> tuple[int, int] | None:
        scheme, _, rest = self.url.partition(":")
        if scheme != "embedded":
            return None
        try:
            status = Path(rest).stat()
        except FileNotFoundError:
            return None
        return status.st_mtime_ns, status.st_ino
