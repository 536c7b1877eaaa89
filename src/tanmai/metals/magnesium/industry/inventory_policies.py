"""Ways to sell under a swinging price, compared on the same paths.

The log price of a day is AR(1) around its mean with GARCH(1,1) noise:
y = phi y' + e, e = h^(1/2) u, h = w + a e'^2 + b h'. One tonne is made each day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from arch import arch_model
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]

DAYS = 365
_TAIL = 0.05
_LEAST = 250


@dataclass(frozen=True)
class PriceLaw:
    """How the price moves from day to day.

    Attributes
    ----------
    mean : float
        Level that it returns to, CNY/t.
    persistence : float
        phi.
    variance : float
        Unconditional variance of the noise of a day.
    arch, garch : float
        a and b; the constant w is (1 - a - b) times the variance.
    """

    mean: float
    persistence: float
    variance: float
    arch: float
    garch: float

    def __post_init__(self) -> None:
        if not 0 <= self.persistence < 1 or self.arch + self.garch >= 1:
            raise OptionError(
                message(
                    "A price law with persistence {persistence}, arch {arch} and garch {garch} "
                    "does not return to a mean; keep the first, and the sum of the others, below "
                    "1.",
                    persistence=f"{self.persistence:g}",
                    arch=f"{self.arch:g}",
                    garch=f"{self.garch:g}",
                )
            )
        if self.mean <= 0 or min(self.variance, self.arch, self.garch) < 0:
            raise OptionError(message("Mean and variances of a price law are above zero."))

    def paths(self, count: int, days: int, seed: int) -> FloatArray:
        """Return prices (count, days), CNY/t, that start in the middle of the law's own range."""
        rng = np.random.default_rng(seed)
        noise = rng.standard_normal((days, count))
        h = np.full(count, self.variance)
        e = np.zeros(count)
        y = np.sqrt(self.variance / (1.0 - self.persistence**2)) * rng.standard_normal(count)
        prices = np.empty((days, count))
        for day in range(days):
            h = (1.0 - self.arch - self.garch) * self.variance + self.arch * e**2 + self.garch * h
            e = np.sqrt(h) * noise[day]
            y = self.persistence * y + e
            prices[day] = self.mean * np.exp(y)
        return prices.T


def price_law(prices: ArrayLike) -> PriceLaw:
    """Fit the law to a daily series (arch: AR(1) with GARCH(1,1) on log prices).

    Raises
    ------
    OptionError
        There are fewer than 250 days, a gap, or a price that is not above zero.
    """
    observed = np.asarray(prices, float)
    if observed.size < _LEAST or not np.isfinite(observed).all() or observed.min() <= 0:
        raise OptionError(
            message(
                "A price law takes {least} days or more of prices above zero without gaps, not "
                "{size}.",
                least=_LEAST,
                size=observed.size,
            )
        )
    logs = 100.0 * np.log(observed)
    fitted = arch_model(logs, mean="AR", lags=1, vol="GARCH", p=1, q=1).fit(disp="off")
    constant, phi, omega, a, b = (float(value) for value in fitted.params)
    phi, kept = min(max(phi, 0.0), 0.999), min(a + b, 0.999)
    scale = kept / (a + b) if a + b else 1.0
    return PriceLaw(
        float(np.exp(constant / (1.0 - phi) / 100.0)),
        phi,
        omega / (1.0 - kept) / 1e4,
        a * scale,
        b * scale,
    )


@dataclass(frozen=True)
class StockCosts:
    """What selling and holding cost.

    Attributes
    ----------
    making : float
        Full cost of a tonne, CNY.
    capital : float
        Cost of capital a year; of the cost of what is held.
    storage : float
        CNY of a tonne and day.
    """

    making: float
    capital: float
    storage: float

    @property
    def of_a_day(self) -> float:
        """What holding a tonne for a day costs, CNY."""
        return self.making * self.capital / DAYS + self.storage


@dataclass(frozen=True)
class PolicyTerms:
    """The terms of the policies.

    Attributes
    ----------
    base_days : float
        Stock that is kept, in days of output.
    most_days : float
        The most that (s, S) holds.
    low, high : float
        Price over its mean below which (s, S) keeps metal, and above which it sells stock.
    forward_share, forward_days : float
        How much is sold forward, and for when.
    option_load : float
        What a put costs above its fair premium.
    """

    base_days: float
    most_days: float
    low: float
    high: float
    forward_share: float
    forward_days: int
    option_load: float


