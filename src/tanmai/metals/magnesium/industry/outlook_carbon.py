"""CO2 of a tonne by route, province and year: the routes of the package at the grids to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.metals.magnesium.coupling.magnesium import ferrosilicon_of
from tanmai.metals.magnesium.coupling.options import CouplingOptions
from tanmai.metals.magnesium.industry.draws import Draws
from tanmai.metals.magnesium.routes.data import RouteBook
from tanmai.metals.magnesium.routes.emissions import Conditions, emissions, grids_of, parameters
from tanmai.metals.magnesium.routes.routes import find_route

FloatArray = NDArray[np.float64]

KINDS = ("gate", "reductant", "power")
BASE_YEAR = 2025
"""Year from which the scenarios part."""
LAST_GRID_YEAR = 2023
"""Year of the newest grid factors that are published."""
_GRIDS = ("grid", "grid_of_reductant")
_KIND = {"fuel": "gate", "calcination": "gate", "reductant": "reductant", "power": "power"}


@dataclass(frozen=True, eq=False)
class RouteIntensity:
    """t CO2 per tonne of metal, cradle to gate.

    Attributes
    ----------
    parts : dict
        By kind, ``gate``, ``reductant`` (with its power) and ``power``: arrays (Y, n, P, R).
    """

    parts: dict[str, FloatArray]

    @property
    def total(self) -> FloatArray:
        """All kinds together."""
        return np.asarray(sum(self.parts.values()))


def route_intensity(
    book: RouteBook,
    routes: Sequence[str],
    provinces: Sequence[str],
    years: Sequence[int],
    draws: Draws,
) -> RouteIntensity:
    """Return CO2 of a tonne on every route in every province and year.

    Parameters
    ----------
    book : RouteBook
        The routes.
    routes, provinces : sequence of str
        Keys and codes.
    years : sequence of int
    draws : Draws
        The scenario, for ``grid.decline`` and the draws.

    Notes
    -----
    A grid factor falls from the newest published one: `grid_fall`. Ferrosilicon is made where
    the coupling has it made.
    """
    shape = (len(years), draws.shape[0], len(provinces), len(routes))
    parts = {kind: np.zeros(shape) for kind in KINDS}
    for p, province in enumerate(provinces):
        for r, key in enumerate(routes):
            conditions = _conditions(province)
            route, grids = find_route(book, key), grids_of(conditions)
            values = {
                name: draws.between(_name(key, conditions, name), *bounds)
                for name, bounds in parameters(book, route, conditions).items()
            }
            drawn = [(n, values[n], grid.year) for n, grid in zip(_GRIDS, grids, strict=True)]
            for y, year in enumerate(years):
                for name, factor, since in drawn:
                    values[name] = factor * grid_fall(draws, since, year)
                for (_, kind), amount in emissions(book, route, values).items():
                    if kind in _KIND:
                        parts[_KIND[kind]][y, :, p, r] += amount
    return RouteIntensity(parts)


def grid_fall(draws: Draws, since: int, year: int) -> FloatArray:
    """Return the grid factor of a year over that of the year it is published of, by draw.

    It is (1 - d0)^(years up to 2025) (1 - d)^(years after it), with the declines d0 and d.
    """
    before, after = min(year, BASE_YEAR) - since, max(year - BASE_YEAR, 0)
    fallen = (1.0 - draws.of("grid.until_2025", "share")) ** max(before, 0)
    return np.asarray(fallen * (1.0 - draws.of("grid.decline", "share")) ** after)


def _conditions(province: str) -> Conditions:
    suppliers = ferrosilicon_of(province, CouplingOptions())
    largest = max(suppliers, key=lambda code: suppliers[code])
    return Conditions(province, LAST_GRID_YEAR, reductant_province=largest)


def _name(route: str, conditions: Conditions, name: str) -> str:
    """Return what a number is drawn by: a factor is one for all, a use is that of its route."""
    if name in _GRIDS:
        maker = name == _GRIDS[1]
        return f"grid:{conditions.reductant_province if maker else conditions.province}"
    return name if name.startswith("factor:") else f"{route}:{name}"
