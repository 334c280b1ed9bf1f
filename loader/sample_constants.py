"""What the synthetic sample is made from: our own constants in ``data/sample``."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_service import reference

FOLDER = reference.ROOT / "data" / "sample"

Array = NDArray[np.float64]
Row = dict[str, str]


@dataclass(frozen=True)
class Constants:
    """Constants of one sample table: 31 provinces in CEADs order, 42 sectors of one class.

    ``gdp`` (31,) and ``co2`` in million CNY and Mt; ``province`` and ``sector`` columns of the
    files as (31,) and (42,) vectors, percent of a sector as fractions; ``recipe`` (42, 42),
    supplier by user, each column sums to 1; ``specialisation`` (31, 42); ``union`` the place
    of each of the 42 sectors among all 45, so that both classes share their random numbers.
    """

    year: int
    classification: str
    sectors: tuple[str, ...]
    gdp: Array
    co2: float
    province: dict[str, Array]
    sector: dict[str, Array]
    recipe: Array
    specialisation: Array
    union: NDArray[np.int64]


def load_constants(year: int, classification: str) -> Constants:
    """Read the constants of ``year`` (2017 or 2020) for a classification of 42 sectors."""
    sectors = reference.sector_codes(classification)
    everything = reference.codes("sectors")
    province = _columns("provinces", reference.codes("provinces"))
    total = next(row for row in _rows("totals") if row["year"] == str(year))
    gdp = province[f"gdp_{year}_bn_cny"]
    return Constants(
        year=year,
        classification=classification,
        sectors=sectors,
        gdp=gdp / gdp.sum() * float(total["gdp_bn_cny"]) * 1_000,
        co2=float(total["co2_mt"]),
        province=province,
        sector=_fractions(_columns("sectors", sectors)),
        recipe=_recipe(sectors),
        specialisation=_specialisation(sectors),
        union=np.array([everything.index(code) for code in sectors]),
    )


def load_fuel_mixes() -> dict[str, dict[str, float]]:
    """Fuels of each inventory sector, in percent."""
    return {
        sector: _pairs(row["mix"])
        for row in _rows("fuel_mixes")
        for sector in row["sectors"].split()
    }


def _rows(name: str) -> list[Row]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _columns(name: str, codes: tuple[str, ...]) -> dict[str, Array]:
    """The numeric columns of a file, its rows in the order of ``codes``."""
    rows = {row["code"]: row for row in _rows(name)}
    columns = [column for column in rows[codes[0]] if column != "code"]
    return {column: np.array([float(rows[code][column]) for code in codes]) for column in columns}


def _fractions(columns: dict[str, Array]) -> dict[str, Array]:
    return {
        name: values if name == "reach_km" else values / 100 for name, values in columns.items()
    }


def _pairs(text: str) -> dict[str, float]:
    """``"c1=24 c3=26"`` as a dict."""
    return {code: float(value) for code, value in (pair.split("=") for pair in text.split())}


def _recipe(sectors: tuple[str, ...]) -> Array:
    """Shares of suppliers (rows) in what each user (column) buys; overheads fill up to 1."""
    mixes = {row["user"]: _in_class(_pairs(row["inputs"]), sectors) for row in _rows("recipes")}
    overhead = mixes["overhead"] / mixes["overhead"].sum()
    own = np.column_stack([mixes[code] for code in sectors]) / 100
    return own + np.outer(overhead, 1 - own.sum(axis=0))


def _in_class(mix: dict[str, float], sectors: tuple[str, ...]) -> Array:
    """A mix of suppliers as a vector over the class; sectors outside it are split."""
    place = {code: k for k, code in enumerate(sectors)}
    shares = np.zeros(len(sectors))
    for code, share in mix.items():
        if code in place:
            shares[place[code]] += share
        else:
            for row in _rows("splits"):
                if row["code_2012"] == code:
                    shares[place[row["code_2017"]]] += share * float(row["weight"])
    return shares


def _specialisation(sectors: tuple[str, ...]) -> Array:
    """Location quotient of each province (row) in each sector; 1 where the file is silent."""
    factors = {row["province"]: _pairs(row["factors"]) for row in _rows("specialisations")}
    return np.array(
        [
            [factors[province].get(sector, 1.0) for sector in sectors]
            for province in reference.codes("provinces")
        ]
    )
