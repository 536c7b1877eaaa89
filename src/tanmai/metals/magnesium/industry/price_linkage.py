"""How two prices hang together: cointegration, spillover both ways, and breaks.

Sources: Engle and Granger (1987) on cointegration; Diebold and Yilmaz (2012) on spillover;
Andrews (1993) on a break at an unknown time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from statsmodels.tsa.api import VAR
from statsmodels.tsa.stattools import coint

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]

SPAN, STEP, AHEAD = 250, 60, 10
_LAGS = 2
_TRIM = 0.15
CRITICAL = 11.79
"""Sup-Wald at 5 % for two coefficients and a trim of 15 % (Andrews 1993, table I)."""


@dataclass(frozen=True)
class Cointegration:
    """Whether two logs keep together: the statistic and p of Engle and Granger."""

    statistic: float
    p_value: float


def cointegration(first: FloatArray, second: FloatArray) -> Cointegration:
    """Return the test that no combination of two log prices is stationary (statsmodels)."""
    statistic, p_value, _ = coint(np.log(first), np.log(second), autolag="bic", maxlag=5)
    return Cointegration(float(statistic), float(p_value))


def spillover_shares(changes: FloatArray, lags: int = _LAGS, ahead: int = AHEAD) -> FloatArray:
    """Return the generalised decomposition of forecast error variance (k, k), rows summing to 1.

    Row i says what of the variance of i comes from shocks to each; off the diagonal is
    spillover. Of a VAR with Sigma and moving-average matrices A: theta_ij proportional to
    sum_h (A_h Sigma)_ij^2 / sigma_jj / sum_h (A_h Sigma A_h')_ii.

    Raises
    ------
    OptionError
        There are too few days for the lags.
    """
    if len(changes) < 10 * lags * changes.shape[1]:
        raise OptionError(
            message(
                "{n} days are too few for a VAR of {lags} lags.",
                n=len(changes),
                lags=lags,
            )
        )
    fitted = VAR(changes).fit(lags)
    sigma = np.asarray(fitted.sigma_u)
    moving = np.asarray(fitted.ma_rep(ahead - 1))
    shocks = (moving @ sigma) ** 2 / np.diag(sigma)
    own = np.einsum("hij,jk,hik->i", moving, sigma, moving)
    theta = shocks.sum(axis=0) / own[:, None]
    return np.asarray(theta / theta.sum(axis=1, keepdims=True))


def rolling_spillover(
    first: FloatArray, second: FloatArray, span: int = SPAN, step: int = STEP
) -> pd.DataFrame:
    """Return spillover both ways over time.

    Returns
    -------
    DataFrame
        ``day`` (the last of the span), ``second_to_first`` and ``first_to_second``, shares.
    """
    changes = np.diff(np.log(np.column_stack([first, second])), axis=0)
    if len(changes) < span:
        span = len(changes)
    rows = []
    for last in range(span, len(changes) + 1, step):
        shares = spillover_shares(changes[last - span : last])
        rows.append({"day": last, "second_to_first": shares[0, 1], "first_to_second": shares[1, 0]})
    return pd.DataFrame(rows)


def breaks(first: FloatArray, second: FloatArray, lags: int = 1) -> list[tuple[int, float]]:
    """Return where the pass-through from the second price to the first breaks.

    The daily change of the first is regressed on a constant and the changes of the second, today
    and before, together; the largest Wald statistic of a break splits the sample where it passes
    the critical value, and each part is searched in turn.

    Returns
    -------
    list of (day, statistic)
        In the order of time.
    """
    one, other = (np.diff(np.log(series)) for series in (first, second))
    joined = other.copy()
    for lag in range(1, lags + 1):
        joined[lag:] += other[:-lag]
    found: list[tuple[int, float]] = []
    waiting = [(lags, len(one))]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2 * SPAN // 2:
            continue
        place, statistic = _largest_wald(one[start:end], joined[start:end])
        if statistic > CRITICAL:
            found.append((start + place + 1, statistic))
            waiting += [(start, start + place), (start + place, end)]
    return sorted(found)


def _largest_wald(y: FloatArray, x: FloatArray) -> tuple[int, float]:
    n, design = len(y), np.column_stack([np.ones(len(y)), x])
    trim = max(int(_TRIM * n), 3)
    gram = np.cumsum(design[:, :, None] * design[:, None, :], axis=0)
    moment = np.cumsum(design * y[:, None], axis=0)
    squares = np.cumsum(y**2)
    whole = _residual(gram[-1], moment[-1], squares[-1])
    best = (trim, 0.0)
    for at in range(trim, n - trim):
        left = _residual(gram[at - 1], moment[at - 1], squares[at - 1])
        right = _residual(
            gram[-1] - gram[at - 1], moment[-1] - moment[at - 1], squares[-1] - squares[at - 1]
        )
        apart = left + right
        statistic = (n - 4) * (whole - apart) / apart if apart > 0 else 0.0
        if statistic > best[1]:
            best = (at, float(statistic))
    return best


def _residual(gram: FloatArray, moment: FloatArray, squares: float) -> float:
    return float(squares - moment @ np.linalg.solve(gram, moment))
