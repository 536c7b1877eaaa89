"""Many solutions of a metal: grids of scenarios, draws, shares of the variance, and ranges."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import sobol as sobol_sample

from tanmai.core.errors import OptionError, too_few, unknown
from tanmai.core.messages import message
from tanmai.metals.stocks.definition import (
    CENTRAL_SCENARIO,
    LEVERS,
    Lever,
    MetalDefinition,
    Scenario,
    Uncertain,
)
from tanmai.metals.stocks.definition_checks import years_of
from tanmai.metals.stocks.series import FloatArray
from tanmai.metals.stocks.supply import Supplied, crossing_year, supply_of
from tanmai.metals.stocks.system import MetalSystem, solve_scenarios

QUANTILES = (0.05, 0.5, 0.95)
RECOVERIES = tuple(np.round(np.linspace(0.0, 1.0, 11), 1))
"""Shares of all scrap recovered, over which the crossing year is computed."""
DEMANDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Demand in the last year over the central one, over which the crossing year is computed."""
_HORIZON = 2050
_SMALLEST_BASE = 16


def levers(**values: float) -> Scenario:
    """Return the central scenario with some levers set: ``levers(recovery=0.9, demand=1.2)``.

    Raises
    ------
    OptionError
        There is no such lever.
    """
    strange = sorted(set(values) - set(LEVERS))
    if strange:
        raise OptionError(unknown(strange[0], message("a lever"), LEVERS))
    changed = CENTRAL_SCENARIO.model_dump() | values
    return Scenario(**changed)


def crossing_grid(
    definition: MetalDefinition,
    recoveries: Sequence[float] = RECOVERIES,
    demands: Sequence[float] = DEMANDS,
) -> pd.DataFrame:
    """Return the year in which recycling takes over, by recovery of all scrap and by demand.

    Parameters
    ----------
    definition : MetalDefinition
    recoveries : sequence of float
        Share of the scrap that is recovered in every year after the base year.
    demands : sequence of float
        Demand in the last year over that of the central scenario.

    Returns
    -------
    DataFrame
        Index: demand. Columns: recovery. The first year in which secondary metal is more than
        primary metal; <NA> where there is none to the end.
    """
    systems = solve_scenarios(
        definition,
        (
            levers(collection=1.0, recovery=float(recovery), demand=float(demand))
            for recovery in recoveries
            for demand in demands
        ),
    )
    years = iter([crossing_year(system, supply_of(system)) for system in systems])
    columns = {recovery: list(islice(years, len(demands))) for recovery in recoveries}
    grid = pd.DataFrame(columns, index=pd.Index(demands, name="demand"), dtype="Int64")
    return grid.rename_axis(columns="recovery")


@dataclass(frozen=True, eq=False)
class Draws:
    """Draws of a metal from the ranges of its levers.

    Attributes
    ----------
    values : DataFrame
        Levers, a row for each draw.
    outcomes : DataFrame
        Outcomes (see `outcomes_of`), a row for each draw.
    courses : dict of str to array
        Stock, scrap and need (t) and the secondary share, draws x years.
    years : array of int
    """

    values: pd.DataFrame
    outcomes: pd.DataFrame
    courses: dict[str, FloatArray]
    years: np.ndarray

    def intervals(self) -> pd.DataFrame:
        """Return the quantiles of each course by year: long, with ``low``, ``median``, ``high``."""
        parts = []
        for name, course in self.courses.items():
            low, median, high = np.quantile(course, QUANTILES, axis=0)
            parts.append(
                pd.DataFrame(
                    {"year": self.years, "what": name, "low": low, "median": median, "high": high}
                )
            )
        return pd.concat(parts, ignore_index=True)


def outcomes_of(system: MetalSystem, supplied: Supplied) -> dict[str, float]:
    """Return the numbers by which draws are compared.

    Stock, scrap and secondary share of 2050 (or of the last year, if earlier), primary need to
    the end, and the crossing year; where recycling never takes over it is the year after the
    last.
    """
    year = min(_HORIZON, system.definition.last_year)
    at = system.at(year)
    crossed = crossing_year(system, supplied)
    return {
        f"stock_{year}_t": float(system.uses.stock[at].sum()),
        f"scrap_{year}_t": float(system.total("scrap")[at]),
        f"secondary_share_{year}": float(supplied.secondary_share[at]),
        "primary_need_t": float(supplied.primary_need[-1]),
        "crossing_year": float(crossed or system.definition.last_year + 1),
    }


def draw_metal(
    definition: MetalDefinition,
    draws: int,
    ranges: Sequence[Uncertain] = (),
    seed: int = 0,
) -> Draws:
    """Solve a metal many times with its levers drawn evenly from their ranges.

    Parameters
    ----------
    definition : MetalDefinition
    draws : int
        Number of draws.
    ranges : sequence of Uncertain, optional
        Default: those of the definition.
    seed : int
        Of the generator.

    Raises
    ------
    OptionError
        There are no ranges, or fewer than two draws.
    """
    chosen = _ranges(definition, ranges)
    if draws < 2:
        raise too_few(message("draws"), draws, least=2)
    low, high = (np.array([getattr(one, end) for one in chosen]) for end in ("low", "high"))
    sample = np.random.default_rng(seed).uniform(low, high, (draws, len(chosen)))
    return _solved(definition, [one.lever for one in chosen], sample)


