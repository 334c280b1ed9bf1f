"""Checks of one edition's tables: balances, totals, units, odd cells. Pure: Tables to findings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loader.balances import (
    DOMESTIC,
    FLOOR_MCNY,
    HOLDS,
    WITH_IMPORTS,
    Balance,
    balances,
    share_of_output,
)
from loader.layout import FINAL_USES, Finding, Severity, Tables
from loader.places import Places

TOLERATED = 0.01  # of output: beyond it the table is not loaded
ERROR_SHARE = 0.05  # CEADs' own limit: |ERR| below 5 % of gross output
SLIP = 20.0  # a total this many times off is a slip of units (100, 1,000 or 10,000)
CO2_PER_VALUE_ADDED = 0.13  # kt per million CNY; China about 0.19 in 2012, 0.10 in 2020
SYSTEMATIC = 3  # provinces in which one sector's row is empty, to be a defect of the sheet
SHOWN = 8


def check_tables(tables: Tables, places: Places | None = None) -> tuple[Finding, ...]:
    """Everything worth knowing about a table before it is loaded, errors first."""
    found = [
        *_totals(tables),
        *_value_added_total(tables),
        *_co2_total(tables),
        *_balance_findings(tables),
        *_error_share(tables),
        *_negative_cells(tables),
        *_zero_supply(tables),
        *_idle_industries(tables),
    ]
    rank = {"error": 0, "warning": 1, "info": 2}
    return tuple(sorted(found, key=lambda finding: rank[finding.severity]))


def usual_value_added(year: int) -> float:
    """China's value added of a year in million CNY, roughly.

    10 trillion CNY in 2000 and 100 trillion in 2020 at current prices (National Bureau of
    Statistics), even growth between and beyond: 71 trillion for 2017 (published: 83).
    """
    return float(1e7 * 10.0 ** ((year - 2000) / 20))


def _trillion(million_cny: float) -> str:
    return f"{million_cny / 1e6:,.3g} trillion CNY"


def _totals(tables: Tables) -> Iterator[Finding]:
    carbon = "no CO2 row" if tables.co2 is None else f"{tables.co2.sum() / 1000:,.0f} Mt CO2"
    yield Finding(
        "info",
        "totals",
        tables.edition.id,
        "national totals as published",
        f"output {_trillion(tables.output.sum())}, "
        f"value added {_trillion(tables.value_added.sum())}, {carbon}",
        "compare them with the statistics of the year",
    )


def _value_added_total(tables: Tables) -> Iterator[Finding]:
    found, usual = float(tables.value_added.sum()), usual_value_added(tables.edition.year)
    yield from _plausible(
        tables,
        "value_added_total",
        found / usual,
        f"value added of about {_trillion(usual)}",
        _trillion(found),
    )


def _co2_total(tables: Tables) -> Iterator[Finding]:
    value_added = float(tables.value_added.sum())
    if tables.co2 is None or value_added <= 0:
        return
    found = float(tables.co2.sum()) / value_added
    yield from _plausible(
        tables,
        "co2_total",
        found / CO2_PER_VALUE_ADDED,
        f"about {CO2_PER_VALUE_ADDED} kt CO2 per million CNY of value added",
        f"{found:.3g} kt per million CNY",
    )


def _plausible(
    tables: Tables, code: str, ratio: float, expected: str, found: str
) -> Iterator[Finding]:
    """Nothing within a factor of 3; a warning within 20; beyond it an error."""
    factor = max(ratio, 1 / ratio) if ratio > 0 else np.inf
    if factor > SLIP:
        yield Finding(
            "error",
            code,
            tables.edition.id,
            expected,
            found,
            "looks like a slip of units by 100 or 10,000; every figure would be off",
        )
    elif factor > 3:
        yield Finding(
            "warning", code, tables.edition.id, expected, found, "unusual size; check unit and year"
        )


def _balance_findings(tables: Tables) -> Iterator[Finding]:
    """A finding for each identity; of the two column readings, for the one that fits better."""
    found = {balance.code: balance for balance in balances(tables)}
    readings = [found.pop(DOMESTIC), found.pop(WITH_IMPORTS)]
    better, other = sorted(readings, key=lambda balance: balance.worst_share)
    domestic = better.code == DOMESTIC
    severity = _severity(better.worst_share)
    yield Finding(
        "warning" if severity == "info" and not domestic else severity,
        "column_balance",
        better.worst_industry,
        f"{readings[0].identity} (flows without imports) or {readings[1].identity} (with them)",
        f"{better.identity} fits better: {_off(better)}; "
        f"{other.identity} is off by up to {other.worst_share:.2g}",
        "flows are domestic supply only"
        if domestic
        else "flows hold imports too: footprints would count imports as domestic",
    )
    for balance in found.values():
        severity = _severity(balance.worst_share)
        yield Finding(
            severity,
            balance.code,
            balance.worst_industry,
            balance.identity,
            _off(balance),
            "holds" if severity == "info" else "the accounts of these industries do not close",
        )


def _off(balance: Balance) -> str:
    return (
        f"worst industry off by {balance.worst_share:.2g} of output "
        f"({balance.worst_mcny:,.3g} million CNY), {balance.industries_off} industries "
        f"beyond {HOLDS:g}"
    )


def _severity(share: float) -> Severity:
    if not share <= TOLERATED:
        return "error"
    return "info" if share <= HOLDS else "warning"


def _error_share(tables: Tables) -> Iterator[Finding]:
    """|ERR| / GO, largest first; an industry without output must have no error."""
    share = share_of_output(tables.error, tables)
    beyond = share > ERROR_SHARE
    found = f"largest {share.max():.2%}; {int(beyond.sum())} of {share.size} industries beyond"
    yield Finding(
        "warning" if beyond.any() else "info",
        "error_share",
        tables.industry(int(share.argmax())),
        "|ERR| / GO below 5 %",
        found,
        "output of these industries is uncertain by that much" if beyond.any() else "holds",
    )


def _negative_cells(tables: Tables) -> Iterator[Finding]:
    """Negative values where none belong (not: FU202, ERR, TFU and the parts of value added)."""
    inventories = FINAL_USES.index("FU202")
    uses = tables.final_use.copy()
    uses[:, inventories :: len(FINAL_USES)] = 0.0
    checked: tuple[tuple[str, npt.NDArray[np.float64] | None, Severity], ...] = (
        ("GO", tables.output, "error"),
        ("TI", tables.total_input, "error"),
        ("CO2", tables.co2, "error"),
        ("Z", tables.flows, "warning"),
        ("FU", uses, "warning"),
        ("EX", tables.exports, "warning"),
        ("IM", tables.imports, "warning"),
        ("TII", tables.intermediate_input, "warning"),
        ("TVA", tables.value_added, "warning"),
    )
    for name, values, severity in checked:
        if values is None or values.min() >= 0:
            continue
        unit = "kt" if name == "CO2" else "million CNY"
        lowest = int(np.unravel_index(values.argmin(), values.shape)[0])
        yield Finding(
            severity,
            "negative_cells",
            tables.industry(lowest),
            f"{name} not negative",
            f"{int((values < 0).sum())} negative cells, lowest {values.min():,.3g} {unit}",
            "negative flows break shares, paths and intensities",
        )


def _zero_supply(tables: Tables) -> Iterator[Finding]:
    """Industries that produce, but supply nothing to the industries of their own province."""
    n_sectors = len(tables.sectors)
    n = tables.output.size
    blocks = tables.flows.reshape(n, len(tables.provinces), n_sectors)
    own = blocks[np.arange(n), np.arange(n) // n_sectors].sum(axis=1)
    silent = (tables.output > FLOOR_MCNY) & (own == 0)
    scattered: list[int] = []
    for sector, code in enumerate(tables.sectors):
        industries = np.flatnonzero(silent[sector::n_sectors]) * n_sectors + sector
        if industries.size >= SYSTEMATIC:
            yield _zero_supply_finding(tables, code, industries)
        else:
            scattered.extend(industries)
    if scattered:
        yield _zero_supply_finding(tables, "every sector", np.array(sorted(scattered)))


def _zero_supply_finding(tables: Tables, sectors: str, industries: npt.NDArray[np.intp]) -> Finding:
    return Finding(
        "warning",
        "zero_supply",
        _places(tables, industries),
        f"{sectors} supplies industries of its own province where it has output",
        f"a row of zeros in the province's own block, {industries.size} industries",
        "these links are missing from the province's network; backbones lose them",
    )


def _idle_industries(tables: Tables) -> Iterator[Finding]:
    idle = np.flatnonzero(tables.output == 0)
    if idle.size:
        yield Finding(
            "info",
            "no_output",
            _places(tables, idle),
            "output above 0",
            f"{idle.size} industries without output",
            "their intensities and coefficients are undefined",
        )


def _places(tables: Tables, industries: npt.NDArray[np.intp]) -> str:
    shown = ", ".join(tables.industry(industry) for industry in industries[:SHOWN])
    rest = industries.size - SHOWN
    return shown + (f" and {rest} more" if rest > 0 else "")
