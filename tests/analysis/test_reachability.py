"""Links that keep every way, against the transitive closure of networkx and all small sets."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from graph_service.analysis.backbone import between_sectors
from graph_service.analysis.methods import Choice, choose
from graph_service.analysis.reachability import strong_links
from graph_service.errors import BadParameter

NETWORKS = hnp.arrays(
    np.float64, (7, 7), elements=st.sampled_from([0.0, 0.0, 0.0, 1.0, 2.5, 4.0, 90.0])
).map(between_sectors)


def ways(n: int, links: list[int]) -> set[tuple[int, int]]:
    network = nx.DiGraph([divmod(link, n) for link in links])
    return {(a, b) for a in network for b in nx.descendants(network, a)}


@given(NETWORKS, st.floats(0, 1))
def test_every_way_is_kept_by_as_many_links_as_asked_for(weights: np.ndarray, part: float) -> None:
    every = np.flatnonzero(weights).tolist()
    kept, few = strong_links(weights, 0)
    assert len(kept) == few
    edges = few + round(part * (len(every) - few))
    kept, _ = strong_links(weights, edges)
    assert len(set(kept.tolist())) == edges
    assert set(kept.tolist()) <= set(every)
    assert ways(7, kept.tolist()) == ways(7, every)


@given(NETWORKS)
def test_none_of_the_fewest_found_can_be_left_out(weights: np.ndarray) -> None:
    kept, _ = strong_links(weights, 0)
    whole = ways(7, kept.tolist())
    for link in kept.tolist():
        assert ways(7, [other for other in kept.tolist() if other != link]) != whole


@given(NETWORKS, st.sampled_from([2.0**-20, 2.0**20]))
def test_the_unit_changes_no_link(weights: np.ndarray, unit: float) -> None:
    edges = np.count_nonzero(weights) // 2
    kept, few = strong_links(weights, edges)
    again, same = strong_links(unit * weights, edges)
    assert (sorted(kept.tolist()), few) == (sorted(again.tolist()), same)


@pytest.mark.parametrize("seed", range(20))
def test_small_sets_are_close_to_the_best_of_all(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = between_sectors(random.lognormal(0, 1.5, (4, 4)))
    every = np.flatnonzero(weights).tolist()
    for edges in (6, 8):
        kept, few = strong_links(weights, edges)
        sets = [
            links for links in combinations(every, edges) if ways(4, list(links)) == ways(4, every)
        ]
        best = max(weights.ravel()[list(links)].sum() for links in sets)
        if few <= edges:
            carried = weights.ravel()[kept].sum()
            assert 0.7 * best <= carried <= best * (1 + 1e-12)


def test_a_chain_keeps_all_its_links_and_no_short_cut() -> None:
    weights = np.zeros((4, 4))
    weights[0, 1] = weights[1, 2] = weights[2, 3] = 1.0
    weights[0, 3] = weights[0, 2] = 50.0
    kept, few = strong_links(weights, 0)
    assert [divmod(link, 4) for link in kept.tolist()] == [(0, 1), (1, 2), (2, 3)]
    assert few == 3


def test_the_carbon_cover_says_how_far_it_is_from_the_weak_bound() -> None:
    random = np.random.default_rng(3)
    money = random.lognormal(2, 2, (20, 20)) * (random.random((20, 20)) < 0.5)
    embodied = random.lognormal(0, 1, 20)
    per_unit = {"embodied_carbon": embodied, "direct_carbon": 0.1 * embodied}
    weak = choose(Choice("carbon_cover", edges=60), money, per_unit)
    strong = choose(Choice("carbon_cover", edges=60, strong=True), money, per_unit)
    every = choose(Choice("top_share", edges=400), money, per_unit)
    assert strong.quality.reachable_pairs == every.quality.reachable_pairs
    assert strong.quality.edges == 60
    proof = strong.notes["proof"]
    assert proof["covered"] == pytest.approx(strong.quality.carbon_cover_links)
    assert proof["money"] == pytest.approx(strong.quality.money_cover_links)
    assert proof["bound"] == weak.notes["proof"]["bound"]
    assert proof["gap"] == pytest.approx(1 - proof["covered"] / proof["bound"])
    with pytest.raises(BadParameter, match="no 22 links were found") as raised:
        choose(Choice("carbon_cover", edges=22, strong=True), money, per_unit)
    assert raised.value.hint == f"{proof['fewest_found']} were."
    few = choose(Choice("carbon_cover", strong=True), money, per_unit)
    assert few.quality.edges == max(20, proof["fewest_found"])
    assert few.quality.reachable_pairs == every.quality.reachable_pairs
    weak = choose(Choice("carbon_cover", edges=few.quality.edges), money, per_unit)
    assert few.notes["proof"]["bound"] == weak.notes["proof"]["bound"]
    for other in ({"cover": 0.5}, {"edges": 60, "money_floor": 0.5}):
        with pytest.raises(BadParameter, match="strong goes with"):
            choose(Choice("carbon_cover", strong=True, **other), money, per_unit)
