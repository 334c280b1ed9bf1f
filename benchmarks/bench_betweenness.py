"""Betweenness of every industry of the nation, all flows: igraph and rustworkx, and ours once.

Both are installed into an environment of its own and only run, as a process of its own. igraph
takes lengths (mean flow over flow), rustworkx counts links; ours is on lengths.
"""

from __future__ import annotations

import json
import time

import numpy as np
from measure import child_on, line, peer, title, workbook

from graph_service.analysis.topology import betweenness
from loader.source import read_source

PEERS = ("igraph==1.0.0", "rustworkx==0.18.1", "numpy")
THEIRS = """
import json, sys, time
import igraph, numpy, rustworkx
lengths = numpy.load(sys.argv[1])
n, (supplier, customer) = len(lengths), numpy.nonzero(numpy.isfinite(lengths))
took = {}
def timed(name, work):
    wall, busy = time.perf_counter(), time.process_time()
    found = work()
    took[name] = [time.perf_counter() - wall, time.process_time() - busy]
    return found
graph = timed("igraph, graph", lambda: igraph.Graph(
    n, numpy.column_stack([supplier, customer]), directed=True))
weights = lengths[supplier, customer].tolist()
weighted = timed("igraph, lengths", lambda: graph.betweenness(weights=weights))
plain = timed("igraph, links", lambda: graph.betweenness())
other = timed("rustworkx, graph", lambda: rustworkx.PyDiGraph.from_adjacency_matrix(
    numpy.isfinite(lengths).astype(float)))
theirs = timed("rustworkx, links",
               lambda: rustworkx.digraph_betweenness_centrality(other, normalized=False))
gap = max(abs(a - theirs[i]) for i, a in enumerate(plain)) / max(plain)
print(json.dumps([took, weighted, gap]))
"""


def main() -> None:
    title("Betweenness of the nation", "numpy")
    with workbook() as (file, what):
        tables = read_source(file).tables[0]
    flows = tables.flows.copy()
    np.fill_diagonal(flows, 0)
    lengths = np.full_like(flows, np.inf)
    np.divide(flows[flows > 0].mean(), flows, out=lengths, where=flows > 0)
    print(f"  {what}, edition {tables.edition.id}, {np.count_nonzero(flows):,} links")
    if (python := peer("betweenness", *PEERS)) is None:
        return
    ran = child_on(lengths, THEIRS, python=python)
    took, weighted, gap = json.loads(ran.said.splitlines()[-1])
    for name, (seconds, busy) in took.items():
        print(f"  {name}: {seconds:.2f} s, once ({busy:.2f} s of a processor)")
    print(f"  igraph and rustworkx differ by {gap:.0e} of the largest")
    n = len(lengths)
    theirs = np.array(weighted) / ((n - 1) * (n - 2))
    start, busy = time.perf_counter(), time.process_time()
    ours = betweenness(lengths)
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    print(f"  ours on lengths: {seconds:.1f} s, once ({busy:.1f} s of a processor)")
    line(
        "ours and igraph differ by",
        float(np.abs(ours - theirs).max() / theirs.max()),
        "",
        limit=1e-9,
    )
    line(
        "betweenness of the nation with igraph, lengths", took["igraph, lengths"][0], "s", limit=30
    )


if __name__ == "__main__":
    main()
