"""A service in a process of its own, and its answers in a form that can be compared."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.console import ROOT

PASSING = {"elapsed_ms", "warming_up", "warmed_in_ms", "loaded_at", "built_at", "created_at"}
"""Fields that differ between two answers of the same graph, or two graphs of the same facts."""


@dataclass(frozen=True)
class Answer:
    """A reply: its HTTP status, the version of the graph where it says one, and its content."""

    status: int
    version: str | None
    content: str


@dataclass(frozen=True)
class Service:
    """A running service."""

    address: str
    pid: int
    log: Path

    def ask(self, path: str, body: Any = None) -> Answer:
        """The answer to GET, or to POST where there is a body."""
        data = None if body is None else json.dumps(body).encode()
        call = urllib.request.Request(
            self.address + path, data, {"content-type": "application/json"}
        )
        try:
            with urllib.request.urlopen(call, timeout=300) as reply:
                status, told = reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            status, told = error.code, json.load(error)
        version = told.get("meta", {}).get("graph_version") if isinstance(told, dict) else None
        return Answer(status, version, json.dumps(comparable(told), sort_keys=True))

    def answers(self, paths: Sequence[str]) -> dict[str, Answer]:
        return {path: self.ask(path) for path in paths}

    def version(self) -> str:
        """Version of the graph that it answers from just now."""
        version = self.ask("/health/ready").version
        assert version is not None
        return version

    def memory_mb(self) -> float:
        """Resident memory."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def open_graphs(self) -> list[str]:
        """Graph files that it holds open; removed ones are marked as deleted."""
        held = []
        for link in Path(f"/proc/{self.pid}/fd").iterdir():
            try:
                held.append(os.readlink(link))
            except FileNotFoundError:
                continue
        return sorted({name for name in held if ".lbug" in name})


def comparable(told: Any) -> Any:
    """An answer without the passing fields; numbers to 10 digits, as sums may differ beyond."""
    if isinstance(told, dict):
        return {key: comparable(value) for key, value in told.items() if key not in PASSING}
    if isinstance(told, list):
        return [comparable(value) for value in told]
    return float(f"{told:.10g}") if isinstance(told, float) else told


@contextmanager
def serving(url: str, folder: Path) -> Iterator[Service]:
    """`tanlu serve` on a store, ended by SIGTERM; its log stands in ``folder``."""
    log = folder / "service.log"
    call = [sys.executable, "-m", "tanlu", "serve", "--port", "0", "--store", url]
    with (
        log.open("w") as errors,
        subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True) as it,
    ):
        assert it.stdout is not None
        try:
            line = next((said for said in it.stdout if said.startswith("Tanlu serves on ")), "")
            assert line, log.read_text()
            yield Service(line.split()[3], it.pid, log)
        finally:
            it.send_signal(signal.SIGTERM)
            it.wait(120)
