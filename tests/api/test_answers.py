"""What the HTTP API answers, in each format."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient

from loader.layout import Tables

V1 = "/api/v1"
PATHS = (
    "/editions",
    "/provinces",
    "/sectors",
    "/sector_groups",
    "/quantities",
    "/industries?edition={e}&province=GD",
    "/flows?edition={e}&limit=5",
    "/backbone?edition={e}&province=GD",
    "/queries",
    "/queries/flows.provinces?edition={e}",
)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(V1 + path.format(e="2017"))
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"ok", "data", "meta"}
    assert body["ok"] is True
    assert body["meta"]["count"] == len(body["data"]) > 0
    assert body["meta"]["synthetic"] is False
    assert body["meta"]["elapsed_ms"] >= 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("format", ["json", "csv", "ndjson", "parquet"])
def test_every_answer_on_the_sample_says_so_in_each_format(
    sample_client: TestClient, path: str, format: str
) -> None:
    path = V1 + path.format(e="sample-a")
    answer = sample_client.get(path + ("&" if "?" in path else "?") + f"format={format}")
    assert answer.status_code == 200
    assert answer.headers["tanlu-synthetic"] == "true"
    if format == "parquet":
        metadata = pq.read_schema(io.BytesIO(answer.content)).metadata
        assert b"SYNTHETIC SAMPLE" in metadata[b"tanlu"]
    else:
        assert "SYNTHETIC SAMPLE" in answer.text.splitlines()[0]


def test_formats_hold_the_same_rows(client: TestClient) -> None:
    path = f"{V1}/flows?edition=2017&limit=20"
    rows = client.get(path).json()["data"]
    text = client.get(path, headers={"accept": "text/csv"}).text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    table = list(csv.DictReader(lines))
    assert [float(row["value_mcny"]) for row in table] == [row["value_mcny"] for row in rows]
    assert list(table[0]) == list(rows[0])
    lines = client.get(path + "&format=ndjson").text.splitlines()
    assert [json.loads(line) for line in lines[1:]] == rows
    parquet = pq.read_table(io.BytesIO(client.get(path + "&format=parquet").content))
    assert parquet.to_pylist() == rows


def test_csv_names_source_unit_and_licence(client: TestClient) -> None:
    text = client.get(f"{V1}/backbone?edition=2017&province=GD&format=csv").text
    said = [line for line in text.splitlines() if line.startswith("#")]
    for word in ("unit: million CNY", "source: economy-1.xlsx", "licence:", "citation:"):
        assert any(word in line for line in said), word


def test_figures_are_those_of_the_tables(client: TestClient, tables: Tables) -> None:
    rows = client.get(f"{V1}/industries?edition=2017&province=GD&sort=position").json()["data"]
    assert [row["output_mcny"] for row in rows] == tables.output[42:84].tolist()
    assert tables.co2 is not None
    assert [row["co2_kt"] for row in rows] == tables.co2[42:84].tolist()
    assert [row["id"] for row in rows] == [f"2017/GD/{code}" for code in tables.sectors]


def test_pages_lead_through_all_rows_once(client: TestClient, tables: Tables) -> None:
    values: list[float] = []
    token = None
    while True:
        path = f"{V1}/flows?edition=2017&from_province=GD&limit=500"
        body = client.get(path + (f"&next={token}" if token else "")).json()
        values += [row["value_mcny"] for row in body["data"]]
        token = body["meta"]["next"]
        assert body["meta"]["truncated"] == (token is not None)
        if token is None:
            break
    block = tables.flows[42:84]
    assert values == sorted(block[block > 0].tolist(), reverse=True)


def test_names_come_in_three_scripts_when_asked_for(client: TestClient) -> None:
    row = client.get(f"{V1}/backbone?edition=2017&province=GD&names=true").json()["data"][0]
    assert row["from_province_name_en"] == "Guangdong"
    assert row["from_province_name_zh"] == "广东"
    assert row["from_province_name_zh_hant"] == "廣東"
    assert row["to_sector_name_en"]


def test_carbon_answers_state_boundary_source_and_units(client: TestClient) -> None:
    meta = client.get(f"{V1}/industries?edition=2017&province=GD").json()["meta"]
    assert meta["units"]["co2_kt"] == "kt CO2"
    for key in ("boundary", "co2_source", "price_basis", "source", "citation", "licence"):
        assert meta[key], key


def test_named_queries_show_their_text_and_run(client: TestClient) -> None:
    listed = {row["name"]: row for row in client.get(f"{V1}/queries").json()["data"]}
    told = listed["explore.customers"]
    assert told["params"] == {"industry": "text", "limit": "int"}
    assert "MATCH" in told["text"]
    path = f"{V1}/queries/explore.customers?industry=2017/GD/c17e&limit=3"
    rows = client.get(path).json()["data"]
    assert len(rows) == 3
    assert list(rows[0]) == told["returns"]


def test_cypher_gives_typed_values(client: TestClient, tables: Tables) -> None:
    statement = (
        "MATCH (i:Industry {id: $id})-[f:SUPPLIES]->(c:Industry) "
        "RETURN i, f, f.value_mcny AS value ORDER BY value DESC"
    )
    body = client.post(
        f"{V1}/cypher",
        json={"statement": statement, "parameters": {"id": "2017/GD/c17e"}, "limit": 2},
    ).json()
    assert body["meta"]["columns"] == ["i", "f", "value"]
    assert body["meta"]["truncated"] is True
    row = body["data"][0]
    assert row["i"]["node"]["id"] == "2017/GD/c17e"
    assert row["f"]["relationship"]["type"] == "SUPPLIES"
    k = 42 + tables.sectors.index("c17e")
    assert row["value"] == tables.flows[k].max()


def test_backbone_through_cypher_http_and_query_are_one(client: TestClient) -> None:
    http = client.get(f"{V1}/backbone?edition=2017&province=GD").json()["data"]
    named = client.get(f"{V1}/queries/backbone.top_share?edition=2017&province=GD&edges=88").json()[
        "data"
    ]
    statement = (
        "MATCH (a:Industry)-[b:BACKBONE]->(c:Industry) WHERE b.run = 'top_share/2017/GD' "
        "RETURN a.sector AS a, c.sector AS c, b.value_mcny AS v, b.weight AS w ORDER BY b.rank"
    )
    own = client.post(f"{V1}/cypher", json={"statement": statement}).json()["data"]
    assert len(http) == len(named) == len(own) == 88
    for one, two, three in zip(http, named, own, strict=True):
        assert one["from_sector"] == two["from_sector"] == three["a"]
        assert one["to_sector"] == two["to_sector"] == three["c"]
        assert one["value_mcny"] == two["value_mcny"] == three["v"]
        assert one["share"] == pytest.approx(two["share"], rel=1e-12)
        assert one["weight"] == three["w"]


def test_health_needs_no_graph_and_readiness_tells_it(client: TestClient) -> None:
    assert client.get("/health").json() == {"ok": True}
    body = client.get("/health/ready").json()
    assert body["data"] == [{"ready": True}]
    assert body["meta"]["editions"] == ["2017"]
    assert body["meta"]["versions"]["engine"] == "ladybug"


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    path = f"{V1}/provinces"
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    other = client.get(path + "?format=csv", headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200


def test_large_answers_are_compressed(client: TestClient) -> None:
    answer = client.get(f"{V1}/quantities", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_openapi_describes_every_route_with_its_parameters(client: TestClient) -> None:
    paths = client.get(f"{V1}/openapi.json").json()["paths"]
    for path in PATHS:
        name = V1 + path.partition("?")[0]
        assert name in paths or f"{V1}/queries/{{name}}" in paths, name
    names = {parameter["name"] for parameter in paths[f"{V1}/flows"]["get"]["parameters"]}
    assert {"edition", "from_province", "min_value", "limit", "next", "format"} <= names


def test_the_documentation_page_asks_no_other_host(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text


def test_percentile_and_share_follow_from_rank(client: TestClient) -> None:
    rows = client.get(f"{V1}/backbone?edition=2017&province=GD").json()["data"]
    assert [row["rank"] for row in rows] == list(range(1, 89))
    assert np.allclose([row["percentile"] for row in rows], np.arange(1, 89) / 1764)
