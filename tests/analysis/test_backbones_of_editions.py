"""Backbones of all provinces of four full-size editions, by networkx and by what was noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from graph_service.analysis.backbone import Links, between_sectors, top_share
from graph_service.analysis.carbon_cover import CarbonCover, carbon_cover, fewest_links, weigh
from graph_service.analysis.filters import noise_corrected
from graph_service.analysis.leontief import System
from graph_service.errors import BadParameter
from loader.layout import Tables
from loader.source import read_source

pytestmark = pytest.mark.slow

EDITIONS = ("2012", "2015", "2017", "2017new")
each_edition = pytest.mark.parametrize("edition", EDITIONS)


@dataclass(frozen=True)
class Province:
    name: str
    money: np.ndarray
    carbon: np.ndarray

    @property
    def floor(self) -> float:
        """Share of the money that the top share carries, own use covered."""
        links = top_share(self.money)
        between = links.supplier != links.customer
        return float((links.value[between].sum() + np.trace(self.money)) / self.money.sum())


@pytest.fixture(scope="module")
def editions(reference_data: Path) -> dict[str, list[Province]]:
    folder = reference_data / "mrio_reconstructed"
    readings = [read_source(folder / f"MRIO_{year}.xlsx") for year in (2012, 2015, 2017)]
    return {
        tables.edition.id: list(provinces(tables))
        for reading in readings
        for tables in reading.tables
    }


def provinces(tables: Tables) -> Iterator[Province]:
    assert tables.co2 is not None
    final_use = (tables.output - tables.flows.sum(axis=1))[:, None]
    system = System(tables.flows, tables.output, final_use, tables.co2)
    for p, name in enumerate(tables.provinces):
        place = slice(42 * p, 42 * p + 42)
        money = tables.flows[place, place]
        yield Province(name, money, weigh(money, system.multipliers[place]))


def best_sum(weights: np.ndarray, edges: int) -> float:
    """The heaviest connected links by networkx: Kruskal's tree, then the heaviest others."""
    links = np.argwhere(between_sectors(weights) > 0).tolist()
    graph = nx.Graph()
    for i, j in links:
        graph.add_edge(i, j, weight=max(weights[i, j], weights[j, i]))
    tree = sorted(w for _, _, w in nx.maximum_spanning_tree(graph).edges.data("weight"))
    rest = sorted(weights[i, j] for i, j in links)
    for weight in tree:
        rest.remove(weight)
    more = edges - len(tree)
    return sum(tree) + sum(rest[len(rest) - more :])


def whole(weights: np.ndarray, part: float) -> float:
    """Share with own use covered."""
    return float((part + np.trace(weights)) / weights.sum())


def connects_all(province: Province, links: Links) -> bool:
    graph = nx.Graph()
    active = province.money.any(axis=0) | province.money.any(axis=1)
    graph.add_nodes_from(np.flatnonzero(active).tolist())
    graph.add_edges_from(zip(links.supplier.tolist(), links.customer.tolist(), strict=True))
    return nx.is_connected(graph)


@each_edition
def test_carbon_alone_is_the_optimum_and_98_percent_of_any_88_links(
    editions: dict[str, list[Province]], edition: str
) -> None:
    shares = []
    for province in editions[edition]:
        found = carbon_cover(province.money, province.carbon, 88, own_use=True)
        expected = whole(province.carbon, best_sum(province.carbon, 88))
        assert found.carbon == pytest.approx(expected, rel=1e-12)
        assert found.gap == 0
        assert connects_all(province, found.links)
        heaviest = np.sort(between_sectors(province.carbon), axis=None)[-88:].sum()
        assert found.loose_bound == pytest.approx(whole(province.carbon, heaviest))
        shares.append(found.carbon / found.loose_bound)
    assert len(shares) == 31
    assert min(shares) >= 0.98
    if edition == "2017":
        assert np.mean(shares) == pytest.approx(0.992, abs=0.0005)
        assert min(shares) == pytest.approx(0.985, abs=0.0005)


@each_edition
def test_with_the_top_shares_money_the_bound_is_half_a_percent_away_or_there_is_a_proof(
    editions: dict[str, list[Province]], edition: str
) -> None:
    found: list[CarbonCover] = []
    for province in editions[edition]:
        money, carbon, floor = province.money, province.carbon, province.floor
        richest = whole(money, best_sum(money, 88))
        if richest < floor:
            with pytest.raises(BadParameter, match=f"the most is {richest:.2%}"):
                carbon_cover(money, carbon, 88, money_floor=floor, own_use=True)
            continue
        for own_use in (False, True):
            of_links = (floor * money.sum() - np.trace(money)) / between_sectors(money).sum()
            least = floor if own_use else of_links
            links = carbon_cover(money, carbon, 88, money_floor=least, own_use=own_use)
            assert links.gap <= 0.005
            assert links.money >= least * (1 - 1e-12)
            assert len(links.links.value) == 88
            assert connects_all(province, links.links)
        found.append(links)
    assert len(found) == 29
    if edition == "2017":
        assert np.mean([links.carbon / links.loose_bound for links in found]) > 0.974
        bounds = [links.bound / links.loose_bound for links in found]
        assert np.mean(bounds) == pytest.approx(0.976, abs=0.0005)
        assert min(bounds) == pytest.approx(0.931, abs=0.0005)


@each_edition
@pytest.mark.parametrize("share", [0.8, 0.9, 0.95])
def test_one_link_fewer_cannot_reach_the_cover(
    editions: dict[str, list[Province]], edition: str, share: float
) -> None:
    for province in editions[edition]:
        found = fewest_links(province.money, province.carbon, share, own_use=True)
        edges = len(found.links.value)
        assert found.carbon >= share
        assert connects_all(province, found.links)
        if edges > carbon_cover(province.money, province.carbon).least_edges:
            assert whole(province.carbon, best_sum(province.carbon, edges - 1)) < share


def test_a_larger_unit_keeps_fewer_links_of_a_province(
    editions: dict[str, list[Province]],
) -> None:
    """Guangdong 2017, delta 1.64, one unit being 100, 1 and 0.01 million CNY."""
    block = next(p.money for p in editions["2017"] if p.name == "GD")
    kept = [len(noise_corrected(unit * block).value) for unit in (0.01, 1, 100)]
    assert kept == [301, 440, 471]
