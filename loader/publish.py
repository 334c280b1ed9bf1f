"""Publication: build a new graph file beside the old one, then swap the pointer."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from graph_service.errors import BadParameter, PublishFailed, StoreUnavailable
from graph_service.graph import SCHEMA_VERSION, Graph
from graph_service.progress import Progress, no_progress
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.pointer import EditionEntry, Pointer, read_pointer, write_pointer
from loader.archive import LOAD_ORDER, folder_name, forget_others, keep, recall
from loader.catalogue import catalogue_hash, catalogue_tables
from loader.graph_tables import LOADER_VERSION
from loader.layout import Tables


@dataclass(frozen=True)
class Publication:
    """What a load did: the store's pointer now, and each given edition's fate."""

    pointer: Pointer
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_behind: tuple[str, ...] = ()


def pointer_path(store_url: str) -> Path:
    """The pointer file of an embedded store's URL."""
    scheme, _, rest = store_url.partition(":")
    if scheme != "embedded" or not rest:
        raise BadParameter(
            f"cannot load into {store_url!r}", hint="Name it as embedded:FOLDER/NAME.lbug."
        )
    return Path(rest)


def publish(
    store_url: str,
    editions: Sequence[Tables],
    *,
    replace: bool = False,
    progress: Progress = no_progress,
) -> Publication:
    """Add editions to a store, or change nothing.

    A graph of the synthetic sample is left behind by the first real edition; the sample is never
    added to real data. Loading the same tables again changes nothing.

    Raises:
        BadParameter: another table for an edition already there, without ``replace``.
        PublishFailed: no space, no permission, another loader at work. The old graph stays.
    """
    path = pointer_path(store_url)
    with _surroundings(path), _lock(path):
        old = read_pointer(path)
        result = _plan(old, editions, replace)
        if not (result.added or result.replaced) and old and _is_current(path, old):
            return Publication(old, unchanged=result.unchanged)
        entries = dict(result.pointer.editions)
        for done, tables in enumerate(editions):
            progress("Keeping the tidy tables", done, len(editions))
            keep(path.parent, tables)
        progress("Keeping the tidy tables", len(editions), len(editions))
        pointer = _build(path, entries, result.pointer.synthetic, progress)
        write_pointer(path, pointer)
        _clean(path, pointer)
    return Publication(pointer, result.added, result.replaced, result.unchanged, result.left_behind)


def _plan(old: Pointer | None, editions: Sequence[Tables], replace: bool) -> Publication:
    synthetic = {tables.edition.synthetic for tables in editions}
    if synthetic == {True, False} or (synthetic == {True} and old and not old.synthetic):
        raise BadParameter(
            "the synthetic sample never stands in one graph with real data",
            hint="Give the sample a store of its own: --store embedded:data/build/sample.lbug",
        )
    left = tuple(old.editions) if old and old.synthetic and synthetic == {False} else ()
    entries = {} if old is None or left else dict(old.editions)
    added, replaced, unchanged = [], [], []
    for tables in editions:
        source = tables.source
        entry = EditionEntry(
            tables=folder_name(tables),
            sha256=source.sha256,
            file_name=source.file_name,
            sheet=source.sheet,
            file_tables=sum(other.source.sha256 == source.sha256 for other in editions),
            loader_version=LOADER_VERSION,
        )
        there = entries.get(tables.edition.id)
        if there is None:
            added.append(tables.edition.id)
        elif there.tables == entry.tables:
            unchanged.append(tables.edition.id)
        elif replace:
            replaced.append(tables.edition.id)
        else:
            raise BadParameter(
                f"edition {tables.edition.id} is already loaded from {there.file_name} "
                f"(sheet {there.sheet}, sha256 {there.sha256[:12]}), and {source.file_name} "
                f"(sheet {source.sheet}, sha256 {source.sha256[:12]}) holds another table for it",
                hint="Give --replace to exchange it, or --edition to load it under another id.",
            )
        entries[tables.edition.id] = entry
    plan = Pointer("", "", synthetic == {True} or bool(old and old.synthetic and not left), entries)
    return Publication(plan, tuple(added), tuple(replaced), tuple(unchanged), left)


