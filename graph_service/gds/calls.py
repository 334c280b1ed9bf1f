"""Graph Data Science asked for each algorithm: answers as columns by place in the scope."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.communities import numbered
from graph_service.analysis.filters import ALPHA
from graph_service.errors import QueryTimeout

if TYPE_CHECKING:
    from graphdatascience import GraphDataScience
    from graphdatascience.graph import Graph
    from pandas import DataFrame

    from graph_service.gds.projections import Specification
    from graph_service.store.neo4j import Neo4jStore

Column = npt.NDArray[Any]
Answer = dict[str, Column]

SEED = 1
FILTER_S = 120.0
"""Time limit of the filter in Cypher."""
TREES_S = 300.0
"""Time limit of the trees of shortest ways: those of 1,302 industries take half a minute."""
FIRST, MOST = 20, 10_240
CHANGE = 1e-9
"""Eigenvectors are asked for twice as many rounds until no value changes by more."""
ROUNDS_BY = 1
"""Threads for rounds that wait for each other: with two or more a round of ``gds.eigenvector``
takes 80 ms, with one 1 to 12; Yen's ten chains 0.5 s against 0.1."""
JUDGED = 640
"""After so many it is foreseen whether they will come to an end."""


@dataclass(frozen=True)
class Running:
    """A projection that is being asked; ``nodes`` in the order of the scope."""

    client: GraphDataScience
    graph: Graph
    nodes: npt.NDArray[np.int64]
    links: int
    wanted: Specification
    store: Neo4jStore

    def places(self, nodes: Column) -> npt.NDArray[np.int64]:
        """Places in the scope of Graph Data Science's nodes."""
        order = np.argsort(self.nodes)
        return np.asarray(order[np.searchsorted(self.nodes, nodes, sorter=order)])

    def column(self, frame: DataFrame, name: str = "score") -> Column:
        """A column of an answer in the order of the scope."""
        given = frame[name].to_numpy()
        values = np.empty(len(self.nodes), dtype=given.dtype)
        values[self.places(frame["nodeId"].to_numpy())] = given
        return values


def strengths(running: Running) -> Answer:
    """Strength and number of links, in and out."""
    degree, answer = running.client.degree_centrality.stream, {}
    for side, orientation in (("out", "NATURAL"), ("in", "REVERSE")):
        found = degree(
            running.graph, orientation=orientation, relationship_weight_property="weight"
        )
        answer[f"{side}_strength"] = running.column(found)
    for side, orientation in (("customers", "NATURAL"), ("suppliers", "REVERSE")):
        answer[side] = running.column(degree(running.graph, orientation=orientation))
    return answer


def pagerank(running: Running) -> Answer:
    """PageRank over its sum; NaN without links."""
    found = running.client.page_rank.stream(
        running.graph,
        relationship_weight_property="weight",
        tolerance=1e-12,
        max_iterations=1000,
        concurrency=ROUNDS_BY,
    )
    rank = running.column(found)
    return {"pagerank": rank / rank.sum() if running.links else _nothing(running)}


def share_eigenvector(running: Running) -> Answer:
    """Eigenvector of the shares of sales; NaN without circuits."""
    if strong(running)["component"].max() == len(running.nodes):
        return {"share_eigenvector": _nothing(running)}
    return settled(partial(_eigenvector_after, running))


def _eigenvector_after(running: Running, rounds: int) -> Answer:
    found = running.client.eigenvector.stream(
        running.graph,
        relationship_weight_property="weight",
        tolerance=1e-12,
        max_iterations=rounds,
        concurrency=ROUNDS_BY,
    )
    return {"share_eigenvector": running.column(found)}


def _nothing(running: Running) -> Column:
    return np.full(len(running.nodes), np.nan)


def betweenness(running: Running) -> Answer:
    """Weighted betweenness over (n - 1)(n - 2), exact."""
    found = running.client.betweenness_centrality.stream(
        running.graph, relationship_weight_property="length"
    )
    size = len(running.nodes)
    return {"betweenness": running.column(found) / max((size - 1) * (size - 2), 1)}


def hop_closeness(running: Running) -> Answer:
    """Closeness in links, by Wasserman and Faust."""
    found = running.client.closeness_centrality.stream(running.graph, use_wasserman_faust=True)
    return {"hop_closeness": running.column(found)}


def hits(running: Running) -> Answer:
    """Hubs and authorities, asked for more rounds until nothing changes; NaN without links."""
    if not running.links:
        return {"hub": _nothing(running), "authority": _nothing(running)}
    return settled(partial(_hits_after, running))


def _hits_after(running: Running, rounds: int) -> Answer:
    found = running.client.hits.stream(running.graph, hits_iterations=rounds, concurrency=ROUNDS_BY)
    for name in ("hub", "auth"):
        found[name] = [values[name] for values in found["values"]]
    return {"hub": running.column(found, "hub"), "authority": running.column(found, "auth")}


class NotSettled(QueryTimeout):
    """Values that Graph Data Science goes on changing, round after round."""


