"""Backbones: the links that carry a province, some, a sector or the nation, and how much."""

from __future__ import annotations

import math
import threading
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.leontief import System, Vector
from graph_service.analysis.methods import DIRECT, EMBODIED, METHODS, MONEY, Choice, Chosen, choose
from graph_service.analysis.networks import Network
from graph_service.analysis.topology import Strengths
from graph_service.gds.projections import Specification
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.by_engine import BACKBONES, engine_for
from graph_service.services.engines import Engine, noting_moves
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.networks import factors
from graph_service.services.pressures import remarks
from graph_service.services.scope import Scope

Record = dict[str, Any]

QUERIES = {"top_share": "backbone.top_share"}
"""Method to the named query that gives the same links in Cypher."""
KEPT = 64
KEPT_BYTES = 200 << 20
"""Answers that are kept: so many, and no more bytes of them; those of a nation may take 100 MB."""
ROW_BYTES = 450
"""About what a link takes as a record."""
LARGE = 500
"""Blocks of more industries are worked on one at a time: each takes up to 300 MB for seconds."""
_ONE_LARGE = threading.Semaphore()
__all__ = ["METHODS", "QUERIES", "Backbone", "Question", "backbone", "question", "ready"]


@dataclass(frozen=True)
class Question:
    """Which industries' links are chosen how; emissions by a source, None the edition's own.

    ``engine`` is auto, gds or numpy.
    """

    edition: str
    scope: Scope
    choice: Choice
    co2_source: str | None = None
    engine: str = "auto"