def _ranges(definition: MetalDefinition, ranges: Sequence[Uncertain]) -> Sequence[Uncertain]:
    chosen = ranges or definition.uncertain
    if not chosen:
        raise OptionError(
            message(
                "{definition} has no range to draw from; add [[uncertain]] with a lever, 'low' "
                "and 'high'.",
                definition=definition.name,
            )
        )
    return chosen


def _solved(definition: MetalDefinition, names: Sequence[Lever], sample: FloatArray) -> Draws:
    outcomes = []
    courses: dict[str, list[FloatArray]] = {
        name: [] for name in ("stock_t", "scrap_t", "need_t", "secondary_share")
    }
    scenarios = (levers(**dict(zip(names, map(float, row), strict=True))) for row in sample)
    for system in solve_scenarios(definition, scenarios):
        supplied = supply_of(system)
        outcomes.append(outcomes_of(system, supplied))
        courses["stock_t"].append(system.uses.stock.sum(axis=1))
        courses["scrap_t"].append(system.total("scrap"))
        courses["need_t"].append(supplied.need)
        courses["secondary_share"].append(supplied.secondary_share)
    return Draws(
        pd.DataFrame(sample, columns=list(names)),
        pd.DataFrame(outcomes),
        {name: np.array(course) for name, course in courses.items()},
        years_of(definition),
    )


def sobol_shares(
    definition: MetalDefinition,
    draws: int,
    ranges: Sequence[Uncertain] = (),
    seed: int = 1,
) -> pd.DataFrame:
    """Return the share of the variance of each outcome that each lever accounts for.

    Parameters
    ----------
    definition : MetalDefinition
    draws : int
        About so many solutions: a power of two, 16 at least, times (levers + 2).
    ranges : sequence of Uncertain, optional
        Default: those of the definition.
    seed : int
        Of the sample, above zero.

    Returns
    -------
    DataFrame
        Columns: ``outcome``, ``lever``, ``first_order``, ``total`` and their 95 % half-widths.
        An outcome that no lever moves has shares of zero.

    Notes
    -----
    Sobol (2001), sampled after Saltelli et al. (2010), with SALib (Herman and Usher 2017).
    """
    chosen = _ranges(definition, ranges)
    problem = {
        "num_vars": len(chosen),
        "names": [one.lever for one in chosen],
        "bounds": [[one.low, one.high] for one in chosen],
    }
    base = max(_SMALLEST_BASE, 2 ** int(np.log2(max(draws / (len(chosen) + 2), 1))))
    sample = sobol_sample.sample(problem, base, calc_second_order=False, seed=seed)
    drawn = _solved(definition, [one.lever for one in chosen], sample)
    parts = [
        _shares(problem, name, column.to_numpy(), seed) for name, column in drawn.outcomes.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _shares(
    problem: dict[str, object], outcome: object, values: FloatArray, seed: int
) -> pd.DataFrame:
    columns = {
        "first_order": "S1",
        "first_order_ci": "S1_conf",
        "total": "ST",
        "total_ci": "ST_conf",
    }
    names = list(problem["names"])  # type: ignore[call-overload]
    if np.ptp(values) == 0:
        shares = {name: np.zeros(len(names)) for name in columns}
    else:
        found = sobol_analysis.analyze(problem, values, calc_second_order=False, seed=seed)
        shares = {name: found[key] for name, key in columns.items()}
    return pd.DataFrame({"outcome": outcome, "lever": names, **shares})


def range_where(
    holds: Callable[[float], bool],
    low: float,
    high: float,
    steps: int = 80,
    tolerance: float = 1e-10,
) -> tuple[float, float] | None:
    """Return the first stretch of a number on which something holds, or None.

    A stretch narrower than the step, (high - low) / steps, may be missed.

    Parameters
    ----------
    holds : callable
        Whether it holds at a value: that a model gives a published figure, for instance.
    low, high : float
        Between what values to look.
    steps : int
        Number of steps; both ends of the stretch are then found by bisection.
    tolerance : float
        How near the ends are found.

    Examples
    --------
    >>> range_where(lambda value: 2.0 <= value <= 3.0, 0.0, 10.0)
    (2.0, 3.0)
    """
    points = np.linspace(low, high, steps + 1)
    at = range(len(points))
    first = next((i for i in at if holds(float(points[i]))), None)
    if first is None:
        return None
    last = next((i for i in at[first + 1 :] if not holds(float(points[i]))), len(points))
    begins = low if first == 0 else _edge(holds, points[first], points[first - 1], tolerance)
    ends = high if last == len(points) else _edge(holds, points[last - 1], points[last], tolerance)
    return round(begins, 9), round(ends, 9)


def _edge(holds: Callable[[float], bool], inside: float, outside: float, tolerance: float) -> float:
    while abs(outside - inside) > tolerance:
        middle = (inside + outside) / 2
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return float(inside)
