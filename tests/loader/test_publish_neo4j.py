"""Publication on a real Neo4j: as on the embedded store, and what only a server can do wrong."""

from __future__ import annotations

import fcntl
import re
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j.exceptions import ServiceUnavailable

from graph_service.errors import BadParameter, GraphMoved, PublishFailed, StoreUnavailable
from graph_service.graph import Graph, open_graph
from graph_service.queries import load_queries
from graph_service.services import catalog
from graph_service.store.neo4j_load import Neo4jWriter
from loader.publish import loading
from loader.target import open_target
from tests.economy import economy, publish
from tests.neo4j_running import RunningNeo4j, running_neo4j
from tests.waiting import wait_for

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(
    neo4j_server: RunningNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunningNeo4j:
    monkeypatch.setattr("loader.target_neo4j.BUILD", tmp_path)
    monkeypatch.setattr("graph_service.store.neo4j.PATIENCE_S", 240.0)
    neo4j_server.wipe()
    return neo4j_server


@pytest.fixture
def one(server: RunningNeo4j) -> str:
    """A store with the edition 2017."""
    publish(server.url, [economy("2017")])
    return server.url


def editions(url: str) -> list[str]:
    graph = open_graph(url)
    try:
        return [row["id"] for row in catalog.editions(graph)]
    finally:
        graph.close()


def stand(server: RunningNeo4j) -> dict[str, Any]:
    """Everything in the database, counted, and which nodes and relationships they are."""
    nodes = server.run(
        "MATCH (n) UNWIND labels(n) AS label "
        "RETURN label, count(*) AS n, min(elementId(n)) AS first, max(elementId(n)) AS last "
        "ORDER BY label"
    )
    links = server.run(
        "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n, min(elementId(r)) AS first, "
        "max(elementId(r)) AS last ORDER BY type"
    )
    version = server.run("MATCH (v:GraphVersion) RETURN properties(v) AS version")
    return {"nodes": nodes, "links": links, "version": version}


def counted(server: RunningNeo4j) -> dict[str, Any]:
    """What a graph holds, whichever way it was loaded."""
    now = stand(server)
    numbers = {row["label"]: row["n"] for row in now["nodes"]}
    numbers |= {row["type"]: row["n"] for row in now["links"]}
    (money,) = server.run(
        "MATCH (:Industry)-[f:SUPPLIES]->() RETURN round(sum(f.value_mcny), 6) AS flows"
    )
    (more,) = server.run(
        "MATCH (:Industry)-[r:RANKED]->() RETURN round(sum(r.rank * r.percentile), 6) AS ranks"
    )
    return numbers | money | more


def labels(server: RunningNeo4j) -> set[str]:
    return {str(row["label"]) for row in stand(server)["nodes"]}


def test_a_second_edition_joins_the_first(one: str) -> None:
    done = publish(one, [economy("2018", seed=2)])
    assert done.added == ("2018",)
    assert editions(one) == ["2017", "2018"]


def test_the_same_tables_again_change_nothing(one: str, server: RunningNeo4j) -> None:
    before = stand(server)
    assert publish(one, [economy("2017")]).unchanged == ("2017",)
    assert stand(server) == before


def test_another_table_for_an_edition_needs_replace(one: str, server: RunningNeo4j) -> None:
    before = stand(server)
    with pytest.raises(BadParameter, match=r"economy-1\.xlsx") as raised:
        publish(one, [economy("2017", seed=2)])
    assert "--replace" in raised.value.hint
    assert stand(server) == before
    assert publish(one, [economy("2017", seed=2)], replace=True).replaced == ("2017",)
    assert editions(one) == ["2017"]


def test_the_first_real_edition_leaves_the_sample_behind(server: RunningNeo4j) -> None:
    publish(server.url, [economy("sample-a", synthetic=True)])
    assert publish(server.url, [economy("2017")]).left_behind == ("sample-a",)
    assert editions(server.url) == ["2017"]
    with pytest.raises(BadParameter, match="sample"):
        publish(server.url, [economy("sample-a", synthetic=True)])


def test_nothing_but_the_graph_is_left_in_the_database(one: str, server: RunningNeo4j) -> None:
    publish(one, [economy("2018", seed=2)])
    text = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "cypher/schema").glob("*.embedded.*")
    )
    assert labels(server) <= set(re.findall(r"NODE TABLE (\w+)\(", text))
    (row,) = server.run("MATCH (v:GraphVersion) RETURN keys(v) AS keys")
    assert "moving_since" not in row["keys"]  # type: ignore[operator]


