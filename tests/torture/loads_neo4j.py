"""A `tanlu load` into a Neo4j server, in a process of its own: its phases as the database shows."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from neo4j.exceptions import DriverError, Neo4jError

from tests.neo4j_running import RunningNeo4j
from tests.torture.loads import begun, ended

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

    def end(self, *, timeout_s: float = 300) -> tuple[int, str]:
        """Exit code, and what it said on both channels; one that hangs says where it stood."""
        return ended(self.process, timeout_s)

    def await_phase(self, watch: Watch, wanted: str, before: str, batches: int) -> bool:
        """Wait until a phase has begun; False where the load has ended before.

        ``before`` is the version that was published when it began, ``batches`` how many it writes.
        """
        while self.process.poll() is None:
            shown = watch.look()
            if shown and PHASES.index(phase_of(shown, before, batches)) >= PHASES.index(wanted):
                return True
        return False

    def times(self, watch: Watch, before: str) -> tuple[dict[str, float], int]:
        """Let it end; the seconds of each phase, and how many batches it has written."""
        seen = []
        while self.process.poll() is None:
            shown, now = watch.look(), time.monotonic()
            if shown:
                seen.append((now, shown))
        batches = max(shown["batches"] for _, shown in seen)
        starts = {"start": self.began}
        for now, shown in seen:
            starts.setdefault(phase_of(shown, before, batches), now)
        marks = [*starts.items(), ("end", time.monotonic())]
        took = dict.fromkeys(PHASES[:-1], 0.0)
        for (phase, start), (_, end) in zip(marks, marks[1:], strict=False):
            took[phase] = end - start
        return took, batches


def phase_of(shown: dict[str, Any], before: str, batches: int) -> str:
    """The phase of a load as the database shows it."""
    if shown["version"] != before:
        return "clean"
    if shown["batches"]:
        return "exchange" if shown["batches"] >= batches else "build"
    return "read" if shown["held"] else "start"


@contextmanager
def loading(url: str, files: Sequence[Path], *more: str) -> Iterator[Load]:
    """Begin to load files; whatever happens, no process of it survives."""
    with begun(url, files, *more) as process:
        yield Load(process)
