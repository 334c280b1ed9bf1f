"""The graph service. In a notebook: ``from graph_service import open_graph``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph_service.graph import Graph

__all__ = ["open_graph"]


def open_graph(url: str, *, timeout_s: float = 30.0) -> Graph:
    """Open the graph at a store URL for reading; close it with its ``close``.

    The engine is imported at the first call, so that ``import graph_service`` costs nothing.

    Args:
        url: for example ``embedded:data/build/tanlu.lbug``.
        timeout_s: time limit of a named query, in seconds.

    Raises:
        BadParameter: a URL of an unknown kind.
        StoreUnavailable: no graph there, or one of another schema.
    """
    from graph_service.graph import open_graph as opened

    return opened(url, timeout_s=timeout_s)
