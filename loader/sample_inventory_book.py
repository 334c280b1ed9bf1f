"""Writes emission inventories in every layout that CEADs has used, with given numbers.

The layout of 1997-2017, that of 2018-2022, the national and the city file follow real files.
The older form (before 2021) follows programs that read it; no real one was seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from graph_service import reference
from loader.layout import Cell
from loader.sample_constants import Array

CREATED = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that the same numbers give the same bytes
PADDED = 57  # width to which the older sheets pad sector names
NO_FUELS = ("Scope 2 Heat", "Scope 2 Electricity", "Other Energy")
MARK = "Tanlu synthetic sample, not CEADs data"
DECIMALS = 6


@dataclass(frozen=True)
class Layout:
    """How one sheet looks: labels, and whether it has columns beyond scope 1."""

    total: str
    separator: str = " "
    cleaned_coal: str = "Cleaned Coal"
    corner: str = ""
    unit_label: str = ""
    padded: bool = False
    whole: bool = True
    year_in_name: bool = True


PLAIN = Layout("Total Consumption", padded=True)
UNDERSCORED = Layout(
    "Total Emissions", separator="_", corner="Emission_Inventory", unit_label="unit"
)
JOINED = Layout(
    "TotalEmissions",
    separator="_",
    cleaned_coal="CleanedCoal",
    corner="Emission_Inventory",
    unit_label="unit",
)
OLDER = Layout("Total Consumption", whole=False, year_in_name=False)


def write_provinces(
    path: Path,
    year: int,
    emissions: Mapping[str, Array],
    *,
    layout: Layout = PLAIN,
    layouts: Mapping[str, Layout] | None = None,
    mark: str = MARK,
) -> Iterator[str]:
    """Write the inventories of a year, a sheet for each province; gives each code when written.

    ``emissions`` are (47, 18) Mt by province; ``layouts`` differ for single provinces.
    ``mark`` stands in the note; only a file that is none of the sample leaves it out.
    """
    names = {row["code"]: row["name_en"].replace(" ", "") for row in reference.table("provinces")}
    with _book(path) as book:
        if layout.whole:
            _rows(book.add_worksheet("NOTE"), note(f"{mark}: CO2 of provinces", year))
        else:
            _rows(book.add_worksheet("Sum"), _older_summary(emissions, names))
        for code in sorted(emissions, key=lambda code: (code != "SH", names[code])):
            own = (layouts or {}).get(code, layout)
            name = names[code] + (str(year) if own.year_in_name else "")
            _rows(book.add_worksheet(name), sheet_rows(emissions[code], own))
            yield code


def write_national(path: Path, emissions: Mapping[int, Array], *, mark: str = MARK) -> None:
    """Write national inventories, (47, 18) Mt by year, with both summaries."""
    years = sorted(emissions)
    totals = [sheet_rows(emissions[year], PLAIN) for year in years]
    with _book(path) as book:
        span = f"{years[0]}-{years[-1]}"
        _rows(book.add_worksheet("NOTE"), note(f"{mark}: CO2 of China", span))
        summary = [[float(year), *rows[3][1:]] for year, rows in zip(years, totals, strict=True)]
        _rows(book.add_worksheet("sum"), [totals[0][0], *summary])
        by_sector: list[list[Cell]] = [["", *map(float, years)], [""], [""]]
        for number in range(3, 51):
            by_sector.append([totals[0][number][0], *(rows[number][-1] for rows in totals)])
        _rows(book.add_worksheet("Sum-Sec-Scope 1"), by_sector)
        for year, rows in zip(years, totals, strict=True):
            _rows(book.add_worksheet(str(year)), rows)


def write_cities(
    path: Path, emissions: Mapping[tuple[str, int], float], *, mark: str = MARK
) -> None:
    """Write city totals in Mt by city label and year, as a list and as a matrix."""
    years = sorted({year for _, year in emissions})
    cities = sorted({city for city, _ in emissions})
    listed: list[list[Cell]] = [["ID", "city", "year", "emission"]]
    listed += [[f"{c}{y}", c, float(y), mt] for (c, y), mt in sorted(emissions.items())]
    matrix: list[list[Cell]] = [["city", *map(str, years)]]
    matrix += [[city, *(emissions.get((city, year), "") for year in years)] for city in cities]
    with _book(path) as book:
        span = f"{years[0]}-{years[-1]}"
        _rows(book.add_worksheet("NOTE"), note(f"{mark}: CO2 of cities", span))
        _rows(book.add_worksheet("emission vector"), listed)
        _rows(book.add_worksheet("emission matrix"), matrix)


def sheet_rows(emissions: Array, layout: Layout) -> list[list[Cell]]:
    """All rows of one sheet for (47, 18) emissions in Mt."""
    fuels = [_fuel(code, layout) for code in reference.codes("fuels")]
    between = [name.replace(" ", layout.separator) for name in NO_FUELS] if layout.whole else []
    last = "Scope 1 Total".replace(" ", layout.separator) if layout.whole else "Total"
    header: list[Cell] = [layout.corner, *fuels[:-1], *between, fuels[-1], last]
    rows: list[list[Cell]] = [header]
    if layout.whole:
        rows += [[layout.unit_label, *["Mt CO2"] * (len(header) - 1)], [""] * len(header)]
    totals = np.round(emissions.sum(axis=0), DECIMALS)
    rows.append([layout.total, *_numbers(totals, layout)])
    names = [_label(row) for row in reference.table("inventory_sectors")]
    for name, values in zip(names, emissions, strict=True):
        rows.append([name.ljust(PADDED) if layout.padded else name, *_numbers(values, layout)])
    return rows


def note(content: str, years: Cell) -> list[list[Cell]]:
    """The note sheet: what it holds, years, unit."""
    return [
        ["Introduction/简介", "Written by Tanlu to try and test it."],
        ["Content/内容", content],
        ["Type/类型", "CO2\n二氧化碳"],
        ["Timeseries/时间序列", float(years) if isinstance(years, int) else years],
        ["Unit/单位", "Mt\n百万吨"],
    ]


def _numbers(values: Array, layout: Layout) -> list[Cell]:
    """Fuels, columns beyond scope 1, process, total; zeros are blank in the older form."""
    beyond = [0.0] * len(NO_FUELS) if layout.whole else []
    total = float(np.round(values.sum(), DECIMALS))
    numbers = [*values[:-1].tolist(), *beyond, float(values[-1]), total]
    return numbers if layout.whole else [number or "" for number in numbers]


def _older_summary(emissions: Mapping[str, Array], names: Mapping[str, str]) -> list[list[Cell]]:
    """Sheet Sum: provinces in rows 2-31, their sum in row 33."""
    header = [*sheet_rows(next(iter(emissions.values())), OLDER)[0]]
    rows: list[list[Cell]] = [header]
    sums = {code: values.sum(axis=0) for code, values in emissions.items()}
    rows += [[names[code], *_numbers(np.round(sums[code], DECIMALS), OLDER)] for code in sums]
    total = np.round(np.sum(list(sums.values()), axis=0), DECIMALS)
    return [*rows, [""], ["Sum-CO2", *_numbers(total, OLDER)]]


def _fuel(code: str, layout: Layout) -> str:
    if code == "cleaned_coal":
        return layout.cleaned_coal
    name = "LPG" if code == "lpg" else code.replace("_", " ").title()
    return name.replace(" ", layout.separator)


def _label(row: reference.Row) -> str:
    """The name that CEADs' sheets give a sector: the first English alias, else the name."""
    first = row["aliases"].split("|")[0]
    return first if first.isascii() and first else row["name_en"]


def _book(path: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"title": MARK, "created": CREATED})
    return book


def _rows(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:
    for number, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    sheet.write_string(number, column, cell)
            else:
                sheet.write_number(number, column, cell)