@dataclass(frozen=True, eq=False)
class Backbone:
    """Links, strongest first, and in ``meta`` what they cover and where they come from.

    ``provinces`` and ``sectors`` are the edition's; ``industries`` are the positions in it of what
    ``chosen`` counts from 0.
    """

    provinces: tuple[str, ...]
    sectors: tuple[str, ...]
    industries: npt.NDArray[np.int64]
    chosen: Chosen
    meta: Record

    @cached_property
    def rows(self) -> list[Record]:
        """All links as records."""
        return self.page(0, len(self))

    def __len__(self) -> int:
        return len(self.chosen.money)

    @property
    def held_bytes(self) -> int:
        """Bytes of its arrays, and of the records once they are made."""
        arrays = (*vars(self.chosen.links).values(), self.chosen.money, self.chosen.carbon)
        held = sum(array.nbytes for array in (self.industries, *arrays) if array is not None)
        return int(held) + ("rows" in vars(self)) * ROW_BYTES * len(self)

    def page(self, offset: int, limit: int) -> list[Record]:
        """Some of the links as records."""
        some, links, m = slice(offset, offset + limit), self.chosen.links, len(self.sectors)
        supplier, customer = (self.industries[at[some]] for at in (links.supplier, links.customer))
        columns: dict[str, list[Any]] = {}
        for end, place in (("from", supplier), ("to", customer)):
            columns[f"{end}_province"] = [self.provinces[i] for i in (place // m).tolist()]
            columns[f"{end}_sector"] = [self.sectors[i] for i in (place % m).tolist()]
        columns["value_mcny"] = self.chosen.money[some].tolist()
        for name in ("share", "percentile", "rank", "weight"):
            columns[name] = getattr(links, name)[some].tolist()
        if self.chosen.carbon is not None:
            carbon = self.chosen.carbon[some].tolist()
            columns["co2_kt"] = [None if math.isnan(kt) else kt for kt in carbon]
        if self.meta["method"] != "top_share":
            columns["score"] = links.score[some].tolist()
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def backbone(
    graph: Graph,
    edition: str,
    *,
    province: str | None = None,
    provinces: tuple[str, ...] = (),
    province_set: str | None = None,
    sector: str | None = None,
    nation: bool = False,
    co2_source: str | None = None,
    wanted: str = "auto",
    **choice: Any,
) -> Backbone:
    """The backbone of the flows between some industries.

    Args:
        province, provinces, province_set, sector, nation: as in :class:`Scope`; one is needed.
        co2_source: what carbon weights and figures rest on; by default the edition's own.
        wanted: the engine; ``meta.engine`` names who computed, ``engine_reason`` which part.
        choice: method, weight and parameters, as in :class:`Choice`.

    Raises:
        BadParameter: an unknown method, parameter or engine, an engine that cannot do it, or links
            that cannot be; the carbon cover says what can. Direct carbon where that of no supplier
            is known.
        NotFound: no such edition, province, set or sector.
        QueryTimeout, StoreUnavailable, GraphMoved: as Graph Data Science and its server fail.
    """
    scope = Scope(province, provinces, province_set, sector, nation)
    return question(graph, Question(edition, scope, Choice(**choice), co2_source, wanted))


def question(graph: Graph, asked: Question) -> Backbone:
    """As :func:`backbone`."""
    return _kept(graph).get(asked, lambda: _backbone(graph, asked))


def ready(graph: Graph, asked: Question) -> Backbone | None:
    """The backbone if it is there; never waits for a computation."""
    return _kept(graph).ready(asked)


def _kept(graph: Graph) -> Kept[Backbone]:
    def empty() -> Kept[Backbone]:
        return Kept(KEPT, budget=KEPT_BYTES, size=lambda found: found.held_bytes)

    return graph.memo("backbones", empty)


def _backbone(graph: Graph, asked: Question) -> Backbone:
    asked.choice.check()
    arrays = edition_arrays(graph, asked.edition)
    industries = asked.scope.positions(graph, arrays)
    source = catalog.chosen_co2(arrays.about, asked.co2_source)
    per_unit, without = _per_unit(graph, arrays, source)
    choice, size = asked.choice, len(industries)
    by = engine_for(graph, asked.engine, BACKBONES, choice.method, size=size, of="industries")
    with noting_moves(graph):
        given = _given(by, asked, arrays, industries, per_unit)
    with _ONE_LARGE if size > LARGE else nullcontext():
        money = arrays.flows[np.ix_(industries, industries)]
        rates = {name: values[industries] for name, values in per_unit.items()}
        chosen = choose(choice, money, rates, given=given)
    meta = catalog.provenance(graph, asked.edition, asked.co2_source) | asked.scope.told
    meta |= by.told | {"industries": size, "method": choice.method}
    meta |= {"weight": choice.by, "parameters": choice.parameters}
    meta |= {"unit": "million CNY", "units": _units(choice.by), "no_data": list(without)}
    said = remarks("CO2", without)
    meta |= {"remarks": said} if said else {}
    meta["carbon_weight"] = choice.by if choice.by != MONEY else EMBODIED
    if not per_unit:
        meta["carbon_weight"] = None
    meta |= asdict(chosen.quality) | chosen.notes
    return Backbone(arrays.provinces, arrays.sectors, industries, chosen, meta)


def _given(
    by: Engine,
    asked: Question,
    arrays: EditionArrays,
    industries: npt.NDArray[np.int64],
    per_unit: Mapping[str, Vector],
) -> Any:
    """What Graph Data Science computes of the weights for the method; None where it does not."""
    weight = asked.choice.by
    if by.gds is None or (weight != MONEY and weight not in per_unit):
        return None
    ones = np.ones(len(arrays.ids))
    rates = ones if weight == MONEY else np.nan_to_num(per_unit[weight])
    method = asked.choice.method
    whole = method == "marginal_likelihood"
    network = Network(factors(rates, industries), factors(ones, industries), whole=whole)
    wanted = Specification(asked.edition, network)
    if method == "high_salience":
        return by.gds.salience(wanted)
    return Strengths(**by.gds.run("strengths", wanted))


def _units(weight: str) -> dict[str, str]:
    units = {"value_mcny": "million CNY", "share": "1", "percentile": "1", "weight": "1"}
    return units if weight == MONEY else units | {"co2_kt": "kt CO2"}


def _per_unit(
    graph: Graph, arrays: EditionArrays, source: str
) -> tuple[Mapping[str, Vector], tuple[str, ...]]:
    """kt per million CNY of each industry by carbon weight, and the provinces without data.

    Direct ones are NaN where the industry's own emissions are unknown. What industries do not use
    is one column of final use, so that no deliveries are read.
    """
    if source == "none":
        return {}, ()

    def solved() -> tuple[Mapping[str, Vector], tuple[str, ...]]:
        co2, output = arrays.co2(source), arrays.figures["output_mcny"]
        rest = (output - arrays.flows.sum(axis=1))[:, None]
        system = System(arrays.flows, output, rest, np.nan_to_num(co2))
        unknown = np.isnan(co2).reshape(len(arrays.provinces), -1).any(axis=1)
        without = tuple(np.array(arrays.provinces)[unknown].tolist())
        direct = np.where(np.isnan(co2), np.nan, system.intensities)
        return {EMBODIED: system.multipliers, DIRECT: direct}, without

    return _rates(graph).get((arrays.edition, source), solved)


def _rates(graph: Graph) -> Kept[tuple[Mapping[str, Vector], tuple[str, ...]]]:
    return graph.memo("carbon per unit", lambda: Kept(KEPT, warms=True))
