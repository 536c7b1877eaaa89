"""Many columns of a table in trade-share form: one polynomial for all, in single precision.

With the trade inside regions solved for, P = (I − A_rr)⁻¹ of every region, what is left is the
trade between them: (I − A) P = I − K, where K draws between regions what P and the use of
commodities ask for. K has a spectral radius of 0.2 to 0.6, so a polynomial in K of low degree
comes near (I − K)⁻¹; its coefficients are those that leave the least of all columns together.
A product with all columns is the same whatever the coefficients: they take a Gram matrix of
what the products gave, where a Krylov method takes some ten passes over memory a product.

The system refines: it forms what is left in double precision, and asks again.

Source: Greenbaum (1997), chapter 3; for single precision, Carson and Higham (2018).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.trade_shares import TradeShares

FloatArray = NDArray[np.float64]
Singles = NDArray[np.float32]

# What products in single precision can leave, relatively; what they are asked for where that is
# too little, and all must be solved again for what is left; and what they must leave at most.
_WITHIN_REACH, _NEAR, _FAR = 1e-6, 3e-6, 1e-3
# Where all columns together leave so much of a tolerance, each is within it.
_OF_ALL = 0.3
_FEWEST_PRODUCTS, _MOST_PRODUCTS = 3, 8
# Numbers that are brought to double precision at once, so that they stay in the cache.
_AT_ONCE = 2**14


class CommonPolynomial:
    """Solves (I − A) X = Y, or its transpose, nearly, for many columns at once.

    Parameters
    ----------
    A : TradeShares
        Coefficients in trade-share form: the use is that of a unit of output.
    within : array (m, n, n)
        (I − A_rr)⁻¹ of every region.
    """

    def __init__(self, A: TradeShares, within: FloatArray) -> None:
        own = np.arange(len(within))
        self._within = within.astype(np.float32)
        self._between = A.shares.astype(np.float32)
        self._between[:, own, own] = 0.0
        self._use = np.matmul(A.use, within).astype(np.float32)

    def solve(self, Y: FloatArray, enough: FloatArray) -> FloatArray | None:
        """Return X (N, k) near (I − A)⁻¹ Y; None where eight products leave a thousandth.

        Parameters
        ----------
        Y : array (N, k)
            Columns.
        enough : array (k,)
            Sum of the absolute residuals of a column at which it is done, above zero; single
            precision leaves some 1e-6 of Y.
        """
        m, n, _ = self._within.shape
        start = np.empty((n, m, enough.size), dtype=np.float32)
        columns = Y.reshape(m, n, -1).transpose(1, 0, 2)
        np.divide(columns, enough, out=start, casting="same_kind")
        found = _near(start, self._use, self._between, _tolerance(Y, enough))
        if found is None:
            return None
        made = np.matmul(self._within, found.transpose(1, 0, 2))
        return np.multiply(made, enough).reshape(Y.shape)

    def solve_transposed(self, Y: FloatArray, enough: FloatArray) -> FloatArray | None:
        """Return X (N, k) near (I − A')⁻¹ Y: P' (I − A') is I − K'."""
        within, use, between = (
            each.transpose(0, 2, 1) for each in (self._within, self._use, self._between)
        )
        m, n, _ = within.shape
        columns = np.divide(Y, enough, dtype=np.float32, casting="same_kind").reshape(m, n, -1)
        found = _near(np.matmul(within, columns), between, use, _tolerance(Y, enough))
        return None if found is None else np.multiply(found, enough).reshape(Y.shape)


def _tolerance(Y: FloatArray, enough: FloatArray) -> float:
    """Return what is enough of the column that is farthest from it, relatively."""
    return float(1.0 / np.max(np.abs(Y).sum(axis=0) / enough))


def _near(start: Singles, first: Singles, second: Singles, tolerance: float) -> Singles | None:
    """Return columns (a, b, k) near (I − K)⁻¹ start, where K is a product with two stacks.

    Parameters
    ----------
    start : array (a, b, k)
        What to solve for.
    first, second : array (b, a, a), array (a, b, b)
        Stacks of matrices: the first works on the columns with their two axes exchanged.
    tolerance : float
        Relative residual that is enough of every column.
    """
    enough = _OF_ALL * tolerance if tolerance > _WITHIN_REACH else _NEAR
    powers = np.empty((_MOST_PRODUCTS + 1, *start.shape), dtype=np.float32)
    powers[0] = start
    for degree in range(1, _MOST_PRODUCTS + 1):
        drawn = np.matmul(first, powers[degree - 1].transpose(1, 0, 2))
        np.matmul(second, drawn.transpose(1, 0, 2), out=powers[degree])
        if degree < _FEWEST_PRODUCTS:
            continue
        coefficients, left = _least(_products(powers[: degree + 1]))
        if left <= enough:
            break
    if not left <= max(_FAR, enough):
        return None
    return (coefficients @ powers[:degree].reshape(degree, -1)).reshape(start.shape)


def _least(products: FloatArray) -> tuple[Singles, float]:
    """Return the coefficients c of powers V_j = K^j V_0 that leave the least of V_0, and that.

    V_0 − (I − K) Σ c_j V_j is a combination of the powers too, so that their inner products
    (d + 1, d + 1) tell its length.
    """
    degree = len(products) - 1
    steps = np.eye(degree, degree + 1) - np.eye(degree, degree + 1, 1)
    normal = steps @ products @ steps.T
    lengths = np.sqrt(np.diagonal(normal))
    scale = np.divide(1.0, lengths, out=np.zeros(degree), where=lengths > 0)  # no trade: no power
    aimed = steps @ products[0]
    solved = np.linalg.lstsq(normal * scale * scale[:, None], aimed * scale, rcond=None)[0]
    coefficients = solved * scale
    rest = np.eye(degree + 1)[0] - coefficients @ steps
    left = float(np.sqrt(max(rest @ products @ rest, 0.0) / products[0, 0]))
    return coefficients.astype(np.float32), left


def _products(powers: Singles) -> FloatArray:
    """Return the inner products of some arrays, added up in double precision."""
    flat = powers.reshape(len(powers), -1)
    total = np.zeros((len(powers), len(powers)))
    for first in range(0, flat.shape[1], _AT_ONCE):
        some = flat[:, first : first + _AT_ONCE].astype(np.float64)
        total += some @ some.T
    return total
