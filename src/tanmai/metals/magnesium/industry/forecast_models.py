"""The models that forecasts of a price are made with."""

from __future__ import annotations

from tanmai.metals.magnesium.industry.forecasts import (
    NAIVE,
    Forecaster,
    GradientBoosting,
    arima,
    drift,
    error_correction,
    naive,
    seasonal_naive,
)
from tanmai.metals.magnesium.industry.price_lstm import lstm_forecaster


def models(series: int, *, lstm: bool = False) -> dict[str, Forecaster]:
    """Return the models for a target with so many series, the naive one first.

    Raises
    ------
    OptionError
        The LSTM is asked for and torch is not installed.
    """
    found: dict[str, Forecaster] = {
        NAIVE: naive,
        "drift": drift,
        "seasonal_naive": seasonal_naive,
        "arima": arima,
    }
    if series > 1:
        found["error_correction"] = error_correction
    found["gradient_boosting"] = GradientBoosting()
    if lstm:
        found["lstm"] = lstm_forecaster()
    return found
