"""All files of the reference folders in one graph: counts and totals against what was noted."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from graph_service.analysis.indicators import standing
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog
from graph_service.services.matrices import edition_arrays

pytestmark = pytest.mark.slow

EDITIONS = ("2012", "2015", "2017", "2017new")
COLUMNS = {
    "go": ("output_mcny", 100.0),
    "tva": ("value_added_mcny", 100.0),
    "im": ("imports_mcny", 100.0),
    "tii": ("intermediate_input_mcny", 100.0),
    "ex": ("exports_mcny", 100.0),
    "tfu": ("final_use_mcny", 100.0),
    "err": ("error_mcny", 100.0),
    "co2_mt": ("co2_kt", 0.001),
}


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("edition", EDITIONS)
def test_totals_of_provinces_equal_the_checks(
    full: Graph, reference_data: Path, edition: str
) -> None:
    arrays = edition_arrays(full, edition)
    noted = rows_of(reference_data / "mrio_reconstructed" / "checks.csv")
    noted = [row for row in noted if row["edition"] == edition]
    assert len(noted) == 31
    for row in noted:
        place = arrays.place(row["province_code"])
        for column, (name, scale) in COLUMNS.items():
            found = arrays.figures[name][place].sum() * scale
            assert found == pytest.approx(float(row[column]), rel=1e-9, abs=1e-3), (row, name)
        block = arrays.block(row["province_code"])
        assert block.sum() * 100 == pytest.approx(float(row["block_sum"]), rel=1e-9)
        assert np.count_nonzero(block) == int(float(row["nonzero_block"]))
        assert np.count_nonzero(arrays.flows[place]) == int(float(row["nonzero_rows"]))


def test_totals_of_inventories_equal_the_checks(full: Graph, reference_data: Path) -> None:
    noted = rows_of(reference_data / "ceads" / "emissions_provinces_totals.csv")
    found = {
        (row["year"], row["province"]): row["co2_kt"]
        for row in full.rows("inventory.years")
        if row["province"]
    }
    files = list((reference_data / "ceads" / "emissions_provinces").glob("*.xlsx"))
    assert len(found) == 30 * len(files)
    totals = {int(row.pop("year")): row for row in noted}
    for (year, province), co2 in found.items():
        assert co2 / 1000 == pytest.approx(float(totals[year][province]), abs=1e-6)


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_indicator_is_ranked_in_its_province(full: Graph, edition: str) -> None:
    arrays = edition_arrays(full, edition)
    for province, sector in (("GD", "c17e"), ("GS", "c1"), ("XZ", "c18")):
        chosen = arrays.place(province)
        place = arrays.sectors.index(sector)
        stored = full.rows("explore.ranks", industry=f"{edition}/{province}/{sector}")
        known = {q["property"]: q for q in catalog.quantities(full) if q["label"] == "Industry"}
        codes = [known[row["property"]]["visceads"] for row in stored]
        assert sum(len(code.split("|")) for code in codes if code) == 30
        for row in stored:
            stands = standing(arrays.figures[row["property"]][chosen][None, :])
            assert row["rank"] == stands.rank[0, place]
            assert row["percentile"] == pytest.approx(stands.percentile[0, place], rel=1e-12)
            assert row["run"] == f"indicators/{edition}"


def test_emissions_by_the_inventories_stand_beside_the_row(full: Graph) -> None:
    for edition in EDITIONS:
        arrays = edition_arrays(full, edition)
        inventory = arrays.figures["co2_inventory_kt"]
        tibet = arrays.positions("XZ")
        assert np.isnan(inventory[tibet]).all()
        assert not np.isnan(np.delete(inventory, tibet)).any()
        assert 0.8 < np.nansum(inventory) / arrays.figures["co2_kt"].sum() < 1.25


def test_each_finding_has_a_source_and_says_all_that_it_must(full: Graph) -> None:
    findings = full.rows("catalog.findings")
    sources = {row["id"] for row in full.rows("catalog.sources")}
    assert {row["source"] for row in findings} <= sources
    assert {row["severity"] for row in findings} == {"warning", "info"}
    for row in findings:
        assert all(row[name] for name in ("code", "place", "expected", "found", "consequence"))


def test_after_all_editions_were_read_each_query_still_has_memory(full_store: str) -> None:
    graph = open_graph(full_store)
    try:
        editions = [row["id"] for row in catalog.editions(graph)]
        for edition in editions:
            edition_arrays(graph, edition)
            graph.read("flows.deliveries", edition=edition)
        assert graph.rows("catalog.deflators") == []
        for edition in editions:
            assert len(graph.rows("backbone.stored", run=f"top_share/{edition}/GD")) == 88
    finally:
        graph.close()
