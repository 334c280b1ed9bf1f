"""The accounting identities of an input-output table, and how well each one holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loader.layout import Tables, Vector

HOLDS = 1e-6  # of output: beyond it a balance is off
FLOOR_MCNY = 1.0  # residues are measured against at least this output
ROUNDING_MCNY = 0.1  # what 1,300 cells rounded to whole 10,000 yuan may leave over
NOISE = 20.0  # times the usual residue of the table: what is larger stands out
DOMESTIC = "column_balance_domestic"
WITH_IMPORTS = "column_balance_with_imports"
ROW = "row_balance"
FINAL_USE = "final_use_balance"
INPUT_OUTPUT = "input_output_balance"
INPUT = "input_balance"
VALUE_ADDED = "value_added_balance"
IDENTITIES = {
    DOMESTIC: "sum(Z) + IM + TVA = TI",
    WITH_IMPORTS: "sum(Z) + TVA = TI",
    ROW: "GO = sum(Z) + TFU + ERR",
    FINAL_USE: "TFU = sum(FU) + EX",
    INPUT_OUTPUT: "TI = GO",
    INPUT: "TI = TII + TVA",
    VALUE_ADDED: "TVA = VA001 + .. + VA004",
}


@dataclass(frozen=True)
class Balance:
    """How well one accounting identity holds; shares are of the industry's output."""

    code: str
    identity: str
    worst_industry: str
    worst_share: float
    worst_mcny: float
    industries_off: int


def residues(tables: Tables) -> dict[str, Vector]:
    """What each identity of ``IDENTITIES`` leaves over, (n,) in million CNY.

    The column identity is tried in both readings: flows of domestic supply only, and flows that
    hold imports too.
    """
    t = tables
    columns = t.flows.sum(axis=0) + t.value_added - t.total_input
    return {
        DOMESTIC: columns + t.imports,
        WITH_IMPORTS: columns,
        ROW: t.flows.sum(axis=1) + t.final_use_total + t.error - t.output,
        FINAL_USE: t.final_use.sum(axis=1) + t.exports - t.final_use_total,
        INPUT_OUTPUT: t.total_input - t.output,
        INPUT: t.intermediate_input + t.value_added - t.total_input,
        VALUE_ADDED: t.value_added_parts.sum(axis=0) - t.value_added,
    }


def balances(tables: Tables) -> tuple[Balance, ...]:
    """Every accounting identity of the table, with its worst industry."""
    return tuple(_balance(tables, code, residue) for code, residue in residues(tables).items())


def _balance(tables: Tables, code: str, residue: Vector) -> Balance:
    share = share_of_output(residue, tables)
    worst = int(share.argmax())
    return Balance(
        code=code,
        identity=IDENTITIES[code],
        worst_industry=tables.industry(worst),
        worst_share=float(share[worst]),
        worst_mcny=float(residue[worst]),
        industries_off=int(is_off(residue, tables).sum()),
    )


def share_of_output(residue: Vector, tables: Tables) -> Vector:
    """Size of a residue (n,) as a share of output, which counts as 1 million CNY at least."""
    share: Vector = np.abs(residue) / np.maximum(np.abs(tables.output), FLOOR_MCNY)
    return share


def is_off(residue: Vector, tables: Tables) -> npt.NDArray[np.bool_]:
    """Which residues (n,) are more than rounding; NaN is."""
    off: npt.NDArray[np.bool_] = ~(
        (share_of_output(residue, tables) <= HOLDS) | (np.abs(residue) <= ROUNDING_MCNY)
    )
    return off


def standing_out(residue: Vector, tables: Tables) -> npt.NDArray[np.intp]:
    """Industries whose residue is far beyond what this table usually leaves over.

    A table closes as well as its makers' method did: to 1e-15 of output where the last column
    was computed, to some 1e-3 where a fitting ended early. The median says which; an industry
    stands out at 20 times the median, both in million CNY and as a share of output.
    """
    share = share_of_output(residue, tables)
    usual = np.maximum(NOISE * np.median(share), HOLDS) * np.abs(tables.output)
    usual = np.maximum(usual, max(NOISE * float(np.median(np.abs(residue))), HOLDS))
    return np.flatnonzero(~(np.abs(residue) <= usual))
