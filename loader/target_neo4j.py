"""A Neo4j database as a loader sees it: a new graph under labels of its own, then one transaction.

What is loaded bears labels such as ``StagedIndustry``. One transaction takes the published graph
out of sight (``Dropped``), gives what was loaded its final labels, and exchanges what
``GraphVersion`` says. A load that was ended goes on at the batch where it stood.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import socket
import threading
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path

from graph_service.errors import BadParameter, PublishFailed, TanluError
from graph_service.graph import Graph
from graph_service.progress import Progress, no_progress
from graph_service.reference import ROOT
from graph_service.store import masked, open_store
from graph_service.store.neo4j_batches import CUT
from graph_service.store.neo4j_load import Neo4jWriter, Run
from graph_service.store.neo4j_url import parse
from graph_service.store.pointer import PartEntry, Pointer
from loader.contents import STEPS, Contents
from loader.surroundings import loader_lock

log = logging.getLogger(__name__)

BUILD = ROOT / "data" / "build"
HELD_S = 60
"""A loader that was not heard of for so long has ended."""
RENEWED_S = 10.0
PARTING_S = 1.0
"""How long a loader that ends tries to say so: the server may be the reason of its end."""
LINKS_AT_ONCE = 20_000
NODES_AT_ONCE = 2_000
CLEARING = "Removing the graph before"
LABEL = re.compile(r"FOR \(n:(\w+)\)")


@dataclass
class Neo4jTarget:
    """The database at a store URL."""

    url: str
    owner: str = field(
        default_factory=lambda: f"{socket.gethostname()}, process {os.getpid()}, {uuid.uuid4()}"
    )

    @property
    def folder(self) -> Path:
        """A local folder for this host, port and database; the graph itself is on the server."""
        address = parse(self.url)
        name = f"{address.place}/{address.database}"
        return BUILD / f"neo4j-{hashlib.sha256(name.encode()).hexdigest()[:16]}.d"

    @contextlib.contextmanager
    def hold(self, progress: Progress = no_progress) -> Iterator[None]:
        """Hold the local folder and the database; nodes that were dropped are removed first.

        Raises:
            PublishFailed: another loader holds it, here or on another machine.
            BadParameter: the database holds data of others under labels of ours.
        """
        with loader_lock(self.folder), self._writer() as writer, self._claim(writer):
            self._refuse_foreign(writer)
            writer.ask("publish.settle")
            self._sweep(writer, progress)
            yield

    def published(self) -> Pointer | None:
        """What ``GraphVersion`` says."""
        with self._writer() as writer:
            rows = writer.ask("publish.pointer")
        if not rows:
            return None
        try:
            (row,) = rows
            parts = {id: PartEntry(**entry) for id, entry in json.loads(row["parts"]).items()}
            return Pointer(masked(self.url), row["content_hash"], bool(row["synthetic"]), parts)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise PublishFailed(
                f"what is published at {masked(self.url)} was not loaded by Tanlu",
                hint="Name another database, or empty this one.",
            ) from error

    def is_whole(self, pointer: Pointer) -> bool:
        """Whether the published graph can be read and is of this schema and content."""
        try:
            with contextlib.closing(Graph(open_store(self.url))) as graph:
                return graph.version == pointer.content_hash
        except TanluError:
            return False

    def publish(self, plan: Pointer, contents: Contents, progress: Progress) -> Pointer:
        """Load what is not loaded yet, publish it in one transaction, remove the graph before."""
        with self._writer() as writer:
            writer.create_schema()
            known = self._begin(writer, plan.content_hash, progress)
            self._fill(writer, plan.content_hash, contents, known, progress)
            progress("Publishing the graph", 0, 1)
            self._exchange(writer, plan, contents)
            progress("Publishing the graph", 1, 1)
            try:
                self._sweep(writer, progress)
            except TanluError as error:
                log.warning("%s. The next load removes the graph before.", error.message)
        return Pointer(masked(self.url), plan.content_hash, plan.synthetic, plan.parts)

    def forget_begun(self, progress: Progress) -> None:
        """Remove what a load that was ended had begun to build."""
        with self._writer() as writer:
            if writer.ask("publish.staging"):
                self._discard(writer, progress)

    @contextlib.contextmanager
    def _writer(self) -> Iterator[Neo4jWriter]:
        writer = Neo4jWriter(parse(self.url))
        try:
            yield writer
        finally:
            writer.close()

    @contextlib.contextmanager
    def _claim(self, writer: Neo4jWriter) -> Iterator[None]:
        """Hold the database, and say so again and again."""
        writer.create_schema("schema.publication")
        place = _place(self.folder / "lock")
        (holder,) = writer.ask("publish.claim", owner=self.owner, place=place, seconds=HELD_S)
        if holder["owner"] != self.owner:
            who = holder["owner"].rpartition(",")[0]
            raise PublishFailed(
                f"another load into {masked(self.url)} is running ({who})",
                hint="Wait until it has ended, then load again.",
            )
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(RENEWED_S):
                with contextlib.suppress(TanluError):
                    writer.ask("publish.renew", owner=self.owner, seconds=HELD_S, retry_s=PARTING_S)

        renewing = threading.Thread(target=renew, daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            with contextlib.suppress(TanluError):
                writer.ask("publish.release", owner=self.owner, retry_s=PARTING_S)

    def _refuse_foreign(self, writer: Neo4jWriter) -> None:
        """A full rebuild would take all nodes with our labels away, whoever made them."""
        if writer.ask("publish.pointer"):
            return
        queries = writer.store.queries.values()
        text = "".join(query.text for query in queries if query.mode == "schema")
        labels = {label for label in LABEL.findall(text) if not label.startswith("Staged")}
        for row in writer.ask("publish.foreign", labels=sorted(labels - {"Loader"})):
            raise BadParameter(
                f"the database at {masked(self.url)} holds other data: nodes {row['label']}",
                hint="Name another database, or empty this one.",
            )

    def _begin(self, writer: Neo4jWriter, content_hash: str, progress: Progress) -> set[str]:
        """Batches of this graph that are in the database already; those of others are removed."""
        begun = writer.ask("publish.staging")
        if begun == [{"content_hash": content_hash, "cut": CUT}]:
            rows = writer.ask("publish.batches", content_hash=content_hash)
            return {row["id"].removeprefix(f"{content_hash} ") for row in rows}
        if begun:
            self._discard(writer, progress)
        writer.ask("publish.begin", content_hash=content_hash, cut=CUT)
        return set()

    def _fill(
        self,
        writer: Neo4jWriter,
        content_hash: str,
        contents: Contents,
        known: set[str],
        progress: Progress,
    ) -> None:
        total, done = contents.rows(), 0

        def note(run: Run, batch: str, size: int) -> bool:
            name = f"{content_hash} {batch}"
            return bool(run("publish.batch", id=name, owner=self.owner, size=size))

        def loaded(rows: int) -> None:
            nonlocal done
            done += rows
            progress("Building the graph", done, total)

        progress("Building the graph", 0, total)
        catalogue = dict(contents.catalogue())
        for query in dict.fromkeys((*catalogue, *STEPS)):
            # All rows of a query at once: its batches are numbered.
            own = [catalogue[query]] if query in catalogue else []
            tables = chain(own, contents.tables(query) if query in STEPS else ())
            writer.load(f"load.{query}", tables, known=known, note=note, loaded=loaded)
        there = sum(row["size"] for row in writer.ask("publish.batches", content_hash=content_hash))
        if there != done:
            self._discard(writer, progress)
            raise PublishFailed(
                f"{there} rows are in {masked(self.url)}, not {done}", hint="Load again."
            )

    def _exchange(self, writer: Neo4jWriter, plan: Pointer, contents: Contents) -> None:
        """Publish what was loaded, in one transaction.

        The mark stands before the transaction is committed and until all of it can be seen:
        Neo4j shows its changes to readers one after the other.
        """
        parts = {id: asdict(entry) for id, entry in sorted(plan.parts.items())}
        row = {**contents.version, "parts": json.dumps(parts, ensure_ascii=False)}

        def work(run: Run) -> None:
            if not run("publish.renew", owner=self.owner, seconds=HELD_S):
                raise PublishFailed(
                    f"another load into {masked(self.url)} has taken over", hint="Load again."
                )
            if not run("publish.staging"):
                return  # done before; only the answer was lost
            run("publish.drop")
            run("publish.promote")
            writer.ask("publish.mark")
            run("load.graph_version", rows=[row])

        try:
            writer.transaction(work)
        finally:
            with contextlib.suppress(TanluError):
                writer.ask("publish.settle", retry_s=PARTING_S)

    def _discard(self, writer: Neo4jWriter, progress: Progress) -> None:
        writer.ask("publish.discard")
        self._sweep(writer, progress, step="Removing what another load had begun")

    def _sweep(self, writer: Neo4jWriter, progress: Progress, *, step: str = CLEARING) -> None:
        """Delete dropped nodes and their relationships, some in each transaction."""
        limits = {"publish.sweep_links": LINKS_AT_ONCE, "publish.sweep_nodes": NODES_AT_ONCE}
        gone = 0
        for name, limit in limits.items():
            while (removed := writer.ask(name, limit=limit)[0]["removed"]) > 0:
                gone += removed
                progress(step, gone, 0)


def _place(lock: Path) -> str:
    """Where a loader runs, as far as its local lock keeps others away: kernel, and lock file."""
    status = lock.stat()
    boot = Path("/proc/sys/kernel/random/boot_id")
    kernel = boot.read_text().strip() if boot.exists() else socket.gethostname()
    return f"{kernel} {status.st_dev} {status.st_ino}"
