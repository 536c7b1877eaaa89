"""Value added embodied in trade, beside the carbon: what a flow of carbon earns.

With value added per output v = w x̂⁻¹, V = R' v̂ L Y is the value added in each
region for the final demand of each; it stands beside C = R' f̂ L Y flow by flow.

Sources: Johnson and Noguera (2012); Antweiler (1996) for the terms of trade.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts
from tanmai.core.errors import TableError, not_conserved
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.core.table import MrioTable
from tanmai.core.units import header, intensity_unit
from tanmai.solve import LeontiefSystem

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class ValueAddedAccounts(Shown):
    """Value added of m regions by the final demand that pays for it. Unit of money.

    Attributes
    ----------
    flows : FlowMatrix
        V = R' v̂ L Y: earned in the row's region, for final demand of the column's.
    outside : array (m,)
        Earned in each region for exports, for changes in inventories without a
        region and for the balancing column.
    """

    flows: FlowMatrix
    outside: FloatArray

    def __repr__(self) -> str:
        between = self.flows.between_regions().values.sum()
        return (
            f"<ValueAddedAccounts of {len(self.flows.regions)} regions, {self.flows.unit}: "
            f"{between:,.6g} earned for other regions, {self.outside.sum():,.6g} outside>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return what each region earns and pays, one row a region."""
        from tanmai.core.frames import region_columns, with_unit

        between = self.flows.between_regions().values
        sold, paid = between.sum(axis=1), between.sum(axis=0)
        columns = {
            "earned_elsewhere": sold,
            "paid_elsewhere": paid,
            "net_earned": sold - paid,
            "earned_at_home": np.diag(self.flows.values),
            "earned_outside": self.outside,
        }
        return region_columns(self.flows.regions).assign(**with_unit(columns, self.flows.unit))


def value_added_accounts(
    table: MrioTable, *, system: LeontiefSystem | None = None
) -> ValueAddedAccounts:
    """Account value added to final demand: V = R' v̂ L Y (m, m).

    Parameters
    ----------
    table : MrioTable
        The table.
    system : LeontiefSystem, optional
        The table's system, where it has been made already.

    Returns
    -------
    ValueAddedAccounts
        Unit of money of the table.

    Raises
    ------
    TableError
        A sector has value added and no output.
    ConservationError
        Value added comes back with a difference above 1e-9, relative.

    Notes
    -----
    Source: Johnson and Noguera (2012).
    """
    value_added = table.total_value_added
    lost = np.flatnonzero((table.x <= 0) & (value_added != 0))
    if lost.size:
        raise TableError(
            message(
                "Table '{table}': {where} has value added but no output; give it its output, or "
                "move its value added.",
                table=table.provenance.name,
                where=table.index.where(int(lost[0])),
            )
        )
    others = table.exports + table.stock_change + table.error
    outputs = (system or LeontiefSystem(table)).solve(np.column_stack([table.final_demand, others]))
    per_output = value_added / np.where(table.x > 0, table.x, 1.0)
    earned = table.by_region(per_output[:, None] * outputs)
    total = float(value_added.sum())
    if not abs(float(earned.sum()) - total) <= CONSERVATION_LIMIT * np.abs(value_added).sum():
        raise not_conserved(
            table.provenance.name,
            message("flows of value added"),
            earned.sum(),
            total,
            table.money_unit,
        )
    flows = FlowMatrix(table.regions, earned[:, :-1].copy(), table.money_unit)
    return ValueAddedAccounts(flows, earned[:, -1])


def carbon_per_value_added(
    accounts: CarbonAccounts, value_added: ValueAddedAccounts
) -> pd.DataFrame:
    """Return carbon beside value added for each flow between regions, and their quotient.

    Parameters
    ----------
    accounts : CarbonAccounts
        Carbon accounts of a table.
    value_added : ValueAddedAccounts
        Value added of the same table.

    Returns
    -------
    DataFrame
        ``from``, ``to`` (codes), both values by their units (``MtCO2``, ``1e4CNY``) and their
        quotient (``tCO2_per_1e4CNY``); one row a pair of different regions in the order of the
        regions. A pair that earns nothing has no quotient and is left out.
    """
    table = accounts.table
    per_money, factor = intensity_unit(table.money_unit, table.emission_unit)
    unit, money = header(table.emission_unit), header(table.money_unit)
    records = accounts.flows.to_records().rename(columns={"value": unit})
    records[money] = value_added.flows.to_records()["value"]
    records = records[(records["from"] != records["to"]) & (records[money] > 0)]
    quotient = factor * records[unit] / records[money]
    return records.assign(**{per_money: quotient}).reset_index(drop=True)


def terms_of_trade(accounts: CarbonAccounts, value_added: ValueAddedAccounts) -> pd.DataFrame:
    """Return carbon per value added of what each region sells and of what it buys.

    Parameters
    ----------
    accounts : CarbonAccounts
        Carbon accounts of a table.
    value_added : ValueAddedAccounts
        Value added of the same table.

    Returns
    -------
    DataFrame
        By region code: ``outflow_tCO2_per_1e4CNY`` (emitted per value added
        earned from other regions), ``inflow_tCO2_per_1e4CNY`` (emitted elsewhere per value
        added paid there), in other units with their headers, and ``terms_of_trade``, the
        first over the second: above one where a region emits more for its earnings than it makes
        others emit.

    Raises
    ------
    TableError
        A region neither earns from, nor pays to, the other regions, or pays
        for no carbon.

    Notes
    -----
    Source: Antweiler (1996), pollution terms of trade.
    """
    import pandas as pd

    per_money, factor = intensity_unit(accounts.table.money_unit, accounts.table.emission_unit)
    earned = value_added.flows.between_regions().values
    sold, bought, inflow = earned.sum(axis=1), earned.sum(axis=0), accounts.inflow
    stranded = np.flatnonzero((sold <= 0) | (bought <= 0) | (inflow <= 0))
    if stranded.size:
        raise TableError(
            message(
                "{regions} has no trade in value added or no carbon inflow, so it has no terms "
                "of trade; leave it out of the table or fix its trade.",
                regions=accounts.table.regions[int(stranded[0])],
            )
        )
    outward = factor * accounts.outflow / sold
    inward = factor * inflow / bought
    return pd.DataFrame(
        {
            f"outflow_{per_money}": outward,
            f"inflow_{per_money}": inward,
            "terms_of_trade": outward / inward,
        },
        index=pd.Index(accounts.table.index.region_codes, name="region"),
    )
