"""Identities of the accounts on every full-size edition, and pymrio on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
import pymrio
import pytest

from graph_service.analysis import accounts
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog, footprints, structure
from graph_service.services.decomposition import decomposition
from graph_service.services.systems import EditionSystem, edition_system
from graph_service.services.trade import METHODS, trade
from loader.load import load

pytestmark = pytest.mark.slow

SOURCES = ("mrio_row", "inventory")
EDITIONS = [
    *((edition, source) for edition in ("2012", "2015", "2017", "2017new") for source in SOURCES),
    *((edition, source) for edition in ("sample-a", "sample-b") for source in SOURCES),
]
TOLERANCE = 1e-9
"""Of the total of an account."""


@pytest.fixture(scope="module")
def sample(
    sample_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('sample_accounts') / 'tanlu.lbug'}"
    load(url, list(sample_files))
    graph = open_graph(url)
    yield graph
    graph.close()


@pytest.fixture(scope="module", params=EDITIONS, ids="-".join)
def question(request: pytest.FixtureRequest) -> tuple[Graph, EditionSystem]:
    edition, source = request.param
    graph = request.getfixturevalue("sample" if edition.startswith("sample") else "full")
    return graph, edition_system(graph, edition, co2_source=source)


def asked(found: EditionSystem) -> dict[str, Any]:
    return {"edition": found.arrays.edition, "co2_source": found.co2_source}


def test_rows_and_columns_of_the_footprint_matrix_are_two_accounts(
    question: tuple[Graph, EditionSystem],
) -> None:
    _, found = question
    matrix = accounts.footprints(found.system)
    e, total = found.system.emissions, found.system.emissions.sum()
    assert np.abs(matrix.sum(axis=1) - e).max() < TOLERANCE * total
    consumed = found.system.multipliers @ found.system.final_use
    assert np.abs(matrix.sum(axis=0) - consumed).max() < TOLERANCE * total


@pytest.mark.parametrize("account", list(footprints.BY))
def test_every_account_told_by_anything_has_the_total(
    question: tuple[Graph, EditionSystem], account: accounts.Account
) -> None:
    graph, found = question
    total = found.system.emissions.sum()
    for by in footprints.BY[account]:
        page = footprints.accounts(graph, account=account, by=by, **asked(found))
        told = sum(row["co2_kt"] or 0.0 for row in page.rows)
        assert abs(told - total) < TOLERANCE * total, by
        assert page.meta["no_data"] == (["XZ"] if "XZ" in found.without_data else [])


@pytest.mark.parametrize("method", list(METHODS))
def test_trade_adds_up_to_production_and_balances_to_nothing(
    question: tuple[Graph, EditionSystem], method: Literal["final_use", "gross_flows"]
) -> None:
    graph, found = question
    total = found.system.emissions.sum()
    pairs = trade(graph, method=method, **asked(found)).rows
    for place, province in enumerate(found.arrays.provinces):
        made = sum(r["co2_kt"] or 0.0 for r in pairs if r["from_province"] == province)
        own = found.system.emissions.reshape(31, 42)[place].sum()
        assert abs(made - own) < TOLERANCE * total
    balances = trade(graph, method=method, by="province", **asked(found)).rows
    if not found.without_data:
        assert abs(sum(row["balance_kt"] for row in balances)) < TOLERANCE * total


def test_extraction_of_everything_is_everything_and_of_one_its_scopes(
    question: tuple[Graph, EditionSystem],
) -> None:
    graph, found = question
    page = structure.extraction(graph, **asked(found))
    total = page.meta["total_kt"]
    assert abs(page.meta["lost_kt"] - total) < TOLERANCE * total
    scopes = structure.scopes(graph, **asked(found)).rows
    largest = scopes[0]
    gone = structure.extraction(graph, industry=[largest["id"]], **asked(found)).meta["lost_kt"]
    assert abs(gone - largest["total_kt"]) < TOLERANCE * total
    assert min(row["scope_3_upstream_kt"] for row in scopes if row["total_kt"] is not None) > (
        -TOLERANCE * total
    )


def test_linkages_have_a_mean_of_one(question: tuple[Graph, EditionSystem]) -> None:
    graph, found = question
    rows = structure.linkages(graph, **asked(found)).rows
    for name in ("backward", "forward", "backward_carbon", "forward_carbon"):
        assert np.mean([row[name] for row in rows]) == pytest.approx(1, rel=TOLERANCE)


@pytest.mark.parametrize("by", ["nation", "province", "sector"])
@pytest.mark.parametrize("base", ["2012", "2015", "2017new"])
@pytest.mark.parametrize("source", SOURCES)
def test_parts_of_a_change_sum_to_it(
    full: Graph, base: str, by: Literal["nation", "province", "sector"], source: str
) -> None:
    page = decomposition(full, "2017", base=base, by=by, co2_source=source)
    known = [row for row in page.rows if row["change_kt"] is not None]
    total = sum(row["end_kt"] for row in known)
    for row in known:
        parts = row["activity_kt"] + row["structure_kt"] + row["intensity_kt"]
        assert abs(parts - (row["end_kt"] - row["base_kt"])) < TOLERANCE * total
    assert len(known) == {"nation": 1, "province": 31 - ("XZ" in page.meta["no_data"])}.get(
        by, 41 if base == "2017new" else 42
    )
    kept = {row["id"]: row["co2_kt"] for row in catalog.editions(full)}
    if source == "mrio_row":
        assert total == pytest.approx(kept["2017"], rel=TOLERANCE)


def test_a_full_edition_agrees_with_pymrio(full: Graph) -> None:
    found = edition_system(full, "2017", co2_source="mrio_row")
    arrays, system = found.arrays, found.system
    labels = pd.MultiIndex.from_product(
        [arrays.provinces, arrays.sectors], names=["region", "sector"]
    )
    flows = pd.DataFrame(system.flows, index=labels, columns=labels)
    output = pd.DataFrame(system.output, index=labels, columns=["indout"])
    direct = pd.DataFrame(system.emissions[None, :], index=["co2"], columns=labels)
    a = pymrio.calc_A(flows, output)
    inverse = pymrio.calc_L(a)
    s = pymrio.calc_S(direct, output)
    m = pymrio.calc_M(s, inverse)
    near = {"rtol": 1e-9, "atol": 1e-12}
    np.testing.assert_allclose(system.input_coefficients, a.to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(system.leontief_inverse, inverse.to_numpy(), **near)
    np.testing.assert_allclose(system.multipliers, m.to_numpy()[0], rtol=1e-9)
    use = found.system.final_use
    places = [place or category for category, place in found.uses]
    bought = pd.DataFrame(use, index=labels, columns=places).T.groupby(level=0).sum().T
    bought.columns.name = "region"
    consumption, production, _, _ = pymrio.calc_accounts(s, inverse, bought)
    theirs = consumption.T.groupby(level="region").sum()["co2"]
    ours = {r["province"]: r["co2_kt"] for r in footprints.accounts(full, "2017").rows}
    assert set(ours) == {*arrays.provinces, "EX", "ERR"}
    for place, amount in ours.items():
        assert amount == pytest.approx(theirs[place], rel=1e-9)
    np.testing.assert_allclose(production.to_numpy()[0], system.emissions, rtol=1e-9, atol=1e-9)
