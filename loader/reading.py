"""Files to kept readings."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from graph_service.errors import BadParameter, SourceDefect
from graph_service.progress import Progress, no_progress
from loader.archive import keep, kept, reading_name
from loader.files import foreign, read_file
from loader.parts import FileReading

STEP = "Reading the files"


@dataclass(frozen=True)
class SkippedFile:
    """A file of a folder that was passed over, and why."""

    file: Path
    reason: str


@dataclass(frozen=True)
class Readings:
    """Kept readings by their folder in the order of the files, and the files passed over.

    ``known`` are the folders of those that were there before.
    """

    all: dict[str, FileReading]
    known: frozenset[str]
    skipped: tuple[SkippedFile, ...]


def read_files(
    root: Path,
    paths: Sequence[Path],
    *,
    edition: str | None = None,
    progress: Progress = no_progress,
) -> Readings:
    """Read what is named or lies in a named folder, and keep each reading below ``root``.

    A reading that is kept already is not made again, and of files with the same bytes the first
    is read. In a folder, a file that is none of ours is listed as skipped; named itself, it is
    an error.

    Raises:
        SourceDefect: a named file cannot be read, or one of ours in a folder is broken.
        BadParameter: a path that is not there, or ``edition`` for many files.
    """
    files = found_files(paths)
    if edition is not None and len(files) != 1:
        raise BadParameter(
            f"--edition names one table, but {len(files)} files were given",
            hint="Name the one workbook that holds the table.",
        )
    skipped: list[SkippedFile] = []
    names = {
        file: reading_name(sha256, file.name, edition)
        for file, sha256 in _possible(files, skipped).items()
    }
    there = {file: kept(root, name) for file, name in names.items()}
    readings = {file: replace(known, file=file) for file, known in there.items() if known}
    known = frozenset(names[file] for file in readings)
    waiting = {file: name for file, name in names.items() if file not in readings}
    for file, outcome in _outcomes(root, waiting, edition, progress):
        if isinstance(outcome, SourceDefect):
            _pass_over(file, files[file], outcome, skipped)
        else:
            readings[file] = outcome
    return Readings(
        {name: readings[file] for file, name in names.items() if file in readings},
        known,
        tuple(sorted(skipped, key=lambda item: str(item.file))),
    )


def found_files(paths: Sequence[Path]) -> dict[Path, bool]:
    """Files to read, and whether each was named itself; in a folder, in the order of names."""
    files: dict[Path, bool] = {}
    for path in paths:
        with _readable(path):
            if not path.exists():
                raise BadParameter(f"there is no file or folder {path}")
            files |= dict.fromkeys(_inside(path), False) if path.is_dir() else {path: True}
    return files


def _possible(files: Mapping[Path, bool], skipped: list[SkippedFile]) -> dict[Path, str]:
    """SHA-256 of the files that may be ours, of several with the same bytes only the first.

    A link stands back behind the file that it leads to, and the ending tells how a file is read.
    """
    possible: dict[Path, str] = {}
    first: dict[tuple[str, str], Path] = {}
    for file, named in sorted(files.items(), key=lambda item: os.path.islink(item[0])):
        with _readable(file):
            reason = foreign(file)
        if reason is not None:
            _pass_over(file, named, reason, skipped)
            continue
        sha256 = _sha256(file)
        if (other := first.setdefault((sha256, file.suffix.lower()), file)) == file:
            possible[file] = sha256
        else:
            skipped.append(SkippedFile(file, f"the same file as {other}"))
    return possible


def _pass_over(file: Path, named: bool, reason: SourceDefect, skipped: list[SkippedFile]) -> None:
    if named or not reason.foreign:
        raise reason
    skipped.append(SkippedFile(file, reason.message.removeprefix(file.name).lstrip(":/ ")))


def _outcomes(
    root: Path, waiting: dict[Path, str], edition: str | None, progress: Progress
) -> Iterator[tuple[Path, FileReading | SourceDefect]]:
    """Readings one after the other; the progress is that of a single file, else of the files."""
    many = len(waiting) > 1
    for done, (file, name) in enumerate(waiting.items()):
        if many:
            progress(STEP, done, len(waiting))
        yield file, read_and_keep(root, name, file, edition, no_progress if many else progress)
    if many:
        progress(STEP, len(waiting), len(waiting))


def read_and_keep(
    root: Path,
    name: str,
    file: Path,
    edition: str | None,
    progress: Progress = no_progress,
) -> FileReading | SourceDefect:
    """Read one file and keep its reading; a defect of the file is returned, not raised."""
    try:
        with _readable(file):
            reading = read_file(file, edition=edition, progress=progress)
    except SourceDefect as defect:
        return defect
    return keep(root, name, reading)


def _inside(folder: Path) -> list[Path]:
    """Files below a folder, hidden ones and our own note left out; OSError for a closed one."""

    def fail(error: OSError) -> None:
        raise error

    files = [Path(at, name) for at, _, names in os.walk(folder, onerror=fail) for name in names]
    return sorted(
        file for file in files if not file.name.startswith((".", "~$")) and file.name != "README.md"
    )


def _sha256(file: Path) -> str:
    with _readable(file), file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
