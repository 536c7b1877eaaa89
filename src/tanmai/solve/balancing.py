"""Fitting a matrix to known totals: RAS, and scaling under a cap."""

from __future__ import annotations

import numpy as np

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import FloatArray

SUPPORT = 1e-9
TOTALS_TOLERANCE = 1e-9


def ras(
    prior: FloatArray,
    rows: FloatArray,
    columns: FloatArray,
    *,
    tolerance: float = 1e-12,
    max_iterations: int = 50_000,
    relaxation: float = 1.0,
) -> FloatArray:
    """Fit a non-negative matrix to row and column totals, proportionally in both directions.

    The result is ``T = r̂ P ŝ``: of all matrices with these totals it is the one
    nearest to the prior P in information. The last step fits the columns, so
    that they hold to rounding. A positive total whose row or column of the
    prior is empty gets the support ``1e-9`` in every cell of it that may be
    positive.

    Parameters
    ----------
    prior : array (..., m, n)
        Matrices P, none negative; leading axes are fitted each on its own.
    rows : array (..., m)
        Totals of the rows, none negative.
    columns : array (..., n)
        Totals of the columns, none negative, with the same sum as ``rows``.
    tolerance : float
        Largest difference of a row allowed, relative to the largest row total.
    max_iterations : int
        Most passes over rows and columns.
    relaxation : float
        How far each pass goes: 1 to the totals; somewhat above, in fewer passes
        to the same result where trade within blocks (provinces) is much larger
        than between them.

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
    Relaxation: Thibault, Chizat, Dossal and Papadakis (2021).
    """
    _refuse_unfit("RAS", prior, rows, columns)
    total = columns.sum(axis=-1, keepdims=True)
    _refuse_different_totals("RAS", rows, columns, np.maximum(total[..., 0], np.finfo(float).tiny))
    rows = rows * _divide(total, rows.sum(axis=-1, keepdims=True))
    support = _with_support(prior, rows, columns)
    limit = tolerance * rows.max(axis=-1, initial=0.0)
    # a row or column without a total has the factor zero, whatever its cells are
    row_factors, column_factors = (rows > 0).astype(float), (columns > 0).astype(float)
    reached = _by(support, column_factors)
    for _ in range(max_iterations):
        row_factors = _step(row_factors, _divide(rows, reached), relaxation)
        fitted = _divide(columns, _times(row_factors, support))
        column_factors = _step(column_factors, fitted, relaxation)
        reached = _by(support, column_factors)
        gap = np.abs(row_factors * reached - rows).max(axis=-1, initial=0.0)
        if (gap <= limit).all():
            result = support * row_factors[..., :, None]
            result *= fitted[..., None, :]
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


def _by(matrices: FloatArray, columns: FloatArray) -> FloatArray:
    product: FloatArray = np.matmul(matrices, columns[..., None])[..., 0]
    return product


def _times(rows: FloatArray, matrices: FloatArray) -> FloatArray:
    product: FloatArray = np.matmul(rows[..., None, :], matrices)[..., 0, :]
    return product


def _step(factors: FloatArray, fitted: FloatArray, relaxation: float) -> FloatArray:
    """Return factors moved to those that fit, or by relaxation beyond them."""
    if relaxation == 1.0:
        return fitted
    return np.asarray(fitted * _divide(fitted, factors) ** (relaxation - 1.0))


def _refuse_unfit(name: str, *parts: FloatArray) -> None:
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


def _refuse_different_totals(
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


def _with_support(prior: FloatArray, rows: FloatArray, columns: FloatArray) -> FloatArray:
    """Return the prior, with cells in the rows and columns that have a total but no cell for it."""
    open_rows, open_columns = rows > 0, columns > 0
    empty_rows = open_rows & (_by(prior, open_columns.astype(float)) == 0)
    empty_columns = open_columns & (_times(open_rows.astype(float), prior) == 0)
    if not (empty_rows.any() or empty_columns.any()):
        return prior
    empty = empty_rows[..., :, None] | empty_columns[..., None, :]
    may_be_positive = open_rows[..., :, None] & open_columns[..., None, :]
    return np.where(empty & may_be_positive, SUPPORT, prior)
