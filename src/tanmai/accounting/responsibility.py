"""Responsibility for carbon: of those who enable it with income, and shared along the chain.

Production-based accounts charge who emits, consumption-based accounts who
finally uses. Two more readings stand here:

- income-based (downstream): who supplies the labour, capital and imports with
  which others emit. It runs on the *output* coefficients B = x̂⁻¹ Z and the Ghosh
  inverse G = (I − B)⁻¹, never on A;
- shared: a share for each side, by a number that is chosen or by value added.

Sources: Ghosh (1958); Marques et al. (2012); Peters (2008); Lenzen et al. (2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.linalg import LinearOperator, gmres

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts, require_emitters
from tanmai.core.errors import (
    OptionError,
    TableError,
    UnsolvableError,
    not_conserved,
)
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.messages import Message, message
from tanmai.core.notebook import Shown

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

_TOLERANCE, _RESTART, _MOST_RESTARTS = 1e-13, 50, 20


@dataclass(frozen=True, eq=False, repr=False)
class IncomeAccounts(Shown):
    """Income-based accounts of m regions, n sectors; N = mn. Unit of the emissions.

    Attributes
    ----------
    enabled_intensity : array (N,)
        G f: emissions, here and downstream, per unit of primary input of each
        sector; unit of emissions per unit of money.
    by_sector : array (N,)
        v̂ G f: emissions that the value added of each sector enables.
    flows : FlowMatrix
        ``values[r, s]``: emitted in s, enabled by value added in r.
    imports, balancing : array (N,)
        The same for the imported inputs of each sector, and for the difference
        x' − 1'Z − imports − value added of its column.
    household : array (m,)
        Direct emissions of households.
    """

    enabled_intensity: FloatArray
    by_sector: FloatArray
    flows: FlowMatrix
    imports: FloatArray
    balancing: FloatArray
    household: FloatArray

    @cached_property
    def income_based(self) -> FloatArray:
        """Emissions that each region's value added enables, households included (m,)."""
        return np.asarray(self.flows.values.sum(axis=1) + self.household)

    def __repr__(self) -> str:
        return (
            f"<IncomeAccounts of {len(self.flows.regions)} regions: {self.by_sector.sum():,.6g} "
            f"{self.flows.unit} enabled by value added, {self.imports.sum():,.6g} by imports>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the accounts of each region, one row a region."""
        from tanmai.core.frames import region_columns, with_unit

        regions, at_home = self.flows.regions, np.diag(self.flows.values)
        columns = {
            "income_based": self.income_based,
            "enabled_at_home": at_home,
            "enabled_elsewhere": self.flows.values.sum(axis=1) - at_home,
            "household": self.household,
            "enabled_by_imports": self.imports.reshape(len(regions), -1).sum(axis=1),
            "balancing": self.balancing.reshape(len(regions), -1).sum(axis=1),
        }
        return region_columns(regions).assign(**with_unit(columns, self.flows.unit))


def income_accounts(accounts: CarbonAccounts) -> IncomeAccounts:
    """Account emissions to the income that enables them (downstream responsibility).

    With B = x̂⁻¹ Z and G = (I − B)⁻¹, primary inputs v and f = F x̂⁻¹, sector i
    enables v_i (G f)_i. As G = x̂⁻¹ L x̂, G f = x̂⁻¹ L F, and one system serves both.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table, of all sectors or focused on emitters.

    Returns
    -------
    IncomeAccounts
        Unit of the emissions; value added, imports and the balance of the
        columns together return all emissions.

    Raises
    ------
    OptionError
        The accounts are focused on products, which have no downstream.
    ConservationError
        The emissions come back with a difference above 1e-9, relative.

    Notes
    -----
    Source: Ghosh (1958); Marques et al. (2012).
    """
    table = accounts.table
    require_emitters(
        accounts,
        message(
            "Income-based accounts follow products downstream and cannot keep to final products"
        ),
    )
    m, n = table.index.m, table.index.n
    emitted = np.zeros((m, n, m))
    emitted[np.arange(m), :, np.arange(m)] = (accounts.direct_intensity * table.x).reshape(m, n)
    output = np.where(table.x > 0, table.x, 1.0)
    enabled = accounts.system.solve(emitted.reshape(-1, m)) / output[:, None]
    inputs = table.intermediate_inputs + table.imports + table.total_value_added
    intensity = enabled.sum(axis=1)
    result = IncomeAccounts(
        enabled_intensity=intensity,
        by_sector=table.total_value_added * intensity,
        flows=FlowMatrix(
            table.regions,
            table.by_region(table.total_value_added[:, None] * enabled),
            table.emission_unit,
        ),
        imports=table.imports * intensity,
        balancing=(table.x - inputs) * intensity,
        household=accounts.household,
    )
    returned = float((result.by_sector + result.imports + result.balancing).sum())
    _require_conserved(accounts, returned, message("income-based accounts"))
    return result


def shared_responsibility(accounts: CarbonAccounts, producer_share: float = 0.5) -> FloatArray:
    """Return β · production-based + (1 − β) · consumption-based (m,); unit of the emissions.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    producer_share : float
        β from 0 (the consumer carries all) to 1 (the producer does); one half
        each by default.

    Raises
    ------
    OptionError
        β is not between 0 and 1.

    Notes
    -----
    The regions carry all emissions less (1 − β) of those for exports, for
    changes in inventories without a region and for the balancing column, whose
    consumers stand outside the table. Source: Peters (2008).
    """
    if not 0.0 <= producer_share <= 1.0:
        raise OptionError(
            message(
                "The producer's share is {producer_share}; give a number from 0 (all to the "
                "consumer) to 1 (all to the producer).",
                producer_share=producer_share,
            )
        )
    return np.asarray(
        producer_share * accounts.production_based
        + (1.0 - producer_share) * accounts.consumption_based
    )


@dataclass(frozen=True, eq=False, repr=False)
class ValueAddedResponsibility(Shown):
    """Responsibility shared by value added; N = mn. Unit of the emissions.

    Attributes
    ----------
    passed_on : array (N,)
        α: the share of its responsibility that each sector hands to its buyers.
    producers : array (N,)
        What each sector keeps.
    consumers : array (m,)
        What reaches the final demand of each region, households' direct
        emissions left out.
    outside : array (N,)
        What leaves with exports, changes in inventories without a region and
        the balancing column, by the sector that sells.
    regions : tuple of Region
        The m regions.
    unit : str
        Unit of the emissions.
    """

    passed_on: FloatArray
    producers: FloatArray
    consumers: FloatArray
    outside: FloatArray
    regions: tuple[Region, ...]
    unit: str

    def __repr__(self) -> str:
        return (
            f"<ValueAddedResponsibility of {len(self.regions)} regions, {self.unit}: "
            f"{self.producers.sum():,.6g} of producers, {self.consumers.sum():,.6g} of consumers, "
            f"{self.outside.sum():,.6g} outside>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return what producers and consumers of each region carry, one row a region."""
        from tanmai.core.frames import region_columns, with_unit

        m = len(self.regions)
        columns = {
            "producers": self.producers.reshape(m, -1).sum(axis=1),
            "consumers": self.consumers,
            "outside": self.outside.reshape(m, -1).sum(axis=1),
        }
        return region_columns(self.regions).assign(**with_unit(columns, self.unit))


def value_added_responsibility(accounts: CarbonAccounts) -> ValueAddedResponsibility:
    """Share responsibility along the chain, each sector keeping its share of value added.

    A sector keeps 1 − α_i = v_i / (x_i − z_ii) of what it is handed and hands α_i on to
    every buyer but itself. What it is handed per unit of output, μ, solves
    μ_j x_j = F_j + Σ_i μ_i α_ij z_ij with α_ij = α_i for i ≠ j and α_ii = 1.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table, of all sectors or focused on emitters.

    Returns
    -------
    ValueAddedResponsibility
        Producers, consumers and the outside carry all emissions together.

    Raises
    ------
    OptionError
        The accounts are focused on products.
    TableError
        Value added of a sector is below zero or above its net output.
    UnsolvableError
        Sectors hand on to each other what they do not keep any of.
    ConservationError
        The emissions come back with a difference above 1e-9, relative.

    Notes
    -----
    Independent of how finely sectors are cut. Solved by GMRES. Source: Lenzen et al. (2007).
    """
    table = accounts.table
    require_emitters(
        accounts,
        message(
            "Responsibility shared by value added is handed on with every sale, not with final "
            "products alone"
        ),
    )
    own = table.flows.diagonal()
    passed_on = _passed_on(accounts, table.x - own)
    output = np.where(table.x > 0, table.x, 1.0)
    intensity = _carried(accounts, passed_on, own) / output
    others = table.exports + table.stock_change + table.error
    final = table.final_demand.sum(axis=1) + others
    sold = table.intermediate_sales - own + final
    result = ValueAddedResponsibility(
        passed_on=passed_on,
        producers=intensity * (1.0 - passed_on) * sold,
        consumers=(intensity * passed_on) @ table.final_demand,
        outside=intensity * passed_on * others,
        regions=table.regions,
        unit=table.emission_unit,
    )
    returned = result.producers.sum() + result.consumers.sum() + result.outside.sum()
    _require_conserved(accounts, float(returned), message("responsibility shared by value added"))
    return result


def _carried(accounts: CarbonAccounts, passed_on: FloatArray, own: FloatArray) -> FloatArray:
    """Return μ x (N,), what is handed to each sector in all, by products with A' alone."""
    A, x = accounts.system.A, accounts.table.x
    output = np.where(x > 0, x, 1.0)
    # A' hands on α of what a sector sells to itself, which hands on all of it
    kept = (1.0 - passed_on) * own / output

    def rest(carried: FloatArray) -> FloatArray:
        per_unit = carried / output
        return np.asarray(
            carried - x * (A.times_transposed(passed_on * per_unit) + kept * per_unit)
        )

    operator = LinearOperator((x.size, x.size), matvec=rest, dtype=np.float64)
    carried, failed = gmres(
        operator, accounts.direct, rtol=_TOLERANCE, restart=_RESTART, maxiter=_MOST_RESTARTS
    )
    if failed:
        raise UnsolvableError(
            message(
                "Table '{table}': responsibility is handed on without end. Run `tanmai check` on "
                "the table and fix the sectors that keep next to nothing.",
                table=accounts.table.provenance.name,
            )
        )
    return np.asarray(carried)


def _passed_on(accounts: CarbonAccounts, net_output: FloatArray) -> FloatArray:
    table = accounts.table
    value_added = table.total_value_added
    kept = np.divide(value_added, net_output, out=np.zeros_like(net_output), where=net_output > 0)
    outside = np.flatnonzero((value_added < 0) | (kept > 1.0 + CONSERVATION_LIMIT))
    if outside.size:
        first = int(outside[0])
        raise TableError(
            message(
                "Table '{table}': value added of {where} is {value_added} {unit} of a net output "
                "of {net_output}, so it cannot be a share that is kept. Fix the sector's value "
                "added, or merge it with a neighbouring sector.",
                table=table.provenance.name,
                where=table.index.where(first),
                value_added=f"{value_added[first]:,.6g}",
                unit=table.money_unit,
                net_output=f"{net_output[first]:,.6g}",
            )
        )
    return np.asarray(1.0 - np.minimum(kept, 1.0))


def _require_conserved(accounts: CarbonAccounts, returned: float, what: Message) -> None:
    expected = float(accounts.direct.sum())
    if not abs(returned - expected) <= CONSERVATION_LIMIT * max(abs(expected), 1e-300):
        raise not_conserved(
            accounts.table.provenance.name, what, returned, expected, accounts.table.emission_unit
        )
