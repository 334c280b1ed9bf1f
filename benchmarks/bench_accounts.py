"""Multipliers and the four accounts of an edition against bare LAPACK calls, in one run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from measure import interleaved, line, spread, title, workbook
from scipy.linalg.lapack import dgetrf, dgetrs

from graph_service.analysis.accounts import (
    by_industry,
    extraction,
    footprints,
    linkages,
    product_footprints,
    scopes,
)
from graph_service.analysis.leontief import Matrix, System, Vector
from graph_service.analysis.trade import in_gross_flows
from loader.source import read_source

REPEAT = 9


def main() -> None:
    title("Accounts", "numpy", "scipy")
    with workbook() as (file, what):
        tables = read_source(file).tables[0]
    if tables.co2 is None:
        print("  left out: the table has no CO2")
        return
    final_use = np.column_stack([tables.final_use, tables.exports, tables.error])
    given = tables.flows, tables.output, final_use, tables.co2
    print(f"  {what}, edition {tables.edition.id}, {final_use.shape[1]} final uses")
    _same(given)
    works: dict[str, Callable[[], object]] = {
        "ours, M": lambda: System(*given).multipliers,
        "LAPACK, M": partial(bare_multipliers, *given),
        "ours, M and four accounts": partial(ours, given),
        "LAPACK, M and four accounts": partial(bare_accounts, *given),
    }
    seconds = interleaved(REPEAT, works)
    for name, values in seconds.items():
        print(f"  {name:<30} {spread(values)}")
    for what in ("M", "M and four accounts"):
        ratio = min(seconds[f"ours, {what}"]) / min(seconds[f"LAPACK, {what}"])
        line(f"ours / LAPACK, {what}", ratio, "", limit=1.5)
    _others(given, len(tables.sectors))


Given = tuple[Matrix, Vector, Matrix, Vector]


def ours(given: Given) -> tuple[Vector, Matrix, Matrix, Vector]:
    """M, the matrix of production and consumption, final products by use, income."""
    system = System(*given)
    matrix, products = footprints(system), product_footprints(system)
    return system.multipliers, matrix, products, by_industry(system, "income")


def bare_multipliers(flows: Matrix, output: Vector, _use: Matrix, emissions: Vector) -> Vector:
    """M = s'(I - A)^-1 with nothing around the calls of LAPACK."""
    scale = np.where(output == 0, 1.0, output)
    factors, pivots = factorised(flows, scale)
    return dgetrs(factors, pivots, emissions / scale)[0]


def factorised(flows: Matrix, scale: Vector) -> tuple[Matrix, Vector]:
    """Factors of (I - A)': LAPACK takes a matrix by columns, so that ours need not be copied."""
    left = flows / -scale
    left.ravel()[:: len(left) + 1] += 1.0
    factors, pivots, _ = dgetrf(left.T, overwrite_a=True)
    return factors, pivots


def bare_accounts(
    flows: Matrix, output: Vector, use: Matrix, emissions: Vector
) -> tuple[Vector, Matrix, Matrix, Vector]:
    """The same four answers as :func:`ours`."""
    scale = np.where(output == 0, 1.0, output)
    intensities = emissions / scale
    factors, pivots = factorised(flows, scale)
    multipliers = dgetrs(factors, pivots, intensities)[0]
    matrix = intensities[:, None] * dgetrs(factors, pivots, use, trans=1)[0]
    enabled = dgetrs(factors, pivots, output * intensities, trans=1)[0] / scale
    return multipliers, matrix, multipliers[:, None] * use, (output - flows.sum(axis=0)) * enabled


def _same(given: Given) -> None:
    pairs = zip(ours(given), bare_accounts(*given), strict=True)
    worst = max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)
    line("largest difference, of the largest value", worst, "", limit=1e-9)


def _others(given: Given, sectors: int) -> None:
    """What else an edition is asked for, its system factorised."""
    system = System(*given)
    n = len(system.output)
    _ = system.multipliers
    made = np.arange(n) // sectors
    places = np.append(np.repeat(np.arange(n // sectors), 5), [n // sectors, n // sectors + 1])
    works: dict[str, Callable[[], object]] = {
        "L": lambda: system.outputs_for(np.eye(n)),
        "linkages": partial(linkages, system),
        "scopes of all, L there": partial(scopes, system, np.arange(n), np.arange(23, n, sectors)),
        "extraction of a province": partial(extraction, system, np.arange(sectors)),
        "trade in gross flows": partial(in_gross_flows, system, made, places),
    }
    for name, values in interleaved(3, works).items():
        line(name, min(values), "s", limit=1)


if __name__ == "__main__":
    main()
