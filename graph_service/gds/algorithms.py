"""The algorithms: what each is for, how Graph Data Science is asked, which pure function judges it.

Answers are columns by place in the scope of the network: one value for each industry, or for links
``supplier`` and ``customer`` and one value for each link. Both ways give the same columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from graph_service.analysis import topology
from graph_service.analysis.communities import communities, modularity
from graph_service.analysis.filters import ALPHA, disparity
from graph_service.analysis.spanning import spanning_forest
from graph_service.gds import calls
from graph_service.gds.calls import Answer, pairs, relative

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Algorithm:
    """``gds`` and ``reference`` give the same answer, up to ``tolerance`` by ``apart``.

    ``reference`` takes the weights and lengths of the network, (m, m). ``units`` are those of the
    columns, "weight" standing for the unit of the weights.
    """

    purpose: str
    procedure: str
    units: Mapping[str, str]
    gds: Callable[..., Answer]
    reference: Callable[..., Answer]
    tolerance: float
    differs: str = ""
    undirected: bool = False
    links: bool = False
    apart: Callable[[Matrix, Answer, Answer], float] = field(
        default=lambda _, one, other: relative(one, other)
    )


def _forest(weights: Matrix, _: Matrix) -> Answer:
    either = np.where(weights > 0, weights, -np.inf)
    links = spanning_forest(either).links
    return pairs(np.stack(np.divmod(links, len(weights)), axis=1), weights.ravel()[links])


def _filtered(weights: Matrix, _: Matrix, alpha: float = ALPHA) -> Answer:
    links = disparity(weights, alpha=alpha)
    return {
        "supplier": links.supplier.astype(np.int64),
        "customer": links.customer.astype(np.int64),
        "weight": links.value,
        "score": links.score,
    }


def _modularities(weights: Matrix, one: Answer, other: Answer) -> float:
    """How much worse the first groups are: 0 where they are at least as good."""
    return max(0.0, modularity(weights, other["community"]) - modularity(weights, one["community"]))


LINK = {"supplier": "", "customer": "", "weight": "weight"}
ALGORITHMS: dict[str, Algorithm] = {
    "strengths": Algorithm(
        "what each industry sells and buys along links, and how many it has",
        "gds.degree",
        {"out_strength": "weight", "in_strength": "weight", "customers": "1", "suppliers": "1"},
        calls.strengths,
        lambda weights, _: vars(topology.strengths(weights)),
        1e-12,
    ),
    "pagerank": Algorithm(
        "industries that important suppliers deliver to",
        "gds.pageRank",
        {"pagerank": "1"},
        calls.pagerank,
        lambda weights, _: {"pagerank": topology.pagerank(weights)},
        1e-9,
        "scores are n times ours and leave out what ends at industries without customers; "
        "over their sum they are the same",
    ),
    "share_eigenvector": Algorithm(
        "where flows end up that follow the shares of sales",
        "gds.eigenvector",
        {"share_eigenvector": "1"},
        calls.share_eigenvector,
        lambda weights, _: {"share_eigenvector": topology.share_eigenvector(weights)},
        1e-8,
        "takes shares of sales, not flows: another figure than the indicator eigenvector; gives up "
        f"where values would still change after {calls.MOST:,} rounds",
    ),
    "betweenness": Algorithm(
        "industries on the shortest ways between others",
        "gds.betweenness",
        {"betweenness": "1"},
        calls.betweenness,
        lambda _, lengths: {"betweenness": topology.betweenness(lengths)},
        1e-9,
        "not divided by (n - 1)(n - 2); one way counts of two that differ in the last digit",
    ),
    "hop_closeness": Algorithm(
        "industries that few links lead to from everywhere",
        "gds.closeness",
        {"hop_closeness": "1"},
        calls.hop_closeness,
        lambda weights, _: {"hop_closeness": topology.hop_closeness(weights)},
        1e-12,
        "knows no weights: another figure than the indicator closeness",
    ),
    "hits": Algorithm(
        "hubs that supply authorities, authorities that hubs supply",
        "gds.hits",
        {"hub": "1", "authority": "1"},
        calls.hits,
        lambda weights, _: topology.hits(weights),
        1e-6,
        f"knows no weights; gives up where values would still change after {calls.MOST:,} rounds",
    ),
    "leiden": Algorithm(
        "groups that trade more with each other than chance would have it",
        "gds.leiden",
        {"community": "1"},
        calls.leiden,
        lambda weights, _: {"community": communities(weights)},
        0.02,
        "both search by chance or order; their modularity is compared, not the groups",
        undirected=True,
        apart=_modularities,
    ),
    "wcc": Algorithm(
        "parts without a link between them",
        "gds.wcc",
        {"component": "1"},
        calls.weak,
        lambda weights, _: {"component": topology.components(weights)},
        0.0,
    ),
    "scc": Algorithm(
        "parts in which each industry reaches each other",
        "gds.scc",
        {"component": "1"},
        calls.strong,
        lambda weights, _: {"component": topology.components(weights, strong=True)},
        0.0,
    ),
    "spanning_tree": Algorithm(
        "the heaviest links that hang everything together, directions aside",
        "gds.spanningTree",
        LINK,
        calls.spanning_tree,
        _forest,
        1e-12,
        "one tree from one industry: it is asked once for each part",
        undirected=True,
        links=True,
    ),
    "disparity": Algorithm(
        "links that chance does not explain; strengths by gds.degree, the filter in Cypher",
        "gds.degree",
        {**LINK, "score": "1"},
        calls.disparity,
        _filtered,
        1e-9,
        links=True,
    ),
}
