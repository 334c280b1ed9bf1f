"""Clients that people bring, on our graph in a real Neo4j: docs/clients.md does what it says."""

from __future__ import annotations

import base64
import json
import sys
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

import neo4j
import pytest

from graph_service.graph import open_graph
from tests.clients.documents import Example, examples, run
from tests.neo4j_running import RunningNeo4j

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "clients.md"
EXAMPLES = examples(DOCUMENT)
SAMPLE_MARK = "SYNTHETIC SAMPLE"


def places(server: RunningNeo4j) -> dict[str, str]:
    """What the document writes, and what it means in the tests."""
    return {
        "127.0.0.1:7687": f"127.0.0.1:{server.server.bolt_port}",
        "http://127.0.0.1:7474": server.server.http_url,
        "data/build/neo4j/password": str(server.server.password_file),
        ".venv/bin/tanlu": str(Path(sys.executable).with_name("tanlu")),
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.section} ({e.language})")
def test_an_example_prints_what_the_document_says(
    example: Example,
    with_sample: RunningNeo4j,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TANLU_STORE", with_sample.url)
    printed = run(example, tmp_path, places(with_sample))
    assert printed.rstrip() == example.output.rstrip()
    for file in tmp_path.iterdir():
        assert file.stat().st_size > 500


def test_every_client_has_an_example() -> None:
    code = "".join(example.code for example in EXAMPLES)
    clients = ("GraphDatabase", "GraphDataScience", "py2neo", "curl", "nx.write_graphml")
    for part in (*clients, "to_parquet", "to_csv"):
        assert part in code, part


DOING = """
import json
from py2neo import ClientError, Graph, Node, NodeMatcher, Relationship
from py2neo.bulk import create_nodes, merge_nodes
from py2neo.errors import ConnectionUnavailable

login = ("neo4j", open("data/build/neo4j/password").read())
graph = Graph("bolt://127.0.0.1:7687", auth=login)
count = lambda: graph.evaluate("MATCH (n:MyNote) RETURN count(n)")
did = {}
first, second = Node("MyNote", key=1, text="a"), Node("MyNote", key=2)
link = Relationship(first, "MY_LINK", second)
work = graph.begin()
work.create(link)
graph.commit(work)
did["create"] = count(), graph.match((first,)).count()
first["text"] = "b"
graph.push(first)
did["push"] = graph.evaluate("MATCH (n:MyNote {key: 1}) RETURN n.text")
graph.merge(Node("MyNote", key=1, text="c"), "MyNote", "key")
graph.pull(first)
did["merge, pull"] = count(), first["text"]
did["array"] = graph.run("UNWIND [1, 2] AS x RETURN x").to_ndarray().tolist()
did["types"] = "SUPPLIES" in graph.schema.relationship_types
did["labels"] = "Industry" in graph.schema.node_labels
matched = NodeMatcher(graph).match("Industry", edition="sample-a", province="GD")
matched = matched.where("_.co2_kt > 200000").all()
did["match"] = [node["id"] for node in matched]
did["routed"] = Graph("neo4j://127.0.0.1:7687", auth=login).evaluate("RETURN 1")
graph.delete(link)
did["delete"] = count()
create_nodes(graph.auto(), [{"key": key} for key in range(5)], labels={"MyNote"})
merge_nodes(graph.auto(), [{"key": key} for key in range(7)], ("MyNote", "key"))
did["bulk"] = count()
graph.update("MATCH (n:MyNote) DELETE n")
did["update"] = count()
fails = {
    "create_index": lambda: graph.schema.create_index("MyNote", "key"),
    "create_constraint": lambda: graph.schema.create_uniqueness_constraint("MyNote", "key"),
    "drop_index": lambda: graph.schema.drop_index("MyNote", "key"),
    "drop_constraint": lambda: graph.schema.drop_uniqueness_constraint("MyNote", "key"),
    "get_indexes": lambda: graph.schema.get_indexes("Industry"),
    "get_constraints": lambda: graph.schema.get_uniqueness_constraints("Industry"),
    "query that writes": lambda: graph.query("CREATE (:MyNote)"),
}
for name, call in fails.items():
    try:
        did[name] = call()
    except ClientError as error:
        did[name] = error.title
try:
    Graph("bolt://127.0.0.1:7687", auth=("neo4j", "wrong")).evaluate("RETURN 1")
except Exception as error:
    did["wrong password"] = type(error).__name__
print(json.dumps(did))
"""
DONE = {
    "create": [2, 1],
    "push": "b",
    "merge, pull": [2, "c"],
    "array": [[1], [2]],
    "types": True,
    "labels": True,
    "match": ["sample-a/GD/c17e"],
    "delete": 0,
    "bulk": 7,
    "update": 0,
    "create_index": "SyntaxError",
    "create_constraint": "SyntaxError",
    "drop_index": "SyntaxError",
    "drop_constraint": "SyntaxError",
    "get_indexes": "ProcedureNotFound",
    "get_constraints": "ProcedureNotFound",
    "query that writes": "AccessMode",
    "routed": 1,
    "wrong password": "ConnectionUnavailable",
}


def test_py2neo_does_what_the_document_says_and_no_more(
    with_sample: RunningNeo4j, tmp_path: Path
) -> None:
    printed = run(Example("py2neo", "python", DOING), tmp_path, places(with_sample))
    assert json.loads(printed) == DONE


def asked(server: RunningNeo4j, body: object, password: str) -> tuple[int, dict[str, Any]]:
    """Status and answer of Neo4j's HTTP API."""
    login = base64.b64encode(f"neo4j:{password}".encode()).decode()
    call = urllib.request.Request(
        f"{server.server.http_url}/db/neo4j/query/v2",
        json.dumps(body).encode(),
        {"content-type": "application/json", "authorization": f"Basic {login}"},
    )
    try:
        with urllib.request.urlopen(call, timeout=300) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with closing(error):
            return error.code, json.load(error)


def test_the_http_api_answers_with_the_statuses_of_the_document(with_sample: RunningNeo4j) -> None:
    right = with_sample.server.password
    status, told = asked(with_sample, {"statement": "RETURN 1 AS n", "accessMode": "READ"}, right)
    assert (status, told["data"]) == (202, {"fields": ["n"], "values": [[1]]})
    status, told = asked(with_sample, {"statement": "CREATE (:X)", "accessMode": "READ"}, right)
    assert (status, told["errors"][0]["code"]) == (400, "Neo.ClientError.Statement.AccessMode")
    assert asked(with_sample, {"statement": "RETURN 1"}, "wrong")[0] == 401


CLOSED = (
    "CALL gds.pageRank.write('x', {writeProperty: 'y'}) YIELD nodePropertiesWritten RETURN 1",
    "CALL gds.pageRank.mutate('x', {mutateProperty: 'y'}) YIELD nodePropertiesWritten RETURN 1",
    "CALL gds.graph.export('x', {dbName: 'y'}) YIELD dbName RETURN 1",
)


@pytest.mark.parametrize("statement", CLOSED)
def test_procedures_that_write_are_closed_to_every_client(
    with_sample: RunningNeo4j, statement: str
) -> None:
    with pytest.raises(neo4j.exceptions.ClientError, match="There is no procedure"):
        with_sample.run(statement)


def test_every_client_counts_the_same_flows_as_tanlu(with_sample: RunningNeo4j) -> None:
    graph = open_graph(with_sample.url)
    try:
        told = graph.read("flows.provinces", edition="sample-a").to_pandas()
    finally:
        graph.close()
    query = (
        "MATCH (a:Industry {edition: 'sample-a'})-[f:SUPPLIES]->(b:Industry) "
        "RETURN count(f) AS flows, sum(f.value_mcny) AS money"
    )
    (found,) = with_sample.run(query)
    status, answer = asked(with_sample, {"statement": query}, with_sample.server.password)
    assert status == 202
    assert answer["data"]["values"] == [[found["flows"], found["money"]]]
    assert found["money"] == pytest.approx(told["value_mcny"].sum(), rel=1e-12)
