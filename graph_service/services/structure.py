"""What an industry means to the others: linkages, scopes, hypothetical extraction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Literal

import numpy as np

from graph_service.analysis import accounts
from graph_service.analysis.leontief import Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.explore import Page
from graph_service.services.subjects import subject
from graph_service.services.systems import EditionSystem, edition_system

Record = dict[str, Any]
ENERGY = "c17e"
"""The sector whose deliveries are scope 2: electricity and heat."""
Linkage = Literal["backward", "forward", "backward_carbon", "forward_carbon"]
Level = Literal["province", "sector", "industry"]
NO_SUM = "Scopes of several industries count the same emissions again; they must not be added."


def linkages(
    graph: Graph,
    edition: str,
    *,
    sort: Linkage = "backward",
    co2_source: str | None = None,
    pressure: str | None = None,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
) -> Page:
    """How strongly industries pull their suppliers and push their customers, strongest first.

    1 is the mean of all industries of the edition. The carbon versions are None in an edition
    without emissions.

    Args:
        sort: by which of the four.
        province, province_set, sector: only these.
    """
    found = edition_system(
        graph, edition, co2_source=co2_source, account=pressure, money=pressure is None
    )
    chosen = subject(
        graph, found.arrays, province=province, province_set=province_set, sector=sector
    )
    figures: dict[str, Vector] = asdict(accounts.linkages(found.system))
    if not found.known.any():
        figures |= {name: np.full(len(found.known), np.nan) for name in _carbon(figures)}
    rows = _rows(found, chosen.industries.tolist(), figures, by=sort)
    return found.page(rows, chosen.told | {"sort": sort}, dict.fromkeys(figures, "1"))


def scopes(
    graph: Graph,
    edition: str,
    *,
    co2_source: str | None = None,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
) -> Page:
    """Scopes 1, 2 and 3 upstream of industries' whole output, kt CO2, largest total first.

    Scope 2 is of what is bought directly from electricity and heat of all provinces. All are
    None for industries whose own emissions are unknown.
    """
    found = edition_system(graph, edition, co2_source=co2_source)
    chosen = subject(
        graph, found.arrays, province=province, province_set=province_set, sector=sector
    )
    energy = found.arrays.positions(None, ENERGY)
    told = accounts.scopes(found.system, chosen.industries, energy)
    figures: dict[str, Vector] = {}
    for name in ("scope_1", "scope_2", "scope_3_upstream", "total"):
        column = np.full(len(found.known), np.nan)
        column[chosen.industries] = getattr(told, name)
        figures[f"{name}_kt"] = np.where(found.known, column, np.nan)
    rows = _rows(found, chosen.industries.tolist(), figures, by="total_kt")
    meta = chosen.told | {"scope_2_sector": ENERGY, "remarks": [NO_SUM]}
    return found.page(rows, meta, dict.fromkeys(figures, found.pressure.unit))


def extraction(
    graph: Graph,
    edition: str,
    *,
    theta: float = 1.0,
    by: Level = "province",
    co2_source: str | None = None,
    pressure: str | None = None,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
    industry: Sequence[str] | None = None,
) -> Page:
    """What would go if a share of a subject were taken out of the economy, largest first.

    Args:
        theta: the share, above 0; 1 is full extraction.
        by: where the emissions and the output would go.
        industry: ids of industries, in place of province, set and sector.

    Raises:
        BadParameter: theta outside its range, no emissions.
        NotFound: no such edition, province, set, sector, industry or account.
    """
    if not 0 < theta <= 1:
        raise BadParameter(
            f"theta must be above 0 and at most 1, not {theta:g}",
            hint="1 takes all of the subject out, 0.5 half of it.",
        )
    found = edition_system(graph, edition, co2_source=co2_source, account=pressure)
    chosen = subject(
        graph,
        found.arrays,
        province=province,
        province_set=province_set,
        sector=sector,
        industry=industry,
    )
    output = accounts.extracted_output(found.system, chosen.industries, theta)
    lost = found.system.intensities * output
    total = float(found.system.emissions.sum())
    rows = _lost(found, lost, output, by)
    within, gone = float(lost[chosen.industries].sum()), float(lost.sum())
    meta = chosen.told | {"account": "production", "theta": theta, "by": by}
    meta |= {"extracted": len(chosen.industries), "total_kt": total, "lost_kt": gone}
    meta |= {"elsewhere_kt": gone - within, "output_lost_mcny": float(output.sum())}
    meta["within_kt"] = within if found.known[chosen.industries].any() else None
    unit = found.pressure.unit
    units = {"co2_kt": unit, "before_kt": unit, "output_mcny": "million CNY", "share": "1"}
    return found.page(rows, meta, units)


def _carbon(names: Sequence[str] | dict[str, Any]) -> list[str]:
    return [name for name in names if name.endswith("_carbon")]


def _rows(
    found: EditionSystem, industries: list[int], figures: dict[str, Vector], *, by: str
) -> list[Record]:
    """A row an industry, largest first by a figure, unknown ones last."""
    m = len(found.arrays.sectors)
    rows = []
    for i in industries:
        row: Record = {
            "id": found.arrays.ids[i],
            "edition": found.arrays.edition,
            "province": found.arrays.provinces[i // m],
            "sector": found.arrays.sectors[i % m],
        }
        row |= {k: None if np.isnan(v[i]) else float(v[i]) for k, v in figures.items()}
        rows.append(row)
    return sorted(rows, key=lambda row: (row[by] is None, -(row[by] or 0.0)))


def _lost(
    found: EditionSystem,
    lost: Vector,
    output: Vector,
    by: Literal["province", "sector", "industry"],
) -> list[Record]:
    """Sums by province, sector or industry; None where no amount of a sum is known."""
    arrays = found.arrays
    p, k = np.divmod(np.arange(len(lost)), len(arrays.sectors))
    group = {"province": p, "sector": k, "industry": np.arange(len(lost))}[by]
    count, total = int(group.max()) + 1, found.system.emissions.sum()

    def summed(values: Vector) -> Vector:
        return np.bincount(group, weights=values, minlength=count).astype(np.float64)

    known = summed(found.known.astype(float)) > 0
    columns = zip(known, summed(found.system.emissions), summed(lost), summed(output), strict=True)
    rows = []
    for place, (there, before, gone, less) in enumerate(columns):
        first = place * len(arrays.sectors) if by == "province" else place
        row: Record = {} if by == "sector" else {"province": arrays.provinces[p[first]]}
        row |= {} if by == "province" else {"sector": arrays.sectors[k[first]]}
        row |= {"co2_kt": float(gone) if there else None}
        row |= {"before_kt": float(before) if there else None, "output_mcny": float(less)}
        row["share"] = float(gone / total) if there and total else None
        rows.append(row)
    return sorted(rows, key=lambda row: (row["co2_kt"] is None, -(row["co2_kt"] or 0.0)))
