"""Emission inventories in pages: totals by place and year, by sector, and by fuel."""

from __future__ import annotations

from typing import Any

from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import catalog, inventories, sources
from graph_service.services.explore import Page

Record = dict[str, Any]

DETAILS = ("total", "sector", "fuel")
BOUNDARY = (
    "CO2 of fuels and processes inside the place (scope 1), 47 sectors; households (e46, e47) are "
    "included; Tibet has no inventory."
)


def pages(
    graph: Graph,
    *,
    year: int | None = None,
    province: str | None = None,
    sector: str | None = None,
    by: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> Page:
    """Inventories by year and place, kt CO2.

    Args:
        province: code of a province, or CN for the national inventory.
        sector: code of an inventory sector such as e39.
        by: total, sector or fuel; by default sector where one is asked for, else total. Fuels
            are told of one place and year at a time.

    Raises:
        BadParameter: a detail that does not fit what is asked for.
        NotFound: no such inventory or sector, with those that there are.
    """
    detail = by or ("sector" if sector else "total")
    _check(graph, detail, year, province, sector)
    if detail == "fuel":
        rows = _by_fuel(graph, year, province)
    elif detail == "sector":
        rows = graph.memo("entries", lambda: graph.rows("inventory.all_entries"))
    else:
        rows = inventories.inventories(graph)
    chosen = [
        row
        for row in rows
        if year in (None, row["year"])
        and province in (None, row["province"] or inventories.NATION)
        and sector in (None, row.get("sector"))
    ]
    if not chosen and (rows or year or province):
        raise _nothing(graph, year, province)
    meta: Record = {"by": detail, "year": year, "province": province, "sector": sector}
    columns = ("co2_kt", "households_kt") if detail == "total" else ("co2_kt",)
    meta |= {"units": dict.fromkeys(columns, "kt CO2"), "boundary": BOUNDARY}
    meta["sources"] = sources.lines(graph, {_part(row) for row in chosen})
    return Page(chosen[offset : offset + limit], len(chosen), meta)


def _part(row: Record) -> str:
    """What was loaded that holds a row: the inventories of its year, or the national one."""
    return "inventory-national" if row["province"] is None else f"inventory-{row['year']}"


def _check(
    graph: Graph, detail: str, year: int | None, province: str | None, sector: str | None
) -> None:
    if detail not in DETAILS:
        raise BadParameter(f"by={detail!r} is none of {', '.join(DETAILS)}")
    if detail == "total" and sector:
        raise BadParameter(
            "by=total tells of all sectors together", hint="Leave out by, or ask for by=sector."
        )
    if detail == "fuel" and not (year and province):
        raise BadParameter(
            "by=fuel tells of one place and year", hint="Give year and province; CN is the nation."
        )
    known = {row["code"] for row in catalog.inventory_sectors(graph)}
    if sector and sector not in known:
        raise NotFound(
            f"there is no inventory sector {sector!r}",
            hint=f"Inventory sectors: {min(known)} to {max(known)}, see /api/v1/inventory_sectors.",
        )


def _nothing(graph: Graph, year: int | None, province: str | None) -> NotFound:
    place = f" of {province}" if province else ""
    said = f"there is no inventory{place}{f' in {year}' if year else ''}"
    years = {row["year"] for row in inventories.inventories(graph)}
    if province is None and years:
        return NotFound(said, hint=f"Years: {', '.join(map(str, sorted(years)))}.")
    return inventories.not_found(graph, said, province or inventories.NATION)


def _by_fuel(graph: Graph, year: int | None, province: str | None) -> list[Record]:
    place = None if province == inventories.NATION else province
    return [
        {"id": f"{year}/{province}/{row['sector']}/{row['fuel']}", "year": year, "province": place}
        | row
        for row in inventories.burnt(graph, year or 0, province or inventories.NATION)
    ]
