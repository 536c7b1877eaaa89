"""The equation of a route's carbon, for one value of every number or for many draws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import Message, message
from tanmai.metals.magnesium.routes.data import Route, RouteBook, Use
from tanmai.metals.magnesium.routes.file import POWER_EQUIVALENT
from tanmai.metals.magnesium.routes.grid_factors import GridFactor, grid_factor

Number: TypeAlias = float | NDArray[np.float64]
"""One value, or one for each draw."""
_GRID, _GRID_OF_REDUCTANT, _GREEN_SHARE = "grid", "grid_of_reductant", "green_share"


@dataclass(frozen=True)
class Conditions:
    """Where and when a route runs.

    Attributes
    ----------
    province : str or None
        Name or adcode; None for the national grid.
    year : int
    green_share : float, optional
        Share of carbon-free power in the power bought, in place of that of the route.
    reductant_province : str, optional
        Where the reductant is made; else in the same province.
    """

    province: str | None
    year: int
    green_share: float | None = None
    reductant_province: str | None = None

    def __post_init__(self) -> None:
        if self.green_share is not None and not 0 <= self.green_share <= 1:
            raise OptionError(
                message(
                    "A green share lies between 0 and 1, not {green_share}.",
                    green_share=f"{self.green_share:g}",
                )
            )


def grids_of(conditions: Conditions) -> tuple[GridFactor, GridFactor]:
    """Return the grid factor of the works and of the reductant."""
    works = grid_factor(conditions.province, conditions.year)
    if conditions.reductant_province is None:
        return works, works
    return works, grid_factor(conditions.reductant_province, conditions.year)


def parameters(
    book: RouteBook, route: Route, conditions: Conditions
) -> dict[str, tuple[float, float, float]]:
    """Return low, value and high of every number that a route's carbon hangs on."""
    works, reductant = grids_of(conditions)
    share = (route.green_share or 0.0) if conditions.green_share is None else conditions.green_share
    found = {f"use:{use.key}": use.bounds(use.amount) for use in route.inputs}
    found |= {f"factor:{factor.key}": factor.bounds(factor.value) for factor in book.factors}
    found[_GRID] = (works.low, works.value, works.high)
    found[_GREEN_SHARE] = (share, share, share)
    if conditions.reductant_province is not None:
        found[_GRID_OF_REDUCTANT] = (reductant.low, reductant.value, reductant.high)
    return found


def emissions(
    book: RouteBook, route: Route, values: Mapping[str, Number]
) -> dict[tuple[str, str], Number]:
    """Return CO2 by stage and kind from a value, or an array of draws, of every parameter.

    Raises
    ------
    OptionError
        The works make more power than they use, or use more than their energy.
    """
    cells: dict[tuple[str, str], Number] = {}
    for use in route.inputs:
        if use.kind in ("own_power", "material"):
            continue
        whole = _emission(book, route, use, values)
        for stage, share in use.stages.items():
            cell = (stage, use.kind)
            cells[cell] = cells.get(cell, 0.0) + share * whole
    return cells


def _power(route: Route, values: Mapping[str, Number], kind: str) -> Number:
    total: Number = 0.0
    for use in route.inputs:
        if use.kind == kind:
            total = total + values[f"use:{use.key}"]
    return total


def _emission(book: RouteBook, route: Route, use: Use, values: Mapping[str, Number]) -> Number:
    amount = values[f"use:{use.key}"]
    if use.kind == "power":
        # one of several inputs of power carries its share of what is bought
        bought = 1.0 - _power(route, values, "own_power") / _power(route, values, "power")
        _require_non_negative(
            bought, message("Route '{route}' makes more power than it uses", route=route.key)
        )
        return amount * bought / 1000.0 * values[_GRID] * (1.0 - values[_GREEN_SHARE])
    if use.includes_power:
        power = _power(route, values, "power") * values[f"factor:{POWER_EQUIVALENT}"]
        amount = amount - power
        _require_non_negative(
            amount,
            message("Route '{route}': its power is more than all of its energy", route=route.key),
        )
    assert use.factor is not None
    return amount * _factor(book, use.factor, values)


def _require_non_negative(value: Number, what: Message) -> None:
    if np.any(np.asarray(value) < 0):
        raise OptionError(
            message(
                "{what}; fix the amounts or their ranges.",
                what=what,
            )
        )


def _factor(book: RouteBook, key: str, values: Mapping[str, Number]) -> Number:
    factor = next(one for one in book.factors if one.key == key)
    total = values[f"factor:{key}"]
    if factor.power is not None:
        grid = values.get(_GRID_OF_REDUCTANT, values[_GRID])
        total = total + _factor(book, factor.power, values) / 1000.0 * grid
    for other in factor.times:
        total = total * _factor(book, other, values)
    return total
