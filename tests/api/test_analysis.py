"""Footprints and chains over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

UP = {"edition": "2017", "province": "GD", "sector": "c17e"}


def test_footprints_come_with_account_source_and_boundary(client: TestClient) -> None:
    answer = client.get("/api/v1/footprints", params={"edition": "2017", "names": "true"})
    assert answer.status_code == 200
    body = answer.json()
    assert {row["province"] for row in body["data"]} == {"BJ", "GD", "XZ", "EX", "ERR"}
    assert body["meta"]["account"] == "consumption"
    assert {"boundary", "co2_source", "citation", "total_kt", "units"} <= body["meta"].keys()
    named = [row for row in body["data"] if row["province"] == "GD"]
    assert named[0]["province_name_zh"] == "广东"


@pytest.mark.parametrize("way", ["upstream", "downstream"])
def test_chains_say_how_much_they_cover(client: TestClient, way: str) -> None:
    body = client.get(f"/api/v1/chains/{way}", params=UP | {"cover": 0.5, "limit": 1}).json()
    assert len(body["data"]) == 1
    assert body["meta"]["truncated"] is True
    assert body["meta"]["coverage"] >= 0.5
    assert body["data"][0]["path"] == ["2017/GD/c17e"]
    assert set(body["meta"]["units"]) < set(body["data"][0])


@pytest.mark.parametrize("way", ["upstream", "downstream"])
def test_chains_come_in_lines_of_json_as_in_one(client: TestClient, way: str) -> None:
    rows = client.get(f"/api/v1/chains/{way}", params=UP).json()["data"]
    answer = client.get(f"/api/v1/chains/{way}", params=UP | {"format": "ndjson"})
    assert answer.status_code == 200
    assert [json.loads(line) for line in answer.text.splitlines()[1:]] == rows
    assert any(row["multiplier"] for row in rows)


def test_chains_as_csv_keep_the_path(client: TestClient) -> None:
    answer = client.get("/api/v1/chains/upstream", params=UP | {"limit": 2, "format": "csv"})
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert lines[0].startswith("path,tier,value_kt,share")
    assert "2017/GD/c17e" in lines[1]


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("footprints", {"edition": "2017", "account": "guess"}),
        ("footprints", {"edition": "2017", "account": "production", "by": "pair"}),
        ("chains/upstream", {"edition": "2017", "province": "GD", "cover": 2}),
        ("chains/upstream", {"edition": "2017", "province": "GD", "limit": 100_000}),
        ("chains/downstream", {"edition": "2017", "province": "GD"}),
        ("chains/downstream", {"edition": "2017", "province": "GD", "sector": "none"}),
    ],
)
def test_bad_questions_are_errors_in_words(
    client: TestClient, path: str, params: dict[str, str]
) -> None:
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code in (404, 422)
    assert answer.json()["error"]


def test_footprints_narrow_to_a_subject_and_say_its_total(client: TestClient) -> None:
    params = {"edition": "2017", "account": "final_product", "by": "use", "province": "GD"}
    body = client.get("/api/v1/footprints", params=params | {"sector": "c17e"}).json()
    assert {row["category"] for row in body["data"]} >= {"EX", "ERR", "FU101"}
    assert body["meta"]["sector"] == "c17e"
    assert body["meta"]["subject_kt"] == pytest.approx(sum(r["co2_kt"] for r in body["data"]))


@pytest.mark.parametrize("way", ["upstream", "downstream"])
def test_a_path_has_names_in_three_scripts_when_asked_for(client: TestClient, way: str) -> None:
    asked = UP | {"paths": 3, "names": "true"}
    rows = client.get(f"/api/v1/chains/{way}", params=asked).json()["data"]
    assert rows[0]["path"] == ["2017/GD/c17e"]
    assert rows[0]["path_name_en"][0].startswith("Guangdong: ")
    assert rows[0]["path_name_zh"][0].startswith("广东：")
    assert rows[0]["path_name_zh_hant"][0].startswith("廣東：")
    assert all(len(row["path_name_en"]) == len(row["path"]) for row in rows)


def test_ends_come_by_province_with_names(client: TestClient) -> None:
    asked = UP | {"by": "province", "names": "true"}
    body = client.get("/api/v1/chains/ends", params=asked).json()
    assert {row["province"] for row in body["data"]} == {"BJ", "GD", "XZ", "EX", "ERR"}
    assert body["meta"]["units"]["co2_kt"] == "kt CO2"
    carried = sum(row["co2_kt"] for row in body["data"])
    assert carried == pytest.approx(body["meta"]["total_kt"])


def test_a_name_of_an_industry_is_that_of_its_node(client: TestClient) -> None:
    asked = UP | {"paths": 1, "names": "true"}
    (row,) = client.get("/api/v1/chains/upstream", params=asked).json()["data"]
    found = client.get("/api/v1/queries/explore.industry?industry=2017/GD/c17e").json()["data"][0]
    for script in ("name_en", "name_zh", "name_zh_hant"):
        assert row[f"path_{script}"] == [found[script]]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("chains/upstream", UP | {"paths": 25}),
        ("network", {"edition": "2017", "province": "GD", "method": "pagerank"}),
        ("network", {"edition": "2017", "province": "GD", "method": "disparity", "alpha": 0.5}),
    ],
)
def test_pages_follow_each_other_without_a_gap(
    client: TestClient, path: str, asked: dict[str, Any]
) -> None:
    whole = client.get(f"/api/v1/{path}", params=asked | {"limit": 500}).json()
    assert whole["meta"]["next"] is None
    rows: list[dict[str, Any]] = []
    following: dict[str, Any] | None = {}
    while following is not None:
        page = client.get(f"/api/v1/{path}", params=asked | {"limit": 9} | following).json()
        assert page["meta"]["total"] == len(whole["data"])
        rows += page["data"]
        following = page["meta"]["next"] and {"next": page["meta"]["next"]}
    assert len(rows) > 18
    for found, expected in zip(rows, whole["data"], strict=True):
        cumulative = [row.pop("cumulative_share", 0.0) for row in (found, expected)]
        assert cumulative[0] == pytest.approx(cumulative[1], rel=1e-12)
        assert found == expected
