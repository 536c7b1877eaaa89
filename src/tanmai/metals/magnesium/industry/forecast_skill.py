"""How good forecasts are: errors, a test against naive, and intervals with their coverage.

Sources: Hyndman and Koehler (2006) on MASE; Diebold and Mariano (1995) with the correction of
Harvey, Leybourne and Newbold (1997); split conformal intervals of Vovk et al. (2005), scaled by
the spread of the window and the root of the days ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from tanmai.metals.magnesium.industry.forecasts import NAIVE, Rolled

FloatArray = NDArray[np.float64]

CALIBRATION = 20
"""Origins whose errors are known before an interval is given."""


@dataclass(frozen=True)
class DieboldMariano:
    """The test of equal losses; below zero the first model is better."""

    statistic: float
    p_value: float


def diebold_mariano(first: FloatArray, second: FloatArray, ahead: int = 1) -> DieboldMariano:
    """Return the two-sided test that two models lose alike.

    Parameters
    ----------
    first, second : array (O,)
        Losses of the two by origin.
    ahead : int
        Origins over which outcomes overlap; 1 where they do not.

    Notes
    -----
    Where losses are the same throughout, the statistic is 0 and p is 1.
    """
    gap = first - second
    n, mean = len(gap), float(gap.mean())
    centred = gap - mean
    variance = float(centred @ centred) / n
    for lag in range(1, ahead):
        variance += 2.0 * float(centred[lag:] @ centred[:-lag]) / n
    if variance <= 0:
        return DieboldMariano(0.0, 1.0)
    corrected = (n + 1 - 2 * ahead + ahead * (ahead - 1) / n) / n
    statistic = mean / np.sqrt(variance / n) * np.sqrt(corrected)
    return DieboldMariano(float(statistic), float(2 * student.sf(abs(statistic), n - 1)))


def conformal(rolled: Rolled, name: str, level: float = 0.9) -> tuple[FloatArray, FloatArray]:
    """Return the ends of intervals by origin and day (O, h); NaN until there is a calibration.

    Each rests on the errors of the origins whose outcomes were known by then.
    """
    said, actual = rolled.forecasts[name], rolled.actual
    days = np.arange(1, actual.shape[1] + 1)
    width = np.maximum(rolled.spread, 1e-12)[:, None] * np.sqrt(days)
    errors = np.abs(np.log(actual / said)) / width
    low, high = (np.full_like(said, np.nan) for _ in range(2))
    for o, origin in enumerate(rolled.origins):
        known = int((rolled.origins + actual.shape[1] <= origin).sum())
        if known >= CALIBRATION:
            rank = min(int(np.ceil((known + 1) * level)), known)
            reach = np.sort(errors[:known], axis=0)[rank - 1]
            low[o] = said[o] * np.exp(-reach * width[o])
            high[o] = said[o] * np.exp(reach * width[o])
    return low, high


def skill(rolled: Rolled, level: float = 0.9, overlap: int = 1) -> pd.DataFrame:
    """Return MAPE, MASE, the test against naive and the coverage of intervals, by model.

    Returns
    -------
    DataFrame
        A row a model: ``mape_percent``, ``mase``, ``against_naive_percent`` (of MAPE, below zero
        is better), ``dm_statistic``, ``dm_p`` (empty for naive), ``better`` (at 5 %),
        ``coverage_percent`` of intervals of ``level`` and ``width_percent`` of the price.
    """
    losses = {
        name: np.abs(said - rolled.actual).mean(axis=1) for name, said in rolled.forecasts.items()
    }
    mape = {
        name: 100.0 * float((np.abs(said / rolled.actual - 1.0)).mean())
        for name, said in rolled.forecasts.items()
    }
    scale = float(rolled.scale.mean())
    rows = []
    for name in rolled.forecasts:
        test = diebold_mariano(losses[name], losses[NAIVE], overlap)
        low, high = conformal(rolled, name, level)
        known = np.isfinite(low)
        within = (rolled.actual >= low) & (rolled.actual <= high)
        rows.append(
            {
                "model": name,
                "mape_percent": mape[name],
                "mase": float(losses[name].mean()) / scale if scale else np.nan,
                "against_naive_percent": 100.0 * (mape[name] / mape[NAIVE] - 1.0),
                "dm_statistic": np.nan if name == NAIVE else test.statistic,
                "dm_p": np.nan if name == NAIVE else test.p_value,
                "better": bool(name != NAIVE and test.statistic < 0 and test.p_value < 0.05),
                "coverage_percent": 100.0 * float(within[known].mean()) if known.any() else np.nan,
                "width_percent": 100.0 * float(((high - low) / rolled.actual)[known].mean())
                if known.any()
                else np.nan,
            }
        )
    return pd.DataFrame(rows)
