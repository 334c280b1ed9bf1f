"""What the graph rests on: the files it was read from, and what the checks found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.explore import Page

Record = dict[str, Any]

SEVERITIES = ("error", "warning", "info")
KINDS = {
    "Edition": "edition",
    "InventoryYear": "inventory",
    "City": "cities",
    "Deflator": "deflators",
    "Scenario": "scenario",
    "SatelliteAccount": "satellite",
    "ProvinceSet": "province_sets",
}
"""What a part of a file is, by the label of the nodes that were read from it."""


def sources(graph: Graph) -> list[Record]:
    """Sources by the part they gave, with what was read from each and how many findings it has.

    ``read`` maps labels to numbers of nodes, ``errors``, ``warnings`` and ``infos`` count the
    findings of each severity.
    """
    return graph.memo("sources", lambda: _sources(graph))


def findings(
    graph: Graph,
    *,
    source: str | None = None,
    severity: str | None = None,
    part: str | None = None,
    code: str | None = None,
    limit: int | None = 100,
    offset: int = 0,
) -> Page:
    """What the checks found, worst first; ``sources`` of a finding are the files that it is about.

    Args:
        source: id of a source, or the SHA-256 of a file.
        severity: error, warning or info.
        part: what was loaded, such as 2017 or inventory-2017.
        code: kind of finding, such as negative_cells.
        limit, offset: the part of the rows to return; all from ``offset`` on without a limit.

    Raises:
        BadParameter: no such severity.
        NotFound: no such source or part.
    """
    if severity is not None and severity not in SEVERITIES:
        raise BadParameter(f"severity={severity!r} is none of {', '.join(SEVERITIES)}")
    ids = _chosen(graph, source, part)
    rows = [
        row
        for row in graph.memo("findings", lambda: _findings(graph))
        if severity in (None, row["severity"])
        and part in (None, row["part"])
        and code in (None, row["code"])
        and (source is None or ids & set(row["sources"]))
    ]
    counts = {name: sum(row["severity"] == name for row in rows) for name in SEVERITIES}
    end = None if limit is None else offset + limit
    return Page(rows[offset:end], len(rows), {"severities": counts})


def codes(graph: Graph) -> dict[str, int]:
    """How many findings of each kind there are, most frequent first."""
    found = graph.memo("findings", lambda: _findings(graph))
    return dict(sorted(Counter(row["code"] for row in found).items(), key=lambda kind: -kind[1]))


def lines(graph: Graph, parts: Collection[str] | None = None) -> list[str]:
    """A line for each source, of all or of some parts: what it gave, how to cite it, its terms.

    An edition's line says where its CO2 is from.
    """
    own = {row["source"]["id"]: row for row in catalog.editions(graph)}
    said = []
    for row in sources(graph):
        if parts is not None and row["part"] not in parts:
            continue
        line = f"{row['part']}: {catalog.place(row)}; {row['citation']}; {row['licence']}"
        edition = own.get(row["id"])
        said.append(f"{line}; CO2: {_co2(edition)}" if edition else line)
    return said


def co2_lines(graph: Graph, columns: Iterable[str]) -> list[str]:
    """A line for each edition, where its emissions are from, if a column tells of carbon."""
    if not any("co2" in name.lower() or "intensity" in name for name in columns):
        return []
    return [f"CO2 of {row['id']}: {_co2(row)}" for row in catalog.editions(graph)]


def _co2(edition: Record) -> str:
    inventory = edition["co2_inventory"]
    if edition["co2_source"] == "inventory":
        return f"inventory, {catalog.place(inventory)}; {inventory['citation']}"
    return {"mrio_row": "row CO2 of the table"}.get(edition["co2_source"], "none")


def _chosen(graph: Graph, source: str | None, part: str | None) -> set[str]:
    """Ids of the sources with an id or a SHA-256; refuses a source or a part that is not there."""
    known = sources(graph)
    if part is not None and part not in {row["part"] for row in known}:
        parts = ", ".join(row["part"] for row in known)
        raise NotFound(f"there is no part {part!r}", hint=f"Parts: {parts}.")
    ids = {row["id"] for row in known if source in (row["id"], row["sha256"])}
    if source is not None and not ids:
        raise NotFound(
            f"there is no source {source!r}", hint="/api/v1/sources lists those that there are."
        )
    return ids


def _sources(graph: Graph) -> list[Record]:
    read: dict[str, dict[str, int]] = {}
    for row in graph.rows("catalog.contents"):
        read.setdefault(row["source"], {})[row["label"]] = row["nodes"]
    found = Counter(
        (source, finding["severity"])
        for finding in graph.memo("findings", lambda: _findings(graph))
        for source in finding["sources"]
    )
    rows = []
    for row in graph.rows("catalog.sources"):
        id = row.pop("id")
        labels = read.get(id, {})
        kind = next((KINDS[label] for label in labels if label in KINDS), None)
        counts = {f"{name}s": found[id, name] for name in SEVERITIES}
        whole = {"id": id, "part": id.partition("/")[2], "kind": kind} | row
        rows.append(whole | {"read": labels} | counts)
    return sorted(rows, key=lambda row: (row["kind"] != "edition", row["part"]))


def _findings(graph: Graph) -> list[Record]:
    """One record for each finding, worst first, with the ids of its sources."""
    records: dict[str, Record] = {}
    for row in graph.rows("catalog.findings"):
        source = row.pop("source")
        records.setdefault(row["id"], row | {"sources": []})["sources"].append(source)
    return list(records.values())
