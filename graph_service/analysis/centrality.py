"""Network indicators of the industries of a province: its block as a weighted, directed network.

Pure functions on arrays. One block (m, m) or a stack (..., m, m): supplier in the row, customer
in the column, any one unit, which changes no result. The network is made of the positive cells
between different industries; own use on the diagonal and negative cells are left out.
The definitions are networkx's on that network, each solved to the end.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float64]

DAMPING = 0.85
"""PageRank's damping, and the part of 1 / lambda_max that is Katz's alpha."""
TIE = 1e-14
"""Paths whose lengths differ by less than this part are equally short."""
SETTLED = 1e-14
LEAST_CIRCUIT = 1e-9
METRICS = (
    "eigenvector",
    "betweenness",
    "closeness",
    "katz",
    "pagerank",
    "in_degree",
    "out_degree",
    "clustering",
)


def network_metrics(block: Matrix) -> dict[str, Vector]:
    """All eight indicators of every industry.

    Args:
        block: (..., m, m) flows, supplier in the row.

    Returns:
        (..., m) by the names of ``METRICS``, in no unit. All are NaN where a block has no
        network; eigenvector and Katz also where its flows form no circuit.
    """
    flows = _network(block)
    total = flows.sum(axis=(-2, -1))[..., None]
    length = _lengths(flows)
    reach, paths = _shortest(length)
    vector, root = eigenvector(flows)
    metrics = {
        "eigenvector": vector,
        "betweenness": _betweenness(reach, paths),
        "closeness": _closeness(reach),
        "katz": _katz(flows, root),
        "pagerank": pagerank(flows),
        "in_degree": _ratio(flows.sum(axis=-2), total),
        "out_degree": _ratio(flows.sum(axis=-1), total),
        "clustering": _clustering(flows),
    }
    return {name: np.where(total > 0, metrics[name], np.nan) for name in METRICS}


def _network(block: Matrix) -> Matrix:
    """The positive cells off the diagonal, over their mean: 1 is an average flow."""
    flows = np.where(block > 0, block, 0.0)
    flows[..., np.arange(block.shape[-1]), np.arange(block.shape[-1])] = 0
    links = np.count_nonzero(flows, axis=(-2, -1))[..., None, None]
    return _ratio(flows, _ratio(flows.sum(axis=(-2, -1), keepdims=True), links))


def _ratio(above: Matrix, below: Matrix) -> Matrix:
    """Quotient, 0 where the denominator is not positive."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.divide(above, below, out=np.zeros(shape), where=below > 0)


def _lengths(flows: Matrix) -> Matrix:
    """Length 1 / w of each link, w in mean flows; infinite where there is none."""
    with np.errstate(over="ignore"):
        return np.divide(1.0, flows, out=np.full_like(flows, np.inf), where=flows > 0)


def _shortest(length: Matrix) -> tuple[Matrix, Matrix]:
    """Length and number of the shortest paths between all pairs (Floyd and Warshall).

    Step k admits industry k as an intermediate stop: a path through it is counted once, as the
    product of the counts before and behind it. The diagonal stays infinite, without paths.
    """
    reach, paths = length.copy(), np.isfinite(length).astype(np.float64)
    between = ~np.eye(length.shape[-1], dtype=bool)
    for k in range(length.shape[-1]):
        via = reach[..., :, k, None] + reach[..., None, k, :]
        count = paths[..., :, k, None] * paths[..., None, k, :]
        count *= (via <= reach * (1 + TIE)) & between
        shorter = (via < reach * (1 - TIE)) & between
        paths *= ~shorter
        paths += count
        np.copyto(reach, via, where=shorter)
    return reach, paths


def _betweenness(reach: Matrix, paths: Matrix) -> Vector:
    """Mean share of the shortest paths between two other industries that lead through it."""
    m = reach.shape[-1]
    part, limit = _ratio(np.ones_like(paths), paths), reach * (1 + TIE)
    sums = np.zeros(reach.shape[:-1])
    for v in range(m):
        on = reach[..., :, v, None] + reach[..., None, v, :] <= limit
        through = np.where(on, part, 0.0) @ paths[..., v, :, None]
        sums[..., v] = (paths[..., :, v] * through[..., 0]).sum(axis=-1)
    return np.asarray(sums / max((m - 1) * (m - 2), 1))


