"""The seam to the stores: what a loader needs of one, and how a store URL becomes one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from graph_service.errors import BadParameter
from graph_service.progress import Progress, no_progress
from graph_service.store import masked
from graph_service.store.neo4j_url import SCHEMES
from graph_service.store.pointer import Pointer
from loader.contents import Contents


class Target(Protocol):
    """A store that is held by one loader, tells what it holds, and takes a whole new graph.

    Everything but :meth:`published` is called while it is held.
    """

    @property
    def folder(self) -> Path:
        """Local folder that belongs to this store and to no other; kept readings lie there."""

    def hold(self, progress: Progress = no_progress) -> AbstractContextManager[None]:
        """Hold the store for one loader; what a killed load left half done is removed or kept
        to go on from. Raises ``PublishFailed`` where another loader holds it."""

    def published(self) -> Pointer | None:
        """What is published; None where nothing is."""

    def is_whole(self, pointer: Pointer) -> bool:
        """Whether the published graph can be read, is of this schema and what its pointer says."""

    def publish(self, plan: Pointer, contents: Contents, progress: Progress) -> Pointer:
        """Build a graph and publish it in one step; the one before stays if anything fails."""

    def forget_begun(self, progress: Progress) -> None:
        """Remove what a load that was ended had begun to build, for it is not wanted now."""


def _embedded(url: str) -> Target:
    from loader.target_embedded import EmbeddedTarget

    return EmbeddedTarget(Path(url.partition(":")[2]))


def _neo4j(url: str) -> Target:
    from loader.target_neo4j import Neo4jTarget

    return Neo4jTarget(url)


_OPENERS: dict[str, Callable[[str], Target]] = {
    "embedded": _embedded,
    **dict.fromkeys(SCHEMES, _neo4j),
}


def open_target(url: str) -> Target:
    """The store at a URL, as a loader sees it; nothing is read or written yet."""
    scheme, _, rest = url.partition(":")
    if scheme not in _OPENERS or not rest:
        raise BadParameter(
            f"cannot load into {masked(url)!r}",
            hint="Name it as embedded:FOLDER/NAME.lbug or bolt://USER:PASSWORD@HOST:PORT.",
        )
    return _OPENERS[scheme](url)
