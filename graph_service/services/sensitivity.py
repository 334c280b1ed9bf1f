"""How far an account depends on choices: the table's error, the source of CO2, the class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from graph_service.analysis.accounts import Account
from graph_service.errors import NotFound
from graph_service.graph import Graph
from graph_service.services import catalog, footprints
from graph_service.services.explore import Page
from graph_service.services.pressures import remarks
from graph_service.services.subjects import Subject, subject
from graph_service.services.systems import EditionSystem, edition_system

Record = dict[str, Any]
PUBLISHED = "published"
WITHOUT_ERROR = "without_error"


def sensitivity(
    graph: Graph,
    edition: str,
    *,
    account: Account = "consumption",
    co2_source: str | None = None,
    pressure: str | None = None,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
) -> Page:
    """An account of a subject as published and by each other choice, and how far it moves.

    Choices: ``published``; ``without_error``, output being what the table says is used;
    ``co2_source``, the other one where the edition has it; ``edition``, others of the same year.
    ``meta.variants`` names their files and the provinces of which each has no data.

    Args:
        province, province_set, sector: the subject; without a place each province.

    Raises:
        BadParameter: an account that there is not, or no emissions.
        NotFound: no such edition, province, set, sector or account.
    """
    footprints.check_account(account)
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    subject(graph, found.arrays, province=province, province_set=province_set, sector=sector)
    places: list[dict[str, str | None]] = [{"province": code} for code in found.arrays.provinces]
    if province or province_set:
        places = [{"province_set": province_set} if province_set else {"province": province}]
    variants = list(_variants(graph, found, pressure))
    rows, left_out = _rows(graph, variants, places, sector, account)
    _add_changes(rows)
    unit = found.pressure.unit
    meta: Record = {"account": account, "province": province, "province_set": province_set}
    meta |= {"sector": sector, "variants": [_told(*each) for each in variants]}
    meta["remarks"] = [*_gaps(found, variants), *sorted(left_out)]
    meta["no_data"] = sorted({p for _, other in variants for p in other.without_data})
    return found.page(rows, meta, {"co2_kt": unit, "change_kt": unit, "change": "1"})


def _variants(
    graph: Graph, found: EditionSystem, pressure: str | None
) -> Iterator[tuple[str, EditionSystem]]:
    """Each choice and the system that it makes; those that are kept are shared with all."""
    yield PUBLISHED, found
    error = found.uses.index(("ERR", None))
    yield WITHOUT_ERROR, replace(found, system=found.system.without_use(error))
    about = found.arrays.about
    others = [s for s in about["co2_sources"] if s != found.co2_source] if not pressure else []
    for source in others:
        yield "co2_source", edition_system(graph, about["id"], co2_source=source)
    for row in catalog.editions(graph):
        if row["year"] != about["year"] or row["id"] == about["id"]:
            continue
        if pressure is None and not row["co2_sources"]:
            continue
        source = found.co2_source if found.co2_source in row["co2_sources"] else None
        yield "edition", edition_system(graph, row["id"], co2_source=source, account=pressure)


def _rows(
    graph: Graph,
    variants: list[tuple[str, EditionSystem]],
    places: list[dict[str, str | None]],
    sector: str | None,
    account: Account,
) -> tuple[list[Record], set[str]]:
    """A row a variant and place, and why some are left out."""
    rows: list[Record] = []
    left_out: set[str] = set()
    for variant, other in variants:
        for place in places:
            try:
                chosen = subject(graph, other.arrays, sector=sector, **place)
            except NotFound as error:  # the other class has no such sector
                left_out.add(error.message)
                continue
            row = place | {"variant": variant, "edition": other.arrays.edition}
            row |= {"co2_source": other.co2_source} if other.co2_source else {}
            rows.append(row | {"co2_kt": _value(other, chosen, account)})
    return rows, left_out


def _told(variant: str, of: EditionSystem) -> Record:
    """What a variant rests on, and the provinces whose amounts it does not know."""
    file = "co2_file" if of.pressure.account is None else "pressure_file"
    told = {"variant": variant} | {name: of.pressure.told[name] for name in ("edition", "source")}
    told |= {"co2_source": of.co2_source} if of.co2_source else {}
    return told | {file: of.pressure.told[file], "no_data": list(of.without_data)}


def _gaps(found: EditionSystem, variants: list[tuple[str, EditionSystem]]) -> list[str]:
    """What must be said of variants that lack other provinces than the account as published."""
    return [
        f"Variant {variant} ({of.arrays.edition}, {of.pressure.name}): {said} "
        "What moves for that reason is missing data, not sensitivity."
        for variant, of in variants
        if of.without_data != found.without_data
        for said in remarks("CO2" if of.co2_source else of.pressure.name, of.without_data)
        or ["It has the data that the account as published lacks."]
    ]


def _value(found: EditionSystem, chosen: Subject, account: Account) -> float | None:
    """None where the account is of what industries do themselves and nothing of it is known."""
    if account == "production" and not found.known[chosen.industries].any():
        return None
    return footprints.value(found, chosen, account)


def _add_changes(rows: list[Record]) -> None:
    """Against the row of the same place as published."""
    first = {_place(row): row["co2_kt"] for row in rows if row["variant"] == PUBLISHED}
    for row in rows:
        base, now = first[_place(row)], row["co2_kt"]
        change = None if base is None or now is None else now - base
        row["change_kt"] = change
        row["change"] = change / base if change is not None and base else None


def _place(row: Record) -> str | None:
    place: str | None = row.get("province", row.get("province_set"))
    return place
