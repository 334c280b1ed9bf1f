"""Whom a question is about: industries, a sector, a province, a set of provinces, or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from graph_service.analysis.accounts import Index
from graph_service.errors import BadParameter, NotFound
from graph_service.graph import Graph
from graph_service.services import own_data
from graph_service.services.matrices import EditionArrays

Record = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Subject:
    """Provinces, and the positions (k,) of industries in the order of the table; never none."""

    provinces: tuple[str, ...]
    industries: Index
    told: Record

    @property
    def is_all(self) -> bool:
        """Whether nothing was chosen."""
        return all(value is None for value in self.told.values())


def subject(
    graph: Graph,
    arrays: EditionArrays,
    *,
    province: str | None = None,
    province_set: str | None = None,
    sector: str | None = None,
    industry: Sequence[str] | None = None,
) -> Subject:
    """The subject that the parameters name; province, set and sector narrow each other.

    Args:
        industry: ids such as ``2017/GD/c17e``, or ``GD/c17e``; alone.

    Raises:
        NotFound: no such province, set, sector or industry.
        BadParameter: parameters that exclude each other.
    """
    told: Record = {"province": province, "province_set": province_set, "sector": sector}
    told["industry"] = list(industry) if industry else None
    if industry:
        if province or province_set or sector:
            raise BadParameter(
                "industry stands beside province, province_set or sector",
                hint="Name the industries alone, or choose by place and sector.",
            )
        positions = np.unique([position(arrays, id) for id in industry])
        m = len(arrays.sectors)
        provinces = tuple(arrays.provinces[place] for place in np.unique(positions // m))
        return Subject(provinces, positions, told)
    provinces = _provinces(graph, arrays, province, province_set)
    each = [arrays.positions(code, sector) for code in provinces]
    return Subject(provinces, np.concatenate(each), told)


def position(arrays: EditionArrays, id: str) -> int:
    """Position of an industry by its id, with or without the edition; raises ``NotFound``."""
    full = id if id.count("/") == 2 else f"{arrays.edition}/{id}"
    try:
        return arrays.ids.index(full)
    except ValueError:
        raise NotFound(
            f"edition {arrays.edition} has no industry {id!r}",
            hint=f"Write it as province/sector, for example {arrays.ids[0].partition('/')[2]}.",
        ) from None


def _provinces(
    graph: Graph, arrays: EditionArrays, province: str | None, province_set: str | None
) -> tuple[str, ...]:
    if province and province_set:
        raise BadParameter(
            "province and province_set were both given", hint="Leave out one of them."
        )
    if province:
        arrays.place(province)
        return (province,)
    if not province_set:
        return arrays.provinces
    codes = own_data.province_set(graph, province_set)["provinces"]
    for code in codes:
        arrays.place(code)
    return tuple(code for code in arrays.provinces if code in codes)
