"""Structural paths of a full-size edition: ours against pyspa, and all industries in one batch.

pyspa is installed into an environment of its own and only run, as a process of its own. It is
given A, s and M in memory, so that both start from the same numbers; the paths that it finds are
compared with ours one by one.
"""

from __future__ import annotations

import json
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
from measure import child, interleaved, line, peer, spread, title, workbook

from graph_service.analysis.leontief import System
from graph_service.analysis.paths import Paths, Tree, search, upstream_tree
from loader.source import read_source

REPEAT = 7
SHARE = 1e-4
STAGES = 8
PYSPA = "pyspa==2.4"
THEIRS = """
import contextlib, io, json, sys, time, warnings
warnings.filterwarnings("ignore")
import numpy, pandas, pyspa
A, s, M = (numpy.load(f"{sys.argv[1]}/{name}.npy") for name in ("A", "s", "M"))
target, share, stages = int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
n = len(s)
about = pandas.DataFrame({
    "Sector ID": range(1, n + 1), "Name": [str(i) for i in range(n)], "Unit": "mcny",
    "Region": "CN", "DR_CO2_(kt)": s, "TR_CO2_(kt)": M,
})
took = {}
for remainder in (False, True):
    wall, busy = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        chain = pyspa.get_spa(target + 1, stages, A, about, {"CO2": share * M[target]},
                              breakdown_remainder=remainder)
    took[remainder] = [time.perf_counter() - wall, time.process_time() - busy]
found = [
    [[int(node.get_index_reference()) for node in path.nodes],
     float(path.get_intensity("direct", "CO2"))]
    for path in chain.pathways_list
]
print(json.dumps([took[False], took[True], found]))
"""


def main() -> None:
    title("Structural paths", "numpy")
    with workbook() as (file, what):
        tables = read_source(file).tables[0]
    if tables.co2 is None:
        raise SystemExit("  the table has no CO2")
    rest = (tables.output - tables.flows.sum(axis=1))[:, None]
    system = System(tables.flows, tables.output, rest, tables.co2)
    final_use = system.total_final_use
    footprint = system.multipliers * final_use
    target = int(footprint.argmax())
    print(
        f"  {what}, edition {tables.edition.id}; the largest final demand carries "
        f"{footprint[target]:,.0f} kt, {footprint[target] / footprint.sum():.1%} of all"
    )
    tree = upstream_tree(system)
    _ = tree.reach
    roots, weights = np.array([target]), final_use[[target]]
    one = partial(search, tree, roots, weights, SHARE * footprint[target])
    seconds = interleaved(REPEAT, {"search": one, "tree": partial(_tree, system)})
    found = one()
    print(f"  one search: {spread(seconds['search'])}; its tree, once for an edition:")
    line("tree of an edition", min(seconds["tree"]), "s", limit=0.2)
    line("paths of the largest final demand at 1e-4", min(seconds["search"]), "s", limit=0.03)
    _say(found, footprint[target])
    _against_pyspa(system, tree, target)
    _all_industries(tree, final_use, footprint)


def _tree(system: System) -> object:
    return upstream_tree(system).reach


def _say(found: Paths, footprint: float) -> None:
    kept, left = found.value.sum() / footprint, found.remainder.sum() / footprint
    print(f"  {len(found):,} paths, {kept:.2%} of it, remainder {left:.2%}, sum {kept + left:.12f}")


def _against_pyspa(system: System, tree: Tree, target: int) -> None:
    if (python := peer("pyspa", PYSPA)) is None:
        return
    multiplier = float(system.multipliers[target])
    ask = partial(search, tree, np.array([target]), np.ones(1), SHARE * multiplier)
    with tempfile.TemporaryDirectory() as folder:
        given = {"A": system.input_coefficients, "s": system.intensities, "M": system.multipliers}
        for name, values in given.items():
            np.save(Path(folder, f"{name}.npy"), values)
        ran = child("-c", THEIRS, folder, target, SHARE, STAGES, python=python)
    bare, whole, paths = json.loads(ran.said.splitlines()[-1])
    print(
        f"  {PYSPA}, {STAGES} stages, threshold {SHARE:g} of the total: {bare[0]:.2f} s, with the "
        f"remainder {whole[0]:.2f} s, once ({bare[1]:.2f} and {whole[1]:.2f} s of a processor), "
        f"peak {ran.megabytes:.0f} MB"
    )
    _compare(ask(), {tuple(path): value for path, value in paths}, multiplier)
    ours = min(_busy(ask) for _ in range(REPEAT))
    print(f"  ours, remainder included: {ours:.4f} s of a processor, least of {REPEAT}")
    line("pyspa with remainder / ours", whole[1] / ours, "", limit=200, least=True)
    line("pyspa without remainder / ours", bare[1] / ours, "", limit=200, least=True)


def _compare(found: Paths, theirs: dict[tuple[int, ...], float], total: float) -> None:
    """Paths that emit, one by one; a path that ends in an industry without emissions is none."""
    ours = {
        found.sequence(row): float(found.value[row])
        for row in range(len(found))
        if found.value[row] != 0
    }
    theirs = {path: value for path, value in theirs.items() if value != 0}
    if ours.keys() != theirs.keys():
        only = len(ours.keys() - theirs.keys()), len(theirs.keys() - ours.keys())
        raise SystemExit(f"  DIFFERENT PATHS: only ours {only[0]}, only theirs {only[1]}")
    gap = max(abs(ours[path] - theirs[path]) for path in ours) / total
    print(f"  the same {len(ours):,} paths, values differ by {gap:.1e} of the total at most")


def _busy(work: partial[Paths]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _all_industries(tree: Tree, final_use: np.ndarray, footprint: np.ndarray) -> None:
    """Each industry's own final demand at 1e-4 of its own footprint, all in one search."""
    wanted = np.flatnonzero(footprint)
    start, busy = time.perf_counter(), time.process_time()
    found = search(tree, wanted, final_use[wanted], SHARE * np.abs(footprint[wanted]))
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    total = footprint.sum()
    gap = abs(found.value.sum() + found.remainder.sum() - total) / total
    print(
        f"  all {len(wanted):,} industries: {len(found):,} paths, kept + remainder off by {gap:.0e}"
    )
    print(f"  ({busy:.1f} s of a processor)")
    line("paths of all industries at 1e-4, one batch", seconds, "s", limit=20)


if __name__ == "__main__":
    main()
