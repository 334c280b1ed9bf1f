"""Questions about emission inventories, on a graph with invented ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph_service import reference
from graph_service.errors import NotFound
from graph_service.graph import Graph, open_graph
from graph_service.services import inventories as service
from loader.files import read_file
from loader.publish import publish
from loader.sample_inventory_book import write_cities, write_national
from tests.economy import economy, part
from tests.loader.inventories import MARK, PROVINCES, emissions, provincial

CITIES = {("广东广州", 2016): 71.0, ("广东广州", 2017): 70.0, ("广东深圳", 2017): 50.0}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    folder = tmp_path_factory.mktemp("inventories")
    write_national(folder / "n.xlsx", {2017: emissions(7) * 20}, mark=MARK)
    write_cities(folder / "c.xlsx", CITIES, mark=MARK)
    files = [provincial(folder / f"{year}.xlsx", year=year) for year in (2015, 2017)]
    parts = [p for f in (*files, folder / "n.xlsx", folder / "c.xlsx") for p in read_file(f).parts]
    publish(url := f"embedded:{folder / 'tanlu.lbug'}", [part(economy("2012")), *parts])
    opened = open_graph(url)
    yield opened
    opened.close()


def of(code: str) -> float:
    """Emissions of a province in kt, as they were written."""
    return float(emissions(PROVINCES.index(code)).sum() * 1e3)


def test_all_inventories_are_listed_by_year_and_place(graph: Graph) -> None:
    rows = service.inventories(graph)
    assert [row["year"] for row in rows] == [2015] * 30 + [2017] * 31
    (nation,) = [row for row in rows if row["level"] == "national"]
    assert (nation["id"], nation["province"]) == ("2017/CN", None)
    found = {row["id"]: row["co2_kt"] for row in rows}
    assert found["2015/GD"] == pytest.approx(of("GD"), rel=1e-9)
    assert not any(row["synthetic"] for row in rows)


def test_an_inventory_tells_sectors_and_fuels_that_add_up(graph: Graph) -> None:
    found = service.inventory(graph, 2017, "GD")
    assert [row["sector"] for row in found["sectors"]] == list(reference.codes("inventory_sectors"))
    assert sum(row["co2_kt"] for row in found["sectors"]) == pytest.approx(of("GD"), rel=1e-9)
    assert sum(row["co2_kt"] for row in found["fuels"]) == pytest.approx(of("GD"), rel=1e-9)
    assert found["fuels"][-1]["fuel"] == "process"
    households = sum(row["co2_kt"] for row in found["sectors"] if row["households"])
    assert households == pytest.approx(found["households_kt"])
    assert service.inventory(graph, 2017)["id"] == "2017/CN"


def test_fuels_of_each_sector_are_those_written(graph: Graph) -> None:
    given = emissions(PROVINCES.index("GD")) * 1e3
    rows = service.burnt(graph, 2017, "GD")
    assert len(rows) == (given > 0).sum()
    sectors, fuels = reference.codes("inventory_sectors"), reference.codes("fuels")
    for row in rows:
        amount = given[sectors.index(row["sector"]), fuels.index(row["fuel"])]
        assert row["co2_kt"] == pytest.approx(amount, rel=1e-12)


def test_a_sector_is_followed_over_the_years(graph: Graph) -> None:
    rows = service.over_years(graph, "GD", "e39")
    assert [row["year"] for row in rows] == [2015, 2017]
    given = emissions(PROVINCES.index("GD"))[38].sum() * 1e3
    assert rows[1]["co2_kt"] == pytest.approx(given, abs=1e-3)


def test_cities_come_with_their_years(graph: Graph) -> None:
    rows = service.cities(graph, "GD")
    assert [(row["city"], row["name_en"]) for row in rows] == [
        ("440100", "Guangzhou"),
        ("440300", "Shenzhen"),
    ]
    assert rows[0]["years"] == [
        {"year": 2016, "co2_kt": 71_000.0},
        {"year": 2017, "co2_kt": 70_000.0},
    ]
    assert service.cities(graph, "BJ") == []


def test_the_concordance_tells_weights_and_how_sure_they_are(graph: Graph) -> None:
    rows = service.concordance(graph, "ceads42_2017")
    power = [row for row in rows if row["inventory_sector"] == "e39"]
    assert [(row["sector"], row["weight"], row["status"]) for row in power] == [
        ("c17e", 1.0, "verified")
    ]
    assert sum(row["weight"] for row in rows) == pytest.approx(45)
    assert len(graph.rows("inventory.succession")) == 43


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda g: service.inventory(g, 2016, "GD"), "Years of GD: 2015, 2017."),
        (lambda g: service.inventory(g, 2017, "XZ"), "Places: AH, BJ, CN"),
        (lambda g: service.burnt(g, 2016), "Years of CN: 2017."),
        (lambda g: service.over_years(g, "GD", "e99"), "Years of GD: 2015, 2017."),
        (lambda g: service.concordance(g, "nace"), "Classes: ceads42_2012, ceads42_2017."),
    ],
)
def test_what_is_not_there_is_told_with_what_is(graph: Graph, call, hint: str) -> None:
    with pytest.raises(NotFound) as raised:
        call(graph)
    assert raised.value.hint.startswith(hint)
