"""Every store that the contract suite runs on; a second one joins with its URL here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.graph import Graph, open_graph
from loader import publish as publication
from loader.files import read_file
from loader.layout import Tables
from loader.parts import Part
from loader.sample_inventory_book import write_cities
from loader.templates import template
from loader.user_tables import read_user_table
from loader.user_tables_formats import FORMATS
from tests.economy import economy, part
from tests.loader.inventories import provincial

STORES = ("embedded",)


@pytest.fixture(scope="session")
def tables() -> tuple[Tables, Tables]:
    return economy("2017"), economy("2017new", classification="ceads42_2017", seed=2, co2=False)


@pytest.fixture(scope="session", params=STORES)
def graph(
    request: pytest.FixtureRequest,
    tables: tuple[Tables, Tables],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Graph]:
    url = _empty_store(request.param, tmp_path_factory.mktemp(request.param))
    folder = tmp_path_factory.mktemp("own_data")
    publication.publish(url, [*map(part, tables), *own_parts(folder), *inventory_parts(folder)])
    graph = open_graph(url)
    yield graph
    graph.close()


def own_parts(folder: Path) -> list[Part]:
    """Tables of a user: the figures of the templates."""
    files = [folder / f"{kind}.csv" for kind in FORMATS]
    for file in files:
        file.write_text(template(file.stem), encoding="utf-8")
    return [found for file in files for found in read_user_table(file).parts]


def inventory_parts(folder: Path) -> list[Part]:
    """Invented emission inventories of the provinces in 2017, and of cities."""
    cities = folder / "cities.xlsx"
    write_cities(cities, {("广东广州", 2017): 70.0, ("北京", 2017): 88.0}, mark="Invented")
    files = (provincial(folder / "provinces.xlsx"), cities)
    return [found for file in files for found in read_file(file).parts]


def _empty_store(scheme: str, folder: Path) -> str:
    return {"embedded": f"embedded:{folder / 'tanlu.lbug'}"}[scheme]
