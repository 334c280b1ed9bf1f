"""Indicators, groups and links of a network: a province, some, a sector, the nation."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.communities import modularity
from graph_service.analysis.methods import check_known
from graph_service.analysis.networks import Factors, Network
from graph_service.errors import BadParameter
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.gds.calls import NotSettled
from graph_service.gds.projections import Specification
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.engines import Engine, engine, noting_moves
from graph_service.services.explore import Page
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.scope import Scope
from graph_service.services.systems import edition_system

Record = dict[str, Any]

UNITS: dict[str, str] = {
    "money": "million CNY",
    "coefficient": "1",
    "embodied_carbon": "kt CO2",
    "direct_carbon": "kt CO2",
}
"""What a link may weigh, and in which unit."""
OF_CARBON = ("embodied_carbon", "direct_carbon")
GROUPS = ("community", "component")
KEPT = 32
KEPT_BYTES = 200 << 20
"""Answers that are kept: so many, and no more bytes of them."""
AT_ONCE = threading.Semaphore()
"""One network at a time is worked on by numpy: of a nation it takes up to 300 MB for seconds."""


@dataclass(frozen=True)
class Question:
    """A method of ``ALGORITHMS`` on the links of some industries of at least ``min_weight``."""

    edition: str
    method: str
    scope: Scope
    weight: str = "money"
    min_weight: float = 0.0
    alpha: float | None = None
    co2_source: str | None = None

    def check(self) -> None:
        """Raise ``BadParameter`` for what cannot be asked; the hint says what can."""
        if self.method not in ALGORITHMS:
            raise BadParameter(
                f"there is no method {self.method!r}", hint=f"Methods: {', '.join(ALGORITHMS)}."
            )
        if self.weight not in UNITS:
            raise BadParameter(
                f"there is no weight {self.weight!r}", hint=f"Weights: {', '.join(UNITS)}."
            )
        if self.co2_source is not None and self.weight not in OF_CARBON:
            raise BadParameter(
                f"co2_source cannot be used with weight={self.weight}: there is no CO2 in it",
                hint=f"Leave it out, or weigh by {' or '.join(OF_CARBON)}.",
            )
        if not self.min_weight >= 0:
            raise BadParameter(
                f"min_weight must be at least 0, not {self.min_weight:g}",
                hint=f"It is in {UNITS[self.weight]}.",
            )
        if self.alpha is not None and (self.method != "disparity" or not 0 < self.alpha <= 1):
            raise BadParameter(
                f"alpha={self.alpha:g} cannot be used with {self.method}",
                hint="It is for disparity: above 0 and at most 1.",
            )


@dataclass(frozen=True, eq=False)
class Found:
    """Columns of an answer, and of which industries it is: ``positions`` in the edition."""

    arrays: EditionArrays
    positions: npt.NDArray[np.int64]
    columns: dict[str, npt.NDArray[Any]]
    meta: Record

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def held_bytes(self) -> int:
        """Bytes of its arrays; the edition's aside."""
        return sum(values.nbytes for values in (self.positions, *self.columns.values()))

    @property
    def rows(self) -> list[Record]:
        """One record for each industry, largest first, groups in their order; or for each link."""
        return self.part(len(self))

    def part(self, limit: int, offset: int = 0) -> list[Record]:
        """Some of ``rows``; only these are made."""
        some = slice(offset, offset + limit)
        if "supplier" in self.columns:
            return self._links(some)
        first = next(iter(self.columns))
        values = self.columns[first].astype(np.float64)
        order = np.argsort(values if first in GROUPS else -values, kind="stable")[some]
        told = [
            {"id": self.arrays.ids[place], "edition": self.arrays.edition} | self._place(place)
            for place in self.positions[order].tolist()
        ]
        columns = {
            name: _without_nan(values[order].tolist()) for name, values in self.columns.items()
        }
        return [
            row | {name: values[k] for name, values in columns.items()}
            for k, row in enumerate(told)
        ]

    def _place(self, place: int, end: str = "") -> Record:
        province, sector = divmod(place, len(self.arrays.sectors))
        return {
            f"{end}province": self.arrays.provinces[province],
            f"{end}sector": self.arrays.sectors[sector],
        }

    def _links(self, some: slice) -> list[Record]:
        sides = [self.columns[side][some] for side in ("supplier", "customer")]
        ends = [self.positions[side].tolist() for side in sides]
        figures = {
            name: values[some].tolist()
            for name, values in self.columns.items()
            if values.dtype.kind == "f"
        }
        return [
            {"from_industry": self.arrays.ids[one], "to_industry": self.arrays.ids[other]}
            | self._place(one, "from_")
            | self._place(other, "to_")
            | {name: values[k] for name, values in figures.items()}
            for k, (one, other) in enumerate(zip(*ends, strict=True))
        ]


