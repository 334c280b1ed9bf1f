"""Properties of chains: units scale them, order permutes them, merging adds up what was split."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graph_service.analysis import paths
from graph_service.analysis.leontief import System
from graph_service.analysis.paths import Paths, Tree, Vector
from tests.analysis.test_account_properties import SEEDS, permuted, scaled, split
from tests.analysis.test_paths import Found, as_found, small


def ways(table: System) -> Iterator[tuple[Tree, Vector]]:
    """Each kind of search with what reaches its roots, all industries."""
    yield paths.upstream_tree(table), table.total_final_use
    yield paths.downstream_tree(table), table.emissions
    yield paths.upstream_tree(table, fold_own_use=True), table.total_final_use


def found_in(tree: Tree, weights: Vector, cut: float) -> Paths:
    return paths.search(tree, np.arange(len(weights)), weights, cut)


def gross_of(tree: Tree, weights: Vector) -> float:
    return float(np.abs(weights) @ tree.bound)


def by_tier(found: Paths, tiers: int) -> Vector:
    """Kept values without their sign by tier, 0 beyond the last."""
    return np.bincount(found.tier, np.abs(found.value), minlength=tiers)


def assert_same_chains(one: System, other: System, unit: float) -> None:
    """Totals, strongest values and what each tier leaves are the same but for a unit."""
    for (tree, weights), (again, others) in zip(ways(one), ways(other), strict=True):
        gross = gross_of(tree, weights)
        assert gross_of(again, others) == pytest.approx(unit * gross, rel=1e-9)
        best = []
        for searched, reached in ((tree, weights), (again, others)):
            every = np.arange(len(reached))
            found, rows = paths.strongest(searched, every, reached, cover=0.9, paths=12)
            best.append(np.abs(found.value[rows]))
        np.testing.assert_allclose(best[1], unit * best[0], rtol=1e-9)
        kept = found_in(tree, weights, 0.02 * gross), found_in(again, others, 0.02 * unit * gross)
        assume(len(kept[0]) == len(kept[1]))  # no branch that is the cut to the last digit
        near = {"rtol": 0, "atol": 1e-9 * unit * gross}
        np.testing.assert_allclose(kept[1].total, unit * kept[0].total, **near)
        np.testing.assert_allclose(kept[1].remainder, unit * kept[0].remainder, **near)
        tiers = len(kept[0].remainder)
        np.testing.assert_allclose(by_tier(kept[1], tiers), unit * by_tier(kept[0], tiers), **near)


@given(SEEDS, st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_units_scale_totals_and_remainders_and_change_no_share(
    seed: int, money: float, carbon: float
) -> None:
    one = small(seed)
    assert_same_chains(one, scaled(one, money, carbon), carbon)


@given(SEEDS)
def test_another_order_of_industries_changes_no_total_no_share_and_no_tier(seed: int) -> None:
    one = small(seed)
    order = np.random.default_rng(seed).permutation(len(one.output))
    assert_same_chains(one, permuted(one, order), 1.0)


@given(SEEDS, st.floats(0.35, 0.65))
def test_paths_through_two_halves_of_an_industry_add_up_to_those_through_it(
    seed: int, share: float
) -> None:
    """A branch that passes the halves k times holds at least the smaller share to the power k of
    the whole one, so under a cut that is finer by that no part of a kept path is missing.
    """
    one = small(seed)
    which = seed % len(one.output)
    two = split(one, which, share)
    for (tree, weights), (halves, theirs) in list(zip(ways(one), ways(two), strict=True))[:2]:
        gross = gross_of(tree, weights)
        kept = as_found(found_in(tree, weights, 0.05 * gross))
        passed = max(path.count(which) for path in kept)
        finer = 0.05 * gross * min(share, 1 - share) ** passed * (1 - 1e-9)
        merged = together(as_found(found_in(halves, theirs, finer)), which)
        for path, value in kept.items():
            assert merged[path] == pytest.approx(value, rel=1e-9, abs=1e-12 * gross)


@given(SEEDS, st.floats(0.05, 0.95))
def test_merging_two_like_industries_leaves_totals_and_covers_no_less_on_any_tier(
    seed: int, share: float
) -> None:
    """At the same cut: a part of a branch never holds more than the branch.

    With own use folded only totals stay, for what one half sells the other is no own use.
    """
    one = small(seed)
    two = split(one, seed % len(one.output), share)
    for place, (whole, parts) in enumerate(zip(ways(one), ways(two), strict=True)):
        gross = gross_of(*whole)
        assert gross_of(*parts) == pytest.approx(gross, rel=1e-9)
        kept = found_in(*whole, 0.03 * gross)
        less = found_in(*parts, 0.03 * gross * (1 + 1e-9))
        for found in (kept, less):
            held = found.value.sum() + found.remainder.sum()
            assert held == pytest.approx(kept.total, abs=1e-9 * gross)
        if place < 2:
            assert len(less.remainder) <= len(kept.remainder)
            tiers = len(kept.remainder)
            assert (by_tier(less, tiers) <= by_tier(kept, tiers) + 1e-12 * gross).all()


def together(found: Found, which: int) -> Found:
    """Paths with both halves, ``which`` and the next, as one industry again."""
    merged: Found = {}
    for path, value in found.items():
        whole = tuple(node - (node > which) for node in path)
        merged[whole] = merged.get(whole, 0.0) + value
    return merged
