"""Structural paths against brute force, identities and published multipliers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.analysis import paths
from graph_service.analysis.leontief import System
from graph_service.analysis.paths import Paths, Tree, Vector

Found = dict[tuple[int, ...], float]
SYSTEMS = 500


def small(seed: int) -> System:
    """Few industries with circuits, some without emissions, negative final use and an error."""
    random = np.random.default_rng(seed)
    n = int(random.integers(3, 7))
    flows = random.lognormal(0, 1.5, (n, n)) * (random.random((n, n)) < 0.6)
    flows += 0.1 * np.diag(random.random(n))
    sales, purchases = flows.sum(axis=1), flows.sum(axis=0)
    wanted = random.normal(0.5, 0.6, n) * sales
    wanted = np.maximum(wanted, np.maximum(1.25 * purchases, 0.7 * sales) - sales)
    final_use = np.column_stack([wanted, random.normal(0, 0.01, n) * sales])
    output = sales + final_use.sum(axis=1)
    emissions = random.lognormal(1, 1, n) * (random.random(n) < 0.6)
    emissions[0] = 1.0
    return System(flows, output, final_use, emissions)


def most_upstream(table: System) -> Vector:
    """What a branch may hold by numpy's own solver: M, with (I - A)' M = s."""
    inputs = table.flows / table.output
    return np.asarray(np.linalg.solve(np.eye(len(inputs)) - inputs.T, table.intensities))


def most_downstream(table: System) -> Vector:
    """The same of absolute ends: u, with (I - B) u = |y| / x."""
    sold = table.flows / table.output[:, None]
    ends = np.abs(table.output - table.flows.sum(axis=1)) / table.output
    return np.asarray(np.linalg.solve(np.eye(len(sold)) - sold, ends))


def brute_force(
    tree: Tree, most: Vector, roots: list[int], weights: list[float], cut: float
) -> Found:
    """Every path whose branch may hold the cut, one by one, by the definition of the bound."""
    found: Found = {}

    def visit(path: tuple[int, ...], weight: float) -> None:
        node = path[-1]
        if abs(weight) * most[node] < cut:
            return
        found[path] = weight * tree.value[node]
        for other in range(len(tree.value)):
            if tree.step[node, other]:
                visit((*path, other), weight * tree.step[node, other])

    for root, weight in zip(roots, weights, strict=True):
        visit((root,), weight)
    return found


def as_found(result: Paths) -> Found:
    return {result.sequence(row): float(result.value[row]) for row in range(len(result))}


@pytest.mark.parametrize("seed", range(SYSTEMS))
def test_upstream_paths_are_those_of_brute_force(seed: int) -> None:
    table = small(seed)
    tree = paths.upstream_tree(table, fold_own_use=bool(seed % 2))
    final_use = table.total_final_use
    roots = np.flatnonzero(final_use)
    most = most_upstream(table)
    cut = 0.01 * float(np.abs(final_use) @ most)
    assert_same(tree, most, roots, final_use[roots], cut)


@pytest.mark.parametrize("seed", range(SYSTEMS))
def test_downstream_paths_are_those_of_brute_force(seed: int) -> None:
    table = small(seed)
    roots = np.flatnonzero(table.emissions)
    tree = paths.downstream_tree(table)
    most = most_downstream(table)
    cut = 0.01 * float(table.emissions @ most)
    assert_same(tree, most, roots, table.emissions[roots], cut)


def assert_same(tree: Tree, most: Vector, roots: paths.Index, weights: Vector, cut: float) -> None:
    result = paths.search(tree, roots, weights, cut)
    expected = brute_force(tree, most, roots.tolist(), weights.tolist(), cut)
    found = as_found(result)
    assert found.keys() == expected.keys()
    for path, value in expected.items():
        assert found[path] == pytest.approx(value, rel=1e-12, abs=1e-300)
    size = np.abs(weights) @ most[roots]
    assert result.value.sum() + result.remainder.sum() == pytest.approx(
        result.total, abs=1e-9 * size
    )


@pytest.mark.parametrize("seed", range(50))
def test_the_remainder_of_a_tier_is_what_was_dropped_there_and_all_beyond(seed: int) -> None:
    """With A and M of numpy alone: that kept and remainder are the total would not show it."""
    table = small(seed)
    inputs, most = table.flows / table.output, most_upstream(table)
    roots = np.flatnonzero(table.total_final_use)
    weights = table.total_final_use[roots]
    cut = 0.02 * float(np.abs(weights) @ most[roots])
    dropped: dict[int, float] = {}
    left = [(0, node, weight) for node, weight in zip(roots, weights, strict=True)]
    while left:
        tier, node, weight = left.pop()
        if abs(weight) * most[node] < cut:
            dropped[tier] = dropped.get(tier, 0.0) + weight * most[node]
        else:
            left += [(tier + 1, k, weight * inputs[k, node]) for k in range(len(most))]
    found = paths.search(paths.upstream_tree(table), roots, weights, cut)
    expected = [dropped.get(tier, 0.0) for tier in range(len(found.remainder))]
    np.testing.assert_allclose(found.remainder, expected, rtol=0, atol=1e-9 * cut)
    assert max(dropped) < len(expected)


@given(st.integers(0, 2**32 - 1))
def test_upstream_total_is_the_footprint_and_downstream_total_the_emission(seed: int) -> None:
    table = small(seed)
    final_use = table.total_final_use
    every = np.arange(len(final_use))
    scale = float(np.abs(final_use) @ table.multipliers)
    up = paths.search(paths.upstream_tree(table), every, final_use, 0.1 * scale)
    assert up.total == pytest.approx(table.emissions.sum(), abs=1e-9 * scale)
    down = paths.search(
        paths.downstream_tree(table), every, table.emissions, 0.1 * table.emissions.sum()
    )
    assert down.total == pytest.approx(table.emissions.sum(), rel=1e-9)


@given(st.integers(0, 2**32 - 1), st.integers(1, 30))
def test_the_strongest_paths_are_the_largest_values(seed: int, count: int) -> None:
    table = small(seed)
    tree = paths.upstream_tree(table)
    roots, weights = np.array([0]), np.array([10.0])
    found, rows = paths.strongest(tree, roots, weights, paths=count)
    values = np.abs(found.value[rows])
    cut = 1e-3 * 10 * most_upstream(table)[0]
    expected = brute_force(tree, most_upstream(table), [0], [10.0], cut)
    largest = sorted((abs(value) for value in expected.values()), reverse=True)
    sure = [value for value in largest[:count] if value >= cut]
    assert len(values) >= len(sure)
    np.testing.assert_allclose(values[: len(sure)], sure, rtol=1e-12)
    assert (np.diff(values) <= 0).all()
    assert len(values) == count or values.sum() == pytest.approx(10 * most_upstream(table)[0])


def test_a_cover_is_reached_with_the_fewest_paths() -> None:
    table = small(7)
    tree = paths.upstream_tree(table)
    found, rows = paths.strongest(tree, np.array([0]), np.array([10.0]), cover=0.7)
    share = np.cumsum(np.abs(found.value[rows])) / (10 * tree.bound[0])
    assert share[-1] >= 0.7
    assert len(share) == 1 or share[-2] < 0.7


def test_a_limit_ends_the_search_below_the_cover() -> None:
    tree = paths.upstream_tree(small(7))
    found, rows = paths.strongest(tree, np.array([0]), np.array([10.0]), cover=0.999, limit=8)
    assert len(found) <= 8
    assert np.abs(found.value[rows]).sum() < 0.999 * 10 * tree.bound[0]


def test_each_root_may_have_a_cut_of_its_own() -> None:
    table = small(11)
    tree = paths.upstream_tree(table)
    roots, weights = np.array([0, 1]), np.array([4.0, 9.0])
    cuts = np.array([0.05, 0.2])
    together = as_found(paths.search(tree, roots, weights, cuts))
    apart = {}
    for root, weight, cut in zip(roots, weights, cuts, strict=True):
        apart |= as_found(paths.search(tree, np.array([root]), np.array([weight]), float(cut)))
    assert together == apart


@given(st.integers(0, 2**32 - 1), st.sampled_from([1e-6, 0.01, 1e4]))
def test_the_units_scale_the_values_and_change_no_path(seed: int, unit: float) -> None:
    table = small(seed)
    scaled = System(
        unit * table.flows, unit * table.output, unit * table.final_use, 7 * table.emissions
    )
    for tree, other, roots, weights, factor in both_directions(table, scaled, unit):
        cut = 0.02 * float(np.abs(weights) @ tree.bound[roots])
        found = as_found(paths.search(tree, roots, weights, cut))
        again = as_found(paths.search(other, roots, factor * weights, 7 * cut * (1 - 1e-12)))
        assert set(found) <= set(again)
        for path, value in found.items():
            assert again[path] == pytest.approx(7 * value, rel=1e-9)


def both_directions(
    table: System, other: System, unit: float
) -> Iterator[tuple[Tree, Tree, paths.Index, paths.Vector, float]]:
    """Trees up- and downstream of two tables with the roots and weights of the first."""
    final_use, roots = table.total_final_use, np.arange(len(table.output))
    yield paths.upstream_tree(table), paths.upstream_tree(other), roots, final_use, unit
    yield paths.downstream_tree(table), paths.downstream_tree(other), roots, table.emissions, 7


@given(st.integers(0, 2**32 - 1))
def test_another_order_of_the_industries_permutes_the_paths(seed: int) -> None:
    table = small(seed)
    order = np.random.default_rng(seed).permutation(len(table.output))
    place = np.argsort(order)
    moved = System(
        table.flows[np.ix_(order, order)],
        table.output[order],
        table.final_use[order],
        table.emissions[order],
    )
    for tree, other, roots, weights, _ in both_directions(table, moved, 1.0):
        cut = 0.02 * float(np.abs(weights) @ tree.bound[roots])
        found = as_found(paths.search(tree, roots, weights, cut))
        again = as_found(paths.search(other, place[roots], weights, cut * (1 - 1e-12)))
        theirs = {tuple(int(order[node]) for node in path): v for path, v in again.items()}
        assert set(found) <= set(theirs)
        for path, value in found.items():
            assert theirs[path] == pytest.approx(value, rel=1e-9)


def test_a_cut_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        paths.search(paths.upstream_tree(small(1)), np.array([0]), np.array([1.0]), 0.0)


def test_cycles_are_told() -> None:
    assert paths.has_cycle((1, 2, 1))
    assert paths.has_cycle((3, 3))
    assert not paths.has_cycle((1, 2, 3))


def test_path_multiplier_is_the_ratio_of_determinants() -> None:
    """Defourny and Thorbecke: Delta_p / Delta, the path's nodes left out over all."""
    table = small(4)
    inverse = table.leontief_inverse
    whole = np.eye(len(inverse)) - table.input_coefficients
    for path in ((0, 1), (0, 1, 2), (2,)):
        rest = [node for node in range(len(inverse)) if node not in path]
        expected = np.linalg.det(whole[np.ix_(rest, rest)]) / np.linalg.det(whole)
        assert paths.path_multiplier(inverse, path) == pytest.approx(expected, rel=1e-9)


