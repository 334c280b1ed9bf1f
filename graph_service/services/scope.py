"""Which industries a question is about: a province, some, a sector across them, or all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import own_data
from graph_service.services.matrices import EditionArrays

Index = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Scope:
    """One province, some provinces, a set of them, or with ``nation`` all; of these industries
    those of ``sector``, where one is given. A sector alone is meant across all provinces."""

    province: str | None = None
    provinces: tuple[str, ...] = ()
    province_set: str | None = None
    sector: str | None = None
    nation: bool = False

    def check(self) -> None:
        """Raise ``BadParameter`` where nothing is named, or more than one place."""
        given = [
            name
            for name in ("province", "provinces", "province_set", "nation")
            if getattr(self, name)
        ]
        if len(given) > 1:
            raise BadParameter(
                f"{' and '.join(given)} exclude each other", hint="Name one of them."
            )
        if not given and not self.sector:
            raise BadParameter(
                "parameter 'province' is missing",
                hint="Give province, provinces, province_set, sector, or nation=true for all.",
            )

    def positions(self, graph: Graph, arrays: EditionArrays) -> Index:
        """Positions of the industries in the order of the table; raises ``NotFound``."""
        self.check()
        places = self.members(graph)
        if not places:
            return arrays.positions(None, self.sector)
        found = [arrays.positions(province, self.sector) for province in places]
        return np.unique(np.concatenate(found))

    def members(self, graph: Graph) -> tuple[str, ...]:
        """Codes of the provinces meant; empty where all are."""
        if self.province_set:
            return tuple(own_data.province_set(graph, self.province_set)["provinces"])
        return (self.province,) if self.province else self.provinces

    @property
    def is_wide(self) -> bool:
        """Whether it is all industries of several provinces: hundreds or more of them."""
        return self.province is None and self.sector is None

    @property
    def told(self) -> dict[str, Any]:
        """For ``meta``; a province as ever, of the other kinds what was given."""
        told: dict[str, Any] = {"province": self.province}
        told |= {"provinces": list(self.provinces)} if self.provinces else {}
        told |= {"province_set": self.province_set} if self.province_set else {}
        told |= {"sector": self.sector} if self.sector else {}
        return told | ({"nation": True} if self.nation else {})
