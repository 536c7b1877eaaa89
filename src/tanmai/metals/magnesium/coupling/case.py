"""A table with magnesium opened in it, and everything that is asked of it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts, carbon_accounts
from tanmai.core.table import MrioTable
from tanmai.metals.magnesium.coupling.footprint import (
    TonneCarbon,
    carbon_of_a_tonne,
    final_destinations,
)
from tanmai.metals.magnesium.coupling.magnesium import (
    FERROSILICON,
    MAGNESIUM,
    magnesium_products,
    power_sector,
)
from tanmai.metals.magnesium.coupling.open_product import CNY, couple, newly_counted
from tanmai.metals.magnesium.coupling.options import CouplingOptions
from tanmai.metals.magnesium.coupling.products import OpenedProduct
from tanmai.metals.magnesium.coupling.shortfall import shortfalls
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CoupledCase:
    """A coupled table, or one of a what-if, and what follows from it.

    Attributes
    ----------
    name : str
        What is distinguished from other cases.
    before : MrioTable
        The table before it was coupled.
    table : MrioTable
        The coupled table.
    products : tuple of OpenedProduct
        Magnesium and ferrosilicon.
    options : CouplingOptions
        How they were coupled.
    """

    name: str
    before: MrioTable
    table: MrioTable
    products: tuple[OpenedProduct, ...]
    options: CouplingOptions

    @cached_property
    def system(self) -> LeontiefSystem:
        """The system of the table."""
        return LeontiefSystem(self.table)

    @cached_property
    def accounts(self) -> CarbonAccounts:
        """The accounts of the table."""
        return carbon_accounts(self.table, system=self.system)

    @property
    def magnesium(self) -> OpenedProduct:
        """Magnesium."""
        return self.products[0]

    @cached_property
    def makers(self) -> list[str]:
        """Codes of the provinces that make magnesium."""
        made = self.of_sector(self.table.x, MAGNESIUM)
        return [code for code, x in made.items() if x > 0]

    @cached_property
    def tonnes(self) -> dict[str, TonneCarbon]:
        """Carbon of a tonne made in each of these."""
        return {
            code: carbon_of_a_tonne(
                self.table,
                self.magnesium,
                code,
                chain=[FERROSILICON] if self.has(FERROSILICON) else [],
                energy=[power_sector(self.table)],
                system=self.system,
            )
            for code in self.makers
        }

    @cached_property
    def ends(self) -> dict[str, pd.DataFrame]:
        """Where the metal made in each of these ends, by final product and destination."""
        return {
            code: final_destinations(self.table, self.magnesium, code, system=self.system)
            for code in self.makers
        }

    @cached_property
    def output_tonnes(self) -> dict[str, float]:
        """Output by province, in tonnes."""
        made = self.of_sector(self.table.x, MAGNESIUM)
        return {code: made[code] * CNY / self.magnesium.price for code in self.makers}

    @cached_property
    def newly_counted(self) -> FloatArray:
        """Emissions that the inventory of the table does not hold, by region, Mt CO2."""
        return newly_counted(self.table, self.products)

    @cached_property
    def shortfalls(self) -> pd.DataFrame:
        """Where hosts held too little, and what stands in: `hybrid_shortfall.shortfalls`."""
        return shortfalls(self.table, self.products)

    def has(self, sector: str) -> bool:
        """Return whether a sector is in the table; ferrosilicon is where a route needs it."""
        return sector in self.table.index.sector_codes

    def of_sector(self, values: FloatArray, sector: str) -> dict[str, float]:
        """Return the values of a sector by province; zeros where it is not in the table."""
        index = self.table.index
        if not self.has(sector):
            return dict.fromkeys(index.region_codes, 0.0)
        by_region = values.reshape(index.m, index.n)[:, index.sector_codes.index(sector)]
        return dict(zip(index.region_codes, by_region.tolist(), strict=True))

    def changed(self, name: str, table: MrioTable) -> CoupledCase:
        """Return the case of another table."""
        return replace(self, name=name, table=table)


def coupled_case(table: MrioTable, options: CouplingOptions | None = None) -> CoupledCase:
    """Return a table with magnesium and its ferrosilicon opened in it.

    Parameters
    ----------
    table : MrioTable
        A table in the sectors of ``nbs42-2012`` or ``nbs42-2017``.
    options : CouplingOptions, optional
        How; by default with the data of the package.

    Raises
    ------
    LabelError, OptionError, TableError
        As in `magnesium_products` and `couple`.
    """
    options = options or CouplingOptions()
    products = magnesium_products(table, options)
    return CoupledCase("as made", table, couple(table, products), products, options)


def carbon_by_stage(case: CoupledCase) -> pd.DataFrame:
    """Return the carbon of a tonne by province: gate, ferrosilicon, power, what is left out.

    Returns
    -------
    DataFrame
        A row for each province that makes magnesium; t CO2 per tonne. ``left_out`` is what a
        study of the process does not count, ``outside_province`` what others emit.
    """
    rows = []
    power = power_sector(case.table)
    for code, tonne in case.tonnes.items():
        counted = tonne.sources.groupby("sector_code")["process_t_per_t"].sum()
        rows.append(
            {
                "case": case.name,
                "region_code": code,
                "region_en": tonne.region.name_en,
                "region_zh": tonne.region.name_zh,
                "output_t": case.output_tonnes[code],
                "gate_t_per_t": tonne.gate,
                "ferrosilicon_gate_t_per_t": counted.get(FERROSILICON, 0.0),
                "power_t_per_t": counted[power],
                "left_out_t_per_t": tonne.left_out,
                "total_t_per_t": tonne.total,
                "left_out_percent": 100.0 * tonne.left_out / tonne.total,
                "outside_province_t_per_t": tonne.total - tonne.by_region()[code],
            }
        )
    return pd.DataFrame(rows)


def upstream(case: CoupledCase, count: int = 100) -> pd.DataFrame:
    """Return who emits for a tonne, by province and sector: the largest of each maker."""
    parts = [
        tonne.sources.assign(made_in=code).nlargest(count, "t_per_t")
        for code, tonne in case.tonnes.items()
    ]
    return pd.concat(parts, ignore_index=True)


def destinations(case: CoupledCase) -> pd.DataFrame:
    """Return where the metal and its carbon end.

    Returns
    -------
    DataFrame
        ``made_in``, ``destination`` (a province, ``exports``, ``stock_change`` or ``error``),
        ``tonnes`` of metal, also in other goods, and ``MtCO2`` from the cradle.
    """
    rows = []
    for code, tonne in case.tonnes.items():
        for destination, tonnes in case.ends[code].sum().items():
            rows.append(
                {
                    "made_in": code,
                    "destination": destination,
                    "tonnes": tonnes,
                    "MtCO2": tonnes * tonne.total / 1e6,
                }
            )
    return pd.DataFrame(rows)


def final_products(case: CoupledCase) -> pd.DataFrame:
    """Return in which final products the metal ends, in tonnes, most at home first."""
    total = pd.concat(case.ends.values()).groupby(level=0, sort=False).sum()
    regions = list(case.table.index.region_codes)
    frame = pd.DataFrame(
        {"at_home_t": total[regions].sum(axis=1), "exports_t": total["exports"]}
    ).reset_index()
    for language in ("en", "zh"):
        names = {sector.code: sector.name(language) for sector in case.table.sectors}
        frame.insert(1, f"sector_{language}", frame["sector_code"].map(names))
    return frame.sort_values("at_home_t", ascending=False, kind="stable", ignore_index=True)


def size(case: CoupledCase) -> pd.DataFrame:
    """Return how large magnesium and ferrosilicon are beside their host and their province.

    Of the host it is what was taken from it; of the province all that is emitted, with what is
    newly counted, over the emissions of the coupled table.
    """
    before, index = case.before, case.before.index
    host = index.sector_codes.index(case.magnesium.host)
    smelting = before.F[0].reshape(index.m, index.n)[:, host]
    whole = before.by_region(before.F[0]) + before.F_Y[0] + case.newly_counted
    metal = case.of_sector(case.table.F[0], MAGNESIUM)
    alloy = case.of_sector(case.table.F[0], FERROSILICON)
    rows = []
    for p, region in enumerate(case.table.regions):
        gate = metal[region.code] + alloy[region.code]
        new = float(case.newly_counted[p])
        if gate > 0:
            rows.append(
                {
                    "region_code": region.code,
                    "region_en": region.name_en,
                    "region_zh": region.name_zh,
                    "magnesium_MtCO2": metal[region.code],
                    "ferrosilicon_MtCO2": alloy[region.code],
                    "newly_counted_MtCO2": new,
                    "taken_from_host_percent": 100.0 * (gate - new) / smelting[p],
                    "percent_of_province": 100.0 * gate / whole[p],
                    "province_MtCO2": whole[p],
                }
            )
    return pd.DataFrame(rows)


def effects(base: CoupledCase, cases: Sequence[CoupledCase]) -> pd.DataFrame:
    """Return how other cases move emissions against a first: of China and by province, Mt CO2."""
    codes = base.table.index.region_codes
    rows = []
    for case in cases:
        change = case.accounts.production_based - base.accounts.production_based
        exported = case.accounts.export - base.accounts.export
        rows.append(
            {
                "case": case.name,
                "china_MtCO2": change.sum(),
                "between_provinces_MtCO2": _traded(case) - _traded(base),
                "exported_MtCO2": exported.sum(),
                **dict(zip(codes, change.tolist(), strict=True)),
            }
        )
    return pd.DataFrame(rows)


def _traded(case: CoupledCase) -> float:
    return float(case.accounts.flows.between_regions().values.sum())
