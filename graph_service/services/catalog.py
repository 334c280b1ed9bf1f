"""What there is to ask about: editions, places, sectors, quantities."""

from __future__ import annotations

from typing import Any

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph

Record = dict[str, Any]

CO2_SOURCES = ("mrio_row", "inventory")
"""Where emissions of industries may come from: the table's own row, or an emission inventory."""
BOUNDARY = (
    "CO2 of production inside China's 31 provinces; imports from abroad carry nothing; "
    "households' direct emissions are outside."
)
BOUNDARY_INVENTORY = (
    f"{BOUNDARY} Emissions are those of the provincial inventories, given to the table's 42 "
    "sectors through the concordance; a province without an inventory has none."
)
_SOURCE = (
    "file_name",
    "sheet",
    "title",
    "sha256",
    "loaded_at",
    "loader_version",
    "citation",
    "licence",
)
_INVENTORY = ("source", "file_name", "sheet", "sha256", "citation", "licence")


def editions(graph: Graph) -> list[Record]:
    """Editions with counts and totals, the source each was read from, and where its CO2 is from.

    ``co2_source`` is what the edition's figures rest on, ``co2_sources`` those that may be asked
    for, ``co2_inventory`` the inventory of its year, None where none is loaded.
    """
    return graph.memo("editions", lambda: _editions(graph))


def edition(graph: Graph, name: str) -> Record:
    """One edition; raises ``NotFound`` with those that there are."""
    for row in editions(graph):
        if row["id"] == name:
            return row
    known = ", ".join(row["id"] for row in editions(graph))
    there = f"Editions: {known}." if known else "None is loaded yet: load a MRIO workbook."
    raise NotFound(f"there is no edition {name!r}", hint=there)


def provinces(graph: Graph) -> list[Record]:
    """Provinces in the order of the tables, names in three scripts, tile-map place."""
    return graph.memo("provinces", lambda: graph.rows("catalog.provinces"))


def sector_groups(graph: Graph) -> list[Record]:
    """Groups of sectors in the order of legends."""
    return graph.memo("sector_groups", lambda: graph.rows("catalog.sector_groups"))


def sectors(graph: Graph) -> list[Record]:
    """Sectors of all classes with ``group`` and their ``numbers`` in each classification."""
    return graph.memo("sectors", lambda: _sectors(graph))


def inventory_sectors(graph: Graph) -> list[Record]:
    """The 47 sectors of the emission inventories, in their order."""
    return graph.memo("inventory_sectors", lambda: graph.rows("catalog.inventory_sectors"))


def fuels(graph: Graph) -> list[Record]:
    """The fuels of the emission inventories; the last are processes."""
    return graph.memo("fuels", lambda: graph.rows("catalog.fuels"))


def quantities(graph: Graph) -> list[Record]:
    """The data dictionary, by label and property."""
    return graph.memo("quantities", lambda: graph.rows("catalog.quantities"))


def indicators(graph: Graph) -> list[Record]:
    """The quantities of an industry that a person may choose."""
    return [q for q in quantities(graph) if q["label"] == "Industry" and q["indicator"]]


def unit(graph: Graph, name: str, *, label: str = "Industry") -> str:
    """Unit of a property; raises ``NotFound`` where the dictionary has none."""
    for row in quantities(graph):
        if (row["label"], row["property"]) == (label, name):
            return str(row["unit"])
    raise NotFound(
        f"there is no quantity {name!r}", hint="See /api/v1/quantities for those that there are."
    )


def chosen_co2(row: Record, wanted: str | None = None) -> str:
    """The CO2 source to use for an edition's record: the one wanted, else the edition's own.

    Raises:
        BadParameter: no such source, or the edition has none; the hint says what would give it.
    """
    if wanted is None or wanted in row["co2_sources"]:
        return wanted or str(row["co2_source"])
    if wanted not in CO2_SOURCES:
        raise BadParameter(
            f"co2_source={wanted!r} is none of {', '.join(CO2_SOURCES)}",
            hint="Leave it out for the edition's own.",
        )
    there = f" It has {', '.join(row['co2_sources'])}." if row["co2_sources"] else ""
    if wanted == "mrio_row":
        raise BadParameter(
            f"edition {row['id']} has no CO2 row: {row['source']['file_name']} holds none",
            hint=f"Load a workbook of {row['year']} with a row CO2 (Mt), with --replace.{there}",
        )
    raise BadParameter(
        f"edition {row['id']} has no emissions by inventory: none of {row['year']} is loaded",
        hint=f"Load the provincial emission inventory of {row['year']} with `tanlu load`.{there}",
    )


def provenance(graph: Graph, name: str, co2_source: str | None = None) -> Record:
    """What stands in ``meta`` beside every figure of an edition; CO2 by its own source or another.

    ``co2_file`` and ``co2_citation`` name what the emissions were read from, None without any.
    """
    row = edition(graph, name)
    source, chosen = row["source"], chosen_co2(row, co2_source)
    emissions = {"mrio_row": source, "inventory": row["co2_inventory"]}.get(chosen)
    return {
        "edition": name,
        "year": row["year"],
        "classification": row["classification"],
        "price_basis": row["price_basis"],
        "co2_source": chosen,
        "co2_file": place(emissions) if emissions else None,
        "co2_citation": emissions["citation"] if emissions else None,
        "boundary": BOUNDARY_INVENTORY if chosen == "inventory" else BOUNDARY,
        "synthetic": row["synthetic"],
        "source": place(source),
        "sha256": source["sha256"],
        "citation": source["citation"],
        "licence": source["licence"],
    }


def of_money(told: Record) -> Record:
    """Provenance as figures of money alone have it: without what is of CO2 or another account."""
    kinds = ("co2_", "pressure")
    return {k: v for k, v in told.items() if k != "boundary" and not k.startswith(kinds)}


def place(source: Record) -> str:
    """File and sheet of a source."""
    return f"{source['file_name']}, sheet {source['sheet']}"


def _editions(graph: Graph) -> list[Record]:
    counts = {row.pop("edition"): row for row in graph.rows("catalog.counts")}
    sizes: dict[str, int] = {}
    for row in graph.rows("catalog.sector_numbers"):
        sizes[row["classification"]] = sizes.get(row["classification"], 0) + 1
    inventories = {row.pop("edition"): row for row in graph.rows("catalog.co2_sources")}
    result = []
    for row in graph.rows("catalog.editions"):
        m = sizes[row["classification"]]
        own = {key: value for key, value in row.items() if key not in _SOURCE}
        own |= {"provinces": counts[row["id"]]["industries"] // m, "sectors": m}
        own |= counts[row["id"]]
        own |= _emissions(row["co2_source"], inventories.get(row["id"]))
        source = {"id": row["source"]} | {key: row[key] for key in _SOURCE}
        result.append(own | {"source": source})
    return result


def _emissions(own: str, inventory: Record | None) -> Record:
    """Which CO2 sources an edition can be asked for, and its inventory."""
    there = {own} | ({"inventory"} if inventory else set())
    sources = [name for name in CO2_SOURCES if name in there]
    kept = {key: inventory[key] for key in _INVENTORY} if inventory else None
    return {"co2_sources": sources, "co2_inventory": kept}


def _sectors(graph: Graph) -> list[Record]:
    numbers: dict[str, dict[str, int]] = {}
    for row in graph.rows("catalog.sector_numbers"):
        numbers.setdefault(row["sector"], {})[row["classification"]] = row["number"]
    rows = graph.rows("catalog.sectors")
    for row in rows:
        row["group"] = row.pop("group_code")
        row["numbers"] = numbers.get(row["code"], {})
    return rows
