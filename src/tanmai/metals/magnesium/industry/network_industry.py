"""An industry of another year, or of a scenario, put into a coupled table.

Final demand but that of magnesium, exports of all else and every other recipe stay as they
are. Magnesium and its ferrosilicon change:

- the column of each maker is moved from the recipe that it was coupled with to that of its
  routes, input by input: a purchase is scaled by the new amount over the old one, a new one is
  spread as metal smelting buys there; what inputs no longer cost stays with value added;
- power bought by the two is scaled by the fall of the province's grid factor: what the fall
  does for everybody else is not magnesium's doing, and is left out;
- output is given. The row of each maker is scaled to it, abroad by the share of exports, at
  home as it sold; a new maker sells as all of them together. Buyers pay for it out of value
  added.

Output of everything else is x = (I - A')⁻¹ y' with the rows of magnesium out of A' and its output
in y': the mixed model (Miller and Blair 2022). Scaled to it, the rows then balance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import OptionError, TableError
from tanmai.core.messages import message
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    ferrosilicon_of,
    ferrosilicon_recipe,
    magnesium_recipe,
    power_sector,
)
from tanmai.metals.magnesium.coupling.products import Recipe
from tanmai.metals.magnesium.industry.network_system import MagnesiumSystem
from tanmai.metals.magnesium.routes.routes import find_route

FloatArray = NDArray[np.float64]

_BALANCED = 1e-13


@dataclass(frozen=True)
class IndustryState:
    """Magnesium in a year: what is made where, how, and with what power.

    Attributes
    ----------
    tonnes : dict
        Output by province code.
    routes : dict
        For each of these, the share of each route.
    grid : dict
        Grid factor of a province over that of the table's year; 1 where it is not given.
    exported : float, optional
        Share of the metal that leaves the country; by default as it is in the table.
    """

    tonnes: Mapping[str, float]
    routes: Mapping[str, Mapping[str, float]]
    grid: Mapping[str, float] = field(default_factory=dict)
    exported: float | None = None

    def __post_init__(self) -> None:
        for code, tonnes in self.tonnes.items():
            if tonnes < 0:
                raise OptionError(
                    message(
                        "{tonnes} t of magnesium in {code} are below zero.",
                        tonnes=f"{tonnes:,.0f}",
                        code=code,
                    )
                )
            if tonnes > 0 and abs(sum(self.routes[code].values()) - 1.0) > 1e-6:
                raise OptionError(
                    message(
                        "The shares of routes in {code} do not sum to 1.",
                        code=code,
                    )
                )

    @property
    def made(self) -> dict[str, float]:
        """Output by province code where there is any."""
        return {code: tonnes for code, tonnes in self.tonnes.items() if tonnes > 0}


class CoupledIndustry:
    """A coupled table into which the industries of other years are put.

    Parameters
    ----------
    base : CoupledCase
        A coupled table, with ferrosilicon in it.

    Raises
    ------
    TableError
        It has no ferrosilicon.
    """

    def __init__(self, base: CoupledCase) -> None:
        if not base.has(FERROSILICON):
            raise TableError(
                message(
                    "Table '{table}' was coupled without ferrosilicon; couple it with a route "
                    "that needs it.",
                    table=base.table.provenance.name,
                )
            )
        self.base = base
        self.book = base.options.book()
        self._power = power_sector(base.table)
        self._metal: dict[tuple[str, str], Recipe] = {}
        self._alloy: dict[str, Recipe] = {}

    def put(self, state: IndustryState, name: str) -> CoupledCase:
        """Return the table with the industry of a year in the place of its own.

        Parameters
        ----------
        state : IndustryState
            The industry.
        name : str
            Of the case.

        Raises
        ------
        LabelError
            The table lacks a province, or a route is unknown.
        TableError
            Inputs cost more than magnesium is sold for, or buyers cannot pay for it.
        """
        metal, alloy = self._recipes(state)
        system = MagnesiumSystem(self.base, state.made, state.exported)
        for product, recipes in zip(self.base.products, (metal, alloy), strict=True):
            for code, recipe in recipes.items():
                system.set_column(product, code, recipe)
        table = system.solved(name)
        products = tuple(
            replace(one, recipes={**one.recipes, **new}, output={})
            for one, new in zip(self.base.products, (metal, alloy), strict=True)
        )
        return replace(self.base, name=name, table=table, products=products)

    def _recipes(self, state: IndustryState) -> tuple[dict[str, Recipe], dict[str, Recipe]]:
        """Return the mean recipes of magnesium, and of the ferrosilicon it buys, by province."""
        metal: dict[str, Recipe] = {}
        kinds: dict[str, dict[str, float]] = {}
        for code, tonnes in state.made.items():
            used = {key: share for key, share in state.routes[code].items() if share > 0}
            parts = [(share, self._magnesium(code, key)) for key, share in used.items()]
            metal[code] = self._at_grid(_mean(parts), state.grid.get(code, 1.0))
            for key, share in used.items():
                for supplier, amount in self._reductant(code, key, share * tonnes).items():
                    own = kinds.setdefault(supplier, {})
                    own[key] = own.get(key, 0.0) + amount
        alloy = {}
        for code, by_route in kinds.items():
            total = sum(by_route.values())
            parts = [(amount / total, self._ferrosilicon(key)) for key, amount in by_route.items()]
            alloy[code] = self._at_grid(_mean(parts), state.grid.get(code, 1.0))
        return metal, alloy

    def _magnesium(self, code: str, route: str) -> Recipe:
        if (code, route) not in self._metal:
            options = self.base.options.model_copy(update={"route": route, "routes": {}})
            made = magnesium_recipe(self.base.table, code, options, book=self.book)
            self._metal[code, route] = made
        return self._metal[code, route]

    def _ferrosilicon(self, route: str) -> Recipe:
        if route not in self._alloy:
            self._alloy[route] = ferrosilicon_recipe(self.base.table, route, self.book)
        return self._alloy[route]

    def _reductant(self, code: str, route: str, tonnes: float) -> dict[str, float]:
        """Return the reductant of some tonnes of metal, in t, by the province that makes it."""
        inputs = find_route(self.book, route).inputs
        amount = sum(use.amount for use in inputs if use.kind == "reductant") * tonnes
        suppliers = ferrosilicon_of(code, self.base.options)
        return {one: share * amount for one, share in suppliers.items() if amount > 0}

    def _at_grid(self, recipe: Recipe, factor: float) -> Recipe:
        """Return a recipe that buys as much power of the table as emits what its own grid would."""
        if self._power not in recipe.purchases:
            return recipe
        bought = {**recipe.purchases, self._power: recipe.purchases[self._power] * factor}
        return replace(recipe, purchases=bought)


def _mean(parts: Sequence[tuple[float, Recipe]]) -> Recipe:
    """Return the mean of recipes by their shares, which are alike but for amounts."""
    codes = dict.fromkeys(code for _, one in parts for code in one.purchases)
    return replace(
        parts[0][1],
        purchases={
            code: sum(share * one.purchases.get(code, 0.0) for share, one in parts)
            for code in codes
        },
        emissions=sum(share * one.emissions for share, one in parts),
        unlisted=sum(share * one.unlisted for share, one in parts),
    )
