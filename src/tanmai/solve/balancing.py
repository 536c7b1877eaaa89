"""Fitting a matrix to known totals: RAS, and scaling under a cap."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import FloatArray

SUPPORT = 1e-9
TOTALS_TOLERANCE = 1e-9


Matrices = TypeVar("Matrices", FloatArray, NDArray[np.float32])


def ras(
    prior: Matrices,
    rows: FloatArray,
    columns: FloatArray,
    *,
    tolerance: float = 1e-12,
    max_iterations: int = 50_000,
    memory: int = 0,
    out: Matrices | None = None,
) -> Matrices:
    """Fit a non-negative matrix to row and column totals, proportionally in both directions.

    The result is ``T = r̂ P ŝ``: of all matrices with these totals it is the one
    nearest to the prior P in information. The last step fits the columns, so
    that they hold to rounding. A positive total whose row or column of the
    prior is empty gets the support ``1e-9`` in every cell of it that may be
    positive.

    Parameters
    ----------
    prior : array (..., m, n)
        Matrices P, none negative; leading axes are fitted each on its own. Products with
        them are made in their precision, so that one of 32 bits takes half the time.
    rows : array (..., m)
        Totals of the rows, none negative.
    columns : array (..., n)
        Totals of the columns, none negative, with the same sum as ``rows``.
    tolerance : float
        Largest difference of a row allowed, relative to the largest row total.
    max_iterations : int
        Most passes over rows and columns.
    memory : int
        Of how many earlier passes each pass makes use (Anderson acceleration): the same result
        in half of the passes or fewer where trade within blocks (provinces) is much larger than
        between them.
    out : array (..., m, n), optional
        Where the result is written, of its precision; may be the prior.

    Returns
    -------
    array (..., m, n)

    Raises
    ------
    TableError
        A value is negative or not a number, the two sums differ by more than
        1e-9, or no matrix on the support of the prior has these totals.

    Notes
    -----
    Stone (1961); Bacharach (1970), also known as iterative proportional fitting.
    Acceleration: Anderson (1965); Walker and Ni (2011), type II, on the logarithms of r.
    """
    _require_non_negative("RAS", prior, rows, columns)
    total = columns.sum(axis=-1, keepdims=True)
    _require_equal_totals("RAS", rows, columns, np.maximum(total[..., 0], np.finfo(float).tiny))
    rows = rows * _divide(total, rows.sum(axis=-1, keepdims=True))
    support = _with_support(prior, rows, columns)
    limit = tolerance * rows.max(axis=-1, initial=0.0)
    accelerated = _Accelerated(rows, memory, support.dtype) if memory else None
    # a row or column without a total has the factor zero, whatever its cells are
    row_factors, fitted = (rows > 0).astype(float), (columns > 0).astype(float)
    reached = _by(support, fitted)
    for _ in range(max_iterations):
        to_totals = _divide(rows, reached)
        row_factors = accelerated.step(row_factors, to_totals) if accelerated else to_totals
        fitted = _divide(columns, _times(row_factors, support))
        reached = _by(support, fitted)
        gap = np.abs(row_factors * reached - rows).max(axis=-1, initial=0.0)
        if (gap <= limit).all():
            precision = support.dtype
            result = np.multiply(support, row_factors.astype(precision)[..., :, None], out=out)
            result *= fitted.astype(precision)[..., None, :]
            return result
    raise TableError(
        message(
            "RAS did not reach its row totals in {passes} passes (largest difference "
            "{gap}): the zeros of the prior leave no matrix with these totals. Fill the cells "
            "that may be positive, or check the totals.",
            passes=max_iterations,
            gap=f"{gap.max():.3g}",
        )
    )


def scale_under_cap(values: FloatArray, totals: FloatArray, caps: FloatArray) -> FloatArray:
    """Scale each column to its total without passing the caps; the excess goes to the others.

    Column by column the result is ``min(λ v, cap)`` with the one λ that reaches
    the total.

    Parameters
    ----------
    values : array (m, n)
        Values to scale, none negative.
    totals : array (n,)
        Totals of the columns, none negative.
    caps : array (m, n)
        Largest value of each cell.

    Returns
    -------
    array (m, n)

    Raises
    ------
    TableError
        A column cannot reach its total under the caps.
    """
    scaled = np.array(values, dtype=np.float64)
    capped = np.zeros(scaled.shape, dtype=bool)
    for _ in range(len(scaled) + 1):
        free = np.where(capped, 0.0, scaled)
        left = totals - np.where(capped, caps, 0.0).sum(axis=0)
        scaled = np.where(capped, caps, free * _divide(left, free.sum(axis=0)))
        over = (scaled > caps) & ~capped
        if not over.any():
            break
        capped |= over
    missing = totals - scaled.sum(axis=0)
    if (missing > TOTALS_TOLERANCE * totals).any():
        worst = int(np.argmax(missing))
        raise TableError(
            message(
                "Column {worst} cannot reach its total {totals}: its cells and caps leave "
                "{missing} without a place. Raise the caps or check the total.",
                worst=worst,
                totals=f"{totals[worst]:.6g}",
                missing=f"{missing[worst]:.6g}",
            )
        )
    return scaled


def _divide(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return numerator / denominator, and 0 where the denominator is 0."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    return np.divide(numerator, denominator, out=np.zeros(shape), where=denominator != 0)


def _by(matrices: NDArray[np.floating], columns: FloatArray) -> FloatArray:
    in_kind = columns.astype(matrices.dtype)[..., None]
    product: FloatArray = np.matmul(matrices, in_kind)[..., 0].astype(np.float64)
    return product


def _times(rows: FloatArray, matrices: NDArray[np.floating]) -> FloatArray:
    in_kind = rows.astype(matrices.dtype)[..., None, :]
    product: FloatArray = np.matmul(in_kind, matrices)[..., 0, :].astype(np.float64)
    return product


class _Accelerated:
    """Steps of the factors of rows that make use of the steps before (Anderson acceleration).

    On g = ln r a pass goes from g to g + c(g). The step taken is that of the combination of the
    last passes whose change c is least, weighted by the totals. Where changes grow, or do not
    shrink for long, the passes before are forgotten; a plain pass always comes nearer.
    """

    _RIDGE = 1e-12
    _GROWTH = 2.0

    def __init__(self, rows: FloatArray, memory: int, precision: np.dtype[Any]) -> None:
        self._open, self._memory = rows > 0, memory
        # sixteen steps that lead astray stay within the numbers of the precision
        self._longest = np.log(np.finfo(precision).max) / 16
        self._weights = np.sqrt(rows)
        self._before: tuple[FloatArray, FloatArray] | None = None
        self._forget(rows)
        self._least: FloatArray | float = np.inf
        self._idle = 0

    def _forget(self, rows: FloatArray) -> None:
        nothing = np.zeros((*rows.shape[:-1], 0, rows.shape[-1]))
        self._moved, self._changed = nothing, nothing

    def step(self, factors: FloatArray, to_totals: FloatArray) -> FloatArray:
        """Return the next factors (..., m), from those that a plain pass would give."""
        if (to_totals[self._open] <= 0).any():  # a row that nothing reaches has no logarithm
            return to_totals
        at = np.log(np.where(self._open, factors, 1.0))
        change = np.log(np.where(self._open, to_totals, 1.0)) - at
        size = np.linalg.norm(change * self._weights, axis=-1)
        self._idle = 0 if (size < self._least).any() else self._idle + 1
        if (size > self._GROWTH * self._least).any() or self._idle > self._memory:
            self._forget(factors)
        elif self._before is not None:
            self._moved = self._with(self._moved, at - self._before[0])
            self._changed = self._with(self._changed, change - self._before[1])
        self._least = np.minimum(self._least, size)
        self._before = at, change
        following = at + change - self._combined(change)
        following = np.clip(following, at - self._longest, at + self._longest)
        return np.where(self._open, np.exp(following), 0.0)

    def _with(self, steps: FloatArray, last: FloatArray) -> FloatArray:
        together = np.concatenate([steps, last[..., None, :]], axis=-2)
        return together[..., -self._memory :, :]

    def _combined(self, change: FloatArray) -> FloatArray:
        """Return the combination of earlier steps whose changes are nearest to this change."""
        weighted = self._changed * self._weights[..., None, :]
        products = weighted @ np.swapaxes(weighted, -1, -2)
        diagonal = np.einsum("...kk->...k", products)
        diagonal += self._RIDGE * diagonal.sum(axis=-1, keepdims=True) + np.finfo(float).tiny
        wanted = weighted @ (change * self._weights)[..., None]
        shares = np.swapaxes(np.linalg.solve(products, wanted), -1, -2)
        return np.asarray((shares @ (self._moved + self._changed))[..., 0, :])


def _require_non_negative(name: str, *parts: NDArray[np.floating]) -> None:
    for part in parts:
        # written so that what is not a number fails it too
        if not (part.min(initial=0.0) >= 0 and part.max(initial=0.0) < np.inf):
            raise TableError(
                message(
                    "{name} was given a negative value or one that is not a number; correct the "
                    "prior or the totals.",
                    name=name,
                )
            )


def _require_equal_totals(
    name: str, rows: FloatArray, columns: FloatArray, scale: FloatArray
) -> None:
    difference = np.abs(rows.sum(axis=-1) - columns.sum(axis=-1))
    if (difference > TOTALS_TOLERANCE * scale).any():
        raise TableError(
            message(
                "{name} needs row and column totals with one sum, but they differ by "
                "{difference}; scale one of them to the other first.",
                name=name,
                difference=f"{np.max(difference):.6g}",
            )
        )


def _with_support(prior: Matrices, rows: FloatArray, columns: FloatArray) -> Matrices:
    """Return the prior, with cells in the rows and columns that have a total but no cell for it."""
    open_rows, open_columns = rows > 0, columns > 0
    empty_rows = open_rows & (_by(prior, open_columns.astype(float)) == 0)
    empty_columns = open_columns & (_times(open_rows.astype(float), prior) == 0)
    if not (empty_rows.any() or empty_columns.any()):
        return prior
    empty = empty_rows[..., :, None] | empty_columns[..., None, :]
    may_be_positive = open_rows[..., :, None] & open_columns[..., None, :]
    return np.where(empty & may_be_positive, prior.dtype.type(SUPPORT), prior)
