"""Checks of emission inventories: do they add up, is their size possible, do they agree?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np

from graph_service import reference
from loader.inventory_sheet import InventorySheet
from loader.layout import Finding, Matrix, Vector

SHOWN = 5
POSSIBLE_MT = {"province": (0.1, 2_000.0), "national": (1_000.0, 20_000.0)}
FLOAT_NOISE = 1e-9
FEWEST_DECIMALS, MOST_DECIMALS = 2, 7
NOTICED, LARGE, IMPOSSIBLE = 0.01, 0.15, 2.0  # of the national figure
JUMP = 2.0  # no province doubles or halves from one inventory to the next


def sheet_findings(inventory: InventorySheet, level: str, *, older: bool) -> Iterator[Finding]:
    """All findings of one sheet; ``older`` files leave zeros blank."""
    yield from _negative(inventory)
    yield from _row_sums(inventory)
    yield from _column_sums(inventory)
    yield from _size(inventory, level)
    yield from _asides(inventory)
    if inventory.blanks and not older:
        yield Finding(
            "warning",
            "blank_cells",
            several(inventory.blanks),
            "a number in every cell",
            f"{len(inventory.blanks)} blank",
            "read as zero",
        )


def tolerance(values: Matrix, axis: int) -> Vector:
    """How far the sums of values along an axis may lie from their stated totals.

    Unrounded values may differ by float noise only; those rounded to 2 to 7 decimals by half a
    unit of the last place for each value that is not zero, and for the total.
    """
    for decimals in range(FEWEST_DECIMALS, MOST_DECIMALS + 1):
        if np.allclose(np.round(values, decimals), values, rtol=1e-12, atol=1e-12):
            rounded: Vector = 0.51 * 10.0**-decimals * (np.count_nonzero(values, axis=axis) + 1)
            return rounded
    return np.full(values.shape[1 - axis], FLOAT_NOISE * max(1.0, float(np.abs(values).max())))


def _negative(inventory: InventorySheet) -> Iterator[Finding]:
    values = np.column_stack([inventory.fuels, inventory.totals])
    places = np.argwhere(values < 0)
    if places.size:
        row, column = places[0]
        yield Finding(
            "error",
            "negative_emissions",
            several([inventory.cell(*place) for place in places.tolist()]),
            "no emissions below zero",
            f"{values[row, column]:g} Mt",
            "sums over sectors or fuels would be too low",
        )


def _row_sums(inventory: InventorySheet) -> Iterator[Finding]:
    """Scope 1 of each sector against its fuels and processes."""
    sums = inventory.fuels.sum(axis=1)
    allowed = tolerance(inventory.fuels, axis=1)
    wrong = np.flatnonzero(np.abs(sums - inventory.totals) > allowed)
    if wrong.size:
        worst = wrong[np.argmax(np.abs(sums - inventory.totals)[wrong])]
        yield Finding(
            "error",
            "scope_1_total",
            several([inventory.cell(int(row), -1) for row in (worst, *wrong[wrong != worst])]),
            f"fuels and processes together: {sums[worst]:.6g} Mt",
            f"{inventory.totals[worst]:.6g} Mt",
            "a fuel or the total is wrong; shares of fuels would not add up",
        )


def _column_sums(inventory: InventorySheet) -> Iterator[Finding]:
    """The total row against the sum of the 47 sectors, for each fuel and scope 1."""
    if inventory.total_row is None:
        yield Finding(
            "warning",
            "no_total_row",
            inventory.sheet.place(),
            "a row of totals",
            "none",
            "the sum of the 47 sectors stands in its place, unchecked",
        )
        return
    values = np.column_stack([inventory.fuels, inventory.totals])
    sums, allowed = values.sum(axis=0), tolerance(values, axis=0)
    off = np.abs(sums - inventory.total_row)
    wrong = np.flatnonzero(off > allowed)
    if wrong.size:
        worst = wrong[np.argmax(off[wrong])]
        yield Finding(
            "error",
            "total_row",
            several([inventory.cell(-1, int(fuel)) for fuel in (worst, *wrong[wrong != worst])]),
            f"the sum of the 47 sectors: {sums[worst]:.6g} Mt",
            f"{inventory.total_row[worst]:.6g} Mt",
            "a sector or the total is wrong",
        )


def _size(inventory: InventorySheet, level: str) -> Iterator[Finding]:
    low, high = POSSIBLE_MT[level]
    if not low <= inventory.total <= high:
        yield Finding(
            "error",
            "implausible_total",
            inventory.cell(-1, -1) if inventory.places.total_row else inventory.sheet.place(),
            f"between {low:g} and {high:,.0f} Mt CO2 in a year",
            f"{inventory.total:,.6g} Mt",
            "the sheet is probably in another unit, or blank",
        )


def _asides(inventory: InventorySheet) -> Iterator[Finding]:
    """What is read, or left out, and worth knowing."""
    sheet, places = inventory.sheet, inventory.places
    if inventory.beyond.any():
        filled = [c for c, amount in zip(places.beyond, inventory.beyond, strict=True) if amount]
        yield Finding(
            "warning",
            "beyond_scope_1",
            several([sheet.place(column=column) for column in filled]),
            "zero in the columns of scope 2 and other energy",
            f"{inventory.beyond.sum():g} Mt",
            "left out: they are no part of the scope 1 total",
        )
    if places.unknown:
        yield Finding(
            "warning",
            "unknown_column",
            several([sheet.place(places.header, column) for column in places.unknown]),
            "17 fuels, process and totals",
            ", ".join(repr(sheet.rows[places.header][column]) for column in places.unknown),
            "left out",
        )
    if inventory.texts:
        yield Finding(
            "warning",
            "numbers_as_text",
            several(inventory.texts),
            "numbers in numeric cells",
            f"{len(inventory.texts)} stored as text",
            "read as numbers; Excel leaves such cells out of its own sums",
        )


def province_findings(place: str, year: int, totals: Mapping[str, float]) -> Iterator[Finding]:
    """Which provinces a year lacks; ``totals`` in Mt by province. Tibet is never there."""
    missing = [code for code in reference.codes("provinces") if code not in totals]
    others = [code for code in missing if code != "XZ"]
    if others:
        yield Finding(
            "error",
            "missing_provinces",
            place,
            f"30 provinces in {year}",
            f"{len(totals)}; no sheet for {', '.join(others)}",
            "sums over China would be too low",
        )
    elif missing:
        yield Finding(
            "info",
            "no_tibet",
            place,
            "31 provinces",
            "30, as in every provincial inventory of CEADs",
            "Tibet has no data; it does not count as zero",
        )
    total = sum(totals.values())
    low, high = POSSIBLE_MT["national"]
    if not others and not low <= total <= high:
        yield Finding(
            "error",
            "implausible_total",
            place,
            f"all provinces together between {low:,.0f} and {high:,.0f} Mt CO2 in a year",
            f"{total:,.6g} Mt",
            "the workbook is probably in another unit",
        )


def provinces_against_national(
    provincial: Mapping[int, float], national: Mapping[int, float]
) -> tuple[Finding, ...]:
    """Sums of the provinces against the national inventory, by year, both in kt.

    CEADs' two are made from different statistics and differ: information up to 15 %, a warning
    beyond, an error where one is twice the other.
    """
    findings = []
    for year in sorted(provincial.keys() & national.keys()):
        off = provincial[year] / national[year] - 1 if national[year] else np.inf
        ratio = max(1 + off, 1 / (1 + off)) if off > -1 else np.inf
        if abs(off) <= NOTICED:
            continue
        severity = "error" if ratio > IMPOSSIBLE else "warning" if abs(off) > LARGE else "info"
        findings.append(
            Finding(
                severity,  # type: ignore[arg-type]
                "provinces_against_national",
                f"emission inventories {year}",
                f"the provinces' sum near the national {national[year] / 1e3:,.0f} Mt",
                f"{provincial[year] / 1e3:,.0f} Mt ({off:+.1%})",
                "a sum over provinces is not the national figure; do not mix them",
            )
        )
    return tuple(findings)


def jumps_over_years(
    totals: Mapping[str, Mapping[int, float]],
) -> dict[int, tuple[Finding, ...]]:
    """Provinces whose emissions more than double or halve between two inventories.

    ``totals`` are in kt by province, then year; the answer is by the later of the two years.
    A jump is a gap in the statistics or a slip of units.
    """
    findings: dict[int, tuple[Finding, ...]] = {}
    for province, years in totals.items():
        for before, after in pairwise(sorted(years)):
            ratio = years[after] / years[before] if years[before] else np.inf
            if 1 / JUMP <= ratio <= JUMP:
                continue
            finding = Finding(
                "warning",
                "jump_between_years",
                f"emission inventories {before} and {after}, {province}",
                f"a total within a factor {JUMP:g} of {years[before] / 1e3:,.4g} Mt",
                f"{years[after] / 1e3:,.4g} Mt",
                "one of the two years is incomplete or in another unit; trends mislead",
            )
            findings[after] = (*findings.get(after, ()), finding)
    return dict(sorted(findings.items()))


def several(places: Sequence[str]) -> str:
    """The first place in full, some more by their last part, and how many are left."""
    shown = [places[0], *(place.rsplit(" / ", 1)[-1] for place in places[1:SHOWN])]
    rest = len(places) - SHOWN
    return "; ".join(shown) + (f" and {rest} more" if rest > 0 else "")
