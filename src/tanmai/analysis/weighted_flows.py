"""The cells of a table's intermediate flows that weigh most, found a region at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]
Stored = sparse.coo_array[Any, tuple[int, int]]


class Cells(NamedTuple):
    """Cells of the flows: row of the seller, row of the buyer, weight."""

    sellers: Rows
    buyers: Rows
    weights: FloatArray


@dataclass(frozen=True, eq=False)
class WeightedFlows:
    """The matrix û Z v̂ of a table, in whatever form Z is; it is never held whole.

    Attributes
    ----------
    table : MrioTable
        The table.
    of_seller, of_buyer : array (N,)
        Weights u and v.
    """

    table: MrioTable
    of_seller: FloatArray
    of_buyer: FloatArray

    def reaching(self, limit: float) -> Cells:
        """Return the cells at or above a limit that is above zero."""
        regions = range(self.table.index.m)
        return _together([self._reaching(r, self._weights(r), limit) for r in regions])

    def largest(self, count: int) -> Cells:
        """Return the largest cells above zero, largest first."""
        found, limit = _together([]), float(np.finfo(float).tiny)
        for region in range(self.table.index.m):
            weights = self._weights(region)
            stored = weights.data if sparse.issparse(weights) else weights.ravel()
            if stored.size > count:
                limit = max(limit, float(np.partition(stored, -count)[-count]))
            found = _together([found, self._reaching(region, weights, limit)])
            order = np.argsort(-found.weights, kind="stable")[:count]
            found = Cells(found.sellers[order], found.buyers[order], found.weights[order])
        return found

    def _weights(self, region: int) -> FloatArray | Stored:
        """Return the weights (n, N) of one region's sellers; sparse where the flows are."""
        n, sold = self.table.index.n, self.table.sold_by(region)
        of_seller = self.of_seller[region * n : (region + 1) * n]
        if sparse.issparse(sold):
            stored = sold.tocoo()
            weights = of_seller[stored.row] * stored.data * self.of_buyer[stored.col]
            return sparse.coo_array((weights, (stored.row, stored.col)), shape=sold.shape)
        dense = of_seller[:, None] * sold
        dense *= self.of_buyer
        return dense

    def _reaching(self, region: int, weights: FloatArray | Stored, limit: float) -> Cells:
        """Return the cells of one region's sellers at or above a limit."""
        sellers: NDArray[Any]
        buyers: NDArray[Any]
        if sparse.issparse(weights):
            found = weights.data >= limit
            sellers, buyers, kept = weights.row[found], weights.col[found], weights.data[found]
        else:
            sellers, buyers = np.nonzero(weights >= limit)
            kept = weights[sellers, buyers]
        first = region * self.table.index.n
        return Cells(sellers.astype(np.intp) + first, buyers.astype(np.intp), kept)


def _together(parts: list[Cells]) -> Cells:
    nothing = Cells(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
    return Cells(*(np.concatenate(values) for values in zip(nothing, *parts, strict=True)))


def per_unit_of_output(table: MrioTable, values: FloatArray) -> FloatArray:
    """Return values (N,) over the output of the table; zero for a sector without output."""
    return np.divide(values, table.x, out=np.zeros_like(table.x), where=table.x > 0)
