"""The final demand that drives an account, all sinks together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.core.errors import ConservationError, UnsolvableError
from tanmai.core.focus import sector_mask
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]


def total_final_demand(accounts: CarbonAccounts) -> FloatArray:
    """Return the final demand of all sinks (N,); unit of money.

    Final demand of the regions, exports, changes in inventories without a
    region and the balancing column; of the focus' products only, where the
    accounts are focused on products.
    """
    table = accounts.table
    others = table.exports + table.stock_change + table.error
    if accounts.focus is not None and accounts.focus.reading == "products":
        others = others * sector_mask(table, accounts.focus.sector_codes)
    return np.asarray(accounts.demand.sum(axis=1) + others)


def require_bounded_paths(accounts: CarbonAccounts) -> None:
    """Reject accounts whose paths cannot be bounded: a negative flow, or ε other than f + ε A.

    What lies in a branch of paths is then its weight times ε, and never less
    than any path in it; every bound and every rest of a search rests on that.

    Raises
    ------
    UnsolvableError
        A flow or an emission is negative; the first is named.
    ConservationError
        The multipliers ε of the accounts are not f + ε A.
    """
    index = accounts.table.index
    sellers, buyers, _ = accounts.table.negative_flows()
    if sellers.size:
        raise UnsolvableError(
            message(
                "The flow from {where} to {where_2} is negative ({size} such cells), so paths "
                "cannot be bounded. Treat the negative cells of Z first.",
                where=index.where(int(sellers[0])),
                where_2=index.where(int(buyers[0])),
                size=sellers.size,
            )
        )
    emitters = np.flatnonzero(accounts.direct_intensity < 0)
    if emitters.size:
        raise UnsolvableError(
            message(
                "{where} has negative {what}, so paths cannot be bounded; account for negative "
                "amounts separately.",
                what=accounts.table.pressure,
                where=index.where(int(emitters[0])),
            )
        )
    embodied = accounts.embodied_intensity
    bought = accounts.system.A.times_transposed(embodied)
    gap = np.abs(accounts.direct_intensity + bought - embodied).max()
    if not gap <= CONSERVATION_LIMIT * embodied.max(initial=0.0):
        raise ConservationError(
            message(
                "What sectors embody differs by {gap} from what they emit and buy, so paths "
                "cannot be bounded. Account for the table again, to a smaller tolerance.",
                gap=f"{gap:.1e}",
            )
        )
