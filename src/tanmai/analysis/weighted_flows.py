"""The cells of a table's intermediate flows that weigh most, found a region at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanmai.core.flows import Stored
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]


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
        return _together([_reaching(self._weights(r), limit) for r in regions])

    def largest(self, count: int) -> Cells:
        """Return the largest cells above zero, largest first."""
        found, limit = _together([]), float(np.finfo(float).tiny)
        for region in range(self.table.index.m):
            stored = self._weights(region)
            if stored.values.size > count:
                limit = max(limit, float(np.partition(stored.values, -count, axis=None)[-count]))
            found = _together([found, _reaching(stored, limit)])
            order = np.argsort(-found.weights, kind="stable")[:count]
            found = Cells(found.sellers[order], found.buyers[order], found.weights[order])
        return found

    def _weights(self, region: int) -> Stored:
        """Return the weights of one region's sellers: of the cells that are stored."""
        stored = self.table.flows.stored(self.table.rows_of(region))
        weights = self.of_seller[stored.rows] * stored.values
        weights *= self.of_buyer[stored.columns]
        return stored._replace(values=weights)


def _reaching(weights: Stored, limit: float) -> Cells:
    """Return the cells at or above a limit."""
    found = weights.values >= limit
    return Cells(*weights.where(found), weights.values[found])


def _together(parts: list[Cells]) -> Cells:
    nothing = Cells(np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0))
    return Cells(*(np.concatenate(values) for values in zip(nothing, *parts, strict=True)))


def per_unit_of_output(table: MrioTable, values: FloatArray) -> FloatArray:
    """Return values (N,) over the output of the table; zero for a sector without output."""
    return np.divide(values, table.x, out=np.zeros_like(table.x), where=table.x > 0)
