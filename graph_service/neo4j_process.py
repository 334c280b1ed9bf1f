"""Processes that outlive who started them: begun, recognised, waited for."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_IN_BACKGROUND = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


def launch(command: Sequence[str], log: Path) -> int:
    """Run a command in a session of its own, its output in ``log``; its process id."""
    started = subprocess.run(
        ["sh", "-c", _IN_BACKGROUND, "sh", str(log), *command],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        check=True,
    )
    return int(started.stdout)


def command_of(pid: int) -> list[str]:
    """The words that a process was started with; none where it has ended."""
    try:
        told = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        return []
    return told.rstrip("\0").split("\0") if told else []


def gone(pid: int, seconds: float) -> bool:
    """Whether a process ends within so many seconds."""
    end = time.monotonic() + seconds
    while command_of(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
