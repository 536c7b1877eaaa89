"""Intermediate flows Z in whatever form they are held: one set of operations for all.

A table holds Z as a dense array, as an array mapped from a file, as a sparse array, or in
trade-share form (`tanmai.core.trade_shares`). `flows_of` gives each the same operations, so
that no other module asks which form it has.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import Message, message, together

if TYPE_CHECKING:
    # imported where a table is sparse: a fifth of a second that others need not wait for
    from scipy import sparse

    from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]
Rows = NDArray[np.intp] | slice
Sparse: TypeAlias = "sparse.csr_array[Any, tuple[int, int]]"

MOST_WRITTEN_OUT = 10_000
"""Rows of the largest table whose flows, kept in another form, are written out (0.8 GB)."""

ALL = slice(None)

# Mapped flows are read in blocks of so many.
_NUMBERS_AT_ONCE = 2**24
# With so many columns, tables of the usual size are solved by factors, which are of scipy.
_MANY = 512
# A row of so many columns is 128 bytes: 1.8 times as fast as 200 columns at once, with 9,800 rows.
_COLUMNS_IN_CACHE = 16


class Stored(NamedTuple):
    """The cells that are held of some rows of Z: ``rows`` and ``columns`` broadcast to ``values``.

    Dense rows are an array (k, N) with rows (k, 1) and columns (1, N); of sparse ones only what
    is stored is here, all three flat.
    """

    rows: NDArray[np.intp]
    columns: NDArray[np.intp]
    values: FloatArray

    def where(self, kept: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return row and column of the cells that are kept."""
        rows, columns = (np.broadcast_to(at, kept.shape)[kept] for at in (self.rows, self.columns))
        return rows, columns


