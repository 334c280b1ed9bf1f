"""From files and folders to a published graph: find, read, check, publish."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph_service.errors import BadParameter, SourceDefect
from graph_service.progress import Progress, no_progress
from loader.enrich import Enrichment, enrich
from loader.layout import Finding
from loader.parts import FileReading, Part
from loader.plan import Publication, entries_of
from loader.publish import loading, publish_kept
from loader.reading import Readings, SkippedFile, found_files, read_files
from loader.surroundings import disk_errors
from loader.target import open_target

TEMPORARY = "Free some space, or name another folder for temporary files in TMPDIR."

SHOWN = 5


class NothingToLoad(BadParameter):
    """The given folders hold nothing of ours."""


@dataclass(frozen=True)
class Loaded:
    """What a load read, passed over and published, and what the parts show together."""

    readings: tuple[FileReading, ...]
    known: tuple[FileReading, ...]
    skipped: tuple[SkippedFile, ...]
    together: tuple[Finding, ...]
    publication: Publication | None = None


def check(
    paths: Sequence[Path], *, edition: str | None = None, progress: Progress = no_progress
) -> Loaded:
    """Read and check files as a load would, each and together; keep and publish nothing."""
    place = Path(tempfile.gettempdir())
    with (
        disk_errors(place, hint=TEMPORARY),
        tempfile.TemporaryDirectory(prefix="tanlu-check-", dir=place) as folder,
    ):
        root = Path(folder)
        found = _something(read_files(root, paths, edition=edition, progress=progress), paths)
        entries = entries_of(_distinct(found.all))
        together = enrich(root, entries).findings
    return Loaded(tuple(found.all.values()), (), found.skipped, together)


def load(
    store_url: str,
    paths: Sequence[Path],
    *,
    edition: str | None = None,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Loaded:
    """Read, check and publish. An error finding stops the load before anything is published.

    Readings are kept as they are made: after an end from outside the next load goes on there.
    """
    target = open_target(store_url)
    found_files(paths)
    target.published()  # a store that cannot be read is told before the files are
    with loading(target, progress) as root:
        found = _something(read_files(root, paths, edition=edition, progress=progress), paths)
        parts = _distinct(found.all)
        refuse_errors([finding for part, _ in parts.values() for finding in part.findings])
        together: list[Finding] = []

        def inspect(enrichment: Enrichment) -> None:
            together.extend(enrichment.findings)
            refuse_errors(together)

        publication = publish_kept(
            target, entries_of(parts), replace=replace, progress=progress, inspect=inspect
        )
    new = tuple(reading for name, reading in found.all.items() if name not in found.known)
    known = tuple(reading for name, reading in found.all.items() if name in found.known)
    return Loaded(new, known, found.skipped, tuple(together), publication)


def refuse_errors(findings: Sequence[Finding]) -> None:
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


def _something(found: Readings, paths: Sequence[Path]) -> Readings:
    if not found.all:
        said = "; ".join(f"{item.file.name}: {item.reason}" for item in found.skipped[:SHOWN])
        if len(found.skipped) > SHOWN:
            said += f"; and {len(found.skipped) - SHOWN} more"
        raise NothingToLoad(
            f"nothing to load in {', '.join(map(str, paths))}",
            hint=said or "Put CEADs MRIO workbooks and emission inventories (.xlsx) there.",
        )
    return found


def _distinct(readings: dict[str, FileReading]) -> dict[str, tuple[Part, str]]:
    """Parts by id, each with its reading's folder; the same facts in two files count once."""
    parts: dict[str, tuple[Part, str]] = {}
    for name, reading in readings.items():
        for part in reading.parts:
            other, _ = parts.setdefault(part.id, (part, name))
            if other.content != part.content:
                raise BadParameter(
                    f"{part.kind} {part.id} is in {_origin(other)} and, with other figures, "
                    f"in {_origin(part)}",
                    hint="Load one of the two files.",
                )
    return parts


def _origin(part: Part) -> str:
    return f"{part.source.file_name} (sheet {part.source.sheet})"
