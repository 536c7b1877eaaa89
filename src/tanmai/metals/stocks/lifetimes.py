"""How long a use holds the metal, and the lifetime model of flodym made of it."""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

import numpy as np
from flodym import LifetimeModel
from numpy.lib.stride_tricks import sliding_window_view
from pydantic import Field, model_validator
from scipy.special import ndtr

from tanmai.core.faults import FaultError
from tanmai.core.messages import message
from tanmai.metals.stocks.series import Cited, FloatArray

Years = Annotated[float, Field(gt=0, le=1000)]


class Lifetime(Cited):
    """A distribution of lifetimes.

    Attributes
    ----------
    kind : str
        ``fixed``, ``normal``, ``lognormal`` or ``weibull``.
    mean : float
        Mean lifetime in years.
    sd : float
        Standard deviation in years; of ``normal`` and ``lognormal``.
    shape : float
        Shape of ``weibull``; its scale is mean / Γ(1 + 1/shape).
    """

    kind: Literal["fixed", "normal", "lognormal", "weibull"]
    mean: Years
    sd: Years | None = None
    shape: Annotated[float, Field(gt=0, le=100)] | None = None

    @model_validator(mode="after")
    def _its_parameters(self) -> Self:
        needed = {"fixed": (), "weibull": ("shape",)}.get(self.kind, ("sd",))
        for name in ("sd", "shape"):
            if (getattr(self, name) is None) == (name in needed):
                verb = message("needs") if name in needed else message("has no")
                raise FaultError(
                    message(
                        "a {kind} lifetime {verb} '{name}'",
                        kind=self.kind,
                        verb=verb,
                        name=name,
                    )
                )
        for text in self.printed.values():
            if text not in ("mean", "sd", "shape"):
                raise FaultError(
                    message(
                        "'printed' holds '{text}'; a lifetime has mean, sd or shape",
                        text=text,
                    )
                )
        return self

    def times(self, factor: float) -> Lifetime:
        """Return it with every lifetime longer by a factor."""
        sd = None if self.sd is None else factor * self.sd
        return self.model_copy(update={"mean": factor * self.mean, "sd": sd})

    def survival(self, age: FloatArray) -> FloatArray:
        """Return the share of an inflow that is still in use at an age in years."""
        if self.kind == "fixed":
            return np.asarray(age < self.mean, dtype=float)
        if self.kind == "weibull":
            assert self.shape is not None
            scale = self.mean / math.gamma(1 + 1 / self.shape)
            return np.asarray(np.exp(-((age / scale) ** self.shape)))
        assert self.sd is not None
        if self.kind == "normal":
            return np.asarray(ndtr((self.mean - age) / self.sd))
        spread = math.sqrt(math.log1p((self.sd / self.mean) ** 2))
        middle = math.log(self.mean) - spread**2 / 2
        return np.asarray(ndtr((middle - np.log(age)) / spread))


class LifetimesByUse(LifetimeModel):
    """Lifetimes of several uses, each with a distribution of its own, in flodym's terms.

    Survival depends on the age alone, so it is computed once and not for each cohort. Years
    follow each other without a gap. Uses may be those of several solutions, side by side.
    """

    lifetimes: tuple[Lifetime, ...]

    def _survival_by_cohort(self, ages: np.ndarray, i_c: int | slice) -> np.ndarray:  # noqa: ARG002
        by_use = [one.survival(ages[..., use]) for use, one in enumerate(self.lifetimes)]
        return np.stack(by_use, axis=-1)

    def compute_survival_factor(self) -> None:
        """Fill the share of each cohort (second axis) in use at the end of each year (first)."""
        ages = np.arange(self._n_t) + 0.5  # what enters in the middle of a year, at its end
        self._sf = _by_cohort(np.column_stack([one.survival(ages) for one in self.lifetimes]))

    def _compute_outflow_pdf(self) -> None:
        """Fill the share of each cohort that leaves in each year: what survival loses in it."""
        first_cohort = self.sf[:, 0]
        self._pdf = _by_cohort(-np.diff(first_cohort, axis=0, prepend=1.0))


def _by_cohort(by_age: FloatArray) -> FloatArray:
    """Return years x cohorts x uses, zero before a cohort, of ages x uses; a view, no copy."""
    ages = len(by_age)
    padded = np.concatenate([np.zeros_like(by_age[1:]), by_age])
    years = sliding_window_view(padded, ages, axis=0)  # years x uses x cohorts, the last first
    return years[:, :, ::-1].transpose(0, 2, 1)
