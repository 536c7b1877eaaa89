"""The final demand that drives an account, all sinks together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.accounts import CarbonAccounts
from tanmai.errors import UnsolvableError
from tanmai.focus import sector_mask
from tanmai.leontief import LeontiefSystem

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


def nonnegative_coefficients(accounts: CarbonAccounts, system: LeontiefSystem) -> FloatArray:
    """Return A (N, N) where neither A nor the direct intensities f have a negative cell.

    Along a path whose coefficients are not negative, what lies upstream of a
    step is at most what the step embodies; every bound on paths rests on that.

    Raises
    ------
    UnsolvableError
        A flow or an emission is negative; the first is named.
    """
    A, index = system.coefficients(), accounts.table.index
    where = np.argwhere(A < 0)
    if where.size:
        seller, buyer = where[0]
        raise UnsolvableError(
            f"The flow from {index.where(seller)} to {index.where(buyer)} is negative "
            f"({len(where)} such cells), so paths cannot be bounded. Treat the negative cells of "
            "Z first."
        )
    emitters = np.flatnonzero(accounts.direct_intensity < 0)
    if emitters.size:
        raise UnsolvableError(
            f"{index.where(int(emitters[0]))} has negative emissions, so paths cannot be bounded; "
            "account removals apart from emissions."
        )
    return A
