"""What a user brought, listed over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings
from tests import own_tables


@pytest.fixture(scope="module")
def owned_client(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    url = own_tables.publish(tmp_path_factory.mktemp("own_data"), deflators=True)
    with TestClient(create_app(LiveGraph(url), settings)) as client:
        yield client


def test_sets_accounts_and_indices_are_listed(owned_client: TestClient) -> None:
    sets = owned_client.get("/api/v1/province_sets").json()["data"]
    told = {row["code"]: row for row in sets}
    assert told[own_tables.SET]["provinces"] == list(own_tables.SET_PROVINCES)
    assert told["jing_jin_ji"]["shipped"] is True
    (energy,) = owned_client.get("/api/v1/satellites").json()["data"]
    assert (energy["account"], energy["unit"]) == ("energy", "TJ")
    assert [year["year"] for year in energy["years"]] == [2012, 2017]
    indices = owned_client.get("/api/v1/deflators").json()["data"]
    coal = {row["year"]: row["index_value"] for row in indices if row["sector"] == "c2c"}
    assert coal == {year: own_tables.price(year, "c2c") for year in (2012, 2017)}
    assert owned_client.get("/api/v1/scenarios").json()["data"] == []


@pytest.mark.parametrize("path", ["province_sets", "satellites", "deflators", "scenarios"])
@pytest.mark.parametrize("format", ["csv", "ndjson", "parquet"])
def test_lists_come_in_every_format(owned_client: TestClient, path: str, format: str) -> None:
    answer = owned_client.get(f"/api/v1/{path}", params={"format": format})
    assert answer.status_code == 200


def test_what_is_listed_can_be_asked_for(owned_client: TestClient) -> None:
    (account,) = owned_client.get("/api/v1/satellites").json()["data"]
    ask = {"edition": "2017", "pressure": account["account"], "province_set": own_tables.SET}
    body = owned_client.get("/api/v1/footprints", params=ask).json()
    assert {row["province"] for row in body["data"]} == set(own_tables.SET_PROVINCES)
    assert body["meta"]["units"]["amount"] == account["unit"]
    change = {"edition": "2017", "base": "2012", "pressure": "energy", "by": "province"}
    told = owned_client.get("/api/v1/decomposition", params=change).json()["meta"]
    assert told["price_basis"] == "constant prices of 2012"
    assert told["no_data"] == ["GD", "XZ"]
