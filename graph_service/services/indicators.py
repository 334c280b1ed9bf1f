"""One indicator of industries, stored or derived, and where each stands in its group."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from graph_service.analysis.communities import communities
from graph_service.analysis.derived import DERIVED, OF_MONEY, OF_OWN, WITHOUT_SHARE, derived
from graph_service.analysis.indicators import own_blocks, standing
from graph_service.analysis.leontief import Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.engines import OURS
from graph_service.services.explore import Page
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.systems import edition_system

Record = dict[str, Any]
Among = Literal["province", "sector", "nation"]
AMONG: tuple[Among, ...] = ("province", "sector", "nation")
COMMUNITY = "community"
WHY = "On every store indicators are computed by our functions, at load or when asked for."
KEPT = 32


def indicators(
    graph: Graph,
    edition: str,
    indicator: str,
    *,
    among: Among = "province",
    province: str | None = None,
    sector: str | None = None,
    co2_source: str | None = None,
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

    Raises:
        BadParameter: no such indicator or group; no emissions where they are needed.
        NotFound: no such edition, province or sector.
    """
    if among not in AMONG:
        raise BadParameter(f"among={among!r} is none of {', '.join(AMONG)}")
    arrays = edition_arrays(graph, edition)
    chosen = arrays.positions(province, sector)
    values, told = _values(graph, arrays, indicator, among, co2_source)
    columns: dict[str, Vector] = {"value": values}
    if indicator != COMMUNITY:
        columns |= _standing(values, len(arrays.sectors), among)
    if indicator in WITHOUT_SHARE:
        columns["share"] = np.full(len(values), np.nan)
    order = chosen[np.argsort(-values[chosen], kind="stable")]
    rows = [_row(arrays, int(place)) | _figures(columns, int(place)) for place in order]
    meta = catalog.provenance(graph, edition, co2_source)
    meta |= {"indicator": indicator, "among": among, "province": province, "sector": sector}
    meta |= OURS | {"engine_reason": WHY}
    return Page(rows, len(rows), meta | told)


def _values(
    graph: Graph, arrays: EditionArrays, indicator: str, among: Among, co2_source: str | None
) -> tuple[Vector, Record]:
    """(n,) values of an indicator, NaN where unknown, and what to say of them."""
    if indicator == COMMUNITY:
        return _communities(graph, arrays, among), {"units": {"value": "1"}}
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
        return values, found.provenance | {"units": {"value": DERIVED[indicator]}}
    figures = arrays.figures_by(co2_source)
    if indicator not in figures:
        known = ", ".join((*figures, *DERIVED, COMMUNITY))
        raise BadParameter(f"there is no indicator {indicator!r}", hint=f"Indicators: {known}.")
    return figures[indicator], {"units": {"value": catalog.unit(graph, indicator)}}


def _place(arrays: EditionArrays, province: str | None) -> int:
    return -1 if province is None else arrays.provinces.index(province)


def _communities(graph: Graph, arrays: EditionArrays, among: Among) -> Vector:
    """(n,) the group of each industry, counted from 1 in each network of the group."""

    def found() -> Vector:
        size = len(arrays.sectors)
        if among == "nation":
            return communities(arrays.flows).astype(np.float64)
        if among == "province":
            blocks = own_blocks(arrays.flows, size)
            return np.concatenate([communities(block) for block in blocks]).astype(np.float64)
        groups = np.zeros((len(arrays.provinces), size))
        for sector in range(size):
            groups[:, sector] = communities(arrays.flows[sector::size, sector::size])
        return groups.ravel()

    kept: Kept[Vector] = graph.memo("communities", lambda: Kept(KEPT))
    return kept.get((arrays.edition, among), found)


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
