"""Forecasts of prices on series of known law, tests, intervals, spillover and breaks."""

import builtins
import re

import numpy as np
import pandas as pd
import pytest

from tanmai.core.errors import FileError, OptionError
from tanmai.core.language import Language
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.industry.forecast_models import models
from tanmai.metals.magnesium.industry.forecast_skill import conformal, diebold_mariano, skill
from tanmai.metals.magnesium.industry.forecasts import (
    GradientBoosting,
    arima,
    drift,
    error_correction,
    made_up_prices,
    naive,
    roll,
    seasonal_naive,
)
from tanmai.metals.magnesium.industry.price_linkage import (
    breaks,
    cointegration,
    rolling_spillover,
    spillover_shares,
)
from tanmai.metals.magnesium.industry.price_lstm import lstm_forecaster
from tanmai.metals.magnesium.industry.prices_result import magnesium_prices
from tanmai.metals.magnesium.pages.prices import prices_sheets
from tanmai.metals.result_page import result_page

QUICK = {"naive": naive, "drift": drift, "seasonal_naive": seasonal_naive}


def walk(days, seed, series=1):
    steps = np.random.default_rng(seed).normal(0.0, 0.01, (days, series))
    return np.exp(9.0 + np.cumsum(steps, axis=0))


def test_simple_forecasts_by_hand():
    past = np.log(np.array([[1.0], [2.0], [4.0], [8.0], [16.0]]))
    np.testing.assert_allclose(np.exp(naive(past, 5, 2)), [16.0, 16.0])
    np.testing.assert_allclose(np.exp(drift(past, 5, 2)), [32.0, 64.0])
    np.testing.assert_allclose(np.exp(seasonal_naive(past, 5, 6)), [1, 2, 4, 8, 16, 1])


def test_a_constant_price_is_forecast_without_error():
    flat = np.full((400, 2), 100.0)
    found = roll(flat, {**QUICK, "arima": arima})
    for said in found.forecasts.values():
        np.testing.assert_allclose(said, 100.0)
    assert (skill(found)["dm_p"].dropna() == 1.0).all()


@pytest.mark.parametrize("name", ["drift", "arima", "error_correction", "gradient_boosting"])
def test_a_shuffled_future_changes_no_forecast(name):
    """What comes after the origin is not seen, so that shuffling it is no help and no harm."""
    prices = walk(250, 5, 2)
    shuffled = prices.copy()
    shuffled[160:] = np.random.default_rng(1).permutation(shuffled[160:])
    for series in (prices, shuffled):
        model = {
            "drift": drift,
            "arima": arima,
            "error_correction": error_correction,
            "gradient_boosting": GradientBoosting(),
        }[name]
        found = roll(series, {"naive": naive, name: model})
        early = found.forecasts[name][found.origins < 160]
        if series is prices:
            expected = early
    assert len(early) > 0
    np.testing.assert_array_equal(early, expected)


def test_on_random_walks_no_model_beats_naive_beyond_the_tests_own_five_percent():
    won, tried = 0, 0
    for seed in range(30):
        table = skill(roll(walk(1500, seed, 2), {**QUICK, "vecm": error_correction}))
        won += int(table["better"].sum())
        tried += len(table) - 1
    assert tried == 90
    assert won / tried <= 0.05


def test_intervals_cover_what_they_promise():
    found = [skill(roll(walk(2900, seed), QUICK))["coverage_percent"] for seed in range(8)]
    assert np.mean([table.iloc[0] for table in found]) == pytest.approx(90.0, abs=3.0)
    low, high = conformal(roll(walk(2900, 3), QUICK), "naive")
    assert np.isnan(low[:20]).all()
    assert (low[30:] < high[30:]).all()


def test_a_price_that_returns_is_forecast_better_than_naive():
    """An AR(1) around a mean: the boosted trees learn that it returns, and the test sees it."""
    rng = np.random.default_rng(4)
    logs = np.zeros(1500)
    for day in range(1, 1500):
        logs[day] = 0.9 * logs[day - 1] + rng.normal(0.0, 0.02)
    table = skill(roll(np.exp(9 + logs)[:, None], {"naive": naive, "trees": GradientBoosting()}))
    row = table.set_index("model").loc["trees"]
    assert row["better"]
    assert row["against_naive_percent"] < -5
    assert row["mase"] < table["mase"].iloc[0]


def test_the_test_of_diebold_and_mariano():
    rng = np.random.default_rng(3)
    first, second = rng.normal(1.0, 0.3, 200), rng.normal(1.2, 0.3, 200)
    found = diebold_mariano(first, second)
    gap = first - second
    plain = gap.mean() / np.sqrt(gap.var() / 200) * np.sqrt(199 / 200)
    assert found.statistic == pytest.approx(plain)
    assert found.p_value < 0.01
    assert diebold_mariano(second, first).statistic == pytest.approx(-plain)
    assert diebold_mariano(first, first).p_value == 1.0


