"""Suppliers in the order of what a unit bought from them embodies, so that bisection finds them.

A search for paths asks of many branches at once which suppliers reach a limit. In
trade-share form a buyer is followed to a commodity first and from there to the
provinces that it is drawn from: two short orders in place of one of N suppliers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.errors import OptionError
from tanmai.table import MrioTable, written_out
from tanmai.trade_share import TradeShares

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

    def entered(self, buyers: IntArray, weights: FloatArray, limit: float) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit.

        Raises
        ------
        OptionError
            There are more than ``MOST_BRANCHES``.
        """


class OrderedSuppliers:
    """Suppliers of each buyer in one list; ordered, the largest reach first, when first asked for.

    Parameters
    ----------
    starts : array (B + 1,)
        Where the suppliers of each buyer begin.
    suppliers : array (S,)
        Who they are.
    coefficients : array (S,)
        What a unit of the buyer takes of each.
    reach : array (S,)
        What that embodies.

    Attributes
    ----------
    best : array (B,)
        The largest reach of each buyer; zero where it has no supplier.
    """

    def __init__(
        self, starts: Places, suppliers: IntArray, coefficients: FloatArray, reach: FloatArray
    ) -> None:
        self._starts = starts
        self._suppliers, self._coefficients, self._reach = suppliers, coefficients, reach
        self.best = np.zeros(starts.size - 1)
        buying = np.diff(starts) > 0
        self.best[buying] = np.maximum.reduceat(reach, starts[:-1][buying])
        self._is_ordered = np.zeros(starts.size - 1, dtype=np.bool_)

    @classmethod
    def of_rows(
        cls, suppliers: IntArray, coefficients: FloatArray, multipliers: FloatArray
    ) -> OrderedSuppliers:
        """Return the suppliers (B, S) of a dense matrix: a row a buyer.

        ``multipliers`` is what a unit of each supplier embodies; it and
        ``suppliers`` are spread over the buyers where they are of one row.
        """
        buyers, count = coefficients.shape
        everybody = np.broadcast_to(suppliers, coefficients.shape).astype(np.int32).ravel()
        reach = (coefficients * multipliers).ravel()
        return cls(np.arange(buyers + 1) * count, everybody, coefficients.flatten(), reach)

    @classmethod
    def of_columns(cls, A: sparse.csc_array, multipliers: FloatArray) -> OrderedSuppliers:
        """Return the suppliers of sparse coefficients: a column a buyer, a row a supplier."""
        starts, suppliers = A.indptr.astype(np.int64), A.indices.astype(np.int32)
        return cls(starts, suppliers, A.data, A.data * multipliers[suppliers])

    def entered(self, buyers: IntArray, weights: FloatArray, limit: float) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit."""
        reaching = np.flatnonzero(self.best[buyers] * weights >= limit)
        chosen = buyers[reaching]
        self._order(chosen)
        counts = self._counts(chosen, weights[reaching], limit)
        if counts.sum() > MOST_BRANCHES:
            raise OptionError(
                f"This cut-off opens {int(counts.sum()):,} branches at one tier, above "
                f"{MOST_BRANCHES:,}; raise it, or ask for fewer paths or less coverage."
            )
        places = _ranges(self._starts[chosen], counts)
        branches = np.repeat(reaching.astype(np.int32), counts)
        return Purchases(branches, self._suppliers[places], self._coefficients[places])

    def _order(self, buyers: IntArray) -> None:
        """Order the suppliers of those buyers that were not asked for before."""
        new = np.unique(buyers[~self._is_ordered[buyers]])
        if not new.size:
            return
        counts = self._starts[new + 1] - self._starts[new]
        places = _ranges(self._starts[new], counts)
        order = places[np.lexsort((-self._reach[places], np.repeat(new, counts)))]
        for values in (self._suppliers, self._coefficients, self._reach):
            values[places] = values[order]
        self._is_ordered[new] = True

    def _counts(self, buyers: IntArray, weights: FloatArray, limit: float) -> Places:
        """Return how many suppliers of each branch reach the limit, by bisection."""
        first, high = self._starts[buyers], self._starts[buyers + 1]
        low = first
        while (low < high).any():
            middle = np.minimum((low + high) // 2, self._reach.size - 1)
            enough = (self._reach[middle] * weights >= limit) & (low < high)
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
    def of(cls, form: TradeShares, x: FloatArray, multipliers: FloatArray) -> TradeShareSuppliers:
        """Return the suppliers of a table's own form; nothing of size N² is made."""
        n, m = form.shares.shape[:2]
        region, commodity = np.arange(m, dtype=np.int32), np.arange(n, dtype=np.int32)
        # a row for (i, s), a column for the province of origin r
        rows = np.repeat(region * np.int32(n) + commodity[:, None], m, axis=0)
        drawn = form.shares.transpose(0, 2, 1).reshape(n * m, m)
        origins = OrderedSuppliers.of_rows(rows, drawn, multipliers[rows])
        # a row for (s, j), a column for the commodity i
        places = np.repeat(commodity * np.int32(m) + region[:, None], n, axis=0)
        reciprocal = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0).reshape(m, 1, n)
        bought = (form.use * reciprocal).transpose(0, 2, 1).reshape(m * n, n)
        commodities = OrderedSuppliers.of_rows(places, bought, origins.best[places])
        return cls(commodities, origins)

    def entered(self, buyers: IntArray, weights: FloatArray, limit: float) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit."""
        drawn = self.commodities.entered(buyers, weights, limit)
        needed = weights[drawn.branches] * drawn.coefficients
        branches, suppliers, shares = self.origins.entered(drawn.suppliers, needed, limit)
        return Purchases(drawn.branches[branches], suppliers, drawn.coefficients[branches] * shares)


def ordered_suppliers(table: MrioTable, multipliers: FloatArray) -> Suppliers:
    """Return the suppliers of every sector in order, by the form that the flows have.

    Parameters
    ----------
    table : MrioTable
        The table.
    multipliers : array (N,)
        What a unit of each product embodies.
    """
    flows, x = table.Z, table.x
    if isinstance(flows, TradeShares):
        return TradeShareSuppliers.of(flows, x, multipliers)
    reciprocal = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
    if sparse.issparse(flows):
        A = sparse.csc_array(flows @ sparse.diags_array(reciprocal))
        return OrderedSuppliers.of_columns(A, multipliers)
    everybody = np.arange(x.size, dtype=np.int32)
    bought = written_out(flows).T * reciprocal[:, None]
    return OrderedSuppliers.of_rows(everybody, bought, multipliers)
