"""Sizes: whether totals, provinces, sectors and single emissions are what they can be.

A slip of units makes a number 100 or 10,000 times too large or small. In money it breaks the
accounts of its industry (``loader.checks_balance``); here stand the slips that break nothing:
of a whole table, and of emissions, which are in no account.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from loader.layout import FINAL_USES, SECTORS, Finding, Severity, Tables, Vector
from loader.national import GDP_MCNY, trillion, usual_value_added
from loader.places import Places
from loader.sample_constants import load_constants

SLIP = 20.0  # this many times off is a slip of units (100, 1,000 or 10,000)
UNUSUAL = 3.0
CO2_PER_VALUE_ADDED = 0.13  # kt per million CNY; China about 0.19 in 2012, 0.10 in 2020
PROVINCES = 31
GDP_OFF = 0.15  # provinces added up have differed from the nation by up to a tenth
LARGE_SECTOR = 0.3  # of national CO2: electricity alone is that large
LOW_SLIP = 50.0
SEEN_SECTOR = 0.01
USUAL_SECTOR = 0.02  # of national CO2: a sector of that size never was next to nothing
LARGE_INDUSTRY = 0.02
SEEN_INDUSTRY = 0.005
OFTEN = 5  # sectors that a province must have, for their median to tell
SLIPPED = "looks like a slip of units by 100 or 10,000; every figure on it would be off"
USUAL = "unusual size; check unit and year"


def size_findings(tables: Tables, places: Places) -> Iterator[Finding]:
    """National totals first; parts are looked at where the national total is plausible."""
    money = list(_value_added_total(tables, places))
    yield from money
    if len(tables.provinces) == PROVINCES and not money:
        yield from _provinces(tables, places)
    yield from _final_use_imports(tables, places)
    if tables.co2 is None:
        return
    carbon = list(_co2_total(tables, tables.co2, places))
    yield from carbon
    yield from _without_co2(tables, tables.co2, places)
    if not any(finding.severity == "error" for finding in (*money, *carbon)):
        yield from _co2_of_provinces(tables, tables.co2, places)
        yield from _co2_of_industries(tables, tables.co2, places)
        if len(tables.provinces) == PROVINCES:
            yield from _co2_of_sectors(tables, tables.co2, places)


def _value_added_total(tables: Tables, places: Places) -> Iterator[Finding]:
    year = tables.edition.year
    found, usual = float(tables.value_added.sum()), usual_value_added(year)
    expected, place = f"value added of about {trillion(usual)}", places.account("value_added")
    yield from _sized("value_added_total", place, found / usual, expected, trillion(found))
    off = abs(found / usual - 1)
    if year in GDP_MCNY and GDP_OFF < off and 1 / UNUSUAL <= found / usual <= UNUSUAL:
        yield Finding(
            "warning",
            "value_added_total",
            place,
            f"provinces add up to about the national {trillion(usual)}",
            trillion(found),
            f"{off:.0%} off the published GDP; check the year",
        )


def _co2_total(tables: Tables, co2: Vector, places: Places) -> Iterator[Finding]:
    value_added = float(tables.value_added.sum())
    if value_added > 0:
        found = float(co2.sum()) / value_added
        yield from _sized(
            "co2_total",
            places.account("co2"),
            found / CO2_PER_VALUE_ADDED,
            f"about {CO2_PER_VALUE_ADDED} kt CO2 per million CNY of value added",
            f"{found:.3g} kt per million CNY",
        )


def _sized(code: str, place: str, ratio: float, expected: str, found: str) -> Iterator[Finding]:
    """Nothing within a factor of 3; a warning within 20; beyond it an error."""
    factor = max(ratio, 1 / ratio) if ratio > 0 else np.inf
    if factor > SLIP:
        yield Finding("error", code, place, expected, found, SLIPPED)
    elif factor > UNUSUAL:
        yield Finding("warning", code, place, expected, found, USUAL)


def _provinces(tables: Tables, places: Places) -> Iterator[Finding]:
    """Each province's part of national value added against its part of national GDP of 2017."""
    gdp = load_constants(2017, tables.edition.classification).gdp
    usual = gdp / gdp.sum()
    found = tables.value_added.reshape(PROVINCES, -1).sum(axis=1)
    found = found / found.sum()
    off = [k for k in range(PROVINCES) if not 1 / UNUSUAL <= found[k] / usual[k] <= UNUSUAL]
    if off:
        yield Finding(
            "warning",
            "province_size",
            f"{places.table}, {_named('province', [tables.provinces[k] for k in off])}",
            f"about {', '.join(f'{usual[k]:.2%}' for k in off)} of national value added",
            ", ".join(f"{found[k]:.2%}" for k in off),
            "far from their usual size; check the year and these blocks",
        )


def _named(kind: str, names: Sequence[str]) -> str:
    return f"{kind}{'s' * (len(names) > 1)} {', '.join(names)}"


