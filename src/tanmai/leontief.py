"""The Leontief system (I − A) X = Y: factorised once, asked many times, never inverted.

Four methods solve the same system; the system says which one it took and the
residual that it reached:

- ``dense LU``: A written out and factorised (LAPACK);
- ``sparse LU``: A in CSR form and factorised (SuperLU); fills up on
  input-output tables, so it is taken only when asked for;
- ``iterative``: GMRES on products with A, for tables with few non-zero flows;
- ``trade shares``: GMRES on products with A in trade-share form, for tables
  that are too large to be written out.

Source: Leontief (1936); Miller and Blair (2022), chapter 2; GMRES: Saad and
Schultz (1986).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from tanmai.errors import OptionError, UnsolvableError, did_you_mean
from tanmai.labels import RegionSectorIndex
from tanmai.table import IntermediateFlows, MrioTable
from tanmai.trade_share import TradeShareCoefficients

FloatArray = NDArray[np.float64]
Coefficients = FloatArray | sparse.csr_array | TradeShareCoefficients

# Where one method overtakes another on a machine of two cores: a product with
# CSR beats a dense one below 12 % of non-zeros, and a dense factor of more
# than 4,000 rows costs more than GMRES in trade-share form.
SPARSE_DENSITY = 0.12
LARGE = 4000
_TOLERANCE = 1e-13
_ACCEPTED_RESIDUAL = 1e-10


class Solver(Protocol):
    """What a method must offer."""

    def solve(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y."""

    def solve_transposed(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y."""


class DenseLU:
    """LU factors of I − A, written out."""

    def __init__(self, A: Coefficients) -> None:
        matrix = -_written_out(A)
        np.einsum("ii->i", matrix)[...] += 1.0
        self._factors = linalg.lu_factor(matrix, overwrite_a=True, check_finite=False)

    def solve(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y."""
        return np.asarray(linalg.lu_solve(self._factors, right_hand_side, check_finite=False))

    def solve_transposed(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y."""
        solution = linalg.lu_solve(self._factors, right_hand_side, trans=1, check_finite=False)
        return np.asarray(solution)


class SparseLU:
    """LU factors of I − A in compressed form."""

    def __init__(self, A: Coefficients) -> None:
        matrix = sparse.csc_array(A if sparse.issparse(A) else _written_out(A))
        self._factors: Any = sparse_linalg.splu(
            sparse.eye_array(matrix.shape[0], format="csc") - matrix
        )

    def solve(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y."""
        return np.asarray(self._factors.solve(right_hand_side), dtype=np.float64)

    def solve_transposed(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y."""
        solution = self._factors.solve(right_hand_side, "T")
        return np.asarray(solution, dtype=np.float64)


class Iterative:
    """GMRES on products with A; A is never factorised."""

    def __init__(self, A: Coefficients) -> None:
        self._A = A

    def solve(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y."""
        return _gmres(lambda column: times(self._A, column), right_hand_side)

    def solve_transposed(self, right_hand_side: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y."""
        return _gmres(lambda column: times_transposed(self._A, column), right_hand_side)


def _gmres(apply: Callable[[FloatArray], FloatArray], right_hand_side: FloatArray) -> FloatArray:
    size = right_hand_side.shape[0]
    operator = sparse_linalg.LinearOperator(
        (size, size), matvec=lambda column: column - apply(column), dtype=np.float64
    )
    columns = right_hand_side.reshape(size, -1)
    solution = np.empty_like(columns)
    for number, column in enumerate(columns.T):
        solution[:, number], _ = sparse_linalg.gmres(
            operator, column, rtol=_TOLERANCE, atol=0.0, restart=60, maxiter=20
        )
    return solution.reshape(right_hand_side.shape)


METHODS: dict[str, Callable[[Coefficients], Solver]] = {
    "dense LU": DenseLU,
    "sparse LU": SparseLU,
    "iterative": Iterative,
    "trade shares": Iterative,
}


class LeontiefSystem:
    """The system (I − A) X = Y of a table, made once and asked many times.

    Parameters
    ----------
    table : MrioTable
        The table; A = Z x̂⁻¹, with a zero column where a sector has no output.
    method : str, optional
        One of ``METHODS``; by default chosen from size and sparsity.

    Attributes
    ----------
    method : str
        The method that was taken.
    residual : float
        Largest residual reached so far, max |(I − A) X − Y| / max |Y|.

    Raises
    ------
    UnsolvableError
        A flow or an output is not a number, an output is negative or zero
        with purchases, or a column of A sums to one or more. The message
        names the province and the sector.
    OptionError
        The method is unknown or does not fit the table.

    Examples
    --------
    >>> from tanmai.tables import load_table
    >>> system = LeontiefSystem(load_table("textbook-mini"))
    >>> system.method
    'dense LU'
    """

    def __init__(self, table: MrioTable, method: str | None = None) -> None:
        self.index: RegionSectorIndex = table.index
        require_solvable(table)
        self.method = _chosen(table, method)
        self._A = _coefficients(table, self.method)
        self._solver = METHODS[self.method](self._A)
        self.residual = 0.0

    def solve(self, Y: FloatArray) -> FloatArray:
        """Return L Y, the output that final demand calls for.

        Parameters
        ----------
        Y : array (N,) or (N, k)
            Final demand.

        Raises
        ------
        UnsolvableError
            The method did not reach an acceptable residual.
        """
        X = self._solver.solve(np.asarray(Y, dtype=np.float64))
        self._record(X - times(self._A, X) - Y, Y)
        return X

    def solve_transposed(self, F: FloatArray) -> FloatArray:
        """Return L' F for columns F (N,) or (N, k).

        Raises
        ------
        UnsolvableError
            The method did not reach an acceptable residual.
        """
        X = self._solver.solve_transposed(np.asarray(F, dtype=np.float64))
        self._record(X - times_transposed(self._A, X) - F, F)
        return X

    def multipliers(self, f: FloatArray) -> FloatArray:
        """Return f L, what a unit of final demand for each product embodies.

        Parameters
        ----------
        f : array (N,) or (k, N)
            Direct intensities, one row a stressor.
        """
        return self.solve_transposed(f.T).T

    def inverse(self) -> FloatArray:
        """Return L = (I − A)⁻¹, written out (N, N); nothing in the package needs it."""
        return self.solve(np.eye(len(self.index)))

    def coefficients(self) -> FloatArray:
        """Return A = Z x̂⁻¹, written out (N, N)."""
        return _written_out(self._A)

    def _record(self, gap: FloatArray, right_hand_side: FloatArray) -> None:
        scale = np.abs(right_hand_side).max(initial=0.0)
        residual = float(np.abs(gap).max(initial=0.0) / scale) if scale > 0 else 0.0
        if not residual <= _ACCEPTED_RESIDUAL:
            raise UnsolvableError(
                f"The method '{self.method}' left a residual of {residual:.1e}, above "
                f"{_ACCEPTED_RESIDUAL:.0e}: I − A is close to singular. Run `tanmai check` on the "
                "table and mend the sectors whose inputs nearly use up their output."
            )
        self.residual = max(self.residual, residual)


def times(A: Coefficients, columns: FloatArray) -> FloatArray:
    """Return A times a vector (N,) or a matrix (N, k), whatever the form of A."""
    if isinstance(A, TradeShareCoefficients):
        return A.apply(columns)
    return np.asarray(A @ columns)


def times_transposed(A: Coefficients, columns: FloatArray) -> FloatArray:
    """Return A' times a vector (N,) or a matrix (N, k), whatever the form of A."""
    if isinstance(A, TradeShareCoefficients):
        return A.apply_transposed(columns)
    return np.asarray(A.T @ columns)


def technical_coefficients(flows: IntermediateFlows, x: FloatArray) -> IntermediateFlows:
    """Return A = Z x̂⁻¹ in the form of Z; the column of a sector without output is zero.

    Parameters
    ----------
    flows : array or CSR array (N, N)
        Intermediate flows Z.
    x : array (N,)
        Total output, in the unit of Z.
    """
    reciprocal = np.divide(1.0, x, out=np.zeros_like(x), where=x > 0)
    if isinstance(flows, np.ndarray):
        return flows * reciprocal
    return sparse.csr_array(flows @ sparse.diags_array(reciprocal))


def require_solvable(table: MrioTable) -> None:
    """Refuse a table whose system has no meaningful solution.

    Raises
    ------
    UnsolvableError
        See `LeontiefSystem`; the first offending sector is named.
    """
    name, index = table.provenance.name, table.index
    inputs = np.asarray(table.Z.sum(axis=0)).ravel()
    rules: tuple[tuple[NDArray[np.bool_], str, str], ...] = (
        (
            ~(np.isfinite(inputs) & np.isfinite(table.x)),
            "has an input or an output that is not a number",
            "Fill the cell in the source; tanmai never guesses one.",
        ),
        (table.x < 0, "has a negative output", "Correct it in the source."),
        (
            (table.x == 0) & (inputs != 0),
            "buys inputs but has no output",
            "Give it its output, or set its purchases to zero.",
        ),
        (
            (table.x > 0) & (inputs >= table.x),
            "buys domestic inputs worth its whole output or more (column sum of A at or above 1)",
            "Correct its inputs or its output, or merge it with a neighbouring sector.",
        ),
    )
    for broken, what, mend in rules:
        found = np.flatnonzero(broken)
        if found.size:
            first = int(found[0])
            more = f" ({found.size - 1} more sectors likewise)" if found.size > 1 else ""
            raise UnsolvableError(
                f"Table '{name}': {index.where(first)} {what}: inputs {inputs[first]:,.6g}, output "
                f"{table.x[first]:,.6g} {table.money_unit}{more}. {mend}"
            )


def _chosen(table: MrioTable, method: str | None) -> str:
    if method is not None:
        if method not in METHODS:
            raise OptionError(
                f"'{method}' is not a method of solution.{did_you_mean(method, METHODS)} "
                f"Known: {', '.join(METHODS)}."
            )
        if method == "trade shares" and table.trade_shares is None:
            raise OptionError(
                f"Table '{table.provenance.name}' is not in trade-share form; take 'dense LU'."
            )
        return method
    if table.trade_shares is not None and len(table.index) > LARGE:
        return "trade shares"
    if not isinstance(table.Z, np.ndarray):
        density = table.Z.nnz / len(table.index) ** 2
        return "iterative" if density <= SPARSE_DENSITY else "dense LU"
    return "dense LU"


def _coefficients(table: MrioTable, method: str) -> Coefficients:
    if method == "trade shares" and table.trade_shares is not None:
        return TradeShareCoefficients.of(table.trade_shares, table.x)
    return technical_coefficients(table.Z, table.x)


def _written_out(A: Coefficients) -> FloatArray:
    if isinstance(A, TradeShareCoefficients):
        size = A.shares.shape[0] * A.shares.shape[1]
        return A.apply(np.eye(size))
    return A if isinstance(A, np.ndarray) else np.asarray(A.toarray())
