"""The change between two editions: sums, classes, prices, data that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services.decomposition import decomposition
from graph_service.services.matrices import edition_arrays
from graph_service.services.prices import price_basis
from tests import own_tables
from tests.analysis.test_decomposition import by_definition
from tests.economy import economy, publish
from tests.emissions import editions

TABLES = editions()
PARTS = ("activity_kt", "structure_kt", "intensity_kt")


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    graph = open_graph(own_tables.publish(tmp_path_factory.mktemp("priced"), deflators=True))
    yield graph
    graph.close()


def totals(edition: str, values: np.ndarray) -> list[float]:
    """National sums by sector."""
    return values.reshape(len(TABLES[edition].provinces), 42).sum(axis=0).tolist()


def test_the_nation_is_decomposed_over_its_sectors(owned: Graph) -> None:
    old, new = TABLES["2012"], TABLES["2017"]
    page = decomposition(owned, "2017", base="2012")
    (row,) = page.rows
    assert old.co2 is not None
    assert new.co2 is not None
    expected = by_definition(
        totals("2012", old.output),
        totals("2017", new.output),
        totals("2012", old.co2),
        totals("2017", new.co2),
    )
    assert [row[part] for part in PARTS] == pytest.approx(expected, rel=1e-9)
    assert row["province"] == "CN"
    assert row["base_kt"] == pytest.approx(old.co2.sum())
    assert page.meta["account"] == "production"
    assert page.meta["price_basis"] == "current prices"
    assert "current prices" in page.meta["remarks"][0]
    assert page.meta["merged_sectors"] == {}


@pytest.mark.parametrize("by", ["nation", "province", "sector"])
@pytest.mark.parametrize(
    "question",
    [
        {"base": "2012"},
        {"base": "2017new", "co2_source": "inventory"},
        {"base": "2012", "pressure": "energy"},
        {"base": "2012", "province": "GD"},
    ],
)
def test_parts_sum_to_the_change_and_sectors_to_the_nation(
    owned: Graph, by: str, question: dict[str, str]
) -> None:
    page = decomposition(owned, "2017", by=by, **question)  # type: ignore[arg-type]
    kind = "amount" if "pressure" in question else "kt"
    parts = [part.replace("kt", kind) for part in PARTS]
    known = [row for row in page.rows if row[f"change_{kind}"] is not None]
    total = sum(row[f"base_{kind}"] for row in known)
    for row in known:
        change = row[f"end_{kind}"] - row[f"base_{kind}"]
        assert row[f"change_{kind}"] == pytest.approx(change, abs=1e-9 * total)
        assert sum(row[part] for part in parts) == pytest.approx(change, abs=1e-9 * total)
    (nation,) = decomposition(owned, "2017", **question).rows  # type: ignore[arg-type]
    if by != "province":
        for part in parts:
            told = sum(row[part] for row in known)
            assert told == pytest.approx(nation[part], abs=1e-9 * total)


def test_two_classes_meet_in_41_sectors_without_splitting_any(owned: Graph) -> None:
    page = decomposition(owned, "2017", base="2017new", co2_source="inventory", by="sector")
    assert page.meta["common_sectors"] == len(page.rows) == 41
    assert {k: set(v) for k, v in page.meta["merged_sectors"].items()} == {
        "c16": {"c16", "c16m", "c16w"},
        "mscitech": {"msci", "mtech", "mscitech"},
    }
    told = {row["sector"]: row for row in page.rows}
    old, new = edition_arrays(owned, "2017new"), edition_arrays(owned, "2017")
    for arrays, codes, column in ((new, ("c16m", "c16w"), "end_kt"), (old, ("c16",), "base_kt")):
        co2 = arrays.co2("inventory")
        places = [i for code in codes for i in arrays.positions(None, code)]
        assert told["c16"][column] == pytest.approx(np.nansum(co2[places]), rel=1e-9)


def test_what_is_unknown_in_one_edition_is_left_out_of_both(owned: Graph) -> None:
    page = decomposition(owned, "2017", base="2017new", co2_source="inventory", by="province")
    assert page.meta["no_data"] == ["XZ"]
    assert "unknown, not zero" in page.meta["remarks"][0]
    (tibet,) = [row for row in page.rows if row["province"] == "XZ"]
    assert {value for key, value in tibet.items() if key != "province"} == {None}
    energy = decomposition(owned, "2017", base="2012", pressure="energy", by="sector")
    (gap,) = [row for row in energy.rows if row["sector"] == own_tables.GAP[1]]
    beijing = own_tables.energy(2012)["BJ", own_tables.GAP[1]]
    assert gap["base_amount"] == pytest.approx(beijing)


def test_constant_prices_divide_output_by_the_index_of_its_year(priced: Graph) -> None:
    old, new = TABLES["2012"], TABLES["2017"]
    assert old.co2 is not None
    assert new.co2 is not None
    index = np.array([own_tables.price(2017, code) for code in new.sectors]) / 100
    expected = by_definition(
        totals("2012", old.output),
        (np.array(totals("2017", new.output)) / index).tolist(),
        totals("2012", old.co2),
        totals("2017", new.co2),
    )
    for prices in (None, "constant"):
        page = decomposition(priced, "2017", base="2012", prices=prices)  # type: ignore[arg-type]
        assert [page.rows[0][part] for part in PARTS] == pytest.approx(expected, rel=1e-9)
        assert page.meta["price_basis"] == "constant prices of 2012"
        assert page.meta["price_file"] == "prices.csv"
        assert page.meta["remarks"] == []
    current = decomposition(priced, "2017", base="2012", prices="current")
    assert current.meta["price_basis"] == "current prices"
    assert current.rows[0]["activity_kt"] != pytest.approx(expected[0], rel=1e-3)


def test_prices_that_do_not_cover_all_are_said_and_not_mixed(priced: Graph) -> None:
    with pytest.raises(BadParameter) as raised:
        decomposition(
            priced, "2015", base="2012", pressure=None, prices="constant", co2_source=None
        )
    assert "CO2 in common" in raised.value.message
    arrays = edition_arrays(priced, "2017"), edition_arrays(priced, "2015")
    basis = price_basis(priced, arrays, None)
    assert basis.told["price_basis"] == "current prices"
    assert "42 sectors in 2015" in basis.remarks[-1]
    assert all((index == 1).all() for index in basis.indices)
    with pytest.raises(BadParameter, match="42 sectors in 2015"):
        price_basis(priced, arrays, "constant")


def test_sources_of_co2_are_never_mixed(owned: Graph) -> None:
    with pytest.raises(BadParameter) as raised:
        decomposition(owned, "2017new", base="2012")
    assert "2012 has mrio_row and 2017new has inventory" in raised.value.message
    page = decomposition(owned, "2017new", base="2017")
    assert page.meta["co2_source"] == "inventory"
    with pytest.raises(BadParameter, match="by inventory"):
        decomposition(owned, "2017", base="2012", co2_source="inventory")
    with pytest.raises(BadParameter, match="no price index"):
        decomposition(owned, "2017", base="2012", prices="constant")
    with pytest.raises(NotFound, match="'QQ'"):
        decomposition(owned, "2017", base="2012", province="QQ")


def test_the_files_of_both_editions_are_named(owned: Graph) -> None:
    meta = decomposition(owned, "2017", base="2012").meta
    assert (meta["base_source"], meta["source"]) == (
        "economy-3.xlsx, sheet Table",
        "economy-1.xlsx, sheet Table",
    )
    assert (meta["base_sha256"], meta["sha256"]) == (f"{3:064x}", f"{1:064x}")
    assert meta["base_co2_file"] == meta["base_source"]
    assert meta["co2_file"] == meta["source"]
    assert meta["base_co2_source"] == "mrio_row"
    assert meta["base_co2_citation"] == meta["base_citation"] == "citation"
    energy = decomposition(owned, "2017", base="2012", pressure="energy").meta
    assert energy["base_pressure_file"] == "energy.csv"
    assert "base_co2_file" not in energy


def test_a_province_of_one_edition_only_is_refused_or_left_out_in_words(tmp_path: Path) -> None:
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    tables = economy("2017"), economy("2012", seed=3, provinces=("BJ", "GD"))
    publish(url, list(tables))
    graph = open_graph(url)
    for edition, base in (("2017", "2012"), ("2012", "2017")):
        with pytest.raises(NotFound, match="edition 2012 has no province 'XZ'"):
            decomposition(graph, edition, base=base, province="XZ")
        of_one = decomposition(graph, edition, base=base, province="GD")
        assert of_one.total == 1
        assert of_one.meta["left_out_provinces"] == {}
    nation = decomposition(graph, "2017", base="2012")
    assert nation.meta["left_out_provinces"] == {"2017": ["XZ"]}
    assert nation.meta["remarks"][-1] == "Only edition 2017 has XZ: left out of every figure here."
    assert tables[0].co2 is not None
    without_tibet = tables[0].co2[: 2 * 42].sum()
    assert nation.rows[0]["end_kt"] == pytest.approx(without_tibet, rel=1e-12)
    graph.close()
