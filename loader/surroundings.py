"""The store's folder: one loader at a time, and what the disk refuses as sentences."""

from __future__ import annotations

import contextlib
import errno
import fcntl
from collections.abc import Iterator
from pathlib import Path

from graph_service.errors import PublishFailed, TanluError

UNCHANGED = "The graph that was there is unchanged."
FULL = {errno.ENOSPC: "no space left", errno.EFBIG: "a file-size limit was hit"}
SPACE = "An edition needs about 150 MB. Free some space, or name another store with --store."


class NoSpace(PublishFailed):
    """The disk is full, or a limit on the size of files was hit."""


@contextlib.contextmanager
def loader_lock(root: Path) -> Iterator[None]:
    """Hold a store's folder for one loader; errors of the disk become sentences.

    Raises:
        PublishFailed: another loader holds it, or the disk refuses.
    """
    with disk_errors(root), _lock(root):
        yield


@contextlib.contextmanager
def _lock(root: Path) -> Iterator[None]:
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishFailed(
                f"another load into {root} is running",
                hint="Wait until it has ended, then load again.",
            ) from error
        yield


@contextlib.contextmanager
def disk_errors(root: Path, *, hint: str = SPACE) -> Iterator[None]:
    """Turn what the disk refuses into a sentence that names the folder."""
    try:
        yield
    except PermissionError as error:
        raise PublishFailed(
            f"no permission to write {error.filename or root}. {UNCHANGED}",
            hint="Name a store in a folder of yours with --store, or change its permissions.",
        ) from error
    except OSError as error:
        full = FULL.get(error.errno or 0)
        raise (NoSpace if full else PublishFailed)(
            f"{full or error.strerror or error} while writing to {root}. {UNCHANGED}", hint=hint
        ) from error


@contextlib.contextmanager
def engine_errors(root: Path) -> Iterator[None]:
    """The engine speaks of checkpoints and restarts; what a person must know is less."""
    try:
        yield
    except PublishFailed:
        raise
    except (TanluError, RuntimeError) as error:
        disk = "IO exception" in str(error)
        reason = "no space left, or a limit on the size of files" if disk else str(error)
        raise (NoSpace if disk else PublishFailed)(
            f"the graph could not be written to {root}: {reason}. {UNCHANGED}", hint=SPACE
        ) from error
