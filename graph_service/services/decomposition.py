"""Why emissions changed between two editions: activity, structure, intensity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from graph_service.analysis.decomposition import Parts, common_sectors, lmdi
from graph_service.analysis.leontief import Matrix, Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services.explore import Page
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.pressures import Pressure, pressure, remarks
from graph_service.services.prices import Prices, price_basis

Record = dict[str, Any]
By = Literal["nation", "province", "sector"]
FIGURES = ("change_kt", "activity_kt", "structure_kt", "intensity_kt", "base_kt", "end_kt")
NAMED = ("source", "sha256", "citation", "co2_source", "co2_file", "co2_citation", "pressure_file")
"""What ``meta`` tells of the base edition, too, with ``base_`` before it."""


@dataclass(frozen=True, eq=False)
class _Change:
    """Outputs and amounts of both editions, (provinces, common sectors); what is unknown in one
    is 0 in both, and ``known`` tells it.
    """

    provinces: tuple[str, ...]
    sectors: tuple[str, ...]
    outputs: tuple[Matrix, Matrix]
    amounts: tuple[Matrix, Matrix]
    known: npt.NDArray[np.bool_]

    def parts(self, places: list[int]) -> Parts:
        """The parts of each sector over some provinces together."""
        output = [values[places].sum(axis=0) for values in self.outputs]
        amount = [values[places].sum(axis=0) for values in self.amounts]
        return lmdi(output[0], output[1], amount[0], amount[1])


def decomposition(
    graph: Graph,
    edition: str,
    *,
    base: str,
    by: By = "nation",
    prices: Prices | None = None,
    province: str | None = None,
    co2_source: str | None = None,
    pressure: str | None = None,
) -> Page:
    """The change from a base edition to another, in three parts that sum to it (LMDI-I).

    Sectors are those that the classes of both share. The nation is decomposed over its sectors,
    a province over its own. What is unknown in one edition is left out of both, and so are
    provinces that only one has: ``left_out_provinces`` in ``meta`` names them by edition.

    Args:
        by: ``nation``; ``province``, each on its own; ``sector``, what each adds to the parts of
            the nation, or of ``province``.
        prices: of output: ``constant`` by the indices that a user loaded, ``current`` without;
            by default constant where every sector has an index in both years.
        province: only this one.

    Raises:
        BadParameter: no common source of CO2, or constant prices without indices.
        NotFound: no such edition or account; no such province in one of the editions.
    """
    both = edition_arrays(graph, base), edition_arrays(graph, edition)
    pressures = _pressures(graph, both, co2_source, pressure)
    basis = price_basis(graph, both, prices)
    change = _change(graph, both, pressures, basis.indices)
    if province is not None:
        for arrays in both:
            arrays.place(province)
    rows = _rows(change, by, province)
    without = [p for p, row in zip(change.provinces, change.known, strict=True) if not row.all()]
    meta = pressures[1].told | {"account": "production", "base": base, "by": by}
    meta["province"] = province
    told = pressures[0].told
    meta |= {f"base_{name}": told[name] for name in NAMED if name in told}
    meta["common_sectors"] = len(change.sectors)
    meta |= {"merged_sectors": _merged(graph, both), "no_data": without} | basis.told
    meta["remarks"] = [*remarks(_kind(pressures[1]), without), *basis.remarks]
    alone = _of_one_edition(both) if province is None else {}
    meta |= {"left_out_provinces": alone}
    meta["remarks"] += _left_out(alone)
    own = pressures[1].renamed
    units = own(dict.fromkeys(FIGURES, pressures[1].unit))
    return Page([own(row) for row in rows], len(rows), meta | {"units": units})


def _of_one_edition(both: tuple[EditionArrays, EditionArrays]) -> dict[str, list[str]]:
    """The provinces that the other edition does not have, by edition."""
    pairs = (both, both[::-1])
    alone = {
        one.edition: [p for p in one.provinces if p not in other.provinces] for one, other in pairs
    }
    return {edition: codes for edition, codes in alone.items() if codes}


def _left_out(alone: dict[str, list[str]]) -> list[str]:
    return [
        f"Only edition {name} has {', '.join(codes)}: left out of every figure here."
        for name, codes in alone.items()
    ]


def _kind(of: Pressure) -> str:
    return "CO2" if of.account is None else of.account


def _pressures(
    graph: Graph,
    both: tuple[EditionArrays, EditionArrays],
    co2_source: str | None,
    account: str | None,
) -> list[Pressure]:
    """The pressure of both editions; CO2 by one source, never by two."""
    if account is None and co2_source is None:
        there = [arrays.about["co2_sources"] for arrays in both]
        shared = [source for source in there[1] if source in there[0]]
        if not shared:
            said = " and ".join(
                f"{arrays.edition} has {', '.join(sources) or 'none'}"
                for arrays, sources in zip(both, there, strict=True)
            )
            raise BadParameter(
                f"the editions have no source of CO2 in common: {said}",
                hint="Load the emission inventories of both years.",
            )
        own = both[1].about["co2_source"]
        co2_source = own if own in shared else shared[0]
    return [pressure(graph, arrays, co2_source, account) for arrays in both]


def _groups(graph: Graph, both: tuple[EditionArrays, EditionArrays]) -> dict[str, str]:
    links = [(row["sector"], row["older_sector"]) for row in graph.rows("inventory.succession")]
    return common_sectors(both[0].sectors, both[1].sectors, links)


def _merged(graph: Graph, both: tuple[EditionArrays, EditionArrays]) -> Record:
    """Common sectors that hold several of a class, with all their members."""
    members: dict[str, list[str]] = {}
    for code, name in _groups(graph, both).items():
        members.setdefault(name, []).append(code)
    return {name: codes for name, codes in members.items() if len(codes) > 1}


def _change(
    graph: Graph,
    both: tuple[EditionArrays, EditionArrays],
    pressures: list[Pressure],
    indices: tuple[Vector, Vector],
) -> _Change:
    called = _groups(graph, both)
    sectors = tuple(dict.fromkeys(called[code] for code in both[1].sectors))
    provinces = tuple(p for p in both[1].provinces if p in both[0].provinces)
    outputs: list[Matrix] = []
    amounts: list[Matrix] = []
    for arrays, one, index in zip(both, pressures, indices, strict=True):
        columns = [sectors.index(called[code]) for code in arrays.sectors]
        rows = [arrays.provinces.index(p) for p in provinces]
        shape = (len(arrays.provinces), len(columns))
        money = arrays.figures["output_mcny"].reshape(shape) / index
        outputs.append(_summed(money[rows], columns, len(sectors)))
        amounts.append(_summed(one.amounts.reshape(shape)[rows], columns, len(sectors)))
    known = ~(np.isnan(amounts[0]) | np.isnan(amounts[1]))
    kept = [np.where(known, values, 0.0) for values in (*outputs, *amounts)]
    return _Change(provinces, sectors, (kept[0], kept[1]), (kept[2], kept[3]), known)


def _summed(values: Matrix, columns: list[int], width: int) -> Matrix:
    sums = np.zeros((len(values), width))
    np.add.at(sums.T, columns, values.T)
    return sums


def _rows(change: _Change, by: By, province: str | None) -> list[Record]:
    every = list(range(len(change.provinces)))
    chosen = every if province is None else [change.provinces.index(province)]
    groups = [(change.provinces[p], [p]) for p in chosen] if by == "province" else []
    rows = []
    for code, places in groups or [(province or "CN", chosen)]:
        parts, known = change.parts(places), change.known[places].sum(axis=0) > 0
        start, end = (values[places].sum(axis=0) for values in change.amounts)
        sums = np.array([end - start, parts.activity, parts.structure, parts.intensity, start, end])
        if by == "sector":
            rows += [
                {"sector": sector} | _figures(sums[:, k], bool(known[k]))
                for k, sector in enumerate(change.sectors)
            ]
        else:
            rows.append({"province": code} | _figures(sums.sum(axis=1), bool(known.any())))
    return sorted(rows, key=lambda row: -abs(row["change_kt"] or 0.0))


def _figures(values: Vector, known: bool) -> Record:
    """None in each where nothing is known, which is not zero."""
    return dict(zip(FIGURES, values.tolist() if known else [None] * len(FIGURES), strict=True))
