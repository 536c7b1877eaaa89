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
in y': the mixed model (Miller and Blair 2022, section 13.2). Scaled to it, the rows then balance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import direct_intensity, stressor_row
from tanmai.core.errors import OptionError, TableError
from tanmai.core.table import MrioTable, written_out
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.inputs import unit_purchases
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    MAGNESIUM,
    ferrosilicon_of,
    ferrosilicon_recipe,
    magnesium_recipe,
    power_sector,
)
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.metals.magnesium.routes.routes import find_route
from tanmai.solve import LeontiefSystem, technical_coefficients

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
                raise OptionError(f"{tonnes:,.0f} t of magnesium in {code} are below zero.")
            if tonnes > 0 and abs(sum(self.routes[code].values()) - 1.0) > 1e-6:
                raise OptionError(f"The shares of routes in {code} do not sum to 1.")

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
                f"Table '{base.table.provenance.name}' was coupled without ferrosilicon; couple it "
                "with a route that needs it."
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
        system = _System(self.base, state)
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


class _System:
    """A coupled table by unit of output, while its magnesium is changed."""

    def __init__(self, base: CoupledCase, state: IndustryState) -> None:
        table = base.table
        self.base, self.state, self.table = base, state, table
        self.index = table.index
        per_unit = np.divide(1.0, table.x, out=np.zeros_like(table.x), where=table.x > 0)
        self.A = technical_coefficients(written_out(table.Z), table.x)
        self.sinks = np.column_stack([table.Y, table.exports, table.stock_change, table.error])
        self.value_added = table.value_added * per_unit
        self.imports = table.imports * per_unit
        rows = range(len(table.stressors))
        self.f = np.array([direct_intensity(table, row) for row in rows])
        self.makers = np.array(
            [self.index.position(code, MAGNESIUM) for code in self.index.region_codes]
        )
        self.target = np.zeros(len(self.index))
        for code, tonnes in state.made.items():
            place = self.index.position(code, MAGNESIUM)
            self.target[place] = tonnes * base.magnesium.price / CNY

    def set_column(self, product: OpenedProduct, code: str, recipe: Recipe) -> None:
        """Set the column of a maker to a recipe."""
        place = self.index.position(code, product.sector.code)
        host = self.index.position(code, product.host)
        wanted = _from_ferrosilicon(recipe, product)
        imports, held = 0.0, self.value_added[:, host]
        if self.table.x[place] > 0:
            column = self._moved(place, host, product, product.recipes[code], wanted)
            imports, held = float(self.imports[place]), self.value_added[:, place]
        else:
            column = self._bought(host, product, wanted)
        margin = 1.0 - float(column.sum()) - imports
        if margin <= 0 or held.sum() <= 0:
            raise TableError(
                f"In {self.index.where(place)} inputs cost {-margin * product.price:,.6g} CNY/t "
                "more than the product is sold for. Correct its price or the routes."
            )
        self.A[:, place] = column
        self.imports[place] = imports
        self.value_added[:, place] = held / held.sum() * margin
        self.f[:, place] = 0.0
        self.f[stressor_row(self.table, None), place] = recipe.gate * CNY / product.price / TONNES

    def _bought(self, host: int, product: OpenedProduct, recipe: Recipe) -> FloatArray:
        """Return what a CNY of a product buys, spread as its host buys."""
        of_host = self.table.bought_by(np.array([host]))[:, 0]
        unit = unit_purchases(self.table, product, host // self.index.n, recipe, of_host)
        return unit / product.price

    def _moved(
        self, place: int, host: int, product: OpenedProduct, old: Recipe, new: Recipe
    ) -> FloatArray:
        """Return a column with every input at its new amount; what stood in follows the energy."""
        old = _from_ferrosilicon(old, product)
        blocks = self.A[:, place].reshape(self.index.m, self.index.n).copy()
        before, after = (
            sum(r.purchases.get(i, 0.0) for i in old.interchangeable) for r in (old, new)
        )
        energy = after / before if before else 1.0
        added: dict[str, float] = {}
        for code in dict.fromkeys((*old.purchases, *new.purchases, *old.interchangeable)):
            had, wanted = old.purchases.get(code, 0.0), new.purchases.get(code, 0.0)
            place_of = self.index.sector_codes.index(code)
            if had > 0:
                blocks[:, place_of] *= wanted / had
            elif wanted > 0:
                blocks[:, place_of] = 0.0
                added[code] = wanted
            else:
                blocks[:, place_of] *= energy
        column = blocks.ravel()
        if added:
            only = replace(new, purchases=added, at_host_rate=(), interchangeable=())
            column = column + self._bought(host, product, only)
        return np.asarray(column)

    def solved(self, name: str) -> MrioTable:
        """Return the table in which magnesium is made as given, and all else as it needs."""
        makers, target = self.makers, self.target[self.makers]
        rows, sinks = self._sales(target)
        self.A[makers], self.sinks[makers] = 0.0, 0.0
        demand = self.sinks.sum(axis=1)
        demand[makers] = target
        guess = np.where(self.table.x > 0, self.table.x, 1.0)
        start = self.table.changed(f"{name}: magnesium given.", {"Z": self.A * guess, "x": guess})
        x = LeontiefSystem(start, tolerance=_BALANCED).solve(demand)
        x[makers] = target
        home = rows @ x + sinks[:, :-3].sum(axis=1) + sinks[:, -2:].sum(axis=1)
        wanted = target - sinks[:, -3]
        scale = np.divide(wanted, home, out=np.zeros_like(home), where=home > 0)
        rows, sinks = rows * scale[:, None], sinks * scale[:, None]
        sinks[:, -3] = target - wanted
        self._pay(rows)
        self.A[makers], self.sinks[makers] = rows, sinks
        return start.changed(
            "Solved with the output of magnesium given.",
            {
                "x": x,
                "Z": self.A * x,
                "Y": self.sinks[:, :-3],
                "exports": self.sinks[:, -3],
                "stock_change": self.sinks[:, -2],
                "error": self.sinks[:, -1],
                "value_added": self.value_added * x,
                "imports": self.imports * x,
                "F": self.f * x,
            },
        )

    def _sales(self, target: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the pattern of the makers' sales; exports are amounts already."""
        old = self.table.x[self.makers]
        rows, sinks = self.A[self.makers], self.sinks[self.makers]
        self._bought_before = rows.sum(axis=0)
        new = (old <= 0) & (target > 0)
        rows[new], sinks[new] = rows.sum(axis=0), sinks.sum(axis=0)
        had = np.where(new, old.sum(), old)
        share = np.divide(sinks[:, -3], had, out=np.zeros_like(had), where=had > 0)
        if self.state.exported is not None:
            share = np.full_like(share, self.state.exported)
        sinks[:, -3] = share * target
        return rows, sinks

    def _pay(self, rows: FloatArray) -> None:
        """Take what buyers pay for more magnesium from their value added."""
        more = rows.sum(axis=0) - self._bought_before
        held = self.value_added.sum(axis=0)
        # value added that is negative in the table already stays so
        short = np.flatnonzero((more > 0) & (held > 0) & (more >= held))
        if short.size:
            raise TableError(
                f"{self.index.where(int(short[0]))} has too little value added to pay for the "
                "magnesium that it would buy; lower the output."
            )
        size = np.abs(self.value_added)
        total = size.sum(axis=0)
        part = np.divide(size, total, out=np.zeros_like(size), where=total > 0)
        self.value_added = self.value_added - part * more


def _energy(recipe: Recipe) -> float:
    """Return what is bought of interchangeable inputs, CNY per tonne."""
    return sum(recipe.purchases.get(code, 0.0) for code in recipe.interchangeable)


def _from_ferrosilicon(recipe: Recipe, product: OpenedProduct) -> Recipe:
    """Return a recipe of magnesium that buys of ferrosilicon, opened, in the place of its host."""
    if product.sector.code != MAGNESIUM:
        return recipe
    named = {product.host: FERROSILICON}
    return replace(
        recipe,
        purchases={named.get(code, code): v for code, v in recipe.purchases.items()},
        suppliers={named.get(code, code): v for code, v in recipe.suppliers.items()},
    )
