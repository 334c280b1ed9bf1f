"""The input-output system: coefficients, inverses and multipliers. Pure functions on arrays.

Symbols as in ``docs/methods.md`` and Miller and Blair (2009): flows Z, output x, final use Y,
emissions e; A and B, L and G, M follow. Output is the workbook's own, its statistical error
included: final use has the error as a category, so that x = Z1 + Y1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.linalg import lu_factor, lu_solve

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class System:
    """One table of n industries, ready to be solved.

    Args:
        flows: Z, (n, n) million CNY, supplier in the row; domestic supply only.
        output: x, (n,) million CNY. An industry without output has no coefficients.
        final_use: Y, (n, m) million CNY; Y1 = x - Z1, so exports and error are columns too.
        emissions: e, (n,) kt CO2, or any other account of the industries.
    """

    flows: Matrix
    output: Vector
    final_use: Matrix
    emissions: Vector

    @cached_property
    def intensities(self) -> Vector:
        """s = e / x, (n,) kt per million CNY; 0 where there is no output."""
        return per_output(self.emissions, self.output)

    @cached_property
    def input_coefficients(self) -> Matrix:
        """A = Z diag(x)^-1, (n, n): what a unit of j's output takes from i."""
        coefficients: Matrix = self.flows * _reciprocal(self.output)
        return coefficients

    @cached_property
    def allocation_coefficients(self) -> Matrix:
        """B = diag(x)^-1 Z, (n, n): the share of i's output that goes to j."""
        coefficients: Matrix = self.flows * _reciprocal(self.output)[:, None]
        return coefficients

    @cached_property
    def primary_inputs(self) -> Vector:
        """pi = x - Z'1, (n,) million CNY: value added, imports and a rounding residue."""
        inputs: Vector = self.output - self.flows.sum(axis=0)
        return inputs

    @cached_property
    def total_final_use(self) -> Vector:
        """y = Y1, (n,) million CNY."""
        return np.asarray(self.final_use.sum(axis=1))

    def outputs_for(self, final_use: Matrix) -> Matrix:
        """L Y: outputs that a final use, (n,) or (n, k), takes; solved, not inverted."""
        outputs: Matrix = lu_solve(self._factors, final_use, trans=1)
        return outputs

    def prices_from(self, primary: Matrix) -> Matrix:
        """L'v: what (n,) or (n, k) per unit of output adds up to along the suppliers."""
        prices: Matrix = lu_solve(self._factors, primary)
        return prices

    @cached_property
    def multipliers(self) -> Vector:
        """M = s'L, (n,) kt per million CNY: emissions of all that a unit of final use takes."""
        return self.prices_from(self.intensities)

    @cached_property
    def outputs_by_use(self) -> Matrix:
        """L Y, (n, m) million CNY: outputs that each final use takes."""
        return self.outputs_for(self.final_use)

    @cached_property
    def leontief_inverse(self) -> Matrix:
        """L = (I - A)^-1, (n, n)."""
        return self.outputs_for(np.eye(len(self.output)))

    @cached_property
    def ghosh_inverse(self) -> Matrix:
        """G = (I - B)^-1 = diag(x)^-1 L diag(x), (n, n)."""
        scaled = self.leontief_inverse * self.output * _reciprocal(self.output)[:, None]
        idle = np.flatnonzero(self.output == 0)
        scaled[idle, idle] = 1.0
        inverse: Matrix = scaled
        return inverse

    @cached_property
    def enabled(self) -> Vector:
        """G s, (n,) kt per million CNY: emissions downstream that a unit of primary input enables.

        pymrio ships s'(G - I) as M_down; see its issue 146 and ``docs/methods.md``.
        """
        return self.downstream(self.intensities)

    def downstream(self, shares: Vector) -> Vector:
        """G v, (n,): by G = diag(x)^-1 L diag(x) one solve with the factors of I - A."""
        solved = self.outputs_for(self.output * shares)
        return np.where(self.output == 0, shares, solved * _reciprocal(self.output))

    def without_use(self, column: int) -> System:
        """The table as if a column of final use, such as the error, had never been in it.

        Output falls by it, so coefficients and intensities rise; emissions stay. Where nothing
        would be left of an industry's output, its entry stays.
        """
        left = self.output - self.final_use[:, column]
        gone = np.where(left > 0, self.final_use[:, column], 0.0)
        final_use = self.final_use.copy()
        final_use[:, column] -= gone
        return System(self.flows, self.output - gone, final_use, self.emissions)

    @cached_property
    def _factors(self) -> tuple[Matrix, npt.NDArray[np.int32]]:
        """Factors of (I - A)': LAPACK reads by columns, so this needs no copy of the rows."""
        left = np.negative(self.input_coefficients, order="C")
        left.ravel()[:: len(left) + 1] += 1.0
        return lu_factor(left.T, overwrite_a=True)


def per_output(values: Vector, output: Vector) -> Vector:
    """Values per unit of output, (n,); 0 where there is no output."""
    return np.asarray(values * _reciprocal(output))


def _reciprocal(output: Vector) -> Vector:
    """1 / x, 0 where x is 0."""
    result = np.zeros_like(output)
    np.divide(1.0, output, out=result, where=output != 0)
    return result