def test_a_second_loader_on_this_machine_is_told_to_wait(one: str, server: RunningNeo4j) -> None:
    before = stand(server)
    with (open_target(one).folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(PublishFailed, match="another load"):
            publish(one, [economy("2018", seed=2)])
    assert stand(server) == before


HELD = (
    "CREATE (:Loader {id: 'loader', owner: 'elsewhere, process 7, x', place: $place, "
    "until: timestamp() + $ms})"
)


def test_a_loader_on_another_machine_is_named(one: str, server: RunningNeo4j) -> None:
    server.run(HELD, place="another lock file", ms=600_000)
    before = stand(server)
    with pytest.raises(PublishFailed, match=r"elsewhere, process 7") as raised:
        publish(one, [economy("2018", seed=2)])
    assert server.server.password not in raised.value.message
    assert stand(server)["links"] == before["links"]
    assert editions(one) == ["2017"]


def test_a_loader_that_was_not_heard_of_in_time_holds_nobody_up(
    one: str, server: RunningNeo4j
) -> None:
    server.run(HELD, place="another lock file", ms=-1)
    publish(one, [economy("2018", seed=2)])
    assert editions(one) == ["2017", "2018"]


def test_a_loader_that_ended_on_this_machine_holds_nobody_up(
    one: str, server: RunningNeo4j
) -> None:
    from loader.target_neo4j import _place

    server.run(HELD, place=_place(open_target(one).folder / "lock"), ms=600_000)
    publish(one, [economy("2018", seed=2)])
    assert editions(one) == ["2017", "2018"]


def test_a_loader_whose_place_was_taken_publishes_nothing(
    one: str, server: RunningNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, seen = Neo4jWriter._load, list[str]()

    def slow(self: Neo4jWriter, batch: Any, note: Any) -> None:
        seen.append(batch.id)
        if len(seen) == 15:
            server.run("MATCH (l:Loader) SET l.owner = 'elsewhere, process 7, x'")
        load(self, batch, note)

    monkeypatch.setattr(Neo4jWriter, "_load", slow)
    with pytest.raises(PublishFailed, match="taken over"):
        publish(one, [economy("2018", seed=2)])
    assert editions(one) == ["2017"]


class Ended(BaseException):
    """As a kill would end it."""


def ended_after(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    load, seen = Neo4jWriter._load, list[str]()

    def failing(self: Neo4jWriter, batch: Any, note: Any) -> None:
        seen.append(batch.id)
        if len(seen) > count:
            raise Ended
        load(self, batch, note)

    monkeypatch.setattr(Neo4jWriter, "_load", failing)


def batches_of(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The batches that a load writes from now on."""
    load, seen = Neo4jWriter._load, list[str]()

    def noting(self: Neo4jWriter, batch: Any, note: Any) -> None:
        seen.append(batch.id)
        load(self, batch, note)

    monkeypatch.setattr(Neo4jWriter, "_load", noting)
    return seen


@pytest.mark.parametrize("count", [0, 1, 10, 20])
def test_a_load_that_was_ended_goes_on_where_it_stood(
    one: str, server: RunningNeo4j, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    with monkeypatch.context() as patch:
        ended_after(count, patch)
        with pytest.raises(Ended):
            publish(one, [economy("2018", seed=2)])
    assert editions(one) == ["2017"]
    noted = server.run("MATCH (b:StagedBatch) RETURN b.id AS id")
    assert count <= len(noted) <= count + 1  # the other session may have ended one more
    with monkeypatch.context() as patch:
        written = batches_of(patch)
        publish(one, [economy("2018", seed=2)])
    assert not {str(row["id"]).partition(" ")[2] for row in noted} & set(written)
    found = counted(server)
    server.wipe()
    publish(one, [economy("2017"), economy("2018", seed=2)])
    assert counted(server) == found


def test_what_another_load_had_begun_is_removed(
    one: str, server: RunningNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        ended_after(20, patch)
        with pytest.raises(Ended):
            publish(one, [economy("2018", seed=2)])
    assert "StagedIndustry" in labels(server)
    publish(one, [economy("2017new", classification="ceads42_2017", seed=3)])
    found = counted(server)
    server.wipe()
    publish(one, [economy("2017"), economy("2017new", classification="ceads42_2017", seed=3)])
    assert counted(server) == found


def test_what_a_load_had_begun_is_removed_when_nothing_new_is_wanted(
    one: str, server: RunningNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = counted(server)
    with monkeypatch.context() as patch:
        ended_after(20, patch)
        with pytest.raises(Ended):
            publish(one, [economy("2018", seed=2)])
    publish(one, [economy("2017")])
    assert counted(server) == before


def test_a_commit_whose_answer_was_lost_is_not_done_twice(
    one: str, server: RunningNeo4j, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, lost = neo4j.Transaction.commit, list[int]()

    def losing(self: neo4j.Transaction) -> None:
        commit(self)
        lost.append(1)
        if len(lost) % 2:
            raise ServiceUnavailable("the connection broke")

    with monkeypatch.context() as patch:
        patch.setattr(neo4j.Transaction, "commit", losing)
        publish(one, [economy("2018", seed=2)])
    assert len(lost) > 60
    found = counted(server)
    server.wipe()
    publish(one, [economy("2017"), economy("2018", seed=2)])
    assert counted(server) == found


def test_data_of_others_is_refused_and_not_touched(server: RunningNeo4j) -> None:
    server.run("CREATE (:Province {code: 'ON', name: 'Ontario'})-[:PART_OF]->(:Country)")
    before = stand(server)
    with pytest.raises(BadParameter, match="Province"):
        publish(server.url, [economy("2017")])
    after = stand(server)
    assert (after["nodes"], after["links"]) == (before["nodes"], before["links"])


def test_labels_that_are_not_ours_stay(one: str, server: RunningNeo4j) -> None:
    server.run("CREATE (:Note {text: 'mine'})")
    publish(one, [economy("2018", seed=2)])
    assert server.run("MATCH (n:Note) RETURN n.text AS text") == [{"text": "mine"}]


def test_readers_see_the_old_or_the_new_graph_while_one_takes_the_others_place(
    one: str,
) -> None:
    """Two readers ask all the time: each answer is wholly of the version it was asked of."""
    right = {1: [["2017", 126]], 2: [["2017", 126], ["2018", 126]]}
    wrong, asked, ended = list[object](), list[int](), threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                graph = open_graph(one)
            except GraphMoved:
                continue
            try:
                while not ended.is_set():
                    count = len(catalog.editions(graph))
                    rows = [list(row.values())[:2] for row in graph.rows("catalog.counts")]
                    asked.append(count)
                    if rows != right[count]:
                        wrong.append((count, rows))
            except GraphMoved:
                pass
            except StoreUnavailable as error:
                wrong.append(error)
            finally:
                graph.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for _ in range(3):
            publish(one, [economy("2017"), economy("2018", seed=2)])
            wait_for(lambda: 2 in asked)
            _without(one, "2018")
            wait_for(lambda: 1 in asked)
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    assert wrong == []


def _without(url: str, edition: str) -> None:
    """Publish the graph without an edition, as a load that leaves it behind would."""
    from dataclasses import replace

    from loader.contents import Contents
    from loader.enrich import enrich
    from loader.plan import graph_hash
    from loader.publish import _version

    target = open_target(url)
    with loading(target) as root:
        now = target.published()
        assert now is not None
        parts = {id: entry for id, entry in now.parts.items() if id != edition}
        plan = replace(now, parts=parts, content_hash=graph_hash(parts))
        contents = Contents(root, parts, enrich(root, parts), _version(plan))
        target.publish(plan, contents, lambda *_: None)


def test_a_mark_of_a_loader_that_was_killed_keeps_readers_away_for_a_while_only(
    one: str, server: RunningNeo4j
) -> None:
    graph = open_graph(one)
    server.run("MATCH (v:GraphVersion) SET v.moving_since = timestamp() - 10000")
    with pytest.raises(GraphMoved):
        graph.rows("catalog.counts")
    server.run("MATCH (v:GraphVersion) SET v.moving_since = timestamp() - 31000")
    assert len(graph.rows("catalog.counts")) == 1
    graph.close()


def test_the_next_load_takes_the_mark_away(one: str, server: RunningNeo4j) -> None:
    server.run("MATCH (v:GraphVersion) SET v.moving_since = timestamp()")
    publish(one, [economy("2017")])
    assert editions(one) == ["2017"]


def test_a_wrong_password_is_said_without_showing_it(server: RunningNeo4j) -> None:
    url = server.url.replace(server.server.password, "guessed-badly")
    with pytest.raises(StoreUnavailable, match="refuses") as raised:
        publish(url, [economy("2017")])
    assert "guessed-badly" not in raised.value.message + raised.value.hint


def test_no_server_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loader.target_neo4j.BUILD", tmp_path)
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="no Neo4j answers"):
        publish("bolt://neo4j:secret@127.0.0.1:9", [economy("2017")])
    assert time.monotonic() - began < 18


def test_a_database_that_takes_no_changes_is_said(tmp_path: Path) -> None:
    with running_neo4j(tmp_path / "neo4j") as running:
        running.server.kill()
        closed = ("server.databases.default_to_read_only=true",)
        replace(running.server, extra=closed).start()
        with pytest.raises(PublishFailed, match="takes no changes"):
            publish(running.url, [economy("2018", seed=2)])
        assert running.run("MATCH (n) RETURN count(n) AS nodes") == [{"nodes": 0}]


def test_both_dialects_load_the_same_columns() -> None:
    ours, theirs = (load_queries(ROOT / "cypher", name) for name in ("embedded", "neo4j"))
    for name, query in ours.items():
        if query.mode == "load" and name != "load.graph_version":
            assert theirs[name].columns == query.columns, name
    assert {name for name, query in theirs.items() if query.mode == "load"} == {
        name for name, query in ours.items() if query.mode == "load"
    }


def test_every_label_is_keyed_staged_promoted_and_dropped() -> None:
    schema = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "cypher/schema").glob("*.embedded.*")
    )
    keys = dict(re.findall(r"NODE TABLE (\w+)\((\w+) STRING PRIMARY KEY", schema))
    keys.pop("GraphVersion")
    queries = load_queries(ROOT / "cypher", "neo4j")
    made = "".join(query.text for query in queries.values() if query.mode == "schema")
    for label, key in keys.items():
        for name in (label, f"Staged{label}"):
            assert f"FOR (n:{name}) REQUIRE n.{key} IS UNIQUE;" in made
        moves = {"drop": (label, "Dropped"), "promote": (f"Staged{label}", label)}
        moves["discard"] = (f"Staged{label}", "Dropped")
        for name, (old, new) in moves.items():
            text = f"MATCH (n:{old}) REMOVE n:{old} SET n:{new};"
            assert text in queries[f"publish.{name}"].text, (name, label)


def test_a_graph_is_no_graph_to_a_reader_until_it_is_published(server: RunningNeo4j) -> None:
    with pytest.raises(StoreUnavailable, match="no graph"):
        Graph.close(open_graph(server.url))
