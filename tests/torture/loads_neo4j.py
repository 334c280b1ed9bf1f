"""A `tanlu load` into a Neo4j server, in a process of its own: its phases as the database shows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from neo4j.exceptions import DriverError, Neo4jError

from tests.cli.console import ROOT
from tests.neo4j_running import RunningNeo4j

PHASES = ("start", "read", "build", "exchange", "clean", "end")
"""What a load does: imports; holds the database and reads; writes batches; gives all nodes their
labels in one transaction; removes the graph before; ends."""
SHOWN = (
    "OPTIONAL MATCH (v:GraphVersion) WITH v.content_hash AS version "
    "OPTIONAL MATCH (l:Loader) WITH version, count(l) > 0 AS held "
    "OPTIONAL MATCH (b:StagedBatch) RETURN version, held, count(b) AS batches"
)
LEFT = (
    "MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS n "
    "WHERE label STARTS WITH 'Staged' OR label IN ['Staging', 'Dropped', 'Loader'] "
    "RETURN label, n"
)


class Watch:
    """Looks into the database beside a load; a server that does not answer shows nothing."""

    def __init__(self, neo4j: RunningNeo4j) -> None:
        self._driver = neo4j.driver(max_transaction_retry_time=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._driver.close()

    def look(self) -> dict[str, Any] | None:
        """Version that is published, whether a loader holds the database, batches it has noted."""
        try:
            with self._driver.session(database="neo4j") as session:
                return session.run(SHOWN).data()[0]
        except (DriverError, Neo4jError):
            return None


@dataclass
class Load:
    """A load that runs, in a session of its own."""

    process: subprocess.Popen[str]
    began: float = field(default_factory=time.monotonic)

    def kill(self) -> None:
        """Kill -9."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def end(self, *, timeout_s: float = 120) -> tuple[int, str]:
        """Exit code, and what it said on both channels; one that hangs says where it stood."""
        try:
            out, err = self.process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGABRT)
            out, err = self.process.communicate()
        return self.process.returncode, out + err

    def phases(self, watch: Watch, before: str, batches: int) -> Iterator[str]:
        """Its phase again and again until the end; ``batches`` is how many it writes in all."""
        phase = "start"
        while self.process.poll() is None:
            if shown := watch.look():
                phase = max(phase, _phase(shown, before, batches), key=PHASES.index)
            yield phase
        yield "end"

    def await_phase(self, watch: Watch, wanted: str, before: str, batches: int) -> bool:
        """Wait until a phase has begun; False where the load has ended before."""
        for phase in self.phases(watch, before, batches):
            if PHASES.index(phase) >= PHASES.index(wanted):
                return phase != "end"
        return False


def _phase(shown: dict[str, Any], before: str, batches: int) -> str:
    if shown["version"] != before:
        return "clean"
    if shown["batches"]:
        return "exchange" if shown["batches"] >= batches else "build"
    return "read" if shown["held"] else "start"


@contextmanager
def loading(url: str, files: Sequence[Path], *more: str) -> Iterator[Load]:
    """Begin to load files; whatever happens, no process of it survives."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tanlu", "load", *map(str, files), "--store", url, *more],
        cwd=ROOT,
        env=os.environ | {"PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield Load(process)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