def policies(
    prices: FloatArray, costs: StockCosts, terms: PolicyTerms, law: PriceLaw
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return margin of a tonne and mean stock in days by path, for five policies.

    Parameters
    ----------
    prices : array (n, T)
        Paths.
    costs, terms : StockCosts, PolicyTerms
    law : PriceLaw
        Whose conditional mean is the forward price.

    Returns
    -------
    dict
        ``as_made``: each day's metal at its price. ``base_stock``: the same out of a stock that
        is kept. ``trigger``: (s, S) on the price. ``forward``: a share at the forward price of
        some days ago. ``option``: a put at the mean price on all of it.
    """
    as_made = prices.mean(axis=1) - costs.making
    none = np.zeros(len(prices))
    held = np.full(len(prices), terms.base_days)
    sold, stock = _by_trigger(prices, terms, law.mean)
    forward = _forward(prices, terms, law)
    floor = law.mean
    payoff = np.maximum(floor - prices, 0.0)
    premium = payoff.mean() * (1.0 + terms.option_load)
    return {
        "as_made": (as_made, none),
        "base_stock": (as_made - terms.base_days * costs.of_a_day, held),
        "trigger": (sold - costs.making - stock * costs.of_a_day, stock),
        "forward": (forward - costs.making, none),
        "option": (as_made + payoff.mean(axis=1) - premium, none),
    }


def _by_trigger(
    prices: FloatArray, terms: PolicyTerms, mean: float
) -> tuple[FloatArray, FloatArray]:
    """Return the mean price that is had and the mean stock; what is left is sold at the end."""
    held, earned, stock = (np.zeros(len(prices)) for _ in range(3))
    days = prices.shape[1]
    for day in range(days):
        price = prices[:, day]
        keep = (price < terms.low * mean) & (held + 1.0 <= terms.most_days)
        clear = price > terms.high * mean
        sale = np.where(keep, 0.0, np.where(clear, held + 1.0, 1.0))
        if day == days - 1:
            sale = held + 1.0
        held = held + 1.0 - sale
        earned += sale * price
        stock += held
    return earned / days, stock / days


def _forward(prices: FloatArray, terms: PolicyTerms, law: PriceLaw) -> FloatArray:
    """Return the mean price with a share at the forward price that was made before."""
    ahead = int(terms.forward_days)
    agreed = law.mean * (prices / law.mean) ** (law.persistence**ahead)
    locked = np.concatenate(
        [
            np.full((len(prices), min(ahead, prices.shape[1])), law.mean),
            agreed[:, : max(prices.shape[1] - ahead, 0)],
        ],
        axis=1,
    )
    share = terms.forward_share
    return np.asarray(((1.0 - share) * prices + share * locked).mean(axis=1))


def compared(found: Mapping[str, tuple[FloatArray, FloatArray]], costs: StockCosts) -> pd.DataFrame:
    """Return mean margin, mean of the worst 5 %, days of stock and cost of capital by policy."""
    rows = []
    for name, (margin, stock) in found.items():
        worst = np.sort(margin)[: max(int(_TAIL * len(margin)), 1)]
        rows.append(
            {
                "policy": name,
                "margin_CNY_per_t": float(margin.mean()),
                "spread_CNY_per_t": float(margin.std()),
                "worst_CNY_per_t": float(worst.mean()),
                "stock_days": float(stock.mean()),
                "capital_CNY_per_t": float(stock.mean()) * costs.making * costs.capital / DAYS,
            }
        )
    return pd.DataFrame(rows)


def newsvendor(short: float, over: float, mean: float, spread: float) -> float:
    """Return the stock that is best for a normal demand: its quantile short / (short + over).

    Parameters
    ----------
    short, over : float
        What a unit too little, and one too many, costs.
    mean, spread : float
        Of the demand.

    Raises
    ------
    OptionError
        A cost is not above zero.
    """
    if short <= 0 or over <= 0 or spread < 0:
        raise OptionError(
            message("A newsvendor takes costs above zero and a spread of zero or more.")
        )
    return float(mean + spread * norm.ppf(short / (short + over)))