class Flows(ABC):
    """Flows Z (N, N): rows sell, columns buy; money.

    Attributes
    ----------
    product : str
        What a product is made of: ``gemm``, ``mapped``, ``CSR`` or ``trade shares``.
    order : {"C", "F"}
        Order in memory of the columns (N, k) that products are quickest with.
    layout : str
        What a bundle calls the form: ``flows``, ``sparse flows``, ``trade shares`` or
        ``amended trade shares``.
    """

    product: ClassVar[str]
    layout: ClassVar[str] = "flows"
    order: ClassVar[Literal["C", "F"]] = "C"

    @property
    @abstractmethod
    def shape(self) -> tuple[int, int]:
        """Shape (N, N)."""

    @property
    @abstractmethod
    def T(self) -> Any:
        """Z', for products with it."""

    @abstractmethod
    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector (N,) or a matrix (N, k)."""

    @abstractmethod
    def block(self, rows: Rows, columns: Rows) -> FloatArray:
        """Return some rows and columns of Z, written out."""

    @abstractmethod
    def min(self) -> float:
        """Return the smallest flow, or a bound that is below zero only where one may be."""

    @abstractmethod
    def whole(self) -> FloatArray | Sparse:
        """Return Z as one matrix, whatever its size; sparse only where it is held so."""

    def matrix(self) -> FloatArray | Sparse:
        """Return Z as one matrix, sparse only where it is held so, else as `written_out`."""
        return self.written_out()

    @abstractmethod
    def describe(self) -> Message:
        """Return in words how the flows are held."""

    @property
    def density(self) -> float:
        """Share of the cells that are stored."""
        return 1.0

    def rows(self, rows: Rows) -> FloatArray:
        """Return some rows (k, N) of Z, written out."""
        return self.block(rows, ALL)

    def columns(self, columns: Rows) -> FloatArray:
        """Return some columns (N, k) of Z, written out."""
        return self.block(ALL, columns)

    def stored(self, rows: slice) -> Stored:
        """Return what is held of some rows of Z."""
        at = np.arange(*rows.indices(self.shape[0]))[:, None]
        return Stored(at, np.arange(self.shape[1])[None, :], self.rows(rows))

    def sum(self, axis: int) -> FloatArray:
        """Return the sums (N,) of the columns of Z (axis 0) or of its rows (axis 1)."""
        return np.asarray(self.whole().sum(axis=axis)).ravel()

    def diagonal(self) -> FloatArray:
        """Return the diagonal (N,) of Z."""
        return np.asarray(self.whole().diagonal())

    def at_home(self, regions: int) -> FloatArray:
        """Return the blocks (m, n, n) of Z inside each of m regions."""
        return np.stack([self.between(region, region, regions) for region in range(regions)])

    def between(self, seller: int, buyer: int, regions: int) -> FloatArray:
        """Return the block (n, n) of Z from one of m regions to another, written out."""
        n = self.shape[0] // regions
        rows, columns = (slice(region * n, (region + 1) * n) for region in (seller, buyer))
        return self.block(rows, columns)

    def written_out(self) -> FloatArray:
        """Return Z as a dense array, where that is reasonable.

        Raises
        ------
        TableError
            Flows that are no dense array in memory have more than ``MOST_WRITTEN_OUT`` rows.
        """
        require_room(self.shape[0])
        whole = self.whole()
        return np.asarray(whole if isinstance(whole, np.ndarray) else whole.toarray())

    def merged(self, S: Sparse, step: int) -> FloatArray | Sparse:
        """Return S Z S' of a matrix S (k, N) that sums rows, so many rows of Z at a time.

        Raises
        ------
        TableError
            As `written_out`, for the k rows of the result.
        """
        require_room(S.shape[0])
        return self._merged(S, step)

    def _merged(self, S: Sparse, step: int) -> FloatArray:
        merged = np.zeros((S.shape[0], S.shape[0]))
        for first in range(0, self.shape[0], step):
            rows = slice(first, first + step)
            merged += S[:, rows] @ (self.rows(rows) @ S.T)
        return merged

    def over_rows(self, divisors: FloatArray) -> FloatArray | Sparse | Flows:
        """Return Z with every row divided by its own number (N,), above zero."""
        return self.written_out() / divisors[:, None]

    @property
    def trade_shares(self) -> TradeShares | None:
        """The flows themselves, where they are held in trade-share form and nothing else."""
        return None

    def parts(self) -> dict[str, NDArray[Any]]:
        """Return the arrays that the flows are kept in, by name; none where Z is one itself."""
        return {}


def _product(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return the product of two matrices by scipy's BLAS.

    So many columns are solved for with scipy's LAPACK. In turn with numpy's BLAS each would take
    twice as long: the threads of the one keep the processors from those of the other.
    """
    from scipy.linalg.blas import dgemm

    (a, a_turned), (b, b_turned) = (
        (each, False) if each.flags.f_contiguous else (each.T, True) for each in (one, other)
    )
    product: FloatArray = dgemm(1.0, a, b, trans_a=a_turned, trans_b=b_turned)
    return product


@dataclass(frozen=True, eq=False)
class DenseFlows(Flows):
    """Flows in an array in memory."""

    product: ClassVar[str] = "gemm"
    order: ClassVar[Literal["C", "F"]] = "F"

    values: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Shape (N, N)."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def T(self) -> DenseFlows:
        """Z'."""
        return type(self)(self.values.T)

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector (N,) or a matrix (N, k)."""
        if columns.ndim == 2 and columns.shape[1] >= _MANY:
            return _product(self.values, columns)
        # BLAS is up to twice as fast at the transpose, which is wide and not tall
        return np.asarray((columns.T @ self.values.T).T)

    def block(self, rows: Rows, columns: Rows) -> FloatArray:
        """Return some rows and columns of Z."""
        return np.asarray(self.values[rows][:, columns])

    def min(self) -> float:
        """Return the smallest flow."""
        return float(self.values.min())

    def whole(self) -> FloatArray:
        """Return Z."""
        return self.values

    def written_out(self) -> FloatArray:
        """Return Z: it is a dense array already."""
        return self.values

    def describe(self) -> Message:
        """Return in words how the flows are held."""
        return message("dense, {cells} cells", cells=f"{self.values.size:,}")

    def merged(self, S: Sparse, step: int) -> FloatArray | Sparse:
        """Return S Z S' of a matrix S (k, N) that sums rows: never larger than Z in memory is."""
        return self._merged(S, step)


