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


@dataclass(frozen=True, eq=False)
class OrderedSuppliers:
    """Suppliers of each buyer in one list, the one that most is embodied in first.

    Attributes
    ----------
    starts : array (B + 1,)
        Where the suppliers of each buyer begin.
    suppliers : array (S,)
        Who they are.
    coefficients : array (S,)
        What a unit of the buyer takes of each.
    reach : array (S,)
        What that embodies, falling within each buyer.
    """

    starts: Places
    suppliers: IntArray
    coefficients: FloatArray
    reach: FloatArray

    @classmethod
    def of_rows(cls, coefficients: FloatArray, multipliers: FloatArray) -> OrderedSuppliers:
        """Return the order of a dense matrix: a row a buyer, a column a supplier.

        ``multipliers`` is what a unit of each supplier embodies, (S,) or by buyer (B, S).
        """
        reach = coefficients * multipliers
        order = np.argsort(-reach, axis=-1, kind="stable")
        buyers, suppliers = reach.shape
        return cls(
            np.arange(buyers + 1) * suppliers,
            order.astype(np.int32).ravel(),
            np.take_along_axis(coefficients, order, axis=1).ravel(),
            np.take_along_axis(reach, order, axis=1).ravel(),
        )

    @classmethod
    def of_columns(cls, A: sparse.csc_array, multipliers: FloatArray) -> OrderedSuppliers:
        """Return the order of sparse coefficients: a column a buyer, a row a supplier."""
        reach = A.data * multipliers[A.indices]
        buyers = np.repeat(np.arange(A.shape[1]), np.diff(A.indptr))
        order = np.lexsort((-reach, buyers))
        suppliers = A.indices[order].astype(np.int32)
        return cls(A.indptr.astype(np.int64), suppliers, A.data[order], reach[order])

    def entered(self, buyers: IntArray, weights: FloatArray, limit: float) -> Purchases:
        """Return the purchases whose weight times what they embody reaches the limit."""
        counts = self._counts(buyers, weights, limit)
        if counts.sum() > MOST_BRANCHES:
            raise OptionError(
                f"This cut-off opens {int(counts.sum()):,} branches at one tier, above "
                f"{MOST_BRANCHES:,}; raise it, or ask for fewer paths or less coverage."
            )
        branches = np.repeat(np.arange(buyers.size, dtype=np.int32), counts)
        rank = np.arange(branches.size) - np.repeat(np.cumsum(counts) - counts, counts)
        places = self.starts[buyers[branches]] + rank
        return Purchases(branches, self.suppliers[places], self.coefficients[places])

    def _counts(self, buyers: IntArray, weights: FloatArray, limit: float) -> Places:
        """Return how many suppliers of each branch reach the limit, by bisection."""
        low, high = self.starts[buyers], self.starts[buyers + 1]
        first, last = low, self.reach.size - 1
        while (low < high).any():
            middle = np.minimum((low + high) // 2, last)
            enough = (self.reach[middle] * weights >= limit) & (low < high)
            low, high = np.where(enough, middle + 1, low), np.where(enough, high, middle)
        return low - first


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
        """Return the order of a table's own form; nothing of size N² is made."""
        n, m = form.shares.shape[:2]
        made = multipliers.reshape(m, n).T
        # a row for (i, s), a column for the province of origin r
        drawn = np.ascontiguousarray(form.shares.transpose(0, 2, 1))
        by_origin = OrderedSuppliers.of_rows(drawn.reshape(n * m, m), np.repeat(made, m, axis=0))
        commodity = np.repeat(np.arange(n, dtype=np.int32), m * m)
        rows = by_origin.suppliers * np.int32(n) + commodity
        origins = OrderedSuppliers(by_origin.starts, rows, by_origin.coefficients, by_origin.reach)
        best = by_origin.reach[by_origin.starts[:-1]].reshape(n, m)
        reciprocal = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0).reshape(m, 1, n)
        # a row for (s, j), a column for the commodity i
        bought = (form.use * reciprocal).transpose(0, 2, 1).reshape(m * n, n)
        by_commodity = OrderedSuppliers.of_rows(bought, np.repeat(best.T, n, axis=0))
        place = np.repeat(np.arange(m, dtype=np.int32), n * n)
        numbered = by_commodity.suppliers * np.int32(m) + place
        commodities = OrderedSuppliers(
            by_commodity.starts, numbered, by_commodity.coefficients, by_commodity.reach
        )
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
    return OrderedSuppliers.of_rows(written_out(flows).T * reciprocal[:, None], multipliers)
