"""A coupled table by unit of output while its magnesium is changed, and its solution.

The mixed model (Miller and Blair 2022): output of magnesium is given, all else
follows from x = (I - A')⁻¹ y'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import stressor_row
from tanmai.analysis.counterfactual import BALANCED, Counterfactual
from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.case import CoupledCase
from tanmai.metals.magnesium.coupling.inputs import unit_purchases
from tanmai.metals.magnesium.coupling.magnesium import FERROSILICON, MAGNESIUM
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]


class MagnesiumSystem:
    """A coupled table by unit of output, while its magnesium is changed.

    Parameters
    ----------
    base : CoupledCase
        The table.
    made : mapping
        Tonnes of magnesium by province.
    exported : float or None
        Share of them that leaves the country; None leaves it as it is in the table.
    """

    def __init__(
        self, base: CoupledCase, made: Mapping[str, float], exported: float | None
    ) -> None:
        table = base.table
        self.base, self.exported, self.table = base, exported, table
        self.index = table.index
        self.numbers = Counterfactual.of(table)
        self.makers = np.array(
            [self.index.position(code, MAGNESIUM) for code in self.index.region_codes]
        )
        self.target = np.zeros(len(self.index))
        for code, tonnes in made.items():
            place = self.index.position(code, MAGNESIUM)
            self.target[place] = tonnes * base.magnesium.price / CNY

    def set_column(self, product: OpenedProduct, code: str, recipe: Recipe) -> None:
        """Set the column of a maker to a recipe."""
        numbers, place = self.numbers, self.index.position(code, product.sector.code)
        host = self.index.position(code, product.host)
        wanted = _from_ferrosilicon(recipe, product)
        imports, held = 0.0, numbers.value_added[:, host]
        if self.table.x[place] > 0:
            column = self._moved(place, host, product, product.recipes[code], wanted)
            imports, held = float(numbers.imports[place]), numbers.value_added[:, place]
        else:
            column = self._bought(host, product, wanted)
        margin = 1.0 - float(column.sum()) - imports
        if margin <= 0 or held.sum() <= 0:
            raise TableError(
                message(
                    "In {where} inputs cost {margin} CNY/t more than the product is sold for. "
                    "Correct its price or the routes.",
                    where=self.index.where(place),
                    margin=f"{-margin * product.price:,.6g}",
                )
            )
        numbers.A[:, place] = column
        numbers.imports[place] = imports
        numbers.value_added[:, place] = held / held.sum() * margin
        numbers.intensity[:, place] = 0.0
        numbers.intensity[stressor_row(self.table, None), place] = (
            recipe.gate * CNY / product.price / TONNES
        )

    def _bought(self, host: int, product: OpenedProduct, recipe: Recipe) -> FloatArray:
        """Return what a CNY of a product buys, spread as its host buys."""
        of_host = self.table.flows.columns(np.array([host]))[:, 0]
        unit = unit_purchases(self.table, product, host // self.index.n, recipe, of_host)
        return unit / product.price

    def _moved(
        self, place: int, host: int, product: OpenedProduct, old: Recipe, new: Recipe
    ) -> FloatArray:
        """Return a column with every input at its new amount; what stood in follows the energy."""
        old = _from_ferrosilicon(old, product)
        blocks = self.numbers.A[:, place].reshape(self.index.m, self.index.n).copy()
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
        self.numbers.A[makers], self.numbers.sinks[makers] = 0.0, 0.0
        demand = self.numbers.sinks.sum(axis=1)
        demand[makers] = target
        guess = np.where(self.table.x > 0, self.table.x, 1.0)
        start = self.numbers.written_out(message("{name}: magnesium given.", name=name), guess)
        x = LeontiefSystem(start, tolerance=BALANCED).solve(demand)
        x[makers] = target
        home = rows @ x + sinks[:, :-3].sum(axis=1) + sinks[:, -2:].sum(axis=1)
        wanted = target - sinks[:, -3]
        scale = np.divide(wanted, home, out=np.zeros_like(home), where=home > 0)
        rows, sinks = rows * scale[:, None], sinks * scale[:, None]
        sinks[:, -3] = target - wanted
        self._pay(rows)
        self.numbers.A[makers], self.numbers.sinks[makers] = rows, sinks
        return self.numbers.with_output(
            start, x, message("Solved with the output of magnesium given.")
        )

    def _sales(self, target: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the pattern of the makers' sales; exports are amounts already."""
        old = self.table.x[self.makers]
        rows, sinks = self.numbers.A[self.makers], self.numbers.sinks[self.makers]
        self._bought_before = rows.sum(axis=0)
        new = (old <= 0) & (target > 0)
        rows[new], sinks[new] = rows.sum(axis=0), sinks.sum(axis=0)
        had = np.where(new, old.sum(), old)
        share = np.divide(sinks[:, -3], had, out=np.zeros_like(had), where=had > 0)
        if self.exported is not None:
            share = np.full_like(share, self.exported)
        sinks[:, -3] = share * target
        return rows, sinks

    def _pay(self, rows: FloatArray) -> None:
        """Take what buyers pay for more magnesium from their value added."""
        more = rows.sum(axis=0) - self._bought_before
        held = self.numbers.value_added.sum(axis=0)
        # value added that is negative in the table already stays so
        short = np.flatnonzero((more > 0) & (held > 0) & (more >= held))
        if short.size:
            raise TableError(
                message(
                    "{where} has too little value added to pay for the magnesium that it would "
                    "buy; lower the output.",
                    where=self.index.where(int(short[0])),
                )
            )
        size = np.abs(self.numbers.value_added)
        total = size.sum(axis=0)
        part = np.divide(size, total, out=np.zeros_like(size), where=total > 0)
        self.numbers.value_added = self.numbers.value_added - part * more


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
