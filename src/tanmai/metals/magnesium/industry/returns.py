"""What an investment returns: net present value, internal rates, payback, levelised cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyxirr
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.language import Language
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]

_REAL, _ROUNDING = 1e-7, 1e-12


@dataclass(frozen=True)
class Loan:
    """Debt that is paid back in equal yearly sums.

    Attributes
    ----------
    share : float
        Of the investment.
    rate : float
        Interest a year.
    years : int
        Until it is paid back.
    """

    share: float
    rate: float
    years: int

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1 or self.rate < 0 or self.years < 1:
            raise OptionError(
                message(
                    "A loan of {share} of the investment at {rate} over {years} years; give a "
                    "share from 0 to below 1, a rate of zero or more, and a year or more.",
                    share=f"{self.share:g}",
                    rate=f"{self.rate:g}",
                    years=self.years,
                )
            )


def capital_recovery(rate: float, years: int) -> float:
    """Return the capital recovery factor r / (1 - (1 + r)^-n); 1 / n without interest.

    Raises
    ------
    OptionError
        The lifetime is not above zero.
    """
    if years < 1:
        raise OptionError(
            message(
                "A lifetime of {years} years pays nothing back; give a year or more.",
                years=years,
            )
        )
    return rate / (1.0 - (1.0 + rate) ** -years) if rate else 1.0 / years


def project_flows(investment: float, yearly: float, years: int) -> FloatArray:
    """Return the cash flows of an investment that pays the same each year, (years + 1,)."""
    if years < 1:
        raise OptionError(
            message(
                "A lifetime of {years} years pays nothing back; give a year or more.",
                years=years,
            )
        )
    return np.array([-investment, *[yearly] * years])


def equity_flows(flows: FloatArray, loan: Loan) -> FloatArray:
    """Return what of a project's cash flows is left to the owners after a loan is served.

    Raises
    ------
    OptionError
        The loan runs longer than the project.
    """
    years = len(flows) - 1
    if loan.years > years:
        raise OptionError(
            message(
                "A loan over {years} years outlasts the {years_2} years of the project.",
                years=loan.years,
                years_2=years,
            )
        )
    borrowed = -float(flows[0]) * loan.share
    served = np.zeros_like(flows)
    served[0] = -borrowed
    served[1 : loan.years + 1] = borrowed * capital_recovery(loan.rate, loan.years)
    return np.asarray(flows - served)


def net_present_value(rate: float, flows: Sequence[float] | FloatArray) -> float:
    """Return the net present value of yearly flows, the first at once (pyxirr)."""
    return float(pyxirr.npv(rate, list(map(float, flows))) or 0.0)


def internal_rates(flows: Sequence[float] | FloatArray) -> tuple[float, ...]:
    """Return all internal rates of return above -100 %, rising; none or several are possible.

    Notes
    -----
    One change of sign has one rate, which pyxirr finds. With more, they are the real roots of the
    polynomial in 1 / (1 + r), so that none is passed over.
    """
    amounts = [float(flow) for flow in flows]
    signs = [amount > 0 for amount in amounts if amount]
    changes = sum(a != b for a, b in pairwise(signs))
    if changes == 0:
        return ()
    if changes == 1:
        found = pyxirr.irr(amounts)
        return () if found is None else (float(found),)
    roots = np.roots(amounts[::-1])
    real = roots.real[(np.abs(roots.imag) < _REAL) & (roots.real > 0)]
    return tuple(sorted({round(float(1.0 / root - 1.0), 9) for root in real}))


def discounted_payback(rate: float, flows: Sequence[float] | FloatArray) -> float | None:
    """Return the years after which the discounted flows have paid the first back; None: never.

    Within the year of payback its flow is taken to come evenly.
    """
    worth = np.asarray(flows, float) / (1.0 + rate) ** np.arange(len(flows))
    total = np.cumsum(worth)
    paid = np.flatnonzero(total >= -_ROUNDING * abs(worth[0]))
    if not paid.size:
        return None
    year = int(paid[0])
    return float(year - total[year] / worth[year]) if year else 0.0


def levelised_cost(
    investment: float, yearly_cost: float, yearly_output: float, rate: float, years: int
) -> float:
    """Return the cost of a unit over a lifetime: (I CRF + cost) / output.

    Raises
    ------
    OptionError
        Nothing is made, or the lifetime is not above zero.
    """
    if yearly_output <= 0:
        raise OptionError(message("A line that makes nothing has no cost of a unit."))
    return (investment * capital_recovery(rate, years) + yearly_cost) / yearly_output


def rates_in_words(rates: Sequence[float], language: str) -> str:
    """Write internal rates: one, several or none."""
    say = Language(language)
    if not rates:
        return say("no internal rate")
    text = say(", ").join(f"{100 * rate:.1f} %" for rate in rates)
    return text if len(rates) == 1 else say("several: {rates}", rates=text)
