"""A linear programme of several owners: least cost, least carbon, the front between, who gains.

Activities have owners, and one runs only where all of its owners take part. What a group of them
can reach by itself is a cooperative game (Owen 1975, for games of linear production): its gains
are shared by Shapley value, and tested against the core.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

from tanmai.core.errors import OptionError
from tanmai.core.messages import Message, listed, message

FloatArray = NDArray[np.float64]
_SMALL = 1e-7
_NEEDED = 1e3  # a limit is breached before a need is left unmet


@dataclass(frozen=True)
class Activity:
    """Something that can be done to any extent.

    Attributes
    ----------
    key : str
    owners : frozenset of str
        Who must take part.
    cost, carbon : float
        Of a unit; income is below zero.
    takes : mapping
        What a unit adds to each row.
    """

    key: str
    owners: frozenset[str]
    cost: float
    carbon: float
    takes: Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """A balance or a limit.

    Attributes
    ----------
    key : str
    owner : str
        Where it does not take part, the row asks for nothing.
    amount : float
    exact : bool
        Whether the sum must equal the amount; else it may be less.
    unit : str
    """

    key: str
    owner: str
    amount: float
    exact: bool
    unit: str


@dataclass(frozen=True, eq=False)
class Plan:
    """A solution.

    Attributes
    ----------
    extents : Series
        Of each activity.
    cost, carbon : float
    prices : Series
        Shadow price of each row: what a unit more of its amount adds to the cost.
    carbon_price : float
        Shadow price of the limit of carbon: what a unit less of it costs.
    """

    extents: pd.Series
    cost: float
    carbon: float
    prices: pd.Series
    carbon_price: float


@dataclass(frozen=True, eq=False)
class Programme:
    """The activities and rows of a park.

    Attributes
    ----------
    activities : sequence of Activity
    rows : sequence of Row
    fixed_carbon : float
        Carbon of the first owner whatever is done.
    """

    activities: Sequence[Activity]
    rows: Sequence[Row]
    players: tuple[str, ...]
    fixed_carbon: Mapping[str, float] = field(default_factory=dict)

    def solve(
        self,
        players: Sequence[str] | None = None,
        *,
        least: str = "cost",
        carbon_limit: float | None = None,
    ) -> Plan:
        """Return the plan of least cost or least carbon of a group of owners.

        Parameters
        ----------
        players : sequence of str, optional
            The group; all where none is named.
        least : str
            ``cost`` or ``carbon``.
        carbon_limit : float, optional
            Most carbon.

        Raises
        ------
        OptionError
            No plan keeps every row; the message names those that cannot be kept and by how much.
        """
        group = frozenset(self.players if players is None else players)
        own, rows = self._of(group)
        cost = np.array([a.cost for a in own])
        carbon = np.array([a.carbon for a in own])
        fixed = sum(self.fixed_carbon.get(player, 0.0) for player in group)
        matrix = np.array([[a.takes.get(row.key, 0.0) for a in own] for row in rows])
        amounts = np.array([row.amount for row in rows])
        exact = np.array([row.exact for row in rows])
        upper, limits = matrix[~exact], amounts[~exact]
        if carbon_limit is not None:
            upper = np.vstack([upper, carbon])
            limits = np.append(limits, carbon_limit - fixed)
        found = linprog(
            cost if least == "cost" else carbon,
            A_ub=upper,
            b_ub=limits,
            A_eq=matrix[exact],
            b_eq=amounts[exact],
            method="highs",
        )
        if found.status == 2:
            raise OptionError(self._why(rows, matrix, carbon, carbon_limit, fixed))
        if not found.success:
            raise OptionError(
                message(
                    "The park cannot be solved: {reason}",
                    reason=found.message,
                )
            )
        duals = np.zeros(len(rows))
        duals[exact] = found.eqlin.marginals
        inside = found.ineqlin.marginals
        duals[~exact] = inside[: int((~exact).sum())]
        price = 0.0 if carbon_limit is None else -float(inside[-1])
        extents = pd.Series(found.x, index=[a.key for a in own]).round(9)
        return Plan(
            extents,
            float(cost @ found.x),
            float(carbon @ found.x) + fixed,
            pd.Series(duals, index=[row.key for row in rows]),
            price,
        )

    def _of(self, group: frozenset[str]) -> tuple[list[Activity], list[Row]]:
        own = [a for a in self.activities if a.owners <= group]
        return own, [row for row in self.rows if row.owner in group]

    def _why(
        self,
        rows: Sequence[Row],
        matrix: FloatArray,
        carbon: FloatArray,
        carbon_limit: float | None,
        fixed: float,
    ) -> Message:
        """Say which rows cannot be kept, and by how much: the least breach, relative."""
        scale = np.array([max(abs(row.amount), 1.0) for row in rows])
        names: list[tuple[object, str]] = [(row.key, row.unit) for row in rows]
        amounts = np.array([row.amount for row in rows])
        if carbon_limit is not None:
            matrix = np.vstack([matrix, carbon])
            amounts = np.append(amounts, carbon_limit - fixed)
            scale = np.append(scale, max(abs(carbon_limit), 1.0))
            names.append((message("carbon limit"), "t CO2"))
        size = len(names)
        exact = np.array([*(row.exact for row in rows), *([False] * (size - len(rows)))])
        over, under = -np.diag(scale), np.diag(scale)
        wide = np.hstack([matrix, over, under])
        weights = np.where(exact, _NEEDED, 1.0)
        cost = np.concatenate([np.zeros(matrix.shape[1]), weights, weights])
        found = linprog(
            cost,
            A_ub=wide[~exact],
            b_ub=amounts[~exact],
            A_eq=wide[exact],
            b_eq=amounts[exact],
            method="highs",
        )
        breach = np.asarray(found.x)[matrix.shape[1] :].reshape(2, size).sum(axis=0) * scale
        said = [
            message("{name}: {amount} {unit}", name=name, amount=f"{amount:.4g}", unit=unit)
            for (name, unit), amount in zip(names, breach, strict=True)
            if amount > _SMALL * max(abs(amount), 1.0)
        ]
        return message(
            "No plan of the park keeps every limit; the least breach is {said}. Raise what limits "
            "it under [park], or lower what it needs.",
            said=listed(said),
        )

    def front(self, points: int = 11) -> pd.DataFrame:
        """Return plans from least carbon to least cost: carbon, cost, shadow price of carbon."""
        cheap = self.solve()
        clean = self.solve(least="carbon")
        rows = []
        for limit in np.linspace(clean.carbon, cheap.carbon, points):
            plan = self.solve(carbon_limit=float(limit) + 1e-9 * max(abs(limit), 1.0))
            rows.append(
                {"carbon": plan.carbon, "cost": plan.cost, "carbon_price": plan.carbon_price}
            )
        return pd.DataFrame(rows)

    def coalitions(self) -> pd.DataFrame:
        """Return the least cost of every group of owners and its carbon; index: the group."""
        rows = {}
        for size in range(1, len(self.players) + 1):
            for group in combinations(self.players, size):
                plan = self.solve(group)
                rows[group] = {"cost": plan.cost, "carbon": plan.carbon}
        return pd.DataFrame(list(rows.values()), index=pd.Index(list(rows), tupleize_cols=False))


def shapley_shares(players: Sequence[str], worth: Mapping[frozenset[str], float]) -> pd.Series:
    """Return the Shapley value of each player (Shapley 1953).

    Parameters
    ----------
    players : sequence of str
    worth : mapping
        Worth of every group; the empty one is worth nothing.

    Returns
    -------
    Series
        They add up to the worth of all.
    """
    n = len(players)
    found = dict.fromkeys(players, 0.0)
    for player in players:
        others = [one for one in players if one != player]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for group in map(frozenset, combinations(others, size)):
                before = worth[group] if group else 0.0
                found[player] += weight * (worth[group | {player}] - before)
    return pd.Series(found)


def core_test(shares: pd.Series, worth: Mapping[frozenset[str], float]) -> pd.DataFrame:
    """Return what each group is worth alone, what it gets, and the difference.

    The shares lie in the core where no difference is below zero.
    """
    rows = [
        {
            "group": ", ".join(sorted(group)),
            "alone": alone,
            "gets": float(shares[sorted(group)].sum()),
        }
        for group, alone in worth.items()
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(gain=frame["gets"] - frame["alone"])
