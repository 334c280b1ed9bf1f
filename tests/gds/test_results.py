"""Results that stay in the graph: what is written, replaced as a whole, gone when rebuilt."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_service.analysis.quality import Quality
from graph_service.errors import BadParameter, GraphMoved, NotFound, Refused
from graph_service.gds import results
from graph_service.gds.results import Results
from graph_service.graph import Graph, open_graph
from graph_service.services import backbone, network_runs
from graph_service.services.networks import Question, networks
from graph_service.services.scope import Scope
from tests.cli.console import tanlu
from tests.economy import economy, publish
from tests.gds.conftest import projected
from tests.neo4j_running import RunningNeo4j

RANKS = Question("2017", "pagerank", Scope(province="GD"))
FILTERED = Question("2017", "disparity", Scope(nation=True), alpha=0.001)


CLEANING = (
    "MATCH (:Industry)-[b:BACKBONE]->(:Industry) WHERE b.run STARTS WITH 'gds/' DELETE b",
    "MATCH (r:Run) WHERE r.id STARTS WITH 'gds/' DELETE r",
    "MATCH (i:Industry) REMOVE i.gds_pagerank, i.gds_pagerank_run",
)


@pytest.fixture(scope="module")
def wiped(neo4j_server: RunningNeo4j) -> RunningNeo4j:
    neo4j_server.wipe()
    return neo4j_server


@pytest.fixture
def server(wiped: RunningNeo4j) -> RunningNeo4j:
    """A server with the economy, and no results in it."""
    publish(wiped.url, [economy("2017")], replace=True)
    for statement in CLEANING:
        wiped.run(statement)
    return wiped


@pytest.fixture
def graph(server: RunningNeo4j) -> Iterator[Graph]:
    opened = open_graph(server.url)
    yield opened
    opened.close()


def written(server: RunningNeo4j, name: str = "gds_pagerank") -> dict[str, Any]:
    rows = server.run(
        f"MATCH (i:Industry) WHERE i.{name} IS NOT NULL RETURN i.id AS id, i.{name} AS value"
    )
    return {str(row["id"]): row["value"] for row in rows}


def test_figures_become_properties_with_their_run(server: RunningNeo4j, graph: Graph) -> None:
    run = network_runs.keep(graph, RANKS)
    found = {row["id"]: row["pagerank"] for row in networks(graph, RANKS).rows}
    assert written(server) == found
    assert set(written(server, "gds_pagerank_run").values()) == {run["id"]}
    (row,) = server.run("MATCH (r:Run {id: $id}) RETURN r {.*} AS run", id=run["id"])
    assert row["run"] == {name: value for name, value in run.items() if value is not None}
    assert run["engine"] == "gds 2.13.9"
    assert run["graph_version"] == graph.version
    assert json.loads(run["parameters"])["scope"]["province"] == "GD"
    assert graph.rows("backbone.runs", edition="2017")


def test_links_become_a_backbone_that_the_named_queries_give(graph: Graph) -> None:
    run = network_runs.keep(graph, FILTERED)
    found = networks(graph, FILTERED)
    rows = graph.rows("backbone.stored", run=run["id"])
    assert len(rows) == run["edges"] == len(found.rows)
    keys = ("from_province", "from_sector", "to_province", "to_sector")
    stored = {tuple(row[key] for key in keys): row for row in rows}
    for row in found.rows:
        other = stored[tuple(row[key] for key in keys)]
        assert other["value_mcny"] == row["weight"]
        assert other["score"] == row["score"]
    meta = backbone.backbone(graph, "2017", nation=True, method="disparity", alpha=0.001).meta
    (stored_run,) = (r for r in graph.rows("backbone.runs", edition="2017") if r["id"] == run["id"])
    for name in (figure.name for figure in fields(Quality)):
        assert stored_run[name] == pytest.approx(meta[name]), name
    flows = found.arrays.flows
    assert run["money_cover"] == pytest.approx(sum(r["value_mcny"] for r in rows) / flows.sum())
    assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    assert max(row["value_mcny"] for row in rows) <= flows.max()


def test_the_same_run_replaces_what_it_wrote_and_leaves_others_alone(
    server: RunningNeo4j, graph: Graph
) -> None:
    id = "gds/pagerank/2017/GD/00000000"
    run = {"id": id, "edition": "2017", "method": "pagerank"}
    other = {"id": "gds/pagerank/2017/BJ/11111111", "edition": "2017", "method": "pagerank"}
    columns = ("pagerank",)
    results.keep(graph.store, Results(other, columns, {"2017/BJ/c1": {"pagerank": 0.9}}))
    first = {"2017/GD/c1": {"pagerank": 0.1}, "2017/GD/c2c": {"pagerank": 0.2}}
    results.keep(graph.store, Results(run, columns, first))
    results.keep(graph.store, Results(run, columns, {"2017/GD/c2c": {"pagerank": 0.3}}))
    assert written(server) == {"2017/BJ/c1": 0.9, "2017/GD/c2c": 0.3}
    link = {"from": "2017/GD/c1", "to": "2017/GD/c2c", "figures": {"value_mcny": 1.0}}
    for _ in range(2):
        results.keep(graph.store, Results(run, columns, {}, (link, link)))
    (count,) = server.run("MATCH ()-[b:BACKBONE {run: $id}]->() RETURN count(b) AS n", id=id)
    assert count["n"] == 2
    assert written(server) == {"2017/BJ/c1": 0.9}
    network_runs.drop(graph, id)
    assert server.run("MATCH ()-[b:BACKBONE {run: $id}]->() RETURN 1", id=id) == []
    assert server.run("MATCH (r:Run {id: $id}) RETURN 1", id=id) == []
    with pytest.raises(NotFound, match="no run"):
        network_runs.drop(graph, id)


def test_readers_see_the_old_results_or_the_new_ones(server: RunningNeo4j, graph: Graph) -> None:
    """While one run writes 1.0 and 2.0 in turn, no reader finds both."""
    run = {"id": "gds/pagerank/2017/nation/22222222", "edition": "2017", "method": "pagerank"}
    ids = networks(graph, Question("2017", "wcc", Scope(nation=True))).arrays.ids

    def write(value: float) -> None:
        figures = {id: {"pagerank": value} for id in ids}
        results.keep(graph.store, Results(run, ("pagerank",), figures))

    write(0.0)
    over, seen = threading.Event(), []

    def look() -> None:
        with server.driver() as driver, driver.session() as session:
            while not over.is_set():
                text = (
                    "MATCH (i:Industry) RETURN count(i.gds_pagerank) AS n, "
                    "min(i.gds_pagerank) AS low, max(i.gds_pagerank) AS high"
                )
                seen.append(session.run(text).single(strict=True).values())

    reader = threading.Thread(target=look)
    reader.start()
    try:
        for value in range(1, 1000):
            write(float(value))
            if value > 8 and len({low for _, low, _ in seen}) > 1:
                break
    finally:
        over.set()
        reader.join()
    counts = {count for count, _, _ in seen}
    assert counts == {126}
    assert len({low for _, low, _ in seen}) > 1


def test_results_of_a_graph_that_was_exchanged_are_not_written(
    server: RunningNeo4j, graph: Graph
) -> None:
    run = {"id": "gds/pagerank/2017/GD/33333333", "edition": "2017", "method": "pagerank"}
    network_runs.keep(graph, RANKS)
    publish(server.url, [economy("2017", seed=9)], replace=True)
    assert written(server) == {}, "a rebuilt graph has no results"
    with pytest.raises(GraphMoved):
        results.keep(graph.store, Results(run, ("pagerank",), {"2017/GD/c1": {"pagerank": 1.0}}))
    assert written(server) == {}
    runs = server.run("MATCH (r:Run) WHERE r.id STARTS WITH 'gds/' RETURN r.id AS id")
    assert runs == []


def test_while_a_graph_is_exchanged_nothing_is_written(server: RunningNeo4j, graph: Graph) -> None:
    run = {"id": "gds/pagerank/2017/GD/44444444", "edition": "2017", "method": "pagerank"}
    server.run("MATCH (v:GraphVersion) SET v.moving_since = timestamp()")
    with pytest.raises(GraphMoved):
        results.keep(graph.store, Results(run, ("pagerank",), {"2017/GD/c1": {"pagerank": 1.0}}))
    server.run("MATCH (v:GraphVersion) REMOVE v.moving_since")
    results.keep(graph.store, Results(run, ("pagerank",), {"2017/GD/c1": {"pagerank": 1.0}}))
    assert written(server) == {"2017/GD/c1": 1.0}


def test_loading_the_same_file_again_keeps_the_results(server: RunningNeo4j, graph: Graph) -> None:
    network_runs.keep(graph, RANKS)
    before = written(server)
    publish(server.url, [economy("2017")], replace=True)
    assert written(server) == before


def test_what_cannot_be_ranked_is_no_property(server: RunningNeo4j, graph: Graph) -> None:
    none = Question("2017", "pagerank", Scope(province="GD"), min_weight=1e12)
    network_runs.keep(graph, none)
    assert written(server) == {}


def test_the_embedded_store_and_users_statements_take_no_results(
    graph: Graph, tmp_path: Path
) -> None:
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    publish(url, [economy("2017")])
    embedded = open_graph(url)
    with pytest.raises(BadParameter, match="in a Neo4j store only"):
        network_runs.keep(embedded, RANKS)
    embedded.close()
    for name in ("gds.figures", "gds.links", "gds.run", "gds.forget", "gds.hold"):
        with pytest.raises(BadParameter, match="cannot be asked"):
            graph.answer(name, {})
    text = "MATCH (i:Industry) SET i.gds_pagerank = 1 RETURN 1"
    with pytest.raises(Refused):
        graph.cypher(text, {}, timeout_s=5, max_rows=1)


def test_a_person_lists_runs_keeps_and_drops(server: RunningNeo4j) -> None:
    listed = tanlu("gds", "list", "--store", server.url)
    assert listed.code == 0, listed.err
    assert "gds.pageRank" in listed.out
    assert "engine     gds 2.13.9" in listed.err
    asked = ("2017", "--province", "GD", "--store", server.url)
    shown = tanlu("gds", "run", "pagerank", *asked, "--limit", 3, "--format", "csv")
    assert shown.code == 0, shown.err
    lines = [line for line in shown.out.splitlines() if not line.startswith("#")]
    assert lines[0] == "id,edition,province,sector,pagerank"
    assert len(lines) == 4
    assert "42 industries" in shown.err
    assert "cut off after 3 rows" in shown.err
    assert projected(server) == []
    kept = tanlu("gds", "run", "pagerank", *asked, "--keep")
    assert kept.code == 0, kept.err
    assert kept.out.startswith("gds/pagerank/2017/GD/")
    assert len(written(server)) == 42
    assert tanlu("gds", "drop", kept.out.strip(), "--store", server.url).code == 0
    assert written(server) == {}


def test_a_graph_with_results_can_be_exported(
    server: RunningNeo4j, graph: Graph, tmp_path: Path
) -> None:
    run = network_runs.keep(graph, FILTERED)
    network_runs.keep(graph, RANKS)
    ended = tanlu("export", "--out", tmp_path / "files", "--store", server.url)
    assert ended.code == 0, ended.err
    assert any(run["id"] in file.read_text() for file in (tmp_path / "files").glob("*.csv"))


def test_on_the_embedded_store_the_command_works_with_numpy(tmp_path: Path) -> None:
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    publish(url, [economy("2017")])
    shown = tanlu("gds", "run", "leiden", "2017", "--nation", "--store", url, "--format", "json")
    assert shown.code == 0, shown.err
    assert len(json.loads(shown.out)["data"]) == 126
    assert "groups, by numpy" in shown.err
    listed = tanlu("gds", "list", "--store", url)
    assert "engine     numpy. The embedded store has no Graph Data Science" in listed.err
    refused = tanlu("gds", "run", "wcc", "2017", "--nation", "--store", url, "--keep")
    assert refused.code == 2
    assert "in a Neo4j store only" in refused.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "guess", "2017", "--nation"), "no method 'guess'"),
        (("run", "wcc", "1999", "--nation"), "no edition '1999'"),
        (("run", "wcc", "2017"), "province"),
        (("run", "wcc", "2017", "--nation", "--weight", "mass"), "no weight 'mass'"),
        (("run", "wcc", "2017", "--nation", "--engine", "abacus"), "no engine 'abacus'"),
        (("drop", "top_share/2017/GD"), "is no run of a network"),
        (("drop", "gds/wcc/2017/nation/00000000"), "there is no run"),
        (("drop", "gds/guess/2017/nation/00000000"), "no method 'guess'"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    server: RunningNeo4j, arguments: tuple[str, ...], said: str
) -> None:
    ended = tanlu("gds", *arguments, "--store", server.url)
    assert ended.code == 2
    assert said in ended.err


def test_a_spanning_tree_is_kept_in_its_stronger_directions(graph: Graph) -> None:
    asked = Question("2017", "spanning_tree", Scope(nation=True))
    run = network_runs.keep(graph, asked)
    found = networks(graph, asked)
    supplier, customer = found.columns["supplier"], found.columns["customer"]
    flows = found.arrays.flows
    assert (flows[supplier, customer] >= flows[customer, supplier]).all()
    np.testing.assert_array_equal(found.columns["weight"], flows[supplier, customer])
    assert run["edges"] == 125
