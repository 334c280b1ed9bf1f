"""Backbones by significance: the links that chance does not explain.

Each filter asks of every link between different sectors how likely so large a weight would be
if something had been left to chance, and keeps the unlikely ones. Input is an (n, n) matrix of
weights, supplier in the row; self-loops and cells that are not positive are taken out first.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaln
from scipy.stats import false_discovery_control

from graph_service.analysis.backbone import (
    Index,
    Links,
    Matrix,
    Vector,
    between_sectors,
    links_at,
)
from graph_service.analysis.topology import Strengths, strengths
from graph_service.errors import BadParameter

Flags = npt.NDArray[np.bool_]

ALPHA = 0.05
"""A link is kept where chance gives one so large less often than this."""
DELTA = 1.64
"""Standard deviations by which a link must exceed its expectation; 1.64 is 5 % of one side."""
ROWS = 64
LEAST_TAIL = 1e-290


def disparity(
    weights: Matrix,
    edges: int | None = None,
    *,
    alpha: float = ALPHA,
    adjust: bool = False,
    given: Strengths | None = None,
) -> Links:
    """Links that hold an unlikely share of their supplier's sales or their customer's purchases.

    Args:
        weights: (n, n), any one unit, which changes no result.
        edges: how many links to keep; by default all below ``alpha``.
        alpha: level of significance.
        adjust: judge by :func:`benjamini_hochberg` of min(1, 2 alpha), as the smaller of two
            tests counts.
        given: strengths of the links, self-loops aside, where another engine computed them.

    Returns:
        Links scored by alpha of :func:`disparity_alpha`, adjusted if asked.
    """
    flows = between_sectors(weights)
    there = np.flatnonzero(flows)
    logs = _disparity_logs(flows, given or strengths(flows)).ravel()[there]
    score = np.exp(logs)
    if adjust:
        score = benjamini_hochberg(np.minimum(1.0, 2.0 * score))
    return _kept(weights, there, logs, score, score < alpha, edges)


def disparity_alpha(weights: Matrix) -> Matrix:
    """alpha of each link, (n, n): chance of so large a share, NaN where there is no link.

    A sector with k links shares its strength s out at random; the chance that one gets p = w / s
    or more is alpha = (1 - p)^(k - 1) (Serrano, Boguna and Vespignani 2009). Sales (row, out-
    links) and purchases (column, in-links) are tested apart and the smaller alpha counts. A
    sector's only link has p = 1 and alpha = 1 on that side.

    Args:
        weights: (n, n), any one unit.
    """
    flows = between_sectors(weights)
    return np.where(flows > 0, np.exp(_disparity_logs(flows, strengths(flows))), np.nan)


def _disparity_logs(flows: Matrix, of: Strengths) -> Matrix:
    """ln alpha, (n, n), of weights without self-loops; some rows at a time stay in the cache."""
    more_out, more_in = of.customers - 1.0, of.suppliers - 1.0
    sold, bought = of.out_strength, of.in_strength
    sold, bought = np.where(sold > 0, sold, 1.0)[:, None], np.where(bought > 0, bought, 1.0)
    logs, beside = np.empty_like(flows), np.empty((ROWS, len(flows)))
    for start in range(0, len(flows), ROWS):
        rows = slice(start, start + ROWS)
        part, out, into = flows[rows], logs[rows], beside[: len(flows[rows])]
        _log_tail(part, sold[rows], more_out[rows, None], out)
        _log_tail(part, bought, more_in, into)
        np.minimum(out, into, out=out)
    return logs


def _log_tail(weights: Matrix, strength: Matrix, others: Matrix, out: Matrix) -> None:
    """Write ``others`` times ln(1 - w / s) to ``out``; 0 where there are no others.

    A link of all that there is beside others too small to add to it has -inf, also where w / s is
    above 1 by rounding.
    """
    np.divide(weights, strength, out=out)
    np.negative(out, out=out)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.log1p(out, out=out)
        np.multiply(out, others, out=out)
    if np.isnan(out).any():
        np.copyto(out, np.where(others > 0, -np.inf, 0.0), where=np.isnan(out))


def noise_corrected(
    weights: Matrix,
    edges: int | None = None,
    *,
    delta: float = DELTA,
    given: Strengths | None = None,
) -> Links:
    """Links that exceed what the sizes of both ends let expect by ``delta`` standard deviations.

    Args:
        weights: (n, n) million CNY, or kt for carbon. Weights are taken for counts of units, so
            the unit matters: a larger one makes every deviation less certain.
        edges: how many links to keep, the most certain ones; by default all above ``delta``.
        delta: 1.28, 1.64 and 2.32 are 10, 5 and 1 % of one side.
        given: as in :func:`disparity`.

    Returns:
        Links scored by how many standard deviations they exceed expectation.
    """
    flows = between_sectors(weights)
    there = np.flatnonzero(flows)
    if len(there) and flows.sum() <= 1:
        raise BadParameter(
            "the noise-corrected filter counts units, and all weights together are one or less",
            hint="Give weights in million CNY or kt.",
        )
    score, deviation = noise_corrected_score(flows, given)
    certain = np.zeros_like(score)
    np.divide(score, deviation, out=certain, where=deviation > 0)
    kept = score > delta * deviation
    return _kept(weights, there, -certain, certain, kept, edges)


def noise_corrected_score(flows: Matrix, of: Strengths | None = None) -> tuple[Vector, Vector]:
    """Score and its standard deviation of each link, in order of the table.

    With n_i, n_j the sales of the supplier and purchases of the customer, N the sum of all,
    kappa = N / (n_i n_j): score (kappa w - 1) / (kappa w + 1), from -1 to 1, 0 as expected. The
    chance of a unit to fall on the link has a beta prior, whose mean and variance are those of
    drawing n_i and n_j out of N, and a binomial likelihood (Coscia and Neffke 2017).

    Args:
        flows: (n, n) counts of units without self-loops.
        of: their strengths, by default computed here.
    """
    of = of or strengths(flows)
    supplier, customer = np.nonzero(flows)
    w, total = flows[supplier, customer], of.out_strength.sum()
    sold, bought = of.out_strength[supplier], of.in_strength[customer]
    kappa = total / (sold * bought)
    score = (kappa * w - 1) / (kappa * w + 1)
    mean = sold / total * (bought / total)
    spread = mean * ((total - sold) / total) * ((total - bought) / (total * (total - 1)))
    # a supplier or customer of everything leaves the prior no spread, and the mean is certain
    certain = spread <= 0
    safe = np.where(certain, 1.0, spread)
    alpha = mean**2 * (1 - mean) / safe - mean
    beta = mean * (1 - mean) ** 2 / safe - (1 - mean)
    chance = np.where(certain, mean, (alpha + w) / (alpha + beta + total))
    variance = total * chance * (1 - chance)
    slope = 1 / (sold * bought) - total * (sold + bought) / (sold * bought) ** 2
    change = 2 * (kappa + w * slope) / (kappa * w + 1) ** 2
    return score, np.sqrt(np.maximum(variance, 0.0)) * np.abs(change)


def marginal_likelihood(
    weights: Matrix,
    edges: int | None = None,
    *,
    alpha: float = ALPHA,
    adjust: bool = False,
    given: Strengths | None = None,
) -> Links:
    """Links with more units than random draws that keep every sector's sales and purchases.

    Each of T units falls on i -> j with chance s_i^out s_j^in / T^2; a link of w units is judged
    by the chance of w or more, the survival function of the binomial (Dianati 2016).

    Args:
        weights: (n, n) million CNY, or kt for carbon, rounded to whole units here: links below
            0.5 are none (:func:`rounded_away` says how many), and the unit matters.
        edges: how many links to keep; by default all below ``alpha``.
        alpha: level of significance.
        adjust: judge by :func:`benjamini_hochberg`.
        given: as in :func:`disparity`, but of the rounded weights.

    Returns:
        Links with the weights as given, scored by their chance, adjusted if asked.
    """
    units = np.rint(between_sectors(weights))
    there = np.flatnonzero(units)
    supplier, customer = np.nonzero(units)
    of = given or strengths(units)
    total = of.out_strength.sum()
    chance = of.out_strength[supplier] / total * (of.in_strength[customer] / total)
    tail, logs = binomial_tail(units.ravel()[there], total, chance)
    score = benjamini_hochberg(tail) if adjust else tail
    return _kept(weights, there, logs, score, score < alpha, edges)


def rounded_away(weights: Matrix) -> int:
    """How many links are less than half a unit, so that the marginal likelihood sees none."""
    flows = between_sectors(weights)
    return int(np.count_nonzero(flows) - np.count_nonzero(np.rint(flows)))


def binomial_tail(count: Vector, draws: float, chance: Vector) -> tuple[Vector, Vector]:
    """P(X >= count) of a binomial, and its logarithm, also where the former is too small to hold.

    The tail is the regularised incomplete beta function I_p(w, T - w + 1). Below 1e-290 its
    logarithm is that of the leading term times the geometric series that bounds the others.
    """
    tail: Vector = np.asarray(betainc(count, draws - count + 1, chance), dtype=np.float64)
    ways = gammaln(draws + 1) - gammaln(count + 1) - gammaln(draws - count + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        leading = ways + count * np.log(chance) + (draws - count) * np.log1p(-chance)
        ratio = (draws - count) * chance / ((count + 1) * (1 - chance))
        small: Vector = np.asarray(leading - np.log1p(-ratio), dtype=np.float64)
        return tail, np.where(tail > LEAST_TAIL, np.log(tail), small)


def benjamini_hochberg(chances: Vector) -> Vector:
    """Chances adjusted for their number: those below alpha are false at a rate of alpha at most.

    The k-th smallest of m times m / k, made monotone (Benjamini and Hochberg 1995).
    """
    if len(chances) == 0:
        return chances
    return np.asarray(false_discovery_control(chances, method="bh"))


def _kept(
    weights: Matrix, there: Index, order: Vector, score: Vector, kept: Flags, edges: int | None
) -> Links:
    """Links that are kept, or the first ``edges`` by ``order``, of equal ones the heaviest."""
    if edges is not None:
        chosen = np.lexsort((-weights.ravel()[there], order))[:edges]
    else:
        chosen = np.flatnonzero(kept)
    return links_at(weights, there[chosen], score[chosen])