def _closeness(reach: Matrix) -> Vector:
    """Inverse mean length from those that reach it, times the share that does."""
    there = np.isfinite(reach)
    count = there.sum(axis=-2)
    near = _ratio(count, np.where(there, reach, 0.0).sum(axis=-2))
    return np.asarray(near * count / max(reach.shape[-1] - 1, 1))


def eigenvector(flows: Matrix) -> tuple[Vector, Vector]:
    """Limit of power iteration on W' from equal values, and the largest eigenvalue (..., 1).

    I + W' is squared until the vector stands still, 2^k steps of the iteration at once; the
    identity keeps circuits of one period from swinging. Both are NaN where the eigenvalue is
    (close to) zero: flows without a circuit.
    """
    inward = flows.swapaxes(-1, -2)
    size = np.sqrt((flows**2).sum(axis=(-2, -1), keepdims=True))
    power = _ratio(inward, size) + np.eye(flows.shape[-1])
    vector = np.zeros(flows.shape[:-1])
    for _ in range(60):
        before, vector = vector, _unit(power.sum(axis=-1))
        if np.abs(vector - before).max(initial=0.0) < SETTLED:
            break
        power = power @ power
        power = _ratio(power, power.max(axis=(-2, -1), keepdims=True))  # 0 in the end for a chain
    mapped = (inward @ vector[..., None])[..., 0]
    root = _ratio(mapped.sum(axis=-1, keepdims=True), vector.sum(axis=-1, keepdims=True))
    circuit = root > LEAST_CIRCUIT * size[..., 0]
    return np.where(circuit, vector, np.nan), np.where(circuit, root, np.nan)


def _katz(flows: Matrix, root: Vector) -> Vector:
    """(I - alpha W')^-1 1 as a unit vector, alpha = 0.85 / lambda_max."""
    identity = np.eye(flows.shape[-1])
    alpha = DAMPING / np.where(root > 0, root, np.inf)[..., None]
    chains = identity - alpha * flows.swapaxes(-1, -2)
    values = np.asarray(np.linalg.solve(chains, np.ones((flows.shape[-1], 1)))[..., 0], np.float64)
    return np.where(root > 0, _unit(values), np.nan)


def pagerank(flows: Matrix) -> Vector:
    """(I - d P')^-1 (1 - d) / m: P the shares of each row, equal shares where it is empty."""
    m = flows.shape[-1]
    given = flows.sum(axis=-1, keepdims=True)
    shares = np.where(given > 0, _ratio(flows, given), 1 / m)
    step = np.eye(m) - DAMPING * shares.swapaxes(-1, -2)
    return np.asarray(np.linalg.solve(step, np.full((m, 1), (1 - DAMPING) / m))[..., 0])


def _clustering(flows: Matrix) -> Vector:
    """Mean strength of the triangles of an industry over all that its links could form.

    Strength of a triangle: geometric mean of its three flows over the largest (Fagiolo 2007).
    """
    strength = np.cbrt(_ratio(flows, flows.max(axis=(-2, -1), keepdims=True)))
    either = strength + strength.swapaxes(-1, -2)
    triangles = ((either @ either) * either).sum(axis=-1)
    there = flows > 0
    mutual = there & there.swapaxes(-1, -2)
    degree = there.sum(axis=-1) + there.sum(axis=-2)
    possible = degree * (degree - 1) - 2 * mutual.sum(axis=-1)
    return _ratio(triangles, 2.0 * possible)


def _unit(vectors: Vector) -> Vector:
    """Vectors (..., m) of length 1; 0 stays 0."""
    return _ratio(vectors, np.linalg.norm(vectors, axis=-1, keepdims=True))
