"""Chains of an economy and of every published edition: cuts, remainders, ends."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from graph_service.analysis import paths
from graph_service.errors import BadParameter
from graph_service.graph import Graph, open_graph
from graph_service.services import catalog, chains
from graph_service.services.systems import edition_system
from loader.layout import Tables
from tests import own_tables
from tests.economy import economy, publish

GD = {"province": "GD", "sector": "c17e"}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return economy()


@pytest.fixture(scope="module")
def graph(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Graph]:
    url = f"embedded:{tmp_path_factory.mktemp('chains') / 'tanlu.lbug'}"
    publish(url, [tables])
    graph = open_graph(url)
    yield graph
    graph.close()


@pytest.mark.parametrize(("way", "cover"), [(chains.upstream, 0.4), (chains.downstream, 0.7)])
def test_each_cut_gives_a_head_of_the_same_list(graph: Graph, way: Any, cover: float) -> None:
    whole = way(graph, "2017", **GD, cover=cover, limit=10_000)
    values = [abs(row["value_kt"]) for row in whole.rows]
    assert values == sorted(values, reverse=True)
    some = way(graph, "2017", **GD, paths=20)
    assert [row["path"] for row in some.rows] == [row["path"] for row in whole.rows[:20]]
    assert (some.total, some.meta["cut"], some.meta["reached"]) == (20, {"paths": 20}, True)
    least = values[19]
    by_value = way(graph, "2017", **GD, min_value=least, limit=10_000)
    by_share = way(graph, "2017", **GD, min_share=least / whole.meta["gross_kt"], limit=10_000)
    for found in (by_value, by_share):
        kept = [row["path"] for row in found.rows if abs(row["value_kt"]) >= least * (1 - 1e-9)]
        assert kept == [row["path"] for row in whole.rows[:20]]
    for found in (whole, some, by_value, by_share):
        kept_kt = sum(row["value_kt"] for row in found.rows)
        total = found.meta["total_kt"]
        assert kept_kt + found.meta["remainder_kt"] == pytest.approx(total, rel=1e-9)
        by_tier = sum(found.meta["remainder_by_tier_kt"])
        assert by_tier == pytest.approx(found.meta["remainder_kt"], rel=1e-9)
        signed = found.meta["positive_kt"] + found.meta["negative_kt"]
        assert signed == pytest.approx(total, rel=1e-9)
        cumulative = found.rows[-1]["cumulative_share"]
        assert cumulative == pytest.approx(found.meta["coverage"])


def test_a_path_leads_from_its_emitter_to_the_final_use(graph: Graph, tables: Tables) -> None:
    assert tables.co2 is not None
    codes = [f"2017/{p}/{s}" for p in ("BJ", "GD", "XZ") for s in tables.sectors]
    bought = tables.flows / tables.output
    sold = tables.flows / tables.output[:, None]
    final = tables.output - tables.flows.sum(axis=1)
    for row in chains.upstream(graph, "2017", **GD, paths=50).rows:
        nodes = [codes.index(name) for name in row["path"]]
        value = (tables.co2 / tables.output)[nodes[0]] * final[nodes[-1]]
        value *= np.prod([bought[pair] for pair in pairwise(nodes)])
        assert row["value_kt"] == pytest.approx(value, rel=1e-9)
        assert (row["path"][-1], row["tier"]) == ("2017/GD/c17e", len(nodes) - 1)
    for row in chains.downstream(graph, "2017", **GD, paths=50).rows:
        nodes = [codes.index(name) for name in row["path"]]
        value = tables.co2[nodes[0]] * (final / tables.output)[nodes[-1]]
        value *= np.prod([sold[pair] for pair in pairwise(nodes)])
        assert row["value_kt"] == pytest.approx(value, rel=1e-9)
        assert (row["path"][0], row["tier"]) == ("2017/GD/c17e", len(nodes) - 1)


def test_chains_of_a_province_are_behind_what_its_users_buy_unless_its_products_are_asked_for(
    graph: Graph, tables: Tables
) -> None:
    embodied = delivered(tables).sum(axis=0)
    bought = chains.upstream(graph, "2017", province="GD", paths=5).meta
    assert bought["account"] == "consumption"
    assert bought["total_kt"] == pytest.approx(embodied[5:10].sum(), rel=1e-9)
    sold = chains.upstream(graph, "2017", province="GD", account="final_product", paths=5).meta
    assert tables.co2 is not None
    inverse = np.linalg.inv(np.eye(126) - tables.flows / tables.output)
    multipliers = (tables.co2 / tables.output) @ inverse
    final = tables.output - tables.flows.sum(axis=1)
    assert sold["total_kt"] == pytest.approx(float(multipliers[42:84] @ final[42:84]), rel=1e-9)
    power = chains.upstream(graph, "2017", **GD, account="consumption", paths=5)
    assert {row["path"][-1].split("/")[2] for row in power.rows} == {"c17e"}


def test_circuits_that_are_folded_into_a_node_are_not_in_the_multiplier_again(
    graph: Graph, tables: Tables
) -> None:
    own = (np.diag(tables.flows) / tables.output)[42:84]
    at = {"province": "GD", "sector": tables.sectors[int(own.argmax())]}
    usual = chains.upstream(graph, "2017", **at, paths=200, limit=200).rows
    folded = chains.upstream(graph, "2017", **at, paths=200, limit=200, fold_own_use=True).rows
    (first,), (second,) = ([r for r in rows if len(r["path"]) == 1] for rows in (usual, folded))
    assert second["value_kt"] == pytest.approx(first["value_kt"] / (1 - own.max()), rel=1e-9)
    assert second["multiplier"] == pytest.approx(first["multiplier"] * (1 - own.max()), rel=1e-9)
    assert own.max() > 0.001


def test_chains_of_one_unit_are_those_of_all_over_its_final_use(graph: Graph) -> None:
    whole = chains.upstream(graph, "2017", **GD, paths=50)
    unit = chains.upstream(graph, "2017", **GD, paths=50, per_unit=True)
    final_use = whole.meta["final_use_mcny"]
    assert unit.meta["final_use_mcny"] == 1
    assert (unit.meta["per_unit"], whole.meta["per_unit"]) == (True, False)
    found = edition_system(graph, "2017")
    multiplier = found.system.multipliers[found.arrays.ids.index("2017/GD/c17e")]
    assert unit.meta["total_kt"] == pytest.approx(multiplier, rel=1e-9)
    for one, all_of_it in zip(unit.rows, whole.rows, strict=True):
        assert one["path"] == all_of_it["path"]
        assert one["value_kt"] * final_use == pytest.approx(all_of_it["value_kt"], rel=1e-9)
    with pytest.raises(BadParameter, match="one industry"):
        chains.upstream(graph, "2017", province="GD", per_unit=True)


@pytest.mark.parametrize(
    ("cut", "said"),
    [
        ({"cover": 0.5, "paths": 3}, "exclude each other"),
        ({"min_share": 1e-9}, "min_share"),
        ({"min_value": 1e-12}, "millions"),
        ({"min_value": -1.0}, "min_value"),
        ({"paths": 0}, "paths"),
        ({"cover": 1.5}, "cover"),
    ],
)
def test_a_cut_out_of_range_is_refused(graph: Graph, cut: dict[str, float], said: str) -> None:
    with pytest.raises(BadParameter, match=said) as raised:
        chains.upstream(graph, "2017", **GD, **cut)
    assert raised.value.hint


def test_a_number_of_paths_that_the_search_does_not_reach_is_told(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph_service.services.cuts.NODES", 50)
    found = chains.upstream(graph, "2017", **GD, paths=1000)
    assert found.total < 1000
    assert found.meta["reached"] is False
    said = f"{found.total} paths, which hold {found.meta['coverage']:.4%}, are all that a search"
    assert found.meta["remarks"][-1].startswith(said)
    assert "paths=1000 was not reached" in found.meta["remarks"][-1]
    assert "remarks" not in chains.upstream(graph, "2017", **GD, paths=5).meta


def test_cycles_have_no_multiplier_and_say_so(graph: Graph) -> None:
    rows = chains.upstream(graph, "2017", **GD, paths=300, limit=300).rows
    assert {row["cycle"] for row in rows} == {True, False}
    for row in rows:
        assert row["cycle"] == (len(set(row["path"])) < len(row["path"]))
        assert (row["multiplier"] is None) == row["cycle"]
        assert row["cycle"] or row["multiplier"] >= 1


def delivered(tables: Tables) -> np.ndarray:
    """s (L Y) for emitters in the rows, by an inverse of numpy; exports and error last."""
    assert tables.co2 is not None
    inverse = np.linalg.inv(np.eye(126) - tables.flows / tables.output)
    uses = np.column_stack([tables.final_use, tables.exports, tables.error])
    footprint: np.ndarray = (tables.co2 / tables.output)[:, None] * (inverse @ uses)
    return footprint


def test_ends_are_the_row_of_the_footprint_matrix(graph: Graph, tables: Tables) -> None:
    row = delivered(tables)[42 + tables.sectors.index("c17e")]
    page = chains.ends(graph, "2017", **GD)
    found = {(r["province"], r["category"]): r["co2_kt"] for r in page.rows}
    places = [(p, c) for p in ("BJ", "GD", "XZ") for c in CATEGORIES]
    places += [(None, "EX"), (None, "ERR")]
    assert found == {
        place: pytest.approx(value, rel=1e-9, abs=1e-12)
        for place, value in zip(places, row, strict=True)
    }


CATEGORIES = ("FU101", "FU102", "FU103", "FU201", "FU202")


@pytest.mark.parametrize("scope", [GD, {"province": "GD"}])
@pytest.mark.parametrize("by", ["use", "province", "category"])
def test_ends_add_up_to_what_is_emitted(
    graph: Graph, tables: Tables, scope: dict[str, str], by: Any
) -> None:
    assert tables.co2 is not None
    start = 42 + tables.sectors.index("c17e")
    emitted = tables.co2[start] if "sector" in scope else tables.co2[42:84].sum()
    page = chains.ends(graph, "2017", **scope, by=by)
    assert sum(row["co2_kt"] for row in page.rows) == pytest.approx(emitted, rel=1e-9)
    assert sum(row["share"] for row in page.rows) == pytest.approx(1)
    assert page.meta["total_kt"] == pytest.approx(emitted)
    values = [row["co2_kt"] for row in page.rows]
    assert values == sorted(values, reverse=True)


def test_ends_of_chains_found_one_by_one_are_those_of_the_solve(
    graph: Graph, tables: Tables
) -> None:
    """Every path downstream, split by who buys at its end, down to what is left."""
    system = edition_system(graph, "2017").system
    root = 42 + tables.sectors.index("c17e")
    tree = paths.downstream_tree(system)
    weight = system.emissions[[root]]
    found = paths.search(tree, np.array([root]), weight, 3e-5 * float(weight[0]))
    shares = system.final_use / system.total_final_use[:, None]
    by_use = (found.value[:, None] * shares[found.node]).sum(axis=0)
    solved = delivered(tables)[root]
    uses = edition_system(graph, "2017").uses
    places = [(c, p) for p in ("BJ", "GD", "XZ") for c in CATEGORIES]
    order = [uses.index(place) for place in (*places, ("EX", None), ("ERR", None))]
    left = abs(float(found.remainder.sum()))
    assert left < 0.5 * float(weight[0])
    assert np.abs(by_use[order] - solved).sum() <= 1.2 * left


def test_chains_of_a_satellite_account_are_in_its_unit(owned: Graph) -> None:
    amounts = own_tables.energy(2017)
    found = edition_system(owned, "2017", account="energy")
    place = found.arrays.ids.index("2017/GD/c17e")
    direct = amounts["GD", "c17e"]
    assert found.system.emissions[place] == direct
    up = chains.upstream(owned, "2017", **GD, pressure="energy", paths=5)
    total = float(found.system.multipliers[place] * found.system.total_final_use[place])
    assert up.meta["total_amount"] == pytest.approx(total)
    assert up.meta["units"]["value_amount"] == "TJ"
    assert list(up.rows[0])[:3] == ["path", "tier", "value_amount"]
    ends = chains.ends(owned, "2017", **GD, pressure="energy", by="province")
    assert sum(row["amount"] for row in ends.rows) == pytest.approx(direct)
    for meta in (up.meta, ends.meta):
        assert not [name for name in meta if name.startswith("co2") or name.endswith("_kt")]
    with pytest.raises(BadParameter, match="no energy of XZ"):
        chains.ends(owned, "2017", province="XZ", pressure="energy")


@pytest.mark.slow
def test_kept_and_remainder_are_the_footprint_of_every_edition(full: Graph) -> None:
    for about in catalog.editions(full):
        found = edition_system(full, about["id"])
        system, n = found.system, len(found.arrays.ids)
        every, final_use = np.arange(n), system.total_final_use
        total = float(system.emissions.sum())
        up, down = paths.upstream_tree(system), paths.downstream_tree(system)
        for tree, weights in ((up, final_use), (down, system.emissions)):
            kept = paths.search(tree, every, weights, 1e-4 * total)
            gap = kept.value.sum() + kept.remainder.sum() - total
            assert abs(gap) <= 1e-9 * total, about["id"]
        for place in (0, n // 2):
            sector = found.arrays.sectors[place % 42]
            scope = {"province": found.arrays.provinces[place // 42], "sector": sector}
            carried = chains.ends(full, about["id"], **scope)
            emitted = float(system.emissions[place])
            assert sum(row["co2_kt"] for row in carried.rows) == pytest.approx(emitted, rel=1e-9)
