"""What the graph rests on: sources, findings, and where each edition's CO2 is from."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog, explore, inventory_pages, sources
from graph_service.services.matrices import edition_arrays
from tests import emissions

ELECTRICITY = 38  # row of e39 among the 47; one to one with c17e


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    graph = open_graph(emissions.publish(tmp_path_factory.mktemp("sources")))
    yield graph
    graph.close()


def test_each_source_says_what_was_read_from_it(graph: Graph) -> None:
    rows = {row["part"]: row for row in sources.sources(graph)}
    assert list(rows) == ["2012", "2015", "2017", "2017new", "inventory-2017"]
    assert rows["2017"]["read"] == {"Edition": 1, "Industry": 126}
    assert rows["inventory-2017"]["read"] == {"InventoryYear": 30, "InventoryEntry": 30 * 47}
    assert [row["kind"] for row in rows.values()] == ["edition"] * 4 + ["inventory"]
    assert rows["2017"]["file_name"] == "economy-1.xlsx"
    assert len(rows["inventory-2017"]["sha256"]) == 64


def test_a_finding_across_files_counts_in_each_of_them(graph: Graph) -> None:
    rows = {row["part"]: row for row in sources.sources(graph)}
    (found,) = sources.findings(graph, part="2017new", code="co2_from_inventory").rows
    assert found["sources"] == [rows["2017new"]["id"], rows["inventory-2017"]["id"]]
    about = sources.findings(graph, source=rows["inventory-2017"]["id"], limit=None).rows
    assert found["id"] in {row["id"] for row in about}
    for severity in sources.SEVERITIES:
        count = sum(row["severity"] == severity for row in about)
        assert rows["inventory-2017"][f"{severity}s"] == count


def test_findings_are_worst_first_and_come_in_pages(graph: Graph) -> None:
    whole = sources.findings(graph, limit=None)
    order = [sources.SEVERITIES.index(row["severity"]) for row in whole.rows]
    assert order == sorted(order)
    assert whole.total == len(whole.rows) == sum(whole.meta["severities"].values())
    pages = [sources.findings(graph, limit=2, offset=k).rows for k in range(0, whole.total, 2)]
    assert [row for page in pages for row in page] == whole.rows
    for severity in sources.SEVERITIES:
        part = sources.findings(graph, severity=severity, limit=None)
        assert part.rows == [row for row in whole.rows if row["severity"] == severity]
    assert sources.codes(graph)["co2_from_inventory"] == 1


def test_a_file_is_found_by_its_checksum(graph: Graph) -> None:
    inventory = sources.sources(graph)[-1]
    by_file = sources.findings(graph, source=inventory["sha256"], limit=None)
    assert by_file.rows == sources.findings(graph, source=inventory["id"], limit=None).rows


def test_each_edition_says_which_co2_sources_it_has(graph: Graph) -> None:
    told = {row["id"]: (row["co2_source"], row["co2_sources"]) for row in catalog.editions(graph)}
    assert told == {
        "2012": ("mrio_row", ["mrio_row"]),
        "2015": ("none", []),
        "2017": ("mrio_row", ["mrio_row", "inventory"]),
        "2017new": ("inventory", ["inventory"]),
    }


def test_emissions_by_the_inventory_are_those_of_the_province_without_households(
    graph: Graph,
) -> None:
    for edition in ("2017", "2017new"):
        page = explore.industries(graph, edition, province="GD", co2_source="inventory")
        given = emissions.stated("GD")
        total = sum(row["co2_kt"] for row in page.rows)
        assert total == pytest.approx(given[:45].sum(), rel=1e-9)
        found = {row["sector"]: row["co2_kt"] for row in page.rows}
        assert found["c17e"] == pytest.approx(given[ELECTRICITY], rel=1e-9)


def test_another_co2_source_changes_co2_and_the_three_intensities_only(graph: Graph) -> None:
    ask = {"province": "BJ", "sort": "position", "indicator": "output_mcny"}
    own = explore.industries(graph, "2017", **ask).rows
    other = explore.industries(graph, "2017", co2_source="inventory", **ask).rows
    money = ("output_mcny", "value_added_mcny", "final_use_mcny")
    for before, after in zip(own, other, strict=True):
        for name, base in zip(("output", "value_added", "final_use"), money, strict=True):
            intensity = 10 * after["co2_kt"] / after[base]
            assert after[f"intensity_{name}_t_per_10k_cny"] == pytest.approx(intensity)
        changed = {name for name in before if before[name] != after[name]}
        assert {name for name in changed if "intensity" not in name} == {"co2_kt"}
        assert after["co2_kt"] == after["co2_inventory_kt"]


def test_ranks_follow_the_co2_source(graph: Graph) -> None:
    rows = explore.industries(graph, "2017", province="GD", co2_source="inventory").rows
    values = [row["co2_kt"] for row in rows]
    assert values == sorted(values, reverse=True)
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_the_co2_source_is_said_with_its_file_boundary_and_gaps(graph: Graph) -> None:
    meta = explore.industries(graph, "2017", co2_source="inventory").meta
    assert meta["co2_source"] == "inventory"
    assert meta["co2_file"].startswith("inventory.xlsx, sheet ")
    assert meta["co2_citation"]
    assert meta["co2_missing"] == ["XZ"]
    assert "concordance" in meta["boundary"]
    assert "households" in meta["boundary"]
    meta = explore.industries(graph, "2017").meta
    assert (meta["co2_source"], meta["co2_file"]) == ("mrio_row", "economy-1.xlsx, sheet Table")
    assert meta["co2_missing"] == []
    meta = explore.industries(graph, "2017new").meta
    assert (meta["co2_source"], meta["co2_missing"]) == ("inventory", ["XZ"])
    meta = explore.industries(graph, "2015").meta
    assert (meta["co2_source"], meta["co2_file"]) == ("none", None)
    assert meta["co2_missing"] == ["BJ", "GD", "XZ"]


def test_arrays_offer_co2_by_each_source(graph: Graph) -> None:
    arrays = edition_arrays(graph, "2017")
    row = emissions.editions()["2017"].co2
    assert row is not None
    np.testing.assert_array_equal(arrays.co2(), row)
    np.testing.assert_array_equal(arrays.co2("mrio_row"), row)
    inventory = arrays.co2("inventory")
    assert inventory[:42].sum() == pytest.approx(emissions.stated("BJ")[:45].sum(), rel=1e-9)
    assert np.isnan(inventory[84:]).all()
    own = edition_arrays(graph, "2017new")
    np.testing.assert_array_equal(own.co2(), own.co2("inventory"))
    assert np.isnan(edition_arrays(graph, "2015").co2()).all()


@pytest.mark.parametrize(
    ("edition", "source", "said", "hint"),
    [
        ("2012", "inventory", "no emissions by inventory", "inventory of 2012"),
        ("2015", "inventory", "no emissions by inventory", "inventory of 2015"),
        ("2017new", "mrio_row", "no CO2 row", "It has inventory."),
        ("2015", "mrio_row", "economy-4.xlsx holds none", "row CO2 (Mt)"),
        ("2017", "guess", "none of mrio_row, inventory", "the edition's own"),
    ],
)
def test_a_co2_source_that_is_not_there_names_what_would_give_it(
    graph: Graph, edition: str, source: str, said: str, hint: str
) -> None:
    with pytest.raises(BadParameter) as raised:
        explore.industries(graph, edition, co2_source=source)
    assert said in raised.value.message
    assert hint in raised.value.hint


def test_lines_name_every_source_and_where_the_co2_is_from(graph: Graph) -> None:
    lines = {line.partition(":")[0]: line for line in sources.lines(graph)}
    assert list(lines) == ["2012", "2015", "2017", "2017new", "inventory-2017"]
    assert lines["2012"].endswith("CO2: row CO2 of the table")
    assert lines["2015"].endswith("CO2: none")
    assert "CO2: inventory, inventory.xlsx" in lines["2017new"]
    assert "CO2:" not in lines["inventory-2017"]
    assert len(sources.co2_lines(graph, ["sector", "i.co2_kt"])) == 4
    assert sources.co2_lines(graph, ["sector", "output_mcny"]) == []


def test_inventories_come_as_totals_sectors_and_fuels_that_agree(graph: Graph) -> None:
    total = inventory_pages.pages(graph, year=2017, province="GD").rows
    assert [row["id"] for row in total] == ["2017/GD"]
    assert total[0]["co2_kt"] == pytest.approx(emissions.stated("GD").sum(), rel=1e-9)
    by_sector = inventory_pages.pages(graph, year=2017, province="GD", by="sector")
    values = [row["co2_kt"] for row in by_sector.rows]
    assert values == pytest.approx(emissions.stated("GD").tolist(), abs=1e-6)
    burnt = inventory_pages.pages(graph, year=2017, province="GD", by="fuel", limit=10_000)
    assert sum(row["co2_kt"] for row in burnt.rows) == pytest.approx(total[0]["co2_kt"])
    page = inventory_pages.pages(graph, sector="e39")
    assert (page.total, page.meta["by"]) == (30, "sector")
    assert inventory_pages.pages(graph).total == 30


@pytest.mark.parametrize(
    ("asked", "error", "hint"),
    [
        ({"year": 1990}, NotFound, "Years: 2017."),
        ({"province": "XZ"}, NotFound, "AH, BJ"),
        ({"sector": "c17e"}, NotFound, "e01 to e47"),
        ({"by": "fuel", "year": 2017}, BadParameter, "year and province"),
        ({"by": "total", "sector": "e39"}, BadParameter, "by=sector"),
        ({"by": "day"}, BadParameter, ""),
    ],
)
def test_an_inventory_that_is_not_there_is_named_with_those_that_are(
    graph: Graph, asked: dict[str, object], error: type[Exception], hint: str
) -> None:
    with pytest.raises(error) as raised:
        inventory_pages.pages(graph, **asked)  # type: ignore[arg-type]
    assert hint in raised.value.hint  # type: ignore[attr-defined]


@pytest.mark.parametrize("asked", [{"source": "x"}, {"part": "x"}])
def test_a_source_that_is_not_there_is_an_error(graph: Graph, asked: dict[str, str]) -> None:
    with pytest.raises(NotFound):
        sources.findings(graph, **asked)  # type: ignore[arg-type]
