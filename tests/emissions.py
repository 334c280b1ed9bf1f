"""Economies beside an emission inventory of 2017: each way in which an edition comes by its CO2.

==========  ====================  ==============================
edition     CO2 row               inventory of its year
==========  ====================  ==============================
2017        yes                   yes: either may be asked for
2017new     no                    yes: its emissions are from it
2012        yes                   no
2015        no                    no: it has no CO2
==========  ====================  ==============================
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from loader import publish as publication
from loader.files import read_file
from loader.layout import Tables
from tests.economy import economy, part
from tests.loader.inventories import PROVINCES, emissions, provincial


def editions() -> dict[str, Tables]:
    """The four editions by id."""
    made = {
        "2017": economy("2017"),
        "2017new": economy("2017new", classification="ceads42_2017", seed=2, co2=False),
        "2012": economy("2012", seed=3),
        "2015": economy("2015", seed=4, co2=False),
    }
    for year in ("2012", "2015"):
        made[year] = replace(made[year], edition=replace(made[year].edition, year=int(year)))
    return made


def publish(folder: Path) -> str:
    """Publish them all to a store in ``folder`` and return its URL."""
    url = f"embedded:{folder / 'tanlu.lbug'}"
    inventory = read_file(provincial(folder / "inventory.xlsx"))
    publication.publish(url, [*map(part, editions().values()), *inventory.parts])
    return url


def stated(province: str) -> np.ndarray:
    """(47,) kt CO2 of a province as its sheet states them; the last two are households."""
    return emissions(PROVINCES.index(province)).sum(axis=1) * 1e3
