"""One indicator of industries, stored or derived, and where each stands in its group."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from graph_service.analysis.derived import DERIVED, OF_MONEY, OF_OWN, WITHOUT_SHARE, derived
from graph_service.analysis.indicators import INTENSITIES, standing
from graph_service.analysis.leontief import Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.by_engine import COMMUNITY, INDICATORS, SOLVED, STORED, engine_for
from graph_service.services.explore import Page
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.networks import Question, worked
from graph_service.services.scope import Scope
from graph_service.services.systems import edition_system

Record = dict[str, Any]
Among = Literal["province", "sector", "nation"]
AMONG: tuple[Among, ...] = ("province", "sector", "nation")
OF_CARBON = {"co2_kt", "co2_inventory_kt", *INTENSITIES, *DERIVED} - {*OF_MONEY}
KEPT = 32
KEPT_COMMUNITIES = 512
"""Of an industry it takes eight bytes; an edition has 74 networks and all of each kind at once."""


def indicators(
    graph: Graph,
    edition: str,
    indicator: str,
    *,
    among: Among = "province",
    province: str | None = None,
    sector: str | None = None,
    co2_source: str | None = None,
    wanted: str = "auto",
) -> Page:
    """An indicator of each industry, largest first, with rank, percentile and share in its group.

    ``rank`` is 1 for the largest, equal values share the mean; ``percentile`` is rank over the
    number of known values, ``share`` of their sum, both among the group, whoever of it is asked
    for. What cannot be added up, such as a multiplier or a balance, has no share. ``community``
    is a number and no size: its industries have no standing.

    Args:
        indicator: a property of ``Industry``, one of ``DERIVED``, or ``community``: groups by
            money, in the network of the group.
        among: the group: the industry's province, its sector across provinces, or all.
        province, sector: only these rows.
        wanted: the engine, auto, gds or numpy; ``meta.engine`` names who computed.

    Raises:
        BadParameter: no such indicator or group, no engine for it, no emissions needed for it, or
            ``co2_source`` with one of money.
        NotFound: no such edition, province or sector.
        QueryTimeout, StoreUnavailable, GraphMoved: as Graph Data Science and its server fail.
    """
    arrays = edition_arrays(graph, edition)
    _check(arrays, indicator, among, co2_source)
    chosen = arrays.positions(province, sector)
    if indicator == COMMUNITY:
        values, told = _communities(graph, arrays, _groups(arrays, among, province, sector), wanted)
    else:
        values, told = _values(graph, arrays, indicator, co2_source, wanted)
    columns: dict[str, Vector] = {"value": values}
    if indicator != COMMUNITY:
        columns |= _standing(values, len(arrays.sectors), among)
    if indicator in WITHOUT_SHARE:
        columns["share"] = np.full(len(values), np.nan)
    order = chosen[np.argsort(-values[chosen], kind="stable")]
    rows = [_row(arrays, int(place)) | _figures(columns, int(place)) for place in order]
    if indicator == COMMUNITY:
        rows = [row | {"value": round(row["value"])} for row in rows]
    meta = catalog.provenance(graph, edition, co2_source)
    meta |= {"indicator": indicator, "among": among, "province": province, "sector": sector} | told
    return Page(rows, len(rows), meta if indicator in OF_CARBON else catalog.of_money(meta))


def _check(arrays: EditionArrays, indicator: str, among: str, co2_source: str | None) -> None:
    known = (*arrays.figures, *DERIVED, COMMUNITY)
    if among not in AMONG:
        raise BadParameter(f"among={among!r} is none of {', '.join(AMONG)}")
    if indicator not in known:
        hint = f"Indicators: {', '.join(known)}."
        raise BadParameter(f"there is no indicator {indicator!r}", hint=hint)
    if co2_source is not None and indicator not in OF_CARBON:
        raise BadParameter(f"{indicator} is of money: it has no co2_source", hint="Leave it out.")


def _values(
    graph: Graph, arrays: EditionArrays, indicator: str, co2_source: str | None, wanted: str
) -> tuple[Vector, Record]:
    """(n,) values of an indicator, NaN where unknown, and what to say of them."""
    kind = SOLVED if indicator in DERIVED else STORED
    by = engine_for(graph, wanted, INDICATORS, kind, name=indicator)
    if indicator in DERIVED:
        found = edition_system(
            graph, arrays.edition, co2_source=co2_source, money=indicator in OF_MONEY
        )
        users = np.array([_place(arrays, consumer) for _, consumer in found.uses])
        kept: Kept[dict[str, Vector]] = graph.memo("derived", lambda: Kept(KEPT))
        values = kept.get(
            (arrays.edition, found.co2_source),
            lambda: derived(found.system, users, len(arrays.sectors)),
        )[indicator]
        if indicator in OF_OWN:
            values = np.where(found.known, values, np.nan)
        return values, found.provenance | {"units": {"value": DERIVED[indicator]}} | by.told
    units = {"value": catalog.unit(graph, indicator)}
    return arrays.figures_by(co2_source)[indicator], {"units": units} | by.told


def _place(arrays: EditionArrays, province: str | None) -> int:
    return -1 if province is None else arrays.provinces.index(province)


def _groups(
    arrays: EditionArrays, among: Among, province: str | None, sector: str | None
) -> tuple[Scope, ...]:
    """The networks whose groups the rows asked for are in."""
    if among == "nation":
        return (Scope(nation=True),)
    if among == "province":
        return tuple(Scope(province=p) for p in ([province] if province else arrays.provinces))
    return tuple(Scope(sector=s) for s in ([sector] if sector else arrays.sectors))


def _communities(
    graph: Graph, arrays: EditionArrays, networks: tuple[Scope, ...], wanted: str
) -> tuple[Vector, Record]:
    """(n,) the group of each industry, counted from 1 in each network, and who found them."""
    by = engine_for(graph, wanted, INDICATORS, COMMUNITY, size=len(networks), of="networks")

    def found() -> tuple[Vector, Record]:
        groups = np.full(len(arrays.ids), np.nan)
        for scope in networks:
            one = worked(graph, Question(arrays.edition, "leiden", scope), by)
            groups[one.positions] = one.columns[COMMUNITY]
        alone = ("groups", "modularity") if len(networks) == 1 else ()
        return groups, {name: one.meta[name] for name in alone}

    kept: Kept[tuple[Vector, Record]] = graph.memo("communities", lambda: Kept(KEPT_COMMUNITIES))
    values, told = kept.get((arrays.edition, networks, by.name), found)
    return values, {"units": {"value": "1"}} | told | by.told


def _standing(values: Vector, sectors: int, among: Among) -> dict[str, Vector]:
    """Rank, percentile and share of each in its group, (n,)."""
    table = values.reshape(-1, sectors)
    grouped = {"province": table, "sector": table.T, "nation": values[None, :]}[among]
    stands = standing(grouped)
    named = {name: getattr(stands, name) for name in ("rank", "percentile", "share")}
    return {
        name: np.asarray((column.T if among == "sector" else column).ravel())
        for name, column in named.items()
    }


def _row(arrays: EditionArrays, place: int) -> Record:
    province, sector = divmod(place, len(arrays.sectors))
    own = {"province": arrays.provinces[province], "sector": arrays.sectors[sector]}
    return {"id": arrays.ids[place], "edition": arrays.edition} | own


def _figures(columns: dict[str, Vector], place: int) -> Record:
    return {
        name: None if np.isnan(column[place]) else float(column[place])
        for name, column in columns.items()
    }
