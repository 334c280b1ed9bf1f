"""From files and folders to a published graph: find, read, check, publish."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import BadParameter, SourceDefect
from graph_service.progress import Progress, no_progress
from graph_service.store.pointer import EditionEntry, read_pointer
from loader.graph_tables import LOADER_VERSION
from loader.layout import Finding, SourceReading, Tables
from loader.publish import Publication, pointer_path, publish, store_folder
from loader.source import read_source

WORKBOOK = ".xlsx"


class NothingToLoad(BadParameter):
    """The given folders hold no workbook with a table."""


@dataclass(frozen=True)
class SkippedFile:
    """A file of a folder that was passed over, and why."""

    file: Path
    reason: str


@dataclass(frozen=True)
class Loaded:
    """What a load read, passed over and published."""

    readings: tuple[SourceReading, ...]
    skipped: tuple[SkippedFile, ...]
    known: dict[Path, tuple[str, ...]]
    publication: Publication | None


def read_all(
    paths: Sequence[Path],
    *,
    edition: str | None = None,
    known: dict[str, EditionEntry] | None = None,
    progress: Progress = no_progress,
) -> Loaded:
    """Read every workbook that is named or lies in a named folder; publish nothing.

    Files whose bytes are those of editions in ``known`` are not read again. In a folder, a file
    that holds no table is listed as skipped; named, it is an error.

    Raises:
        SourceDefect: a named file cannot be read, or a folder holds a broken table.
        BadParameter: a path that is not there, nothing to load, or ``edition`` for many files.
    """
    files = _found(paths)
    if edition is not None and len(files) != 1:
        raise BadParameter(f"--edition names one table, but {len(files)} files were given")
    readings: list[SourceReading] = []
    skipped: list[SkippedFile] = []
    same: dict[Path, tuple[str, ...]] = {}
    for file, named in files.items():
        if file.suffix.lower() != WORKBOOK and not named:
            skipped.append(SkippedFile(file, "not an .xlsx workbook"))
            continue
        there = _already(file, known or {}, edition)
        if there:
            same[file] = there
            continue
        try:
            readings.append(read_source(file, edition=edition, progress=progress))
        except SourceDefect as defect:
            if named or not defect.foreign:
                raise
            skipped.append(SkippedFile(file, defect.message))
    return Loaded(tuple(readings), tuple(skipped), same, None)


def load(
    store_url: str,
    paths: Sequence[Path],
    *,
    edition: str | None = None,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Loaded:
    """Read, check and publish. An error finding stops the load before anything is written."""
    path = pointer_path(store_url)
    pointer = read_pointer(path)
    entries = pointer.editions if pointer else {}
    known = {id: e for id, e in entries.items() if (store_folder(path) / e.tables).is_dir()}
    found = read_all(paths, edition=edition, known=known, progress=progress)
    _refuse_errors([f for reading in found.readings for f in reading.findings])
    tables = tuple(table for reading in found.readings for table in reading.tables)
    _distinct(tables)
    if not tables and not found.known:
        raise NothingToLoad("no workbook with a table was found", hint=_listed(found.skipped))
    publication = publish(store_url, tables, replace=replace, progress=progress)
    return Loaded(found.readings, found.skipped, found.known, publication)


def _refuse_errors(findings: Sequence[Finding]) -> None:
    """Stop on findings of severity error: the first in full, the others by their codes."""
    errors = [finding for finding in findings if finding.severity == "error"]
    if not errors:
        return
    first, *others = errors
    more = f"; also {', '.join(finding.code for finding in others)}" if others else ""
    raise SourceDefect(
        f"{first.code}: expected {first.expected}, found {first.found}{more}",
        place=first.place,
        hint=f"{first.consequence}; `tanlu check` prints the whole report",
    )


def _found(paths: Sequence[Path]) -> dict[Path, bool]:
    """Files to read, and whether each was named itself; in a folder, in the order of names."""
    files: dict[Path, bool] = {}
    for path in paths:
        with _readable(path):
            if not path.exists():
                raise BadParameter(f"there is no file or folder {path}")
            files |= dict.fromkeys(_inside(path), False) if path.is_dir() else {path: True}
    if not files:
        raise NothingToLoad(
            f"nothing to load in {', '.join(map(str, paths))}",
            hint="Put CEADs MRIO workbooks (.xlsx) there.",
        )
    return files


def _inside(folder: Path) -> list[Path]:
    """Files below a folder, hidden ones and our own note left out; OSError for a closed one."""

    def fail(error: OSError) -> None:
        raise error

    files = [Path(at, name) for at, _, names in os.walk(folder, onerror=fail) for name in names]
    return sorted(
        file for file in files if not file.name.startswith((".", "~$")) and file.name != "README.md"
    )


def _already(file: Path, known: dict[str, EditionEntry], edition: str | None) -> tuple[str, ...]:
    """Editions that came from a file with just these bytes, where none of them is missing."""
    if not known:
        return ()
    with _readable(file), file.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    same = {name: entry for name, entry in known.items() if entry.sha256 == sha256}
    whole = all(
        entry.file_tables == len(same) and entry.loader_version == LOADER_VERSION
        for entry in same.values()
    )
    if not same or not whole or (edition is not None and edition not in same):
        return ()
    return tuple(same)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceDefect(
            f"it cannot be read ({error.strerror})",
            place=str(error.filename or path),
            hint="give yourself read permission, or copy it to your own folder",
        ) from error


def _distinct(tables: Sequence[Tables]) -> None:
    seen: dict[str, Tables] = {}
    for table in tables:
        other = seen.setdefault(table.edition.id, table)
        if other is not table:
            raise BadParameter(
                f"edition {table.edition.id} is in {other.source.file_name} (sheet "
                f"{other.source.sheet}) and in {table.source.file_name} (sheet "
                f"{table.source.sheet})",
                hint="Load one of the two files.",
            )


def _listed(skipped: Sequence[SkippedFile]) -> str:
    return "; ".join(f"{item.file.name}: {item.reason}" for item in skipped[:5])
