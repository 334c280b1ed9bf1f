"""Backbones of all flows of an edition: our disparity filter against netbone, and our own.

netbone is installed into an environment of its own and only run, once, as a process of its own.
It takes the sum of both directions for a sector's strength, so that its choice differs from ours.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from measure import child_on, interleaved, line, peer, spread, title, workbook

from graph_service.analysis.carbon_cover import carbon_cover, fewest_links, weigh
from graph_service.analysis.filters import (
    disparity,
    disparity_alpha,
    marginal_likelihood,
    noise_corrected,
)
from graph_service.analysis.leontief import Matrix, System
from graph_service.analysis.skeletons import (
    doubly_stochastic,
    high_salience,
    maximum_spanning_arborescence,
)
from graph_service.errors import BadParameter
from loader.layout import Tables
from loader.source import read_source

REPEAT = 7
EDGES = 5_000
NETBONE = "netbone==0.2.3"
THEIRS = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
import networkx, netbone, numpy
flows = numpy.load(sys.argv[1])
start = time.perf_counter()
graph = networkx.from_numpy_array(flows, create_using=networkx.DiGraph)
built = time.perf_counter() - start
start, busy = time.perf_counter(), time.process_time()
backbone = netbone.disparity(graph)
seconds, busy = time.perf_counter() - start, time.process_time() - busy
print(json.dumps([built, seconds, busy, graph.number_of_edges(), networkx.__version__]))
"""


def main() -> None:
    title("Backbones of all flows", "numpy", "scipy")
    with workbook() as (file, what):
        tables = read_source(file).tables[0]
    flows = tables.flows.copy()
    np.fill_diagonal(flows, 0)
    print(f"  {what}, edition {tables.edition.id}, {np.count_nonzero(flows):,} links")
    seconds = interleaved(REPEAT, {"disparity": partial(disparity_alpha, flows)})["disparity"]
    print(f"  disparity of every link, both sides: {spread(seconds)}")
    line("disparity of every link", min(seconds), "s", limit=0.06)
    _against_netbone(flows)
    _others(tables)
    _carbon_covers(tables)


def _against_netbone(flows: Matrix) -> None:
    if (python := peer("netbone", NETBONE)) is None:
        return
    ran = child_on(flows, THEIRS, python=python)
    built, seconds, busy, links, version = json.loads(ran.said.splitlines()[-1])
    print(
        f"  {NETBONE}, networkx {version}: {seconds:.1f} s, once ({busy:.1f} s of a processor), "
        f"{links:,} links, graph built before in {built:.1f} s, peak {ran.megabytes:.0f} MB"
    )
    ours = min(_busy(partial(disparity_alpha, flows)) for _ in range(REPEAT))
    print(f"  ours: {ours:.3f} s of a processor, least of {REPEAT}")
    line("netbone / ours, of a processor's time", busy / ours, "", limit=1_000, least=True)


def _busy(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _others(tables: Tables) -> None:
    """Each whole method, from the matrix to links with rank and width."""
    flows = tables.flows
    works: dict[str, Callable[[], object]] = {
        "disparity": partial(disparity, flows),
        "noise-corrected": partial(noise_corrected, flows),
        "marginal likelihood": partial(marginal_likelihood, flows),
        "high-salience skeleton": partial(high_salience, flows),
        "doubly stochastic, or why not": partial(_told, partial(doubly_stochastic, flows)),
        "maximum spanning arborescence": partial(maximum_spanning_arborescence, flows),
    }
    for name, seconds in interleaved(3, works).items():
        line(f"{name}, links", min(seconds), "s", limit=5)


def _told(work: Callable[[], object]) -> object:
    """What a work gives, or why it cannot: an industry that supplies nobody has no scaling."""
    try:
        return work()
    except BadParameter as refused:
        return refused.message


def _carbon_covers(tables: Tables) -> None:
    if tables.co2 is None:
        return
    money, rest = tables.flows, (tables.output - tables.flows.sum(axis=1))[:, None]
    carbon = weigh(money, System(money, tables.output, rest, tables.co2).multipliers)
    richest = carbon_cover(money, carbon, EDGES).most_money
    works: dict[str, Callable[[], object]] = {
        f"{EDGES:,} links": partial(carbon_cover, money, carbon, EDGES),
        f"{EDGES:,} links with money": partial(
            carbon_cover, money, carbon, EDGES, money_floor=0.98 * richest
        ),
        "fewest links for 80 %": partial(fewest_links, money, carbon, 0.8),
    }
    for name, seconds in interleaved(3, works).items():
        line(f"carbon cover of the nation, {name}", min(seconds), "s", limit=5)


if __name__ == "__main__":
    main()
