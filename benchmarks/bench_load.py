"""Loading: from a workbook to a graph that answers, each in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from measure import child, line, title, workbook

from graph_service.store.pointer import read_pointer

REPEAT = 3


def main() -> None:
    title("Loading", "ladybug", "pyarrow", "python-calamine")
    with workbook() as (file, what):
        for _ in range(REPEAT):
            with tempfile.TemporaryDirectory() as folder:
                _measure(file, what, Path(folder))


def _measure(file: Path, what: str, folder: Path) -> None:
    url = f"embedded:{folder / 'tanlu.lbug'}"
    load = child("-m", "tanlu", "load", file, "--store", url)
    answer = child("-m", "tanlu", "query", "catalog.editions", "--store", url)
    pointer = read_pointer(folder / "tanlu.lbug")
    assert pointer is not None
    editions = len(pointer.editions)
    size = (folder / pointer.file).stat().st_size / 1e6
    print(f"  {what}: {editions} editions, graph file {size:.0f} MB")
    line("workbook to graph, per edition", load.seconds / editions, "s", limit=15)
    line("peak memory of the load", load.megabytes, "MB", limit=2000)
    line("first answer of a new process", answer.seconds, "s", limit=5)


if __name__ == "__main__":
    main()
