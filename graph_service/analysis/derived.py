"""Indicators of industries that follow from the solved system: footprints, multipliers, trade."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph_service.analysis.accounts import by_industry, footprints, linkages
from graph_service.analysis.indicators import TONNES_PER_10K_CNY
from graph_service.analysis.leontief import System, Vector

Index = npt.NDArray[np.intp]

DERIVED: dict[str, str] = {
    "final_product_kt": "kt CO2",
    "income_kt": "kt CO2",
    "upstream_multiplier_t_per_10k_cny": "t CO2 per 10,000 CNY",
    "downstream_multiplier_t_per_10k_cny": "t CO2 per 10,000 CNY",
    "backward_linkage": "1",
    "forward_linkage": "1",
    "backward_carbon_linkage": "1",
    "forward_carbon_linkage": "1",
    "carbon_for_others_kt": "kt CO2",
    "carbon_by_others_kt": "kt CO2",
    "carbon_balance_kt": "kt CO2",
}
"""What :func:`derived` gives, with units."""
OF_MONEY = ("backward_linkage", "forward_linkage")
"""Those that need no emissions."""
WITHOUT_SHARE = frozenset(DERIVED) - {
    "final_product_kt",
    "income_kt",
    "carbon_for_others_kt",
    "carbon_by_others_kt",
}
"""Those whose sum means nothing: ratios, and the balance, which is zero over the nation."""
OF_OWN = ("carbon_for_others_kt", "carbon_balance_kt")
"""Those that are unknown where an industry's own emissions are."""


def derived(system: System, users: Index, sectors: int) -> dict[str, Vector]:
    """Indicators of all industries, (n,) by the names of ``DERIVED``.

    * ``final_product_kt`` s'L diag(y), ``income_kt`` diag(pi) G s: the two accounts that belong
      to industries beside production; each sums to all emissions.
    * ``upstream_multiplier`` M = s'L, ``downstream_multiplier`` G s.
    * linkages as in :func:`linkages`, 1 the mean of all industries.
    * ``carbon_for_others_kt``: what the industry emits for final use in other provinces;
      ``carbon_by_others_kt``: what its sector emits in other provinces for final use in its own;
      ``carbon_balance_kt`` the former less the latter. Summed over its sectors this is the
      balance of a province. Exports abroad and the error are no province's.

    Args:
        users: (m,) the province of each column of final use, counted from 0; -1 for none.
        sectors: sectors in a province; industries are grouped by province.
    """
    provinces = len(system.output) // sectors
    matrix = footprints(system)
    by_user = np.stack([matrix[:, users == p].sum(axis=1) for p in range(provinces)], axis=1)
    made = by_user.reshape(provinces, sectors, provinces)
    own = made[np.arange(provinces), :, np.arange(provinces)]
    for_others = (made.sum(axis=2) - own).ravel()
    by_others = (made.sum(axis=0).T - own).ravel()
    pull = linkages(system)
    return {
        "final_product_kt": by_industry(system, "final_product"),
        "income_kt": by_industry(system, "income"),
        "upstream_multiplier_t_per_10k_cny": TONNES_PER_10K_CNY * system.multipliers,
        "downstream_multiplier_t_per_10k_cny": TONNES_PER_10K_CNY * system.enabled,
        "backward_linkage": pull.backward,
        "forward_linkage": pull.forward,
        "backward_carbon_linkage": pull.backward_carbon,
        "forward_carbon_linkage": pull.forward_carbon,
        "carbon_for_others_kt": for_others,
        "carbon_by_others_kt": by_others,
        "carbon_balance_kt": for_others - by_others,
    }
