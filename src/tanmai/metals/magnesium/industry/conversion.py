"""What converting a line returns, and how fast the low-carbon technology spreads."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.metals.magnesium.industry.diffusion import Bass, Logistic, fit_bass
from tanmai.metals.magnesium.industry.outlook import Outlook
from tanmai.metals.magnesium.industry.outlook_carbon import BASE_YEAR
from tanmai.metals.magnesium.industry.returns import (
    Loan,
    capital_recovery,
    discounted_payback,
    equity_flows,
    internal_rates,
    levelised_cost,
    net_present_value,
    project_flows,
    rates_in_words,
)
from tanmai.metals.parameters import Parameters

FloatArray = NDArray[np.float64]


def yearly_benefits(numbers: Parameters) -> dict[str, float]:
    """Return what a converted line earns or saves a year, CNY, by name."""
    tonnes = numbers.value("project.capacity", "t Mg") * numbers.value(
        "project.utilisation", "share"
    )
    power = numbers.value("project.power", "kWh/t Mg")
    avoided = numbers.value("project.carbon_before", "t CO2/t Mg")
    avoided -= numbers.value("project.carbon_after", "t CO2/t Mg")
    premium = numbers.value("project.premium", "share")
    per_tonne = {
        "green_power": power
        * numbers.value("project.green_share", "share")
        * numbers.value("project.power_saving", "CNY/kWh"),
        "waste_heat": numbers.value("project.waste_heat", "kWh/t Mg")
        * numbers.value("project.coal_power", "CNY/kWh"),
        "carbon_credit": avoided * numbers.value("project.carbon_credit", "CNY/t CO2"),
        "premium": premium
        * numbers.value("project.premium_share", "share")
        * numbers.value("project.price", "CNY/t Mg"),
    }
    return {name: amount * tonnes for name, amount in per_tonne.items()}


def _tonnes(numbers: Parameters) -> float:
    """Return what the line makes a year."""
    capacity = numbers.value("project.capacity", "t Mg")
    return capacity * numbers.value("project.utilisation", "share")


def conversion_returns(numbers: Parameters) -> pd.DataFrame:
    """Return what converting a line of the parameters returns, project and equity apart.

    Returns
    -------
    DataFrame
        A row for each case: the whole investment and what of it lies above a conventional line,
        each for the project, for the equity with a loan at the prime rate and with the
        preferential one; and the printed return, of which the equity's follows. Columns:
        ``investment_CNY`` (of the owners), ``npv_CNY``, ``irr`` (one, several or none in words),
        ``irr_percent`` (where there is one), ``payback_years`` (discounted; empty: never) and
        ``cost_CNY_per_t`` of the investment.
    """
    return pd.DataFrame(
        [
            _returns(numbers, case, owner, flows)
            for (case, owner), flows in conversion_flows(numbers).items()
        ]
    )


def conversion_flows(numbers: Parameters) -> dict[tuple[str, str], FloatArray]:
    """Return the yearly cash flows by case and owner, CNY; see `conversion_returns`."""
    years = int(numbers.value("project.lifetime", "a"))
    whole = numbers.value("project.investment", "CNY")
    whole *= 1.0 - numbers.value("project.subsidy", "share")
    above = numbers.value("project.above_conventional", "share")
    earned = sum(yearly_benefits(numbers).values())
    printed = whole * capital_recovery(numbers.value("loan.printed_without", "share"), years)
    cases = {
        "whole": project_flows(whole, earned, years),
        "above_conventional": project_flows(whole * above / (1.0 + above), earned, years),
        "printed": project_flows(whole, printed, years),
    }
    return {
        (case, owner): own
        for case, flows in cases.items()
        for owner, own in _owners(numbers, flows).items()
    }


def _owners(numbers: Parameters, flows: FloatArray) -> dict[str, FloatArray]:
    share, rate = numbers.value("loan.share", "share"), numbers.value("loan.rate", "share")
    term = int(numbers.value("loan.years", "a"))
    lower = max(rate - numbers.value("loan.preference", "share"), 0.0)
    return {
        "project": flows,
        "equity": equity_flows(flows, Loan(share, rate, term)),
        "equity_preferential": equity_flows(flows, Loan(share, lower, term)),
    }


def _returns(numbers: Parameters, name: str, owner: str, flows: FloatArray) -> dict[str, object]:
    discount, tonnes = numbers.value("project.discount", "share"), _tonnes(numbers)
    years = len(flows) - 1
    rates = internal_rates(flows)
    payback = discounted_payback(discount, flows)
    return {
        "case": name,
        "owner": owner,
        "investment_CNY": -float(flows[0]),
        "yearly_CNY": float(flows[1]),
        "npv_CNY": net_present_value(discount, flows),
        "irr": rates_in_words(rates, "en"),
        "irr_percent": 100.0 * rates[0] if len(rates) == 1 else np.nan,
        "payback_years": np.nan if payback is None else payback,
        "cost_CNY_per_t": levelised_cost(-float(flows[0]), 0.0, tonnes, discount, years),
    }


def adopted(numbers: Parameters, course: pd.DataFrame) -> Parameters:
    """Return the numbers with a Bass curve that is fitted to a course of adoption.

    Parameters
    ----------
    numbers : Parameters
        Of a scenario.
    course : DataFrame
        As of `read_adoption`: ``share`` and ``policy`` by year.
    """
    policy = course["policy"].to_numpy(float)
    curve, effect = fit_bass(course["share"].to_numpy(float), policy if policy.any() else None)
    fitted = {"innovation": curve.innovation, "imitation": curve.imitation}
    if policy.any():
        fitted["policy_effect"] = effect
    return numbers.replaced({f"diffusion.{name}": value for name, value in fitted.items()})


def diffusion_paths(numbers: Parameters, runs: Mapping[str, Outlook]) -> pd.DataFrame:
    """Return the share of low-carbon capacity by year: Bass, logistic, and the scenarios.

    Returns
    -------
    DataFrame
        A row a scenario and year: ``scenario_share`` of the cohort model; ``bass``, the curve
        left to itself; ``bass_policy``, the curve under the policy of the scenario, 1 + b z years
        of it a year; ``bass_steered``, the curve passed at the ``pace`` (years of the curve a
        year) that ends where the scenario does; ``logistic`` through both ends.
    """
    curve = Bass(
        numbers.value("diffusion.innovation", "share"),
        numbers.value("diffusion.imitation", "share"),
    )
    first = numbers.value("diffusion.share_2025", "share")
    rows = []
    for key, one in runs.items():
        shares = one.indicators["low_carbon_share"][:, 0]
        years, last = np.array(one.years), float(shares[-1])
        strength = one.parameters.value("diffusion.policy", "share")
        quickened = 1.0 + numbers.value("diffusion.policy_effect", "times") * strength
        passed = (curve.time_of(last) - curve.time_of(first)) / (len(years) - 1)
        ones = np.ones(len(years) - 1)
        steered = curve.onward(first, passed * ones)
        logistic = Logistic.through((BASE_YEAR, first), (years[-1], last))
        rows.append(
            pd.DataFrame(
                {
                    "scenario": key,
                    "year": years,
                    "scenario_share": shares,
                    "bass": [first, *curve.onward(first, ones)],
                    "bass_policy": [
                        first,
                        *curve.onward(first, np.full(len(years) - 1, quickened)),
                    ],
                    "bass_steered": [first, *steered],
                    "pace": passed,
                    "logistic": logistic.share(years),
                }
            )
        )
    return pd.concat(rows, ignore_index=True)
