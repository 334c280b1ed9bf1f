"""Every store that the contract suite runs on, with the same content."""

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

STORES = ("embedded", "neo4j")


@pytest.fixture(scope="session")
def tables() -> tuple[Tables, Tables]:
    return economy("2017"), economy("2017new", classification="ceads42_2017", seed=2, co2=False)


@pytest.fixture(scope="session")
def parts(tables: tuple[Tables, Tables], tmp_path_factory: pytest.TempPathFactory) -> list[Part]:
    """Two editions, the tables of a user, and emission inventories."""
    folder = tmp_path_factory.mktemp("own_data")
    return [*map(part, tables), *own_parts(folder), *inventory_parts(folder)]


@pytest.fixture(scope="session")
def embedded_url(parts: list[Part], tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"embedded:{tmp_path_factory.mktemp('embedded') / 'tanlu.lbug'}"
    publication.publish(url, parts)
    return url


@pytest.fixture(scope="session")
def neo4j_url(parts: list[Part], request: pytest.FixtureRequest) -> str:
    """A real server; the contract suite is never without it."""
    server = request.getfixturevalue("neo4j_server")
    server.wipe()
    publication.publish(server.url, parts)
    return str(server.url)


@pytest.fixture(scope="session", params=STORES)
def graph(request: pytest.FixtureRequest) -> Iterator[Graph]:
    opened = open_graph(request.getfixturevalue(f"{request.param}_url"))
    yield opened
    opened.close()


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