def _final_use_imports(tables: Tables, places: Places) -> Iterator[Finding]:
    """Imports of consumers and investors against what they buy at home, by province."""
    shape = (len(tables.provinces), len(FINAL_USES))
    kept = [k for k, use in enumerate(FINAL_USES) if use != "FU202"]
    home = tables.final_use.sum(axis=0).reshape(shape)[:, kept].sum(axis=1)
    imports = tables.final_use_imports.reshape(shape)[:, kept].sum(axis=1)
    for k in np.flatnonzero(imports > np.maximum(home, 0) * UNUSUAL):
        columns = [int(k) * len(FINAL_USES) + use for use in kept]
        largest = max(columns, key=lambda column: float(tables.final_use_imports[column]))
        yield Finding(
            "error",
            "final_use_imports",
            places.cell("final_use_imports", largest),
            f"imports below the {home[k]:,.0f} million CNY of final use bought in China",
            f"{imports[k]:,.0f} million CNY",
            SLIPPED,
        )


def _without_co2(tables: Tables, co2: Vector, places: Places) -> Iterator[Finding]:
    """Provinces, and sectors, that have output and no emissions at all."""
    shape = (len(tables.provinces), SECTORS)
    silent = (co2.reshape(shape) == 0) & (tables.output.reshape(shape) > 0)
    active = tables.output.reshape(shape) > 0
    lines = [
        *_empty("province", tables.provinces, silent.sum(axis=1), active.sum(axis=1)),
        *_empty("sector", tables.sectors, silent.sum(axis=0), active.sum(axis=0)),
    ]
    if lines and len(lines) < sum(shape):
        yield Finding(
            "warning",
            "without_co2",
            f"{places.table}, {', '.join(lines)}",
            "CO2 wherever there is output",
            "none at all",
            "blank is read as zero: their intensities and footprints are too low",
        )


def _empty(kind: str, names: Sequence[str], silent: Vector, active: Vector) -> list[str]:
    return [
        f"{kind} {name}"
        for name, none, some in zip(names, silent, active, strict=True)
        if some and none == some
    ]


def _co2_of_provinces(tables: Tables, co2: Vector, places: Places) -> Iterator[Finding]:
    """A province whose intensities are all far from those of the same sectors elsewhere."""
    ratio = _relative_intensity(tables, co2)
    for k, province in enumerate(tables.provinces):
        known = ratio[k][np.isfinite(ratio[k])]
        if known.size >= OFTEN:
            middle = float(np.median(known))
            industries = range(k * SECTORS, (k + 1) * SECTORS)
            yield from _sized(
                "co2_of_province",
                f"{places.cell('co2', industries[0])} and 41 more of {province}",
                middle,
                "emissions per output as in the same sectors elsewhere",
                f"{middle:.3g} times those",
            )


def _co2_of_industries(tables: Tables, co2: Vector, places: Places) -> Iterator[Finding]:
    """Single industries that emit far more per output than their sector does elsewhere."""
    ratio = np.nan_to_num(_relative_intensity(tables, co2).ravel())
    share = co2 / co2.sum()
    for i in np.flatnonzero((ratio > SLIP) & (share > SEEN_INDUSTRY)):
        slip = share[i] > LARGE_INDUSTRY
        yield Finding(
            "error" if slip else "warning",
            "co2_of_industry",
            places.cell("co2", int(i)),
            "emissions per output as in the same sector elsewhere",
            f"{ratio[i]:.3g} times those, {share[i]:.1%} of national CO2",
            SLIPPED if slip else "unusual; its intensity and what rests on it may be too high",
        )


def _relative_intensity(tables: Tables, co2: Vector) -> Vector:
    """CO2 per output over the median of the sector (provinces, 42); NaN where either is zero."""
    shape = (len(tables.provinces), SECTORS)
    real = (co2 > 0) & (tables.output > 0)
    intensity = np.where(real, co2 / np.where(real, tables.output, 1), np.nan).reshape(shape)
    sectors = [line[np.isfinite(line)] for line in intensity.T]
    middle = np.array([np.median(line) if line.size else np.nan for line in sectors])
    ratio: Vector = intensity / middle
    return ratio


def _co2_of_sectors(tables: Tables, co2: Vector, places: Places) -> Iterator[Finding]:
    """Sectors whose part of national CO2 is far from usual (our rough shares of the sample)."""
    shares = load_constants(2017, tables.edition.classification).sector["co2_share"]
    usual = shares / shares.sum() * CO2_PER_VALUE_ADDED * tables.value_added.sum()
    found = co2.reshape(-1, SECTORS).sum(axis=0)
    part, ratio = found / co2.sum(), found / usual
    slips = (ratio > SLIP) & (part > LARGE_SECTOR)
    slips |= (ratio < 1 / LOW_SLIP) & (shares > LARGE_SECTOR)
    unusual = (ratio > SLIP) & (part > SEEN_SECTOR) | (ratio < 1 / SLIP) & (shares > USUAL_SECTOR)
    judged: tuple[tuple[Severity, npt.NDArray[np.bool_]], ...] = (
        ("error", slips),
        ("warning", unusual & ~slips),
    )
    for severity, chosen in judged:
        sectors = np.flatnonzero(chosen).tolist()
        if sectors:
            names = _named("sector", [tables.sectors[s] for s in sectors])
            yield Finding(
                severity,
                "co2_of_sector",
                f"{places.account('co2')}, {names}",
                f"about {', '.join(f'{usual[s] / 1000:,.3g}' for s in sectors)} Mt CO2",
                ", ".join(f"{found[s] / 1000:,.3g} Mt ({part[s]:.1%})" for s in sectors),
                SLIPPED if severity == "error" else "unusual; check the intensities of the sector",
            )
