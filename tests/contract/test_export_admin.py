"""What `tanlu export` writes: the import of Neo4j itself takes it, and a server answers from it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.errors import PublishFailed
from graph_service.graph import Graph, open_graph
from graph_service.neo4j_jars import find_java, jars_folder
from graph_service.neo4j_server import ADMIN, Neo4jServer
from loader.export_admin import export_admin
from loader.target import open_target
from tests.cli.console import tanlu
from tests.contract.test_parity import CHOICES, assert_alike, read_queries
from tests.neo4j_running import RunningNeo4j, running_neo4j

COUNTED = (
    "MATCH (n) UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label",
    "MATCH (a)-[r]->(b) RETURN labels(a)[0] AS a, type(r) AS type, labels(b)[0] AS b, "
    "count(*) AS n ORDER BY type, a, b",
    "MATCH (a)-[f:SUPPLIES]->(b) RETURN a.edition AS edition, a.province AS supplier, "
    "b.province AS customer, round(sum(f.value_mcny), 6) AS value_mcny "
    "ORDER BY edition, supplier, customer",
    "SHOW CONSTRAINTS YIELD labelsOrTypes, properties WHERE NOT labelsOrTypes[0] STARTS WITH 'Stag'"
    " AND labelsOrTypes <> ['Loader'] RETURN labelsOrTypes[0] AS label, properties ORDER BY label",
)


@pytest.fixture(scope="module")
def files(embedded_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of the embedded store, written by the command line."""
    out = tmp_path_factory.mktemp("export") / "files"
    ended = tanlu("export", "--format", "neo4j-admin", "--store", embedded_url, "--out", out)
    assert ended.code == 0, ended.err
    assert f"import with: {out / 'import.sh'}" in ended.out
    return out


@pytest.fixture(scope="module")
def imported(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningNeo4j]:
    """A server that was started on a database that `neo4j-admin` made of the files."""

    def import_files(server: Neo4jServer) -> None:
        admin = files.parent / "neo4j-admin"
        jars = jars_folder(server.jars)
        admin.write_text(f'#!/bin/sh\nexec {find_java()} -cp "{jars}/lib/*" {ADMIN} "$@"\n')
        admin.chmod(0o755)
        here = {"NEO4J_HOME": str(server.home), "NEO4J_CONF": str(server.home / "conf")}
        done = subprocess.run(
            [files / "import.sh", "neo4j"],
            env=os.environ | here | {"NEO4J_ADMIN": str(admin)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    home = tmp_path_factory.mktemp("imported")
    with running_neo4j(home, before=import_files) as running:
        for statement in (files / "schema.cypher").read_text(encoding="utf-8").split(";"):
            if statement.strip():
                running.run(statement)
        yield running


def test_the_import_names_each_file_with_its_folder_as_neo4j_2026_demands(files: Path) -> None:
    named = re.findall(r"--(?:nodes|relationships)=\w+=(\S+)", (files / "import.sh").read_text())
    assert sorted(named) == sorted(f"./{file.name}" for file in files.glob("*.csv"))


def test_the_imported_database_holds_what_a_load_makes(
    imported: RunningNeo4j, neo4j_url: str, neo4j_server: RunningNeo4j
) -> None:
    assert neo4j_url == neo4j_server.url
    for text in COUNTED:
        found = imported.run(text)
        assert len(found) > 2
        assert found == neo4j_server.run(text)


@pytest.mark.parametrize("choice", range(3))
def test_every_named_query_gives_the_same_rows_of_the_imported_database(
    imported: RunningNeo4j, embedded_url: str, choice: int
) -> None:
    left, right = open_graph(embedded_url), open_graph(imported.url)
    try:
        assert left.version == right.version
        for name in read_queries(left):
            params = {key: CHOICES[key][choice] for key in left.query(name).params}
            assert_alike(name, left.read(name, **params), right.read(name, **params))
    finally:
        left.close()
        right.close()


def test_the_imported_database_takes_the_next_load(
    imported: RunningNeo4j, embedded_url: str
) -> None:
    there, before = open_target(imported.url).published(), open_target(embedded_url).published()
    assert there is not None
    assert before is not None
    assert (there.content_hash, there.parts) == (before.content_hash, before.parts)


def test_both_stores_write_the_same_files(files: Path, neo4j_url: str, tmp_path: Path) -> None:
    graph, pointer = open_graph(neo4j_url), open_target(neo4j_url).published()
    assert pointer is not None
    try:
        export_admin(graph, pointer, tmp_path / "files")
    finally:
        graph.close()
    names = {file.name for file in files.iterdir()} - {"import.report"}  # of neo4j-admin
    assert names == {file.name for file in (tmp_path / "files").iterdir()}
    told = {"graph_version.csv", "source.csv", "run.csv"}  # say when they were published
    for name in names - told:
        assert (files / name).read_bytes() == (tmp_path / "files" / name).read_bytes(), name


def test_every_load_query_has_an_export_query_with_its_columns(graph: Graph) -> None:
    queries = graph.queries
    wanted = {name.partition(".")[2] for name in queries if name.startswith("load.")}
    made_otherwise = {"supplies", "graph_version"}
    for name in wanted - made_otherwise:
        assert set(queries[f"export.{name}"].returns) == set(queries[f"load.{name}"].columns), name


def test_a_folder_that_holds_something_is_left_alone(embedded_url: str, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    ended = tanlu("export", "--store", embedded_url, "--out", tmp_path)
    assert ended.code == PublishFailed.exit_code
    assert "is not empty" in ended.err
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
