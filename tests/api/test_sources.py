"""Paths that tell what the graph rests on, and the CO2 source of /industries."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from graph_service.api import create_app
from graph_service.live import LiveGraph
from graph_service.settings import Settings
from tests import emissions

V1 = "/api/v1"
PATHS = (
    "/sources",
    "/findings",
    "/inventories",
    "/inventories?by=sector",
    "/inventories?year=2017&province=GD&by=fuel",
    "/inventory_sectors",
    "/fuels",
)


@pytest.fixture(scope="module")
def client(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    url = emissions.publish(tmp_path_factory.mktemp("api_sources"))
    with TestClient(create_app(LiveGraph(url), settings)) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("format", ["json", "csv", "ndjson", "parquet"])
def test_each_path_answers_in_each_format(client: TestClient, path: str, format: str) -> None:
    answer = client.get(V1 + path + ("&" if "?" in path else "?") + f"format={format}")
    assert answer.status_code == 200
    assert len(answer.content) > 100
    if format == "json":
        assert answer.json()["meta"]["count"] == len(answer.json()["data"]) > 0


def test_openapi_describes_the_paths(client: TestClient) -> None:
    paths = client.get(f"{V1}/openapi.json").json()["paths"]
    for path in PATHS:
        assert V1 + path.partition("?")[0] in paths, path
    names = {parameter["name"] for parameter in paths[f"{V1}/findings"]["get"]["parameters"]}
    assert names == {"source", "severity", "part", "code", "limit", "next", "format"}


def test_pages_of_findings_lead_through_all_of_them_once(client: TestClient) -> None:
    sources = client.get(f"{V1}/sources").json()["data"]
    found: list[str] = []
    token = None
    while True:
        body = client.get(f"{V1}/findings?limit=2" + (f"&next={token}" if token else "")).json()
        found += [row["id"] for row in body["data"]]
        token = body["meta"]["next"]
        if token is None:
            break
    assert len(found) == len(set(found)) == body["meta"]["total"]
    for row in sources:
        about = client.get(f"{V1}/findings", params={"source": row["id"], "limit": 500}).json()
        assert about["meta"]["total"] == row["errors"] + row["warnings"] + row["infos"]


def test_a_csv_of_industries_says_where_its_co2_is_from(client: TestClient) -> None:
    path = f"{V1}/industries?edition=2017&province=GD&co2_source=inventory&format=csv"
    text = client.get(path).text
    said = [line for line in text.splitlines() if line.startswith("#")]
    for start in ("# co2_source: inventory", "# co2_file: inventory.xlsx", "# co2_citation: "):
        assert any(line.startswith(start) for line in said), start
    rows = list(csv.DictReader(io.StringIO("\n".join(text.splitlines()[len(said) :]))))
    given = emissions.stated("GD")[:45].sum()
    assert sum(float(row["co2_kt"]) for row in rows) == pytest.approx(given, rel=1e-9)


def test_other_figures_of_an_edition_say_its_own_source(client: TestClient) -> None:
    for path in ("indicators?indicator=co2_kt&edition={}", "backbone?edition={}&province=GD"):
        assert client.get(f"{V1}/{path.format('2017')}").json()["meta"]["co2_source"] == "mrio_row"
        meta = client.get(f"{V1}/{path.format('2017new')}").json()["meta"]
        assert (meta["co2_source"], meta["co2_file"][:14]) == ("inventory", "inventory.xlsx")
    query = client.get(f"{V1}/queries/explore.industries?edition=2017new&province=GD").json()
    assert query["meta"]["co2_source"] == "inventory"
    own = client.post(f"{V1}/cypher", json={"statement": "MATCH (e:Edition) RETURN e.id AS id"})
    assert sum("CO2: inventory" in line for line in own.json()["meta"]["sources"]) == 1


def test_a_query_with_emissions_by_inventory_beside_the_row_names_the_source_of_each(
    client: TestClient,
) -> None:
    meta = client.get(f"{V1}/queries/flows.industries?edition=2017").json()["meta"]
    assert meta["co2_source"] == "mrio_row"
    by_inventory = meta["co2_inventory_kt"]
    assert by_inventory["co2_source"] == "inventory"
    assert by_inventory["co2_file"].startswith("inventory.xlsx")
    assert by_inventory["boundary"] != meta["boundary"]


def test_where_no_inventory_is_loaded_the_list_of_them_is_empty(
    store: str, settings: Settings
) -> None:
    with TestClient(create_app(LiveGraph(store), settings)) as without:
        answer = without.get(f"{V1}/inventories")
        assert (answer.status_code, answer.json()["data"]) == (200, [])
        assert without.get(f"{V1}/inventories?year=2017").status_code == 404


def test_units_are_those_of_the_columns_that_come(client: TestClient) -> None:
    for path in (
        "inventories",
        "inventories?by=sector",
        "inventories?year=2017&province=GD&by=fuel",
    ):
        body = client.get(f"{V1}/{path}").json()
        assert set(body["meta"]["units"]) <= set(body["data"][0])


def test_names_of_inventory_sectors_and_fuels_come_in_three_scripts(client: TestClient) -> None:
    path = f"{V1}/inventories?year=2017&province=GD&by=fuel&names=true"
    row = client.get(path).json()["data"][0]
    assert row["sector_name_en"].startswith("Agriculture")
    assert row["sector_name_zh"] == "农林牧渔和水利"
    assert row["fuel_name_zh_hant"]
    assert row["province_name_zh_hant"] == "廣東"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("industries?edition=2012&co2_source=inventory", 422, "inventory of 2012"),
        ("industries?edition=2017new&co2_source=mrio_row", 422, "It has inventory."),
        ("industries?edition=2017&co2_source=guess", 422, "described at /api/docs"),
        ("findings?severity=grave", 422, "described at /api/docs"),
        ("findings?source=nowhere", 404, "/api/v1/sources"),
        ("findings?part=1999", 404, "inventory-2017"),
        ("findings?names=true", 422, "described at /api/docs"),
        ("inventories?year=1999", 404, "Years: 2017."),
        ("inventories?by=fuel", 422, "year and province"),
        ("inventories?sector=c1", 404, "e01 to e47"),
        ("sources?limit=3", 422, "described at /api/docs"),
    ],
)
def test_what_cannot_be_answered_says_what_can(
    client: TestClient, path: str, status: int, said: str
) -> None:
    answer = client.get(f"{V1}/{path}")
    assert answer.status_code == status
    body = answer.json()
    assert body["ok"] is False
    assert said in body["hint"], json.dumps(body)