def settled(after: Callable[[int], Answer]) -> Answer:
    """What comes out after so many rounds that twice as many change nothing.

    Raises:
        NotSettled: the values still change after ``MOST`` rounds, or change so slowly after
            ``JUDGED`` that they would: what is there may be far from the answer, as parts of
            the network are tied too loosely.
    """
    before, rounds, last = after(FIRST), 2 * FIRST, math.inf
    while rounds <= MOST:
        answer = after(rounds)
        change = relative(answer, before)
        if change < CHANGE:
            return answer
        if rounds >= JUDGED and _left(change, change / last, rounds) > 100 * CHANGE:
            break
        before, rounds, last = answer, 2 * rounds, change
    done = min(rounds, MOST)
    raise NotSettled(
        f"the values still change after {done:,} rounds of Graph Data Science",
        hint="Ask with engine=numpy, which goes on for longer, or for other links.",
    )


def _left(change: float, grown: float, rounds: int) -> float:
    """What the last doubling, to ``MOST`` rounds, will change; infinite where nothing shrinks.

    If the error after r rounds is c x^r, the doubling to them changed c (x^(r/2) - x^r): more
    than the one before by y (1 + y), y = x^(r/4).

    Args:
        change: what the doubling to these rounds changed.
        grown: the same over what the doubling before it changed.
    """
    each = math.pow((math.sqrt(1 + 4 * grown) - 1) / 2, 4 / rounds)
    if each >= 1:
        return math.inf
    shrunk = math.pow(each, (MOST - rounds) / 2)
    return change * shrunk * (1 - math.pow(each, MOST / 2)) / (1 - math.pow(each, rounds / 2))


def leiden(running: Running) -> Answer:
    """Leiden communities, numbered; the same each time. Without links each is one of its own."""
    if not running.links:  # gds.leiden ends with a NullPointerException
        return {"community": numbered(np.arange(len(running.nodes)))}
    found = running.client.leiden.stream(
        running.graph,
        relationship_weight_property="weight",
        random_seed=SEED,
        concurrency=1,
        max_levels=100,
        tolerance=1e-9,
    )
    return {"community": numbered(running.column(found, "communityId"))}


def weak(running: Running) -> Answer:
    """Weak components, numbered."""
    found = running.client.wcc.stream(running.graph)
    return {"component": numbered(running.column(found, "componentId"))}


def strong(running: Running) -> Answer:
    """Strong components, numbered."""
    found = running.client.scc.stream(running.graph)
    return {"component": numbered(running.column(found, "componentId"))}


def spanning_tree(running: Running) -> Answer:
    """A tree of each part, from its first industry."""
    parts = weak(running)["component"]
    ends, weights = [], []
    for first in np.unique(parts, return_index=True)[1]:
        if (parts == parts[first]).sum() == 1:
            continue
        found = running.client.spanning_tree.stream(
            running.graph,
            source_node=int(running.nodes[first]),
            relationship_weight_property="weight",
            objective="maximum",
        )
        found = found[found["nodeId"] != found["parentId"]]
        ends.append(running.places(found[["nodeId", "parentId"]].to_numpy()))
        weights.append(found["weight"].to_numpy())
    if not ends:
        return pairs(np.zeros((0, 2), dtype=np.int64), np.zeros(0))
    return pairs(np.concatenate(ends), np.concatenate(weights))


def pairs(ends: Column, weights: Column) -> Answer:
    """Links without direction, heaviest first: the one that is first in the table stands first."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    order = np.lexsort((high, low, -weights))
    return {"supplier": low[order], "customer": high[order], "weight": weights[order]}


def disparity(running: Running, alpha: float = ALPHA) -> Answer:
    """Strengths by Graph Data Science, the filter itself in Cypher."""
    found, network = strengths(running), running.wanted.network
    query, by_position = running.store.queries["gds.disparity"], {}
    named = {"out_strength": "sold", "in_strength": "bought"}
    for name, values in found.items():
        placed = np.full(len(network.rows), None, dtype=object)
        placed[network.positions] = values
        by_position[named.get(name, name)] = placed.tolist()
    params = query.bind({**running.wanted.parameters(), **by_position, "alpha": alpha})
    table = query.shaped(running.store.run(query.text, params, timeout_s=FILTER_S).table)
    answer = {name: table[name].to_numpy() for name in query.returns}
    place = np.zeros(len(network.rows), dtype=np.int64)
    place[network.positions] = np.arange(len(running.nodes))
    return answer | {side: place[answer[side]] for side in ("supplier", "customer")}


def salience(running: Running) -> npt.NDArray[np.float64]:
    """Share of the trees of shortest ways that hold each link, (m, m).

    There is a tree from each industry that has a link; it stands in one at least.
    """
    query = running.store.queries["gds.trees"]
    params = query.bind({"name": running.graph.name(), "nodes": running.nodes.tolist()})
    table = query.shaped(running.store.run(query.text, params, timeout_s=TREES_S).table)
    ends = [running.places(table[side].to_numpy()) for side in ("supplier", "customer")]
    shares = np.zeros((len(running.nodes), len(running.nodes)))
    shares[*ends] = table["trees"].to_numpy()
    return shares / max(len(np.unique(ends)), 1)


def relative(one: Answer, other: Answer) -> float:
    """Largest difference of two answers, as a part of the largest value of the column."""
    worst = 0.0
    for name, values in one.items():
        if values.shape != other[name].shape:
            return float("inf")
        size = float(np.abs(np.nan_to_num(values)).max(initial=0.0)) or 1.0
        both = np.isnan(values) == np.isnan(other[name])
        gap = np.abs(np.nan_to_num(values) - np.nan_to_num(other[name])).max(initial=0.0)
        worst = max(worst, float(gap) / size if both.all() else float("inf"))
    return worst
