"""Carbon in trade between regions: in bilateral trade, and by the way that it took.

Two accounts answer two questions, and are never mixed:

- emissions embodied in bilateral trade (EEBT): what a region emits to make
  *all* that it sells to another, be it used up or worked on there;
- the multi-regional account C of `tanmai.accounting.carbon`: what a region emits for
  the *final demand* of another, however many regions lie between.

They share production-based totals and differ in who carries intermediates.
The multi-regional flow splits into final goods, intermediates finished at the
destination, and intermediates finished in third regions.

Sources: Peters (2008); Kanemoto et al. (2012); for the split, Meng et al. (2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CONSERVATION_LIMIT, CarbonAccounts, require_emitters
from tanmai.core.errors import ConservationError, not_conserved
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.core.units import header
from tanmai.solve import technical_coefficients

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class BilateralTradeAccounts(Shown):
    """Emissions embodied in bilateral trade (EEBT) of m regions.

    Attributes
    ----------
    flows : FlowMatrix
        ``values[r, s]``: emitted in r for all that r sells to s, intermediate
        and final; the diagonal is for final demand of r itself. Unit of the
        emissions.
    export, stock_change, balancing_share : array (m,)
        Emitted in each region for exports, for changes in inventories without
        a region, and for the balancing column.
    household : array (m,)
        Direct emissions of households.
    """

    flows: FlowMatrix
    export: FloatArray
    stock_change: FloatArray
    balancing_share: FloatArray
    household: FloatArray

    @cached_property
    def production_based(self) -> FloatArray:
        """Emissions inside each region, households included (m,)."""
        others = self.export + self.stock_change + self.balancing_share
        return np.asarray(self.flows.values.sum(axis=1) + others + self.household)

    @cached_property
    def consumption_based(self) -> FloatArray:
        """Own emissions for own final demand, and those of all that others sell here (m,).

        Peters' national balance: production less bilateral outflow plus
        bilateral inflow, exports left out. Not the footprint of `CarbonAccounts`.
        """
        return np.asarray(self.flows.values.sum(axis=0) + self.household)

    def __repr__(self) -> str:
        between = self.flows.between_regions().values.sum()
        return (
            f"<BilateralTradeAccounts of {len(self.flows.regions)} regions: {between:,.6g} "
            f"{self.flows.unit} in what they sell each other, {self.export.sum():,.6g} in exports>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the accounts of each region, one row a region; its sales to others are sold."""
        from tanmai.core.frames import region_columns, with_unit

        between = self.flows.between_regions().values
        columns = {
            "production_based": self.production_based,
            "consumption_based": self.consumption_based,
            "sold": between.sum(axis=1),
            "bought": between.sum(axis=0),
            "export": self.export,
            "stock_change": self.stock_change,
            "balancing": self.balancing_share,
            "household": self.household,
        }
        return region_columns(self.flows.regions).assign(**with_unit(columns, self.flows.unit))


def bilateral_trade_accounts(accounts: CarbonAccounts) -> BilateralTradeAccounts:
    """Account emissions to bilateral trade, with the technology of each region alone.

    e^{rs} = f^r (I − A^{rr})⁻¹ (Z^{rs} 1 + y^{rs}) for s ≠ r, and
    e^{rr} = f^r (I − A^{rr})⁻¹ y^{rr}.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table, of all sectors or focused on emitters.

    Returns
    -------
    BilateralTradeAccounts
        Of m regions, in the unit of the emissions.

    Raises
    ------
    OptionError
        The accounts are focused on products: what is sold for further use has
        no final product yet.
    ConservationError
        A region's emissions come back with a difference above 1e-9, relative.

    Notes
    -----
    Source: Peters (2008); Kanemoto et al. (2012).
    """
    table = accounts.table
    require_emitters(
        accounts,
        message(
            "Bilateral trade cannot be accounted by final product: intermediates are sold before "
            "they become one"
        ),
    )
    m, n = table.index.m, table.index.n
    others = np.column_stack([table.exports, table.stock_change, table.error])
    emitted = np.empty((m, m + others.shape[1]))
    for region in range(m):
        rows = slice(region * n, (region + 1) * n)
        flows = table.flows.rows(table.rows_of(region))
        sold = flows.reshape(n, m, n).sum(axis=2)
        sold[:, region] = 0.0
        demand = np.hstack([sold + table.final_demand[rows], others[rows]])
        home = technical_coefficients(flows[:, rows], table.x[rows])
        multipliers = np.linalg.solve((np.eye(n) - home).T, accounts.direct_intensity[rows])
        emitted[region] = multipliers @ demand
    _require_conserved(accounts, emitted.sum(axis=1))
    return BilateralTradeAccounts(
        FlowMatrix(table.regions, emitted[:, :m].copy(), table.emission_unit),
        export=emitted[:, m],
        stock_change=emitted[:, m + 1],
        balancing_share=emitted[:, m + 2],
        household=accounts.household,
    )


