"""The full-size workbook of 2017 in both stores: the same in every count, sum and backbone."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graph_service.graph import Graph, open_graph
from graph_service.services.matrices import edition_arrays
from loader.load import load
from tests.contract.test_parity import assert_alike, read_queries
from tests.neo4j_running import RunningNeo4j

pytestmark = pytest.mark.slow

CHOICE = {
    "edition": "2017",
    "province": "GD",
    "industry": "2017/GD/c17e",
    "limit": 1000,
    "edges": 88,
    "run": "top_share/2017/GD",
    "account": "energy",
    "year": 2017,
    "inventory": "2017/GD",
    "inventory_sector": "e39",
    "classification": "ceads42_2012",
}
BY_PROVINCE = (
    "MATCH (i:Industry {edition: '2017'}) WITH i, "
    "COUNT { (i)-[:SUPPLIES]->(:Industry) } AS flows "
    "RETURN i.province AS province, count(i) AS industries, sum(flows) AS flows, "
    "sum(i.output_mcny) AS output_mcny, sum(i.co2_kt) AS co2_kt ORDER BY province"
)
OWN_BLOCK = (
    "MATCH (a:Industry {edition: '2017'})-[f:SUPPLIES]->(b:Industry {province: a.province}) "
    "RETURN a.province AS province, count(f) AS links, sum(f.value_mcny) AS value_mcny "
    "ORDER BY province"
)


@pytest.fixture(scope="module")
def server(neo4j_server: RunningNeo4j, reference_data: Path) -> RunningNeo4j:
    neo4j_server.wipe()
    load(neo4j_server.url, [reference_data / "mrio_reconstructed" / "MRIO_2017.xlsx"])
    return neo4j_server


@pytest.fixture(scope="module")
def both(
    server: RunningNeo4j, reference_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Graph, Graph]]:
    url = f"embedded:{tmp_path_factory.mktemp('embedded') / 'tanlu.lbug'}"
    load(url, [reference_data / "mrio_reconstructed" / "MRIO_2017.xlsx"])
    graphs = open_graph(url, timeout_s=120), open_graph(server.url, timeout_s=120)
    yield graphs
    for graph in graphs:
        graph.close()


@pytest.fixture(scope="module")
def noted(reference_data: Path) -> list[dict[str, str]]:
    """What the maker of the workbook noted of each province, in the order of their codes."""
    file = reference_data / "mrio_reconstructed" / "checks.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["edition"] == "2017"]
    return sorted(rows, key=lambda row: row["province_code"])


def test_raw_cypher_finds_the_counts_and_sums_that_were_noted(
    server: RunningNeo4j, noted: list[dict[str, str]]
) -> None:
    rows = server.run(BY_PROVINCE)
    assert [row["province"] for row in rows] == [row["province_code"] for row in noted]
    assert {row["industries"] for row in rows} == {42}
    assert [row["flows"] for row in rows] == [int(float(row["nonzero_rows"])) for row in noted]
    for name, column, scale in (("output_mcny", "go", 100), ("co2_kt", "co2_mt", 0.001)):
        found = [float(str(row[name])) * scale for row in rows]
        np.testing.assert_allclose(found, [float(row[column]) for row in noted], rtol=1e-9)


def test_raw_cypher_finds_the_blocks_of_provinces_that_were_noted(
    server: RunningNeo4j, noted: list[dict[str, str]]
) -> None:
    rows = server.run(OWN_BLOCK)
    assert [row["links"] for row in rows] == [int(float(row["nonzero_block"])) for row in noted]
    found = [float(str(row["value_mcny"])) * 100 for row in rows]
    np.testing.assert_allclose(found, [float(row["block_sum"]) for row in noted], rtol=1e-9)


def test_both_stores_hold_the_same_numbers(both: tuple[Graph, Graph]) -> None:
    assert both[0].version == both[1].version
    left, right = (edition_arrays(graph, "2017") for graph in both)
    np.testing.assert_array_equal(left.flows, right.flows)
    assert left.ids == right.ids
    for name, values in left.figures.items():
        np.testing.assert_array_equal(values, right.figures[name], err_msg=name)


def test_every_named_query_gives_the_same_rows_on_both_stores(both: tuple[Graph, Graph]) -> None:
    left, right = both
    rows = 0
    for name in read_queries(left):
        params = {key: CHOICE[key] for key in left.query(name).params}
        answers = [graph.read(name, **params) for graph in (left, right)]
        assert_alike(name, *answers)
        rows += answers[0].num_rows
    assert rows > 5000


def test_top_share_backbones_of_all_provinces_are_the_same(both: tuple[Graph, Graph]) -> None:
    for row in both[0].rows("catalog.provinces"):
        params = {"edition": "2017", "province": row["code"], "edges": 88}
        answers = [graph.read("backbone.top_share", **params) for graph in both]
        assert answers[0].num_rows == 88
        assert_alike(row["code"], *answers)