def test_path_multiplier_of_the_published_example() -> None:
    """Defourny and Thorbecke (1984), section II: i -> x -> y -> j with the circuits y -> x and
    y -> z -> x. Total influence a_xi a_yx a_jy [1 - a_yx (a_xy + a_zy a_xz)]^-1."""
    i, x, y, z, j = range(5)
    a = np.zeros((5, 5))
    a[x, i], a[y, x], a[j, y] = 0.4, 0.5, 0.3
    a[x, y], a[z, y], a[x, z] = 0.2, 0.25, 0.6
    inverse = np.linalg.inv(np.eye(5) - a)
    multiplier = 1 / (1 - 0.5 * (0.2 + 0.25 * 0.6))
    assert multiplier == pytest.approx(1.2121, abs=5e-5)
    assert paths.path_multiplier(inverse, (i, x, y, j)) == pytest.approx(multiplier, rel=1e-12)
    assert inverse[j, i] == pytest.approx(0.4 * 0.5 * 0.3 * multiplier, rel=1e-12)


def test_total_influence_is_the_sum_over_elementary_paths() -> None:
    """L_ij = sum over elementary paths of direct influence times multiplier (ibid., eq. 11)."""
    table = small(9)
    inverse, step = table.leontief_inverse, table.input_coefficients
    n = len(inverse)

    def elementary(path: tuple[int, ...], target: int) -> float:
        if path[-1] == target:
            direct = float(np.prod([step[b, a] for a, b in pairwise(path)]))
            return direct * paths.path_multiplier(inverse, path)
        return sum(elementary((*path, k), target) for k in range(n) if k not in path)

    for origin in range(n):
        for target in range(n):
            total = elementary((origin,), target)
            assert total == pytest.approx(inverse[target, origin], rel=1e-9, abs=1e-12)
