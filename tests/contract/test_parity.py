"""The same question to both stores: the same columns, the same rows, in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph_service.graph import Graph, open_graph
from graph_service.model import GraphRows, Relationship, to_json
from graph_service.queries import COLUMN_TYPES
from graph_service.services import sources
from graph_service.services.matrices import edition_arrays

CHOICES: dict[str, tuple[Any, ...]] = {
    "edition": ("2017", "2017new", "none"),
    "province": ("GD", "XZ", "none"),
    "industry": ("2017/GD/c17e", "2017new/XZ/c1", "none"),
    "limit": (5, 1, 1000),
    "edges": (88, 1, 5000),
    "run": ("top_share/2017/GD", "top_share/2017new/XZ", "none"),
    "account": ("energy", "none", "energy"),
    "year": (2017, 2017, 1900),
    "inventory": ("2017/GD", "2017/CN", "none"),
    "inventory_sector": ("e39", "e1", "none"),
    "classification": ("ceads42_2012", "ceads42_2017", "none"),
}
"""Values for the parameters of named queries: what is there twice, then what is not."""
MOMENTS = {"built_at", "created_at", "loaded_at"}
"""When something was published, which happened twice."""
TOLERANCE = 1e-12


@pytest.fixture(scope="module")
def both(embedded_url: str, neo4j_url: str) -> Iterator[tuple[Graph, Graph]]:
    embedded, neo4j = open_graph(embedded_url), open_graph(neo4j_url)
    yield embedded, neo4j
    embedded.close()
    neo4j.close()


def read_queries(graph: Graph) -> dict[str, tuple[str, ...]]:
    queries = graph.queries.values()
    return {query.name: query.returns for query in queries if query.mode == "read"}


def assert_alike(name: str, left: pa.Table, right: pa.Table) -> None:
    assert left.schema.equals(right.schema), (name, left.schema, right.schema)
    assert left.num_rows == right.num_rows, name
    for field in left.schema:
        if field.name in MOMENTS:
            continue
        one, other = left[field.name], right[field.name]
        if pa.types.is_floating(field.type):
            assert one.is_null().equals(other.is_null()), (name, field.name)
            np.testing.assert_allclose(
                one.drop_null().to_numpy(),
                other.drop_null().to_numpy(),
                rtol=TOLERANCE,
                atol=0,
                err_msg=f"{name} {field.name}",
            )
        else:
            assert one.to_pylist() == other.to_pylist(), (name, field.name)


def test_both_stores_offer_the_same_queries(both: tuple[Graph, Graph]) -> None:
    embedded, neo4j = map(read_queries, both)
    assert embedded == neo4j


@pytest.mark.parametrize("choice", range(3))
def test_every_named_query_gives_the_same_rows_in_the_same_order(
    both: tuple[Graph, Graph], choice: int
) -> None:
    embedded, neo4j = both
    rows = 0
    for name in read_queries(embedded):
        params = {key: CHOICES[key][choice] for key in embedded.query(name).params}
        left, right = embedded.read(name, **params), neo4j.read(name, **params)
        assert_alike(name, left, right)
        rows += left.num_rows
    assert rows > 1000


def test_rows_do_not_depend_on_how_often_a_query_was_asked(both: tuple[Graph, Graph]) -> None:
    for graph in both:
        for name in (
            "explore.customers",
            "backbone.stored",
            "catalog.findings",
            "catalog.contents",
        ):
            params = {key: CHOICES[key][0] for key in graph.query(name).params}
            first = graph.read(name, **params)
            assert all(graph.read(name, **params).equals(first) for _ in range(3)), name


def test_columns_have_the_types_that_the_embedded_engine_knows(
    both: tuple[Graph, Graph],
) -> None:
    """An engine with typed columns tells whether the declared types are the right ones."""
    embedded, _ = both
    for name in read_queries(embedded):
        query = embedded.query(name)
        given = embedded.store.run(
            query.text, query.bind({key: CHOICES[key][0] for key in query.params})
        ).table
        wanted = [COLUMN_TYPES[query.types[column]] for column in query.returns]
        assert given.schema.types == wanted, name


def test_the_arrays_of_an_edition_are_the_same_numbers(both: tuple[Graph, Graph]) -> None:
    for edition in ("2017", "2017new"):
        left, right = (edition_arrays(graph, edition) for graph in both)
        np.testing.assert_array_equal(left.flows, right.flows)
        assert left.ids == right.ids
        assert list(left.figures) == list(right.figures)
        for name, values in left.figures.items():
            np.testing.assert_array_equal(values, right.figures[name], err_msg=name)


def test_a_figure_that_no_industry_has_is_there_on_both(both: tuple[Graph, Graph]) -> None:
    for graph in both:
        without = graph.read("flows.industries", edition="2017new")
        assert str(without.schema.field("co2_kt").type) == "double"
        assert "co2_inventory_kt" in edition_arrays(graph, "2017new").figures


def test_what_sources_hold_is_the_same(both: tuple[Graph, Graph]) -> None:
    left, right = (
        [{key: row[key] for key in row if key not in MOMENTS} for row in sources.sources(graph)]
        for graph in both
    )
    assert left == right
    assert sources.findings(both[0]) == sources.findings(both[1])


STATEMENTS = (
    "MATCH (i:Industry {id: $id}) RETURN i",
    "MATCH (i:Industry {id: $id})-[f:SUPPLIES]->(c:Industry) RETURN f, c.id AS to_id "
    "ORDER BY to_id LIMIT 3",
    "MATCH p = (i:Industry {id: $id})-[:OF_SECTOR]->(:Sector)-[:IN_GROUP]->(g) RETURN p",
    "MATCH (q:Quantity) RETURN q ORDER BY q.id LIMIT 5",
    "MATCH (e:Edition)-[r:READ_FROM]->(s:Source) RETURN r, [e.id, s.id] AS both_ends ORDER BY e.id",
    "MATCH (v:GraphVersion) RETURN v.content_hash AS hash, v.synthetic AS synthetic",
    "UNWIND [1, 2.5, NULL] AS x RETURN x",
    "MATCH (i:Industry) WHERE i.edition = '2017' RETURN sum(i.output_mcny) > 0 AS some, "
    "count(DISTINCT i.province) AS provinces, min(i.name_zh) AS first",
)


def plain(rows: GraphRows) -> Any:
    """Rows as JSON, the properties of nodes in one order."""

    def sorted_maps(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: sorted_maps(value[key]) for key in sorted(value)}
        return [sorted_maps(item) for item in value] if isinstance(value, list) else value

    return sorted_maps(to_json(rows))


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_users_statement_gives_the_same_answer(both: tuple[Graph, Graph], text: str) -> None:
    answers = [
        graph.cypher(text, {"id": "2017/GD/c17e"}, timeout_s=60, max_rows=100) for graph in both
    ]
    assert answers[0].data
    assert plain(answers[0]) == plain(answers[1])


def test_relationships_have_the_same_ends_whatever_their_direction_in_the_pattern(
    both: tuple[Graph, Graph],
) -> None:
    text = "MATCH (c:Industry {id: $id})<-[f:SUPPLIES]-(s:Industry) RETURN f ORDER BY s.id LIMIT 4"
    for graph in both:
        rows = graph.cypher(text, {"id": "2017/GD/c17e"}, timeout_s=60, max_rows=10)
        for (flow,) in rows.data:
            assert isinstance(flow, Relationship)
            assert flow.target == "2017/GD/c17e"
            assert flow.source is not None
