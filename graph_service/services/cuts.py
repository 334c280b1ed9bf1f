"""Where a search for chains ends, and which paths it keeps."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from graph_service.analysis.leontief import Vector
from graph_service.analysis.paths import Index, Paths, Tree, search, strongest
from graph_service.errors import BadParameter

COVER = 0.6
NODES = 100_000
"""Most nodes that a search keeps before it says that it stopped."""
FINEST = 1e-7
"""The finest cut by share: below it the paths of one industry go into the millions."""
_LEAST = {"cover": 0.0, "min_share": FINEST}


@dataclass(frozen=True)
class Cut:
    """Where a search ends; one of them, ``cover`` where nothing else is given.

    * ``cover``: the strongest paths until they hold this share of the gross total;
    * ``paths``: so many of the strongest;
    * ``min_share``, ``min_value``: every path whose branch, itself and everything beyond it,
      holds this share of the gross total, or so many kt.
    """

    cover: float | None = None
    paths: int | None = None
    min_share: float | None = None
    min_value: float | None = None

    def given(self) -> tuple[str, float]:
        """The one in force; raises ``BadParameter`` where there are two, or it is out of range."""
        chosen = {name: value for name, value in asdict(self).items() if value is not None}
        if len(chosen) > 1:
            raise BadParameter(
                f"{' and '.join(chosen)} exclude each other", hint="Give one place to cut."
            )
        ((name, value),) = chosen.items() or (("cover", COVER),)
        if name in ("cover", "min_share") and not (least := _LEAST[name]) < value <= 1:
            raise BadParameter(
                f"{name} must be above {least:g} and at most 1, not {value:g}",
                hint="It is a share of what the paths explain.",
            )
        if value <= 0:
            raise BadParameter(f"{name} must be above 0, not {value:g}", hint="Give a larger one.")
        return name, value

    def told(self, covered: float, paths: int) -> dict[str, Any]:
        """For ``meta``: the cut, and whether the paths found reach it."""
        name, value = self.given()
        reached = {"cover": covered >= value, "paths": paths == value}.get(name, True)
        said = (
            f"{paths:,} paths, which hold {covered:.4%}, are all that a search of {NODES:,} nodes "
            f"finds: {name}={value:g} was not reached."
        )
        return {"cut": {name: value}, "reached": reached, "remarks": [] if reached else [said]}


def kept_by(cut: Cut, tree: Tree, roots: Index, weights: Vector) -> tuple[Paths, Index]:
    """The paths kept by a cut and their rows, largest value first."""
    name, value = cut.given()
    if name == "cover":
        return strongest(tree, roots, weights, cover=value, limit=NODES)
    if name == "paths":
        return strongest(tree, roots, weights, limit=NODES, paths=int(value))
    gross = float(np.abs(weights) @ tree.bound[roots])
    least = value * gross if name == "min_share" else value
    if least < FINEST * gross:
        raise BadParameter(
            f"{name}={value:g} would give millions of paths",
            hint=f"Here the least is {FINEST * gross:.3g}.",
        )
    paths = search(tree, roots, weights, least)
    return paths, np.argsort(-np.abs(paths.value), kind="stable")
