"""``tanmai magnesium market``: border price, stocks, and the metal of electric cars."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.checks import Finding
from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.border_price import levies, levy, margins
from tanmai.metals.magnesium.industry.car_demand import (
    Elasticity,
    car_demand,
    clusters,
    elasticity,
    metal_per_car,
    qualified_capacity,
    warning_index,
)
from tanmai.metals.magnesium.industry.draws import SEED, Draws
from tanmai.metals.magnesium.industry.inventory_policies import (
    DAYS,
    PolicyTerms,
    PriceLaw,
    StockCosts,
    compared,
    newsvendor,
    policies,
    price_law,
)
from tanmai.metals.magnesium.industry.market_series import read_prices, read_yearly
from tanmai.metals.magnesium.industry.outlook_scenario import DATA
from tanmai.metals.parameter_file import load_parameters
from tanmai.metals.parameters import Parameters
from tanmai.metals.result import MetalResult
from tanmai.studies.result import hashes, law

FloatArray = NDArray[np.float64]

MARKET_FILE = DATA / "market.toml"
CAR_YEARS = tuple(range(2020, 2031))
_CLOSED = 1e-9
_ASSUMPTIONS = (
    message(
        "The border price is computed as if it were extended to magnesium: CN 8104 is not "
        "among the goods of Annex I."
    ),
    message(
        "The log price is AR(1) with GARCH(1,1) noise; every policy is tried on the same paths."
    ),
    message(
        "Demand is cars times metal per car times the response to price; qualified capacity "
        "follows with a lag."
    ),
)
_LIMITS = (
    message(
        "Freight, tariffs outside the EU, prices of forms and shares of clusters are not "
        "published; they are assumptions of the file."
    ),
    message(
        "Forward prices are conditional means and option premiums fair ones with a load; "
        "there is no listed contract to take them from."
    ),
)


@dataclass(frozen=True, eq=False, repr=False)
class MarketResult(MetalResult):
    """The market.

    Attributes
    ----------
    parameters : Parameters
    year : int
        Of the margins.
    law : PriceLaw
        Of the price.
    prices : array (n, T)
        Paths of the price.
    demand, capacity : array (Y, n)
        Of electric cars, t.
    found : Elasticity or None
        From the user's series.
    """

    parameters: Parameters
    year: int
    law: PriceLaw
    prices: FloatArray
    demand: FloatArray
    capacity: FloatArray
    found: Elasticity | None

    _views = "tanmai.metals.magnesium.pages.market"


def market_parameters(config: Path | None = None) -> Parameters:
    """Return the numbers of the market, the user's in their place."""
    return load_parameters([MARKET_FILE], config)


def magnesium_market(
    *,
    config: Path | None = None,
    year: int = 2030,
    prices: Path | None = None,
    series: Path | None = None,
    draws: int = 1000,
) -> MarketResult:
    """Compute the market of magnesium.

    Parameters
    ----------
    config : Path, optional
        Numbers of the user's own.
    year : int
        Of free allocation, for the margins.
    prices : Path, optional
        A daily series of the price: CSV with ``date`` and ``price`` in CNY/t.
    series : Path, optional
        A yearly series for an elasticity: CSV with ``year``, ``quantity`` and ``driver``.
    draws : int
        Paths of the price, and draws of demand.

    Raises
    ------
    FileError, LabelError, UnitError, OptionError
        A file or a number is not sound.
    """
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    numbers = market_parameters(config)
    drawn = Draws(numbers, draws)
    law = _law(numbers) if prices is None else price_law(read_prices(prices))
    paths = law.paths(draws, DAYS, SEED)
    costs = _costs(numbers)
    years = np.array(CAR_YEARS, float)
    demand = car_demand(drawn, years)
    since = CAR_YEARS.index(2025)
    capacity = np.full_like(demand, np.nan)
    capacity[since:] = qualified_capacity(drawn, demand[since:])
    found = None
    if series is not None:
        frame = read_yearly(series)
        found = elasticity(frame["quantity"], frame["driver"])
    tables = {
        "levies": levies(numbers),
        "margins": margins(numbers, year),
        "policies": compared(policies(paths, costs, _terms(numbers), law), costs),
        "newsvendor": _newsvendor(numbers, costs),
        "car_demand": _car_table(drawn, years, demand, capacity),
        "clusters": clusters(drawn, demand[-1], capacity[-1], CAR_YEARS[-1]),
        "elasticities": _elasticities(numbers, found),
        "parameters": numbers.table(),
    }
    files = [MARKET_FILE, *(path for path in (config, prices, series) if path is not None)]
    return MarketResult(
        "magnesium market",
        {
            "year": year,
            "draws": draws,
            "config": config.name if config else None,
            "prices": prices.name if prices else None,
            "series": series.name if series else None,
        },
        hashes(files),
        tables,
        _checks(numbers, tables),
        _ASSUMPTIONS,
        _LIMITS,
        {"seed": SEED, "paths": "the same for every policy", "haul": "transport problem (HiGHS)"},
        numbers,
        year,
        law,
        paths,
        demand,
        capacity,
        found,
    )


