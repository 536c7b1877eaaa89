"""The Leontief price model: what a price on emissions adds to prices and to final demand's cost."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tanmai.accounting.carbon import direct_intensity
from tanmai.core.errors import OptionError, UnitError
from tanmai.core.frames import region_columns, region_sector_columns
from tanmai.core.messages import listed, message
from tanmai.core.pressure_units import parse_pressure_unit
from tanmai.core.table import FloatArray, MrioTable
from tanmai.solve import LeontiefSystem


@dataclass(frozen=True, eq=False)
class PriceEffects:
    """What a price on emissions adds to the prices of all products.

    Attributes
    ----------
    table : MrioTable
        The table.
    price : float
        Money of the table's currency a tonne.
    cost : array (N,)
        Cost of the emissions of each sector by unit of output, before it is passed on.
    rise : array (N,)
        Rise of the price of each product, as a share of it.
    revenue : float
        Price times the emissions that are priced, in the table's money.
    """

    table: MrioTable
    price: float
    cost: FloatArray
    rise: FloatArray
    revenue: float

    def by_product(self) -> pd.DataFrame:
        """Return cost and rise of the price of each product, percent."""
        return region_sector_columns(self.table).assign(
            direct_cost_percent=100.0 * self.cost, price_rise_percent=100.0 * self.rise
        )

    def by_final_demand(self) -> pd.DataFrame:
        """Return the rise of the cost of each region's final demand by category, percent.

        Imported products keep their price. A category with more taken from stock than bought has
        no rise and is left out.
        """
        table = self.table
        k = len(table.categories)
        bought = np.maximum(table.Y, 0.0)
        whole = bought.sum(axis=0) + np.maximum(table.imports_final, 0.0)
        extra = self.rise @ bought
        frame = region_columns(table.regions)
        frame = frame.loc[frame.index.repeat(k)].reset_index(drop=True)
        frame = frame.assign(
            category=[c.code for c in table.categories] * table.index.m,
            category_zh=[c.name_zh for c in table.categories] * table.index.m,
            category_en=[c.name_en for c in table.categories] * table.index.m,
            cost_rise=extra,
            cost_rise_percent=100.0
            * np.divide(extra, whole, out=np.zeros_like(extra), where=whole > 0),
        )
        kept: pd.DataFrame = frame[whole > 0].reset_index(drop=True)
        return kept.rename(columns={"cost_rise": f"cost_rise_{table.money_unit}"})


def price_effects(
    table: MrioTable, price: float, priced: FloatArray, *, stressor: int = 0
) -> PriceEffects:
    """Return what a price on emissions adds to prices, if every sector passes it on in full.

    Δp' = τ (f ∘ c)' (I - A)⁻¹, with the price τ, emissions by unit of output f and c, 1 for each
    sector whose emissions are priced. Quantities do not answer: an upper bound of the rise.

    Parameters
    ----------
    table : MrioTable
        N sectors of regions; money in a known multiple of a currency.
    price : float
        Money a tonne, in the currency of the table.
    priced : array (N,)
        Share of each sector's emissions that is priced, 0 to 1.
    stressor : int
        Row of the emissions.

    Raises
    ------
    OptionError
        The price is negative.
    UnitError
        Money or emissions of the table are in no unit that is known.

    Notes
    -----
    Miller and Blair (2022), section 2.6 (the Leontief price model).
    """
    if not 0 <= price < np.inf:
        raise OptionError(
            message(
                "The carbon price is {price}; give zero or more, in money a tonne.",
                price=price,
            )
        )
    unit = parse_pressure_unit(table.emission_unit)
    by_unit = price * unit.factor * unit.size / money_of_unit(table.money_unit)
    intensity = direct_intensity(table, stressor) * priced
    cost = by_unit * intensity
    rise = LeontiefSystem(table).solve_transposed(cost)
    revenue = by_unit * float((table.F[stressor] * priced).sum())
    return PriceEffects(table, price, cost, np.asarray(rise), revenue)


_MULTIPLES = {"thousand": 1e3, "10^4": 1e4, "million": 1e6, "M": 1e6, "10^8": 1e8, "billion": 1e9}
_MONEY = re.compile(r"(?:(?P<multiple>\S+?)[ .])?(?P<currency>[A-Z]{3})")


def money_of_unit(unit: str) -> float:
    """Return how much of its currency a unit of money is.

    Raises
    ------
    UnitError
        The unit is no currency (three capital letters) and no known multiple of one.

    Examples
    --------
    >>> money_of_unit("10^4 CNY"), money_of_unit("million USD"), money_of_unit("M.EUR")
    (10000.0, 1000000.0, 1000000.0)
    """
    found = _MONEY.fullmatch(unit.strip())
    multiple = found["multiple"] if found else ""
    if found is None or (multiple is not None and multiple not in _MULTIPLES):
        raise UnitError(
            message(
                "A price needs the table's money in a currency or a multiple of one, not in "
                "'{unit}'. Write its unit as one of {multiples} and the code of the currency, as "
                "'million USD'.",
                unit=unit,
                multiples=listed(_MULTIPLES),
            )
        )
    return _MULTIPLES[multiple] if multiple else 1.0
