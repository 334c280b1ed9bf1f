"""The pointer file: which graph file a store URL means just now.

``embedded:data/build/tanlu.lbug`` names a small JSON file; the graph itself lies in a folder
beside it, as ``tanlu.lbug.d/<content hash>.lbug``. Publishing writes a new graph file and swaps the
pointer by rename, so that a reader sees the old or the new graph, never half of one.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph_service.errors import StoreUnavailable

NO_POINTER = "it is not a pointer file of Tanlu"
OTHER_VERSION = "another version of Tanlu has written it"


@dataclass(frozen=True)
class PartEntry:
    """One part of the graph: what it is, the file it came from, where its tables are kept.

    ``content`` is the hash of its facts, ``folder`` lies below the store's folder.
    """

    kind: str
    content: str
    synthetic: bool
    folder: str
    sha256: str
    file_name: str
    sheet: str
    loader_version: str

    @property
    def reading(self) -> str:
        """Folder of the reading of the whole file."""
        return self.folder.rpartition("/")[0]


@dataclass(frozen=True)
class Pointer:
    """The published graph file, relative to the pointer file, and the parts it holds, by id."""

    file: str
    content_hash: str
    synthetic: bool
    parts: dict[str, PartEntry]


def read_pointer(path: Path) -> Pointer | None:
    """The pointer at ``path``, or ``None`` where nothing was published yet."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, NO_POINTER) from error
    fields: Any = None
    try:
        fields = json.loads(text)
        if "editions" in fields:
            return _of_first_schema(fields)
        fields["parts"] = {id: PartEntry(**entry) for id, entry in fields["parts"].items()}
        return Pointer(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        ours = isinstance(fields, dict) and {"file", "content_hash"} <= fields.keys()
        raise _unreadable(path, OTHER_VERSION if ours else NO_POINTER) from error


def stamp_of(path: Path) -> tuple[int, int] | None:
    """Time and place on disk of a pointer file: other ones after each publication."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def write_pointer(path: Path, pointer: Pointer) -> None:
    """Swap the pointer atomically and durably; the old one stays if anything fails."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(pointer), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _of_first_schema(fields: dict[str, Any]) -> Pointer:
    """A pointer as the first schema had it: its editions must be loaded again."""
    old = {
        id: PartEntry(
            kind="edition",
            content="",
            synthetic=fields["synthetic"],
            folder="",
            sha256=entry["sha256"],
            file_name=entry["file_name"],
            sheet=entry["sheet"],
            loader_version=entry["loader_version"],
        )
        for id, entry in fields["editions"].items()
    }
    return Pointer(fields["file"], fields["content_hash"], fields["synthetic"], old)


def _unreadable(path: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"cannot read the store {path}: {reason}",
        hint="Name another store with --store, or remove this one and load again.",
    )
