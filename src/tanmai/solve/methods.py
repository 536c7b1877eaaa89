"""The methods that solve (I − A) X = Y, each behind the same two questions.

A method may stop short of the answer: the system that asks refines what it is
given, so that a factor in single precision, or a Krylov method that has to
start anew, needs nothing of its own for that.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse
from scipy.sparse import linalg as sparse_linalg

from tanmai.solve.coefficients import Coefficients
from tanmai.solve.common_polynomial import CommonPolynomial

FloatArray = NDArray[np.float64]

# From so many right-hand sides on, their products are worth a copy of A in single precision.
_MANY = 64
_MAKING = Lock()  # threads that solve for different columns share it
# Blocks of a region with more sectors than this cost more to invert than they save.
_MOST_SECTORS = 512
_MOST_SWEEPS = 60


class Solver(Protocol):
    """What a method must offer."""

    factorisations: int

    def solve(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y for the columns of Y (N, k), nearly or exactly.

        Parameters
        ----------
        right_hand_side : array (N, k)
            Y.
        enough : array (k,)
            Sum of the absolute residuals of a column at which it is done.
        """

    def solve_transposed(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y in the same way."""


class DenseLU:
    """LU factors of I − A, written out; in place, by factorising the transpose."""

    factorisations = 1
    _precision: type[np.floating] = np.float64

    def __init__(self, A: Coefficients) -> None:
        matrix = A.written_out(self._precision)
        np.negative(matrix, out=matrix)
        np.einsum("ii->i", matrix)[...] += 1.0
        factorise: Any = linalg.get_lapack_funcs("getrf", (matrix,))  # one for one name
        self._lu, self._pivots, zero_pivot = factorise(matrix.T, overwrite_a=True)
        self._singular = zero_pivot > 0

    def solve(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:  # noqa: ARG002
        """Solve (I − A) X = Y."""
        return self._solved(right_hand_side, 1)

    def solve_transposed(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:  # noqa: ARG002
        """Solve (I − A)' X = Y."""
        return self._solved(right_hand_side, 0)

    def _solved(self, right_hand_side: FloatArray, trans: Literal[0, 1]) -> FloatArray:
        if self._singular:  # so it may be in single precision alone: the system falls back
            return np.full(right_hand_side.shape, np.nan)
        columns = right_hand_side.astype(self._precision, order="F")  # solved for in place
        # LAPACK's wrapper counts the pivots from one, in place, for as long as it works: each
        # solve has its own, so that several threads may ask one factor.
        factors = self._lu, self._pivots.copy()
        solution = linalg.lu_solve(
            factors, columns, trans=trans, overwrite_b=True, check_finite=False
        )
        return np.asarray(solution, dtype=np.float64)


class SinglePrecisionLU(DenseLU):
    """LU factors in single precision: half the memory; the system refines to double.

    Source: Wilkinson (1963); Langou et al. (2006).
    """

    _precision = np.float32


class SparseLU:
    """LU factors of I − A in compressed form (SuperLU); they fill up on input-output tables."""

    factorisations = 1

    def __init__(self, A: Coefficients) -> None:
        self._made_from = A
        identity = sparse.eye_array(A.size, format="csc")
        self._factors: Any = sparse_linalg.splu(identity - A.compressed())

    def __reduce__(self) -> tuple[type[SparseLU], tuple[Coefficients]]:
        # SuperLU's factors cannot be sent to another process: there they are made again.
        return SparseLU, (self._made_from,)

    def solve(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:  # noqa: ARG002
        """Solve (I − A) X = Y."""
        return np.asarray(self._factors.solve(right_hand_side), dtype=np.float64)

    def solve_transposed(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:  # noqa: ARG002
        """Solve (I − A)' X = Y."""
        return np.asarray(self._factors.solve(right_hand_side, "T"), dtype=np.float64)


class Krylov:
    """BiCGSTAB on all right-hand sides in step: one product with A a sweep, nothing factorised.

    Each column keeps coefficients of its own, so that columns may be zero or
    depend on each other; only the products are shared. Every region's own
    block, (I − A_rr)⁻¹ of n sectors, is the preconditioner: most of what a
    sector buys comes from its own region. Many right-hand sides of a table in trade-share
    form are left to a `CommonPolynomial` where that comes near.

    Source: van der Vorst (1992); block Jacobi: Saad (2003), section 10.2.
    """

    factorisations = 0

    def __init__(self, A: Coefficients) -> None:
        self._A = A
        self._within = _inverses_at_home(A)
        self._made: CommonPolynomial | None = None

    @property
    def _polynomial(self) -> CommonPolynomial | None:
        with _MAKING:
            form = None if self._made or self._within is None else self._A.trade_shares
            if form is not None and self._within is not None:
                self._made = CommonPolynomial(form, self._within)
            return self._made

    def solve(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:
        """Solve (I − A) X = Y."""
        if right_hand_side.shape[1] >= _MANY and self._polynomial:
            solution = self._polynomial.solve(right_hand_side, enough)
            if solution is not None:
                return solution
        return self._swept(right_hand_side, enough, self._A.times, self._within)

    def solve_transposed(self, right_hand_side: FloatArray, enough: FloatArray) -> FloatArray:
        """Solve (I − A)' X = Y."""
        if right_hand_side.shape[1] >= _MANY and self._polynomial:
            solution = self._polynomial.solve_transposed(right_hand_side, enough)
            if solution is not None:
                return solution
        within = None if self._within is None else self._within.transpose(0, 2, 1)
        return self._swept(right_hand_side, enough, self._A.times_transposed, within)

    def _swept(
        self,
        right_hand_side: FloatArray,
        enough: FloatArray,
        times: Callable[[FloatArray], FloatArray],
        within: FloatArray | None,
    ) -> FloatArray:
        def preconditioned(columns: FloatArray) -> FloatArray:
            if within is None:
                return columns
            by_region = columns.reshape(*within.shape[:2], -1)
            solved = np.empty_like(columns)
            np.matmul(within, by_region, out=solved.reshape(by_region.shape))
            return solved

        # half of it: the recursion drifts from the residual by rounding
        goal = 0.5 * enough
        ordered = np.asarray(right_hand_side, order=self._A.order)
        return bicgstab(times, preconditioned, ordered, goal)


def bicgstab(
    times: Callable[[FloatArray], FloatArray],
    preconditioned: Callable[[FloatArray], FloatArray],
    right_hand_side: FloatArray,
    goal: FloatArray,
) -> FloatArray:
    """Return X (N, k) with (I − A) X ≈ Y, all columns in step.

    Parameters
    ----------
    times : callable
        A times columns (N, k).
    preconditioned : callable
        M⁻¹ times columns, M near I − A.
    right_hand_side : array (N, k)
        Y.
    goal : array (k,)
        Sum of the absolute residuals of a column at which it is done.

    Notes
    -----
    A column that breaks down takes no further step; the others go on.
    """
    residual = np.array(right_hand_side)
    solution = np.zeros_like(residual)
    shadow, direction = right_hand_side, residual.copy()
    rho = _dot(shadow, residual)
    for _ in range(_MOST_SWEEPS):
        step = preconditioned(direction)
        moved = step - times(step)
        alpha = _quotient(rho, _dot(shadow, moved))
        solution += alpha * step
        residual -= alpha * moved
        if _reached(residual, goal):
            break
        step = preconditioned(residual)
        smoothed = step - times(step)
        omega = _quotient(_dot(smoothed, residual), _dot(smoothed, smoothed))
        solution += omega * step
        residual -= omega * smoothed
        if _reached(residual, goal):
            break
        last, rho = rho, _dot(shadow, residual)
        direction -= omega * moved
        direction *= _quotient(rho * alpha, last * omega)
        direction += residual
    return solution


def _inverses_at_home(A: Coefficients) -> FloatArray | None:
    """Return (I − A_rr)⁻¹ of every region (m, n, n), or None where that does not pay or exist."""
    sectors = A.size // A.regions
    if A.regions == 1 or sectors > _MOST_SECTORS:
        return None
    try:
        return A.inverses_at_home
    except np.linalg.LinAlgError:
        return None


def _dot(first: FloatArray, second: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("nk,nk->k", first, second))


def _quotient(above: FloatArray, below: FloatArray) -> FloatArray:
    return np.divide(above, below, out=np.zeros_like(above), where=below != 0)


def _reached(residual: FloatArray, goal: FloatArray) -> bool:
    return bool((np.abs(residual).sum(axis=0) <= goal).all())


METHODS: dict[str, Callable[[Coefficients], Solver]] = {
    "dense_lu": DenseLU,
    "single_precision_lu": SinglePrecisionLU,
    "sparse_lu": SparseLU,
    "krylov": Krylov,
}
