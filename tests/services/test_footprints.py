"""Footprints and chains as services: totals, identities, and what is said with them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services import chains, footprints
from loader.layout import Tables
from tests.economy import economy, publish

PARTS = [(a, by) for a, told in footprints.BY.items() for by in told]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="module")
def graph(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('footprints') / 'tanlu.lbug'}"
    publish(url, [tables, economy("2017new", classification="ceads42_2017", seed=2, co2=False)])
    graph = open_graph(url)
    yield graph
    graph.close()


@pytest.mark.parametrize(("account", "by"), PARTS)
def test_every_account_has_the_national_total(
    graph: Graph, tables: Tables, account: footprints.Account, by: footprints.By
) -> None:
    page = footprints.accounts(graph, "2017", account=account, by=by)
    assert tables.co2 is not None
    assert page.meta["total_kt"] == pytest.approx(tables.co2.sum(), rel=1e-12)
    assert sum(row["co2_kt"] for row in page.rows) == pytest.approx(tables.co2.sum(), rel=1e-9)
    assert page.meta["boundary"]
    assert page.meta["co2_source"] == "mrio_row"
    values = [row["co2_kt"] for row in page.rows]
    assert values == sorted(values, reverse=True)


def test_consumption_equals_a_dense_solve(graph: Graph, tables: Tables) -> None:
    assert tables.co2 is not None
    a = tables.flows / tables.output
    m = np.linalg.solve((np.eye(len(a)) - a).T, tables.co2 / tables.output)
    bought = tables.final_use[:, 5:10].sum(axis=1)
    (row,) = footprints.accounts(graph, "2017", province="GD").rows
    assert row["co2_kt"] == pytest.approx(float(m @ bought), rel=1e-10)


def test_pairs_add_up_to_consumption_and_production(graph: Graph) -> None:
    pairs = footprints.accounts(graph, "2017", by="pair").rows
    made = sum(row["co2_kt"] for row in pairs if row["from_province"] == "BJ")
    (production,) = footprints.accounts(graph, "2017", account="production", province="BJ").rows
    assert made == pytest.approx(production["co2_kt"], rel=1e-9)
    used = sum(row["co2_kt"] for row in pairs if row["to_province"] == "BJ")
    (consumption,) = footprints.accounts(graph, "2017", province="BJ").rows
    assert used == pytest.approx(consumption["co2_kt"], rel=1e-9)
    assert {"EX", "ERR"} <= {row["to_province"] for row in pairs}


def test_what_cannot_be_told_says_what_can(graph: Graph) -> None:
    with pytest.raises(BadParameter) as raised:
        footprints.accounts(graph, "2017", account="production", by="pair")
    assert "province, sector, industry" in raised.value.hint
    with pytest.raises(NotFound, match="'QQ'"):
        footprints.accounts(graph, "2017", province="QQ")
    with pytest.raises(BadParameter, match="no emissions"):
        footprints.accounts(graph, "2017new")


def test_upstream_chains_and_remainder_are_the_footprint(graph: Graph) -> None:
    (product,) = [
        row
        for row in footprints.accounts(graph, "2017", account="final_product", by="industry").rows
        if (row["province"], row["sector"]) == ("GD", "c17e")
    ]
    for choice in ({"cover": 0.5}, {"min_share": 1e-3}, {"min_share": 1e-3, "fold_own_use": True}):
        page = chains.upstream(graph, "2017", province="GD", sector="c17e", limit=10_000, **choice)
        kept = sum(row["value_kt"] for row in page.rows)
        assert len(page.rows) == page.total
        assert page.meta["total_kt"] == pytest.approx(product["co2_kt"], rel=1e-9)
        assert kept + page.meta["remainder_kt"] == pytest.approx(product["co2_kt"], rel=1e-9)
        assert {row["path"][-1] for row in page.rows} == {"2017/GD/c17e"}
        assert page.rows[-1]["cumulative_share"] == pytest.approx(page.meta["coverage"])


def test_downstream_chains_carry_the_emission_to_its_end(graph: Graph, tables: Tables) -> None:
    assert tables.co2 is not None
    page = chains.downstream(graph, "2017", province="GD", sector="c17e", min_share=1e-3)
    place = 42 + tables.sectors.index("c17e")
    assert page.meta["total_kt"] == pytest.approx(tables.co2[place], rel=1e-9)
    assert page.meta["coverage"] > 0.5


@pytest.mark.parametrize("share", [0.0, 1e-9, 1.5])
def test_a_share_outside_its_range_is_refused(graph: Graph, share: float) -> None:
    with pytest.raises(BadParameter, match="min_share"):
        chains.upstream(graph, "2017", province="GD", min_share=share)
