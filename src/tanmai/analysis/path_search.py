"""Suppliers in the order of what a unit bought from them embodies, so that bisection finds them.

A search for paths asks of many branches at once which suppliers reach a limit. A purchase
over which all paths together carry less than the limit is on no path that reaches it, so it
is left out from the start: what is kept is bounded by the limit, not by the size of the
table. In trade-share form a buyer is followed to a commodity first and from there to the
provinces that it is drawn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from tanmai.analysis.weighted_flows import WeightedFlows, per_unit_of_output
from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
Places = NDArray[np.int64]


# More open branches than this would take more than half a gigabyte.
MOST_BRANCHES = 8_000_000


class Purchases(NamedTuple):
    """Purchases of branches: position of the branch, who supplies, coefficient."""

    branches: IntArray
    suppliers: IntArray
    coefficients: FloatArray


class Suppliers(Protocol):
    """What an order of suppliers must offer."""

    def entered(self, buyers: IntArray, weights: FloatArray) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit.

        Raises
        ------
        OptionError
            There are more than ``MOST_BRANCHES``.
        """


class OrderedSuppliers:
    """Suppliers of each of B buyers in one list, the largest reach first.

    Parameters
    ----------
    count : int
        B.
    limit : float
        What the weight of a branch times a reach must come to.
    buyers, suppliers : array (S,)
        Who buys and who supplies.
    coefficients : array (S,)
        What a unit of the buyer takes of the supplier.
    reach : array (S,)
        What that embodies.

    Attributes
    ----------
    best : array (B,)
        The largest reach of each buyer; zero where it has no supplier.
    """

    def __init__(
        self,
        count: int,
        limit: float,
        buyers: NDArray[np.integer],
        suppliers: NDArray[np.integer],
        coefficients: FloatArray,
        reach: FloatArray,
    ) -> None:
        order = np.lexsort((-reach, buyers))
        self._limit = limit
        self._starts = np.searchsorted(buyers[order], np.arange(count + 1))
        self._suppliers = suppliers[order].astype(np.int32)
        self._coefficients, self._reach = coefficients[order], reach[order]
        buying = np.diff(self._starts) > 0
        self.best = np.zeros(count)
        self.best[buying] = self._reach[self._starts[:-1][buying]]

    def entered(self, buyers: IntArray, weights: FloatArray) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit."""
        reaching = np.flatnonzero(self.best[buyers] * weights >= self._limit)
        chosen = buyers[reaching]
        counts = self._counts(chosen, weights[reaching])
        if counts.sum() > MOST_BRANCHES:
            raise OptionError(
                message(
                    "This cut-off opens {sum} branches at one tier, above {most_branches}; raise "
                    "it, or ask for fewer paths or less coverage.",
                    sum=f"{int(counts.sum()):,}",
                    most_branches=f"{MOST_BRANCHES:,}",
                )
            )
        places = _ranges(self._starts[chosen], counts)
        branches = np.repeat(reaching.astype(np.int32), counts)
        return Purchases(branches, self._suppliers[places], self._coefficients[places])

    def _counts(self, buyers: IntArray, weights: FloatArray) -> Places:
        """Return how many suppliers of each branch reach the limit, by bisection."""
        first, high = self._starts[buyers], self._starts[buyers + 1]
        low = first
        while (low < high).any():
            middle = np.minimum((low + high) // 2, self._reach.size - 1)
            enough = (self._reach[middle] * weights >= self._limit) & (low < high)
            low, high = np.where(enough, middle + 1, low), np.where(enough, high, middle)
        return low - first


def _ranges(starts: Places, counts: Places) -> Places:
    """Return the places of several ranges, one after the other."""
    before = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return np.asarray(np.arange(before.size) + before)


@dataclass(frozen=True, eq=False)
class TradeShareSuppliers:
    """Suppliers of a table in trade-share form: by commodity, then by province of origin.

    Attributes
    ----------
    commodities : OrderedSuppliers
        Of every sector (s, j): commodities i in province s, numbered i m + s.
    origins : OrderedSuppliers
        Of every commodity in a province (i, s): the rows (r, i) that it is drawn from.
    """

    commodities: OrderedSuppliers
    origins: OrderedSuppliers

    @classmethod
    def of(
        cls,
        form: TradeShares,
        x: FloatArray,
        multipliers: FloatArray,
        most: FloatArray,
        limit: float,
    ) -> TradeShareSuppliers:
        """Return the suppliers of a table's own form; nothing of size N² is made."""
        n, m = form.shares.shape[:2]
        embodied = multipliers.reshape(m, n).T
        reciprocal = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0).reshape(m, n)
        turnover = most.reshape(m, n) * reciprocal
        drawn = np.matmul(form.use, turnover[:, :, None])[:, :, 0].T
        # (i, r, s): what of commodity i province s draws from r, a commodity at a time
        kept = [
            np.nonzero(embodied[i][:, None] * form.shares[i] * drawn[i] >= limit) for i in range(n)
        ]
        i = np.repeat(np.arange(n), [rows.size for rows, _ in kept])
        r, s = (np.concatenate(places) for places in zip(*kept, strict=True))
        shares = form.shares[i, r, s]
        origins = OrderedSuppliers(
            n * m, limit, i * m + s, r * n + i, shares, shares * embodied[i, r]
        )
        best = origins.best.reshape(n, m).T
        s, i, j = np.nonzero(best[:, :, None] * form.use * turnover[:, None, :] >= limit)
        bought = form.use[s, i, j] * reciprocal[s, j]
        commodities = OrderedSuppliers(
            m * n, limit, s * n + j, i * m + s, bought, bought * best[s, i]
        )
        return cls(commodities, origins)

    def entered(self, buyers: IntArray, weights: FloatArray) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit."""
        drawn = self.commodities.entered(buyers, weights)
        needed = weights[drawn.branches] * drawn.coefficients
        branches, suppliers, shares = self.origins.entered(drawn.suppliers, needed)
        return Purchases(drawn.branches[branches], suppliers, drawn.coefficients[branches] * shares)


def ordered_suppliers(
    table: MrioTable, multipliers: FloatArray, most: FloatArray, limit: float
) -> Suppliers:
    """Return the suppliers of every sector in order, by the form that the flows have.

    Parameters
    ----------
    table : MrioTable
        The table.
    multipliers : array (N,)
        What a unit of each product embodies.
    most : array (N,)
        The most that branches together buy of each product.
    limit : float
        What a purchase must embody to be entered, above zero.
    """
    form = table.flows.trade_shares
    if form is not None:
        return TradeShareSuppliers.of(form, table.x, multipliers, most, limit)
    turnover = per_unit_of_output(table, most)
    sellers, buyers, carried = WeightedFlows(table, multipliers, turnover).reaching(limit)
    reach = carried / most[buyers]
    return OrderedSuppliers(most.size, limit, buyers, sellers, reach / multipliers[sellers], reach)
