"""A `tanlu load` in processes of its own: its phases as the store's folder shows them, its end."""

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

from tests.cli.console import ROOT

PHASES = ("start", "read", "keep", "enrich", "build", "publish", "clean", "end")
"""What a load does: imports; reads; keeps the readings; computes from all of them; fills the new
graph; moves it and swaps the pointer; removes what is old; ends."""


@dataclass
class Stand:
    """What a store's folder holds, as far as it tells the phase of a load."""

    pointer: int
    lock: int
    graphs: set[str]
    readings: set[str]
    building: bool

    @classmethod
    def of(cls, pointer: Path) -> Stand:
        folder = pointer.with_name(f"{pointer.name}.d")
        names = _names(folder)
        return cls(
            pointer=_changed(pointer),
            lock=_changed(folder / "lock"),
            graphs={name for name in names if name.endswith(".lbug")},
            readings=_names(folder / "readings"),
            building="building" in names,
        )

    def phase(self, before: Stand, wanted: int) -> str:
        """The phase of a load that began at ``before`` and keeps ``wanted`` more readings."""
        kept = self.readings - before.readings
        if self.pointer != before.pointer:
            return "clean"
        if self.graphs - before.graphs:
            return "publish"
        if self.building:
            return "build"
        if len({name for name in kept if not name.startswith(".")}) >= wanted:
            return "enrich"
        if kept:
            return "keep"
        return "read" if self.lock != before.lock else "start"


@dataclass
class Load:
    """A load that runs, in a session of its own."""

    process: subprocess.Popen[str]
    pointer: Path
    wanted: int
    before: Stand
    began: float = field(default_factory=time.monotonic)
    phase: str = "start"
    killed: float | None = None

    def look(self) -> str:
        """The phase it has reached; phases do not go back."""
        if self.process.poll() is not None:
            self.phase = "end"
        else:
            now = Stand.of(self.pointer).phase(self.before, self.wanted)
            self.phase = max(self.phase, now, key=PHASES.index)
        return self.phase

    def await_phase(self, phase: str) -> bool:
        """Wait until a phase has begun; False where the load has ended before."""
        while PHASES.index(self.look()) < PHASES.index(phase):
            time.sleep(0.0002)
        return self.phase != "end"

    def times(self) -> dict[str, float]:
        """Let it end, and tell how many seconds each phase took."""
        marks = [(self.began, "start")]
        while self.look() != "end":
            if self.phase != marks[-1][1]:
                marks.append((time.monotonic(), self.phase))
            time.sleep(0.0005)
        marks.append((time.monotonic(), "end"))
        took = dict.fromkeys(PHASES[:-1], 0.0)
        for (start, phase), (end, _) in zip(marks, marks[1:], strict=False):
            took[phase] = end - start
        return took

    def kill(self) -> bool:
        """Kill -9; False where it has ended already."""
        self.killed = time.monotonic()
        self.process.kill()
        return self.process.poll() != 0

    def members(self) -> list[int]:
        """Processes of its session that are still there."""
        return [pid for pid in _processes() if _session(pid) == self.process.pid]

    def await_end(self, seconds: float) -> None:
        """Wait until its last process is gone, at most so many seconds."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.members():
            time.sleep(0.005)

    def end(self, *, timeout_s: float = 300) -> tuple[int, str, float]:
        """Exit code, what it said on both channels, and seconds until its last process was gone,
        from the kill on where there was one."""
        since = time.monotonic()
        code, said = ended(self.process, timeout_s)
        self.await_end(timeout_s)
        return code, said, time.monotonic() - (self.killed or since)


@contextmanager
def loading(url: str, files: Sequence[Path], *more: str) -> Iterator[Load]:
    """Begin to load files; whatever happens, no process of it survives."""
    pointer = Path(url.partition(":")[2])
    before = Stand.of(pointer)
    with begun(url, files, *more) as process:
        yield Load(process, pointer, len(files), before)


@contextmanager
def begun(url: str, files: Sequence[Path], *more: str) -> Iterator[subprocess.Popen[str]]:
    """A load in a session of its own; whatever happens, no process of it survives.

    It heeds an interrupt even where the tests themselves run in the background and do not.
    """
    heeding = ["env", "--default-signal=INT"]
    load = [sys.executable, "-m", "tanlu", "load", *map(str, files), "--store", url, *more]
    process = subprocess.Popen(
        [*heeding, *load],
        cwd=ROOT,
        env=os.environ | {"PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process: subprocess.Popen[str], timeout_s: float) -> tuple[int, str]:
    """Exit code, and what it said on both channels; one that hangs is ended, and says where it
    stood."""
    try:
        out, err = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGABRT)
        out, err = process.communicate()
    return process.returncode, out + err


def _names(folder: Path) -> set[str]:
    try:
        return set(os.listdir(folder))
    except FileNotFoundError:
        return set()


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _session(pid: int) -> int | None:
    """Session of a process; None where it has ended, also where nobody has taken note of it."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if told[0] == "Z" else int(told[3])
