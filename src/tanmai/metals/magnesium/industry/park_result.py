"""``tanmai magnesium boundary --park``: the closed loop of one park."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.checks import Finding
from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.parameters import works_parameters
from tanmai.metals.magnesium.industry.park import PLAYERS, SMELTER, park_programme
from tanmai.metals.parameters import Parameters
from tanmai.metals.park_programme import Plan, Programme, core_test, shapley_shares
from tanmai.metals.result import MetalResult
from tanmai.metals.statements import Statement, statement, statement_table
from tanmai.studies.result import hashes, law

POINTS = 11
_CLOSED = 1e-6
_ASSUMPTIONS = (
    message(
        "Per tonne of magnesium; ferrosilicon works, power station and slag user are of the "
        "sizes that are printed or set."
    ),
    message(
        "Gas of the semi-coke works is burnt whatever is done with it; power sold takes off "
        "the factor of the grid."
    ),
    message("Carbon bound in slag is credited where slag is mineralised, once."),
    message(
        "Alone, each owner does what it can by itself; gains of working together are shared "
        "by Shapley value."
    ),
)
_LIMITS = (
    message(
        "Prices of treating slag, of lime and of mineralisation are not printed; they are set."
    ),
    message("Starts and stops are not in it: a linear programme of yearly means."),
)


@dataclass(frozen=True, eq=False, repr=False)
class ParkResult(MetalResult):
    """The park together and its owners apart.

    Attributes
    ----------
    programme : Programme
    parameters : Parameters
    plan : Plan
        Of least cost, under the limit of carbon where one was asked for.
    alone : dict of Plan
        Of each owner by itself.
    front : DataFrame
        carbon, cost, carbon_price.
    gains : Series
        Shapley value of each owner, CNY per tonne of magnesium.
    core : DataFrame
        As from `core_test`.
    statements : list of Statement
    """

    programme: Programme
    parameters: Parameters
    plan: Plan
    alone: dict[str, Plan]
    front: pd.DataFrame
    gains: pd.Series
    core: pd.DataFrame
    statements: list[Statement]

    _views = "tanmai.metals.magnesium.pages.works_views"


def magnesium_park(
    carbon_limit: float | None = None, points: int = POINTS, config: Path | None = None
) -> ParkResult:
    """Plan a park of least cost, with the front of cost and carbon, and share its gains.

    Parameters
    ----------
    carbon_limit : float, optional
        Most carbon of the whole park, t CO2 per tonne of magnesium.
    points : int
        Points of the front, ten or more.
    config : Path, optional
        Numbers of the user's own.

    Raises
    ------
    OptionError
        No plan keeps every limit (the message says which and by how much), or fewer than ten
        points.
    FileError, LabelError, UnitError
        The user's file is at fault.
    """
    if points < 10:
        raise too_few(message("points"), points, least=10)
    parameters = works_parameters(config)
    programme = park_programme(parameters)
    plan = programme.solve(carbon_limit=carbon_limit)
    alone = {player: programme.solve([player]) for player in PLAYERS}
    front = programme.front(points)
    groups = programme.coalitions()
    apart = {player: one.cost for player, one in alone.items()}
    worth = {
        frozenset(group): sum(apart[player] for player in group) - float(cost)
        for group, cost in zip(groups.index, groups["cost"], strict=True)
    }
    gains = shapley_shares(PLAYERS, worth)
    core = core_test(gains, worth)
    statements = park_statements(parameters, programme)
    tables = {
        "plan": _plan_table(programme, plan, alone),
        "shadow_prices": plan.prices.rename("CNY_per_unit").rename_axis("limit").reset_index(),
        "front": front,
        "groups": _group_table(groups),
        "gains": gains.rename("CNY_per_t_Mg").rename_axis("owner").reset_index(),
        "core": core,
        "published": statement_table(statements),
        "inputs": parameters.table("park", "ferrosilicon_making", "price"),
    }
    return ParkResult(
        "magnesium boundary --park",
        {
            "carbon_limit": carbon_limit,
            "points": points,
            "config": None if config is None else config.name,
        },
        hashes(parameters.files),
        tables,
        _checks(front, gains, worth, groups),
        _ASSUMPTIONS,
        _LIMITS,
        {"solver": "HiGHS, linear programme", "gains": "Shapley value over all groups of owners"},
        programme,
        parameters,
        plan,
        alone,
        front,
        gains,
        core,
        statements,
    )


def _plan_table(programme: Programme, plan: Plan, alone: dict[str, Plan]) -> pd.DataFrame:
    apart = pd.concat([one.extents for one in alone.values()]).groupby(level=0).sum()
    rows = [
        {
            "activity": one.key,
            "owners": ", ".join(sorted(one.owners)),
            "cost_CNY_per_unit": one.cost,
            "carbon_t_per_unit": one.carbon,
            "together": float(plan.extents[one.key]),
            "apart": float(apart.get(one.key, 0.0)),
        }
        for one in programme.activities
    ]
    return pd.DataFrame(rows)


def _group_table(groups: pd.DataFrame) -> pd.DataFrame:
    named = groups.assign(group=[", ".join(group) for group in groups.index])
    return named[["group", "cost", "carbon"]].reset_index(drop=True)


def _checks(
    front: pd.DataFrame,
    gains: pd.Series,
    worth: dict[frozenset[str], float],
    groups: pd.DataFrame,
) -> tuple[Finding, ...]:
    whole = worth[frozenset(PLAYERS)]
    cost = {
        frozenset(group): float(c) for group, c in zip(groups.index, groups["cost"], strict=True)
    }
    worse = max(
        cost[frozenset({*one, *other})] - cost[frozenset(one)] - cost[frozenset(other)]
        for one in groups.index
        for other in groups.index
        if not set(one) & set(other)
    )
    slopes = -np.diff(front["cost"]) / np.diff(front["carbon"])
    prices = front["carbon_price"].to_numpy()
    # the front is convex: a shadow price lies between the slopes on its two sides
    outside = max(
        max(slopes[at] - prices[at], prices[at] - slopes[at - 1]) for at in range(1, len(slopes))
    )
    return (
        law(
            message("Cost of a group above that of its parts, CNY/t"),
            max(worse, 0.0),
            _CLOSED,
        ),
        law(
            message("Shapley values add up to the gain, CNY/t"),
            abs(float(gains.sum()) - whole),
            _CLOSED,
        ),
        law(
            message("Shadow prices of carbon are slopes of the front, relative"),
            max(float(outside) / max(float(prices.max()), 1.0), 0.0),
            1e-4,
        ),
    )


def park_statements(parameters: Parameters, programme: Programme) -> list[Statement]:
    """Return the printed statements on parks with ours."""
    alone = sum(programme.solve([player]).carbon for player in PLAYERS)
    smelter = programme.solve([SMELTER]).carbon
    saved = alone - programme.solve().carbon
    waste = parameters.value("park.waste_heat", "kWh/t Mg")
    power = parameters.value("park.power", "kWh/t Mg")
    return [
        statement(
            "S18",
            "3.1",
            message("CO2 of closed-loop parks below isolated works"),
            18.6,
            18.6,
            100 * (1 - 24.3 / 29.9),
            "%",
            0.15,
            message("1 - 24.3 / 29.9 of the rounded figures."),
        ),
        statement(
            "S18",
            "3.1",
            message("CO2 of a closed-loop park"),
            24.3,
            24.3,
            None,
            "t CO2/t",
            0.0,
            message(
                "What the parks hold is not printed. The park of this model saves {saved} t "
                "on the {smelter} t of its smelter alone, ferrosilicon and power sold "
                "included.",
                saved=f"{saved:.1f}",
                smelter=f"{smelter:.1f}",
            ),
        ),
        statement(
            "S19",
            "3.1",
            message("power from waste heat in the demand of the works"),
            30,
            40,
            100 * waste / power,
            "%",
            0.5,
            message(
                "The demand is not printed and follows from this share; section 2.2 prints 70 "
                "% for two works."
            ),
            is_input=True,
        ),
        statement(
            "S20",
            "3.1",
            message("slag of a tonne of magnesium"),
            5,
            6,
            428.80 / 84.36,
            "t/t",
            0.0,
            message("Reduction residue over Pidgeon magnesium of 2015 (Dong et al. 2019)."),
        ),
        statement(
            "S20",
            "3.1",
            message("CO2 bound by a tonne of slag"),
            0.55 * 44.009 / 56.077,
            0.60 * 44.009 / 56.077,
            parameters.value("park.carbon.bound", "t CO2/t slag"),
            "t/t",
            0.0,
            message("Within what all of the lime, 55 to 60 % of the slag, can bind."),
        ),
        statement(
            "I222",
            "3.1",
            message("recovery of the metal that 15 to 20 % MgO in slag leave"),
            82.5,
            89.5,
            100 / (1 + 0.175 * 5.5 * 24.305 / 40.304),
            "%",
            0.5,
            message(
                "5.5 t of slag at 17.5 % MgO hold 0.58 t of magnesium beside the tonne that is won."
            ),
        ),
    ]
