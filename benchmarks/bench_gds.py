"""Networks of a whole edition: Graph Data Science on a real server, beside our pure functions.

A server is started and loaded for this, unless a store URL is given. Each figure is one run. What
the pure functions need, the edition's matrix, is in memory as in a running service.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from measure import line, title, workbook

from graph_service.analysis.between import best_chains, in_order, usable
from graph_service.errors import QueryTimeout
from graph_service.gds import open_gds
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.gds.engine import Gds
from graph_service.gds.projections import Specification
from graph_service.graph import Graph, open_graph
from graph_service.neo4j_server import Neo4jServer
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.networks import Question, network_of
from graph_service.services.scope import Scope
from loader.load import load

NATION = Scope(nation=True)
STRONG = 1000.0
"""Million CNY: of links of at least this what takes longest is measured, too."""
SLOW = ("betweenness", "hits", "share_eigenvector")
K = 10


def main() -> None:
    title("Graph Data Science", "graphdatascience", "neo4j", "numpy", "scipy")
    if len(sys.argv) > 1:
        _measure(sys.argv[1])
        return
    with tempfile.TemporaryDirectory() as folder, workbook() as (file, what):
        server = Neo4jServer(Path(folder, "neo4j"), 7799, heap="1g", page_cache="256m")
        server.fetch()
        server.start(fresh=True)
        try:
            print(f"  {what}, heap {server.heap}")
            load(server.url, [file])
            _measure(server.url)
        finally:
            server.kill()


def _measure(url: str) -> None:
    graph = open_graph(url)
    try:
        edition = str(graph.rows("catalog.editions")[0]["id"])
        arrays = edition_arrays(graph, edition)
        engine = open_gds(graph.store)
        print(f"  {engine.name}, edition {edition}, load average {os.getloadavg()[0]:.1f}")
        _networks(graph, arrays, engine)
        _chains(graph, arrays, engine)
    finally:
        graph.close()


def _networks(graph: Graph, arrays: EditionArrays, engine: Gds) -> None:
    print(f"  {'network and method':<44} {'GDS, s':>8} {'ours, s':>8}  apart (allowed)")
    for least, names in ((0.0, tuple(ALGORITHMS)), (STRONG, SLOW)):
        asked = Question(arrays.edition, "wcc", NATION, min_weight=least)
        network = network_of(graph, asked)
        weights, cut = network.weights(arrays.flows), _all_or(least)
        lengths = network.lengths(weights)
        for undirected in (False, True)[: 1 if least else 2]:
            wanted = Specification(arrays.edition, network, undirected)
            seconds = _timed(partial(_project, engine, wanted))[0]
            kind = "no directions" if undirected else "directed"
            print(f"  {f'projection, {cut}, {kind}':<44} {seconds:>8.2f}", flush=True)
        for name in names:
            algorithm, wanted = ALGORITHMS[name], Specification(arrays.edition, network)
            seconds, found = _timed(partial(_told, engine, name, wanted))
            own, ours = _timed(partial(algorithm.reference, weights, lengths))
            said = found
            if not isinstance(found, str):
                apart = algorithm.apart(weights, found, ours)
                said = f"{apart:.1e} ({algorithm.tolerance:g})"
            print(f"  {f'{name}, {cut}':<44} {seconds:>8.2f} {own:>8.2f}  {said}", flush=True)


def _chains(graph: Graph, arrays: EditionArrays, engine: Gds) -> None:
    output = arrays.figures["output_mcny"]
    a = arrays.flows / np.where(output > 0, output, np.inf)
    whole = network_of(graph, Question(arrays.edition, "wcc", NATION, "coefficient"))
    wanted, begin, end = Specification(arrays.edition, whole), 0, len(a) // 2
    seconds = _timed(partial(_project, engine, wanted))[0]
    print(f"  {'projection, coefficients':<44} {seconds:>8.2f}", flush=True)
    for count in (1, K):
        seconds, paths = _timed(partial(engine.chains, wanted, begin, end, count))
        own, ours = _timed(partial(best_chains, a, begin, end, count))
        same = in_order(usable(a), paths) == ours
        told = "the same chains" if same else "OTHER CHAINS"
        print(f"  {f'{count} best chains':<44} {seconds:>8.2f} {own:>8.2f}  {told}", flush=True)
    line(f"{K} best chains, ours", own, "s", limit=0.5)


def _project(engine: Gds, wanted: Specification) -> int:
    with engine.projections.use(wanted) as projection:
        return projection.links


def _told(engine: Gds, name: str, wanted: Specification) -> Any:
    """What it gives, or why it gives nothing."""
    try:
        return engine.run(name, wanted)
    except QueryTimeout as error:
        return error.message


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    done = work()
    return time.perf_counter() - start, done


def _all_or(least: float) -> str:
    return f"links of {least:,.0f} million CNY" if least else "all links"


if __name__ == "__main__":
    main()