class MappedFlows(DenseFlows):
    """Flows in an array that is mapped from a file and read from its beginning to its end."""

    product: ClassVar[str] = "mapped"
    order: ClassVar[Literal["C", "F"]] = "F"

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector or a matrix, the file read once, in its order."""
        flows, product = self.values, np.zeros_like(columns)
        step = max(_NUMBERS_AT_ONCE // len(flows), 1)
        for first in range(0, len(flows), step):
            rows = slice(first, first + step)  # of the file
            if flows.flags.c_contiguous:
                product[rows] = DenseFlows(np.asarray(flows[rows])) @ columns
            else:  # the flows are their transpose
                product += DenseFlows(np.asarray(flows[:, rows])) @ columns[rows]
        return product

    def written_out(self) -> FloatArray:
        """Return Z, where that is reasonable."""
        require_room(self.shape[0])
        return self.values

    def describe(self) -> Message:
        """Return in words how the flows are held."""
        return together(super().describe(), message(", mapped from their file"))

    def merged(self, S: Sparse, step: int) -> FloatArray | Sparse:
        """Return S Z S' of a matrix S (k, N) that sums rows, where there is room for it."""
        require_room(S.shape[0])
        return self._merged(S, step)


def chosen(cells: Any, rows: Rows, columns: Rows) -> Any:
    """Return some rows and columns of a sparse array; of its types none takes both at once."""
    return cells[rows][:, columns]


@dataclass(frozen=True, eq=False)
class SparseFlows(Flows):
    """Flows of which only some cells are stored, in CSR form (their transpose in CSC form)."""

    product: ClassVar[str] = "CSR"
    layout: ClassVar[str] = "sparse flows"

    values: Sparse

    @property
    def shape(self) -> tuple[int, int]:
        """Shape (N, N)."""
        return self.values.shape

    @property
    def T(self) -> SparseFlows:
        """Z'."""
        return SparseFlows(self.values.T)  # type: ignore[arg-type]  # in CSC form

    @property
    def density(self) -> float:
        """Share of the cells that are stored."""
        return float(self.values.nnz / self.shape[0] ** 2)

    def __matmul__(self, columns: FloatArray) -> FloatArray:
        """Return Z times a vector, or a matrix so few columns at a time that rows stay cached."""
        if columns.ndim == 1:
            return np.asarray(self.values @ columns)
        product = np.empty(columns.shape)
        for first in range(0, columns.shape[1], _COLUMNS_IN_CACHE):
            place = slice(first, first + _COLUMNS_IN_CACHE)
            product[:, place] = self.values @ np.ascontiguousarray(columns[:, place])
        return product

    def block(self, rows: Rows, columns: Rows) -> FloatArray:
        """Return some rows and columns of Z, written out."""
        return np.asarray(chosen(self.values, rows, columns).toarray())

    def stored(self, rows: slice) -> Stored:
        """Return the stored cells of some rows of Z."""
        first, *_ = rows.indices(self.shape[0])
        cells = self.values[rows].tocoo()
        return Stored(cells.row.astype(np.intp) + first, cells.col.astype(np.intp), cells.data)

    def at_home(self, regions: int) -> FloatArray:
        """Return the blocks (m, n, n) of Z inside each of m regions."""
        cells, n = self.values.tocsr(), self.shape[0] // regions
        blocks = np.zeros((regions, n, n))
        for region, block in enumerate(blocks):
            first = region * n
            ends = cells.indptr[first : first + n + 1]
            columns = cells.indices[ends[0] : ends[-1]] - first
            own = np.flatnonzero((columns >= 0) & (columns < n))
            rows = np.searchsorted(ends, ends[0] + own, side="right") - 1
            block[rows, columns[own]] = cells.data[ends[0] + own]
        return blocks

    def min(self) -> float:
        """Return the smallest flow."""
        return float(self.values.min())

    def whole(self) -> Sparse:
        """Return Z, sparse."""
        return self.values

    def matrix(self) -> Sparse:
        """Return Z, sparse."""
        return self.values

    def describe(self) -> Message:
        """Return in words how the flows are held."""
        cells = self.shape[0] ** 2
        return message(
            "sparse, {share} of {cells} cells",
            share=f"{self.values.nnz / cells:.3%}",
            cells=f"{cells:,}",
        )

    def merged(self, S: Sparse, step: int) -> FloatArray | Sparse:  # noqa: ARG002
        """Return S Z S', sparse."""
        from scipy import sparse

        return sparse.csr_array(S @ (self.values @ S.T))

    def over_rows(self, divisors: FloatArray) -> FloatArray | Sparse | Flows:
        """Return Z with every row divided by its own number, sparse."""
        from scipy import sparse

        return sparse.csr_array(sparse.diags_array(1.0 / divisors) @ self.values)

    def parts(self) -> dict[str, NDArray[Any]]:
        """Return the stored cells, as CSR has them."""
        return stored_cells(self.values)


