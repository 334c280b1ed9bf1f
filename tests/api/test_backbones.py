"""Backbones over HTTP: scopes, pages, formats and errors."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from loader.layout import Tables

PATH = "/api/v1/backbone"


def ask(client: TestClient, **params: Any) -> dict[str, Any]:
    answer = client.get(PATH, params={"edition": "2017"} | params)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_pages_lead_through_the_backbone_of_the_nation_once(
    client: TestClient, tables: Tables
) -> None:
    asked = {"nation": "true", "edges": 1234, "limit": 500}
    values: list[float] = []
    token: str | None = ""
    while token is not None:
        body = ask(client, **asked, **({"next": token} if token else {}))
        values += [row["value_mcny"] for row in body["data"]]
        token = body["meta"]["next"]
        assert body["meta"]["truncated"] is (token is not None)
        assert (body["meta"]["total"], body["meta"]["edges"]) == (1234, 1234)
    assert values == np.sort(tables.flows, axis=None)[::-1][:1234].tolist()


def test_a_long_answer_is_cut_and_says_so(client: TestClient) -> None:
    answer = client.get(PATH, params={"edition": "2017", "nation": "true", "edges": 5000})
    body = answer.json()
    assert len(body["data"]) == 2000
    assert body["meta"]["truncated"] is True
    assert body["meta"]["next"]
    assert answer.headers["tanlu-truncated"] == "true"


def test_every_method_says_who_computed_it_and_why(client: TestClient) -> None:
    for method, why in (
        ("top_share", "sorts the flows"),
        ("disparity", "needs a Neo4j store"),
        ("carbon_cover", "proof"),
    ):
        meta = ask(client, province="GD", method=method)["meta"]
        assert meta["engine"] == "numpy"
        assert why in meta["engine_reason"]


@pytest.mark.parametrize(
    "scope",
    [
        {"provinces": "BJ,XZ"},
        {"sector": "c17e"},
        {"sector": "c17e", "provinces": "BJ,GD"},
        {"nation": "true"},
    ],
)
def test_every_scope_answers_over_http(client: TestClient, scope: dict[str, str]) -> None:
    body = ask(client, **scope, method="carbon_cover", names="true")
    assert {"from_province_name_zh", "to_sector_name_en", "co2_kt", "score"} <= set(body["data"][0])
    assert body["meta"]["proof"]["gap"] == 0
    for name in ("money_cover", "carbon_cover", "carbon_bound", "sectors_reached", "edges"):
        assert body["meta"][name] > 0, name


def test_the_same_links_come_in_parquet_and_csv(client: TestClient) -> None:
    asked = {"edition": "2017", "province": "GD", "method": "disparity", "adjust": "true"}
    rows = client.get(PATH, params=asked).json()["data"]
    parquet = client.get(PATH, params=asked | {"format": "parquet"}).content
    assert pq.read_table(io.BytesIO(parquet)).to_pylist() == rows
    text = client.get(PATH, params=asked | {"format": "csv"}).text
    said = [line for line in text.splitlines() if line.startswith("#")]
    assert any("kt" in line or "million CNY" in line for line in said)
    assert len(text.splitlines()) - len(said) == 1 + len(rows)


@pytest.mark.parametrize(
    ("params", "status", "said"),
    [
        ({}, 422, "'province' is missing"),
        ({"province": "GD", "provinces": "BJ"}, 422, "exclude each other"),
        ({"provinces": "BJ,TW"}, 404, "TW"),
        ({"province_set": "moon"}, 404, "moon"),
        ({"province": "GD", "method": "disparity", "delta": 2}, 422, "takes no delta"),
        ({"province": "GD", "method": "carbon_cover", "cover": 2}, 422, "cover"),
        ({"province": "GD", "limit": 501}, 422, "501"),
        ({"province": "GD", "edges": 5, "method": "carbon_cover"}, 422, "cannot connect"),
        ({"province": "GD", "method": "carbon_cover", "money_floor": 0.9999}, 422, "the most is"),
        ({"province": "GD", "co2_source": "inventory"}, 422, "inventory"),
    ],
)
def test_bad_questions_are_errors_in_words(
    client: TestClient, params: dict[str, Any], status: int, said: str
) -> None:
    answer = client.get(PATH, params={"edition": "2017"} | params)
    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert answer.json()["hint"]
