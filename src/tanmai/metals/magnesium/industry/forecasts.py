"""Forecasts of a daily price from rolling origins, each from what came before alone.

At each origin a model sees the last ``window`` days (gradient boosting and the LSTM learn from
all windows whose outcome is known by then) and says the next ``horizon``. All work on logs.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingRegressor
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.vector_ar.vecm import VECM

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]

WINDOW, HORIZON, SEASON = 90, 30, 5
NAIVE = "naive"
_LAGS = (1, 2, 5, 10, 20, 40)
_REFIT = 12  # origins from one training of a learning model to the next


class Forecaster(Protocol):
    """Says the next days from the logs of all days up to the origin, (T, k); the target first."""

    def __call__(self, past: FloatArray, window: int, horizon: int, /) -> FloatArray:
        """Return the logs of the target for the horizon, (horizon,)."""
        ...


def naive(past: FloatArray, _window: int, horizon: int) -> FloatArray:
    """Say that the last price stays."""
    return np.full(horizon, past[-1, 0])


def drift(past: FloatArray, window: int, horizon: int) -> FloatArray:
    """Say that the mean change of the window goes on."""
    recent = past[-window:, 0]
    step = (recent[-1] - recent[0]) / (len(recent) - 1)
    return np.asarray(recent[-1] + step * np.arange(1, horizon + 1))


def seasonal_naive(past: FloatArray, _window: int, horizon: int) -> FloatArray:
    """Say of each day what it was in the last week of five days."""
    last = past[-SEASON:, 0]
    return np.asarray(last[np.arange(horizon) % SEASON])


def arima(past: FloatArray, window: int, horizon: int) -> FloatArray:
    """Fit an ARIMA(1,1,1) to the window (statsmodels)."""
    recent = past[-window:, 0]
    if np.ptp(recent) == 0:
        return naive(past, window, horizon)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = ARIMA(recent, order=(1, 1, 1)).fit(cov_type="none")
    found = np.asarray(fitted.forecast(horizon))
    return found if np.isfinite(found).all() else naive(past, window, horizon)


def error_correction(past: FloatArray, window: int, horizon: int) -> FloatArray:
    """Fit a vector error correction of all series to the window, with one cointegration."""
    recent = past[-window:]
    fitted = VECM(recent, k_ar_diff=1, coint_rank=1, deterministic="ci").fit()
    found = np.asarray(fitted.predict(horizon))[:, 0]
    return found if np.isfinite(found).all() else naive(past, window, horizon)


@dataclass
class GradientBoosting:
    """Boosted trees on lags of all series and the day ahead (scikit-learn), trained now and then.

    What is learned is the change of the log from the origin to a day of the horizon.
    """

    refit: int = _REFIT
    _model: HistGradientBoostingRegressor | None = field(default=None, init=False)
    _asked: int = field(default=0, init=False)

    def __call__(self, past: FloatArray, window: int, horizon: int) -> FloatArray:
        """Return the forecast; every ``refit`` calls the trees are grown anew."""
        if self._model is None or self._asked % self.refit == 0:
            self._model = self._trained(past, window, horizon)
        self._asked += 1
        if self._model is None:
            return naive(past, window, horizon)
        here = np.array([len(past) - 1])
        rows = _features(past, here, np.arange(1, horizon + 1), window)
        return np.asarray(past[-1, 0] + self._model.predict(rows))

    def _trained(
        self, past: FloatArray, window: int, horizon: int
    ) -> HistGradientBoostingRegressor | None:
        origins = np.arange(window - 1, len(past) - horizon, 3)
        if origins.size < 2 * _REFIT:
            return None
        ahead = np.arange(1, horizon + 1, 3)
        places = origins[:, None] + ahead
        change = past[places, 0] - past[origins, 0][:, None]
        model = HistGradientBoostingRegressor(
            max_iter=60, max_leaf_nodes=8, min_samples_leaf=50, early_stopping=False, random_state=0
        )
        return model.fit(_features(past, origins, ahead, window), change.ravel())


def _features(
    past: FloatArray, origins: NDArray[np.intp], ahead: NDArray[np.intp], window: int
) -> FloatArray:
    """Return what is known at each origin, a row for each day ahead.

    Changes of every series over some lags, its gap to the mean of the window and to the target.
    """
    now = past[origins]
    sums = np.vstack([np.zeros(past.shape[1]), np.cumsum(past, axis=0)])
    means = (sums[origins + 1] - sums[origins + 1 - window]) / window
    known = [*(now - past[origins - lag] for lag in _LAGS if lag < window), now - means]
    features = np.hstack([*known, now[:, 1:] - now[:, :1]])
    rows: FloatArray = np.column_stack(
        [np.repeat(features, len(ahead), axis=0), np.tile(ahead, len(origins))]
    )
    return rows


@dataclass(frozen=True, eq=False)
class Rolled:
    """What was said from every origin, and what came.

    Attributes
    ----------
    origins : array (O,)
        Place of the last day that was known.
    actual : array (O, h)
        Prices that came.
    forecasts : dict
        Prices that were said, by model, (O, h).
    scale : array (O,)
        Mean change of a day in the window before, in prices: what MASE is over.
    spread : array (O,)
        Standard deviation of the daily log changes in the window.
    """

    origins: NDArray[np.intp]
    actual: FloatArray
    forecasts: dict[str, FloatArray]
    scale: FloatArray
    spread: FloatArray


def roll(
    prices: FloatArray,
    said_by: Mapping[str, Forecaster],
    *,
    window: int = WINDOW,
    horizon: int = HORIZON,
    step: int | None = None,
) -> Rolled:
    """Forecast from rolling origins.

    Parameters
    ----------
    prices : array (T, k)
        Daily prices, the target first.
    said_by : mapping of str to Forecaster
        The models.
    window, horizon : int
        Days that are seen, and days that are said.
    step : int, optional
        Days from an origin to the next; by default the horizon, so that outcomes do not overlap.

    Raises
    ------
    OptionError
        The series is too short for window and horizon, or a price is not above zero.
    """
    step = step or horizon
    least = window + 2 * horizon
    if min(window, horizon, step) < 1 or window < 2 * max(SEASON, 3):
        raise OptionError(
            message(
                "A window of {window} days, a horizon of {horizon} and a step of {step} do not "
                "work; give a window of {part} or more and the others of 1 or more.",
                window=window,
                horizon=horizon,
                step=step,
                part=2 * SEASON,
            )
        )
    if len(prices) < least:
        raise OptionError(
            message(
                "{n} days are too few for a window of {window} and a horizon of {horizon}; give "
                "{least} or more, or a shorter window.",
                n=len(prices),
                window=window,
                horizon=horizon,
                least=least,
            )
        )
    if not np.isfinite(prices).all() or prices.min() <= 0:
        raise OptionError(message("Prices are to be above zero, without gaps."))
    logs = np.log(prices)
    origins = np.arange(window - 1, len(prices) - horizon, step)
    forecasts = {
        name: np.exp([model(logs[: o + 1], window, horizon) for o in origins])
        for name, model in said_by.items()
    }
    recent = np.array([prices[o - window + 1 : o + 1, 0] for o in origins])
    return Rolled(
        origins,
        np.array([prices[o + 1 : o + 1 + horizon, 0] for o in origins]),
        forecasts,
        np.abs(np.diff(recent, axis=1)).mean(axis=1),
        np.diff(np.log(recent), axis=1).std(axis=1),
    )


def made_up_prices(days: int = 2900, seed: int = 2025) -> FloatArray:
    """Return two made-up prices of known law (T, 2): cointegrated, the second leads the first.

    The log of the second walks at random, 0.8 % a day. That of the first closes 3 % of its gap to
    it a day, takes over 35 % of its change of the day before, and has noise of 0.6 %.
    """
    rng = np.random.default_rng(seed)
    change = rng.normal(0.0, 0.008, days)
    abroad = np.log(24_300.0) + np.cumsum(change)
    home = np.empty(days)
    home[0] = abroad[0] - 0.1
    noise = rng.normal(0.0, 0.006, days)
    for day in range(1, days):
        gap = home[day - 1] - abroad[day - 1] + 0.1
        home[day] = home[day - 1] - 0.03 * gap + 0.35 * change[day - 1] + noise[day]
    prices: FloatArray = np.exp(np.column_stack([home, abroad]))
    return prices
