"""Editions beside what a user brought: a satellite account, a set of provinces, price indices."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from graph_service import reference
from loader import publish as publication
from loader.files import read_file
from loader.user_tables import read_user_table
from tests.economy import part
from tests.emissions import editions
from tests.loader.inventories import provincial

SET = "north_south"
SET_PROVINCES = ("BJ", "GD")
COVERED = ("BJ", "GD")
"""Provinces with energy; Tibet has none, and one sector of Guangdong has none."""
GAP = ("GD", "c32")


def energy(year: int) -> dict[tuple[str, str], float]:
    """Invented TJ by province and sector."""
    random = np.random.default_rng(year)
    sectors = [row["code"] for row in reference.table("sectors")]
    return {
        (province, sector): float(np.round(random.lognormal(4, 1), 3))
        for province in COVERED
        for sector in sectors
        if (province, sector) != GAP
    }


def price(year: int, sector: str) -> float:
    """Invented index, 100 in 2012; coal has its own."""
    return {2012: 100.0, 2017: 80.0 if sector == "c2c" else 125.0}[year]


def publish(folder: Path, *, deflators: bool = False, url: str = "") -> str:
    """Publish them to a store, by default one in ``folder``, and return its URL."""
    files = [_satellite(folder), _set(folder), *([_deflators(folder)] if deflators else [])]
    own = [found for file in files for found in read_user_table(file).parts]
    inventory = read_file(provincial(folder / "inventory.xlsx")).parts
    url = url or f"embedded:{folder / 'tanlu.lbug'}"
    publication.publish(url, [*map(part, editions().values()), *inventory, *own])
    return url


def _satellite(folder: Path) -> Path:
    lines = ["account,unit,year,province,sector,amount,source,name_en"]
    for year in (2012, 2017):
        for (province, sector), amount in energy(year).items():
            lines.append(f"energy,TJ,{year},{province},{sector},{amount},invented,Energy use")
    return _written(folder / "energy.csv", lines)


def _set(folder: Path) -> Path:
    rows = [f"{SET},North and south,南北,{code}" for code in SET_PROVINCES]
    return _written(folder / "sets.csv", ["set,name_en,name_zh,province", *rows])


def _deflators(folder: Path) -> Path:
    rows = ["2012,all,100,2012,invented", "2017,all,125,2012,invented", "2017,c2c,80,2012,invented"]
    return _written(folder / "prices.csv", ["year,sector,index_value,base_year,source", *rows])


def _written(file: Path, lines: list[str]) -> Path:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
