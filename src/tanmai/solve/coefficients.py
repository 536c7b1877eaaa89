"""Products with the technical coefficients A = Z x̂⁻¹, whatever the form of Z."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from tanmai.core.amended_shares import ByTradeShares
from tanmai.core.table import IntermediateFlows, written_out

FloatArray = NDArray[np.float64]

# Mapped flows are read in blocks of so many.
_NUMBERS_AT_ONCE = 2**24
# A row of so many columns is 128 bytes: 1.8 times as fast as 200 columns at once, with 9,800 rows.
_COLUMNS_IN_CACHE = 16


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
        self._flows, self._reciprocal, self.regions = flows, _reciprocal(x), regions
        self.products = 0

    @property
    def size(self) -> int:
        """N."""
        return self._reciprocal.size

    @property
    def form(self) -> str:
        """What a product is made of: ``gemm``, ``mapped``, ``CSR`` or ``trade shares``."""
        if isinstance(self._flows, ByTradeShares):
            return "trade shares"
        if isinstance(self._flows, np.memmap):
            return "mapped"
        return "gemm" if isinstance(self._flows, np.ndarray) else "CSR"

    @property
    def density(self) -> float:
        """Share of the cells that are stored."""
        if isinstance(self._flows, np.ndarray | ByTradeShares):
            return 1.0
        return float(self._flows.nnz / self.size**2)

    @property
    def non_negative(self) -> bool:
        """Whether no coefficient is below zero."""
        return bool(self._flows.min() >= 0)

    @property
    def order(self) -> Literal["C", "F"]:
        """Order in memory of the columns (N, k) that products are quickest with."""
        return "F" if isinstance(self._flows, np.ndarray) else "C"

    def times(self, columns: FloatArray) -> FloatArray:
        """Return A times a vector (N,) or a matrix (N, k)."""
        self.products += 1
        return _product(self._flows, self._by_row(columns) * columns)

    def times_transposed(self, columns: FloatArray) -> FloatArray:
        """Return A' times a vector (N,) or a matrix (N, k)."""
        self.products += 1
        return self._by_row(columns) * _product(self._flows.T, columns)

    def at_home(self) -> FloatArray:
        """Return the blocks (m, n, n) of A inside each region."""
        m, n = self.regions, self.size // self.regions
        if isinstance(self._flows, ByTradeShares):
            return self._flows.at_home() * self._reciprocal.reshape(m, 1, n)
        return np.stack([self.between(region, region) for region in range(m)])

    def between(self, seller: int, buyer: int) -> FloatArray:
        """Return the block (n, n) of A from one region to another, written out."""
        n = self.size // self.regions
        rows, columns = (slice(region * n, (region + 1) * n) for region in (seller, buyer))
        if isinstance(self._flows, ByTradeShares):
            cells = self._flows.between(seller, buyer)
        else:
            cells = _dense(self._flows[rows, columns])
        return np.asarray(cells * self._reciprocal[columns])

    def block(self, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> FloatArray:
        """Return some rows and columns of A, written out."""
        if isinstance(self._flows, ByTradeShares):
            cells = self._flows.cells(rows, columns)
        else:
            cells = _dense(self._flows[rows][:, columns])
        return np.asarray(cells * self._reciprocal[columns])

    def written_out(self, dtype: type[np.floating] = np.float64) -> NDArray[np.floating]:
        """Return A (N, N) as a new array, in double or single precision."""
        flows = written_out(self._flows)
        return np.multiply(flows, self._reciprocal, dtype=dtype, casting="same_kind")

    def compressed(self) -> sparse.csc_array:
        """Return A in CSC form."""
        flows = self._flows if sparse.issparse(self._flows) else written_out(self._flows)
        return sparse.csc_array(flows @ sparse.diags_array(self._reciprocal))

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


def _product(flows: Any, columns: FloatArray) -> FloatArray:
    """Return flows (N, N) times columns (N, k)."""
    if isinstance(flows, np.memmap):
        return _product_in_order(flows, columns)
    if isinstance(flows, np.ndarray):
        # BLAS is up to twice as fast at the transpose, which is wide and not tall
        return np.asarray((columns.T @ flows.T).T)
    if sparse.issparse(flows) and columns.ndim == 2:
        return _product_by_parts(flows, columns)
    return np.asarray(flows @ columns)


def _product_by_parts(flows: Any, columns: FloatArray) -> FloatArray:
    """Return sparse flows times columns, so few at a time that their rows stay in the cache."""
    product = np.empty(columns.shape)
    for first in range(0, columns.shape[1], _COLUMNS_IN_CACHE):
        place = slice(first, first + _COLUMNS_IN_CACHE)
        product[:, place] = flows @ np.ascontiguousarray(columns[:, place])
    return product


def _product_in_order(flows: np.memmap[Any, Any], columns: FloatArray) -> FloatArray:
    """Return mapped flows times columns, the file read once from its beginning to its end."""
    step = max(_NUMBERS_AT_ONCE // len(flows), 1)
    product = np.zeros_like(columns)
    for first in range(0, len(flows), step):
        rows = slice(first, first + step)  # of the file
        if flows.flags.c_contiguous:
            product[rows] = _product(np.asarray(flows[rows]), columns)
        else:  # the flows are their transpose
            product += _product(np.asarray(flows[:, rows]), columns[rows])
    return product


def _reciprocal(x: FloatArray) -> FloatArray:
    return np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)


def _dense(cells: FloatArray | sparse.csr_array) -> FloatArray:
    return cells if isinstance(cells, np.ndarray) else np.asarray(cells.toarray())
