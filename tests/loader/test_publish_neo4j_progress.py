"""What a load into Neo4j tells while it goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from loader import publish as publication
from tests.economy import economy, part
from tests.neo4j_running import RunningNeo4j


def test_a_load_tells_each_row_that_is_written_and_what_it_removes(
    neo4j_server: RunningNeo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loader.target_neo4j.BUILD", tmp_path)
    neo4j_server.wipe()
    told: list[tuple[str, int, int]] = []
    for seed in (1, 2):
        told.clear()
        publication.publish(
            neo4j_server.url,
            [part(economy("2017", seed=seed))],
            replace=True,
            progress=lambda *step: told.append(step),
        )
    building = [(done, total) for step, done, total in told if step == "Building the graph"]
    assert building == sorted(building)
    ((total,),) = [{total for _, total in building}]
    nodes, links = (
        neo4j_server.run(text)[0]["n"]
        for text in ("MATCH (n) RETURN count(n) AS n", "MATCH ()-[r]->() RETURN count(r) AS n")
    )
    assert isinstance(nodes, int)
    assert isinstance(links, int)
    assert (building[0][0], building[-1][0]) == (0, total)
    assert total == nodes + links - 1, "GraphVersion comes with the publication"
    assert told[-1][0] == "Removing the graph before"
    assert [step for step, done, all in told if (done, all) == (1, 1)] == ["Publishing the graph"]
