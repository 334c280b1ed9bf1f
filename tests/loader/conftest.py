"""Workbooks for tests of publication: sparse tables of all provinces, inventories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loader.inventories import provincial
from tests.loader.sheets import ALL, build, write


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Editions 2012, 2015 and 2017; ``rival`` holds other figures for 2017, ``english`` the same
    in another language and layout; two inventories."""
    folder = tmp_path_factory.mktemp("books")
    sheets = {
        f"MRIO_{year}": build(ALL, classification="ceads42_2012", year=year, name=f"Table_{year}")
        for year in (2012, 2015, 2017)
    }
    sheets["rival"] = build(ALL, classification="ceads42_2012", name="Table_2017", scale=1.001)
    sheets["english"] = build(
        ALL,
        classification="ceads42_2012",
        language="en",
        name="Sheet2",
        subtotal=True,
        number_codes=True,
        extra_rows=2,
        extra_columns=1,
    )
    made = {name: write(folder / f"{name}.xlsx", sheet) for name, sheet in sheets.items()}
    for year in (2010, 2016):
        made[f"inventory_{year}"] = provincial(folder / f"inventory_{year}.xlsx", year=year)
    return made