def _require_conserved(accounts: CarbonAccounts, emitted: FloatArray) -> None:
    expected = accounts.table.by_region(accounts.direct)
    gap = np.abs(emitted - expected) / max(float(expected.sum()), np.finfo(float).tiny)
    worst = int(gap.argmax())
    if not gap[worst] <= CONSERVATION_LIMIT:
        raise not_conserved(
            accounts.table.provenance.name,
            message("flows of bilateral trade of {region}", region=accounts.table.regions[worst]),
            emitted[worst],
            expected[worst],
            accounts.table.emission_unit,
        )


@dataclass(frozen=True, eq=False, repr=False)
class TradeSplit(Shown):
    """The flows C of an account, split by the region in which goods were finished.

    Attributes
    ----------
    finished : array (m, m, m)
        ``finished[r, t, s]``: emitted in r, embodied in goods finished in t, for
        final demand of s. Unit of the emissions.
    regions : tuple of Region
        The m regions.
    unit : str
        Unit of the emissions.
    """

    finished: FloatArray
    regions: tuple[Region, ...]
    unit: str

    @cached_property
    def final_goods(self) -> FlowMatrix:
        """Goods finished in the emitting region: f^r L^{rr} y^{rs} (m, m)."""
        return self._flows(np.einsum("rrs->rs", self.finished).copy())

    @cached_property
    def intermediates(self) -> FlowMatrix:
        """Intermediates finished where they are consumed: f^r L^{rs} y^{ss}; zero on the diagonal.

        The chain may pass third regions on its way; only the last maker counts.
        """
        values = np.einsum("rss->rs", self.finished).copy()
        np.fill_diagonal(values, 0.0)
        return self._flows(values)

    @cached_property
    def via_third_regions(self) -> FlowMatrix:
        """Intermediates finished in a third region: Σ_t f^r L^{rt} y^{ts}, t ≠ r, s (m, m).

        On the diagonal: sold to other regions and come home in finished goods.
        """
        m = len(self.regions)
        r, t, s = np.ogrid[:m, :m, :m]
        return self._flows(np.where((t != r) & (t != s), self.finished, 0.0).sum(axis=1))

    def __repr__(self) -> str:
        parts = (self.final_goods, self.intermediates, self.via_third_regions)
        final, intermediate, third = (part.between_regions().values.sum() for part in parts)
        return (
            f"<TradeSplit of {len(self.regions)} regions, {self.unit} between them: {final:,.6g} "
            f"in final goods, {intermediate:,.6g} in intermediates, {third:,.6g} by way of others>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the three parts of each flow, one row a pair of regions."""
        from tanmai.core.frames import flow_records, with_unit

        parts = {
            name: getattr(self, name).values.ravel()
            for name in ("final_goods", "intermediates", "via_third_regions")
        }
        ends = flow_records(self.final_goods).drop(columns=header(self.unit))
        return ends.assign(**with_unit(parts, self.unit))

    def _flows(self, values: FloatArray) -> FlowMatrix:
        return FlowMatrix(self.regions, values, self.unit)


def split_flows(accounts: CarbonAccounts) -> TradeSplit:
    """Split each flow C[r, s] by the region that finished the goods.

    C[r, s] = f^r L^{rr} y^{rs} + f^r L^{rs} y^{ss} + Σ_{t≠r,s} f^r L^{rt} y^{ts}, r ≠ s:
    final goods, intermediates finished at the destination, and by way of third
    regions.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.

    Returns
    -------
    TradeSplit
        Three (m, m) matrices that sum to C; unit of the emissions.

    Raises
    ------
    ConservationError
        The parts do not sum to C within 1e-9, relative.

    Notes
    -----
    Source: Meng et al. (2018).
    """
    m, n = accounts.table.index.m, accounts.table.index.n
    multipliers = accounts.region_multipliers.reshape(m, m, n).transpose(1, 0, 2)
    finished = np.matmul(multipliers, accounts.demand.reshape(m, n, m)).transpose(1, 0, 2)
    split = TradeSplit(finished, accounts.table.regions, accounts.table.emission_unit)
    total = accounts.flows.values
    gap = np.abs(finished.sum(axis=1) - total).max()
    if not gap <= CONSERVATION_LIMIT * np.abs(total).sum():
        raise ConservationError(
            message(
                "Table '{table}': the parts of a flow differ from it by {gap} {unit}; run "
                "`tanmai check` on the table.",
                table=accounts.table.provenance.name,
                gap=f"{gap:.1e}",
                unit=accounts.table.emission_unit,
            )
        )
    return split
