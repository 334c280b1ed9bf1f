"""The synthetic sample's economy: where it produces, what it needs and from whom it buys.

Money in 10,000 CNY. Axes: p, q provinces (from, to), s, t sectors (of the supplier, the user).
"""

from __future__ import annotations

import numpy as np

from loader.sample_balance import Economy, Plan, close, fit
from loader.sample_constants import Array, Constants

CATEGORIES = ("rural", "urban", "government", "capital")
EARTH_RADIUS_KM = 6_371.0


class Noise:
    """Random factors around 1, the same for an industry in both classes and mostly in both years.

    Drawn for all 45 sectors, then cut to the class; a tenth of the variance is the year's own.
    """

    def __init__(self, constants: Constants, seed: int) -> None:
        self._lasting = np.random.default_rng([seed, 0])
        self._passing = np.random.default_rng([seed, constants.year])
        self._union = constants.union

    def normal(self, shape: str) -> Array:
        """Standard normal numbers; ``shape`` has ``p`` for a province, ``s`` for a sector axis."""
        size = tuple({"p": 31, "s": 45}[axis] for axis in shape)
        drawn: Array = self._lasting.standard_normal(size) * np.sqrt(0.9)
        drawn += self._passing.standard_normal(size) * np.sqrt(0.1)
        for number, axis in enumerate(shape):
            if axis == "s":
                drawn = drawn.take(self._union, axis=number)
        return drawn

    def factor(self, shape: str, deviation: float) -> Array:
        """Log-normal factors with median 1."""
        return np.exp(deviation * self.normal(shape))


def build_economy(constants: Constants, seed: int) -> Economy:
    """A plausible, exactly balanced table of the constants' year and class."""
    noise = Noise(constants, seed)
    value_added = _located_value_added(constants, noise)
    ratio = np.clip(constants.sector["value_added_ratio"] * noise.factor("ps", 0.06), 0.05, 0.9)
    output = value_added / ratio
    imports = (output - value_added) * _import_share(constants)
    exports = _exports(constants, output)
    error, inventories = _error(noise, output), _inventories(constants, noise, output)
    supplied = output - exports - error - inventories
    bought = output - value_added - imports
    needs = _needs(constants, noise, bought)
    final_needs = _final_needs(constants, output, supplied.sum() - bought.sum())
    needed = needs.sum(axis=2) + final_needs.sum(axis=2).T
    plan = Plan(
        table=_first_guess(noise, _spread(constants, noise, supplied, needed), needs, final_needs),
        supplied=supplied.ravel(),
        bought=np.concatenate([bought.ravel(), final_needs.sum(axis=0).ravel()]),
        exports=exports.ravel(),
        error=error.ravel(),
        inventories=inventories.ravel(),
        imports=imports.ravel(),
        co2=_co2(constants, noise, output).ravel(),
    )
    return close(plan, constants)


def _located_value_added(constants: Constants, noise: Noise) -> Array:
    """Value added (31, 42): rows sum to the provinces' GDP, columns to the sectors' shares."""
    shares = constants.sector["value_added_share"]
    gdp = constants.gdp * 100
    prior = np.outer(gdp, shares) * constants.specialisation * noise.factor("ps", 0.12)
    return fit(prior, gdp, gdp.sum() * shares / shares.sum())


def _import_share(constants: Constants) -> Array:
    openness = np.sqrt(constants.province["openness"])
    share: Array = np.clip(np.outer(openness, constants.sector["imported_inputs"]), 0, 0.6)
    return share


def _exports(constants: Constants, output: Array) -> Array:
    """Exports (31, 42): the sectors' shares of output, tilted to the open coast, at most 60 %."""
    tilt = output * constants.province["openness"][:, None]
    tilted = tilt * (output.sum(axis=0) * constants.sector["exported"] / tilt.sum(axis=0))
    exports: Array = np.minimum(tilted, 0.6 * output)
    return exports


def _error(noise: Noise, output: Array) -> Array:
    """A statistical error below 1.5 % of output in about a fifth of the industries."""
    size = 0.004 * np.clip(noise.normal("ps"), -3, 3)
    return np.where(np.abs(noise.normal("ps")) > 1.3, size, 0) * output