def networks(graph: Graph, asked: Question, *, wanted: str = "auto") -> Found:
    """What a method tells of a network. ``meta.engine`` names who computed it.

    Where nobody chose an engine and Graph Data Science does not come to an end, ours answers.

    Raises:
        BadParameter: no such method, weight or engine; no emissions to weigh by, or by
            their own in all the industries.
        NotFound: no such edition, province, set or sector.
        QueryTimeout, StoreUnavailable, GraphMoved: as Graph Data Science and its server fail.
    """
    asked.check()
    by = engine(graph, wanted)
    unsettled: dict[Question, str] = graph.memo("unsettled networks", dict)
    if wanted == "auto" and asked in unsettled:
        by = Engine("numpy", unsettled[asked])
    try:
        found = _kept(graph).get((asked, by.name), lambda: worked(graph, asked, by))
    except NotSettled as error:
        if wanted != "auto":
            raise
        unsettled[asked] = f"Graph Data Science gave up: {error.message}."
        return networks(graph, asked)
    return replace(found, meta=found.meta | by.told)


def _kept(graph: Graph) -> Kept[Found]:
    def empty() -> Kept[Found]:
        return Kept(KEPT, budget=KEPT_BYTES, size=lambda found: found.held_bytes)

    return graph.memo("networks", empty)


def page(
    graph: Graph, asked: Question, *, wanted: str = "auto", limit: int = 100, offset: int = 0
) -> Page:
    """Some rows of :func:`networks`."""
    found = networks(graph, asked, wanted=wanted)
    return Page(found.part(limit, offset), len(found), found.meta)


def network_of(graph: Graph, asked: Question) -> Network:
    """The links that a question is about."""
    arrays = edition_arrays(graph, asked.edition)
    chosen = asked.scope.positions(graph, arrays)
    ones = np.ones(len(arrays.ids))
    rows = columns = ones
    if asked.weight == "coefficient":
        output = arrays.figures["output_mcny"]
        columns = np.divide(1.0, output, out=np.zeros_like(output), where=output > 0)
    elif asked.weight != "money":
        found = edition_system(graph, asked.edition, co2_source=asked.co2_source)
        check_known(found.known[chosen], asked.weight)
        system = found.system
        embodied = asked.weight == "embodied_carbon"
        rows = system.multipliers if embodied else system.intensities
    logarithmic = asked.weight == "coefficient"
    return Network(factors(rows, chosen), factors(columns, chosen), asked.min_weight, logarithmic)


def factors(values: npt.NDArray[np.float64], chosen: npt.NDArray[np.int64]) -> Factors:
    """Factors of the industries at the chosen places of an edition, none for the others."""
    made: list[float | None] = [None] * len(values)
    for place in chosen.tolist():
        made[place] = float(values[place])
    return tuple(made)


def worked(graph: Graph, asked: Question, by: Engine) -> Found:
    """As :func:`networks`, by this engine, and neither checked nor kept."""
    arrays, network = edition_arrays(graph, asked.edition), network_of(graph, asked)
    algorithm = ALGORITHMS[asked.method]
    options = {} if asked.alpha is None else {"alpha": asked.alpha}
    weights = network.weights(arrays.flows)
    if by.gds is not None:
        with noting_moves(graph):
            wanted = Specification(asked.edition, network)
            columns = by.gds.run(asked.method, wanted, **options)
    else:
        with AT_ONCE:
            columns = algorithm.reference(weights, network.lengths(weights), **options)
    if algorithm.links and algorithm.undirected:
        columns |= _stronger(weights, columns["supplier"], columns["customer"])
    meta = _told(graph, asked, weights, columns)
    return Found(arrays, network.positions, columns, meta)


def _told(
    graph: Graph, asked: Question, weights: Any, columns: dict[str, npt.NDArray[Any]]
) -> Record:
    algorithm = ALGORITHMS[asked.method]
    unit = UNITS[asked.weight]
    units = {name: unit if kind == "weight" else kind for name, kind in algorithm.units.items()}
    carbon = asked.weight in OF_CARBON
    meta = catalog.provenance(graph, asked.edition, asked.co2_source)
    meta = (meta if carbon else catalog.of_money(meta)) | asked.scope.told
    own = asdict(asked)
    meta |= {name: own[name] for name in ("method", "weight", "min_weight", "alpha")}
    meta |= {"industries": len(weights), "links": int(np.count_nonzero(weights))}
    meta |= {"units": {name: unit for name, unit in units.items() if unit}}
    meta |= {"tolerance": algorithm.tolerance}
    if carbon:
        system = edition_system(graph, asked.edition, co2_source=asked.co2_source)
        meta |= system.provenance
    for name in GROUPS:
        if name in columns:
            meta |= {"groups": int(columns[name].max()), "modularity": None}
            found = modularity(weights, columns[name])
            meta["modularity"] = None if np.isnan(found) else found
    return meta


def _stronger(weights: Any, one: Any, other: Any) -> dict[str, npt.NDArray[Any]]:
    """Ends of links without direction, each turned to where more flows."""
    back = weights[other, one] > weights[one, other]
    return {"supplier": np.where(back, other, one), "customer": np.where(back, one, other)}


def _without_nan(values: list[Any]) -> list[Any]:
    return [None if isinstance(value, float) and np.isnan(value) else value for value in values]
