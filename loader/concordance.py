"""From the 47 sectors of the emission inventories to the 42 sectors of the MRIO tables."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import numpy as np
import pyarrow as pa

from graph_service import reference
from graph_service.errors import BadParameter
from loader.layout import Matrix, Vector
from loader.parts import GraphTables

NAMES = ("name_en", "name_zh", "name_zh_hant")
INVENTORY_CLASS = "inventory47"
TABLES = ("inventory_sectors", "fuels", "concordance", "succession")
"""Reference tables behind :func:`inventory_catalogue`, for the hash of the catalogue."""


def inventory_catalogue() -> GraphTables:
    """Inventory sectors, fuels, and what links them and both classes of MRIO sectors."""
    sectors, fuels = reference.table("inventory_sectors"), reference.table("fuels")
    mapped, succession = reference.table("concordance"), reference.table("succession")
    return {
        "inventory_sector": pa.table(
            {
                "code": [row["code"] for row in sectors],
                "number": [int(row["order"]) for row in sectors],
                "households": [row["households"] == "true" for row in sectors],
                **{name: [row[name] for row in sectors] for name in NAMES},
            }
        ),
        "fuel": pa.table(
            {
                "code": [row["code"] for row in fuels],
                "position": [int(row["order"]) for row in fuels],
                **{name: [row[name] for row in fuels] for name in NAMES},
            }
        ),
        "inventory_belongs_to": pa.table(
            {
                "from": [row["code"] for row in sectors],
                "to": [INVENTORY_CLASS] * len(sectors),
                "number": [int(row["order"]) for row in sectors],
            }
        ),
        "maps_to": pa.table(
            {
                "from": [row["inventory_sector"] for row in mapped],
                "to": [row["sector"] for row in mapped],
                "classification": [row["classification"] for row in mapped],
                "weight": [_weight(row) for row in mapped],
                "status": [row["status"] for row in mapped],
            }
        ),
        "succeeds": pa.table(
            {
                "from": [row["from"] for row in succession],
                "to": [row["to"] for row in succession],
                "weight": [_weight(row) for row in succession],
            }
        ),
    }


@cache
def weights(classification: str) -> Matrix:
    """(47, 42) shares of each inventory sector that go to the sectors of a class.

    Rows of production sectors sum to 1; those of households are zero, as a MRIO table's CO2
    row leaves them out.
    """
    inventory = reference.codes("inventory_sectors")
    sectors = reference.sector_codes(classification)
    shares = np.zeros((len(inventory), len(sectors)))
    for row in reference.table("concordance"):
        if row["classification"] == classification:
            place = inventory.index(row["inventory_sector"]), sectors.index(row["sector"])
            shares[place] += _weight(row)
    shares.setflags(write=False)
    return shares


def allocate(
    entries: Matrix,
    provinces: Sequence[str],
    edition_provinces: Sequence[str],
    classification: str,
) -> Vector:
    """CO2 of the industries of an edition by the inventories, kt.

    ``entries`` is (provinces, 47) in kt, its rows those of ``provinces``. The answer is
    (n,) with n = ``edition_provinces`` x 42; NaN, that is no data, for every industry of a
    province that has no inventory (Tibet). Households are left out.

    Raises:
        BadParameter: the shape of ``entries`` does not fit.
    """
    shares = weights(classification)
    if entries.shape != (len(provinces), len(shares)):
        raise BadParameter(
            f"emissions of shape {entries.shape}, expected {(len(provinces), len(shares))}"
        )
    found = dict(zip(provinces, entries @ shares, strict=True))
    unknown = np.full(shares.shape[1], np.nan)
    return np.concatenate([found.get(code, unknown) for code in edition_provinces])


def inventory_matrix(entries: pa.Table) -> tuple[tuple[str, ...], Matrix]:
    """Provinces and their (provinces, 47) emissions in kt, from rows of ``inventory_entry``.

    Raises:
        BadParameter: a sector of a province stands in no row or in several.
    """
    sectors = reference.codes("inventory_sectors")
    provinces = tuple(dict.fromkeys(entries["province"].to_pylist()))
    if len(entries) != len(provinces) * len(sectors):
        raise BadParameter(f"{len(entries)} entries for {len(provinces)} provinces")
    places = {code: number for number, code in enumerate(provinces)}
    numbers = {code: number for number, code in enumerate(sectors)}
    rows = [places[code] for code in entries["province"].to_pylist()]
    columns = [numbers[code] for code in entries["sector"].to_pylist()]
    matrix = np.full((len(provinces), len(sectors)), np.nan)
    matrix[rows, columns] = entries["co2_kt"].to_numpy()
    if np.isnan(matrix).any():
        raise BadParameter("a sector of a province stands in several entries, another in none")
    return provinces, matrix


def _weight(row: reference.Row) -> float:
    """A weight as written in the reference tables: 1, 1/2, 1/24."""
    return float(Fraction(row["weight"]))
