"""What industries put on the environment, or take: CO2 by its source, or a user's own account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog, own_data
from graph_service.services.matrices import EditionArrays, Vector

Record = dict[str, Any]
CO2_UNIT = "kt CO2"


@dataclass(frozen=True, eq=False)
class Pressure:
    """Direct amounts of the industries of an edition, (n,); NaN where there is no data.

    ``name`` is the source of CO2 or the id of a satellite account, ``account`` the latter only.
    """

    name: str
    account: str | None
    amounts: Vector
    unit: str
    told: Record

    @property
    def column(self) -> str:
        """Name of the amount in rows: ``co2_kt``, of another account ``amount``."""
        return "co2_kt" if self.account is None else "amount"

    def renamed(self, record: Record) -> Record:
        """A record called by this pressure: ``total_kt`` is ``total_amount`` of another account."""
        if self.account is None:
            return record
        return {_other(name): value for name, value in record.items()}


def _other(name: str) -> str:
    if name == "co2_kt":
        return "amount"
    for kind, own in (("_kt", "_amount"), ("_carbon", "_pressure")):
        if name.endswith(kind):
            return name.removesuffix(kind) + own
    return name


def pressure(
    graph: Graph,
    arrays: EditionArrays,
    co2_source: str | None,
    account: str | None,
    *,
    needed: bool = True,
) -> Pressure:
    """CO2 by a source, without one by the edition's own; or a satellite account of its year.

    Args:
        needed: an edition without CO2 is an error; else its amounts are unknown.

    Raises:
        BadParameter: the edition has no CO2 (by that source), or both were asked for.
        NotFound: no such account in the year of the edition.
    """
    if account is not None:
        if co2_source is not None:
            raise BadParameter(
                "co2_source and pressure were both given",
                hint="co2_source chooses among accounts of CO2; leave out one of them.",
            )
        return _satellite(graph, arrays, account)
    chosen = catalog.chosen_co2(arrays.about, co2_source)
    if chosen == "none" and needed:
        raise BadParameter(
            f"edition {arrays.edition} has no emissions",
            hint="Load the emission inventories of its year.",
        )
    told = catalog.provenance(graph, arrays.edition, co2_source)
    return Pressure(chosen, None, arrays.co2(co2_source), CO2_UNIT, told)


def _satellite(graph: Graph, arrays: EditionArrays, account: str) -> Pressure:
    year = int(arrays.about["year"])
    rows = own_data.satellite_amounts(graph, account, year)
    (about,) = (row for row in own_data.satellites(graph) if row["account"] == account)
    places = {id.partition("/")[2]: place for place, id in enumerate(arrays.ids)}
    amounts = np.full(len(arrays.ids), np.nan)
    for row in rows:
        place = places.get(f"{row['province']}/{row['sector']}")
        if place is not None:  # an amount of a sector of the other class is none of this edition
            amounts[place] = row["amount"]
    told = catalog.provenance(graph, arrays.edition)
    told = {name: value for name, value in told.items() if not name.startswith("co2_")}
    told |= {
        "pressure": account,
        "pressure_unit": about["unit"],
        "pressure_source": about["source"] or "not stated",
        "pressure_file": about["file_name"],
        "boundary": (
            f"{about['name_en']} of production inside China's 31 provinces; imports from abroad "
            "carry nothing; households are outside."
        ),
    }
    return Pressure(account, account, amounts, str(about["unit"]), told)


def remarks(kind: str, without: Sequence[str]) -> list[str]:
    """What must be said of sums that lack provinces; empty where none is lacking."""
    if not without:
        return []
    places = ", ".join(without) if len(without) <= 10 else f"{len(without)} provinces"
    return [
        f"There is no {kind}, or not of all sectors, of {places}: unknown, not zero. "
        "Every sum leaves out what is unknown, so totals are too small by it."
    ]
