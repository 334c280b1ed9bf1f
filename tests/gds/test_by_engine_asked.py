"""Engines of backbones and indicators as they are asked for: over HTTP and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings
from tests.cli.console import tanlu
from tests.neo4j_running import RunningNeo4j

GDS = "gds 2.13.9"


@pytest.fixture(scope="module")
def client(economies: RunningNeo4j) -> Iterator[TestClient]:
    settings = Settings(allowed_hosts=["testserver"])
    with TestClient(create_app(LiveGraph(economies.url), settings)) as asking:
        yield asking


def ask(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}", params={"edition": "2017"} | params)
    told: dict[str, Any] = answer.json() | {"status": answer.status_code}
    return told


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("backbone", {"nation": "true", "method": "disparity", "weight": "direct_carbon"}),
        ("backbone", {"province": "GD", "method": "high_salience"}),
        ("indicators", {"indicator": "community", "among": "nation"}),
        ("indicators", {"indicator": "community", "province": "GD"}),
    ],
)
def test_the_answer_names_the_engine_that_was_asked_for(
    client: TestClient, path: str, asked: dict[str, str]
) -> None:
    auto, gds, numpy = (ask(client, path, **asked, engine=e) for e in ("auto", "gds", "numpy"))
    assert auto["meta"]["engine"] == gds["meta"]["engine"] == GDS
    assert "by gds." in gds["meta"]["engine_reason"]
    assert auto["data"] == gds["data"]
    assert gds["meta"]["tolerance"] <= 0.02
    assert (numpy["meta"]["engine"], numpy["meta"]["engine_reason"]) == (
        "numpy",
        "It was asked for.",
    )
    assert "tolerance" not in numpy["meta"]
    assert len(numpy["data"]) == len(gds["data"]) > 0


@pytest.mark.parametrize(
    ("path", "asked", "said", "hint"),
    [
        ("backbone", {"province": "GD", "engine": "gds"}, "cannot compute top_share", "disparity"),
        ("backbone", {"province": "GD", "engine": "abacus"}, "'engine'", "/api/docs"),
        ("indicators", {"indicator": "katz", "engine": "gds"}, "cannot compute katz", "community"),
        ("indicators", {"indicator": "katz", "engine": "abacus"}, "'engine'", "/api/docs"),
    ],
)
def test_an_engine_that_cannot_do_it_is_refused_with_what_it_can(
    client: TestClient, path: str, asked: dict[str, str], said: str, hint: str
) -> None:
    refused = ask(client, path, **asked)
    assert refused["status"] == 422
    assert said in refused["error"]
    assert hint in refused["hint"]


def test_the_command_line_takes_the_engine_and_names_it(economies: RunningNeo4j) -> None:
    asked = ("2017", "--province", "GD", "--method", "disparity", "--store", economies.url)
    shown = [tanlu("backbone", *asked, "--engine", e, "--format", "csv") for e in ("gds", "numpy")]
    assert [ended.code for ended in shown] == [0, 0]
    assert f"by {GDS}" in shown[0].err
    assert "by numpy" in shown[1].err
    lines = [ended.out.splitlines() for ended in shown]
    assert f"# engine: {GDS}" in lines[0]
    assert "# engine: numpy" in lines[1]
    rows = [[line for line in told if not line.startswith("#")] for told in lines]
    assert len(rows[0]) == len(rows[1]) > 10
    refused = tanlu("backbone", *asked, "--engine", "gds", "--keep")
    assert refused.code == 2
    assert "tanlu gds run disparity --keep" in refused.err
    told = tanlu(
        "get", "/backbone", "edition=2017", "province=GD", "method=disparity", "engine=gds",
        "--store", economies.url,
    )  # fmt: skip
    assert json.loads(told.out)["meta"]["engine"] == GDS
