"""Prices of output: current ones, or constant ones by the indices that a user loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from graph_service.analysis.leontief import Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import own_data
from graph_service.services.matrices import EditionArrays

Record = dict[str, Any]
Prices = Literal["current", "constant"]
CURRENT = (
    "Output is at current prices: a change of prices counts as activity, and lowers or raises "
    "intensity by as much."
)


@dataclass(frozen=True, eq=False)
class PriceBasis:
    """What to divide values of two editions by, (sectors,) each, and what must be said of it."""

    indices: tuple[Vector, Vector]
    told: Record
    remarks: list[str]


def price_basis(
    graph: Graph, both: tuple[EditionArrays, EditionArrays], wanted: Prices | None
) -> PriceBasis:
    """Price indices of both editions as shares of the base year, or 1 at current prices.

    Constant prices are all or nothing: every sector of both editions needs an index in its year.
    In the base year it is 100 without a row.

    Raises:
        BadParameter: constant prices are wanted and an index is missing; the hint says which.
    """
    rows = own_data.deflators(graph)
    index = {(row["year"], row["sector"]): row["index_value"] / 100 for row in rows}
    base = rows[0]["base_year"] if rows else None
    found = [[_index(index, base, arrays, code) for code in arrays.sectors] for arrays in both]
    lacking = _lacking(both, found)
    if not lacking and wanted != "current":
        told = {"price_basis": f"constant prices of {base}", "price_file": rows[0]["file_name"]}
        return PriceBasis((np.array(found[0]), np.array(found[1])), told, [])
    if wanted == "constant":
        raise BadParameter(
            "there are no constant prices: " + (lacking if rows else "no price index is loaded"),
            hint="Load price indices of all sectors in both years; see docs/own-data.md.",
        )
    remarks = [CURRENT]
    if rows and lacking:
        remarks.append(f"The price indices that are loaded do not suffice: {lacking}.")
    ones = tuple(np.ones(len(arrays.sectors)) for arrays in both)
    return PriceBasis((ones[0], ones[1]), {"price_basis": "current prices"}, remarks)


def _index(
    index: dict[tuple[int, str], float], base: int | None, arrays: EditionArrays, code: str
) -> float | None:
    year = int(arrays.about["year"])
    if year == base:
        return 1.0
    return index.get((year, code))


def _lacking(both: tuple[EditionArrays, EditionArrays], found: list[list[float | None]]) -> str:
    """Which sectors have no index in the year of their edition; empty where none lacks."""
    said = []
    for arrays, values in zip(both, found, strict=True):
        codes = [code for code, v in zip(arrays.sectors, values, strict=True) if v is None]
        if codes:
            few = ", ".join(codes) if len(codes) <= 5 else f"{len(codes)} sectors"
            said.append(f"{few} in {arrays.about['year']}")
    return "; ".join(said)
