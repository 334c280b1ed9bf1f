"""Why emissions changed: additive LMDI-I (Ang 2005), and sectors that two classes share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.leontief import Vector


@dataclass(frozen=True, eq=False)
class Parts:
    """What each sector adds to the change, (k,) kt each; together the sector's own change.

    ``activity`` is of total output, ``structure`` of the sector's share in it, ``intensity`` of
    emissions per output.
    """

    activity: Vector
    structure: Vector
    intensity: Vector

    @property
    def change(self) -> Vector:
        """The sum of the three, (k,)."""
        return self.activity + self.structure + self.intensity


def lmdi(output_0: Vector, output_t: Vector, emissions_0: Vector, emissions_t: Vector) -> Parts:
    """Parts of E_t - E_0 of k sectors, E_i = Q S_i I_i, S_i = Q_i / Q, I_i = E_i / Q_i.

    A part is Lm(E_i,t, E_i,0) ln(factor_t / factor_0) with the logarithmic mean Lm. Where that
    is not defined, the rule is fixed: a sector whose output is 0 in one of both appears or
    vanishes, its change is structure; where only its emissions are 0 in one, or its output is in
    both, it is intensity.

    Args:
        output_0, output_t: Q_i, (k,), of both moments in the same prices.
        emissions_0, emissions_t: E_i, (k,) kt.
    """
    change = emissions_t - emissions_0
    there_0, there_t = output_0 > 0, output_t > 0
    both = there_0 & there_t & (emissions_0 > 0) & (emissions_t > 0)
    activity, structure, intensity = np.zeros((3, len(change)))
    if both.any():
        mean = logarithmic_mean(emissions_t[both], emissions_0[both])
        total = np.log(output_t.sum() / output_0.sum())
        own = np.log(output_t[both] / output_0[both])
        activity[both] = mean * total
        structure[both] = mean * (own - total)
        intensity[both] = change[both] - mean * own
    moved = there_0 != there_t
    structure[moved] = change[moved]
    other = ~both & ~moved
    intensity[other] = change[other]
    return Parts(activity, structure, intensity)


def logarithmic_mean(a: Vector, b: Vector) -> Vector:
    """(a - b) / ln(a / b) of positive values, a where they are equal; exact for near ones."""
    ratio = (a - b) / b
    result = np.array(a, dtype=np.float64)
    np.divide(a - b, np.log1p(ratio), out=result, where=ratio != 0)
    return result


def common_sectors(
    one: Iterable[str], other: Iterable[str], links: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """The class that two classes of sectors share: the group of every sector of both.

    Sectors of both that succeed each other fall into one group, so that nothing has to be split.
    A group is called by the one sector that stands for it in either class, else by all of one.

    Args:
        one, other: codes of both classes; the same code is the same sector.
        links: (sector, the one it succeeds).
    """
    left, right = list(one), list(other)
    group = {code: code for code in (*left, *right)}

    def root(code: str) -> str:
        while group[code] != code:
            code = group[code]
        return code

    if set(left) != set(right):
        for newer, older in links:
            if newer in group and older in group:
                group[root(newer)] = root(older)
    members: dict[str, list[str]] = {}
    for code in group:
        members.setdefault(root(code), []).append(code)
    called: dict[str, str] = {}
    for codes in members.values():
        sides = [[c for c in codes if c in side] for side in (left, right)]
        single = [side[0] for side in sides if len(side) == 1]
        name = single[0] if single else "+".join(sides[0] or sides[1])
        called |= dict.fromkeys(codes, name)
    return called
