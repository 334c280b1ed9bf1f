"""One indicator of industries over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

PATH = "/api/v1/indicators"


def test_an_indicator_comes_with_unit_standing_and_names(client: TestClient) -> None:
    asked = {"edition": "2017", "indicator": "carbon_balance_kt", "among": "nation", "limit": 5}
    body = client.get(PATH, params=asked | {"names": "true"}).json()
    assert len(body["data"]) == 5
    assert [row["rank"] for row in body["data"]] == [1, 2, 3, 4, 5]
    assert {"percentile", "share", "province_name_zh", "sector_name_en"} <= set(body["data"][0])
    meta = body["meta"]
    assert (meta["total"], meta["truncated"]) == (126, True)
    assert meta["units"] == {"value": "kt CO2"}
    assert {"boundary", "co2_source", "citation", "among"} <= meta.keys()
    assert meta["engine"] == "numpy"
    assert "Graph Data Science solves none" in meta["engine_reason"]


def test_pages_lead_through_all_industries_once(client: TestClient) -> None:
    asked: dict[str, Any] = {"edition": "2017", "indicator": "output_mcny", "limit": 50}
    seen: list[str] = []
    token = None
    while True:
        body = client.get(PATH, params=asked | ({"next": token} if token else {})).json()
        seen += [row["id"] for row in body["data"]]
        token = body["meta"]["next"]
        if token is None:
            break
    assert len(seen) == len(set(seen)) == 126


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({}, 422, "'indicator' is missing"),
        ({"indicator": "joy"}, 422, "joy"),
        ({"indicator": "co2_kt", "among": "galaxy"}, 422, "among"),
        ({"indicator": "co2_kt", "province": "TW"}, 404, "TW"),
        ({"indicator": "co2_kt", "limit": 501}, 422, "501"),
    ],
)
def test_bad_questions_are_errors_in_words(
    client: TestClient, params: dict[str, Any], status: int, said: str
) -> None:
    answer = client.get(PATH, params={"edition": "2017"} | params)
    assert answer.status_code == status
    assert said in answer.json()["error"]
