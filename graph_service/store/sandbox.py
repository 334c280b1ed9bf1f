"""Run ad-hoc read statements on a graph file in confined worker processes (``worker``).

The worker checks the logical plan of a statement that passed the guard, and has no right to
files, network or programs where the platform can take them away (``confine``).
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from graph_service.model import GraphRows
from graph_service.store.confine import describe_features, platform_features
from graph_service.store.guard import guard
from graph_service.store.pool import Workers

log = logging.getLogger(__name__)


def sandbox_features() -> dict[str, Any]:
    """Return what confines the workers on this platform: ``landlock``, ``seccomp``, ``missing``.

    ``Sandbox.features`` tells what a running worker has in force.
    """
    return describe_features(platform_features())


class Sandbox(Workers):
    """A pool of confined workers on one graph file; may be used by many threads."""

    def __init__(
        self,
        graph_file: Path,
        *,
        workers: int = 2,
        memory_mb: int = 2048,
        threads: int = 2,
        skip: tuple[str, ...] = (),
    ) -> None:
        """Start ``workers`` processes, each with ``memory_mb`` MiB and ``threads`` threads.

        ``skip`` switches off single walls ("landlock", "seccomp", "plan") so that tests can show
        that each of the others holds alone.
        """
        settings: dict[str, Any] = {
            "graph_file": str(graph_file.resolve()),
            "memory_mb": memory_mb,
            "threads": threads,
            "skip": skip,
        }
        super().__init__("worker", settings, count=workers)

    def run(
        self,
        text: str,
        params: dict[str, Any] | None = None,
        *,
        timeout_s: float,
        max_rows: int,
        max_bytes: int = 16 << 20,
    ) -> GraphRows:
        """Guard and run one statement.

        Waits up to ``timeout_s`` for a free worker, then lets the statement run ``timeout_s``.
        Reading stops at ``max_rows`` rows or ``max_bytes`` of JSON: ``truncated`` says so.
        Raises ``Refused``, ``BadParameter``, ``QueryFailed``, ``QueryTimeout`` (time or memory)
        or ``StoreUnavailable``.
        """
        guard(text)
        return self._run_unguarded(
            text, params, timeout_s=timeout_s, max_rows=max_rows, max_bytes=max_bytes
        )

    def _run_unguarded(
        self,
        text: str,
        params: dict[str, Any] | None = None,
        *,
        timeout_s: float,
        max_rows: int,
        max_bytes: int = 16 << 20,
    ) -> GraphRows:
        request = {
            "text": text,
            "params": params or {},
            "timeout_ms": max(1, int(timeout_s * 1000)),
            "max_rows": max_rows,
            "max_bytes": max_bytes,
        }
        return self.ask(request)

    def features(self, *, timeout_s: float = 30) -> dict[str, Any]:
        """Return what confines the workers that run, as they said themselves, and ``missing``."""
        if self._features is None:
            worker = self._take(timeout_s)
            self._give_back(worker, worker)
        return describe_features(self._features or {"landlock": 0, "seccomp": False})

    def _say_missing(self, features: dict[str, Any]) -> None:
        for sentence in describe_features(features)["missing"]:
            log.warning("ad-hoc statements: %s", sentence)
