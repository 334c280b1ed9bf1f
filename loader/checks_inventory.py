"""A table's CO2 row against the emission inventories of its year, industry by industry.

The two are separate facts and do not agree. Electricity lies up to a fifth below later
inventories, which count blast-furnace gas; services were split in ways that only some editions
share; inventories of single provinces were revised. So gaps are noted or warned of, and only a
factor that units alone explain is an error. CO2 in kt, n = provinces x sectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from loader.layout import Finding, Matrix, Severity, Vector

SLIP = 20.0  # times off: units, not methods
APART = 1.5  # times off: a large gap
ELECTRICITY = "c17e"
BELOW = 0.2  # how far electricity lies below at most
SEEN_SECTOR = 0.005  # of national emissions: a gap of that size is worth a warning
SEEN_INDUSTRY = 0.02  # of the province's emissions
LARGE_SECTOR = 0.1  # of national emissions
LARGE_INDUSTRY = 0.01
SLIPPED = "looks like a slip of units by 100 or 10,000 in the table or in the inventory"


@dataclass(frozen=True)
class _Compared:
    """Both sources as (provinces, sectors), for the provinces that have an inventory."""

    edition: str
    provinces: tuple[str, ...]
    sectors: tuple[str, ...]
    row: Matrix
    inventory: Matrix


def co2_against_inventory(
    edition_id: str,
    provinces: Sequence[str],
    sectors: Sequence[str],
    co2_row: Vector,
    inventory: Vector,
) -> tuple[Finding, ...]:
    """Compare ``co2_row`` (n,) with the ``inventory`` (n,) of the concordance; NaN is no data."""
    shape = (len(provinces), len(sectors))
    row, other = co2_row.reshape(shape), inventory.reshape(shape)
    known = np.isfinite(row + other).all(axis=1)
    if not known.any():
        return ()
    kept = tuple(provinces[p] for p in np.flatnonzero(known).tolist())
    both = _Compared(edition_id, kept, tuple(sectors), row[known], other[known])
    missing = [name for name in provinces if name not in kept]
    total = _total(both, missing)
    if total.severity == "error":
        return (total,)
    apart = _sectors_apart(both)
    return (total, *_electricity(both), *_sectors(both, apart), *_provinces(both, apart))


def _total(both: _Compared, missing: Sequence[str]) -> Finding:
    """Sum over all provinces that have an inventory."""
    found, expected = float(both.row.sum()), float(both.inventory.sum())
    ratio = _ratio(found, expected)
    severity: Severity = "info"
    if not 1 / APART <= ratio <= APART:
        severity = "warning" if 1 / SLIP <= ratio <= SLIP else "error"
    without = f"; no inventory of {', '.join(missing)}" if missing else ""
    return Finding(
        severity,
        "co2_inventory_total",
        both.edition,
        f"about {_mt(expected)} by the inventories",
        f"{_mt(found)} in the table{without}",
        SLIPPED if severity == "error" else "the CO2 row is used; the inventories stand beside it",
    )


def _electricity(both: _Compared) -> Iterator[Finding]:
    """How far electricity lies below: known and systematic, so a note."""
    if ELECTRICITY not in both.sectors:
        return
    s = both.sectors.index(ELECTRICITY)
    found, expected = float(both.row[:, s].sum()), float(both.inventory[:, s].sum())
    gap = 1 - _ratio(found, expected)
    if 0 < gap <= BELOW:
        low = [both.provinces[p] for p in np.argsort(both.row[:, s] - both.inventory[:, s])[:3]]
        yield Finding(
            "info",
            "co2_inventory_electricity",
            f"{both.edition}, sector {ELECTRICITY}",
            f"{_mt(expected)} by the inventories",
            f"{_mt(found)} in the table, {gap:.0%} less; most in {', '.join(low)}",
            "later inventories count blast-furnace gas; the table does not",
        )


def _sectors_apart(both: _Compared) -> list[int]:
    """Sectors whose national sums are far apart, large enough to matter."""
    row, inventory = both.row.sum(axis=0), both.inventory.sum(axis=0)
    seen = np.abs(row - inventory) > SEEN_SECTOR * inventory.sum()
    return [int(s) for s in np.flatnonzero(seen) if _far(row[s], inventory[s], APART)]


def _sectors(both: _Compared, apart: Sequence[int]) -> Iterator[Finding]:
    for s in apart:
        found, expected = float(both.row[:, s].sum()), float(both.inventory[:, s].sum())
        slip = found > SLIP * expected and found > LARGE_SECTOR * both.inventory.sum()
        slip |= found * SLIP < expected and expected > LARGE_SECTOR * both.inventory.sum()
        yield Finding(
            "error" if slip else "warning",
            "co2_inventory_sector",
            f"{both.edition}, sector {both.sectors[s]}",
            f"{_mt(expected)} by the inventories",
            f"{_mt(found)} in the table",
            SLIPPED
            if slip
            else "the sources part emissions among sectors differently; its intensity is uncertain",
        )


def _provinces(both: _Compared, apart: Sequence[int]) -> Iterator[Finding]:
    """One finding for each province with industries far apart, sectors named before left out."""
    national = float(both.inventory.sum())
    for p in range(len(both.provinces)):
        row, inventory = both.row[p], both.inventory[p]
        total = _ratio(float(row.sum()), float(inventory.sum()))
        seen = np.abs(row - inventory) > SEEN_INDUSTRY * max(row.sum(), inventory.sum())
        far = [int(s) for s in np.flatnonzero(seen) if s not in apart]
        far = [s for s in far if _far(row[s], inventory[s], APART)]
        slips = [s for s in far if _far(row[s], inventory[s], SLIP)]
        slips = [s for s in slips if max(row[s], inventory[s]) > LARGE_INDUSTRY * national]
        if not 1 / SLIP <= total <= SLIP:
            yield _province(both, p, "error", f"in all {_mt(inventory.sum())}", _mt(row.sum()))
        elif far:
            expected, found = (
                ", ".join(f"{both.sectors[s]} {_mt(side[s])}" for s in far)
                for side in (inventory, row)
            )
            yield _province(both, p, "error" if slips else "warning", expected, found)


def _province(both: _Compared, p: int, severity: Severity, expected: str, found: str) -> Finding:
    return Finding(
        severity,
        "co2_inventory_province",
        f"{both.edition}, province {both.provinces[p]}",
        f"{expected} by the inventory",
        f"{found} in the table",
        SLIPPED
        if severity == "error"
        else "one of the two was revised; intensities of these industries are uncertain",
    )


def _ratio(one: float, other: float) -> float:
    return one / other if other > 0 else (1.0 if one == 0 else float("inf"))


def _far(one: float, other: float, times: float) -> bool:
    return not 1 / times <= _ratio(one, other) <= times


def _mt(kt: float) -> str:
    return f"{kt / 1000:,.4g} Mt"
