"""``tanmai magnesium prices``: forecasts of a price, how good they are, and how prices link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.checks import Finding
from tanmai.core.errors import OptionError
from tanmai.core.messages import listed, message
from tanmai.metals.magnesium.industry.forecast_models import models
from tanmai.metals.magnesium.industry.forecast_skill import conformal, skill
from tanmai.metals.magnesium.industry.forecasts import HORIZON, WINDOW, Rolled, made_up_prices, roll
from tanmai.metals.magnesium.industry.market_series import read_daily
from tanmai.metals.magnesium.industry.price_linkage import (
    AHEAD,
    SPAN,
    STEP,
    breaks,
    cointegration,
    rolling_spillover,
)
from tanmai.metals.result import MetalResult
from tanmai.solve.tasks import on_one_thread
from tanmai.studies.result import hashes, law

FloatArray = NDArray[np.float64]

LEVEL = 0.9
PRINTED = {"lstm": 4.7, "gradient_boosting": 6.8, "arima": 9.2}
"""Errors over 30 days that the report prints; its series are not published."""
_ASSUMPTIONS = (
    message(
        "Each origin uses only the data before it; models that learn are trained only on windows "
        "whose outcome was known by then."
    ),
    message(
        "Intervals come from the errors at earlier origins (split conformal prediction), scaled "
        "by the volatility of the window and the square root of the horizon."
    ),
)
_MADE_UP = (
    message(
        "No series was given: the prices are made up by a known law and are not those of any "
        "market."
    ),
)
_LIMITS = (
    message(
        "The report's errors of 4.7, 6.8 and 9.2 % (LSTM, XGBoost, ARIMA) rest on twelve daily "
        "series that are not published, so they cannot be checked; neither can its transmission "
        "coefficients of 0.73, 0.31 and 0.48."
    ),
    message(
        "Errors depend on the series: errors on different series cannot be compared; compare "
        "each with the naive forecast on the same series."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class PricesResult(MetalResult):
    """Forecasts of a price.

    Attributes
    ----------
    names : tuple of str
        Of the series, the target first.
    prices : array (T, k)
    rolled : Rolled
    window, horizon : int
    made_up : bool
        Whether no series was given.
    """

    names: tuple[str, ...]
    prices: FloatArray
    rolled: Rolled
    window: int
    horizon: int
    made_up: bool

    _views = "tanmai.metals.magnesium.pages.prices"


@on_one_thread
def magnesium_prices(
    series: Path | None = None,
    *,
    target: str | None = None,
    window: int = WINDOW,
    horizon: int = HORIZON,
    step: int | None = None,
    lstm: bool = False,
) -> PricesResult:
    """Forecast a price from rolling origins and say how good that is.

    Parameters
    ----------
    series : Path, optional
        Daily series: CSV with ``date`` and a column each; two made-up ones where none is given.
    target : str, optional
        The column to be forecast; the first where it is not given.
    window, horizon : int
        Days seen and days said.
    step : int, optional
        Days from one origin to the next; the horizon where it is not given.
    lstm : bool
        Whether the LSTM is tried too; it needs torch.

    Raises
    ------
    FileError
        The file is not sound: gaps, order, values.
    OptionError
        The series is too short, the target is not in it, or torch is not installed.
    """
    names, prices = _prices(series, target)
    rolled = roll(prices, models(len(names), lstm=lstm), window=window, horizon=horizon, step=step)
    overlap = max(-(-horizon // (step or horizon)), 1)
    tables = {
        "skill": skill(rolled, LEVEL, overlap).assign(
            printed_percent=lambda frame: frame["model"].map(PRINTED)
        ),
        "forecasts": _forecasts(rolled),
        **_linkage(names, prices),
    }
    return PricesResult(
        "magnesium prices",
        {
            "series": series.name if series else None,
            "target": names[0],
            "window": window,
            "horizon": horizon,
            "origins": len(rolled.origins),
        },
        hashes([series] if series else []),
        tables,
        _checks(tables),
        (*_ASSUMPTIONS, *(() if series else _MADE_UP)),
        _LIMITS,
        {
            "test": "Diebold-Mariano against naive, corrected for small samples",
            "intervals": f"split conformal, {LEVEL:.0%}",
            "spillover": f"Diebold and Yilmaz, spans of {SPAN} days every {STEP}, {AHEAD} ahead",
        },
        names,
        prices,
        rolled,
        window,
        horizon,
        series is None,
    )


def _prices(series: Path | None, target: str | None) -> tuple[tuple[str, ...], FloatArray]:
    if series is None:
        names = ["home", "abroad"]
        frame = pd.DataFrame(made_up_prices(), columns=names)
    else:
        frame = read_daily(series)
        names = [str(name) for name in frame.columns]
    if target is not None and target not in names:
        raise OptionError(
            message(
                "There is no series '{target}'; there are {names}.",
                target=target,
                names=listed(names),
            )
        )
    first = target or names[0]
    ordered = [first, *(name for name in names if name != first)]
    return tuple(ordered), frame[ordered].to_numpy(float)


def _forecasts(rolled: Rolled) -> pd.DataFrame:
    """Return every forecast with its interval, a row for each origin, day and model."""
    frames = []
    origins, horizon = len(rolled.origins), rolled.actual.shape[1]
    for name, said in rolled.forecasts.items():
        low, high = conformal(rolled, name, LEVEL)
        frames.append(
            pd.DataFrame(
                {
                    "model": name,
                    "origin_day": np.repeat(rolled.origins, horizon),
                    "days_ahead": np.tile(np.arange(1, horizon + 1), origins),
                    "actual": rolled.actual.ravel(),
                    "forecast": said.ravel(),
                    "low": low.ravel(),
                    "high": high.ravel(),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def _linkage(names: tuple[str, ...], prices: FloatArray) -> dict[str, pd.DataFrame]:
    """Return cointegration, spillover and breaks of the target with each other series."""
    tests, spills, found = [], [], []
    for k, name in enumerate(names[1:], start=1):
        one, other = prices[:, 0], prices[:, k]
        test = cointegration(one, other)
        tests.append(
            {
                "target": names[0],
                "series": name,
                "statistic": test.statistic,
                "p_value": test.p_value,
                "cointegrated": bool(test.p_value < 0.05),
            }
        )
        frame = rolling_spillover(one, other)
        frame.insert(0, "series", name)
        spills.append(frame)
        found += [
            {"series": name, "day": day, "wald": statistic} for day, statistic in breaks(one, other)
        ]
    empty = pd.DataFrame(columns=["series", "day", "second_to_first", "first_to_second"])
    return {
        "cointegration": pd.DataFrame(
            tests, columns=["target", "series", "statistic", "p_value", "cointegrated"]
        ),
        "spillover": pd.concat(spills, ignore_index=True) if spills else empty,
        "breaks": pd.DataFrame(found, columns=["series", "day", "wald"]),
    }


def _checks(tables: dict[str, pd.DataFrame]) -> tuple[Finding, ...]:
    spill = tables["spillover"][["second_to_first", "first_to_second"]].to_numpy(float)
    outside = float(np.maximum(spill - 1.0, -spill).max()) if spill.size else 0.0
    wrong = tables["forecasts"][["actual", "forecast"]].to_numpy(float)
    return (
        law(
            message("Shares of spillover lie from 0 to 1"),
            max(outside, 0.0),
            1e-12,
        ),
        law(
            message("Forecasts that are missing or not above zero"),
            float((~(wrong > 0)).sum()),
            0.0,
        ),
    )
