"""Arrays kept in files of this machine, so that a service that starts again need not read them.

A key names the content, which never changes: a file is either whole and right or not there. Files
are written beside their place and put there by rename, so several processes may share a folder.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

log = logging.getLogger(__name__)

MOST_BYTES = 1 << 30
"""What a folder may hold; the arrays that were not used for longest go first."""
UNFINISHED_S = 3600.0

Array = npt.NDArray[np.float64]


def kept(folder: Path | None, key: str, shape: tuple[int, ...]) -> Array | None:
    """The array of a key, read-only; None where it is not kept, or what is there is none such."""
    if folder is None:
        return None
    file = _file(folder, key)
    try:
        array = np.load(file, mmap_mode="r", allow_pickle=False)
        if array.shape != shape or array.dtype != np.float64:
            return None
        os.utime(file)
    except (OSError, ValueError, EOFError):
        return None
    return np.asarray(array)


def keep(folder: Path | None, key: str, array: Array) -> None:
    """Keep the array of a key; a folder that cannot be written is passed over."""
    if folder is None:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".new", delete=False) as file:
            fresh = Path(file.name)
            try:
                np.save(file, array, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
                fresh.replace(_file(folder, key))
            finally:
                fresh.unlink(missing_ok=True)
        _bound(folder)
    except OSError as error:
        log.info("arrays are not kept in %s: %s", folder, error.strerror or error)


def _file(folder: Path, key: str) -> Path:
    return folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.npy"


def _bound(folder: Path) -> None:
    """Remove what is over the limit, and what processes that ended left half written."""
    left = MOST_BYTES
    states = [(file, file.stat()) for file in folder.glob("*.npy")]
    for file, state in sorted(states, key=lambda it: it[1].st_mtime, reverse=True):
        left -= state.st_size
        if left < 0:
            file.unlink(missing_ok=True)
    for file in folder.glob("*.new"):
        if time.time() - file.stat().st_mtime > UNFINISHED_S:
            file.unlink(missing_ok=True)
