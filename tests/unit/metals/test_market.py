"""Border price, stocks and the metal of cars, against what is known of each."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from tanmai.core.errors import FileError, LabelError, OptionError
from tanmai.core.messages import LANGUAGES
from tanmai.metals.magnesium.industry.border_price import levies, levy, margins
from tanmai.metals.magnesium.industry.car_demand import (
    car_demand,
    clusters,
    elasticity,
    qualified_capacity,
    road_km,
    shipments,
    warning_index,
)
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.industry.inventory_policies import (
    PolicyTerms,
    PriceLaw,
    StockCosts,
    compared,
    newsvendor,
    policies,
    price_law,
)
from tanmai.metals.magnesium.industry.market_result import magnesium_market, market_parameters
from tanmai.metals.magnesium.industry.market_series import read_daily, read_yearly
from tanmai.metals.result_page import result_page

NUMBERS = market_parameters()
LAW = PriceLaw(20_000.0, 0.98, 1e-4, 0.08, 0.9)
COSTS = StockCosts(18_000.0, 0.05, 0.5)
TERMS = PolicyTerms(42, 65, 0.97, 1.03, 0.2, 90, 0.15)


def test_the_levy_in_euros_and_in_yuan():
    assert levy(29.6, 0.0, 12.5, 85.0) == pytest.approx(2516.0)
    assert levy(29.6, 0.0, 12.5, 85.0, 8.1) == pytest.approx(20_379.6)
    found = levies(NUMBERS).set_index(["works", "year"])
    row = found.loc[("pidgeon", 2030)]
    assert row["verified_EUR_per_t"] == pytest.approx((29.6 - 0.515 * 12.5) * 85)
    assert row["default_CNY_per_t"] == pytest.approx(12.5 * (1 - 0.515) * 85 * 8.1)


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 50), st.floats(0, 200))
def test_nothing_is_levied_where_all_is_free(share, benchmark, price):
    assert levy(share * benchmark, share, benchmark, price) == 0.0
    assert levy(share * benchmark * 0.5, share, benchmark, price) == 0.0


def test_margins_are_sorted_and_pass_through_is_what_is_needed():
    frame = margins(NUMBERS, 2034)
    assert frame["margin_CNY_per_t"].is_monotonic_decreasing
    assert set(frame["destination"]) == {"eu", "asia", "america", "home"}
    levied = frame[frame["destination"] == "eu"]
    assert (levied["levy_CNY_per_t"] > 0).all()
    row = levied.iloc[0]
    before = row["price_CNY_per_t"] - row["tariff_CNY_per_t"] - row["freight_CNY_per_t"]
    before -= row["cost_CNY_per_t"]
    assert before == pytest.approx((1 - row["pass_through_needed"]) * row["levy_CNY_per_t"])
    with pytest.raises(OptionError, match="No share of free allocation is known for 2025"):
        margins(NUMBERS, 2025)
    with pytest.raises(OptionError, match="zero or more"):
        levy(-1.0, 0.5, 10.0, 85.0)


def test_the_price_keeps_its_law():
    paths = PriceLaw(20_000.0, 0.9, 4e-4, 0.1, 0.8).paths(4000, 60, 1)
    logs = np.log(paths / 20_000.0)
    assert logs.std() == pytest.approx(0.02 / np.sqrt(1 - 0.81), rel=0.03)
    joined = [np.corrcoef(logs[:, t], logs[:, t + 1])[0, 1] for t in range(30, 50)]
    assert np.mean(joined) == pytest.approx(0.9, abs=0.01)


def test_the_law_of_a_series_is_found_again():
    series = PriceLaw(21_000.0, 0.95, 2e-4, 0.1, 0.85).paths(1, 6000, 3)[0]
    found = price_law(series)
    assert found.persistence == pytest.approx(0.95, abs=0.02)
    assert found.mean == pytest.approx(21_000.0, rel=0.03)
    assert found.variance == pytest.approx(2e-4, rel=0.25)
    with pytest.raises(OptionError, match="250 days or more"):
        price_law(series[:100])


def test_a_constant_price_makes_every_policy_equal_but_for_holding():
    flat = PriceLaw(20_000.0, 0.9, 0.0, 0.0, 0.0)
    found = policies(flat.paths(10, 200, 1), COSTS, TERMS, flat)
    margins_of = {name: margin for name, (margin, _) in found.items()}
    for name in ("as_made", "trigger", "forward", "option"):
        np.testing.assert_allclose(margins_of[name], 2_000.0, rtol=1e-12)
    np.testing.assert_allclose(margins_of["base_stock"], 2_000.0 - 42 * COSTS.of_a_day)
    assert found["trigger"][1].max() == 0.0


def test_the_option_is_paid_for_by_its_load_and_cuts_the_worst():
    paths = LAW.paths(3000, 365, 5)
    table = compared(policies(paths, COSTS, TERMS, LAW), COSTS).set_index("policy")
    payoff = np.maximum(LAW.mean - paths, 0.0).mean()
    lost = table.loc["as_made", "margin_CNY_per_t"] - table.loc["option", "margin_CNY_per_t"]
    assert lost == pytest.approx(0.15 * payoff)
    assert table.loc["option", "worst_CNY_per_t"] > table.loc["as_made", "worst_CNY_per_t"]
    assert table.loc["forward", "spread_CNY_per_t"] < table.loc["as_made", "spread_CNY_per_t"]
    assert 0 < table.loc["trigger", "stock_days"] <= 65


def test_the_newsvendor_quantile_is_met_by_simulation():
    demand = np.random.default_rng(7).normal(100.0, 20.0, 400_000)
    for short, over in ((9.0, 1.0), (1.0, 1.0), (3.0, 2.0)):
        exact = 100.0 + 20.0 * norm.ppf(short / (short + over))
        assert newsvendor(short, over, 100.0, 20.0) == pytest.approx(exact)
        assert np.quantile(demand, short / (short + over)) == pytest.approx(exact, rel=0.01)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: PriceLaw(1.0, 1.0, 1.0, 0.1, 0.1), "does not return to a mean"),
        (lambda: PriceLaw(1.0, 0.5, 1.0, 0.5, 0.6), "does not return to a mean"),
        (lambda: PriceLaw(0.0, 0.5, 1.0, 0.1, 0.1), "above zero"),
        (lambda: newsvendor(0.0, 1.0, 1.0, 1.0), "costs above zero"),
        (lambda: elasticity([1, 2], [1, 2]), "three pairs or more"),
        (lambda: elasticity([1, 2, -3], [1, 2, 3]), "above zero"),
        (lambda: magnesium_market(draws=1), "draws is 1; give 2"),
    ],
)
def test_what_is_not_sound_is_refused(make, said):
    with pytest.raises(OptionError, match=said):
        make()


def test_a_known_elasticity_is_found_again():
    rng = np.random.default_rng(2)
    driver = np.exp(np.linspace(0, 3, 40))
    found = elasticity(5.0 * driver**1.3 * np.exp(rng.normal(0, 0.05, 40)), driver)
    assert found.value == pytest.approx(1.3, abs=0.03)
    assert found.low < 1.3 < found.high
    assert found.error == pytest.approx(0.05 / np.sqrt(40) / np.log(driver).std(), rel=0.4)


def test_printed_figures_of_cars():
    years = np.array([2020.0, 2025.0, 2030.0])
    demand = car_demand(Draws(NUMBERS), years)[:, 0]
    assert demand[0] == pytest.approx(114e4 * 1.2e-3)
    assert demand[1] == pytest.approx(35_840.0)
    assert demand[2] == pytest.approx(12e4, rel=0.01)


def test_the_index_is_zero_where_demand_is_capacity():
    demand = np.random.default_rng(1).normal(100, 10, (3, 500))
    assert warning_index(demand, demand) == pytest.approx([0, 0, 0])
    shifted = warning_index(demand + 20.0, np.full_like(demand, 100.0))
    assert shifted == pytest.approx([2.0, 2.0, 2.0], abs=0.2)
    assert warning_index(np.full((1, 4), 2.0), np.full((1, 4), 1.0))[0] == np.inf


def test_capacity_follows_with_a_lag_and_reaches_steady_demand():
    drawn = Draws(NUMBERS)
    steady = qualified_capacity(drawn, np.full((40, 1), 100.0))
    assert steady[0, 0] == pytest.approx(76.5)
    assert steady[1, 0] == pytest.approx(76.5 + (110.0 - 76.5) / 2)
    assert steady[-1, 0] == pytest.approx(110.0)


def test_least_freight_and_contracts():
    cost = np.array([[1.0, 5.0], [4.0, 1.0]])
    shipped = shipments(np.array([10.0, 10.0]), np.array([8.0, 12.0]), cost)
    np.testing.assert_allclose(shipped, [[8.0, 2.0], [0.0, 10.0]], atol=1e-9)
    short = shipments(np.array([10.0, 0.0]), np.array([10.0, 10.0]), cost, contracted=0.6)
    assert short.sum() == pytest.approx(10.0)
    assert short[:, 1].sum() == pytest.approx(3.0, abs=1e-6)
    with pytest.raises(OptionError, match="zero or more"):
        shipments(np.array([-1.0]), np.array([1.0]), np.array([[1.0]]))


def test_the_way_between_provinces():
    assert road_km("310000", "310000", 1.3) == 0.0
    assert road_km("610000", "310000", 1.0) == pytest.approx(1_230, abs=60)


def test_clusters_without_a_gap_are_green():
    drawn = Draws(NUMBERS, 50)
    demand = np.linspace(90_000, 110_000, 50)
    table = clusters(drawn, demand, demand * 1.2, 2030)
    assert set(table["level"]) == {"green"}
    np.testing.assert_allclose(table["supplied_t"], table["demand_t"])


@pytest.fixture(scope="module")
def result():
    return magnesium_market(draws=200)


def test_the_market_on_its_defaults(result):
    assert all(check.passed for check in result.checks)
    implied = result.tables["elasticities"].set_index("which")["value"]
    assert implied["implied by 2020 and 2025"] == pytest.approx(1.35, abs=0.01)
    page = result_page(result, [], LANGUAGES).html()
    assert "if extended to magnesium" in page
    assert "若扩展至镁" in page


def test_series_of_the_users_own(tmp_path):
    days = pd.bdate_range("2022-01-03", periods=700)
    law = PriceLaw(22_000.0, 0.97, 1e-4, 0.08, 0.9)
    prices = tmp_path / "prices.csv"
    frame = pd.DataFrame({"date": days.strftime("%Y-%m-%d"), "price": law.paths(1, 700, 4)[0]})
    frame.to_csv(prices, index=False)
    series = tmp_path / "years.csv"
    series.write_text("year,quantity,driver\n2020,1,2\n2021,2,4\n2022,4,8\n", encoding="utf-8")
    found = magnesium_market(draws=50, prices=prices, series=series)
    assert found.law.persistence != LAW.persistence
    assert found.tables["elasticities"]["value"].iloc[-1] == pytest.approx(1.0)
    assert {"prices.csv", "years.csv"} <= set(found.inputs)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("date,price\n2025-01-02,1\n2025-01-01,2\n", "line 3, column 'date' does not follow"),
        (
            "date,price\n2025-01-02,1\n2025-02-01,2\n",
            "line 3, column 'date' comes more than 5",
        ),
        (
            "date,price\n2025-01-02,1\n2025-01-03,\n",
            "line 3, column 'price' is empty; fill the cell",
        ),
        ("date,price\n2025-01-02,1\nJan 3,2\n", "line 3, column 'date' is not a date"),
        ("day,price\n2025-01-02,1\n", "give 'date' and one or more series"),
    ],
)
def test_bad_daily_series_are_refused_by_line(tmp_path, rows, said):
    path = tmp_path / "bad.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(FileError, match=said):
        read_daily(path)


def test_bad_years_and_files_are_refused(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("year,quantity,driver\n2021,1,2\n2020,2,4\n", encoding="utf-8")
    with pytest.raises(FileError, match="line 3, column 'year' does not follow"):
        read_yearly(path)
    path.write_text("year,quantity\n2021,1\n", encoding="utf-8")
    with pytest.raises(FileError, match="has no column 'driver'"):
        read_yearly(path)
    with pytest.raises(FileError, match="cannot be read"):
        read_yearly(tmp_path / "none.csv")
    own = tmp_path / "own.toml"
    own.write_text('[clusters.pearl]\nshare = { value = 90, unit = "%" }\n', encoding="utf-8")
    with pytest.raises(OptionError, match=r"The shares of clusters sum to 1\.66"):
        magnesium_market(config=own, draws=20)
    own.write_text("[border]\nprice = 3\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"there is no 'border\.price'"):
        magnesium_market(config=own, draws=20)
