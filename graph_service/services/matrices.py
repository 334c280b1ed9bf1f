"""Editions as arrays, read from the graph and kept within a bound of memory."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph_service.analysis.indicators import INTENSITIES, intensity
from graph_service.errors import NotFound
from graph_service.graph import Graph
from graph_service.services import array_files, catalog
from graph_service.services.kept import Kept

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

KEPT_BYTES = 600_000_000
"""Bytes of editions that are kept; one of 1,302 industries takes 28 MB."""


@dataclass(frozen=True, eq=False)
class EditionArrays:
    """The industries and flows of one edition, industry i = province i // m, sector i % m.

    ``flows`` is (n, n) in million CNY, supplier in the row. ``figures`` maps each numeric
    property of ``Industry`` to an (n,) array in its own unit, NaN where there is no value; its
    CO2 is by the edition's own source. ``about`` is the edition's record in the catalogue.
    """

    edition: str
    about: dict[str, Any]
    ids: tuple[str, ...]
    provinces: tuple[str, ...]
    sectors: tuple[str, ...]
    figures: dict[str, Vector]
    flows: Matrix

    def place(self, province: str) -> slice:
        """Positions of a province's industries."""
        if province not in self.provinces:
            raise NotFound(
                f"edition {self.edition} has no province {province!r}",
                hint=f"Provinces: {', '.join(self.provinces)}.",
            )
        start = self.provinces.index(province) * len(self.sectors)
        return slice(start, start + len(self.sectors))

    def positions(
        self, province: str | None = None, sector: str | None = None
    ) -> npt.NDArray[np.int64]:
        """Positions of the industries of a province, of a sector, of both, or of all."""
        chosen = np.arange(len(self.ids))
        if province is not None:
            chosen = chosen[self.place(province)]
        if sector is None:
            return chosen
        if sector not in self.sectors:
            raise NotFound(
                f"edition {self.edition} has no sector {sector!r}",
                hint=f"Sectors: {', '.join(self.sectors)}.",
            )
        wanted = chosen % len(self.sectors) == self.sectors.index(sector)
        return np.asarray(chosen[wanted])

    def block(self, province: str) -> Matrix:
        """The province's own (m, m) block of flows, million CNY."""
        place = self.place(province)
        return self.flows[place, place]

    def co2(self, source: str | None = None) -> Vector:
        """(n,) direct CO2 in kt by a source, without one by the edition's own; NaN where none.

        Raises ``BadParameter`` where the edition has no emissions by that source.
        """
        chosen = catalog.chosen_co2(self.about, source)
        own = chosen == self.about["co2_source"]
        return self.figures["co2_kt" if own else "co2_inventory_kt"]

    def figures_by(self, source: str | None = None) -> dict[str, Vector]:
        """``figures`` with CO2 and the three intensities by a source of CO2, as in :meth:`co2`."""
        co2 = self.co2(source)
        if co2 is self.figures["co2_kt"]:
            return self.figures
        by = {name: intensity(co2, self.figures[money]) for name, money in INTENSITIES.items()}
        return self.figures | {"co2_kt": co2} | by

    @cached_property
    def strongest(self) -> npt.NDArray[np.int64]:
        """Flat positions of all non-zero flows, largest first, equal ones in table order."""
        flat = self.flows.ravel()
        there = np.flatnonzero(flat)
        return there[np.argsort(-flat[there], kind="stable")]

    @property
    def held_bytes(self) -> int:
        """Bytes of its arrays, the order of flows among them once it is there."""
        order = vars(self).get("strongest")
        arrays = (self.flows, *self.figures.values(), *(() if order is None else (order,)))
        return sum(array.nbytes for array in arrays)


def edition_arrays(graph: Graph, edition: str) -> EditionArrays:
    """Arrays of an edition, the latest asked for kept within ``KEPT_BYTES``.

    Others are read again, unless an answer that is kept still holds them. Raises ``NotFound``
    with the editions that there are.
    """
    about = catalog.edition(graph, edition)
    in_use: WeakValueDictionary[str, EditionArrays] = graph.memo(
        "arrays in use", WeakValueDictionary
    )

    def found() -> EditionArrays:
        arrays = in_use.get(edition)
        if arrays is None:
            arrays = in_use[edition] = _read(graph, edition, about)
        return arrays

    return _kept(graph).get(edition, found)


def ready(graph: Graph, edition: str) -> bool:
    """Whether an edition's arrays are kept with the order of its flows; never waits."""
    arrays = _kept(graph).ready(edition)
    return arrays is not None and "strongest" in vars(arrays)


def _kept(graph: Graph) -> Kept[EditionArrays]:
    def empty() -> Kept[EditionArrays]:
        return Kept(budget=KEPT_BYTES, size=lambda arrays: arrays.held_bytes, warms=True)

    return graph.memo("arrays", empty)


def _read(graph: Graph, edition: str, about: dict[str, Any]) -> EditionArrays:
    industries = graph.read("flows.industries", edition=edition)
    n = industries.num_rows
    provinces = tuple(dict.fromkeys(industries["province"].to_pylist()))
    figures = {
        field.name: industries[field.name].to_numpy(zero_copy_only=False).astype(np.float64)
        for field in industries.schema
        if str(field.type) == "double"
    }
    return EditionArrays(
        edition=edition,
        about=about,
        ids=tuple(industries["id"].to_pylist()),
        provinces=provinces,
        sectors=tuple(industries["sector"].to_pylist()[: n // len(provinces)]),
        figures=figures,
        flows=_flows(graph, edition, n),
    )


def _flows(graph: Graph, edition: str, n: int) -> Matrix:
    """(n, n) flows in million CNY, read-only; kept on this machine where the store is remote."""
    folder = graph.cache if graph.store.remote else None
    key = f"flows {graph.version} {edition}"
    flows = array_files.kept(folder, key, (n, n))
    if flows is None:
        flows = _matrix(graph.internal("flows.edition", edition=edition), n)
        array_files.keep(folder, key, flows)
    return flows


def _matrix(links: pa.Table, n: int) -> Matrix:
    """The matrix of rows with one flow each, or with a list of customers and one of values."""
    supplier = links["supplier"].to_numpy()
    if "customers" in links.column_names:
        customers, values = (links[name].combine_chunks() for name in ("customers", "values_mcny"))
        supplier = np.repeat(supplier, np.diff(customers.offsets.to_numpy()))
        customer, value = customers.flatten().to_numpy(), values.flatten().to_numpy()
    else:
        customer, value = links["customer"].to_numpy(), links["value_mcny"].to_numpy()
    flows = np.zeros((n, n))
    flows[supplier, customer] = value
    flows.flags.writeable = False
    return flows
