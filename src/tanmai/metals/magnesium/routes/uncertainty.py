"""How far the carbon of a route may be off: Monte Carlo over the ranges of its inputs.

Each number with a range is drawn from a triangular distribution with the given value as its
mode; numbers are independent, but one that enters twice (the grid factor, in the power of the
works and in that of the reductant) is drawn once. Ranges are what sources disagree on, so the
intervals say how much the sources leave open and not how much plants differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError, too_few
from tanmai.core.messages import message
from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.emissions import Conditions, emissions, parameters
from tanmai.metals.magnesium.routes.routes import (
    GATE_KINDS,
    KINDS,
    UPSTREAM_KINDS,
    RouteCarbon,
    find_route,
    route_carbon,
)

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RouteDraws:
    """Carbon of a tonne in many draws.

    Attributes
    ----------
    central : RouteCarbon
        The account with every number as given.
    by_kind : DataFrame
        One row a draw, one column a kind, in t CO2 per tonne.
    drawn : DataFrame
        One row a draw: the numbers that have a range.
    seed : int
    """

    central: RouteCarbon
    by_kind: pd.DataFrame
    drawn: pd.DataFrame
    seed: int

    @property
    def gate_to_gate(self) -> FloatArray:
        """Gate-to-gate CO2 of each draw."""
        return np.asarray(self.by_kind[list(GATE_KINDS)].sum(axis=1), dtype=float)

    @property
    def indirect(self) -> FloatArray:
        """CO2 of power and reductant of each draw."""
        return np.asarray(self.by_kind[list(UPSTREAM_KINDS)].sum(axis=1), dtype=float)

    @property
    def cradle_to_gate(self) -> FloatArray:
        """Cradle-to-gate CO2 of each draw."""
        return self.gate_to_gate + self.indirect

    def intervals(self, level: float = 0.9) -> pd.DataFrame:
        """Return central value, mean, median and interval of each kind and scope.

        Where a range lies on one side of its value alone, as that of an amount of which only a
        larger one is published too, the central value may lie outside the interval; the median
        never does.

        Parameters
        ----------
        level : float
            Share of the draws inside the interval.

        Raises
        ------
        OptionError
            The level does not lie between 0 and 1.
        """
        if not 0 < level < 1:
            raise OptionError(
                message(
                    "A level lies between 0 and 1, not {level}.",
                    level=f"{level:g}",
                )
            )
        samples: dict[str, FloatArray] = {
            **{kind: np.asarray(self.by_kind[kind], dtype=float) for kind in KINDS},
            "gate": self.gate_to_gate,
            "indirect": self.indirect,
            "cradle": self.cradle_to_gate,
        }
        central = {
            **self.central.by_kind,
            "gate": self.central.gate_to_gate,
            "indirect": self.central.indirect,
            "cradle": self.central.cradle_to_gate,
        }
        sides = [(1 - level) / 2, (1 + level) / 2]
        rows = {}
        for name, sample in samples.items():
            low, high = np.quantile(sample, sides)
            rows[name] = {
                "central": central[name],
                "mean": sample.mean(),
                "median": np.median(sample),
                "low": low,
                "high": high,
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("quantity")

    def what_matters(self) -> pd.Series:
        """Return the rank correlation of each drawn number with the cradle-to-gate carbon.

        Largest in size first; the numbers that would pay to know better stand on top.
        """
        total = pd.Series(self.cradle_to_gate, index=self.drawn.index).rank()
        found = self.drawn.rank().corrwith(total)
        order = found.abs().sort_values(ascending=False, kind="stable").index
        return found.loc[order].rename("rank_correlation")


def route_draws(
    book: RouteBook, key: str, conditions: Conditions, draws: int = 1000, seed: int = 2015
) -> RouteDraws:
    """Draw the carbon of a route many times from the ranges of its inputs.

    Parameters
    ----------
    book : RouteBook
    key : str
        Route.
    conditions : Conditions
    draws : int
        Number of draws, 2 or more.
    seed : int
        The same seed gives the same draws; routes with the same seed share the draws of what
        they have in common, so their differences are not noise.

    Raises
    ------
    OptionError
        Fewer than two draws.
    LabelError
        The route or a province is unknown.
    """
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    central = route_carbon(book, key, conditions)
    ranges = parameters(book, find_route(book, key), conditions)
    values = {name: _drawn(name, bounds, draws, seed) for name, bounds in ranges.items()}
    cells = emissions(book, central.route, values)
    by_kind = {kind: np.zeros(draws) for kind in KINDS}
    for (_, kind), value in cells.items():
        if kind in by_kind:
            by_kind[kind] += value
    matters = _used(central, book, ranges)
    return RouteDraws(
        central,
        pd.DataFrame(by_kind),
        pd.DataFrame({name: values[name] for name in ranges if name in matters}),
        seed,
    )


def _drawn(name: str, bounds: tuple[float, float, float], draws: int, seed: int) -> FloatArray:
    low, value, high = bounds
    if low == high:
        return np.full(draws, value)
    # the stream hangs on the name, so that routes share what they have in common
    random = np.random.default_rng([seed, *name.encode()])
    return random.triangular(low, value, high, size=draws)


def _used(
    central: RouteCarbon, book: RouteBook, ranges: Mapping[str, tuple[float, float, float]]
) -> set[str]:
    """Return the names of the numbers with a range that this route's carbon hangs on."""
    factors = {factor.key: factor for factor in book.factors}
    waiting = [use.factor for use in central.route.inputs if use.factor]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        seen.add(key)
        factor = factors[key]
        waiting += [*factor.times, *([factor.power] if factor.power else [])]
    unused = {f"factor:{key}" for key in factors if key not in seen}
    return {name for name, (low, _, high) in ranges.items() if low < high and name not in unused}
