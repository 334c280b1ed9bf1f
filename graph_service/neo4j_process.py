"""Processes that outlive who started them: begun, recognised, waited for; and their folders."""

from __future__ import annotations

import fcntl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from graph_service.errors import StoreUnavailable

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
    """Whether a process, with all that it held, ends within so many seconds."""
    end = time.monotonic() + seconds
    while _holds_anything(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _holds_anything(pid: int) -> bool:
    """Files and ports are given back when the last thread has ended; a zombie may stay."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return state not in "ZX" or len(list(Path(f"/proc/{pid}/task").iterdir())) > 1
    except OSError:
        return False


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Make a folder and hold it; raises ``StoreUnavailable`` where another program does.

    Where the work fails, no more is left of it than was there before, unless it put something in.
    """
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "lock").open("w")
    except OSError as error:
        raise StoreUnavailable(
            f"cannot write to {folder}: {error.strerror}", hint="Name another folder with --home."
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreUnavailable(
                f"another start of Neo4j in {folder} is under way", hint="Wait for it."
            ) from error
        try:
            yield
        except BaseException:
            _leave(folder, made)
            raise


def _leave(folder: Path, made: Sequence[Path]) -> None:
    """Take the lock away where it lies alone in its folder, and the folders made for it."""
    if [file.name for file in folder.iterdir()] == ["lock"]:
        (folder / "lock").unlink()
        for place in made:
            place.rmdir()
