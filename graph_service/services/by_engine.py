"""What Graph Data Science does of backbones and indicators, and why not the rest.

A method stands here with the part of it that the server computes, or with a sentence that says
why it cannot. Of the former our functions compute the same, within the tolerance of docs/gds.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.engines import Engine, engine


@dataclass(frozen=True)
class Part:
    """What is done by whom, as a sentence, and how far the figures may be from our function's:
    scores by a part of the largest one, groups by their modularity.

    Of more networks or industries than ``most``, Graph Data Science takes so much longer than our
    functions that it does so only where it is asked for by name.
    """

    does: str
    tolerance: float
    most: int | None = None


Able = Mapping[str, Part | str]
STRENGTHS = Part("Strengths and numbers of links by gds.degree, the filter by our function.", 1e-9)
BACKBONES: Able = {
    "top_share": "It sorts the flows, for which Graph Data Science has no algorithm.",
    "disparity": STRENGTHS,
    "noise_corrected": STRENGTHS,
    "marginal_likelihood": Part(
        "Strengths of the weights in whole units by gds.degree, the filter by our function.", 1e-12
    ),
    "high_salience": Part(
        "Trees of shortest ways by gds.allShortestPaths.dijkstra, counted and chosen from by our "
        "function.",
        1e-12,
        most=500,
    ),
    "doubly_stochastic": (
        "Its scaling changes the weights in each round; those of a projected network stay."
    ),
    "spanning_tree": "It has directions; gds.spanningTree has none.",
    "carbon_cover": (
        "Its proof takes trees of many mixtures of two weights; Graph Data Science has no such "
        "search."
    ),
}
COMMUNITY, SOLVED, STORED = "community", "solved", "stored"
INDICATORS: Able = {
    COMMUNITY: Part("Groups by gds.leiden.", 0.02, most=1),
    SOLVED: "It follows from the solved system; Graph Data Science solves none.",
    STORED: "It was computed at load by our functions, the same on every store.",
}


def engine_for(
    graph: Graph, wanted: str, able: Able, kind: str, *, size: int = 0, of: str = "", name: str = ""
) -> Engine:
    """Who computes a method or indicator; ``why`` tells which part of it.

    Args:
        wanted: auto, gds or numpy.
        kind: a key of ``able``; ``name`` what it is called where that is another word.
        size: how many there are of what ``of`` calls them, for ``Part.most``.

    Raises:
        BadParameter: Graph Data Science is wanted and cannot do it, or is not there; no such
            engine.
    """
    part = able[kind]
    if isinstance(part, str):
        if wanted == "gds":
            can = ", ".join(each for each, told in able.items() if isinstance(told, Part))
            raise BadParameter(
                f"engine=gds cannot compute {name or kind}",
                hint=f"{part} It can compute: {can}. Leave engine out.",
            )
        return Engine("numpy", part) if wanted == "auto" else engine(graph, wanted)
    by = engine(graph, wanted)
    if by.gds is None:
        return by
    if wanted == "auto" and part.most is not None and size > part.most:
        return Engine(
            "numpy",
            f"Of {size:,} {of} Graph Data Science takes far longer than our function; engine=gds "
            "asks for it.",
        )
    return replace(by, why=f"{by.why} {part.does}", tolerance=part.tolerance)
