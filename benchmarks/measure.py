"""What the benchmarks share: timing, peak memory of a child, a service, one line a measure."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
    """How long a child ran, and the peak of its resident memory."""

    seconds: float
    megabytes: float


def child(*arguments: object) -> Run:
    """Run Python with arguments in a child; its output is dropped unless it fails."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)], stdout=said, stderr=said, cwd=ROOT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(said.read())
    return Run(time.perf_counter() - start, usage.ru_maxrss / 1024)


@contextmanager
def workbook() -> Iterator[tuple[Path, str]]:
    """A full-size workbook and what it is: reconstructed data where present, else the sample."""
    data = Path(os.environ.get("TANLU_REFERENCE_DATA", ROOT.parent / "shared" / "data"))
    file = data / "mrio_reconstructed" / "MRIO_2017.xlsx"
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
