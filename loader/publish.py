"""Publication: build a new graph file beside the old one, then swap the pointer.

The pointer file of a store stands beside a folder of its own, ``tanlu.lbug`` beside
``tanlu.lbug.d``, which holds the graph file, the kept tidy tables and the loader's lock.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from graph_service.errors import BadParameter, QueryFailed, TanluError
from graph_service.graph import SCHEMA_VERSION, Graph
from graph_service.progress import Progress, no_progress
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.pointer import PartEntry, Pointer, read_pointer, write_pointer
from loader.archive import (
    LINKS,
    NODES,
    forget_others,
    forget_unfinished,
    keep,
    reading_name,
    recall,
)
from loader.catalogue import catalogue_tables
from loader.enrich import Enrichment, enrich
from loader.parts import FileReading, Part
from loader.plan import Publication, entries_of, graph_hash, plan, usable
from loader.surroundings import NoSpace, disk_errors, engine_errors, loader_lock

BUILDING = "building"
LARGE = 100_000  # rows
FIRST_TABLES = "editions"  # where the first schema kept its tables


def pointer_path(store_url: str) -> Path:
    """The pointer file of an embedded store's URL."""
    scheme, _, rest = store_url.partition(":")
    if scheme != "embedded" or not rest:
        raise BadParameter(
            f"cannot load into {store_url!r}", hint="Name it as embedded:FOLDER/NAME.lbug."
        )
    return Path(rest)


def store_folder(path: Path) -> Path:
    """The folder that belongs to the store with the pointer file ``path``, and to no other."""
    return path.with_name(f"{path.name}.d")


def publish(
    store_url: str,
    parts: Sequence[Part],
    *,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Publication:
    """Add parts that are in memory to a store, or change nothing."""
    path = pointer_path(store_url)
    with loading(path) as root:
        given: dict[str, tuple[Part, str]] = {}
        for part in parts:
            name = reading_name(part.source.sha256, part.source.file_name, part.id)
            keep(root, name, FileReading(Path(part.source.file_name), part.source.sha256, (part,)))
            given[part.id] = (part, name)
        return publish_kept(path, entries_of(given), replace=replace, progress=progress)


@contextlib.contextmanager
def loading(path: Path) -> Iterator[Path]:
    """Hold the store with the pointer file ``path`` for one loader, and give its folder.

    What a killed load left half done is removed first. Where space ends, also the readings that
    wait for the next load: a full disk harms others too.

    Raises:
        PublishFailed: another loader holds it, or the disk refuses.
    """
    root = store_folder(path)
    with loader_lock(root):
        shutil.rmtree(root / BUILDING, ignore_errors=True)
        forget_unfinished(root)
        try:
            with disk_errors(root):
                yield root
        except NoSpace:
            _forget_unpublished(path)
            raise


def publish_kept(
    path: Path,
    given: Mapping[str, PartEntry],
    *,
    replace: bool = False,
    progress: Progress = no_progress,
    inspect: Callable[[Enrichment], object] = lambda _: None,
) -> Publication:
    """Add kept parts to the store with the pointer file ``path``, or change nothing.

    A graph of the synthetic sample is left behind by the first real data; the sample is never
    added to real data. Publishing the same again changes nothing. To be called within
    :func:`loading`; ``inspect`` sees what the parts show together, and may refuse it.

    Raises:
        BadParameter: other facts for a part already there, without ``replace``.
        PublishFailed: no space, no permission. The old graph stays.
    """
    root = store_folder(path)
    old = read_pointer(path)
    result = plan(root, old, given, replace=replace)
    if not (result.added or result.replaced) and old and _is_current(root, old):
        _forget_unpublished(path)
        return Publication(old, unchanged=result.unchanged)
    try:
        enrichment = enrich(root, result.pointer.parts)
        inspect(enrichment)
        pointer = _build(root, result.pointer, enrichment, progress)
        write_pointer(path, pointer)
    finally:
        _clean(root, old, read_pointer(path))
    _forget_unpublished(path)
    shutil.rmtree(root / FIRST_TABLES, ignore_errors=True)
    return Publication(pointer, result.added, result.replaced, result.unchanged, result.left_behind)


def _is_current(root: Path, pointer: Pointer) -> bool:
    """Whether the published graph is whole, of this schema, and can be built upon."""
    kept = all(usable(root, entry) for entry in pointer.parts.values())
    if not kept or graph_hash(pointer.parts) != pointer.content_hash:
        return False
    try:
        graph = Graph(EmbeddedStore(root.parent / pointer.file))
    except TanluError:
        return False
    try:
        return graph.version == pointer.content_hash
    except TanluError:
        return False
    finally:
        graph.close()


def _build(root: Path, plan: Pointer, enrichment: Enrichment, progress: Progress) -> Pointer:
    whole = graph_hash(plan.parts)
    target = root / f"{'sample-' if plan.synthetic else ''}{whole[:16]}.lbug"
    workshop = root / BUILDING
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    fresh = workshop / target.name
    with engine_errors(root):
        graph = Graph(EmbeddedStore(fresh, writable=True))
        try:
            _fill(graph, root, dataclasses.replace(plan, content_hash=whole), enrichment, progress)
        finally:
            graph.close()
        if beside := [file.name for file in workshop.iterdir() if file != fresh]:
            raise QueryFailed(f"IO exception: {', '.join(beside)} not merged")
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(target)
    file = str(target.relative_to(root.parent))
    return Pointer(file, whole, plan.synthetic, dict(sorted(plan.parts.items())))


def _fill(
    graph: Graph, root: Path, plan: Pointer, enrichment: Enrichment, progress: Progress
) -> None:
    steps = (*NODES, *LINKS)
    progress("Building the graph", 0, len(steps))
    graph.create_schema()
    for query, table in catalogue_tables().items():
        graph.load(f"load.{query}", table)
    for done, query in enumerate(steps, start=1):
        for table in _batches(root, plan, enrichment, query):
            graph.load(f"load.{query}", table)
        progress("Building the graph", done, len(steps))
    version = {
        "content_hash": plan.content_hash,
        "schema_version": SCHEMA_VERSION,
        "synthetic": plan.synthetic,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    graph.load("load.graph_version", pa.Table.from_pylist([version]))


def _batches(root: Path, plan: Pointer, enrichment: Enrichment, query: str) -> Iterator[pa.Table]:
    """The rows of a load query from all parts: small tables in one, a large one by itself.

    The engine reserves memory for each bulk load, and 600 of them would fill its pool.
    """
    small: list[pa.Table] = []
    for part, entry in sorted(plan.parts.items()):
        table = enrichment.tables.get(part, {}).get(query)
        if table is None:
            table = recall(root, entry.folder, query)
        if table is not None and table.num_rows > LARGE:
            yield table
        elif table is not None:
            small.append(table)
    if small:
        yield pa.concat_tables(small, promote_options="permissive").unify_dictionaries()


def _clean(root: Path, before: Pointer | None, now: Pointer | None) -> None:
    """Remove older graphs and what a failed build left.

    The graph before stays: a running service answers from it until it has moved on.
    """
    shutil.rmtree(root / BUILDING, ignore_errors=True)
    kept = {root.parent / pointer.file for pointer in (before, now) if pointer}
    for file in root.glob("*.lbug"):
        if file not in kept:
            file.unlink()


def _forget_unpublished(path: Path) -> None:
    """Remove the readings that the published graph is not made of."""
    pointer = read_pointer(path)
    names = {entry.reading for entry in pointer.parts.values()} if pointer else ()
    forget_others(store_folder(path), names)
