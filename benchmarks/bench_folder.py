"""A folder of CEADs downloads to a served graph; and what reading in parallel processes brings."""

from __future__ import annotations

import http.client
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from measure import child, line, reference_data, service, title, tree_peak, workbook

from loader.files import read_file

SERVED = 60.0  # seconds to wait for the service


def main() -> None:
    title("A folder to a served graph", "ladybug", "pyarrow", "python-calamine")
    with tempfile.TemporaryDirectory() as place, workbook() as (file, what):
        folder = Path(place, "downloads")
        folder.mkdir()
        data = reference_data()
        files = [
            *sorted((data / "mrio_reconstructed").glob("*.xlsx")),
            *sorted((data / "ceads" / "emissions_provinces").glob("*.xlsx")),
        ] or [file]
        for source in files:
            (folder / source.name).symlink_to(source)
        size = sum(source.stat().st_size for source in files) / 1e6
        print(f"  {len(files)} files, {size:.0f} MB{'' if len(files) > 1 else f': {what}'}")
        _serve(folder, f"embedded:{Path(place) / 'store' / 'tanlu.lbug'}")
        _parallel([source for source in files if source.stat().st_size > 1e6])


def _serve(folder: Path, store: str) -> None:
    with tree_peak() as load_peak:
        start = time.perf_counter()
        load = child("-m", "tanlu", "load", folder, "--store", store)
    with tree_peak() as serve_peak, service(store) as (host, port):
        _until_ready(host, port)
        served = time.perf_counter() - start
    again = child("-m", "tanlu", "load", folder, "--store", store)
    print(
        f"  loaded after {load.seconds:.1f} s, {load.processors:.1f} s of processors; "
        f"the service alone takes {serve_peak[0]:.0f} MB"
    )
    line("folder to served graph", served, "s", limit=90)
    line("peak memory of all processes of the load", load_peak[0], "MB", limit=3000)
    line("the same folder again, nothing new", again.seconds, "s", limit=15)


def _until_ready(host: str, port: int) -> None:
    end = time.perf_counter() + SERVED
    while time.perf_counter() < end:
        connection = http.client.HTTPConnection(host, port, timeout=SERVED)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    raise RuntimeError("the service does not get ready")


def _parallel(files: list[Path]) -> None:
    """Reading and checking workbooks one after the other, and in as many processes as cores."""
    workers = len(os.sched_getaffinity(0))
    spawn = multiprocessing.get_context("spawn")
    for number in sorted({1, workers}):
        before = _processors()
        start = time.perf_counter()
        with tree_peak() as peak, ProcessPoolExecutor(number, mp_context=spawn) as pool:
            list(pool.map(_parts, sorted(files, key=lambda file: -file.stat().st_size)))
        seconds = time.perf_counter() - start
        print(
            f"  MRIO workbooks alone, {number} process{'es' * (number > 1)} on {workers} cores: "
            f"{seconds:.1f} s, {_processors() - before:.1f} s of processors, {peak[0]:.0f} MB"
        )


def _processors() -> float:
    """Seconds that processors gave to processes started here that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _parts(file: Path) -> int:
    """Read one file; only a number goes back, as tables are kept on disk by the loader."""
    return len(read_file(file).parts)


if __name__ == "__main__":
    main()