def stored_cells(cells: Sparse) -> dict[str, NDArray[Any]]:
    """Return the three arrays of CSR by name."""
    return {"Z_data": cells.data, "Z_indices": cells.indices, "Z_indptr": cells.indptr}


def flows_of(values: Any) -> Flows:
    """Return the operations on flows in any form; nothing is copied.

    Parameters
    ----------
    values : array, mapped array, CSR array or Flows (N, N)
        Intermediate flows.
    """
    if isinstance(values, Flows):
        return values
    if isinstance(values, np.memmap):
        return MappedFlows(values)
    return DenseFlows(values) if isinstance(values, np.ndarray) else SparseFlows(values)


def written_out(values: Any) -> FloatArray:
    """Return intermediate flows in any form as a dense array; see `Flows.written_out`."""
    return flows_of(values).written_out()


def frozen(values: Any) -> Any:
    """Return the same numbers as floats that cannot be written to; sparse ones in CSR form.

    What can be written to is copied, so that nobody changes a table from
    outside; what cannot is shared, so that a changed table copies nothing. A
    mapped file stays one.
    """
    if isinstance(values, Flows):
        return values
    if isinstance(values, np.memmap):
        values.flags.writeable = False
        return values
    if isinstance(values, np.ndarray):
        own = np.array(values, dtype=np.float64, copy=values.flags.writeable or None)
        own.flags.writeable = False
        return own
    from scipy import sparse

    done = values.dtype == np.float64 and not values.data.flags.writeable
    if done and values.format == "csr" and values.has_canonical_format:
        return values
    flows: Sparse = sparse.csr_array(values.astype(np.float64))
    flows.sum_duplicates()
    for numbers in (flows.data, flows.indices, flows.indptr):
        numbers.flags.writeable = False
    return flows


def require_room(size: int) -> None:
    """Reject flows (size, size) of more than ``MOST_WRITTEN_OUT`` rows, to be written out.

    Raises
    ------
    TableError
        There are more.
    """
    if size > MOST_WRITTEN_OUT:
        raise TableError(
            message(
                "This needs the {size} x {size} intermediate flows in memory, {part} GB, and the "
                "table does not hold them so; tanmai writes out no more than {most_written_out} "
                "rows. Merge sectors or regions first.",
                size=f"{size:,}",
                part=f"{8e-09 * size**2:,.1f}",
                most_written_out=f"{MOST_WRITTEN_OUT:,}",
            )
        )
