"""Which engine works on a network: Graph Data Science in a Neo4j server, or our own functions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph_service.errors import BadParameter, GraphMoved
from graph_service.gds import open_gds, why_not
from graph_service.graph import Graph

if TYPE_CHECKING:
    from graph_service.gds.engine import Gds


ENGINES = ("auto", "gds", "numpy")


@dataclass(frozen=True)
class Engine:
    """An engine by the name that stands in answers; ``gds`` None where it is ours.

    ``why`` says in a sentence why it is this one, ``tolerance`` how far its figures may be from
    those of ours, where that is not said elsewhere.
    """

    name: str
    why: str
    gds: Gds | None = None
    tolerance: float | None = None

    @property
    def told(self) -> dict[str, Any]:
        """For ``meta``."""
        told: dict[str, Any] = {"engine": self.name, "engine_reason": self.why}
        return told if self.tolerance is None else told | {"tolerance": self.tolerance}


def engine(graph: Graph, wanted: str = "auto") -> Engine:
    """The engine for a graph: where nobody chooses, Graph Data Science if there is one.

    Raises:
        BadParameter: no such engine, or Graph Data Science is wanted and is not there.
    """
    if wanted not in ENGINES:
        raise BadParameter(f"there is no engine {wanted!r}", hint=f"Engines: {', '.join(ENGINES)}.")
    if wanted == "numpy":
        return Engine("numpy", "It was asked for.")
    reason = why_not(graph.store)
    if reason is None:
        found = graph.memo("gds", lambda: open_gds(graph.store))
        return Engine(found.name, "The store is a Neo4j server with Graph Data Science.", found)
    sentence = f"{reason[0].upper()}{reason[1:]}."
    if wanted == "gds":
        raise BadParameter("engine=gds cannot be used here", hint=sentence)
    return Engine("numpy", sentence)


@contextmanager
def noting_moves(graph: Graph) -> Iterator[None]:
    """Tell the graph where Graph Data Science finds that another one was published."""
    try:
        yield
    except GraphMoved:
        graph.on_moved()
        raise
