"""Checks of one edition's tables: balances, totals, units, odd cells. Pure: Tables to findings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loader.balances import ROUNDING_MCNY, share_of_output
from loader.checks_balance import balance_findings, silent_industries
from loader.checks_size import size_findings
from loader.layout import FINAL_USES, Finding, Severity, Tables
from loader.national import trillion
from loader.places import Places

ERROR_SHARE = 0.05  # CEADs' own limit: |ERR| below 5 % of gross output
SYSTEMATIC = 3  # provinces in which one sector's row is empty, to be a defect of the sheet
NEGLIGIBLE_KT = 0.001
RANK = {"error": 0, "warning": 1, "info": 2}


def check_tables(tables: Tables, places: Places | None = None) -> tuple[Finding, ...]:
    """Everything worth knowing about a table before it is loaded, errors first.

    With the ``places`` from ``tidy`` findings name sheet and cells, else ids of industries.
    """
    places = places or Places(tables)
    found = [
        *balance_findings(tables, places),
        *size_findings(tables, places),
        *_totals(tables, places),
        *_error_share(tables, places),
        *_negative_cells(tables, places),
        *_zero_supply(tables, places),
        *_idle_industries(tables, places),
    ]
    return tuple(sorted(found, key=lambda finding: RANK[finding.severity]))


def _totals(tables: Tables, places: Places) -> Iterator[Finding]:
    carbon = "no CO2 row" if tables.co2 is None else f"{tables.co2.sum() / 1000:,.0f} Mt CO2"
    yield Finding(
        "info",
        "totals",
        places.table,
        "national totals as published",
        f"output {trillion(tables.output.sum())}, "
        f"value added {trillion(tables.value_added.sum())}, {carbon}",
        "compare them with the statistics of the year",
    )


def _error_share(tables: Tables, places: Places) -> Iterator[Finding]:
    """|ERR| / GO, largest first; an industry without output must have no error."""
    share = share_of_output(tables.error, tables)
    beyond = share > ERROR_SHARE
    found = f"largest {share.max():.2%}; {int(beyond.sum())} of {share.size} industries beyond"
    yield Finding(
        "warning" if beyond.any() else "info",
        "error_share",
        places.cell("error", int(share.argmax())),
        "|ERR| / GO below 5 %",
        found,
        "output of these industries is uncertain by that much" if beyond.any() else "holds",
    )


def _negative_cells(tables: Tables, places: Places) -> Iterator[Finding]:
    """Negative values where none belong (not: FU202, ERR, TFU and the parts of value added)."""
    inventories = FINAL_USES.index("FU202")
    uses = tables.final_use.copy()
    uses[:, inventories :: len(FINAL_USES)] = 0.0
    checked: tuple[tuple[str, str, npt.NDArray[np.float64] | None, Severity], ...] = (
        ("GO", "output", tables.output, "error"),
        ("TI", "total_input", tables.total_input, "error"),
        ("CO2", "co2", tables.co2, "error"),
        ("Z", "flows", tables.flows, "warning"),
        ("FU", "final_use", uses, "warning"),
        ("EX", "exports", tables.exports, "warning"),
        ("IM", "imports", tables.imports, "warning"),
        ("TII", "intermediate_input", tables.intermediate_input, "warning"),
        ("TVA", "value_added", tables.value_added, "warning"),
    )
    for name, field, values, severity in checked:
        if values is None or values.min() >= 0:
            continue
        carbon = name == "CO2"
        small = values.min() >= -(NEGLIGIBLE_KT if carbon else ROUNDING_MCNY)
        lowest = np.unravel_index(values.argmin(), values.shape)
        yield Finding(
            "info" if small else severity,
            "negative_cells",
            places.cell(field, *(int(at) for at in lowest)),
            f"{name} not negative",
            f"{int((values < 0).sum())} negative cells, lowest {values.min():,.3g} "
            f"{'kt' if carbon else 'million CNY'}",
            "too small to matter"
            if small
            else "negative flows break shares, paths and intensities",
        )


def _zero_supply(tables: Tables, places: Places) -> Iterator[Finding]:
    """Industries that produce, but supply nothing to the industries of their own province."""
    silent = silent_industries(tables)
    scattered: list[int] = []
    for sector, code in enumerate(tables.sectors):
        industries = silent[silent % len(tables.sectors) == sector]
        if industries.size >= SYSTEMATIC:
            yield _zero_supply_finding(places, code, industries)
        else:
            scattered.extend(industries)
    if scattered:
        yield _zero_supply_finding(places, "every sector", np.array(sorted(scattered)))


def _zero_supply_finding(places: Places, sectors: str, industries: npt.NDArray[np.intp]) -> Finding:
    return Finding(
        "warning",
        "zero_supply",
        places.rows(industries.tolist()),
        f"{sectors} supplies industries of its own province where it has output",
        f"a row of zeros in the province's own block, {industries.size} industries",
        "these links are missing from the province's network; backbones lose them",
    )


def _idle_industries(tables: Tables, places: Places) -> Iterator[Finding]:
    idle = np.flatnonzero(tables.output == 0)
    if idle.size:
        yield Finding(
            "info",
            "no_output",
            places.rows(idle.tolist()),
            "output above 0",
            f"{idle.size} industries without output",
            "their intensities and coefficients are undefined",
        )
