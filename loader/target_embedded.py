"""The embedded store as a loader sees it: a new graph file beside the old one, then the pointer.

The pointer file of a store stands beside a folder of its own, ``tanlu.lbug`` beside
``tanlu.lbug.d``, which holds the graph file, the kept tidy tables and the loader's lock.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from graph_service.errors import QueryFailed, TanluError
from graph_service.graph import Graph
from graph_service.progress import Progress, no_progress
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.pointer import Pointer, read_pointer, write_pointer
from loader.contents import STEPS, Contents
from loader.surroundings import engine_errors, loader_lock

BUILDING = "building"
FIRST_TABLES = "editions"  # where the first schema kept its tables


@dataclass(frozen=True)
class EmbeddedTarget:
    """The store with the pointer file ``path``."""

    path: Path

    @property
    def folder(self) -> Path:
        """The folder that belongs to this store, and to no other."""
        return self.path.with_name(f"{self.path.name}.d")

    @contextlib.contextmanager
    def hold(self, _progress: Progress = no_progress) -> Iterator[None]:
        """Hold the store's folder; what a killed load began to build is removed first."""
        with loader_lock(self.folder):
            shutil.rmtree(self.folder / BUILDING, ignore_errors=True)
            yield

    def published(self) -> Pointer | None:
        """What the pointer file says."""
        return read_pointer(self.path)

    def is_whole(self, pointer: Pointer) -> bool:
        """Whether the graph file is there, opens, and is of this schema and content."""
        try:
            with contextlib.closing(Graph(EmbeddedStore(self.path.parent / pointer.file))) as graph:
                return graph.version == pointer.content_hash
        except TanluError:
            return False

    def publish(self, plan: Pointer, contents: Contents, progress: Progress) -> Pointer:
        """Build a graph file, move it to its place, and swap the pointer by rename."""
        before = self.published()
        try:
            pointer = self._build(plan, contents, progress)
            write_pointer(self.path, pointer)
        finally:
            self._clean(before, self.published())
        shutil.rmtree(self.folder / FIRST_TABLES, ignore_errors=True)
        return pointer

    def forget_begun(self, _progress: Progress) -> None:
        """Nothing: what was begun to be built was removed when the store was taken hold of."""

    def _build(self, plan: Pointer, contents: Contents, progress: Progress) -> Pointer:
        root = self.folder
        target = root / f"{'sample-' if plan.synthetic else ''}{plan.content_hash[:16]}.lbug"
        workshop = root / BUILDING
        shutil.rmtree(workshop, ignore_errors=True)
        workshop.mkdir()
        fresh = workshop / target.name
        with engine_errors(root):
            graph = Graph(EmbeddedStore(fresh, writable=True))
            try:
                _fill(graph, contents, progress)
            finally:
                graph.close()
            if beside := [file.name for file in workshop.iterdir() if file != fresh]:
                raise QueryFailed(f"IO exception: {', '.join(beside)} not merged")
        with fresh.open("rb") as stream:
            os.fsync(stream.fileno())
        fresh.replace(target)
        file = str(target.relative_to(root.parent))
        return Pointer(file, plan.content_hash, plan.synthetic, dict(sorted(plan.parts.items())))

    def _clean(self, before: Pointer | None, now: Pointer | None) -> None:
        """Remove older graphs and what a failed build left.

        The graph before stays: a running service answers from it until it has moved on.
        """
        shutil.rmtree(self.folder / BUILDING, ignore_errors=True)
        kept = {self.path.parent / pointer.file for pointer in (before, now) if pointer}
        for file in self.folder.glob("*.lbug"):
            if file not in kept:
                file.unlink()


def _fill(graph: Graph, contents: Contents, progress: Progress) -> None:
    progress("Building the graph", 0, len(STEPS))
    graph.create_schema()
    for query, table in contents.catalogue():
        graph.load(f"load.{query}", table)
    for done, query in enumerate(STEPS, start=1):
        for table in contents.tables(query):
            graph.load(f"load.{query}", table)
        progress("Building the graph", done, len(STEPS))
    graph.load("load.graph_version", pa.Table.from_pylist([dict(contents.version)]))
