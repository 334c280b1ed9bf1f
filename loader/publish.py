"""Publication: build a new graph file beside the old one, then swap the pointer.

The pointer file of a store stands beside a folder of its own, ``tanlu.lbug`` beside
``tanlu.lbug.d``, which holds the graph file, the kept tidy tables and the loader's lock.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from graph_service.errors import BadParameter, PublishFailed, QueryFailed, TanluError
from graph_service.graph import SCHEMA_VERSION, Graph
from graph_service.progress import Progress, no_progress
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.pointer import EditionEntry, Pointer, read_pointer, write_pointer
from loader.archive import LOAD_ORDER, folder_name, forget_others, keep, recall
from loader.catalogue import catalogue_hash, catalogue_tables
from loader.graph_tables import LOADER_VERSION
from loader.layout import Tables

BUILDING = "building"
UNCHANGED = "The graph that was there is unchanged."
SPACE = "An edition needs about 150 MB. Free some space, or name another store with --store."


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


def store_folder(path: Path) -> Path:
    """The folder that belongs to the store with the pointer file ``path``, and to no other."""
    return path.with_name(f"{path.name}.d")


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
    root = store_folder(path)
    with _surroundings(root), _lock(root):
        old = read_pointer(path)
        result = _plan(old, editions, replace)
        if not (result.added or result.replaced) and old and _is_current(root, old):
            return Publication(old, unchanged=result.unchanged)
        try:
            for done, tables in enumerate(editions):
                progress("Keeping the tidy tables", done, len(editions))
                keep(root, tables)
            progress("Keeping the tidy tables", len(editions), len(editions))
            pointer = _build(root, result.pointer.editions, result.pointer.synthetic, progress)
            write_pointer(path, pointer)
        finally:
            _clean(root, old, read_pointer(path))
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


def _is_current(root: Path, pointer: Pointer) -> bool:
    """Whether the published graph is whole, of this schema, and can be built upon."""
    kept = all((root / entry.tables).is_dir() for entry in pointer.editions.values())
    if not kept or graph_hash(pointer.editions) != pointer.content_hash:
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


def _build(
    root: Path, entries: dict[str, EditionEntry], synthetic: bool, progress: Progress
) -> Pointer:
    for edition, entry in entries.items():
        if not (root / entry.tables).is_dir():
            raise PublishFailed(
                f"the kept tables of edition {edition} are gone from {root}",
                hint=f"Load {entry.file_name} as well, in the same call.",
            )
    whole = graph_hash(entries)
    target = root / f"{'sample-' if synthetic else ''}{whole[:16]}.lbug"
    workshop = root / BUILDING
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir()
    fresh = workshop / target.name
    with _engine_errors(root):
        graph = Graph(EmbeddedStore(fresh, writable=True))
        try:
            _fill(graph, root, entries, whole, synthetic, progress)
        finally:
            graph.close()
        if beside := [file.name for file in workshop.iterdir() if file != fresh]:
            raise QueryFailed(f"IO exception: {', '.join(beside)} not merged")
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(target)
    file = str(target.relative_to(root.parent))
    return Pointer(file, whole, synthetic, dict(sorted(entries.items())))


@contextlib.contextmanager
def _engine_errors(root: Path) -> Iterator[None]:
    """The engine speaks of checkpoints and restarts; what a person must know is less."""
    try:
        yield
    except (TanluError, RuntimeError) as error:
        disk = "IO exception" in str(error)
        reason = "no space left, or a limit on the size of files" if disk else str(error)
        raise PublishFailed(
            f"the graph could not be written to {root}: {reason}. {UNCHANGED}", hint=SPACE
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


def _clean(root: Path, before: Pointer | None, now: Pointer | None) -> None:
    """Remove older graphs and what a failed load left.

    The graph before stays: a running service answers from it until it has moved on.
    """
    shutil.rmtree(root / BUILDING, ignore_errors=True)
    kept = {root.parent / pointer.file for pointer in (before, now) if pointer}
    for file in root.glob("*.lbug"):
        if file not in kept:
            file.unlink()
    forget_others(root, {entry.tables for entry in now.editions.values()} if now else set())


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
def _surroundings(root: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence that names the folder."""
    try:
        yield
    except PermissionError as error:
        raise PublishFailed(
            f"no permission to write {error.filename or root}. {UNCHANGED}",
            hint="Name a store in a folder of yours with --store, or change its permissions.",
        ) from error
    except OSError as error:
        reason = {errno.ENOSPC: "no space left", errno.EFBIG: "a file-size limit was hit"}
        raise PublishFailed(
            f"{reason.get(error.errno or 0, error.strerror or str(error))} while writing to "
            f"{root}. {UNCHANGED}",
            hint=SPACE,
        ) from error