def _inventories(constants: Constants, noise: Noise, output: Array) -> Array:
    """Changes in inventories of goods; some are negative."""
    return output * constants.sector["inventory"] * (0.4 + noise.normal("ps")) / 2


def _needs(constants: Constants, noise: Noise, bought: Array) -> Array:
    """What each industry needs (31, 42, 42): province, supplying sector, using sector."""
    recipe = constants.recipe * noise.factor("pss", 0.3)
    needs: Array = recipe / recipe.sum(axis=1, keepdims=True) * bought[:, None, :]
    return needs


def _final_needs(constants: Constants, output: Array, total: float) -> Array:
    """Final demand without inventories (42, 31, 4): supplying sector, province, category."""
    sector, province = constants.sector, constants.province
    rest = 1 - sector["used_by_industries"] - sector["exported"]
    mix = np.column_stack([sector[category] for category in CATEGORIES])
    national = (output.sum(axis=0) * rest)[:, None] * mix / mix.sum(axis=1, keepdims=True)
    urban = province["urban_percent"]
    size = constants.gdp
    weights = np.column_stack(
        [
            size**0.9 * (100 - urban),
            size * urban,
            size * province["government"],
            size * province["investment"],
        ]
    )
    needs = national[:, None, :] * (weights / weights.sum(axis=0))[None]
    scaled: Array = needs * (total / needs.sum())
    return scaled


def _distances(constants: Constants) -> Array:
    """Great-circle distances (31, 31) between the provinces' capitals in km (haversine)."""
    longitude, latitude = (np.radians(constants.province[k]) for k in ("longitude", "latitude"))
    half = np.sin((latitude[:, None] - latitude) / 2) ** 2
    half += np.outer(np.cos(latitude), np.cos(latitude)) * (
        np.sin((longitude[:, None] - longitude) / 2) ** 2
    )
    distances: Array = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half))
    return distances


def _spread(constants: Constants, noise: Noise, supplied: Array, needed: Array) -> Array:
    """From where a province buys a sector's product (42, from, to); each column sums to 1.

    The own province comes first, the more so the more it has of the product; the rest follows
    a gravity law.
    ``supplied`` and ``needed`` are (31, 42), province by sector.
    """
    reach = constants.sector["reach_km"][:, None, None]
    gravity = supplied.T[:, :, None] * np.exp(-_distances(constants)[None] / reach)
    gravity *= np.exp(0.35 * noise.normal("spp"))
    gravity[:, np.arange(31), np.arange(31)] = 0
    gravity /= gravity.sum(axis=1, keepdims=True)
    plenty = supplied / np.maximum(needed, 1)
    home = constants.sector["home"] ** (1 / np.sqrt(np.maximum(plenty, 1)))
    home = (home * np.minimum(plenty, 1) ** 0.6).T
    spread = gravity * (1 - home)[:, None, :]
    spread[:, np.arange(31), np.arange(31)] = home
    return spread


def _first_guess(noise: Noise, spread: Array, needs: Array, final_needs: Array) -> Array:
    """The first guess of flows and final use (n, n + 124)."""
    n = needs.shape[0] * needs.shape[1]
    flows = np.einsum("spq,qst->psqt", spread, needs) * noise.factor("psps", 0.35)
    final = np.einsum("spq,sqc->psqc", spread, final_needs)
    return np.concatenate([flows.reshape(n, n), final.reshape(n, -1)], axis=1)


def _co2(constants: Constants, noise: Noise, output: Array) -> Array:
    """CO2 (31, 42) in Mt: a sector's national total by output and the province's carbon factor."""
    power = np.array(constants.sectors) == "c17e"
    factor = np.where(
        power,
        constants.province["power_carbon"][:, None],
        constants.province["industry_carbon"][:, None],
    )
    weight = output * factor * noise.factor("ps", 0.15)
    shares = constants.sector["co2_share"]
    co2: Array = weight / weight.sum(axis=0) * constants.co2 * shares / shares.sum()
    return co2
