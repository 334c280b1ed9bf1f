"""Who answers for emissions: four accounts, footprints, trade, scopes, linkages, extraction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from graph_service.analysis.leontief import Matrix, System, Vector

Account = Literal["production", "consumption", "final_product", "income"]
ACCOUNTS: tuple[Account, ...] = ("production", "consumption", "final_product", "income")
Index = npt.NDArray[np.intp]


def footprints(system: System) -> Matrix:
    """diag(s) L Y, (n, m) kt: emissions of industry i in final use k.

    Row sums are the production account, column sums the consumption account, all of it e.
    """
    return system.intensities[:, None] * system.outputs_by_use


def product_footprints(system: System) -> Matrix:
    """diag(M) Y, (n, m) kt: what is embodied in final product i as bought for use k.

    Row sums are the final-product account, column sums the consumption account.
    """
    return system.multipliers[:, None] * system.final_use


def by_industry(system: System, account: Account) -> Vector:
    """An account of each industry, (n,) kt; its sum is the sum of e.

    * ``production``: e, what the industry emits;
    * ``final_product``: s'L diag(y), what is embodied in its final products;
    * ``income``: diag(pi) G s, what its primary inputs enable.

    ``consumption`` belongs to final users, not to industries: see :func:`footprints`.
    """
    if account == "production":
        return system.emissions
    if account == "final_product":
        return system.multipliers * system.total_final_use
    if account == "income":
        return system.primary_inputs * system.enabled
    raise ValueError("the consumption account is one of final users, not of industries")


def income_by(system: System, primary: Matrix) -> Matrix:
    """diag(G s) P, (n, k) kt: the income account by kinds of primary input, such as labour."""
    return system.enabled[:, None] * primary


@dataclass(frozen=True)
class Scopes:
    """Upstream emissions of an industry's whole output, (k,) kt each; sums over industries
    double count.
    """

    total: Vector
    scope_1: Vector
    scope_2: Vector
    scope_3_upstream: Vector


def scopes(system: System, industries: Index, energy: Index) -> Scopes:
    """Scopes 1, 2 and 3 upstream of each of the given industries, (k,) kt.

    Total is M_j x_j / L_jj: own use along the chain is not counted twice. Scope 2 is the direct
    emission of electricity-and-heat suppliers other than j for what j buys from them directly.

    Args:
        industries: (k,) positions.
        energy: positions of the electricity-and-heat industries.
    """
    own = system.leontief_inverse.diagonal()[industries]
    output = system.output[industries]
    total = system.multipliers[industries] * output / own
    direct = system.intensities[industries] * output
    bought = system.flows[np.ix_(energy, industries)] * system.intensities[energy][:, None]
    bought[energy[:, None] == industries[None, :]] = 0.0
    second = bought.sum(axis=0)
    return Scopes(total, direct, second, total - direct - second)


@dataclass(frozen=True)
class Linkages:
    """How an industry pulls and pushes the others, (n,) each, 1 the mean of all industries.

    ``backward`` sums L by column, ``forward`` sums G by row (Rasmussen 1956; Miller and Blair
    2009, ch. 12); the carbon versions are weighted by s.
    """

    backward: Vector
    forward: Vector
    backward_carbon: Vector
    forward_carbon: Vector


def linkages(system: System) -> Linkages:
    """Linkages of all industries, money and carbon, normalised by their mean."""
    ones = np.ones(len(system.output))
    sums = (
        system.prices_from(ones),
        system.downstream(ones),
        system.multipliers,
        system.enabled,
    )
    return Linkages(*(_by_mean(values) for values in sums))


def extracted_output(system: System, industries: Index, theta: float = 1.0) -> Vector:
    """Output that goes when a share theta of industries is taken out, (n,) million CNY.

    D = diag(1 - theta on them, 1 elsewhere); the rest runs on D A D with final use D y, and the
    answer is x - (I - D A D)^-1 D y (Dietzenbacher and van der Linden 1997; theta = 1 is full
    extraction). With x = A x + y it is solved for as (I - D A D)^-1 (t + D A t), t = (I - D) x,
    which takes no difference of large numbers: the smallest theta keeps all its digits.
    """
    keep, taken = np.ones(len(system.output)), np.zeros(len(system.output))
    keep[industries] = 1.0 - theta
    taken[industries] = theta * system.output[industries]
    inputs = system.input_coefficients
    left = np.eye(len(keep)) - keep[:, None] * inputs * keep
    return np.asarray(np.linalg.solve(left, taken + keep * (inputs @ taken)))


def extraction(system: System, industries: Index, theta: float = 1.0) -> Vector:
    """s times :func:`extracted_output`, (n,) kt: emissions that go, by the industry they are of."""
    return system.intensities * extracted_output(system, industries, theta)


def between_groups(values: Matrix, rows: Index, columns: Index) -> Matrix:
    """(r, c) sums of an (n, m) matrix by the group of each row and of each column."""
    by_row = np.zeros((int(rows.max()) + 1, values.shape[1]))
    np.add.at(by_row, rows, values)
    result = np.zeros((len(by_row), int(columns.max()) + 1))
    np.add.at(result.T, columns, by_row.T)
    return result


def _by_mean(values: Vector) -> Vector:
    mean = values.mean()
    return values / mean if mean else values
