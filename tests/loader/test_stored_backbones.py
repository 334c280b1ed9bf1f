"""Backbones kept in the graph: once, with their edition, and gone when dropped; on both stores."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph_service.analysis.methods import Choice
from graph_service.analysis.quality import Quality
from graph_service.errors import BadParameter, PublishFailed
from graph_service.graph import open_graph
from graph_service.services import backbone, catalog, sources
from loader import publish as publication
from loader.plan import Publication
from loader.stored_backbones import Request
from tests.cli.console import digest, tanlu
from tests.economy import economy, publish
from tests.neo4j_running import RunningNeo4j

COVER = Choice("carbon_cover", cover=0.8)
FIGURES = [figure.name for figure in fields(Quality)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"embedded:{tmp_path / 'tanlu.lbug'}"


def request(choice: Choice = COVER, place: str = "GD", edition: str = "2017") -> Request:
    provinces = () if place == "nation" else tuple(place.split("+"))
    return Request(edition, place, provinces, None, choice)


def keep(url: str, asked: Request, *, synthetic: bool = False) -> Publication:
    return publication.publish(url, [asked.part(synthetic=synthetic)])


def runs(url: str, edition: str = "2017") -> dict[str, dict[str, Any]]:
    graph = open_graph(url)
    rows = graph.rows("backbone.runs", edition=edition)
    graph.close()
    return {row["id"]: row for row in rows if row["method"] not in ("indicators", "top_share")}


def assert_stored_as_asked(url: str, asked: Request, **scope: Any) -> None:
    """What Cypher finds is what the service answers, link by link."""
    graph = open_graph(url)
    stored = graph.rows("backbone.stored", run=asked.run)
    found = backbone.question(
        graph, backbone.Question(asked.edition, backbone.Scope(**scope), asked.choice)
    )
    graph.close()
    assert len(stored) == len(found) > 40
    for ours, theirs in zip(found.rows, stored, strict=True):
        for name, value in ours.items():
            if isinstance(value, float):
                assert theirs[name] == pytest.approx(value, rel=1e-10), name
            else:
                assert theirs[name] == value, name
    run = runs(url, asked.edition)[asked.run]
    assert_figures(run, found.meta)
    proof = found.meta.get("proof", {})
    for name in ("covered", "bound", "gap"):
        assert run[f"proof_{name}"] == pytest.approx(proof.get(name), abs=1e-12)
    assert bool(proof) is (asked.choice.method == "carbon_cover")


def assert_figures(run: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
    """A stored run has every quality figure of an answer, counts to the last one."""
    for name in FIGURES:
        expected = meta[name]
        assert run[name] == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_a_kept_backbone_is_what_the_service_answers(url: str) -> None:
    publish(url, [economy()])
    asked = request()
    assert keep(url, asked).added == (asked.part_id,)
    assert_stored_as_asked(url, asked, province="GD")
    run = runs(url)[asked.run]
    assert run["province"] == "GD"
    told = json.loads(run["parameters"])
    assert told["parameters"] == {
        "edges": None,
        "cover": 0.8,
        "money_floor": 0.0,
        "own_use": False,
        "strong": False,
    }
    assert told["weight"] == "embodied_carbon"


@pytest.mark.parametrize(
    ("place", "scope"), [("BJ+XZ", {"provinces": ("BJ", "XZ")}), ("nation", {"nation": True})]
)
def test_a_backbone_across_provinces_keeps_both_ends(
    url: str, place: str, scope: dict[str, Any]
) -> None:
    publish(url, [economy()])
    asked = request(Choice("disparity", "direct_carbon", alpha=0.2), place)
    keep(url, asked)
    assert_stored_as_asked(url, asked, **scope)
    assert runs(url)[asked.run]["province"] is None


def test_the_top_share_of_each_province_is_stored_with_what_it_covers(url: str) -> None:
    publish(url, [economy(), economy("2018", seed=2, co2=False)])
    graph = open_graph(url)
    for edition, known in (("2017", True), ("2018", False)):
        stored = {row["id"]: row for row in graph.rows("backbone.runs", edition=edition)}
        for province in ("BJ", "GD", "XZ"):
            run = stored[f"top_share/{edition}/{province}"]
            assert run["edges"] == 88
            assert_figures(run, backbone.backbone(graph, edition, province=province).meta)
            assert (run["carbon_cover"] is not None) is known
            assert run["proof_bound"] is None
    graph.close()


def test_every_figure_of_a_run_is_in_the_data_dictionary_with_its_unit(url: str) -> None:
    publish(url, [economy()])
    graph = open_graph(url)
    told = {row["property"]: row for row in catalog.quantities(graph) if row["label"] == "Run"}
    graph.close()
    assert set(told) == {*FIGURES, "proof_covered", "proof_bound", "proof_gap"}
    assert {row["unit"] for row in told.values()} == {"1"}


def test_the_same_request_again_changes_nothing(url: str, tmp_path: Path) -> None:
    publish(url, [economy()])
    keep(url, request())
    before = digest(tmp_path)
    spelled = Choice("carbon_cover", "embodied_carbon", cover=0.8, money_floor=0.0)
    assert keep(url, request(spelled)).unchanged == (request().part_id,)
    assert digest(tmp_path) == before


def test_a_kept_backbone_follows_its_edition(url: str) -> None:
    publish(url, [economy(seed=1)])
    asked = request()
    keep(url, asked)
    first = runs(url)[asked.run]
    publish(url, [economy(seed=2)], replace=True)
    assert runs(url)[asked.run]["money_cover"] != first["money_cover"]
    assert_stored_as_asked(url, asked, province="GD")
    assert runs(url)[asked.run]["created_at"] == first["created_at"]


def test_a_dropped_backbone_leaves_nothing_behind(url: str, tmp_path: Path) -> None:
    publish(url, [economy()])
    bare = (tmp_path / "tanlu.lbug").read_text(encoding="utf-8")
    asked = request()
    keep(url, asked)
    done = tanlu("backbone", "2017", "--drop", asked.run, "--store", url)
    assert done.code == 0, done.err
    assert asked.run in done.out
    assert runs(url) == {}
    assert (tmp_path / "tanlu.lbug").read_text(encoding="utf-8") == bare
    again = tanlu("backbone", "2017", "--drop", asked.run, "--store", url)
    assert again.code == 2
    assert "no kept backbone" in again.err


def test_a_backbone_that_a_new_table_makes_impossible_stops_the_load(
    url: str, tmp_path: Path
) -> None:
    tables = economy(seed=1)
    money = tables.flows[42:84, 42:84].copy()
    np.fill_diagonal(money, 0)
    publish(url, [tables])
    links = np.count_nonzero(money)
    asked = request(Choice("carbon_cover", edges=int(links)))
    keep(url, asked)
    before = (tmp_path / "tanlu.lbug").read_text(encoding="utf-8")
    fewer = economy(seed=2)
    fewer.flows[42:84, 42:62] = 0.0
    with pytest.raises(BadParameter, match="cannot be made any more") as raised:
        publish(url, [fewer], replace=True)
    assert f"--drop {asked.run}" in raised.value.hint
    assert (tmp_path / "tanlu.lbug").read_text(encoding="utf-8") == before


def test_a_backbone_of_no_edition_is_refused(url: str) -> None:
    publish(url, [economy()])
    with pytest.raises(BadParameter, match="no edition '2016'"):
        keep(url, request(edition="2016"))


def test_a_backbone_of_the_sample_leaves_with_it(url: str) -> None:
    publish(url, [economy("sample-a", synthetic=True)])
    asked = request(edition="sample-a")
    keep(url, asked, synthetic=True)
    done = publish(url, [economy("2017", seed=3)])
    assert set(done.left_behind) == {"sample-a", asked.part_id}
    assert runs(url, "sample-a") == {}


def test_a_request_outlives_the_version_of_the_loader_that_kept_it(
    url: str, tmp_path: Path
) -> None:
    publish(url, [economy()])
    asked = request()
    keep(url, asked)
    pointer = tmp_path / "tanlu.lbug"
    fields = json.loads(pointer.read_text(encoding="utf-8"))
    for entry in fields["parts"].values():
        entry["loader_version"] = "1"
    pointer.write_text(json.dumps(fields), encoding="utf-8")
    assert publish(url, [economy()]).replaced == ("2017",)
    assert_stored_as_asked(url, asked, province="GD")


def test_a_request_is_no_source(url: str) -> None:
    publish(url, [economy()])
    keep(url, request())
    graph = open_graph(url)
    files = {row["file_name"] for row in sources.sources(graph)}
    graph.close()
    assert files == {"economy-1.xlsx"}


def test_kept_requests_that_are_gone_are_named(url: str, tmp_path: Path) -> None:
    publish(url, [economy()])
    asked = request()
    keep(url, asked)
    for file in (tmp_path / "tanlu.lbug.d" / "readings").glob(f"*/{asked.part_id}"):
        file.rename(tmp_path / "away")
    with pytest.raises(PublishFailed, match=asked.part_id):
        publish(url, [economy("2018", seed=4)])


def test_the_command_shows_keeps_and_lists(url: str) -> None:
    publish(url, [economy()])
    asked = ("backbone", "2017", "--province", "GD", "--method", "carbon_cover", "--cover", "0.8")
    shown = tanlu(*asked, "--store", url, "--format", "csv")
    assert shown.code == 0, shown.err
    lines = [line for line in shown.out.splitlines() if not line.startswith("#")]
    assert lines[0].startswith("from_province,from_sector,to_province,to_sector,value_mcny")
    assert "42 of 42 industries in 1 part" in shown.err
    assert runs(url) == {}
    kept = tanlu(*asked, "--keep", "--store", url)
    assert kept.code == 0, kept.err
    (run,) = runs(url)
    assert run in kept.out
    assert len(lines) - 1 == runs(url)[run]["edges"]
    again = tanlu(*asked, "--keep", "--store", url)
    assert "unchanged" in again.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2016", "--province", "GD"), "no edition"),
        (("2017",), "'province' is missing"),
        (("2017", "--province", "GD", "--method", "magic"), "magic"),
        (("2017", "--province", "GD", "--method", "carbon_cover", "--edges", "4"), "connect"),
    ],
)
def test_a_wrong_command_is_told_what_is_wrong(
    url: str, arguments: tuple[str, ...], said: str
) -> None:
    publish(url, [economy()])
    ended = tanlu("backbone", *arguments, "--store", url)
    assert ended.code != 0
    assert said in ended.err


def test_neo4j_keeps_follows_and_drops_alike(neo4j_server: RunningNeo4j) -> None:
    neo4j_server.wipe()
    url = neo4j_server.url
    publish(url, [economy(seed=1)])
    asked = request()
    keep(url, asked)
    assert_stored_as_asked(url, asked, province="GD")
    assert keep(url, asked).unchanged == (asked.part_id,)
    publish(url, [economy(seed=2)], replace=True)
    assert_stored_as_asked(url, asked, province="GD")
    done = tanlu("backbone", "2017", "--drop", asked.run, "--store", url)
    assert done.code == 0, done.err
    assert runs(url) == {}
    left = neo4j_server.run("MATCH ()-[b:BACKBONE {run: $run}]->() RETURN count(b)", run=asked.run)
    assert list(left[0].values()) == [0]
