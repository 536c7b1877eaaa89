"""What a carbon border price would take, if it were extended to magnesium.

Of a tonne: max(e - s b, 0) P R, with the emissions e, the share s of free allocation that is
left in the year, the benchmark b, the carbon price P and the rate of exchange R. Magnesium
(CN 8104) is not among the goods of Annex I of Regulation (EU) 2023/956.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.parameters import Parameters

FloatArray = NDArray[np.float64]

_READ = ("default", "verified")


def levy(
    emissions: ArrayLike, free_share: ArrayLike, benchmark: float, price: float, rate: float = 1.0
) -> FloatArray:
    """Return what is levied on a tonne, in the money of the rate.

    Parameters
    ----------
    emissions : array
        t CO2 per tonne.
    free_share : array
        Share of the benchmark that is allocated free, 0 to 1.
    benchmark : float
        t CO2 per tonne.
    price : float
        EUR per t CO2.
    rate : float
        Money per EUR; 1 gives EUR.

    Raises
    ------
    OptionError
        An amount is below zero or a share out of range.
    """
    carbon, share = np.asarray(emissions, float), np.asarray(free_share, float)
    if min(carbon.min(), benchmark, price, rate) < 0 or share.min() < 0 or share.max() > 1:
        raise OptionError(
            message(
                "Emissions, benchmark, price and rate of a border price are zero or more, the "
                "free share lies from 0 to 1."
            )
        )
    return np.asarray(np.maximum(carbon - share * benchmark, 0.0) * price * rate)


def levies(numbers: Parameters) -> pd.DataFrame:
    """Return what is levied on each works by year, on verified emissions and on the default.

    Returns
    -------
    DataFrame
        ``works``, ``year``, ``free_share``, and for ``verified`` and ``default``: ``_EUR_per_t``,
        ``_CNY_per_t``; ``full_EUR_per_t`` without any free allocation.
    """
    price, rate = numbers.value("border.carbon_price", "EUR/t CO2"), _rate(numbers)
    benchmark = numbers.value("border.benchmark", "t CO2/t Mg")
    default = numbers.value("border.default", "t CO2/t Mg")
    rows = []
    for key in numbers.group("works"):
        verified = numbers.value(f"works.{key}.carbon", "t CO2/t Mg")
        for year in numbers.group("border.free_share"):
            share = numbers.value(f"border.free_share.{year}", "share")
            row = {
                "works": key,
                "works_en": numbers.name(f"works.{key}", "en"),
                "works_zh": numbers.name(f"works.{key}", "zh"),
                "year": int(year),
                "free_share": share,
                "full_EUR_per_t": float(levy(verified, 0.0, benchmark, price)),
            }
            for name, carbon in zip(_READ, (default, verified), strict=True):
                euros = float(levy(carbon, share, benchmark, price))
                row |= {f"{name}_EUR_per_t": euros, f"{name}_CNY_per_t": euros * rate}
            rows.append(row)
    return pd.DataFrame(rows)


def margins(numbers: Parameters, year: int) -> pd.DataFrame:
    """Return the margin of a tonne by works, destination and form, the best first.

    m = p (1 - tariff) - freight - cost - (1 - pass-through) levy, with the levy on the lower of
    verified and default emissions where the destination levies carbon.

    Parameters
    ----------
    numbers : Parameters
        The market.
    year : int
        Of free allocation.

    Returns
    -------
    DataFrame
        ``margin_CNY_per_t`` and its parts, and ``pass_through_needed``: the share of the levy that
        buyers must bear for the margin to be zero (empty without a levy; above 1: even all of it
        does not do).

    Raises
    ------
    OptionError
        The year has no share of free allocation.
    """
    if str(year) not in numbers.group("border.free_share"):
        known = numbers.group("border.free_share")
        raise OptionError(
            message(
                "No share of free allocation is known for {year}; give a year from {known} to "
                "{last}, or add it under [border.free_share].",
                year=year,
                known=known[0],
                last=known[-1],
            )
        )
    found = levies(numbers)
    owed = found[found["year"] == year].set_index("works")[[f"{name}_CNY_per_t" for name in _READ]]
    taken = {str(key): float(value) for key, value in owed.min(axis=1).items()}
    rows = [
        _margin(numbers, (works, place, form), taken)
        for works in numbers.group("works")
        for place in numbers.group("destinations")
        for form in numbers.group("forms")
    ]
    frame = pd.DataFrame(rows)
    return frame.sort_values("margin_CNY_per_t", ascending=False, kind="stable", ignore_index=True)


def _margin(
    numbers: Parameters, keys: tuple[str, str, str], taken: Mapping[str, float]
) -> dict[str, object]:
    works, place, form = keys
    dollar, passed = _dollar(numbers), numbers.value("border.pass_through", "share")
    price = numbers.value(f"destinations.{place}.price", "USD/t Mg") * dollar
    price *= numbers.value(f"forms.{form}.price_ratio", "times")
    cost = numbers.value(f"works.{works}.cost", "CNY/t Mg")
    cost += numbers.value(f"forms.{form}.cost", "CNY/t Mg")
    tariff = price * numbers.value(f"destinations.{place}.tariff", "share")
    freight = numbers.value(f"destinations.{place}.freight", "USD/t Mg") * dollar
    owed = taken[works] if numbers[f"destinations.{place}.levies_carbon"] else 0.0
    before = price - tariff - freight - cost
    named = {}
    for what, key in (("works", works), ("destinations", place), ("forms", form)):
        for language in ("en", "zh"):
            named[f"{what}_{language}"] = numbers.name(f"{what}.{key}", language)
    return {
        "works": works,
        "destination": place,
        "form": form,
        **named,
        "price_CNY_per_t": price,
        "tariff_CNY_per_t": tariff,
        "freight_CNY_per_t": freight,
        "cost_CNY_per_t": cost,
        "levy_CNY_per_t": owed,
        "margin_CNY_per_t": before - (1.0 - passed) * owed,
        "pass_through_needed": 1.0 - before / owed if owed else np.nan,
    }


def _rate(numbers: Parameters) -> float:
    return numbers.value("border.euro", "CNY/EUR")


def _dollar(numbers: Parameters) -> float:
    return numbers.value("border.dollar", "CNY/USD")
