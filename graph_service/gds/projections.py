"""Networks in the memory of Graph Data Science: made when needed, kept while used, then dropped.

A projection is named by its content, the published graph and what was asked for, and by a mark of
its own: each process has its own ones, so that none drops what another still uses. None is used
for longer than ``LIFE_S``; one that is twice as old belongs to a process that was killed, and
whoever projects next drops it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service.analysis.networks import Network
from graph_service.errors import GraphMoved, QueryTimeout, StoreUnavailable, TanluError
from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_driver import AGAIN

log = logging.getLogger(__name__)

KEPT = 4
"""Projections that are kept while nobody uses them; a whole edition takes 0.1 GB of memory."""
IDLE_S = 600.0
LIFE_S = 3600.0
PROJECT_S = 120.0
CLOSE_S = 10.0
"""How long closing waits for one that is just being made, to drop it too."""
LEAST_WHOLE = float(np.nextafter(0.5, 1))
"""The smallest weight that is not rounded to 0."""
HEAP_SHARE = 0.5
"""The part of the server's heap that one projection may take."""


@dataclass(frozen=True)
class Specification:
    """A network of an edition, with or without directions: what a projection is of."""

    edition: str
    network: Network
    undirected: bool = False

    def named(self, version: str) -> str:
        """How its projection of a published graph is called, before the mark of who made it."""
        content = json.dumps(asdict(self), sort_keys=True).encode()
        return f"tanlu-{version[:12]}-{hashlib.sha256(content).hexdigest()[:12]}"

    def parameters(self) -> dict[str, Any]:
        """The parameters of queries on the same links."""
        network = self.network
        return {
            "edition": self.edition,
            "from_factor": list(network.rows),
            "to_factor": list(network.columns),
            "least": max(network.least, LEAST_WHOLE) if network.whole else network.least,
            "logarithmic": int(network.logarithmic),
        }


@dataclass
class Projection:
    """A network in the server's memory; ``nodes`` are its industries in the order of the scope."""

    name: str
    nodes: npt.NDArray[np.int64]
    links: int
    made: float
    used: float
    users: int = 0


