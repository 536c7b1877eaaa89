"""How a technology spreads: Bass and logistic curves, with policy as a covariate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import least_squares

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Bass:
    """The generalised Bass curve (Bass 1969; Bass, Krishnan and Jain 1994).

    F(t) = (1 - exp(-(p + q) X)) / (1 + q / p exp(-(p + q) X)), with X the time that has passed,
    in which a year with a policy of strength z counts as 1 + b z years.

    Attributes
    ----------
    innovation, imitation : float
        p and q, per year.
    """

    innovation: float
    imitation: float

    def __post_init__(self) -> None:
        if self.innovation <= 0 or self.imitation < 0:
            raise OptionError(
                message(
                    "A Bass curve has p {innovation} and q {imitation}; give p above zero and q "
                    "of zero or more.",
                    innovation=f"{self.innovation:g}",
                    imitation=f"{self.imitation:g}",
                )
            )

    def share(self, time: ArrayLike) -> FloatArray:
        """Return F at a time since the start, counted as X."""
        rate = self.innovation + self.imitation
        fading = np.exp(-rate * np.asarray(time, float))
        return np.asarray((1.0 - fading) / (1.0 + self.imitation / self.innovation * fading))

    def time_of(self, share: float) -> float:
        """Return X at which a share is reached.

        Raises
        ------
        OptionError
            The share does not lie from 0 to below 1.
        """
        if not 0 <= share < 1:
            raise OptionError(
                message(
                    "A share of {share} is never reached; give one from 0 to below 1.",
                    share=f"{share:g}",
                )
            )
        rate, ratio = self.innovation + self.imitation, self.imitation / self.innovation
        return float(np.log((1.0 + ratio * share) / (1.0 - share)) / rate)

    def onward(self, share: float, passed: ArrayLike) -> FloatArray:
        """Return the shares after a first one, year by year.

        Parameters
        ----------
        share : float
            Share at the beginning.
        passed : array (T,)
            Years of the curve that each year passes: 1 + b z.
        """
        return self.share(self.time_of(share) + np.cumsum(np.asarray(passed, float)))


@dataclass(frozen=True)
class Logistic:
    """F(t) = 1 / (1 + exp(-k (t - t0)))."""

    rate: float
    middle: float

    @classmethod
    def through(cls, first: tuple[float, float], second: tuple[float, float]) -> Logistic:
        """Return the curve through two pairs of time and share.

        Raises
        ------
        OptionError
            A share is not between 0 and 1, or the times are the same.
        """
        (t1, f1), (t2, f2) = first, second
        if t1 == t2 or not all(0 < share < 1 for share in (f1, f2)):
            raise OptionError(
                message(
                    "No logistic curve goes through {f1} at {t1} and {f2} at {t2}; give shares "
                    "between 0 and 1 at two times.",
                    f1=f"{f1:g}",
                    t1=f"{t1:g}",
                    f2=f"{f2:g}",
                    t2=f"{t2:g}",
                )
            )
        logit = [np.log(share / (1.0 - share)) for share in (f1, f2)]
        rate = float((logit[1] - logit[0]) / (t2 - t1))
        return cls(rate, float(t1 - logit[0] / rate) if rate else t1)

    def share(self, time: ArrayLike) -> FloatArray:
        """Return F at a time."""
        return np.asarray(
            1.0 / (1.0 + np.exp(-self.rate * (np.asarray(time, float) - self.middle)))
        )


def fit_bass(shares: ArrayLike, strength: ArrayLike | None = None) -> tuple[Bass, float]:
    """Fit a Bass curve to the shares of years that follow each other, by least squares.

    Parameters
    ----------
    shares : array (T,)
        Shares from the first year on.
    strength : array (T,), optional
        Policy z of each year; without it there is none.

    Returns
    -------
    Bass
        The curve.
    float
        The effect b of the policy; 0 without one.

    Raises
    ------
    OptionError
        There are fewer than four years, a gap, or a share out of range.

    Notes
    -----
    The curve passes through the first share; what is fitted is what follows.
    """
    observed = np.asarray(shares, float)
    if observed.size < 4 or not np.isfinite(observed).all():
        raise OptionError(
            message(
                "{size} years, fewer than 4 or with gaps, fit no Bass curve; give more.",
                size=observed.size,
            )
        )
    if observed.min() < 0 or observed.max() >= 1:
        raise OptionError(message("The shares of a Bass curve must lie from 0 to below 1."))
    policy = np.zeros_like(observed) if strength is None else np.asarray(strength, float)

    def read(numbers: FloatArray) -> tuple[Bass, float]:
        p, q = np.exp(numbers[:2])
        return Bass(float(p), float(q)), float(numbers[2]) if strength is not None else 0.0

    def missing(numbers: FloatArray) -> FloatArray:
        curve, effect = read(numbers)
        followed = curve.onward(float(observed[0]), 1.0 + effect * policy[1:])
        return np.asarray(followed - observed[1:])

    start = np.array([np.log(0.03), np.log(0.38), *([] if strength is None else [0.1])])
    return read(least_squares(missing, start, x_scale="jac", xtol=1e-14, ftol=1e-14).x)
