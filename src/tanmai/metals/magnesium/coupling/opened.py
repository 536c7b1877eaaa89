"""The flows of a table with a product opened in it, in the form that they had before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.core.amended_shares import AmendedShares
from tanmai.core.flows import written_out
from tanmai.core.table import IntermediateFlows, MrioTable
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp]

SINKS = ("exports", "stock_change", "error")


@dataclass(frozen=True, eq=False)
class Opened:
    """What hosts and a product opened out of them sell and buy; m regions, N old sectors.

    Attributes
    ----------
    hosts : array (m,)
        Rows of the hosts.
    made : array (m,)
        Whether a region makes the product; where none does, nothing changes.
    sales : array (2m, N + m + mk + 3)
        Rows of the hosts, then of the product: sales to old sectors, to the product, to final
        demand, abroad, to stocks without a region, to the error.
    purchases : array (N, 2m)
        Columns of the hosts, then of the product, by old sector.
    order : array (N + m,)
        Old rows, the m of the product after them, in the order of the new index.
    """

    hosts: Rows
    made: NDArray[np.bool_]
    sales: FloatArray
    purchases: FloatArray
    order: Rows

    def flows(self, Z: IntermediateFlows) -> IntermediateFlows:
        """Return the flows (N + m, N + m); sparse ones, and trade shares, stay what they are."""
        if isinstance(Z, TradeShares):
            return AmendedShares(Z.with_sector(), self._cells)
        if isinstance(Z, AmendedShares):
            return AmendedShares(Z.form.with_sector(), self._beside(Z.amended))
        if sparse.issparse(Z):
            opened = self._beside(Z)
            opened.eliminate_zeros()
            return opened
        size, width = len(self.purchases), len(self.order)
        flows = np.empty((width, width))
        flows[:size, :size] = written_out(Z)
        flows[:size, self.changed_by] = self.purchases
        flows[self.changed_by] = self.sales[:, :width]
        return np.asarray(flows[np.ix_(self.order, self.order)])

    def final_uses(self, table: MrioTable) -> dict[str, FloatArray]:
        """Return final demand and the sinks of the table, by name, with the product in them."""
        parts = [table.Y, *(getattr(table, sink)[:, None] for sink in SINKS)]
        before = np.hstack(parts)
        uses = np.vstack([before, np.zeros((len(self.hosts), before.shape[1]))])
        uses[self.changed_by] = self.sales[:, len(self.order) :]
        uses = uses[self.order]
        return {"Y": uses[:, :-3], **dict(zip(SINKS, uses[:, -3:].T, strict=True))}

    @cached_property
    def changed_by(self) -> Rows:
        """Rows of the hosts and of the product, before they are put in order (2m,)."""
        return np.concatenate([self.hosts, len(self.purchases) + np.arange(len(self.hosts))])

    @cached_property
    def _cells(self) -> sparse.csr_array[Any, tuple[int, int]]:
        """The rows and columns of makers, zeros stored, in order."""
        makers = np.tile(self.made, 2)
        rows = self.changed_by[makers]
        others = np.setdiff1d(np.arange(len(self.order)), rows)
        bought = np.vstack([self.purchases, self.sales[len(self.hosts) :, self.changed_by]])
        strips = (
            (rows, np.arange(len(self.order)), self.sales[makers, : len(self.order)]),
            (others, rows, bought[np.ix_(others, makers)]),
        )
        places = [np.meshgrid(sellers, buyers, indexing="ij") for sellers, buyers, _ in strips]
        return self._in_order(
            np.concatenate([sellers.ravel() for sellers, _ in places]),
            np.concatenate([buyers.ravel() for _, buyers in places]),
            np.concatenate([values.ravel() for *_, values in strips]),
        )

    def _beside(
        self, flows: sparse.csr_array[Any, tuple[int, int]]
    ) -> sparse.csr_array[Any, tuple[int, int]]:
        """Return stored cells of old sectors, in order, with those of makers in their place."""
        stored = flows.tocoo()
        hosts = self.hosts[self.made]
        kept = ~(np.isin(stored.row, hosts) | np.isin(stored.col, hosts))
        own = self._in_order(stored.row[kept], stored.col[kept], stored.data[kept]).tocoo()
        new = self._cells.tocoo()
        return sparse.csr_array(
            (
                np.concatenate([own.data, new.data]),
                (np.concatenate([own.row, new.row]), np.concatenate([own.col, new.col])),
            ),
            shape=new.shape,
        )

    def _in_order(
        self, sellers: NDArray[Any], buyers: NDArray[Any], values: FloatArray
    ) -> sparse.csr_array[Any, tuple[int, int]]:
        position = np.argsort(self.order)
        shape = (len(self.order), len(self.order))
        return sparse.csr_array((values, (position[sellers], position[buyers])), shape=shape)