class Projections:
    """The projections of one store, safe under threads; one is made at a time."""

    def __init__(
        self,
        store: Neo4jStore,
        *,
        kept: int = KEPT,
        idle_s: float = IDLE_S,
        life_s: float = LIFE_S,
        memory_bytes: int | None = None,
    ) -> None:
        self._store = store
        self._kept, self._idle_s, self._life_s = kept, idle_s, life_s
        self._memory_bytes = memory_bytes
        self._there: OrderedDict[str, Projection] = OrderedDict()
        self._making, self._lock = threading.Lock(), threading.Lock()
        self._looking = threading.Lock()
        self._timer: threading.Timer | None = None
        self._closed = False

    @contextmanager
    def use(self, wanted: Specification) -> Iterator[Projection]:
        """The projection of a specification, there as long as it is used.

        Raises:
            GraphMoved: another graph was published meanwhile.
            QueryTimeout: it would take too much of the server's memory, or too long.
            StoreUnavailable: the store was closed, or the server does not answer.
        """
        name = wanted.named(str(self._store.pin))
        held = self._still_there(name) or self._made(name, wanted)
        try:
            yield held
        finally:
            with self._lock:
                held.users -= 1
                held.used = time.monotonic()
                replaced = held not in self._there.values()
            if replaced:
                self._let_go(held)
            self._tidy()

    def close(self) -> None:
        """Drop all of them."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
        for work in (self._making, self._looking):  # connections must not be closed under them
            if work.acquire(timeout=CLOSE_S):
                work.release()
        with self._lock:
            names = [held.name for held in self._there.values()]
            self._there.clear()
        self._drop(names)

    def _taken(self, name: str) -> Projection | None:
        with self._lock:
            held = self._there.get(name)
            if held is None or time.monotonic() - held.made > self._life_s:
                return None
            held.users += 1
            self._there.move_to_end(name)
            return held

    def _still_there(self, name: str) -> Projection | None:
        """As :meth:`_taken`, where the server has it, too: it may have been started again."""
        held = self._taken(name)
        if held is None:
            return None
        there, answered = False, False
        try:
            (found,) = self._ask("exists", name=held.name).to_pylist()
            there, answered = found["there"], True
            return held if there else None
        finally:
            if not there:
                with self._lock:
                    held.users -= 1
                    if answered and self._there.get(name) is held:
                        del self._there[name]

    def _made(self, content: str, wanted: Specification) -> Projection:
        """As :meth:`_taken`; made where it is not there, by one thread at a time."""
        with self._making:
            held = self._taken(content)
            if held is not None:
                return held
            self._check_open()
            held = self._make(content, wanted)
            with self._lock:
                closed, old = self._closed, self._there.pop(content, None)
                if not closed:
                    self._there[content] = held
            if old is not None:
                self._let_go(old)
            if closed:
                self._drop([held.name])
            self._check_open()
        return held

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the store was closed", hint=AGAIN)

    def _make(self, content: str, wanted: Specification) -> Projection:
        name = f"{content}-{secrets.token_hex(4)}"
        nodes = self._ask("nodes", edition=wanted.edition)["node"].to_numpy()
        nodes = nodes[wanted.network.positions]
        self._refuse_large(len(nodes), wanted)
        self._ask("forgotten", older_s=int(2 * self._life_s))
        undirected = ["*"] if wanted.undirected else []
        try:
            (made,) = self._ask(
                "project",
                name=name,
                undirected=undirected,
                whole=int(wanted.network.whole),
                **wanted.parameters(),
            ).to_pylist()
        except BaseException:
            # The server may have made it and could not say so.
            self._drop([name])
            raise
        now = time.monotonic()
        log.info("projected %s: %d industries, %d links", name, made["nodes"], made["links"])
        return Projection(name, nodes, made["links"], now, now, users=1)

    def _refuse_large(self, nodes: int, wanted: Specification) -> None:
        orientation = "UNDIRECTED" if wanted.undirected else "NATURAL"
        (told,) = self._ask(
            "estimate", nodes=nodes, links=nodes * nodes, orientation=orientation
        ).to_pylist()
        allowed = self._memory_bytes or int(HEAP_SHARE * told["heap"])
        if told["needed"] > allowed:
            raise QueryTimeout(
                f"a network of {nodes:,} industries takes up to {told['needed'] / 1e6:,.0f} MB of "
                f"Neo4j's memory, {allowed / 1e6:,.0f} MB are allowed",
                hint="Ask for fewer provinces, or give the server a larger heap.",
            )

    def _tidy(self) -> None:
        """Drop what is too many, too old or was not used for a while; look again later."""
        now = time.monotonic()
        with self._lock:
            free = [(key, held) for key, held in self._there.items() if held.users == 0]
            most = max(0, len(self._there) - self._kept)
            gone = [
                self._there.pop(key).name
                for place, (key, held) in enumerate(free)
                if place < most or now - held.used >= self._idle_s or now - held.made > self._life_s
            ]
            if self._timer is not None:
                self._timer.cancel()
            if self._there and not self._closed:
                self._timer = threading.Timer(self._idle_s, self._look)
                self._timer.daemon = True
                self._timer.start()
        self._drop(gone)

    def _look(self) -> None:
        with self._looking:
            self._tidy()

    def _let_go(self, held: Projection) -> None:
        """Drop one that another has replaced, unless somebody still uses it."""
        if held.users == 0:
            self._drop([held.name])

    def _drop(self, names: list[str]) -> None:
        """Drop projections; where that fails, whoever projects next does so, or a restart."""
        for name in names:
            try:
                self._ask("drop", name=name)
            except GraphMoved:  # said after it was dropped
                continue
            except TanluError as error:
                log.warning("projection %s stays: %s", name, error.message)
                return

    def _ask(self, name: str, /, **values: Any) -> pa.Table:
        query = self._store.queries[f"gds.{name}"]
        found = self._store.run(query.text, query.bind(values), timeout_s=PROJECT_S)
        return query.shaped(found.table)
