"""Results that stay in the graph: properties of industries, links of a backbone, and their run.

All of a run is written in one transaction, which holds the node that says what is published:
readers see the old results or the new ones, and no loader begins to exchange the graph before it
ends. A graph that is built anew has none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graph_service.errors import BadParameter, GraphMoved, NotFound
from graph_service.store import Store
from graph_service.store.neo4j import Neo4jStore
from graph_service.store.neo4j_load import Neo4jWriter, Run

Record = Mapping[str, Any]
PREFIX = "gds_"
RUN = "gds/"
"""How the id of every run begins that is written here: gds/METHOD/EDITION/PLACE/CONTENT."""


@dataclass(frozen=True)
class Results:
    """What a run gave.

    ``run`` are the properties of its ``Run``, with ``id`` and ``method``. ``figures`` maps ids of
    industries to columns; each becomes a property ``gds_<column>``. ``links`` have ``from``,
    ``to`` and ``figures``.
    """

    run: Record
    columns: tuple[str, ...] = ()
    figures: Mapping[str, Record] = field(default_factory=dict)
    links: tuple[Record, ...] = ()


def keep(store: Store, results: Results) -> None:
    """Write results in place of those that the same run gave before.

    Raises:
        BadParameter: the store is not a Neo4j server.
        GraphMoved: another graph was published since the results were computed.
        PublishFailed: the server takes no changes, or has no space or memory for them.
    """
    _write(store, results)


def drop(store: Store, run: str, columns: tuple[str, ...]) -> None:
    """Remove a run with all that it wrote; raises as :func:`keep`, or ``NotFound``."""
    _write(store, Results({"id": run}, columns), known=True)


def mark(run: str) -> str:
    """The property that names the run which an industry's figures are from."""
    return f"{PREFIX}{method_of(run)}_run"


def method_of(run: str) -> str:
    """The method in the id of a run; raises ``BadParameter`` for an id of others."""
    parts = run.split("/")
    if not run.startswith(RUN) or len(parts) != 5:
        raise BadParameter(
            f"{run!r} is no run of a network", hint="Its id is gds/METHOD/EDITION/PLACE/CONTENT."
        )
    return parts[1]


def _write(store: Store, results: Results, *, known: bool = False) -> None:
    if not isinstance(store, Neo4jStore):
        raise BadParameter(
            "results of networks can be kept in a Neo4j store only",
            hint="`tanlu backbone --keep` stores backbones in either store.",
        )
    id, names = str(results.run["id"]), tuple(PREFIX + name for name in results.columns)
    marked = mark(id)

    def work(run: Run) -> None:
        (held,) = run("gds.hold")
        if (held["content_hash"], held["moving"]) != (store.pin, False):
            raise GraphMoved("another graph was published meanwhile", hint="Ask again now.")
        if known and not run("gds.known", run=id):
            raise NotFound(f"there is no run {id!r}", hint="`backbone.runs` lists those there are.")
        old = [row["id"] for row in run("gds.marked", mark=marked, run=id)]
        nothing = dict.fromkeys((*names, marked))
        run("gds.figures", rows=[{"id": name, "figures": nothing} for name in old])
        run("gds.forget", run=id)
        if known:
            return
        run("gds.run", rows=[dict(results.run)])
        run("gds.links", rows=list(results.links), run=id)
        run("gds.figures", rows=[_figures(*item, marked, id) for item in results.figures.items()])

    writer = Neo4jWriter(store.address)
    try:
        writer.transaction(work)
    finally:
        writer.close()


def _figures(industry: str, columns: Record, marked: str, run: str) -> Record:
    figures = {PREFIX + name: value for name, value in columns.items()}
    return {"id": industry, "figures": figures | {marked: run}}
