"""What users brought of their own: province sets, deflators, scenarios, satellite accounts."""

from __future__ import annotations

from typing import Any

from graph_service.errors import NotFound
from graph_service.graph import Graph

Record = dict[str, Any]
_POINT = ("year", "sector_group", "intensity_index")
_YEAR = ("year", "entries", "provinces", "sectors")


def province_sets(graph: Graph) -> list[Record]:
    """Sets with ``provinces`` in the order of the tables; ``shipped`` tells ours from a user's."""
    return graph.memo(
        "province_sets",
        lambda: _gathered(graph.rows("catalog.province_sets"), "provinces", ("province",)),
    )


def province_set(graph: Graph, code: str) -> Record:
    """One set; raises ``NotFound`` with those that there are."""
    for row in province_sets(graph):
        if row["code"] == code:
            return row
    known = ", ".join(row["code"] for row in province_sets(graph))
    raise NotFound(f"there is no province set {code!r}", hint=f"Province sets: {known}.")


def deflators(graph: Graph) -> list[Record]:
    """Price indices by year and sector, 100 in ``base_year``; empty where none were loaded."""
    return graph.memo("deflators", lambda: graph.rows("catalog.deflators"))


def scenarios(graph: Graph) -> list[Record]:
    """Scenarios with their ``points``: year, sector group, intensity against the base year."""
    return graph.memo(
        "scenarios", lambda: _gathered(graph.rows("catalog.scenarios"), "points", _POINT)
    )


def satellites(graph: Graph) -> list[Record]:
    """Satellite accounts with their ``years``: how many amounts, provinces and sectors."""
    return graph.memo(
        "satellites", lambda: _gathered(graph.rows("catalog.satellites"), "years", _YEAR)
    )


def satellite_amounts(graph: Graph, account: str, year: int) -> list[Record]:
    """Amounts by province and sector in the account's unit; raises ``NotFound``."""
    found = {row["account"]: [item["year"] for item in row["years"]] for row in satellites(graph)}
    if year not in found.get(account, ()):
        known = "; ".join(f"{name} in {', '.join(map(str, at))}" for name, at in found.items())
        raise NotFound(
            f"there is no satellite account {account!r} in {year}",
            hint=f"Accounts: {known}." if known else "None is loaded; see docs/own-data.md.",
        )
    return graph.rows("catalog.satellite_amounts", account=account, year=year)


def _gathered(rows: list[Record], name: str, columns: tuple[str, ...]) -> list[Record]:
    """One record for rows that differ in ``columns`` only; those are listed below ``name``."""
    found: dict[tuple[Any, ...], Record] = {}
    for row in rows:
        own = {key: value for key, value in row.items() if key not in columns}
        record = found.setdefault(tuple(own.values()), own | {name: []})
        item = {column: row[column] for column in columns}
        record[name].append(item if len(columns) > 1 else row[columns[0]])
    return list(found.values())
