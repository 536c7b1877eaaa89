"""What an estimate of provincial tables is made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tanmai.labels import RegionSectorIndex
from tanmai.table import FinalDemandCategory, FloatArray, Provenance

CATEGORIES = (
    FinalDemandCategory("FU101", "农村居民消费", "Rural household consumption"),
    FinalDemandCategory("FU102", "城镇居民消费", "Urban household consumption"),
    FinalDemandCategory("FU103", "政府消费", "Government consumption"),
    FinalDemandCategory("FU201", "固定资本形成总额", "Gross fixed capital formation"),
    FinalDemandCategory("FU202", "存货增加", "Inventory change"),
)
VALUE_ADDED = (
    "VA001 compensation of employees",
    "VA002 net production tax",
    "VA003 depreciation of fixed assets",
    "VA004 operating surplus",
)


@dataclass(frozen=True, eq=False)
class NationalTable:
    """A competitive national table of n commodities; money.

    Parameters
    ----------
    use : array (n, n)
        Use of commodity i, domestic and imported, by sector j.
    final_demand : array (n, 5)
        Final demand by category, in the order of `CATEGORIES`.
    exports, imports, error, output : array (n,)
        Exports, imports, statistical error (ERR) and total output.
    value_added : array (4, n)
        Components, in the order of `VALUE_ADDED`.
    """

    use: FloatArray
    final_demand: FloatArray
    exports: FloatArray
    imports: FloatArray
    error: FloatArray
    output: FloatArray
    value_added: FloatArray

    @property
    def total_value_added(self) -> FloatArray:
        """Value added, all components together (n,)."""
        return np.asarray(self.value_added.sum(axis=0))

    def aggregated(self, groups: FloatArray) -> NationalTable:
        """Return the table of fewer commodities; ``groups`` (fewer, n) holds one 1 a column."""
        return NationalTable(
            use=groups @ self.use @ groups.T,
            final_demand=groups @ self.final_demand,
            exports=groups @ self.exports,
            imports=groups @ self.imports,
            error=groups @ self.error,
            output=groups @ self.output,
            value_added=self.value_added @ groups.T,
        )

    def with_error_in_inventory(self) -> NationalTable:
        """Return the table with its error added to inventory change, so that none is left."""
        final_demand = self.final_demand.copy()
        final_demand[:, -1] += self.error
        return replace(self, final_demand=final_demand, error=np.zeros_like(self.error))


@dataclass(frozen=True, eq=False)
class BaseStructure:
    """Tables of an earlier year that lend their structure: m provinces, or the nation alone.

    Parameters
    ----------
    use : array (m, n, n)
        Use of commodity i by sector j; money, none negative.
    final_demand : array (m, n, 4)
        Consumption and fixed capital formation by category, without inventories.
    output, value_added, exports, imports : array (m, n)
        Total output, value added, and trade with other countries.
    """

    use: FloatArray
    final_demand: FloatArray
    output: FloatArray
    value_added: FloatArray
    exports: FloatArray
    imports: FloatArray

    @property
    def total_use(self) -> FloatArray:
        """Use of each commodity by sectors and final demand (m, n)."""
        return np.asarray(self.use.sum(axis=2) + self.final_demand.sum(axis=2))

    def bridged(self, indicators: FloatArray) -> BaseStructure:
        """Return the structure on another list of sectors.

        Parameters
        ----------
        indicators : array (new, n)
            ``indicators[i, j] = 1`` where old sector j indicates new sector i.
            An old sector may indicate several new ones: ratios to the nation
            carry over, sums do not.
        """
        return BaseStructure(
            use=indicators @ self.use @ indicators.T,
            final_demand=indicators @ self.final_demand,
            output=self.output @ indicators.T,
            value_added=self.value_added @ indicators.T,
            exports=self.exports @ indicators.T,
            imports=self.imports @ indicators.T,
        )


@dataclass(frozen=True, eq=False)
class ProvincialAccounts:
    """What the accounts of m provinces say of the year itself.

    Parameters
    ----------
    regional_product : array (m, g)
        Gross regional product by industry; money.
    final_use : array (m, 4)
        Consumption and fixed capital formation by category; money.
    income : array (m, 4)
        Gross regional product by income component; money.
    customs_exports : array (m,)
        Share of each province in the exports of goods; sums to 1.
    """

    regional_product: FloatArray
    final_use: FloatArray
    income: FloatArray
    customs_exports: FloatArray


@dataclass(frozen=True, eq=False)
class SectorCodes:
    """What the recipe needs to know of each of the n sectors.

    Parameters
    ----------
    industry : array of int (n,)
        Industry of the regional product that the sector belongs to.
    goods : array of bool (n,)
        Whether the sector makes goods.
    by_output : array of bool (n,)
        Sectors whose base value added is taken from output, at the nation's rate.
    may_be_absent : array of bool (n,)
        Sectors that a province lacks if it had none in the base year and emits nothing.
    home_preference : array (n,)
        Logarithm of the weight of own supply in trade.
    """

    industry: np.ndarray
    goods: np.ndarray
    by_output: np.ndarray
    may_be_absent: np.ndarray
    home_preference: FloatArray


@dataclass(frozen=True, eq=False)
class Inventory:
    """An emission inventory of m provinces and q rows; Mt CO2.

    Parameters
    ----------
    emissions : array (m, q)
        Emissions of the rows that belong to sectors.
    households : array (m,)
        Emissions of households, urban and rural.
    sectors_of_row : array of bool (q, n)
        Sectors that each row covers.
    """

    emissions: FloatArray
    households: FloatArray
    sectors_of_row: np.ndarray


@dataclass(frozen=True, eq=False)
class EstimateInputs:
    """Everything that one year's table is estimated from.

    Parameters
    ----------
    index : RegionSectorIndex
        m provinces and n sectors of the result.
    year : int
        Year of the table.
    national : NationalTable
        The year's national table on the n sectors, without error.
    base, base_nation : BaseStructure
        Provincial and national tables of the base year, bridged to the n sectors.
    base_splits_trade : array of bool (m,)
        Provinces whose base table tells trade abroad from trade with other provinces.
    accounts : ProvincialAccounts
        The year's provincial accounts.
    codes : SectorCodes
        Facts on the sectors.
    transport_cost : array (m, m)
        Cost of transport between provinces; any unit.
    inventory : Inventory
        The year's emissions.
    provenance : Provenance
        Provenance of the result.
    without_emissions : tuple of str
        Codes of provinces that the inventory lacks.
    """

    index: RegionSectorIndex
    year: int
    national: NationalTable
    base: BaseStructure
    base_nation: BaseStructure
    base_splits_trade: np.ndarray
    accounts: ProvincialAccounts
    codes: SectorCodes
    transport_cost: FloatArray
    inventory: Inventory
    provenance: Provenance
    without_emissions: tuple[str, ...] = ()
