"""A graph as files for ``neo4j-admin database import full``, from either store.

Each label and each kind of relationship becomes a CSV file whose first line is the header that
the import asks for; ``import.sh`` holds the command, ``schema.cypher`` the keys to create after
it. There is an ``export`` query for each ``load`` query, with the same columns.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from graph_service.errors import PublishFailed
from graph_service.graph import Graph
from graph_service.progress import Progress, no_progress
from graph_service.queries import load_queries
from graph_service.reference import ROOT
from graph_service.services import catalog
from graph_service.services.matrices import edition_arrays
from graph_service.store.pointer import Pointer
from loader.surroundings import disk_errors

NODE = re.compile(r"MATCH \(n:(\w+)\)")
LINK = re.compile(r"MATCH \(a:(\w+)\)-\[r:(\w+)\]->\(b:(\w+)\)")
KEY = re.compile(r"FOR \(n:(\w+)\) REQUIRE n\.(\w+) IS UNIQUE")
TYPES = {pa.string(): "string", pa.int64(): "long", pa.float64(): "double", pa.bool_(): "boolean"}
STEP = "Writing files for neo4j-admin"
COMMAND = """#!/bin/sh
# Makes a database of these files: NEO4J_ADMIN names the program, the first argument the database.
# The server must be stopped, and what the database holds is lost. Run schema.cypher afterwards.
cd "$(dirname "$0")" || exit 1
exec ${NEO4J_ADMIN:-neo4j-admin} database import full "${1:-neo4j}" --overwrite-destination"""

Plan = tuple[str, str, list[str], Iterator[pa.Table]]
"""Name of a file, option of the import, header, rows."""


@dataclass(frozen=True)
class Written:
    """One file: what it holds, as the import calls it, and how many rows."""

    file: Path
    option: str
    rows: int


def export_admin(
    graph: Graph, pointer: Pointer, out: Path, progress: Progress = no_progress
) -> tuple[Written, ...]:
    """Write all of a graph to a folder that is empty or not there; the files, nodes first.

    Raises:
        PublishFailed: the folder holds something, or the disk refuses.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise PublishFailed(f"{out} is not empty", hint="Name a folder that is not there yet.")
    names = [name for name in graph.queries if name.startswith("export.")]
    written: list[Written] = []
    lines = False
    with disk_errors(out, hint="Free some space, or name another folder."):
        out.mkdir(parents=True, exist_ok=True)
        for done, (name, option, header, tables) in enumerate(_files(graph, pointer, names)):
            progress(STEP, done, len(names) + 2)
            file = out / f"{name}.csv"
            rows = 0
            with file.open("wb") as stream:
                stream.write((",".join(header) + "\n").encode())
                for table in tables:
                    lines = lines or _has_lines(table)
                    rows += table.num_rows
                    csv.write_csv(table, stream, csv.WriteOptions(include_header=False))
            if rows:
                written.append(Written(file, option, rows))
            else:
                file.unlink()
        written.sort(key=lambda item: not item.option.startswith("--nodes"))
        (out / "import.sh").write_text(_command(written, lines=lines), encoding="utf-8")
        (out / "import.sh").chmod(0o755)
        (out / "schema.cypher").write_text(_schema(), encoding="utf-8")
    progress(STEP, len(names) + 2, len(names) + 2)
    return tuple(written)


def _files(graph: Graph, pointer: Pointer, names: list[str]) -> Iterator[Plan]:
    keys = dict(KEY.findall(_schema()))
    for name in names:
        text = graph.query_text(name)
        table = graph.internal(name)
        file = name.partition(".")[2]
        if match := NODE.search(text):
            header = _node_header(table, match[1], keys[match[1]])
            yield file, f"--nodes={match[1]}", header, iter([table])
        elif match := LINK.search(text):
            start, kind, end = match.groups()
            header = _link_header(table, start, end)
            yield file, f"--relationships={kind}", header, iter([table])
    header = [":START_ID(Industry)", ":END_ID(Industry)", "value_mcny:double"]
    yield "supplies", "--relationships=SUPPLIES", header, _flows(graph)
    version = _version(graph, pointer)
    header = [f"{field.name}:{TYPES[field.type]}" for field in version.schema]
    yield "graph_version", "--nodes=GraphVersion", header, iter([version])


def _flows(graph: Graph) -> Iterator[pa.Table]:
    """Flows between industries, edition by edition, from the arrays that a service keeps."""
    for edition in catalog.editions(graph):
        arrays = edition_arrays(graph, edition["id"])
        ids = pa.array(arrays.ids)
        supplier, customer = np.nonzero(arrays.flows)
        yield pa.table(
            {
                "from": ids.take(pa.array(supplier)),
                "to": ids.take(pa.array(customer)),
                "value_mcny": arrays.flows[supplier, customer],
            }
        )


def _version(graph: Graph, pointer: Pointer) -> pa.Table:
    parts = {id: asdict(entry) for id, entry in sorted(pointer.parts.items())}
    row = {**graph.identity, "parts": json.dumps(parts, ensure_ascii=False)}
    return pa.Table.from_pylist([row])


def _node_header(table: pa.Table, label: str, key: str) -> list[str]:
    return [
        f"{field.name}:ID({label})" if field.name == key else f"{field.name}:{TYPES[field.type]}"
        for field in table.schema
    ]


def _link_header(table: pa.Table, start: str, end: str) -> list[str]:
    ends = {"from": f":START_ID({start})", "to": f":END_ID({end})"}
    return [ends.get(field.name, f"{field.name}:{TYPES[field.type]}") for field in table.schema]


def _has_lines(table: pa.Table) -> bool:
    """Whether a text goes over several lines: the import must be told."""
    texts = [column for column in table.columns if pa.types.is_string(column.type)]
    return any(pc.any(pc.match_substring(text, "\n")).as_py() for text in texts)


def _command(written: list[Written], *, lines: bool) -> str:
    options = ["--multiline-fields=true"] if lines else []
    # Neo4j 2026 takes no name of a file without a folder.
    options += [f"{item.option}=./{shlex.quote(item.file.name)}" for item in written]
    return " \\\n  ".join([COMMAND, *options]) + "\n"


def _schema() -> str:
    """The keys of all labels, staging left out."""
    queries = load_queries(ROOT / "cypher", "neo4j").values()
    statements = [s for query in queries if query.mode == "schema" for s in query.statements]
    return "".join(f"{text};\n" for text in statements if "(n:Staged" not in text)
