"""Balancing of the synthetic sample: RAS, small cells to zero, whole numbers, closing items.

All values end as whole numbers of 10,000 CNY, so every sum of them is exact in floats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loader.sample_constants import Array, Constants

CATEGORIES = 5  # of final use in each province; the last one is changes in inventories
PROVINCES = 31
KEPT_CELLS = 0.42  # of the cells of flows and final use; smaller ones become zero
DIGITS = 4  # significant digits of a cell
FITTING_ROUNDS = 30
IMPORTED_FINAL_USE = (0.01, 0.025, 0.005, 0.03, 0.0)  # of what each category buys at home


@dataclass(frozen=True)
class Plan:
    """What the table shall look like before it is balanced; 10,000 CNY, n industries.

    ``table`` (n, n + 124) flows and final use without inventories, ``supplied`` (n,) its row
    sums, ``bought`` (n + 124,) its column sums; the rest (n,); ``co2`` in Mt.
    """

    table: Array
    supplied: Array
    bought: Array
    exports: Array
    error: Array
    inventories: Array
    imports: Array
    co2: Array


@dataclass(frozen=True)
class Economy:
    """One balanced table in 10,000 CNY; n = 31 * 42 industries, province by province.

    ``flows`` (n, n); ``final_use`` (n, 155), column = province * 5 + category; ``exports``,
    ``error``, ``output``, ``imports`` (n,); ``value_added`` (4, n) VA001..VA004;
    ``final_use_imports`` (155,); ``co2`` (n,) in Mt.
    """

    flows: Array
    final_use: Array
    exports: Array
    error: Array
    output: Array
    imports: Array
    value_added: Array
    final_use_imports: Array
    co2: Array


def close(plan: Plan, constants: Constants) -> Economy:
    """Balance the plan; output closes each row, operating surplus each column."""
    n = len(plan.supplied)
    table = _rounded(_balanced(plan))
    flows = table[:, :n]
    final_use = _with_inventories(table[:, n:], _rounded(plan.inventories))
    exports, error = _rounded(plan.exports), np.round(plan.error)
    imports = _rounded(plan.imports)
    output = flows.sum(axis=1) + final_use.sum(axis=1) + exports + error
    return Economy(
        flows=flows,
        final_use=final_use,
        exports=exports,
        error=error,
        output=output,
        imports=imports,
        value_added=_value_added_parts(constants, output - flows.sum(axis=0) - imports),
        final_use_imports=_final_use_imports(constants, final_use),
        co2=np.where(output > 0, np.round(plan.co2, 6), 0),
    )


def _balanced(plan: Plan) -> Array:
    """The plan's table fitted to its sums, then again without its small cells."""
    table = fit(plan.table, plan.supplied, plan.bought)
    large = _large(table, plan.supplied, plan.bought)
    return fit(np.where(large, table, 0), plan.supplied, plan.bought)


def _with_inventories(final_use: Array, inventories: Array) -> Array:
    """Final use (n, 155); an industry's inventories lie in its own province."""
    n = len(inventories)
    whole = np.zeros((n, PROVINCES, CATEGORIES))
    whole[:, :, :-1] = final_use.reshape(n, PROVINCES, CATEGORIES - 1)
    whole[np.arange(n), np.arange(n) * PROVINCES // n, -1] = inventories
    return whole.reshape(n, -1)


def _value_added_parts(constants: Constants, value_added: Array) -> Array:
    """Compensation, net taxes and depreciation by the sectors' shares; surplus is the rest."""
    parts = [
        np.round(value_added * np.tile(constants.sector[name], PROVINCES))
        for name in ("labour", "net_taxes", "depreciation")
    ]
    return np.array([*parts, value_added - sum(parts)])


def _final_use_imports(constants: Constants, final_use: Array) -> Array:
    openness = np.sqrt(constants.province["openness"])
    share = np.outer(openness, IMPORTED_FINAL_USE).ravel()
    imports: Array = np.round(share * final_use.sum(axis=0))
    return imports


def fit(table: Array, rows: Array, columns: Array) -> Array:
    """RAS: scale rows and columns in turn until the table has the given sums (Stone 1961)."""
    fitted = table.copy()
    for _ in range(FITTING_ROUNDS):
        fitted *= _ratio(rows, fitted.sum(axis=1))[:, None]
        fitted *= _ratio(columns, fitted.sum(axis=0))
    return fitted


def _ratio(part: Array, whole: Array) -> Array:
    """``part / whole``, 0 where the whole is 0; ``part`` has the shape of the answer."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _large(table: Array, rows: Array, columns: Array) -> NDArray[np.bool_]:
    """Which cells matter to their supplier or to their user; the strongest of each always."""
    score = np.maximum(_ratio(table, rows[:, None]), _ratio(table, columns))
    large: NDArray[np.bool_] = score >= np.quantile(score, 1 - KEPT_CELLS)
    return large


def _rounded(values: Array) -> Array:
    """Whole numbers with at most ``DIGITS`` significant digits."""
    size = np.floor(np.log10(np.maximum(np.abs(values), 1)))
    step = 10 ** np.maximum(size - DIGITS + 1, 0)
    rounded: Array = np.round(values / step) * step
    return rounded
