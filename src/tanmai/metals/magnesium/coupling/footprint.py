"""Where the carbon of a tonne comes from, and where the product and its carbon end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import direct_intensity, stressor_row
from tanmai.core.errors import TableError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.open_product import CNY, TONNES
from tanmai.metals.magnesium.coupling.products import OpenedProduct
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TonneCarbon:
    """Carbon of a tonne of a product, t CO2 per tonne.

    Attributes
    ----------
    region : Region
        Where the tonne is made.
    gate : float
        Emitted at the gate of the plant that makes it.
    sources : DataFrame
        A row for each region and sector that emits: ``region_code``, ``region_zh``,
        ``region_en``, ``sector_code``, ``sector_zh``, ``sector_en``, ``t_per_t`` (all) and
        ``process_t_per_t`` (what a study of the process counts of it).
    """

    region: Region
    gate: float
    sources: pd.DataFrame

    @property
    def total(self) -> float:
        """From the cradle to the gate."""
        return float(self.sources["t_per_t"].sum())

    @property
    def process_study(self) -> float:
        """What a study of the process counts: the gates of the chain, and the energy it buys."""
        return float(self.sources["process_t_per_t"].sum())

    @property
    def left_out(self) -> float:
        """What a study of the process leaves out."""
        return self.total - self.process_study

    def by_region(self) -> pd.Series:
        """Return t CO2 per tonne by the code of the region that emits, in the table's order."""
        return self.sources.groupby("region_code", sort=False)["t_per_t"].sum()

    def by_sector(self) -> pd.Series:
        """Return t CO2 per tonne by the code of the sector that emits, in the table's order."""
        return self.sources.groupby("sector_code", sort=False)["t_per_t"].sum()


def carbon_of_a_tonne(
    coupled: MrioTable,
    product: OpenedProduct,
    region: str,
    *,
    chain: Sequence[str] = (),
    energy: Sequence[str] = (),
    system: LeontiefSystem | None = None,
    stressor: str | None = None,
) -> TonneCarbon:
    """Return the carbon of a tonne of a product made in a region, by who emits it.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`, or of a what-if.
    product : OpenedProduct
        The product, for its sector and price.
    region : str
        Code of the region where it is made.
    chain : sequence of str
        Sectors that a study of the process follows besides the product: other opened products.
    energy : sequence of str
        Sectors whose own emissions it counts where the chain buys of them: power.
    system : LeontiefSystem, optional
        The table's system, where it has been made already.
    stressor : str, optional
        Which emission; may be left out where the table has one.

    Raises
    ------
    LabelError
        The table has no such region or sector.
    TableError
        Nothing is made in the region.

    Notes
    -----
    With d the price of a tonne at the product's place, emissions are f̂ L d. The chain O alone
    makes u = (I − A_OO)⁻¹ d_O; a study of the process counts f̂_O u and f̂_E A_EO u of energy E.
    """
    index = coupled.index
    place = _place(coupled, product, region)
    system = system or LeontiefSystem(coupled)
    demand = np.zeros(len(index))
    demand[place] = product.price / CNY
    f = direct_intensity(coupled, stressor_row(coupled, stressor)) * TONNES
    counted = np.zeros(len(index))
    links = _rows(coupled, (product.sector.code, *chain))
    made = np.linalg.solve(np.eye(len(links)) - system.A.block(links, links), demand[links])
    counted[links] = f[links] * made
    bought = _rows(coupled, energy)
    counted[bought] = f[bought] * (system.A.block(bought, links) @ made)
    sources = labels(coupled)
    sources["t_per_t"] = f * system.solve(demand)
    sources["process_t_per_t"] = counted
    return TonneCarbon(index.regions[place // index.n], float(f[place] * demand[place]), sources)


def final_destinations(
    coupled: MrioTable,
    product: OpenedProduct,
    region: str,
    *,
    system: LeontiefSystem | None = None,
) -> pd.DataFrame:
    """Return where the output of a region ends: tonnes by final product and destination.

    Parameters
    ----------
    coupled : MrioTable
        A table of `couple`, or of a what-if.
    product : OpenedProduct
        The product, for its sector and price.
    region : str
        Code of the region where it is made.
    system : LeontiefSystem, optional
        The table's system, where it has been made already.

    Returns
    -------
    DataFrame
        ``sector_code`` of the product that final demand buys, and tonnes of the opened product in
        it by destination: a column a region, ``exports``, ``stock_change`` and ``error``. All
        together are the region's output.

    Raises
    ------
    LabelError, TableError
        As in `carbon_of_a_tonne`.

    Notes
    -----
    Row p of L times the final demand: L_pj y_js is what region s needs of p in its product j.
    """
    index = coupled.index
    place = _place(coupled, product, region)
    system = system or LeontiefSystem(coupled)
    unit = np.zeros(len(index))
    unit[place] = CNY / product.price
    needed = system.solve_transposed(unit)
    sinks = np.column_stack(
        [coupled.final_demand, coupled.exports, coupled.stock_change, coupled.error]
    )
    tonnes = (needed[:, None] * sinks).reshape(index.m, index.n, -1).sum(axis=0)
    columns = [*index.region_codes, "exports", "stock_change", "error"]
    names = pd.Index(index.sector_codes, name="sector_code")
    return pd.DataFrame(tonnes, index=names, columns=columns)


def labels(table: MrioTable) -> pd.DataFrame:
    """Return codes and names of every region's sector, in the order of the table."""
    index = table.index
    pairs = [(region, sector) for region in index.regions for sector in index.sectors]
    return pd.DataFrame(
        {
            "region_code": [region.code for region, _ in pairs],
            "region_zh": [region.name_zh for region, _ in pairs],
            "region_en": [region.name_en for region, _ in pairs],
            "sector_code": [sector.code for _, sector in pairs],
            "sector_zh": [sector.name_zh for _, sector in pairs],
            "sector_en": [sector.name_en for _, sector in pairs],
        }
    )


def _place(coupled: MrioTable, product: OpenedProduct, region: str) -> int:
    place = coupled.index.position(region, product.sector.code)
    if coupled.x[place] <= 0:
        raise TableError(
            message(
                "Table '{coupled}': nothing is made by {where}; name a region that makes {sector}.",
                coupled=coupled.provenance.name,
                where=coupled.index.where(place),
                sector=product.sector,
            )
        )
    return place


def _rows(table: MrioTable, codes: Sequence[str]) -> NDArray[np.intp]:
    index = table.index
    first = [index.position(index.region_codes[0], code) for code in dict.fromkeys(codes)]
    rows = np.arange(index.m)[:, None] * index.n + np.array(first, dtype=np.intp)[None, :]
    return rows.ravel()
