"""An edition as an input-output system, solved once and kept for the questions that follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.analysis.leontief import Matrix, System
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.explore import Page
from graph_service.services.kept import Kept
from graph_service.services.matrices import EditionArrays, edition_arrays
from graph_service.services.pressures import Pressure, pressure, remarks

Record = dict[str, Any]
Use = tuple[str, str | None]

KEPT_BYTES = 400_000_000
"""Bytes of systems kept beside the flows; one of 1,302 industries takes up to 71 MB."""


@dataclass(frozen=True, eq=False)
class EditionSystem:
    """A system with the names of its rows and columns.

    ``uses`` names the columns of final use: (category, province), the province None for exports
    (EX) and error (ERR). Unknown amounts count as none: ``known`` (n,) tells which are known,
    ``without_data`` the provinces that have unknown ones.
    """

    arrays: EditionArrays
    system: System
    uses: tuple[Use, ...]
    pressure: Pressure
    known: npt.NDArray[np.bool_]
    without_data: tuple[str, ...]

    @property
    def co2_source(self) -> str | None:
        """The source of CO2; None where the account is another one."""
        return self.pressure.name if self.pressure.account is None else None

    @property
    def provenance(self) -> Record:
        """What must be said with every figure beyond the edition's own provenance."""
        kind = "CO2" if self.pressure.account is None else self.pressure.name
        told: Record = {"no_data": list(self.without_data)}
        said = remarks(kind, self.without_data)
        told |= {"remarks": said} if said else {}
        if self.co2_source is not None:
            told["co2_source"] = self.co2_source
        return told

    @property
    def money_provenance(self) -> Record:
        """What must be said with figures of money alone."""
        return catalog.of_money(self.pressure.told)

    def page(self, rows: list[Record], meta: Record, units: Record) -> Page:
        """An answer with its provenance, its columns and units named by the pressure."""
        own = self.pressure.renamed
        said = [*self.provenance.get("remarks", []), *meta.pop("remarks", [])]
        told = self.pressure.told | self.provenance | own(meta)
        told |= {"units": own(units)} | ({"remarks": said} if said else {})
        return Page([own(row) for row in rows], len(rows), told)


def edition_system(
    graph: Graph,
    edition: str,
    *,
    co2_source: str | None = None,
    account: str | None = None,
    money: bool = False,
) -> EditionSystem:
    """The input-output system of an edition; emissions by a source, else by the edition's own.

    The latest are kept for this version of the graph, factorised, within ``KEPT_BYTES``. The
    first call builds one, and calls at the same time wait for it.

    Args:
        account: a satellite account in place of CO2.
        money: figures of money alone are wanted, so that an edition without CO2 will do.

    Raises:
        NotFound: no such edition or account.
        BadParameter: no emissions by that source.
    """
    about = catalog.edition(graph, edition)
    source = None if account else catalog.chosen_co2(about, co2_source)
    kept: Kept[EditionSystem] = graph.memo(
        "systems", lambda: Kept(budget=KEPT_BYTES, size=held_bytes, warms=True)
    )
    key = (edition, source, co2_source if account else None, account, money and source == "none")
    return kept.get(key, lambda: _build(graph, edition, co2_source, account, not money))


def held_bytes(found: EditionSystem) -> int:
    """Bytes of a system's matrices as computed so far, its flows aside: the edition holds them."""
    # A copy: another thread may just be adding a matrix.
    held = [value for name, value in list(vars(found.system).items()) if name != "flows"]
    parts = (part for value in held for part in (value if isinstance(value, tuple) else (value,)))
    return sum(part.nbytes for part in parts)


def _build(
    graph: Graph, edition: str, co2_source: str | None, account: str | None, needed: bool
) -> EditionSystem:
    arrays = edition_arrays(graph, edition)
    chosen = pressure(graph, arrays, co2_source, account, needed=needed)
    final_use, uses = _final_use(graph, arrays)
    known = ~np.isnan(chosen.amounts)
    system = System(
        flows=arrays.flows,
        output=arrays.figures["output_mcny"],
        final_use=final_use,
        emissions=np.where(known, chosen.amounts, 0.0),
    )
    _ = system.multipliers  # factorises, so that those who wait find it done
    missing = tuple(p for p in arrays.provinces if not known[arrays.place(p)].all())
    return EditionSystem(arrays, system, uses, chosen, known, missing)


def _final_use(graph: Graph, arrays: EditionArrays) -> tuple[Matrix, tuple[Use, ...]]:
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