def _law(numbers: Parameters) -> PriceLaw:
    persistence = numbers.value("price.persistence", "share")
    yearly = numbers.value("price.volatility", "share")
    return PriceLaw(
        numbers.value("price.mean", "CNY/t Mg"),
        persistence,
        yearly**2 * (1.0 - persistence**2),
        numbers.value("price.arch", "share"),
        numbers.value("price.garch", "share"),
    )


def _costs(numbers: Parameters) -> StockCosts:
    return StockCosts(
        numbers.value("stocks.cost", "CNY/t Mg"),
        numbers.value("stocks.capital", "share"),
        numbers.value("stocks.storage", "CNY/t Mg"),
    )


def _terms(numbers: Parameters) -> PolicyTerms:
    return PolicyTerms(
        numbers.value("stocks.days", "d"),
        numbers.value("stocks.days_small", "d"),
        numbers.value("stocks.low_trigger", "times"),
        numbers.value("stocks.high_trigger", "times"),
        numbers.value("stocks.forward_share", "share"),
        int(numbers.value("stocks.forward_days", "d")),
        numbers.value("stocks.option_load", "share"),
    )


def _newsvendor(numbers: Parameters, costs: StockCosts) -> pd.DataFrame:
    """Return the base stock that covers demand until stock is replenished."""
    time = numbers.value("stocks.replenishment", "d")
    mean = numbers.value("stocks.demand_mean", "t Mg")
    spread = numbers.value("stocks.demand_spread", "t Mg")
    short = numbers.value("price.mean", "CNY/t Mg") - costs.making
    over = costs.of_a_day * time
    stock = newsvendor(short, over, mean * time, spread * np.sqrt(time))
    return pd.DataFrame(
        [
            {
                "short_CNY_per_t": short,
                "over_CNY_per_t": over,
                "quantile": short / (short + over),
                "stock_t": stock,
                "stock_days": stock / mean,
            }
        ]
    )


def _car_table(
    draws: Draws, years: FloatArray, demand: FloatArray, capacity: FloatArray
) -> pd.DataFrame:
    per_car = metal_per_car(draws, years)
    frame = pd.DataFrame({"year": years.astype(int)})
    for name, values in (("kg_per_car", per_car), ("demand_t", demand), ("capacity_t", capacity)):
        for q in (5, 50, 95):
            frame[f"{name}_q{q}"] = np.percentile(values, q, axis=1)
    z = np.full(len(years), np.nan)
    known = np.isfinite(capacity).all(axis=1)
    z[known] = warning_index(demand[known], capacity[known])
    return frame.assign(index=z)


def _elasticities(numbers: Parameters, found: Elasticity | None) -> pd.DataFrame:
    """Return the elasticity of metal to cars: printed, implied by its ends, from a series."""
    cars = [numbers.value(f"cars.made_{year}", "vehicle") for year in (2020, 2025)]
    metal = [
        number * numbers.value(f"cars.metal_{year}", "kg Mg/vehicle")
        for number, year in zip(cars, (2020, 2025), strict=True)
    ]
    implied = float(np.log(metal[1] / metal[0]) / np.log(cars[1] / cars[0]))
    rows = [
        {"which": "printed", "value": numbers.value("cars.printed_elasticity", "times")},
        {"which": "implied by 2020 and 2025", "value": implied},
    ]
    if found is not None:
        rows.append(
            {
                "which": "of the series given",
                "value": found.value,
                "error": found.error,
                "low": found.low,
                "high": found.high,
                "observations": found.observations,
            }
        )
    columns = ["which", "value", "error", "low", "high", "observations"]
    return pd.DataFrame(rows, columns=columns)


def _checks(numbers: Parameters, tables: dict[str, pd.DataFrame]) -> tuple[Finding, ...]:
    benchmark = numbers.value("border.benchmark", "t CO2/t Mg")
    price = numbers.value("border.carbon_price", "EUR/t CO2")
    shares = tables["levies"]["free_share"].to_numpy(float)
    at_benchmark = float(np.abs(levy(shares * benchmark, shares, benchmark, price)).max())
    found = tables["clusters"]
    lost = (found["demand_t"] - found["supplied_t"]).min() / found["demand_t"].sum()
    return (
        law(
            message("Nothing is levied on emissions that are all free"),
            at_benchmark,
            _CLOSED,
            "EUR/t",
        ),
        law(
            message("No cluster is supplied with more than it needs, relative"),
            max(-float(lost), 0.0),
            _CLOSED,
        ),
    )
