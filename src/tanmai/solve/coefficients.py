"""Products with the technical coefficients A = Z x̂⁻¹, whatever the form of Z."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.core.flows import flows_of
from tanmai.core.table import IntermediateFlows
from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]


class Coefficients:
    """The matrix A = Z x̂⁻¹ of m regions and n sectors, N = mn, as products with it.

    Parameters
    ----------
    flows : array, CSR array, TradeShares or AmendedShares (N, N)
        Intermediate flows Z; they are not copied.
    x : array (N,)
        Total output, in the unit of Z; the column of a sector without output is zero.
    regions : int
        m.

    Attributes
    ----------
    products : int
        Products with A or A' made so far; one with many columns counts once.
    """

    def __init__(self, flows: IntermediateFlows, x: FloatArray, regions: int) -> None:
        self._flows, self._reciprocal, self.regions = flows_of(flows), _reciprocal(x), regions
        self.products = 0

    @property
    def size(self) -> int:
        """N."""
        return self._reciprocal.size

    @property
    def form(self) -> str:
        """What a product is made of: ``gemm``, ``mapped``, ``CSR`` or ``trade shares``."""
        return self._flows.product

    @property
    def density(self) -> float:
        """Share of the cells that are stored."""
        return self._flows.density

    @property
    def non_negative(self) -> bool:
        """Whether no coefficient is below zero."""
        return self._flows.min() >= 0

    @property
    def order(self) -> Literal["C", "F"]:
        """Order in memory of the columns (N, k) that products are quickest with."""
        return self._flows.order

    @property
    def trade_shares(self) -> TradeShares | None:
        """A in trade-share form, where Z is held in it and nothing else."""
        form = self._flows.trade_shares
        if form is None:
            return None
        n, m = form.shares.shape[:2]
        use = form.use * self._reciprocal.reshape(m, 1, n)
        return TradeShares(form.shares, use, form.final_use)

    def times(self, columns: FloatArray) -> FloatArray:
        """Return A times a vector (N,) or a matrix (N, k)."""
        self.products += 1
        return self._flows @ (self._by_row(columns) * columns)

    def times_transposed(self, columns: FloatArray) -> FloatArray:
        """Return A' times a vector (N,) or a matrix (N, k)."""
        self.products += 1
        product: FloatArray = self._flows.T @ columns
        product *= self._by_row(columns)
        return product

    def at_home(self) -> FloatArray:
        """Return the blocks (m, n, n) of A inside each region."""
        blocks = self._flows.at_home(self.regions)
        return np.asarray(blocks * self._reciprocal.reshape(self.regions, 1, -1))

    @cached_property
    def inverses_at_home(self) -> FloatArray:
        """(I − A_rr)⁻¹ of every region (m, n, n).

        Raises
        ------
        LinAlgError
            A block has no inverse.
        """
        return np.asarray(np.linalg.inv(np.eye(self.size // self.regions) - self.at_home()))

    def between(self, seller: int, buyer: int) -> FloatArray:
        """Return the block (n, n) of A from one region to another, written out."""
        n = self.size // self.regions
        flows = self._flows.between(seller, buyer, self.regions)
        return np.asarray(flows * self._reciprocal[buyer * n : (buyer + 1) * n])

    def block(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> FloatArray:
        """Return some rows and columns of A, written out."""
        return np.asarray(self._flows.block(rows, columns) * self._reciprocal[columns])

    def written_out(self, dtype: type[np.floating] = np.float64) -> NDArray[np.floating]:
        """Return A (N, N) as a new array, in double or single precision."""
        flows = self._flows.written_out()
        return np.multiply(flows, self._reciprocal, dtype=dtype, casting="same_kind")

    def compressed(self) -> sparse.csc_array:
        """Return A in CSC form."""
        return sparse.csc_array(self._flows.matrix() @ sparse.diags_array(self._reciprocal))

    def _by_row(self, columns: FloatArray) -> FloatArray:
        return self._reciprocal.reshape(-1, *(1,) * (columns.ndim - 1))


def technical_coefficients(flows: FloatArray, x: FloatArray) -> FloatArray:
    """Return A = Z x̂⁻¹, written out; the column of a sector without output is zero.

    Parameters
    ----------
    flows : array (k, N)
        Intermediate flows Z, or some of their rows.
    x : array (N,)
        Total output, in the unit of Z.
    """
    return flows * _reciprocal(x)


def _reciprocal(x: FloatArray) -> FloatArray:
    return np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
