"""What every store must give, whatever runs behind it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from graph_service.errors import BadParameter, NotFound, QueryFailed, QueryTimeout, Refused
from graph_service.graph import Graph
from graph_service.queries import load_queries
from graph_service.reference import ROOT
from graph_service.services.inventories import inventory
from graph_service.services.matrices import edition_arrays
from loader.catalogue import catalogue_tables
from loader.graph_tables import edition_tables, industry_figures, industry_ids
from loader.layout import Tables
from tests.contract.conftest import inventory_parts, own_parts
from tests.economy import economy

VALUES = {
    "edition": "2017",
    "province": "GD",
    "industry": "2017/GD/c17e",
    "limit": 5,
    "edges": 88,
    "run": "top_share/2017/GD",
    "account": "energy",
    "year": 2017,
    "inventory": "2017/GD",
    "inventory_sector": "e39",
    "classification": "ceads42_2012",
}


def read_queries(graph: Graph) -> list[str]:
    return [name for name, query in graph.queries.items() if query.mode == "read"]


def test_every_named_query_runs_and_returns_the_columns_that_it_declares(graph: Graph) -> None:
    for name in read_queries(graph):
        query = graph.query(name)
        table = graph.read(name, **{key: VALUES[key] for key in query.params})
        assert tuple(table.column_names) == query.returns, name
        assert table.num_rows > 0, name


def test_no_answer_holds_a_driver_object(graph: Graph) -> None:
    plain = (pa.types.is_integer, pa.types.is_floating, pa.types.is_string, pa.types.is_boolean)
    for name in read_queries(graph):
        query = graph.query(name)
        schema = graph.read(name, **{key: VALUES[key] for key in query.params}).schema
        for field in schema:
            assert any(kind(field.type) for kind in plain), (name, field)


def test_flows_come_back_as_they_went_in(graph: Graph, tables: tuple[Tables, Tables]) -> None:
    for table in tables:
        arrays = edition_arrays(graph, table.edition.id)
        np.testing.assert_array_equal(arrays.flows, table.flows)
        assert list(arrays.ids) == industry_ids(table)
        assert arrays.sectors == table.sectors


def test_figures_of_industries_come_back_as_they_went_in(
    graph: Graph, tables: tuple[Tables, Tables]
) -> None:
    for table in tables:
        arrays = edition_arrays(graph, table.edition.id)
        for name, values in industry_figures(table).items():
            of_carbon = name.startswith(("co2_", "intensity_"))
            if name == "co2_inventory_kt" or (table.co2 is None and of_carbon):
                continue  # given by the inventory of the year
            np.testing.assert_array_equal(arrays.figures[name], values, err_msg=name)


def test_emissions_by_the_inventory_are_those_that_it_gives_away(
    graph: Graph, tables: tuple[Tables, Tables]
) -> None:
    entries = {row["sector"]: row["co2_kt"] for row in inventory(graph, 2017, "GD")["sectors"]}
    for table in tables:
        arrays = edition_arrays(graph, table.edition.id)
        found = arrays.figures["co2_inventory_kt"].reshape(3, 42)
        place = arrays.sectors.index("c17e")
        assert found[1, place] == pytest.approx(entries["e39"], rel=1e-12)
        assert found[1].sum() == pytest.approx(sum(list(entries.values())[:45]), rel=1e-12)
        assert np.isnan(found[2]).all(), "Tibet has no inventory"


def test_final_use_exports_and_error_are_delivered(
    graph: Graph, tables: tuple[Tables, Tables]
) -> None:
    rows = graph.rows("flows.final_use", edition="2017", province="GD")
    total = sum(row["value_mcny"] for row in rows)
    place = slice(42, 84)
    given = tables[0].final_use_total[place].sum() + tables[0].error[place].sum()
    assert total == pytest.approx(given, rel=1e-12)
    assert {row["category"] for row in rows} >= {"FU101", "FU202", "EX", "ERR"}


def test_every_property_with_a_number_has_a_quantity(graph: Graph, tmp_path: Path) -> None:
    known = {(row["label"], row["property"]) for row in graph.rows("catalog.quantities")}
    queries = load_queries(ROOT / "cypher", "embedded")  # they name the label of each table
    made = catalogue_tables() | edition_tables(economy())
    for part in (*own_parts(tmp_path), *inventory_parts(tmp_path)):
        made |= part.tables
    for name, table in made.items():
        (label,) = re.findall(r"COPY (\w+) FROM", queries[f"load.{name}"].text)
        for field in table.schema:
            if pa.types.is_integer(field.type) or pa.types.is_floating(field.type):
                assert (label, field.name) in known, name


def test_integers_stay_integers(graph: Graph) -> None:
    row = graph.rows("catalog.counts")[0]
    assert row["industries"] == 126
    assert isinstance(row["industries"], int)


def test_an_unknown_query_names_those_of_its_topic(graph: Graph) -> None:
    with pytest.raises(NotFound) as raised:
        graph.read("explore.nobody")
    assert "explore.customers" in raised.value.hint


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "missing parameter 'edition'"),
        ({"edition": "2017", "year": 1}, "unknown parameter 'year'"),
        ({"edition": 2017}, "must be text"),
    ],
)
def test_parameters_are_checked(graph: Graph, values: dict[str, object], said: str) -> None:
    with pytest.raises(BadParameter, match=said):
        graph.answer("flows.provinces", values)


def test_text_becomes_the_declared_type(graph: Graph) -> None:
    rows = graph.rows("explore.customers", industry="2017/GD/c17e", limit="3")
    assert len(rows) == 3


def test_rows_over_the_cap_are_cut_and_said(graph: Graph) -> None:
    answer = graph.answer("flows.provinces", {"edition": "2017"}, max_rows=7)
    assert answer.truncated
    assert answer.table.num_rows == 7


def test_a_time_limit_ends_a_query(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph_service.store.neo4j.GRACE_S", 120.0)
    with pytest.raises(QueryTimeout):
        graph.store.run(
            "MATCH (a:Industry), (b:Industry), (c:Industry), (d:Industry) "
            "RETURN count(*) AS n, sum(a.position * b.position + c.position * d.position) AS s",
            {},
            timeout_s=0.2,
        )


def test_a_wrong_statement_is_an_error_of_ours(graph: Graph) -> None:
    with pytest.raises(QueryFailed):
        graph.store.run("MATCH (a:Industry RETURN a.id AS id", {})


def test_a_user_statement_gives_nodes_with_public_ids(graph: Graph) -> None:
    rows = graph.cypher(
        "MATCH (i:Industry {id: $id})-[f:SUPPLIES]->(c:Industry) RETURN i, f, c LIMIT 2",
        {"id": "2017/GD/c17e"},
        timeout_s=60,
        max_rows=10,
    )
    node, flow, customer = rows.data[0]
    assert node.id == "2017/GD/c17e"
    assert node.labels == ("Industry",)
    assert flow.source == node.id
    assert flow.target == customer.id
    assert flow.properties["value_mcny"] > 0


def test_a_user_statement_cannot_write(graph: Graph) -> None:
    before = graph.rows("catalog.counts")
    with pytest.raises(Refused):
        graph.cypher("MATCH (i:Industry) DETACH DELETE i", {}, timeout_s=60, max_rows=10)
    assert graph.rows("catalog.counts") == before
