"""Every backbone method behind one question: which links of a block, by which weight."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.backbone import (
    Links,
    Matrix,
    Vector,
    between_sectors,
    links_at,
    top_share,
)
from graph_service.analysis.carbon_cover import carbon_cover, fewest_links, weigh
from graph_service.analysis.filters import (
    ALPHA,
    DELTA,
    disparity,
    marginal_likelihood,
    noise_corrected,
    rounded_away,
)
from graph_service.analysis.quality import Quality, quality
from graph_service.analysis.reachability import strong_links
from graph_service.analysis.skeletons import (
    SALIENT,
    doubly_stochastic,
    high_salience,
    maximum_spanning_arborescence,
)
from graph_service.errors import BadParameter

MONEY, EMBODIED, DIRECT = WEIGHTS = ("money", "embodied_carbon", "direct_carbon")
CARBON_COVER = "carbon_cover"


@dataclass(frozen=True)
class Method:
    """A method: its function of (weights, **parameters), the parameters it takes with their
    values where none is given, and the weight that it uses where none is."""

    choose: Callable[..., Links]
    takes: Mapping[str, float | bool | None]
    weight: str = MONEY


METHODS: dict[str, Method] = {
    "top_share": Method(top_share, {"edges": None}),
    "disparity": Method(disparity, {"edges": None, "alpha": ALPHA, "adjust": False}),
    "noise_corrected": Method(noise_corrected, {"edges": None, "delta": DELTA}),
    "marginal_likelihood": Method(
        marginal_likelihood, {"edges": None, "alpha": ALPHA, "adjust": False}
    ),
    "high_salience": Method(high_salience, {"edges": None, "salience": SALIENT}),
    "doubly_stochastic": Method(doubly_stochastic, {"edges": None}),
    "spanning_tree": Method(maximum_spanning_arborescence, {}),
    CARBON_COVER: Method(
        top_share,
        {"edges": None, "cover": None, "money_floor": 0.0, "own_use": False, "strong": False},
        EMBODIED,
    ),
}
_RANGES = {"alpha": 1.0, "cover": 1.0}
_FROM_ZERO = {"money_floor": 1.0, "salience": 1.0}


@dataclass(frozen=True)
class Choice:
    """How links are chosen; None leaves a parameter to the method.

    ``weight`` is one of ``WEIGHTS``. ``edges`` asks for a number of links, ``cover`` for the
    fewest that carry a share of the weight, ``money_floor`` for a share of the money beside it;
    ``own_use`` counts the diagonal as covered in both; ``strong`` keeps every way from supplier to
    customer, not only that all hang together. ``alpha``, ``delta`` and ``salience`` are
    the levels of the filters, ``adjust`` corrects for many tests.
    """

    method: str = "top_share"
    weight: str | None = None
    edges: int | None = None
    cover: float | None = None
    money_floor: float | None = None
    own_use: bool | None = None
    strong: bool | None = None
    alpha: float | None = None
    delta: float | None = None
    salience: float | None = None
    adjust: bool | None = None

    @property
    def by(self) -> str:
        """The weight in force."""
        return self.weight or METHODS[self.method].weight

    @property
    def parameters(self) -> dict[str, Any]:
        """What the method takes, as given or by its own rule."""
        return {
            name: usual if getattr(self, name) is None else getattr(self, name)
            for name, usual in METHODS[self.method].takes.items()
        }

    def check(self) -> None:
        """Raise ``BadParameter`` for what is unknown, out of range or not of the method."""
        if self.method not in METHODS:
            raise BadParameter(
                f"there is no backbone method {self.method!r}",
                hint=f"Methods: {', '.join(METHODS)}.",
            )
        if self.by not in WEIGHTS:
            raise BadParameter(
                f"weight={self.by!r} is none of {', '.join(WEIGHTS)}",
                hint="Leave it out for the method's own.",
            )
        takes = METHODS[self.method].takes
        for name, value in asdict(self).items():
            if name in ("method", "weight") or value is None:
                continue
            if name not in takes:
                raise BadParameter(
                    f"method={self.method} takes no {name}",
                    hint=f"It takes {', '.join(takes) or 'no parameter'}.",
                )
            _check_range(name, value)
        if self.edges is not None and self.cover is not None:
            raise BadParameter(
                "edges and cover exclude each other",
                hint="Ask for a number of links, or for the fewest that carry a share.",
            )
        if self.strong and (self.cover is not None or self.money_floor):
            raise BadParameter(
                "strong goes with a number of links only, not with cover or money_floor",
                hint="Give edges.",
            )


@dataclass(frozen=True, eq=False)
class Chosen:
    """Links of a block with what must be said of them; ``links`` are in terms of the weight.

    ``money`` (k,) million CNY and ``carbon`` (k,) kt, None where the weight is money and NaN
    where it is unknown, are of the same links; ``notes`` are the method's own figures: what the
    carbon cover proves, how many links the marginal likelihood rounds to none.
    """

    links: Links
    money: Vector
    carbon: Vector | None
    quality: Quality
    notes: dict[str, Any] = field(default_factory=dict)


def choose(
    choice: Choice, money: Matrix, per_unit: Mapping[str, Vector], *, given: Any = None
) -> Chosen:
    """The links of a block by a choice.

    Args:
        money: (n, n) million CNY, supplier in the row, self-loops included.
        per_unit: kt per million CNY of each supplier, (n,), by ``embodied_carbon`` (M) and
            ``direct_carbon`` (s); empty where emissions are unknown, NaN in s where the
            supplier's own are.
        given: what another engine computed of the weights, for a method that takes it.

    Raises:
        BadParameter: a choice that cannot be, or that no links of this block fulfil; the message
            of the carbon cover has the proof. Direct carbon where no supplier's is known.
    """
    choice.check()
    if choice.by != MONEY and choice.by not in per_unit:
        raise BadParameter(
            f"weight={choice.by} needs emissions, and there are none",
            hint="Choose weight=money, or load emissions of the edition's year.",
        )
    counted = EMBODIED if choice.by == MONEY else choice.by
    rates = per_unit[counted] if per_unit else np.full(len(money), np.nan)
    check_known(~np.isnan(rates), choice.by)
    carbon = weigh(money, np.nan_to_num(rates)) if per_unit else None
    weights = money if choice.by == MONEY or carbon is None else carbon
    notes: dict[str, Any] = {}
    if choice.method == CARBON_COVER:
        links, notes = _carbon_cover(choice, money, weights)
    else:
        parts = {} if given is None else {"given": given}
        links = METHODS[choice.method].choose(weights, **choice.parameters, **parts)
    if choice.method == "marginal_likelihood":
        notes = {"rounded_away": rounded_away(weights)}
    known = ~np.isnan(rates[links.supplier])
    return Chosen(
        links=links,
        money=money[links.supplier, links.customer],
        carbon=None if choice.by == MONEY else np.where(known, links.value, np.nan),
        quality=quality(money, links.supplier, links.customer, carbon=carbon),
        notes=notes,
    )


def check_known(known: npt.NDArray[np.bool_], weight: str) -> None:
    """Raise ``BadParameter`` where direct carbon is asked for and no supplier's (n,) is known."""
    if weight == DIRECT and not known.any():
        raise BadParameter(
            "there is no CO2 of any supplier asked for: no data, not zero",
            hint="Choose weight=money or embodied_carbon, other provinces, or another co2_source.",
        )


