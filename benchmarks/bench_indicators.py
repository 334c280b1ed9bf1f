"""Network indicators of a province: ours against networkx, the same definitions on one block."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from measure import ROOT, interleaved, line, spread, title, workbook

from graph_service.analysis.centrality import Matrix, network_metrics
from graph_service.analysis.indicators import own_blocks
from loader.graph_tables import industry_figures
from loader.source import read_source

sys.path.insert(0, str(ROOT))
from tests.analysis.networks import metrics, network

REPEAT = 7
TOGETHER = 20
OF_AN_EDITION_S = 0.1
"""The limit is of the 31 provinces of one edition; four have four times that."""


def main() -> None:
    title("Network indicators", "numpy", "networkx")
    with workbook() as (file, what):
        tables = read_source(file).tables[0]
        editions = [one for beside in _editions(file) for one in read_source(beside).tables]
    blocks = own_blocks(tables.flows, len(tables.sectors))
    largest = int(blocks.sum(axis=(1, 2)).argmax())
    block = blocks[largest]
    print(f"  {what}, edition {tables.edition.id}, province {tables.provinces[largest]}")
    print("  networkx with tolerances 1e-15 and Katz by its numpy form; its graph is given to it")
    _same(block)
    _measure(block, blocks)
    figures = interleaved(REPEAT, {"figures": partial(industry_figures, tables)})["figures"]
    line("all figures of an edition's industries", min(figures), "s", limit=0.3)
    every = np.concatenate([own_blocks(one.flows, len(one.sectors)) for one in editions])
    seconds = interleaved(REPEAT, {"all": partial(network_metrics, every)})["all"]
    what = f"eight indicators, {len(editions)} editions, {len(every)} provinces in all"
    line(what, min(seconds), "s", limit=len(editions) * OF_AN_EDITION_S)


def _editions(file: Path) -> list[Path]:
    """Workbooks of all editions beside one: four where reconstructed data are present."""
    return sorted(file.parent.glob("MRIO_*.xlsx")) or [file]


def _same(block: Matrix) -> None:
    ours, theirs = network_metrics(block), metrics(network(block))
    worst = max(np.abs(ours[name] - theirs[name]).max() / theirs[name].max() for name in ours)
    line("largest difference, of the largest value", float(worst), "", limit=1e-9)


def _measure(block: Matrix, blocks: Matrix) -> None:
    graph = network(block)
    works: dict[str, Callable[[], object]] = {
        "ours": lambda: [network_metrics(block) for _ in range(TOGETHER)],
        "networkx": lambda: metrics(graph),
        "ours, all provinces": lambda: network_metrics(blocks),
    }
    seconds = interleaved(REPEAT, works)
    seconds["ours"] = [value / TOGETHER for value in seconds["ours"]]
    for name, values in seconds.items():
        print(f"  {name:<20} {spread(values)}")
    ours, peer = min(seconds["ours"]), min(seconds["networkx"])
    line("eight indicators of a province", ours * 1e3, "ms", limit=3)
    line("networkx / ours", peer / ours, "", limit=200, least=True)
    together = min(seconds["ours, all provinces"])
    line(f"eight indicators of {len(blocks)} provinces", together, "s", limit=OF_AN_EDITION_S)


if __name__ == "__main__":
    main()
