"""Publication: what a store holds and what is given become one new graph, or nothing changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace as changed
from datetime import UTC, datetime
from pathlib import Path

from graph_service.graph import SCHEMA_VERSION
from graph_service.progress import Progress, no_progress
from graph_service.store.pointer import PartEntry, Pointer
from loader.archive import forget_others, forget_unfinished, keep, reading_name
from loader.contents import Contents
from loader.enrich import Enrichment, enrich
from loader.parts import FileReading, Part
from loader.plan import Publication, entries_of, graph_hash, plan, usable
from loader.surroundings import NoSpace, disk_errors
from loader.target import Target, open_target


def publish(
    store_url: str,
    parts: Sequence[Part],
    *,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Publication:
    """Add parts that are in memory to a store, or change nothing."""
    target = open_target(store_url)
    with loading(target, progress) as root:
        given: dict[str, tuple[Part, str]] = {}
        for part in parts:
            name = reading_name(part.source.sha256, part.source.file_name, part.id)
            keep(root, name, FileReading(Path(part.source.file_name), part.source.sha256, (part,)))
            given[part.id] = (part, name)
        return publish_kept(target, entries_of(given), replace=replace, progress=progress)


@contextlib.contextmanager
def loading(target: Target, progress: Progress = no_progress) -> Iterator[Path]:
    """Hold a store for one loader, and give the folder of its readings.

    What a killed load left half done is removed first. Where space ends, also the readings that
    wait for the next load: a full disk harms others too.

    Raises:
        PublishFailed: another loader holds it, or the disk refuses.
    """
    root = target.folder
    with target.hold(progress):
        forget_unfinished(root)
        try:
            with disk_errors(root):
                yield root
        except NoSpace:
            _forget_unpublished(target)
            raise


def publish_kept(
    target: Target,
    given: Mapping[str, PartEntry],
    *,
    replace: bool = False,
    drop: Collection[str] = (),
    progress: Progress = no_progress,
    inspect: Callable[[Enrichment], object] = lambda _: None,
) -> Publication:
    """Add kept parts to a store and take ``drop`` away, or change nothing.

    A graph of the synthetic sample is left behind by the first real data; the sample is never
    added to real data. Publishing the same again changes nothing. To be called within
    :func:`loading`; ``inspect`` sees what the parts show together, and may refuse it.

    Raises:
        BadParameter: other facts for a part already there, without ``replace``.
        PublishFailed: no space, no permission. The old graph stays.
    """
    root, old = target.folder, target.published()
    result = plan(root, old, given, replace=replace, drop=drop)
    changes = result.added or result.replaced or result.dropped
    if not changes and old and _is_current(target, old):
        target.forget_begun(progress)
        _forget_unpublished(target)
        return Publication(old, unchanged=result.unchanged)
    wanted = changed(result.pointer, content_hash=graph_hash(result.pointer.parts))
    enrichment = enrich(root, wanted.parts)
    inspect(enrichment)
    contents = Contents(root, wanted.parts, enrichment, _version(wanted))
    pointer = target.publish(wanted, contents, progress)
    _forget_unpublished(target)
    return changed(result, pointer=pointer)


def _version(wanted: Pointer) -> dict[str, object]:
    return {
        "content_hash": wanted.content_hash,
        "schema_version": SCHEMA_VERSION,
        "synthetic": wanted.synthetic,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _is_current(target: Target, pointer: Pointer) -> bool:
    """Whether the published graph is whole, of this schema, and can be built upon."""
    kept = all(usable(target.folder, entry) for entry in pointer.parts.values())
    whole = graph_hash(pointer.parts) == pointer.content_hash
    return kept and whole and target.is_whole(pointer)


def _forget_unpublished(target: Target) -> None:
    """Remove the readings that the published graph is not made of."""
    pointer = target.published()
    names = {entry.reading for entry in pointer.parts.values()} if pointer else ()
    forget_others(target.folder, names)
