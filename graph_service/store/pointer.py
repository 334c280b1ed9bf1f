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

from graph_service.errors import StoreUnavailable

NO_POINTER = "it is not a pointer file of Tanlu"


@dataclass(frozen=True)
class EditionEntry:
    """Where an edition came from, and where in the store's folder its tidy tables are kept.

    ``file_tables`` counts the editions that its file gave.
    """

    tables: str
    sha256: str
    file_name: str
    sheet: str
    file_tables: int
    loader_version: str


@dataclass(frozen=True)
class Pointer:
    """The published graph file, relative to the pointer file, and the editions it holds, by id."""

    file: str
    content_hash: str
    synthetic: bool
    editions: dict[str, EditionEntry]


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
    try:
        fields = json.loads(text)
        fields["editions"] = {id: EditionEntry(**e) for id, e in fields["editions"].items()}
        return Pointer(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(path, NO_POINTER) from error


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


def _unreadable(path: Path, reason: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"cannot read the store {path}: {reason}",
        hint="Name another store with --store, or remove this one and load again.",
    )