def test_the_law_of_the_made_up_prices_is_found():
    prices = made_up_prices(1500)
    assert cointegration(prices[:, 0], prices[:, 1]).p_value < 0.01
    shares = spillover_shares(np.diff(np.log(prices), axis=0))
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert shares[0, 1] > 5 * shares[1, 0]
    # the change of the day before, 0.35 x 0.8 %, against noise of 0.6 %
    expected = (0.35 * 0.8) ** 2 / ((0.35 * 0.8) ** 2 + 0.6**2)
    assert shares[0, 1] == pytest.approx(expected, abs=0.05)
    apart = walk(1500, 8, 2)
    assert cointegration(apart[:, 0], apart[:, 1]).p_value > 0.05
    rolled = rolling_spillover(prices[:, 0], prices[:, 1])
    assert (rolled["second_to_first"] > rolled["first_to_second"]).mean() > 0.9


def test_a_break_is_found_where_it_is_and_none_where_there_is_none():
    rng = np.random.default_rng(11)
    other = rng.normal(0.0, 0.01, 1600)
    passed = np.where(np.arange(1600) < 900, 0.7, 0.1)
    one = passed * other + rng.normal(0.0, 0.004, 1600)
    found = breaks(np.exp(np.cumsum(one)), np.exp(np.cumsum(other)), lags=0)
    assert len(found) == 1
    assert found[0][0] == pytest.approx(900, abs=40)
    steady = 0.5 * other + rng.normal(0.0, 0.004, 1600)
    assert breaks(np.exp(np.cumsum(steady)), np.exp(np.cumsum(other)), lags=0) == []


@pytest.mark.parametrize(
    ("days", "window", "horizon", "said"),
    [
        (149, 90, 30, "149 days are too few for a window of 90 and a horizon of 30; give 150"),
        (400, 5, 30, "A window of 5 days"),
        (400, 90, 0, "a horizon of 0"),
    ],
)
def test_series_that_are_too_short_are_refused(days, window, horizon, said):
    with pytest.raises(OptionError, match=said):
        roll(walk(days, 1), QUICK, window=window, horizon=horizon)


def test_prices_that_are_not_above_zero_are_refused():
    prices = walk(400, 1)
    prices[10] = np.nan
    with pytest.raises(OptionError, match="without gaps"):
        roll(prices, QUICK)


def test_torch_that_is_missing_is_said(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **kwargs):
        if name == "torch":
            raise ImportError(name)
        return real(name, *rest, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(OptionError, match=r"needs torch.*pip install tanmai\[forecast\]"):
        lstm_forecaster()
    with pytest.raises(OptionError, match="needs torch"):
        models(2, lstm=True)


def test_the_lstm_where_torch_is_installed():
    pytest.importorskip("torch")
    prices = walk(400, 2, 2)
    said = [
        roll(prices, {"naive": naive, "lstm": lstm_forecaster()}).forecasts["lstm"] for _ in "ab"
    ]
    np.testing.assert_array_equal(*said)
    assert np.abs(said[0] / prices[-1, 0] - 1).max() < 1.0


def test_a_series_of_the_users_own(tmp_path):
    days = pd.bdate_range("2023-01-02", periods=420)
    frame = pd.DataFrame(walk(420, 6, 2), columns=["fob", "home"])
    frame.insert(0, "date", days.strftime("%Y-%m-%d"))
    path = tmp_path / "prices.csv"
    frame.to_csv(path, index=False)
    found = magnesium_prices(path, target="home", horizon=20, window=60)
    assert found.names == ("home", "fob")
    assert set(found.tables["skill"]["model"]) >= {"naive", "arima", "error_correction"}
    assert all(check.passed for check in found.checks)
    page = result_page(found, [], LANGUAGES).html()
    assert "Accuracy of the forecasts" in page
    assert "18 origins are too few for intervals" in page
    assert "nan" not in " ".join(re.findall(r">([^<>]*)<", page)).split()
    drawn = prices_sheets(found, Language("en"))["prices-forecast"]
    assert "nan" not in drawn.description
    with pytest.raises(OptionError, match="no series 'ferro'; there are fob, home"):
        magnesium_prices(path, target="ferro")
    frame.iloc[::-1].to_csv(path, index=False)
    with pytest.raises(FileError, match="does not follow the date above"):
        magnesium_prices(path)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "is empty; fill the cell, or leave the row out."),
        ("-1", "is not a number above zero."),
        ("dear", "is not a number above zero."),
    ],
)
def test_a_cell_that_is_no_price_is_named(tmp_path, cell, said):
    path = tmp_path / "prices.csv"
    path.write_text(f"date,fob,home\n2024-01-02,2800,19000\n2024-01-03,2810,{cell}\n")
    with pytest.raises(FileError) as error:
        magnesium_prices(path)
    assert str(error.value) == f"{path}: line 3, column 'home' {said}"