def _carbon_cover(choice: Choice, money: Matrix, weights: Matrix) -> tuple[Links, dict[str, Any]]:
    """Links by the carbon cover, and what it proves, shares with own use as asked."""
    how = choice.parameters
    cover, edges, strong = how.pop("cover"), how.pop("edges"), how.pop("strong")
    if cover is None:
        found = carbon_cover(money, weights, edges, **how)
    else:
        found = fewest_links(money, weights, cover, **how)
    kept = found.links.supplier * len(money) + found.links.customer
    links, ways = links_at(weights, kept, weights.ravel()[kept]), {}
    if strong:
        links, few = _strong(money, weights, len(kept), asked=edges is not None)
        found = carbon_cover(money, weights, len(links.value), **how)
        ways = {"keeps_ways": True, "fewest_found": few}
    covered = _covered(weights, links, how["own_use"]) if strong else found.carbon
    proof = {
        "covered": covered,
        "bound": found.bound,
        "gap": max(0.0, 1 - covered / found.bound) if found.bound > 0 else 0.0,
        "loose_bound": found.loose_bound,
        "money": _covered(money, links, how["own_use"]) if strong else found.money,
        "most_money": found.most_money,
        "least_edges": found.least_edges,
        "parts": found.parts,
        "own_use_counts": how["own_use"],
    }
    return links, {"proof": proof | ways}


def _strong(money: Matrix, weights: Matrix, edges: int, *, asked: bool) -> tuple[Links, int]:
    """Links that keep every way; one that carries money but none of the weight is one too.

    Where nobody ``asked`` for a number it is as large as it must be.
    """
    there = between_sectors(money) > 0
    least = np.finfo(np.float64).tiny
    kept, few = strong_links(np.where(there, np.maximum(weights, least), 0.0), edges)
    if len(kept) > edges and asked:
        raise BadParameter(
            f"no {edges} links were found that keep every way between sectors",
            hint=f"{few} were.",
        )
    return links_at(weights, kept, weights.ravel()[kept]), few


def _covered(weights: Matrix, links: Links, own_use: bool) -> float:
    """Share of a block's weight between sectors that links carry; with own use where it counts."""
    own = float(np.trace(weights)) if own_use else 0.0
    whole = float(between_sectors(weights).sum()) + own
    return (float(weights[links.supplier, links.customer].sum()) + own) / whole if whole else 0.0


def _check_range(name: str, value: float) -> None:
    said = None
    if name == "edges" and value < 1:
        said = "at least 1"
    elif name == "delta" and not 0 < value < np.inf:
        said = "above 0 and finite"
    elif name in _RANGES and not 0 < value <= _RANGES[name]:
        said = f"above 0 and at most {_RANGES[name]:g}"
    elif name in _FROM_ZERO and not 0 <= value <= _FROM_ZERO[name]:
        said = f"between 0 and {_FROM_ZERO[name]:g}"
    if said:
        raise BadParameter(
            f"{name} must be {said}, not {value:g}",
            hint=f"Leave {name} out for the method's own rule.",
        )
