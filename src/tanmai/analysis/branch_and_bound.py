"""Branch and bound on total multipliers: the search under structural path analysis.

A branch is a chain of suppliers; its bound is all that lies in it, weight times
total multiplier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.analysis.final_demand import require_bounded_paths
from tanmai.analysis.path_search import MOST_BRANCHES, ordered_suppliers
from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]

MOST_TIERS = 1000
"""Steps after which a search for paths ends, and says what longer ones can carry."""


@dataclass(frozen=True, eq=False)
class Tier:
    """The branches that were entered at one tier: sector, position in the tier below, carbon."""

    sectors: IntArray
    parents: IntArray
    carbon: FloatArray
    kept: NDArray[np.bool_]

    def above(self, carbon: float) -> Tier:
        """Return the tier with the paths alone that carry at least so much."""
        return replace(self, kept=self.kept & (np.abs(self.carbon) >= carbon))


@dataclass(frozen=True, eq=False)
class Search:
    """The tiers that were entered, and what no path of those that were not can exceed."""

    tiers: list[Tier]
    left: float


class BranchAndBound:
    """Branch and bound from final demand upstream, a tier at a time.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    demand : array (N,)
        Final demand; money.

    Attributes
    ----------
    total, size : float
        ε y and ε |y|; unit of the emissions.

    Raises
    ------
    OptionError
        The demand does not fit the table or embodies nothing.
    UnsolvableError, ConservationError
        As in `require_bounded_paths`.
    """

    def __init__(self, accounts: CarbonAccounts, demand: FloatArray) -> None:
        self._accounts = accounts
        self._f, self._multipliers = accounts.direct_intensity, accounts.embodied_intensity
        if demand.shape != self._f.shape or not np.isfinite(demand).all():
            raise OptionError(
                message(
                    "The demand is {shape} or holds a value that is not a number; it must give "
                    "one number for each of the {size} sectors of the table.",
                    shape=demand.shape,
                    size=self._f.size,
                )
            )
        self._demand = np.asarray(demand, dtype=np.float64)
        self.total = float(self._multipliers @ self._demand)
        self.size = float(self._multipliers @ np.abs(self._demand))
        if not self.total > CONSERVATION_LIMIT * self.size:
            raise OptionError(
                message(
                    "The demand embodies {total} {unit} on balance, so no path has a share in "
                    "it; give a demand whose products embody emissions.",
                    total=f"{self.total:.3g}",
                    unit=accounts.table.emission_unit,
                )
            )
        require_bounded_paths(accounts)
        self._most = _most_bought(accounts, np.abs(self._demand))

    def tiers(self, cut_off: float) -> Search:
        """Return every branch that may hold a path at or above the cut-off.

        The search ends after ``MOST_TIERS`` tiers, which a sector that uses nearly all of
        its own output would pass, or ``MOST_BRANCHES`` branches.

        Raises
        ------
        OptionError
            The cut-off opens more than ``MOST_BRANCHES`` at one tier.
        """
        # Rounding may lift a path above its branch by a few bits.
        limit = cut_off * (1.0 - CONSERVATION_LIMIT)
        suppliers = ordered_suppliers(self._accounts.table, self._multipliers, self._most, limit)
        embodied = self._multipliers * np.abs(self._demand)
        sectors = np.flatnonzero(embodied >= limit).astype(np.int32)
        parents, weights = np.zeros_like(sectors), self._demand[sectors]
        tiers: list[Tier] = []
        entered = 0
        while sectors.size:
            entered += sectors.size
            if len(tiers) == MOST_TIERS or (tiers and entered > MOST_BRANCHES):
                return Search(tiers, self._largest_path(sectors, np.abs(weights)))
            carbon = self._f[sectors] * weights
            tiers.append(Tier(sectors, parents, carbon, np.abs(carbon) >= cut_off))
            parents, sectors, bought = suppliers.entered(sectors, np.abs(weights))
            weights = weights[parents] * bought
        return Search(tiers, 0.0)

    def _largest_path(self, sectors: IntArray, weights: FloatArray) -> float:
        """Return what no single path that goes through one of some branches can exceed."""
        bounds = self._multipliers[sectors]
        if self._accounts.system.A.times_transposed(np.ones(self._f.size)).max() <= 1.0:
            bounds = np.minimum(bounds, self._f.max())  # no step makes a path carry more
        return float((weights * bounds).max())


def _most_bought(accounts: CarbonAccounts, demand: FloatArray) -> FloatArray:
    """Return a bound (N,) of what all paths together buy of each sector, L y; money.

    The solution misses L y by L times what it leaves, and no cell of L is above the largest
    sum of its columns; twice that sum, as it is itself a solution.
    """
    A, output = accounts.system.A, accounts.system.solve(demand)
    left = np.abs(demand - output + A.times(output)).sum()
    return np.asarray(output + 2.0 * accounts.system.largest_sum * left)


def steps_of(tiers: list[Tier], tier: int, width: int) -> IntArray:
    """Return the sectors of the kept paths of a tier, from final demand upstream; −1 beyond."""
    at: IntArray = np.flatnonzero(tiers[tier].kept).astype(np.int32)
    steps = np.full((at.size, width), -1, dtype=np.int32)
    for step in range(tier, -1, -1):
        steps[:, step] = tiers[step].sectors[at]
        at = tiers[step].parents[at]
    return steps
