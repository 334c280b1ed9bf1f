"""What every store must tell of the files that it was read from."""

from __future__ import annotations

import pytest

from graph_service.graph import Graph
from graph_service.services import inventory_pages, sources
from graph_service.services.matrices import edition_arrays
from tests.emissions import stated


def test_every_part_has_a_source_that_says_what_was_read(graph: Graph) -> None:
    rows = sources.sources(graph)
    assert {row["kind"] for row in rows} == set(sources.KINDS.values())
    assert len({row["id"] for row in rows}) == len(rows)
    read = {row["part"]: row["read"] for row in rows}
    assert read["2017"] == {"Edition": 1, "Industry": 126}
    assert read["inventory-2017"] == {"InventoryYear": 30, "InventoryEntry": 1410}
    assert {"City": 2, "CityEmission": 2} in read.values()
    assert any({"Scenario", "ScenarioPoint"} == set(labels) for labels in read.values())
    assert any({"SatelliteAccount", "SatelliteEntry"} == set(labels) for labels in read.values())


def test_every_finding_leads_to_its_sources(graph: Graph) -> None:
    known = {row["id"]: row for row in sources.sources(graph)}
    found = sources.findings(graph, limit=None).rows
    assert found
    for row in found:
        assert row["sources"]
        assert set(row["sources"]) <= known.keys()
        assert all(row[key] for key in ("place", "expected", "found", "consequence"))
    (taken,) = sources.findings(graph, part="2017new", code="co2_from_inventory").rows
    assert {known[id]["part"] for id in taken["sources"]} == {"2017new", "inventory-2017"}


def test_inventories_agree_in_every_detail_and_with_the_industries(graph: Graph) -> None:
    place = {"year": 2017, "province": "BJ"}
    for by in inventory_pages.DETAILS:
        rows = inventory_pages.pages(graph, **place, by=by, limit=10_000).rows
        total = sum(row["co2_kt"] for row in rows)
        assert total == pytest.approx(stated("BJ").sum(), rel=1e-9)
    industries = edition_arrays(graph, "2017").co2("inventory")[:42]
    assert industries.sum() == pytest.approx(stated("BJ")[:45].sum(), rel=1e-9)
