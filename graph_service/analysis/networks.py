"""Which links a network has, and how strong and how long each of them is. Pure.

One form holds all weights: w_ij = r_i z_ij c_j, for flows z of an edition. Money has r = c = 1,
input coefficients c_j = 1 / x_j, embodied carbon r_i = M_i. Industries outside the network have
no factor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Factors = tuple[float | None, ...]


@dataclass(frozen=True)
class Network:
    """A choice of industries of an edition, and the weights of the links between them.

    ``rows`` and ``columns`` are the factors of suppliers and customers by position in the edition,
    None for industries that are left out; both leave out the same. Links are the weights above 0
    and of at least ``least``, self-loops aside. They are 1 / w long, or -ln w where
    ``logarithmic``: then only weights below 1 are links. Where ``whole`` links weigh what rounding
    makes of that, halves to the even number, and none weighs 0.
    """

    rows: Factors
    columns: Factors
    least: float = 0.0
    logarithmic: bool = False
    whole: bool = False

    @property
    def positions(self) -> npt.NDArray[np.int64]:
        """(m,) positions in the edition of the industries of the network."""
        return np.flatnonzero([factor is not None for factor in self.rows])

    def weights(self, flows: Matrix) -> Matrix:
        """(m, m) weights of the links, 0 where there is none; ``flows`` are (n, n), million CNY."""
        chosen = self.positions
        row, column = (
            np.array([factors[place] for place in chosen], dtype=np.float64)
            for factors in (self.rows, self.columns)
        )
        weights: Matrix = flows[np.ix_(chosen, chosen)] * row[:, None] * column
        weights[~(weights >= self.least) | (weights <= 0)] = 0.0
        if self.logarithmic:
            weights[weights >= 1] = 0.0
        if self.whole:
            np.rint(weights, out=weights)
        np.fill_diagonal(weights, 0.0)
        return weights

    def lengths(self, weights: Matrix) -> Matrix:
        """(m, m) lengths of links with these weights, infinite where there is none."""
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(weights) if self.logarithmic else 1.0 / weights)
