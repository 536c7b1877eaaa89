"""What if magnesium were made otherwise, or elsewhere, for the same final demand.

A what-if keeps final demand, exports and every other recipe, changes coefficients of a coupled
table, and solves it again: output, value added and emissions follow. Prices stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import direct_intensity, stressor_row
from tanmai.core.errors import OptionError, TableError
from tanmai.core.flows import written_out
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.inputs import unit_purchases
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.coupling.products import OpenedProduct, Recipe
from tanmai.solve import LeontiefSystem, technical_coefficients

FloatArray = NDArray[np.float64]

# What is solved for is a table, whose every row must balance as closely as one that was read.
_BALANCED = 1e-13


@dataclass(eq=False)
class _Coefficients:
    """A table by unit of output; sinks are final demand, exports, stock change and error."""

    table: MrioTable
    A: FloatArray
    sinks: FloatArray
    value_added: FloatArray
    imports: FloatArray
    f: FloatArray
    first_guess: FloatArray

    @classmethod
    def of(cls, table: MrioTable) -> _Coefficients:
        Z = written_out(table.Z)
        per_unit = np.divide(1.0, table.x, out=np.zeros_like(table.x), where=table.x > 0)
        intensities = [direct_intensity(table, row) for row in range(len(table.stressors))]
        return cls(
            table,
            technical_coefficients(Z, table.x),
            np.column_stack([table.Y, table.exports, table.stock_change, table.error]),
            table.value_added * per_unit,
            table.imports * per_unit,
            np.array(intensities),
            np.array(table.x),
        )

    def solved(self, change: str) -> MrioTable:
        """Return the table of these coefficients that meets the sinks."""
        start = self.table.changed(change, {"Z": self.A * self.first_guess, "x": self.first_guess})
        x = LeontiefSystem(start, tolerance=_BALANCED).solve(self.sinks.sum(axis=1))
        return start.changed(
            "Solved for the same final demand.",
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


def with_own_green_power(
    coupled: MrioTable, sectors: Sequence[str], region: str, power: str, share: float
) -> MrioTable:
    """Return the table in which sectors of a region make a share of their power from wind and sun.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    sectors : sequence of str
        Codes of the sectors.
    region : str
        Code of the region.
    power : str
        Code of the sector that sells power.
    share : float
        Share of the power, 0 to 1, that is bought no longer.

    Raises
    ------
    OptionError
        The share is out of range.
    LabelError
        The table has no such region or sector.

    Notes
    -----
    The value of the power stays in the product's price as value added: it pays for what
    generates it. Carbon of building that is capital, which the table does not assign to use.
    """
    if not 0 <= share <= 1:
        raise OptionError(f"The share of green power is {share}; give a share from 0 to 1.")
    index = coupled.index
    system = _Coefficients.of(coupled)
    sellers = [index.position(code, power) for code in index.region_codes]
    for code in sectors:
        place = index.position(region, code)
        saved = share * system.A[sellers, place]
        system.A[sellers, place] -= saved
        held = system.value_added[:, place]
        if saved.any() and held.sum() <= 0:
            raise TableError(
                f"{index.where(place)} has no value added to take what its power no longer costs; "
                "correct its recipe."
            )
        if saved.any():
            system.value_added[:, place] = held * (1.0 + saved.sum() / held.sum())
    where = index.regions[index.region_codes.index(region)].name_en
    return system.solved(
        f"{share:.0%} of the power of {', '.join(sectors)} in {where} made on their own account."
    )


def with_moved_production(
    coupled: MrioTable,
    product: OpenedProduct,
    origin: str,
    destination: str,
    share: float,
    recipe: Recipe,
    *,
    stressor: str | None = None,
) -> MrioTable:
    """Return the table in which a share of what a region sells of a product is made in another.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`.
    product : OpenedProduct
        The product.
    origin, destination : str
        Codes of the regions; the destination makes none so far.
    share : float
        Share of the origin's sales to every buyer that moves, above 0 and at most 1.
    recipe : Recipe
        The recipe at the destination, in sectors of the coupled table; inputs come from where
        the host there buys.
    stressor : str, optional
        The emission that the recipe states.

    Raises
    ------
    OptionError
        The share is out of range, or the destination makes the product already.
    TableError
        The inputs cost more than the price, or no supplier of one is known.
    LabelError
        The table has no such region or sector.
    """
    index, code = coupled.index, product.sector.code
    old, new = index.position(origin, code), index.position(destination, code)
    if not 0 < share <= 1:
        raise OptionError(f"The share that moves is {share}; give a share above 0, at most 1.")
    if coupled.x[new] > 0 or coupled.x[old] <= 0:
        raise OptionError(
            f"{product.sector} can move from a region that makes it to one that makes none, not "
            f"from {index.where(old)} to {index.where(new)}."
        )
    system = _Coefficients.of(coupled)
    for sales in (system.A, system.sinks):
        sales[new] = share * sales[old]
        sales[old] *= 1.0 - share
    host = index.position(destination, product.host)
    of_host = coupled.flows.columns(np.array([host]))[:, 0]
    bought = unit_purchases(coupled, product, new // index.n, recipe, of_host) / product.price
    imports = recipe.imports / product.price
    margin = 1.0 - float(bought.sum()) - imports
    if margin <= 0:
        raise TableError(
            f"In {index.regions[new // index.n]} the inputs of {product.sector} cost "
            f"{-margin * product.price:,.6g} CNY/t more than it is sold for. Correct an amount or "
            "a price of the recipe."
        )
    system.A[:, new] = bought
    system.imports[new] = imports
    system.value_added[:, new] = system.value_added[:, host] / system.value_added[:, host].sum()
    system.value_added[:, new] *= margin
    system.f[:, new] = 0.0
    system.f[stressor_row(coupled, stressor), new] = recipe.gate * CNY / product.price / TONNES
    system.first_guess[new] = share * coupled.x[old]
    system.first_guess[old] *= 1.0 - share
    names = [index.regions[place // index.n].name_en for place in (old, new)]
    return system.solved(f"{share:.0%} of {product.sector} moved from {names[0]} to {names[1]}.")
