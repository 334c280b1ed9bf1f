"""Backbones of a province: the links that carry it, with how much they carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from graph_service.analysis.backbone import top_share
from graph_service.analysis.quality import quality
from graph_service.errors import BadParameter
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.matrices import edition_arrays

Record = dict[str, Any]

METHODS = {"top_share": top_share}
"""Method to the pure function ``(block, edges) -> Links``."""

QUERIES = {"top_share": "backbone.top_share"}
"""Method to the named query that gives the same links in Cypher."""


@dataclass(frozen=True)
class Backbone:
    """Links, strongest first, and in ``meta`` what they cover and where they come from."""

    rows: list[Record]
    meta: Record


def backbone(
    graph: Graph,
    edition: str,
    *,
    province: str,
    method: str = "top_share",
    edges: int | None = None,
) -> Backbone:
    """The backbone of a province's own block.

    Args:
        method: one of ``METHODS``.
        edges: how many links; by default the method's own rule (top share: 5 % of the cells).
    """
    if method not in METHODS:
        raise BadParameter(
            f"there is no backbone method {method!r}", hint=f"Methods: {', '.join(METHODS)}."
        )
    if edges is not None and edges < 1:
        raise BadParameter(f"edges must be at least 1, not {edges}")
    key = ("backbone", edition, province, method, edges)
    return graph.recent(key, lambda: _backbone(graph, *key[1:]))


def _backbone(
    graph: Graph, edition: str, province: str, method: str, edges: int | None
) -> Backbone:
    arrays = edition_arrays(graph, edition)
    block = arrays.block(province)
    links = METHODS[method](block, edges)
    rows = [
        {
            "from_province": province,
            "from_sector": arrays.sectors[supplier],
            "to_province": province,
            "to_sector": arrays.sectors[customer],
            "value_mcny": value,
            "share": share,
            "percentile": percentile,
            "rank": rank,
            "weight": weight,
        }
        for supplier, customer, value, share, percentile, rank, weight in zip(
            links.supplier.tolist(),
            links.customer.tolist(),
            links.value.tolist(),
            links.share.tolist(),
            links.percentile.tolist(),
            links.rank.tolist(),
            links.weight.tolist(),
            strict=True,
        )
    ]
    meta = {"province": province, "method": method, "unit": "million CNY"}
    meta |= asdict(quality(block, links.supplier, links.customer))
    return Backbone(rows, catalog.provenance(graph, edition) | meta)