def graph_hash(entries: dict[str, EditionEntry]) -> str:
    """Content hash of the graph that these editions and the reference data make."""
    parts = [str(SCHEMA_VERSION), catalogue_hash()]
    parts += [f"{edition} {entry.tables}" for edition, entry in sorted(entries.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _is_current(path: Path, pointer: Pointer) -> bool:
    return (
        graph_hash(pointer.editions) == pointer.content_hash
        and (path.parent / pointer.file).exists()
    )


def _build(
    path: Path, entries: dict[str, EditionEntry], synthetic: bool, progress: Progress
) -> Pointer:
    whole = graph_hash(entries)
    stem = "sample" if synthetic else path.stem
    target = path.with_name(f"{stem}-{whole[:16]}.lbug")
    fresh = path.with_name(f".{target.name}.new")
    leftovers = (fresh, fresh.with_name(f"{fresh.name}.wal"))
    for file in leftovers:
        file.unlink(missing_ok=True)
    try:
        graph = Graph(_writable(fresh))
        try:
            _fill(graph, path.parent, entries, whole, synthetic, progress)
        finally:
            graph.close()
        with fresh.open("rb") as stream:
            os.fsync(stream.fileno())
        fresh.replace(target)
    finally:
        for file in leftovers:
            file.unlink(missing_ok=True)
    return Pointer(target.name, whole, synthetic, dict(sorted(entries.items())))


def _writable(file: Path) -> EmbeddedStore:
    try:
        return EmbeddedStore(file, writable=True)
    except StoreUnavailable as error:
        raise PublishFailed(
            error.message, hint="Look at the free space and the permissions of its folder."
        ) from error


def _fill(
    graph: Graph,
    root: Path,
    entries: dict[str, EditionEntry],
    whole: str,
    synthetic: bool,
    progress: Progress,
) -> None:
    total = (1 + len(entries)) * len(LOAD_ORDER)
    progress("Building the graph", 0, total)
    graph.create_schema()
    for query, table in catalogue_tables().items():
        graph.load(f"load.{query}", table)
    done = len(LOAD_ORDER)
    for _, entry in sorted(entries.items()):
        for query in LOAD_ORDER:
            graph.load(f"load.{query}", recall(root, entry.tables, query))
            done += 1
            progress("Building the graph", done, total)
    version = {
        "content_hash": whole,
        "schema_version": SCHEMA_VERSION,
        "synthetic": synthetic,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    graph.load("load.graph_version", pa.Table.from_pylist([version]))


def _clean(path: Path, pointer: Pointer) -> None:
    """Remove what the pointer no longer names, and what a killed loader left.

    A reader that still has an old file open keeps it until it closes it.
    """
    for stem in ("sample", path.stem):
        for file in (*path.parent.glob(f"{stem}-*.lbug"), *path.parent.glob(f".{stem}-*.new*")):
            if file.name != pointer.file:
                file.unlink()
    forget_others(path.parent, {entry.tables for entry in pointer.editions.values()})


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PublishFailed(
                f"another load into {path} is running",
                hint="Wait until it has ended, then load again.",
            ) from error
        yield


@contextlib.contextmanager
def _surroundings(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence that names the folder."""
    unchanged = "The graph that was there is unchanged."
    try:
        yield
    except PermissionError as error:
        raise PublishFailed(
            f"no permission to write {error.filename or path.parent}. {unchanged}",
            hint="Name a store in a folder of yours with --store, or change its permissions.",
        ) from error
    except OSError as error:
        reason = {errno.ENOSPC: "no space left", errno.EFBIG: "a file-size limit was hit"}
        raise PublishFailed(
            f"{reason.get(error.errno or 0, error.strerror or str(error))} while writing to "
            f"{path.parent}. {unchanged}",
            hint="An edition needs about 150 MB. Free some space or name another store.",
        ) from error
