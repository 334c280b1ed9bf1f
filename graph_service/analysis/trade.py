"""Emissions embodied in trade between provinces, in two readings that both add up to e.

Both take ``provinces``, (n,) the province of each industry, and ``places``, (m,) the place of
each column of final use: its province, or a number beyond the provinces for exports and error.
Answers are (provinces, places) matrices in kt.
"""

from __future__ import annotations

import numpy as np

from graph_service.analysis.accounts import Index, between_groups, footprints
from graph_service.analysis.leontief import Matrix, System


def in_final_use(system: System, provinces: Index, places: Index) -> Matrix:
    """diag(s) L Y by province and place: emissions of p for what is finally used in q.

    It goes through all of the chain, whichever provinces lie between. Row sums are production,
    column sums consumption.
    """
    return between_groups(footprints(system), provinces, places)


def in_gross_flows(system: System, provinces: Index, places: Index) -> Matrix:
    """s_p'(I - A_pp)^-1 f_pq: emissions of p for all that it delivers to q, in one step.

    f_pq are flows to the industries of q and to its final use, of q = p to final use alone; A_pp
    is the province's own block (emissions embodied in bilateral trade, Peters 2008). Row sums are
    production, for (I - A_pp) x_p is all that p delivers. What p makes of deliveries from others
    is not p's, and what q sends on is not taken off.
    """
    count = int(provinces.max()) + 1
    width = max(count, int(places.max()) + 1)
    delivered = np.zeros((len(provinces), width))
    np.add.at(delivered.T, places, system.final_use.T)
    sold = np.zeros((len(provinces), width))
    np.add.at(sold.T, provinces, system.flows.T)
    sold[np.arange(len(provinces)), provinces] = 0.0
    delivered += sold
    result = np.zeros((count, width))
    for province in range(count):
        own = np.flatnonzero(provinces == province)
        block = system.input_coefficients[np.ix_(own, own)]
        price = np.linalg.solve(np.eye(len(own)) - block.T, system.intensities[own])
        result[province] = price @ delivered[own]
    return result
