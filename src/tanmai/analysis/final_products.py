"""Emissions by emitting region, final product and kind of final demand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.core.errors import not_conserved
from tanmai.core.focus import focus_masks
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.core.table import FinalDemandCategory, MrioTable

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

_OTHERS = (
    FinalDemandCategory("export", "出口", "Exports"),
    FinalDemandCategory("stock_change", "未分地区的存货变动", "Inventories without a region"),
    FinalDemandCategory("balancing", "平衡项", "Balancing column"),
)


@dataclass(frozen=True, eq=False, repr=False)
class FinalProductEmissions(Shown):
    """Emissions of m regions for the final products of n sectors and K kinds of demand.

    Attributes
    ----------
    sinks : tuple of FinalDemandCategory
        K kinds of demand: the categories of final demand of all regions together,
        exports, and, where the table has them, inventory changes without a region
        and the balancing column.
    values : array (m, n, K)
        Emitted in region r for final demand of kind c for sector i's products, from
        whichever region these come. Unit of the emissions.
    table : MrioTable
        The table.
    """

    sinks: tuple[FinalDemandCategory, ...]
    values: FloatArray
    table: MrioTable

    def __repr__(self) -> str:
        m, n, _ = self.values.shape
        return (
            f"<FinalProductEmissions of {m} regions x {n} products: {self.values.sum():,.6g} "
            f"{self.table.emission_unit} for {', '.join(sink.name_en for sink in self.sinks)}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return what each region emits for the final products of each sector, by kind of demand.

        The rows of a region add up to its production-based less households.
        """
        from tanmai.core.frames import region_sector_columns, with_unit

        values = self.values.reshape(-1, len(self.sinks))
        columns = {sink.code: values[:, k] for k, sink in enumerate(self.sinks)}
        return region_sector_columns(self.table).assign(
            **with_unit(columns, self.table.emission_unit)
        )


def final_product_emissions(accounts: CarbonAccounts) -> FinalProductEmissions:
    """Split the emissions of each region by final product and kind of final demand.

    With the multipliers M = R' f̂ L and final demand y_c of kind c,

        E[r, i, c] = Σ_p M[r, (p, i)] y_c[(p, i)],

    the sum over the regions p that sell the final product. Summed over i and c it is what
    region r emits, direct emissions of households apart.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of m regions and n sectors.

    Raises
    ------
    ConservationError
        The parts of a region differ from its emissions by more than 1e-9, relative.

    References
    ----------
    Miller and Blair (2022).
    """
    table = accounts.table
    m, n = table.index.m, table.index.n
    _, products = focus_masks(table, accounts.focus)
    others = np.column_stack([table.exports, table.stock_change, table.error])
    kept = [number for number in range(len(_OTHERS)) if number == 0 or others[:, number].any()]
    demand = accounts.category_demand.reshape(m * n, m, -1).sum(axis=1)
    demand = np.hstack([demand, (others * products[:, None])[:, kept]])
    multipliers = accounts.region_multipliers.reshape(m, m, n)
    values = np.einsum("rpi,pic->ric", multipliers, demand.reshape(m, n, -1))
    emitted = table.by_region(accounts.direct)
    gap = np.abs(values.sum(axis=(1, 2)) - emitted)
    worst = int(gap.argmax())
    if not gap[worst] <= CONSERVATION_LIMIT * np.abs(accounts.direct).sum():
        raise not_conserved(
            table.provenance.name,
            message("final products of {region}", region=table.regions[worst]),
            values[worst].sum(),
            emitted[worst],
            table.emission_unit,
        )
    sinks = (*table.categories, *(_OTHERS[number] for number in kept))
    return FinalProductEmissions(sinks, values, table)
