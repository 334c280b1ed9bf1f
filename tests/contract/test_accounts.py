"""Every account, and every chain, gives the same answer on both stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graph_service.graph import Graph, open_graph
from graph_service.services import chains, footprints, structure
from graph_service.services.decomposition import decomposition
from graph_service.services.explore import Page
from graph_service.services.labelled import matrix
from graph_service.services.sensitivity import sensitivity
from graph_service.services.trade import trade

WAITED = {"warming_up", "warmed_in_ms"}
QUESTIONS: list[tuple[Callable[..., Page], dict[str, Any]]] = [
    *(
        (footprints.accounts, {"account": account, "by": by})
        for account, told in footprints.BY.items()
        for by in told
    ),
    (footprints.accounts, {"pressure": "energy", "account": "production", "by": "sector"}),
    (footprints.accounts, {"co2_source": "inventory", "by": "pair", "sector": "c3"}),
    (trade, {"by": "province", "method": "gross_flows"}),
    (structure.linkages, {"sort": "forward_carbon"}),
    (structure.scopes, {"province": "GD"}),
    (structure.extraction, {"industry": ["GD/c17e", "BJ/c3"], "theta": 0.5, "by": "sector"}),
    (decomposition, {"base": "2017new", "by": "sector"}),
    (sensitivity, {"account": "income"}),
]
BY_INVENTORY: dict[str, Any] = {"co2_source": "inventory"}
ONE: dict[str, Any] = {"province": "GD", "sector": "c17e"}
CHAINS: list[tuple[Callable[..., Page], dict[str, Any]]] = [
    (chains.upstream, {"province": "GD"}),
    (chains.upstream, {"province": "XZ", "account": "final_product", "cover": 0.3}),
    (chains.upstream, ONE | {"paths": 40, "fold_own_use": True}),
    (chains.upstream, ONE | {"min_share": 1e-3, "per_unit": True}),
    (chains.upstream, ONE | {"min_value": 0.05, "account": "consumption"} | BY_INVENTORY),
    (chains.upstream, {"province": "BJ", "paths": 25, "pressure": "energy"}),
    (chains.downstream, ONE),
    (chains.downstream, ONE | {"paths": 40} | BY_INVENTORY),
    (chains.downstream, ONE | {"min_share": 1e-3}),
    (chains.downstream, ONE | {"min_value": 0.05, "pressure": "energy"}),
    *((chains.ends, {"province": "GD", "by": by}) for by in ("use", "province", "category")),
    (chains.ends, ONE | BY_INVENTORY),
    (chains.ends, ONE | {"pressure": "energy"}),
]


@pytest.fixture(scope="module")
def both(embedded_url: str, neo4j_url: str) -> Iterator[tuple[Graph, Graph]]:
    embedded, neo4j = open_graph(embedded_url), open_graph(neo4j_url)
    yield embedded, neo4j
    embedded.close()
    neo4j.close()


def assert_alike(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for key, value in one.items():
        if isinstance(value, float):
            assert value == pytest.approx(other[key], rel=1e-12, abs=1e-9), key
        else:
            assert value == other[key], key


@pytest.mark.parametrize(("service", "asked"), [*QUESTIONS, *CHAINS])
def test_an_account_or_a_chain_is_the_same_on_both_stores(
    both: tuple[Graph, Graph], service: Callable[..., Page], asked: dict[str, Any]
) -> None:
    left, right = (service(graph, "2017", **asked) for graph in both)
    assert len(left.rows) == len(right.rows) > 0
    for one, other in zip(left.rows, right.rows, strict=True):
        assert_alike(one, other)
    said = [{k: v for k, v in page.meta.items() if k not in WAITED} for page in (left, right)]
    assert_alike(*said)


@pytest.mark.parametrize("name", ["L", "Y", "F"])
def test_a_matrix_is_the_same_on_both_stores(both: tuple[Graph, Graph], name: str) -> None:
    left, right = (matrix(graph, "2017", name).rows for graph in both)
    assert left.column_names == right.column_names
    assert left.equals(right)
