"""An edition as an input-output system, solved once and kept for the questions that follow."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_service.analysis.leontief import System, Vector
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.matrices import EditionArrays, edition_arrays

KEPT = 4
"""Systems kept at a time: one of 1,302 industries takes up to 110 MB with all its matrices."""


@dataclass(frozen=True, eq=False)
class EditionSystem:
    """A system with the names of its rows and columns.

    ``uses`` names the columns of final use: (category, province), the province None for exports
    (EX) and error (ERR). ``without_data`` are provinces whose emissions are unknown and count
    as none.
    """

    arrays: EditionArrays
    system: System
    uses: tuple[tuple[str, str | None], ...]
    co2_source: str
    without_data: tuple[str, ...]

    @property
    def provenance(self) -> dict[str, Any]:
        """What must be said with every figure beyond the edition's own provenance."""
        return {"co2_source": self.co2_source, "no_data": list(self.without_data)}


class Systems:
    """The latest systems of one graph, safe under threads; one thread solves, the others wait."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._kept: OrderedDict[Hashable, EditionSystem] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, edition: str, co2_source: str | None) -> EditionSystem:
        """The system of an edition by a source of CO2."""
        about = catalog.edition(self._graph, edition)
        key = (edition, catalog.chosen_co2(about, co2_source))
        with self._lock:
            if key not in self._kept:
                self._kept[key] = _build(self._graph, *key)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]


def edition_system(graph: Graph, edition: str, *, co2_source: str | None = None) -> EditionSystem:
    """The input-output system of an edition; emissions by a source, else by the edition's own.

    Raises:
        NotFound: no such edition.
        BadParameter: no emissions by that source.
    """
    systems: Systems = graph.memo("systems", lambda: Systems(graph))
    return systems.get(edition, co2_source)


def _build(graph: Graph, edition: str, co2_source: str) -> EditionSystem:
    arrays = edition_arrays(graph, edition)
    if co2_source == "none":
        raise BadParameter(
            f"edition {edition} has no emissions",
            hint="Load the emission inventories of its year.",
        )
    co2 = arrays.co2(co2_source)
    final_use, uses = _final_use(graph, arrays)
    system = System(
        flows=arrays.flows,
        output=arrays.figures["output_mcny"],
        final_use=final_use,
        emissions=np.nan_to_num(co2),
    )
    missing = tuple(p for p in arrays.provinces if np.isnan(co2[arrays.place(p)]).any())
    return EditionSystem(arrays, system, uses, co2_source, missing)


def _final_use(
    graph: Graph, arrays: EditionArrays
) -> tuple[Vector, tuple[tuple[str, str | None], ...]]:
    """Y, (n, uses); what the rows leave over within rounding goes to the error."""
    table = graph.read("flows.deliveries", edition=arrays.edition)
    pairs = list(zip(table["category"].to_pylist(), table["used_in"].to_pylist(), strict=True))
    order = {province: place for place, province in enumerate(arrays.provinces)}
    uses = sorted(set(pairs) | {("ERR", None)}, key=lambda u: (order.get(u[1] or "", 999), u[0]))
    columns = {use: place for place, use in enumerate(uses)}
    final_use = np.zeros((len(arrays.ids), len(uses)))
    rows, values = table["supplier"].to_numpy(), table["value_mcny"].to_numpy()
    final_use[rows, [columns[pair] for pair in pairs]] = values
    rest = arrays.figures["output_mcny"] - arrays.flows.sum(axis=1) - final_use.sum(axis=1)
    final_use[:, columns["ERR", None]] += rest
    return final_use, tuple(uses)
