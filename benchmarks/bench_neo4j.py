"""A whole edition into Neo4j and back: our load beside the offline import and plain UNWIND."""

from __future__ import annotations

import os
import socket
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
from measure import line, title, workbook

from graph_service.graph import open_graph
from graph_service.neo4j_server import ADDRESS, USER, Neo4jServer
from graph_service.services import catalog
from graph_service.services.matrices import edition_arrays
from loader import target_neo4j
from loader.export_admin import Written, export_admin
from loader.load import load
from loader.target import open_target

REPEAT = 2
PLAIN_ROWS = 10_000
EMPTYING = (
    "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 50000 ROWS",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS",
)
KEY = "CREATE CONSTRAINT plain IF NOT EXISTS FOR (n:Plain) REQUIRE n.id IS UNIQUE"
NODES = "UNWIND $ids AS id CREATE (:Plain {id: id})"
PLAIN = (
    "UNWIND $rows AS row MATCH (a:Plain {id: row.from}) MATCH (b:Plain {id: row.to}) "
    "CREATE (a)-[:SUPPLIES {value_mcny: row.value_mcny}]->(b)"
)


class Timed(target_neo4j.Neo4jWriter):
    """The writer of a load, which notes what each kind of row took.

    ``processors`` is time of this process and of the server: on a busy machine it tells more.
    """

    seconds: Counter[str] = Counter()
    processors: Counter[str] = Counter()
    server = 0

    def load(self, name: str, *arguments: Any, **more: Any) -> None:
        start, spent = time.perf_counter(), _processors(self.server)
        super().load(name, *arguments, **more)
        self.seconds[name] += time.perf_counter() - start
        self.processors[name] += _processors(self.server) - spent


def _processors(pid: int) -> float:
    """Seconds of processors that this process and another have used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    title("Neo4j", "neo4j", "pyarrow", "numpy")
    target_neo4j.Neo4jWriter = Timed  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as place, workbook() as (file, what):
        folder = target_neo4j.BUILD = Path(place)
        embedded = f"embedded:{folder / 'tanlu.lbug'}"
        load(embedded, [file])
        written = _export(embedded, folder / "files")
        rows = {item.file.stem: item.rows for item in written}
        count, total = rows["supplies"], sum(rows.values())
        print(f"  {what}: {count:,} flows of {total:,} rows")
        server = Neo4jServer(folder / "neo4j", _free_port(), heap="2g", page_cache="512m")
        with _running(server):
            loads = [_ours(server, file) for _ in range(REPEAT)]
            _read(server, folder / "arrays")
            plain = _plain(server, folder / "files" / "supplies.csv")
        offline = _import(replace(server, home=folder / "imported"), written)
        (first, first_flows), (whole, ours) = loads[0], min(loads)
        print(f"  all rows: ours {total / whole:,.0f}/s, offline import {total / offline:,.0f}/s")
        print(f"  flows: ours {count / ours:,.0f}/s, plain UNWIND {count / plain:,.0f}/s")
        line("flows, first load of a server", count / first_flows, "1/s", limit=9e4, least=True)
        line("rows beside import, first load", offline / first, "times", limit=0.5, least=True)
        line("flows through the driver, two sessions", count / ours, "1/s", limit=9e4, least=True)
        line("  beside plain UNWIND, one session", plain / ours, "times", limit=1, least=True)
        line("rows beside neo4j-admin import", offline / whole, "times", limit=0.5, least=True)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind((ADDRESS, 0))
        port: int = tried.getsockname()[1]
        return port


def _export(url: str, out: Path) -> tuple[Written, ...]:
    graph, pointer = open_graph(url), open_target(url).published()
    assert pointer is not None
    try:
        return export_admin(graph, pointer, out)
    finally:
        graph.close()


@contextmanager
def _running(server: Neo4jServer) -> Iterator[None]:
    server.start(fresh=True)
    try:
        yield
    finally:
        server.kill()


@contextmanager
def _session(server: Neo4jServer) -> Iterator[neo4j.Session]:
    address = f"bolt://{ADDRESS}:{server.bolt_port}"
    with neo4j.GraphDatabase.driver(address, auth=(USER, server.password)) as driver:
        with driver.session(database="neo4j") as session:
            yield session


def _ours(server: Neo4jServer, file: Path) -> tuple[float, float]:
    """Seconds that all rows, and the flows alone, took in a load into an empty database."""
    with _session(server) as session:
        for statement in EMPTYING:
            session.run(statement).consume()
    assert server.pid is not None
    Timed.server = server.pid
    Timed.seconds.clear()
    Timed.processors.clear()
    start = time.perf_counter()
    load(server.url, [file])
    whole = time.perf_counter() - start
    flows, all_rows = Timed.seconds["load.supplies"], Timed.seconds.total()
    spent = Timed.processors["load.supplies"]
    told = f"  tanlu load: {whole:.1f} s, of which rows {all_rows:.1f} s, flows {flows:.1f} s"
    print(f"{told} ({spent:.1f} s of processors)", flush=True)
    return all_rows, flows


def _plain(server: Neo4jServer, file: Path) -> float:
    """Seconds that one session takes for the same flows, each row a map, 10,000 at a time."""
    lines = file.read_text(encoding="utf-8").replace('"', "").splitlines()[1:]
    cells = [line.split(",") for line in lines]
    rows = [{"from": a, "to": b, "value_mcny": float(value)} for a, b, value in cells]
    with _session(server) as session:
        session.run(KEY).consume()
        session.run(NODES, ids=sorted({row["from"] for row in rows} | {row["to"] for row in rows}))
        start = time.perf_counter()
        for begin in range(0, len(rows), PLAIN_ROWS):
            session.run(PLAIN, rows=rows[begin : begin + PLAIN_ROWS]).consume()
        return time.perf_counter() - start


def _import(server: Neo4jServer, written: tuple[Written, ...]) -> float:
    """Seconds that the offline import takes for the files that `tanlu export` writes."""
    server.home.mkdir()
    server.prepare()
    options = [f"{item.option}={item.file}" for item in written]
    command = ["database", "import", "full", "neo4j", "--overwrite-destination"]
    start = time.perf_counter()
    report = f"--report-file={server.home / 'import.report'}"
    server.admin(*command, "--multiline-fields=true", report, *options)
    return time.perf_counter() - start


def _read(server: Neo4jServer, cache: Path) -> None:
    """An edition as a matrix: from the server, then from the arrays that are kept here."""
    for what in ("from the server", "kept on this machine"):
        graph = open_graph(server.url, cache=cache, timeout_s=120)
        try:
            edition = catalog.editions(graph)[0]["id"]
            start = time.perf_counter()
            flows = edition_arrays(graph, edition).flows
            seconds = time.perf_counter() - start
        finally:
            graph.close()
        million = (flows != 0).sum() / 1e6
        limit = 6 * million if what == "from the server" else 0.5
        line(f"{million:.2f} M flows to a matrix, {what}", seconds, "s", limit=limit)


if __name__ == "__main__":
    main()
