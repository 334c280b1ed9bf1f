"""What the accounts of a table say about it: identities that hold, that are off, and the cell.

Which imbalance stops a load? A published table may not close everywhere, and it must load all
the same; a table that was changed afterwards must not. So it is an error where

* the change can be proved and placed: a number that is 100 or 10,000 times what would close its
  row, two identities that one number puts off by the same amount, rows and columns of flows that
  are off by the same total, inputs in another order than outputs (``loader.traces``);
* an industry is off by more than 5 % of its output, the bound that CEADs sets to its column of
  errors, and by more than a millionth of national output: industries that hardly exist do not
  stop a load;
* all residues together exceed 1 % of national output.

Anything else beyond rounding is a warning. The empty supply rows of a published edition (zeros
in the province's own block) are known: what they leave open is not counted a second time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loader.balances import (
    DOMESTIC,
    FINAL_USE,
    FLOOR_MCNY,
    HOLDS,
    IDENTITIES,
    INPUT,
    INPUT_OUTPUT,
    ROW,
    VALUE_ADDED,
    WITH_IMPORTS,
    is_off,
    residues,
    share_of_output,
)
from loader.layout import Finding, Severity, Tables, Vector
from loader.places import Places
from loader.traces import Trace, traces

GROSS = 0.05  # of an industry's output
GROSS_PART = 1e-6  # of national output: about 200 million CNY
WIDESPREAD = 0.01  # of national output
CLOSELY = 0.01  # of output, by the median industry; imports are some 5 %
BETTER = 0.1
MISSING = 1e-3  # how closely an empty row and the columns without it must agree
WORKBOOK_UNITS = 100  # of 10,000 yuan in a million CNY
ROWS = (ROW, FINAL_USE)


def balance_findings(tables: Tables, places: Places) -> Iterator[Finding]:
    """Traced changes first, then a finding for each identity, one for both column readings."""
    left = _without_missing_supply(tables, residues(tables))
    column, other = _readings(tables, left)
    for trace in traces(tables, left, column):
        yield _traced(trace, tables, places)
    yield _column_finding(tables, places, left, column, other)
    for code in (ROW, FINAL_USE, INPUT_OUTPUT, INPUT, VALUE_ADDED):
        severity = _severity(left[code], tables)
        yield Finding(
            severity,
            code,
            _worst(left[code], tables, places, by_row=code in ROWS),
            IDENTITIES[code],
            _off(left[code], tables),
            "holds" if severity == "info" else "the accounts of these industries do not close",
        )


def _readings(tables: Tables, left: dict[str, Vector]) -> tuple[str, str]:
    """The reading of the column identity that holds, and the other one.

    Flows with imports must close clearly better, and closely, in most industries: a slip in the
    row of imports alone makes neither reading hold.
    """
    domestic, with_imports = (
        float(np.median(share_of_output(left[code], tables))) for code in (DOMESTIC, WITH_IMPORTS)
    )
    if with_imports < CLOSELY and with_imports < BETTER * domestic:
        return WITH_IMPORTS, DOMESTIC
    return DOMESTIC, WITH_IMPORTS


def silent_industries(tables: Tables) -> npt.NDArray[np.intp]:
    """Industries that produce, but supply nothing to the industries of their own province."""
    n, n_sectors = tables.output.size, len(tables.sectors)
    blocks = tables.flows.reshape(n, len(tables.provinces), n_sectors)
    own = np.abs(blocks[np.arange(n), np.arange(n) // n_sectors]).sum(axis=1)
    return np.flatnonzero((tables.output > FLOOR_MCNY) & (own == 0))


def _without_missing_supply(tables: Tables, left: dict[str, Vector]) -> dict[str, Vector]:
    """Residues without those that empty supply rows explain, province by province."""
    silent, n_sectors = silent_industries(tables), len(tables.sectors)
    left = {code: residue.copy() for code, residue in left.items()}
    for province in np.unique(silent // n_sectors):
        rows = silent[silent // n_sectors == province]
        columns = slice(province * n_sectors, (province + 1) * n_sectors)
        for code in (DOMESTIC, WITH_IMPORTS):
            unsold, unbought = left[ROW][rows].sum(), left[code][columns].sum()
            if unsold < 0 and abs(unsold - unbought) <= MISSING * -unsold:
                left[ROW][rows] = 0.0
                left[code][columns] = 0.0
                break
    return left


def _traced(trace: Trace, tables: Tables, places: Places) -> Finding:
    """An error that names the cells, and the number that would close the accounts."""
    times = ""
    if trace.factor is not None:
        size = "large" if trace.factor > 1 else "small"
        times = f"{max(trace.factor, 1 / trace.factor):,.0f} times too {size}"
    if trace.cell is not None:
        field, index = trace.cell
        value = float(getattr(tables, field)[index])
        place = places.cell(field, *index)
        expected = f"{_amount(value - trace.change)}, which closes the accounts"
        found = _amount(value) + (f", {times}" if times else "")
    else:
        lines = [places.rows(trace.rows)] if trace.rows else []
        lines += [places.columns(trace.columns)] if trace.columns else []
        place = " and ".join(lines)
        expected = "numbers that close the accounts"
        found = f"{trace.what} {times or 'off by ' + _amount(trace.change) + ' in all'}"
    consequence = "changed or moved after the table was closed; what rests on it would be wrong"
    return Finding("error", trace.code, place, expected, found, consequence)


def _amount(million_cny: float) -> str:
    return f"{million_cny * WORKBOOK_UNITS:,.8g} (10,000 yuan)"


def _column_finding(
    tables: Tables, places: Places, left: dict[str, Vector], better: str, other: str
) -> Finding:
    """The two readings of the column identity: which one fits, and what follows from it."""
    domestic = better == DOMESTIC
    severity = _severity(left[better], tables)
    return Finding(
        "warning" if severity == "info" and not domestic else severity,
        "column_balance",
        _worst(left[better], tables, places, by_row=False),
        f"{IDENTITIES[DOMESTIC]} (flows without imports) or {IDENTITIES[WITH_IMPORTS]} (with them)",
        f"{IDENTITIES[better]} fits better: {_off(left[better], tables)}; {IDENTITIES[other]} "
        f"is off by up to {share_of_output(left[other], tables).max():.2g}",
        "flows are domestic supply only"
        if domestic
        else "flows hold imports too: footprints would count imports as domestic",
    )


def _worst(residue: Vector, tables: Tables, places: Places, *, by_row: bool) -> str:
    worst = int(share_of_output(residue, tables).argmax())
    return places.row(worst) if by_row else places.column(worst)


def _off(residue: Vector, tables: Tables) -> str:
    share = share_of_output(residue, tables)
    worst = int(share.argmax())
    return (
        f"worst industry off by {share[worst]:.2g} of output ({residue[worst]:,.3g} million CNY), "
        f"{int(is_off(residue, tables).sum())} industries beyond {HOLDS:g}"
    )


def _severity(residue: Vector, tables: Tables) -> Severity:
    """Error, warning or info, as the text at the top of this file says."""
    national = float(np.abs(tables.output).sum())
    size, share = np.abs(residue), share_of_output(residue, tables)
    gross = ~(share <= GROSS) & ~(size <= max(FLOOR_MCNY, GROSS_PART * national))
    if gross.any() or not size.sum() <= WIDESPREAD * national:
        return "error"
    return "warning" if is_off(residue, tables).any() else "info"
