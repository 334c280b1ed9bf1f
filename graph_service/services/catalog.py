"""What there is to ask about: editions, places, sectors, quantities."""

from __future__ import annotations

from typing import Any

from graph_service.errors import NotFound
from graph_service.graph import Graph

Record = dict[str, Any]

BOUNDARY = (
    "CO2 of production inside China's 31 provinces; imports from abroad carry nothing; "
    "households' direct emissions are outside."
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


def editions(graph: Graph) -> list[Record]:
    """Editions with counts of provinces and sectors, and the source each was read from."""
    return graph.memo("editions", lambda: _editions(graph))


def edition(graph: Graph, name: str) -> Record:
    """One edition; raises ``NotFound`` with those that there are."""
    for row in editions(graph):
        if row["id"] == name:
            return row
    known = ", ".join(row["id"] for row in editions(graph))
    raise NotFound(f"there is no edition {name!r}", hint=f"Editions: {known}.")


def provinces(graph: Graph) -> list[Record]:
    """Provinces in the order of the tables, names in three scripts, tile-map place."""
    return graph.memo("provinces", lambda: graph.rows("catalog.provinces"))


def sector_groups(graph: Graph) -> list[Record]:
    """Groups of sectors in the order of legends."""
    return graph.memo("sector_groups", lambda: graph.rows("catalog.sector_groups"))


def sectors(graph: Graph) -> list[Record]:
    """Sectors of all classes with ``group`` and their ``numbers`` in each classification."""
    return graph.memo("sectors", lambda: _sectors(graph))


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


def provenance(graph: Graph, name: str) -> Record:
    """What stands in ``meta`` beside every figure of an edition."""
    row = edition(graph, name)
    source = row["source"]
    return {
        "edition": name,
        "year": row["year"],
        "classification": row["classification"],
        "price_basis": row["price_basis"],
        "co2_source": row["co2_source"],
        "boundary": BOUNDARY,
        "synthetic": row["synthetic"],
        "source": f"{source['file_name']}, sheet {source['sheet']}",
        "sha256": source["sha256"],
        "citation": source["citation"],
        "licence": source["licence"],
    }


def sources(graph: Graph) -> list[str]:
    """A line for each edition of the graph: where it was read from, how to cite it, its terms."""
    return [
        f"{row['id']}: {row['source']['file_name']}, sheet {row['source']['sheet']}; "
        f"{row['source']['citation']}; {row['source']['licence']}"
        for row in editions(graph)
    ]


def _editions(graph: Graph) -> list[Record]:
    counts = {row["edition"]: row["industries"] for row in graph.rows("catalog.counts")}
    sizes: dict[str, int] = {}
    for row in graph.rows("catalog.sector_numbers"):
        sizes[row["classification"]] = sizes.get(row["classification"], 0) + 1
    result = []
    for row in graph.rows("catalog.editions"):
        m = sizes[row["classification"]]
        own = {key: value for key, value in row.items() if key not in _SOURCE}
        own |= {"provinces": counts[row["id"]] // m, "sectors": m}
        result.append(own | {"source": {key: row[key] for key in _SOURCE}})
    return result


def _sectors(graph: Graph) -> list[Record]:
    numbers: dict[str, dict[str, int]] = {}
    for row in graph.rows("catalog.sector_numbers"):
        numbers.setdefault(row["sector"], {})[row["classification"]] = row["number"]
    rows = graph.rows("catalog.sectors")
    for row in rows:
        row["group"] = row.pop("group_code")
        row["numbers"] = numbers.get(row["code"], {})
    return rows
