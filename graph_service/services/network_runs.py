"""Results of a network that stay in the graph, with the run that gave them."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import numpy as np

from graph_service.analysis.backbone import Matrix, links_at
from graph_service.analysis.carbon_cover import weigh
from graph_service.analysis.quality import quality
from graph_service.errors import BadParameter
from graph_service.gds import results
from graph_service.gds.algorithms import ALGORITHMS
from graph_service.gds.results import RUN, Results
from graph_service.graph import Graph
from graph_service.services import catalog
from graph_service.services.engines import noting_moves
from graph_service.services.networks import Found, Question, network_of, networks
from graph_service.services.systems import edition_system

Record = dict[str, Any]


def keep(graph: Graph, asked: Question, *, wanted: str = "auto") -> Record:
    """Work on a network and write what comes out: properties of industries, or a backbone.

    The same question replaces its own earlier results, in one transaction.

    Returns:
        The properties of the ``Run``.

    Raises:
        BadParameter: the store is not a Neo4j server; and as :func:`networks`.
        PublishFailed: the server takes no changes.
    """
    found = networks(graph, asked, wanted=wanted)
    run = _run(graph, asked, found)
    if ALGORITHMS[asked.method].links:
        links, figures = _links(graph, asked, found)
        run |= figures
        made = Results(run, links=links)
    else:
        names = tuple(found.columns)
        columns = {row["id"]: {name: row[name] for name in names} for row in found.rows}
        made = Results(run, names, columns)
    with noting_moves(graph):
        results.keep(graph.store, made)
    return run


def drop(graph: Graph, run: str) -> None:
    """Remove a run and what it wrote; raises ``NotFound`` where there is none of this id."""
    method = results.method_of(run)
    if method not in ALGORITHMS:
        raise BadParameter(
            f"there is no method {method!r}", hint=f"Methods: {', '.join(ALGORITHMS)}."
        )
    columns = () if ALGORITHMS[method].links else tuple(ALGORITHMS[method].units)
    with noting_moves(graph):
        results.drop(graph.store, run, columns)


def _run(graph: Graph, asked: Question, found: Found) -> Record:
    scope = asked.scope
    place = scope.province or scope.province_set or "+".join(scope.provinces) or "nation"
    place = f"{place}.{scope.sector}" if scope.sector else place
    parameters = json.dumps(asdict(asked), sort_keys=True)
    content = hashlib.sha256(parameters.encode()).hexdigest()[:8]
    return {
        "id": f"{RUN}{asked.method}/{asked.edition}/{place}/{content}",
        "edition": asked.edition,
        "province": scope.province,
        "method": asked.method,
        "parameters": parameters,
        "engine": found.meta["engine"],
        "graph_version": graph.version,
        "code_version": importlib.metadata.version("tanlu"),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _links(graph: Graph, asked: Question, found: Found) -> tuple[tuple[Record, ...], Record]:
    """Links as ``BACKBONE`` has them, and their quality figures."""
    money = found.arrays.flows[np.ix_(found.positions, found.positions)]
    by_money = asked.weight == "money"
    block = money if by_money else network_of(graph, asked).weights(found.arrays.flows)
    kept = found.columns["supplier"] * len(block) + found.columns["customer"]
    judged = found.columns["score" if "score" in found.columns else "weight"]
    links = links_at(block, kept.astype(np.intp), judged)
    values = money[links.supplier, links.customer]
    columns: Record = {"value_mcny": values, "score": links.score}
    for name in ("rank", "share", "percentile", "weight"):
        columns[name] = getattr(links, name)
    if asked.weight.endswith("carbon"):
        columns["co2_kt"] = links.value
    lists = {name: column.tolist() for name, column in columns.items()}
    ends = (found.positions[side].tolist() for side in (links.supplier, links.customer))
    ids = found.arrays.ids
    rows = tuple(
        {
            "from": ids[one],
            "to": ids[other],
            "figures": {name: values[k] for name, values in lists.items()},
        }
        for k, (one, other) in enumerate(zip(*ends, strict=True))
    )
    carbon = _carbon(graph, asked, found, money)
    return rows, asdict(quality(money, links.supplier, links.customer, carbon=carbon))


def _carbon(graph: Graph, asked: Question, found: Found, money: Matrix) -> Matrix | None:
    """(m, m) kt CO2, embodied unless links weigh direct carbon; None where emissions are unknown.

    As the backbone counts it: with self-loops, and with links below ``min_weight``.
    """
    if catalog.chosen_co2(found.arrays.about, asked.co2_source) == "none":
        return None
    system = edition_system(graph, asked.edition, co2_source=asked.co2_source).system
    rates = system.intensities if asked.weight == "direct_carbon" else system.multipliers
    return weigh(money, rates[found.positions])
