"""The carbon-cover backbone: the most carbon that a number of connected links can carry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_service.analysis.backbone import (
    Index,
    Links,
    Matrix,
    Vector,
    between_sectors,
    heaviest,
    links_at,
    usual_edges,
)
from graph_service.analysis.exchanges import Task, improved
from graph_service.analysis.spanning import Flags, best_links, spanning_forest
from graph_service.errors import BadParameter

CLOSE = 1e-12
"""Sums that differ by less than this part of all are equal."""
GOOD = 1e-6
"""A gap to the bound, relative to it, that is not worth a search."""


@dataclass(frozen=True, eq=False)
class CarbonCover:
    """Links that connect all sectors, what they cover, and what no others could.

    Shares are of the whole block where own use counts as covered, else of the links between
    different sectors. All bounds are proven.

    * ``carbon``, ``money``: shares that the links carry.
    * ``bound``: no connected set of as many links, with as much money as was asked for, carries a
      larger share of the carbon; ``gap`` is how far the links stay below it, relative to it: 0
      is a proven optimum.
    * ``loose_bound``: the same without connection and without money: the heaviest links.
    * ``most_money``: the largest share of the money of any connected set of as many links.
    * ``least_edges``: no fewer links do what was asked for.
    * ``parts``: weakly connected parts of the active sectors, by these links and by all links; a
      sector with own use only is one of its own. 1 where all are connected.
    """

    links: Links
    carbon: float
    money: float
    bound: float
    loose_bound: float
    most_money: float
    least_edges: int
    parts: int

    @property
    def gap(self) -> float:
        """How far below the bound, relative to it."""
        return max(0.0, 1.0 - self.carbon / self.bound) if self.bound > 0 else 0.0


def weigh(flows: Matrix, per_unit: Vector) -> Matrix:
    """diag(v) Z, (n, n): carbon weights of flows.

    With M, the multipliers, these are embodied emissions, with s, the intensities, direct ones.
    They are weights and no account: along chains embodied emissions are counted again.

    Args:
        flows: (n, n) million CNY, supplier in the row.
        per_unit: (n,) kt per million CNY of each supplier.
    """
    weights: Matrix = per_unit[:, None] * flows
    return weights


def carbon_cover(
    money: Matrix,
    carbon: Matrix,
    edges: int | None = None,
    *,
    money_floor: float = 0.0,
    own_use: bool = False,
) -> CarbonCover:
    """The connected set of ``edges`` links with the most carbon and at least so much money.

    Connected means weakly: all sectors with a link hang together, as far as the links of the
    block connect them. Without a floor the answer is exact: such sets are the bases of a matroid,
    so a maximum spanning tree (each link in its stronger direction) and the heaviest of the rest
    are the optimum, and each number of links keeps those of the number before. With a floor the
    two weights are mixed by Lagrange's multiplier, which gives a bound and a set that holds the
    floor; exchanges of one or two links improve the set.

    Args:
        money: (n, n) million CNY, supplier in the row; links are its positive cells off the
            diagonal.
        carbon: (n, n) weight of the same cells, not negative, any unit; money itself, too.
        edges: how many links; by default 5 % of the cells.
        money_floor: the share of the money that the links must carry.
        own_use: count the diagonal as covered, in links and in totals alike.

    Raises:
        BadParameter: there are fewer links, or so few cannot connect all, or no connected set of
            so many links carries so much money; the message has the largest share there is.
    """
    block = _Block(money, carbon, own_use)
    count = block.usual() if edges is None else edges
    return block.answer(block.solve(count, block.money_for(money_floor)), block.least)


def fewest_links(
    money: Matrix,
    carbon: Matrix,
    share: float,
    *,
    money_floor: float = 0.0,
    own_use: bool = False,
) -> CarbonCover:
    """The fewest connected links that carry ``share`` of the carbon and enough of the money.

    Exact without a floor. With one ``least_edges`` is proven, and the links are the fewest found:
    every number below ``least_edges`` is ruled out by a mix of the two weights.

    Args:
        share: of the carbon, 0 to 1; the others are as in :func:`carbon_cover`.
    """
    block = _Block(money, carbon, own_use)
    target = block.carbon_for(share)
    floor = block.money_for(money_floor)
    count = max(block.fewest(block.carbon, target), block.fewest(block.money, floor))
    solution = block.solve(count, floor)
    while solution.bound < target * (1 - CLOSE):
        mixed = block.carbon + solution.multiplier * block.money
        ruled_out = block.fewest(mixed, target + solution.multiplier * floor) - 1
        count = max(count, ruled_out) + 1
        solution = block.solve(count, floor)
    least = count
    while solution.carbon < target * (1 - CLOSE):
        count += 1
        solution = block.solve(count, floor)
    return block.answer(solution, least)


@dataclass(frozen=True, eq=False)
class _Solution:
    """Links as flat positions; the sums are parts of those of all links."""

    links: Index
    carbon: float
    bound: float
    most_money: float
    multiplier: float


class _Block:
    """Money and carbon of the links of a block, each with the sum 1; own use as a part of it."""

    def __init__(self, money: Matrix, carbon: Matrix, own_use: bool) -> None:
        if (carbon < 0).any():
            raise BadParameter("carbon weights must not be negative")
        links = between_sectors(money)
        self.given_money, self.given_carbon = money, carbon
        self.there = links > 0
        self.money = _of_all(links)
        self.carbon = _of_all(np.where(self.there, carbon, 0.0))
        self.own_money = _own_part(money, self.there) if own_use else 0.0
        self.own_carbon = _own_part(carbon, self.there) if own_use else 0.0
        forest = spanning_forest(self.masked(self.money))
        active = (money != 0).any(axis=0) | (money != 0).any(axis=1)
        self.least, self.most = len(forest.links), int(self.there.sum())
        self.parts = forest.parts - int((~active).sum())

    def masked(self, weights: Matrix) -> Matrix:
        return np.where(self.there, weights, -np.inf)

    def usual(self) -> int:
        """5 % of the cells, as far as there are links, and as many as connect all sectors."""
        return max(self.least, min(usual_edges(self.money), self.most))

    def money_for(self, share: float) -> float:
        """What links must carry of their own money for a share with own use as asked."""
        return _needed(share, self.own_money) if self.most else 0.0

    def carbon_for(self, share: float) -> float:
        """The same for carbon; nothing where there is none."""
        return _needed(share, self.own_carbon) if self.carbon.any() else 0.0

    def fewest(self, weights: Matrix, target: float) -> int:
        """The fewest connected links whose weights add up to the target: exact."""
        order = best_links(self.masked(weights), self.most)
        sums = np.cumsum(weights.ravel()[order])
        enough = int(np.searchsorted(sums, target * (1 - CLOSE))) + 1
        return min(max(enough, self.least), self.most)

    def solve(self, edges: int, floor: float) -> _Solution:
        """The best connected links that were found, with the bound."""
        self._check(edges)
        low = best_links(self.masked(self.carbon), edges)
        richest = best_links(self.masked(self.money), edges)
        most_money = self._money(richest)
        if most_money < floor * (1 - CLOSE):
            raise BadParameter(
                f"no {edges} links that connect all sectors carry "
                f"{self._share(floor, self.own_money):.2%} of the money: "
                f"the most is {self._share(most_money, self.own_money):.2%}",
                hint=f"{self.fewest(self.money, floor)} links can.",
            )
        floor = min(floor, most_money)
        if self._money(low) >= floor:
            return _Solution(low, self._carbon(low), self._carbon(low), most_money, 0.0)
        links, bound, multiplier = self._dual(edges, floor, low, richest)
        if self._carbon(links) < bound * (1 - GOOD):
            mixed = self.masked(self.carbon + multiplier * self.money)
            links = improved(Task(self.carbon, self.money, floor, mixed), links)
        return _Solution(links, self._carbon(links), bound, most_money, multiplier)

    def _dual(
        self, edges: int, floor: float, low: Index, high: Index
    ) -> tuple[Index, float, float]:
        """Links that hold the floor, the least Lagrangian bound, and its multiplier.

        A multiplier at which too little and enough money weigh the same is either the one, or
        shows links that beat both and takes one's place (Handler and Zang 1980).
        """
        bound, best = np.inf, 0.0
        while True:
            carbon, money = self._carbon(high), self._money(high)
            multiplier = (self._carbon(low) - carbon) / (money - self._money(low))
            mixed = self.masked(self.carbon + multiplier * self.money)
            links = best_links(mixed, edges)
            value = self._carbon(links) + multiplier * self._money(links)
            if value - multiplier * floor < bound:
                bound, best = value - multiplier * floor, multiplier
            if value <= (carbon + multiplier * money) * (1 + CLOSE):
                return high, bound, best
            if self._money(links) >= floor:
                high = links
            else:
                low = links
            if self._carbon(high) >= bound * (1 - GOOD):
                return high, bound, best

    def answer(self, found: _Solution, least_edges: int) -> CarbonCover:
        edges = len(found.links)
        loose = heaviest(self.carbon.ravel(), edges)
        return CarbonCover(
            links=links_at(self.given_money, found.links, self.given_carbon.ravel()[found.links]),
            carbon=self._share(found.carbon, self.own_carbon),
            money=self._share(self._money(found.links), self.own_money),
            bound=self._share(found.bound, self.own_carbon),
            loose_bound=self._share(self._carbon(loose), self.own_carbon),
            most_money=self._share(found.most_money, self.own_money),
            least_edges=least_edges,
            parts=self.parts,
        )

    def _check(self, edges: int) -> None:
        if edges < self.least:
            raise BadParameter(
                f"{edges} links cannot connect all sectors", hint=f"It takes {self.least}."
            )
        if edges > self.most:
            raise BadParameter(
                f"there are no {edges} links between sectors", hint=f"There are {self.most}."
            )

    def _carbon(self, links: Index) -> float:
        return float(self.carbon.ravel()[links].sum())

    def _money(self, links: Index) -> float:
        return float(self.money.ravel()[links].sum())

    @staticmethod
    def _share(part: float, own: float) -> float:
        return (part + own) / (1 + own)


def _needed(share: float, own: float) -> float:
    """The part of all links that makes a share of links and own use."""
    if not 0 <= share <= 1:
        raise BadParameter(f"a share to cover lies between 0 and 1, not {share}")
    return max(0.0, share * (1 + own) - own)


def _of_all(weights: Matrix) -> Matrix:
    """Weights over their sum."""
    total = weights.sum()
    return weights / total if total > 0 else weights


def _own_part(weights: Matrix, there: Flags) -> float:
    """The diagonal over the sum of all links."""
    total = float(weights[there].sum())
    return float(np.trace(weights)) / total if total > 0 else 0.0
