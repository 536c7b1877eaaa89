"""Flows in trade-share form but for some cells, which are held one by one.

A sector opened out of another does not buy and sell in the shares of its
province, but nearly all cells of a table stay as they were: a product with Z
is one with the form and one with what the cells differ by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from tanmai.core.flows import Flows, Rows, Sparse, chosen, stored_cells
from tanmai.core.messages import Message, message
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class AmendedShares(Flows):
    """Flows Z (mn, mn) of m regions and n sectors in trade-share form, some cells amended.

    Parameters
    ----------
    form : TradeShares
        The flows but for the amended cells.
    amended : CSR array (mn, mn)
        The cells that are not those of the form, zeros stored; money.
    """

    product: ClassVar[str] = "trade shares"
    layout: ClassVar[str] = "amended trade shares"

    form: TradeShares
    amended: Sparse

    @property
    def shape(self) -> tuple[int, int]:
        """Shape (mn, mn) of Z."""
        return self.form.shape

    @cached_property
    def difference(self) -> Sparse:
        """What the amended cells differ by from the form."""
        from scipy import sparse

        n = self.form.shares.shape[0]
        stored = self.amended.tocoo()
        (r, i), (s, j) = np.divmod(stored.row, n), np.divmod(stored.col, n)
        values = stored.data - self.form.shares[i, r, s] * self.form.use[s, i, j]
        return sparse.csr_array((values, (stored.row, stored.col)), shape=self.shape)

    @property
    def T(self) -> _Transposed:
        """Z', for products with it."""
        return _Transposed(self)

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector (mn,) or a matrix (mn, k)."""
        return np.asarray(self.form @ columns + self.difference @ columns)

    def sum(self, axis: int) -> FloatArray:
        """Return the sums (mn,) of the columns of Z (axis 0) or of its rows (axis 1)."""
        ones = np.ones(self.shape[0])
        return self.T @ ones if axis == 0 else self @ ones

    def min(self) -> float:
        """Return a bound of the smallest flow: below zero only where a part of it may be."""
        return min(self.form.min(), float(self.amended.data.min(initial=0.0)))

    def rows(self, rows: Rows) -> FloatArray:
        """Return some rows (k, N) of Z, written out."""
        return self._amended(self.form.rows(rows), self.amended[rows])

    def block(self, rows: Rows, columns: Rows) -> FloatArray:
        """Return some rows and columns of Z, written out."""
        return self._amended(self.form.block(rows, columns), chosen(self.amended, rows, columns))

    def _amended(self, cells: FloatArray, amended: Sparse) -> FloatArray:
        own = amended.tocoo()
        cells[own.row, own.col] = own.data
        return cells

    def diagonal(self) -> FloatArray:
        """Return the diagonal (mn,) of Z."""
        return np.asarray(np.einsum("rii->ri", self.at_home(len(self.form.use))).ravel())

    def whole(self) -> FloatArray:
        """Return Z (mn, mn), written out."""
        return self.rows(slice(None))

    def parts(self) -> dict[str, NDArray[Any]]:
        """Return shares, uses and amended cells by name."""
        return self.form.parts() | stored_cells(self.amended)

    def describe(self) -> Message:
        """Return in words how the flows are held."""
        return message(
            "in trade-share form but for {n} of {cells} cells",
            n=f"{self.amended.nnz:,}",
            cells=f"{self.shape[0] ** 2:,}",
        )


@dataclass(frozen=True, eq=False)
class _Transposed:
    """Z' of amended flows."""

    flows: AmendedShares

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        return np.asarray(self.flows.form.T @ columns + self.flows.difference.T @ columns)
