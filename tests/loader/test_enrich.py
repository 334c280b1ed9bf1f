"""What follows from several files together: emissions by the inventories, ranks, findings."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from graph_service.analysis.indicators import intensity
from graph_service.errors import BadParameter, SourceDefect
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog, chains, explore, footprints
from graph_service.services.matrices import edition_arrays
from loader import labels
from loader.concordance import allocate
from loader.load import load
from loader.workbook import Workbook


@pytest.fixture(scope="module")
def without_row(sample_files: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first sample workbook, its CO2 row taken out of the sheet."""
    (whole,) = [file for file in sample_files if "sample_a" in file.name.lower().replace("-", "_")]
    book = Workbook(whole)
    part = {name: _co2_row(book, name) for name in book.sheet_names}
    target = tmp_path_factory.mktemp("row") / whole.name
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.startswith("xl/worksheets/sheet"):
                for row in filter(None, part.values()):
                    content = re.sub(rb'<row r="%d".*?</row>' % row, b"", content, flags=re.DOTALL)
            new.writestr(item, content)
    return target


def _co2_row(book: Workbook, sheet: str) -> int | None:
    for number, row in enumerate(book.read(sheet).rows, start=1):
        if any(labels.key(labels.text(cell)).startswith("co2") for cell in list(row)[:3]):
            return number
    return None


@pytest.fixture(scope="module")
def inventories(sample_files: tuple[Path, ...]) -> list[Path]:
    return [file for file in sample_files if "nventor" in file.name]


@pytest.fixture(scope="module")
def graph(
    without_row: Path, inventories: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> Graph:
    url = f"embedded:{tmp_path_factory.mktemp('store') / 'tanlu.lbug'}"
    load(url, [without_row, *inventories])
    return open_graph(url)


def test_a_table_without_the_row_gets_its_emissions_from_the_inventory(graph: Graph) -> None:
    (edition,) = catalog.editions(graph)
    assert edition["co2_source"] == "inventory"
    arrays = edition_arrays(graph, edition["id"])
    co2 = arrays.figures["co2_kt"]
    np.testing.assert_array_equal(co2, arrays.figures["co2_inventory_kt"])
    year = edition["year"]
    entries = graph.rows("inventory.entries", inventory=f"{year}/GD")
    emissions = np.array([[row["co2_kt"] for row in entries]])
    expected = allocate(emissions, ("GD",), ("GD",), edition["classification"])
    np.testing.assert_allclose(co2[arrays.place("GD")], expected, rtol=1e-12)
    assert np.isnan(co2[arrays.place("XZ")]).all()
    np.testing.assert_array_equal(
        arrays.figures["intensity_output_t_per_10k_cny"],
        intensity(co2, arrays.figures["output_mcny"]),
    )


def test_it_is_said_with_every_figure(graph: Graph) -> None:
    (edition,) = catalog.editions(graph)
    meta = explore.industries(graph, edition["id"], province="GD").meta
    assert meta["co2_source"] == "inventory"
    codes = {row["code"] for row in graph.rows("catalog.findings")}
    assert {"no_co2_row", "co2_from_inventory"} <= codes
    (source,) = graph.rows("catalog.co2_sources")
    assert source["edition"] == edition["id"]


def test_what_the_inventory_does_not_know_is_no_zero(graph: Graph) -> None:
    (edition,) = catalog.editions(graph)
    rows = footprints.accounts(graph, edition["id"], account="production").rows
    assert [row["province"] for row in rows if row["co2_kt"] is None] == ["XZ"]
    assert rows[-1] == {"province": "XZ", "co2_kt": None, "share": None}
    with pytest.raises(BadParameter, match="no data"):
        chains.downstream(graph, edition["id"], province="XZ", sector="c17e")


def test_a_chosen_source_is_said_by_footprints_and_chains(
    sample_files: tuple[Path, ...], inventories: list[Path], tmp_path: Path
) -> None:
    (whole,) = [file for file in sample_files if "sample_a" in file.name]
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    load(url, [whole, *inventories])
    graph = open_graph(url)
    for wanted, file in (("mrio_row", "sample_a"), ("inventory", "inventory_2017")):
        for meta in (
            footprints.accounts(graph, "sample-a", co2_source=wanted).meta,
            chains.upstream(graph, "sample-a", province="GD", co2_source=wanted).meta,
        ):
            assert meta["co2_source"] == wanted
            assert file in meta["co2_file"]
            assert ("concordance" in meta["boundary"]) == (wanted == "inventory")
    graph.close()


def test_ranks_follow_the_emissions_that_are_used(graph: Graph) -> None:
    (edition,) = catalog.editions(graph)
    arrays = edition_arrays(graph, edition["id"])
    place = arrays.place("GD")
    largest = arrays.ids[place.start + int(np.argmax(arrays.figures["co2_kt"][place]))]
    ranks = {row["property"]: row["rank"] for row in graph.rows("explore.ranks", industry=largest)}
    assert ranks["co2_kt"] == 1
    tibet = {row["property"] for row in graph.rows("explore.ranks", industry=arrays.ids[-1])}
    unknown = arrays.ids[arrays.place("XZ").start]
    assert "co2_kt" in tibet
    assert "co2_kt" not in {r["property"] for r in graph.rows("explore.ranks", industry=unknown)}


def test_an_inventory_that_comes_later_changes_the_edition(
    without_row: Path, inventories: list[Path], tmp_path: Path
) -> None:
    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    load(url, [without_row])
    first = open_graph(url)
    assert catalog.editions(first)[0]["co2_source"] == "none"
    assert np.isnan(edition_arrays(first, catalog.editions(first)[0]["id"]).figures["co2_kt"]).all()
    first.close()
    done = load(url, inventories).publication
    assert done is not None
    assert set(done.added) == {f"inventory-{year}" for year in (2017, 2020)}
    second = open_graph(url)
    assert catalog.editions(second)[0]["co2_source"] == "inventory"
    second.close()


def test_an_error_across_files_stops_the_load(
    without_row: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from loader.layout import Finding

    url = f"embedded:{tmp_path / 'tanlu.lbug'}"
    slip = Finding("error", "co2_inventory_total", "2017", "1", "100", "a slip of units")
    monkeypatch.setattr("loader.enrich._national", lambda _root, _entries: ({}, (slip,)))
    with pytest.raises(SourceDefect, match="co2_inventory_total"):
        load(url, [without_row])
    assert not (tmp_path / "tanlu.lbug").exists()
