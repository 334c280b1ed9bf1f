"""A service that moves from graph to graph does not keep the memory of those it has left."""

from __future__ import annotations

import subprocess
import sys

MOVES = """
import sys
from concurrent.futures import ThreadPoolExecutor
from graph_service.graph import open_graph
from graph_service.services import backbone, footprints

def memory_mb():
    with open("/proc/self/status") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024

def ask(graph, place):
    backbone.backbone(graph, "2017", province=("GD", "HE", "SD")[place % 3])
    footprints.accounts(graph, "2017")

with ThreadPoolExecutor(8) as threads:
    for move in range(10):
        graph = open_graph(sys.argv[1])
        list(threads.map(lambda place: ask(graph, place), range(8)))
        graph.close()
        del graph
        if move in (2, 9):
            print(memory_mb())
"""


def test_memory_does_not_grow_with_every_graph_that_is_left(full_store: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MOVES, full_store], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    early, late = map(float, done.stdout.split())
    assert late < early + 300
