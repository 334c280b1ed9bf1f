"""What the benchmarks share: timing, peak memory of a child, a service, one line a measure."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
ROOT = Path(__file__).resolve().parent.parent


def title(topic: str, *packages: str) -> None:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    cores = len(os.sched_getaffinity(0))
    print(f"\n{topic}\n  Python {platform.python_version()}, {versions}; {cores} cores")


def line(what: str, value: float, unit: str, *, limit: float, least: bool = False) -> None:
    """Print a measure against its limit; ``least`` where the limit is the smallest value."""
    ok = value >= limit if least else value <= limit
    sign = ">=" if least else "<="
    print(
        f"  {what:<58} {value:>9,.4g} {unit:<6} {sign} {limit:>6,.4g}  "
        f"x {value / limit:<6.2f} {'ok' if ok else 'OVER'}",
        flush=True,
    )


def interleaved(repeat: int, works: Mapping[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Seconds of each work, run in turn so that a slow moment of the machine hits all."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(repeat):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def spread(values: Sequence[float]) -> str:
    return f"median {statistics.median(values):.3f} s, min {min(values):.3f} s of {len(values)}"


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


@dataclass(frozen=True)
class Run:
    """How long a child ran, the peak of its memory, its processors' time, and what it said.

    The time of processors counts the processes that it started, the peak does not.
    """

    seconds: float
    megabytes: float
    processors: float
    said: str = ""


# A child begins with the peak of the process that started it, so a small one starts it.
LAUNCHER = """
import os, subprocess, sys
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
with open(sys.argv[1], "w") as note:
    print(usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime, file=note)
os._exit(os.waitstatus_to_exitcode(status) and 1)
"""


def child(*arguments: object, python: object = sys.executable) -> Run:
    """Run Python with arguments in a child; raises RuntimeError with its output if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder, "peak")
        command = [sys.executable, "-c", LAUNCHER, str(note), str(python), *map(str, arguments)]
        start = time.perf_counter()
        ran = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        seconds = time.perf_counter() - start
        if ran.returncode:
            raise RuntimeError(ran.stdout + ran.stderr)
        megabytes, processors = map(float, note.read_text().split())
        return Run(seconds, megabytes, processors, ran.stdout)


def peer(name: str, *requirements: str) -> Path | None:
    """Python of an environment with another program's packages, made on first use.

    None, and a line that says so, where they cannot be installed.
    """
    folder = ROOT / "data" / "build" / name
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        wanted = " ".join(requirements)
        print(f"  installing {wanted} into {folder.relative_to(ROOT)}", flush=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", *requirements], check=True)
        except subprocess.CalledProcessError:
            print(f"  left out: {wanted} cannot be installed here")
            return None
        (folder / "ready").touch()
    return python


def child_on(array: Array, code: str, *, python: Path) -> Run:
    """Run code on an array as :func:`child`; it loads the array from ``sys.argv[1]``."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "array.npy")
        np.save(file, array)
        return child("-c", code, file, python=python)


@contextmanager
def tree_peak(pause: float = 0.05) -> Iterator[list[float]]:
    """Watch this process's descendants: the list holds the largest sum of their memory in MB.

    Resident memory, sampled; pages that two processes share count twice.
    """
    peak = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(pause):
            peak[0] = max(peak[0], _descendants_memory(os.getpid()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _descendants_memory(root: int) -> float:
    """Sum of the resident memory of all processes below one, in MB."""
    parents: dict[int, int] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            after_name = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            pages[int(entry.name)] = int((entry / "statm").read_text().split()[1])
        except OSError:  # it has just ended
            continue
        parents[int(entry.name)] = int(after_name[1])
    below: set[int] = set()
    for process in parents:
        line = [process]
        while (parent := parents.get(line[-1], 0)) and parent != root:
            line.append(parent)
        if parent == root:
            below.update(line)
    return sum(pages.get(process, 0) for process in below) * os.sysconf("SC_PAGE_SIZE") / 1e6


def reference_data() -> Path:
    """The folder of reconstructed tables and inventories; it may be absent."""
    return Path(os.environ.get("TANLU_REFERENCE_DATA", ROOT.parent / "shared" / "data"))


@contextmanager
def workbook() -> Iterator[tuple[Path, str]]:
    """A full-size workbook and what it is: reconstructed data where present, else the sample."""
    file = reference_data() / "mrio_reconstructed" / "MRIO_2017.xlsx"
    if file.exists():
        yield file, f"{file.name} (reconstructed)"
        return
    with tempfile.TemporaryDirectory() as folder:
        child("-m", "tanlu", "sample", "--out", folder)
        yield next(Path(folder).glob("*_a_*.xlsx")), "synthetic sample A"


@contextmanager
def service(store: str) -> Iterator[tuple[str, int]]:
    """A ``tanlu serve`` process: host and port."""
    command = [sys.executable, "-m", "tanlu", "serve", "--port", "0", "--store", store]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    try:
        assert process.stdout is not None
        address = process.stdout.readline().split()[3]
        host, _, port = address.removeprefix("http://").partition(":")
        yield host, int(port)
    finally:
        process.terminate()
        process.wait(20)
