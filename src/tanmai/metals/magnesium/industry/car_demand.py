"""Magnesium in electric cars against qualified capacity, and a warning by cluster of car makers.

D = cars x metal per car x (p / p0)^eps, metal per car on a logistic curve. Qualified capacity
follows demand, with a reserve r, by a lag: K(t) = K(t-1) + (D(t-1) (1 + r) - K(t-1)) / lag. The
index of a cluster is z = (D - K) / sigma, sigma the standard deviation of its gap over the draws.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from tanmai.core.errors import OptionError
from tanmai.core.labels import find_province
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.diffusion import Logistic
from tanmai.metals.magnesium.industry.draws import Draws

FloatArray = NDArray[np.float64]

FIRST, BASE, LAST = 2020, 2025, 2030
_EARTH = 6371.0  # km
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Elasticity:
    """A log-log elasticity with its standard error and 95 % interval."""

    value: float
    error: float
    low: float
    high: float
    observations: int


def elasticity(quantity: ArrayLike, driver: ArrayLike) -> Elasticity:
    """Return the elasticity of a quantity to a driver: the slope of their logs (OLS, statsmodels).

    Raises
    ------
    OptionError
        There are fewer than three pairs, a gap, or a value that is not above zero.
    """
    q, x = np.asarray(quantity, float), np.asarray(driver, float)
    if q.shape != x.shape or q.size < 3 or not (np.isfinite(q).all() and np.isfinite(x).all()):
        raise OptionError(
            message(
                "An elasticity takes three pairs or more without gaps, not {size} and {other}.",
                size=q.size,
                other=x.size,
            )
        )
    if min(q.min(), x.min()) <= 0:
        raise OptionError(message("An elasticity takes quantities and drivers above zero."))
    fitted = sm.OLS(np.log(q), sm.add_constant(np.log(x))).fit()
    low, high = fitted.conf_int()[1]
    return Elasticity(
        float(fitted.params[1]), float(fitted.bse[1]), float(low), float(high), int(q.size)
    )


def metal_per_car(draws: Draws, years: ArrayLike) -> FloatArray:
    """Return kg per car by year and draw: a logistic through 2020 and 2025 to its ceiling."""
    most = draws.of("cars.metal_most", "kg Mg/vehicle")
    first, base = (draws.of(f"cars.metal_{year}", "kg Mg/vehicle") for year in (FIRST, BASE))
    found = []
    for ceiling, early, late in zip(most, first, base, strict=True):
        if ceiling <= late:
            raise OptionError(
                message(
                    "cars.metal_most is {ceiling} kg, not above the {late} kg of {base}; give a "
                    "ceiling above it.",
                    ceiling=f"{ceiling:g}",
                    late=f"{late:g}",
                    base=BASE,
                )
            )
        curve = Logistic.through((FIRST, early / ceiling), (BASE, late / ceiling))
        found.append(ceiling * curve.share(years))
    return np.array(found).T


def car_demand(draws: Draws, years: FloatArray) -> FloatArray:
    """Return the magnesium that electric cars need by year and draw, t."""
    made = {year: draws.of(f"cars.made_{year}", "vehicle") for year in (FIRST, BASE, LAST)}
    along = ((years - BASE) / (LAST - BASE))[:, None]
    before = ((years - FIRST) / (BASE - FIRST))[:, None]
    cars = np.where(
        along >= 0,
        made[BASE] * (made[LAST] / made[BASE]) ** along,
        made[FIRST] * (made[BASE] / made[FIRST]) ** before,
    )
    price = (1.0 + draws.of("cars.price_growth", "share")) ** np.maximum(years - BASE, 0)[:, None]
    response = price ** draws.of("cars.price_elasticity", "times")
    return np.asarray(cars * metal_per_car(draws, years) / 1e3 * response)


def qualified_capacity(draws: Draws, demand: FloatArray) -> FloatArray:
    """Return qualified capacity by year and draw, t: it follows demand with a lag."""
    reserve, lag = draws.of("cars.reserve", "share"), draws.of("cars.lag", "a")
    if lag.min() < 1:
        raise OptionError(
            message(
                "cars.lag is {min} years; give one or more.",
                min=f"{lag.min():g}",
            )
        )
    capacity = np.empty_like(demand)
    capacity[0] = demand[0] * (1.0 - draws.of("cars.import_share", "share"))
    for t in range(1, len(demand)):
        wanted = demand[t - 1] * (1.0 + reserve)
        capacity[t] = capacity[t - 1] + np.maximum(wanted - capacity[t - 1], 0.0) / lag
    return capacity


def warning_index(demand: FloatArray, capacity: FloatArray) -> FloatArray:
    """Return z = (D - K) / sigma for draws in the last axis; 0 where demand is capacity.

    Notes
    -----
    D and K are the means over the draws, sigma the standard deviation of D - K. Without any
    spread the index is 0 where there is no gap, else without bound.
    """
    gap = demand - capacity
    mean, spread = np.atleast_1d(gap.mean(axis=-1)), np.atleast_1d(gap.std(axis=-1))
    size = _ROUNDING * np.abs(np.atleast_1d(demand.mean(axis=-1)))
    without = np.where(np.abs(mean) <= size, 0.0, np.copysign(np.inf, mean))
    index = np.divide(mean, spread, out=without, where=spread > size)
    return np.asarray(index.reshape(gap.shape[:-1]))


def road_km(first: str, second: str, detour: float) -> float:
    """Return the way between the seats of two provinces, km: the great circle times a detour."""
    one, other = find_province(first), find_province(second)
    angles = (one.lat, one.lon, other.lat, other.lon)
    if any(angle is None for angle in angles):
        raise OptionError(
            message(
                "The place of {province} or {other} is not known.",
                province=one,
                other=other,
            )
        )
    lat1, lon1, lat2, lon2 = np.radians(np.array(angles, float))
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return float(2 * _EARTH * np.arcsin(np.sqrt(half)) * detour)


def shipments(
    supply: FloatArray, demand: FloatArray, cost: FloatArray, contracted: float = 0.0
) -> FloatArray:
    """Return what each supplier ships to each buyer at least cost (S, B).

    As much is delivered as there is, or as is needed. Where there is too little, every buyer has
    ``contracted`` of an equal share of it, and the rest goes where it is cheapest to ship.

    Raises
    ------
    OptionError
        An amount is below zero, or the share out of range.
    """
    if min(supply.min(), demand.min(), cost.min()) < 0 or not 0 <= contracted <= 1:
        raise OptionError(
            message(
                "Supply, demand and cost of shipments are zero or more, the share that is "
                "contracted lies from 0 to 1."
            )
        )
    s, b = cost.shape
    by_supplier = np.kron(np.eye(s), np.ones(b))
    by_buyer = np.kron(np.ones(s), np.eye(b))
    filled = min(1.0, float(supply.sum() / demand.sum())) if demand.sum() else 0.0
    most = np.concatenate([supply, demand, -contracted * filled * demand * (1.0 - _ROUNDING)])
    undelivered = 10.0 * float(cost.max()) + 1.0
    solved = linprog(
        (cost - undelivered).ravel(),
        A_ub=np.vstack([by_supplier, by_buyer, -by_buyer]),
        b_ub=most,
        method="highs",
    )
    return np.asarray(solved.x).reshape(s, b)


def clusters(draws: Draws, demand: FloatArray, capacity: FloatArray, year: int) -> pd.DataFrame:
    """Return demand, supply and warning of each cluster in a year.

    Parameters
    ----------
    draws : Draws
        The market.
    demand, capacity : array (n,)
        Of the country in that year, t.
    year : int

    Returns
    -------
    DataFrame
        A row a cluster: ``demand_t``, ``supplied_t``, ``index``, ``level`` (``green``,
        ``yellow``, ``red``), ``stock_days`` of the reserve proposed, ``haul_km`` and
        ``haul_CNY_per_t`` of what is shipped.

    Raises
    ------
    OptionError
        Shares of clusters or of supply do not sum to 1.
    """
    numbers = draws.parameters
    buyers, sellers = numbers.group("clusters"), numbers.group("supply")
    wanted = np.array([numbers.value(f"clusters.{key}.share", "share") for key in buyers])
    offered = np.array([numbers.value(f"supply.{key}.share", "share") for key in sellers])
    for what, shares in (("clusters", wanted), ("supply", offered)):
        if abs(shares.sum() - 1.0) > 1e-9:
            raise OptionError(
                message(
                    "The shares of {what} sum to {sum}; make them 1.",
                    what=what,
                    sum=f"{shares.sum():g}",
                )
            )
    detour, rate = numbers.value("cars.detour", "times"), numbers.value("cars.haul", "CNY/t Mg/km")
    places = [str(numbers[f"clusters.{key}.province"]) for key in buyers]
    km = np.array([[road_km(one, other, detour) for other in places] for one in sellers])
    contracted = numbers.value("cars.contracted", "share")
    shipped = shipments(offered * capacity.mean(), wanted * demand.mean(), km * rate, contracted)
    supplied = shipped.sum(axis=0)
    share = supplied / supplied.sum() if supplied.sum() else wanted
    stock = numbers.value("cars.stock", "t Mg")
    limits = [numbers.value(f"cars.{level}", "times") for level in ("yellow", "red")]
    hauled = (shipped * km).sum(axis=0) / np.maximum(supplied, _ROUNDING)
    rows = []
    for b, key in enumerate(buyers):
        index = float(warning_index(wanted[b] * demand, share[b] * capacity))
        rows.append(
            {
                "cluster": key,
                "cluster_en": numbers.name(f"clusters.{key}", "en"),
                "cluster_zh": numbers.name(f"clusters.{key}", "zh"),
                "province": places[b],
                "year": year,
                "demand_t": float(wanted[b] * demand.mean()),
                "supplied_t": float(supplied[b]),
                "index": index,
                "level": ("green", "yellow", "red")[int(sum(index >= x for x in limits))],
                "stock_days": 365.0 * stock / float(demand.mean()),
                "haul_km": float(hauled[b]),
                "haul_CNY_per_t": float(rate * hauled[b]),
            }
        )
    return pd.DataFrame(rows)
