"""Emission inventories: places and years, sectors, fuels, cities, and the way to the tables."""

from __future__ import annotations

from typing import Any

from graph_service.errors import NotFound
from graph_service.graph import Graph

Record = dict[str, Any]
NATION = "CN"


def inventories(graph: Graph) -> list[Record]:
    """All inventories by year and place; ``co2_kt`` is scope 1 with households."""
    return graph.memo("inventories", lambda: graph.rows("inventory.years"))


def inventory(graph: Graph, year: int, place: str = NATION) -> Record:
    """One inventory with its ``sectors`` and ``fuels``, kt CO2; ``place`` is a province or CN.

    Raises:
        NotFound: there is none, with the years that there are.
    """
    name = f"{year}/{place}"
    for row in inventories(graph):
        if row["id"] == name:
            return row | {
                "sectors": graph.rows("inventory.entries", inventory=name),
                "fuels": graph.rows("inventory.fuels", inventory=name),
            }
    raise not_found(graph, f"there is no emission inventory {name!r}", place)


def burnt(graph: Graph, year: int, place: str = NATION) -> list[Record]:
    """CO2 of one inventory by sector and fuel, kt, zeros left out; raises ``NotFound``."""
    rows = graph.rows("inventory.burns", inventory=f"{year}/{place}")
    if not rows:
        raise not_found(graph, f"there is no emission inventory {year}/{place}", place)
    return rows


def over_years(graph: Graph, province: str, sector: str) -> list[Record]:
    """CO2 of an inventory sector such as e39 in a province, by year; raises ``NotFound``."""
    rows = graph.rows("inventory.sector_years", province=province, inventory_sector=sector)
    if not rows:
        said = f"there is no inventory sector {sector!r} of province {province!r}"
        raise not_found(graph, said, province)
    return rows


def cities(graph: Graph, province: str) -> list[Record]:
    """Cities of a province with their ``years`` (year and kt CO2); empty where none is known."""
    found: dict[str, Record] = {}
    for row in graph.rows("inventory.cities", province=province):
        year = {"year": row.pop("year"), "co2_kt": row.pop("co2_kt")}
        found.setdefault(row["city"], row | {"years": []})["years"].append(year)
    return list(found.values())


def concordance(graph: Graph, classification: str) -> list[Record]:
    """Weights and status of the links from inventory sectors to a class; raises ``NotFound``."""
    rows = graph.rows("inventory.concordance", classification=classification)
    if not rows:
        raise NotFound(
            f"there is no concordance to class {classification!r}",
            hint="Classes: ceads42_2012, ceads42_2017.",
        )
    return rows


def not_found(graph: Graph, said: str, place: str) -> NotFound:
    """The error for an inventory that is not there, with the years or places that are."""
    years = [row["year"] for row in inventories(graph) if row["id"].endswith(f"/{place}")]
    if years:
        return NotFound(said, hint=f"Years of {place}: {', '.join(map(str, years))}.")
    if not inventories(graph):
        return NotFound(said, hint="None is loaded; see docs/inventories.md.")
    places = sorted({row["id"].split("/")[1] for row in inventories(graph)})
    return NotFound(said, hint=f"Places: {', '.join(places)}.")
