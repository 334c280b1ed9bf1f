"""The accounting identities of an input-output table, and how well each one holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loader.layout import Tables, Vector

HOLDS = 1e-6  # of output: beyond it a balance is off
FLOOR_MCNY = 1.0  # residues are measured against at least this output
DOMESTIC = "column_balance_domestic"
WITH_IMPORTS = "column_balance_with_imports"


@dataclass(frozen=True)
class Balance:
    """How well one accounting identity holds; shares are of the industry's output."""

    code: str
    identity: str
    worst_industry: str
    worst_share: float
    worst_mcny: float
    industries_off: int


def balances(tables: Tables) -> tuple[Balance, ...]:
    """Every accounting identity of the table, with its worst industry.

    The column identity is tried in both readings: flows of domestic supply only, and flows that
    hold imports too.
    """
    t = tables
    columns = t.flows.sum(axis=0) + t.value_added - t.total_input
    rows = t.flows.sum(axis=1) + t.final_use_total + t.error - t.output
    uses = t.final_use.sum(axis=1) + t.exports - t.final_use_total
    parts = t.value_added_parts.sum(axis=0) - t.value_added
    residues = {
        DOMESTIC: ("sum(Z) + IM + TVA = TI", columns + t.imports),
        WITH_IMPORTS: ("sum(Z) + TVA = TI", columns),
        "row_balance": ("GO = sum(Z) + TFU + ERR", rows),
        "final_use_balance": ("TFU = sum(FU) + EX", uses),
        "input_output_balance": ("TI = GO", t.total_input - t.output),
        "input_balance": ("TI = TII + TVA", t.intermediate_input + t.value_added - t.total_input),
        "value_added_balance": ("TVA = VA001 + .. + VA004", parts),
    }
    return tuple(
        _balance(tables, code, identity, residue) for code, (identity, residue) in residues.items()
    )


def _balance(tables: Tables, code: str, identity: str, residue: Vector) -> Balance:
    share = share_of_output(residue, tables)
    worst = int(share.argmax())
    return Balance(
        code=code,
        identity=identity,
        worst_industry=tables.industry(worst),
        worst_share=float(share[worst]),
        worst_mcny=float(residue[worst]),
        industries_off=int(np.count_nonzero(~(share <= HOLDS))),
    )


def share_of_output(residue: Vector, tables: Tables) -> Vector:
    """Size of a residue (n,) as a share of output, which counts as 1 million CNY at least."""
    share: Vector = np.abs(residue) / np.maximum(np.abs(tables.output), FLOOR_MCNY)
    return share
