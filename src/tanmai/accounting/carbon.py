"""Carbon accounts: who emits, for whose final demand, through which product.

With direct intensities f = F x̂⁻¹, the Leontief inverse L and the final demand Y
of each region, carbon emitted in region r for the final demand of region s is

    C = R' f̂ L Y

with R the membership of sectors in regions. Exports leave China and are a
sink of their own; changes in inventories whose region the source does not name,
and the balancing column of a table (ERR), are two others. Direct
emissions of households belong to their own region, in both accounts. Inventory
change is final demand of the region that it stands in, with its sign: stock
drawn down gives back carbon. Carbon in goods from abroad is outside these
accounts; `tanmai.accounting.imports` estimates it apart.

Sources: Peters (2008); Kanemoto et al. (2012); Miller and Blair (2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import (
    ConservationError,
    LabelError,
    OptionError,
    TableError,
    did_you_mean,
    likewise,
)
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.focus import Focus, focus_masks
from tanmai.core.messages import Message, listed, message
from tanmai.core.notebook import Shown
from tanmai.core.table import MrioTable
from tanmai.solve import LeontiefSystem

if TYPE_CHECKING:
    # imported where it is used: half a second and 60 MB that accounts alone do not need
    import pandas as pd

FloatArray = NDArray[np.float64]

CONSERVATION_LIMIT = 1e-9

MOST_HELD = 2**26
"""Numbers of the largest emissions by destination that accounts hold (0.5 GB)."""


@dataclass(frozen=True, eq=False, repr=False)
class CarbonAccounts(Shown):
    """Carbon accounts of a table of m regions, n sectors, k categories; N = mn.

    Attributes
    ----------
    table : MrioTable
        The table that was accounted.
    stressor : str
        Name of the emission.
    focus : Focus or None
        The sectors that the accounts keep to, if any.
    direct_intensity : array (N,)
        f = F x̂⁻¹ of the emitters; Mt CO2 per unit of money.
    embodied_intensity : array (N,)
        ε = f L; Mt CO2 per unit of money.
    flows : FlowMatrix
        C = R' f̂ L Y (m, m): emitted in the row's region for the column's final demand.
    direct : array (N,)
        Emissions of each sector that the accounts distribute.
    exported : array (N,)
        f̂ L e: emissions of each sector for exports.
    stocked : array (N,)
        f̂ L s: emissions of each sector for changes in inventories without a region.
    balancing : array (N,)
        f̂ L err: emissions of each sector for the balancing column of the table.
    household : array (m,)
        Direct emissions of households; zero in a focused account.
    demand : array (N, m)
        Final demand that was accounted.
    category_demand : array (N, mk)
        The same by category.
    system : LeontiefSystem
        The system that was solved.
    residual : float
        Largest residual of the solution, relative.
    error_bound : float or None
        What the residual can move a column of the accounts by, at most; unit of the
        emissions. None where a flow is negative, since the bound needs L without signs.
    conservation_gap : float
        Largest relative difference found in checking the accounts.
    held : array (N, m) or None
        `emissions_by_destination`, where it has no more than ``MOST_HELD`` numbers.
    """

    table: MrioTable
    stressor: str
    focus: Focus | None
    direct_intensity: FloatArray
    embodied_intensity: FloatArray
    flows: FlowMatrix
    direct: FloatArray
    exported: FloatArray
    stocked: FloatArray
    balancing: FloatArray
    household: FloatArray
    demand: FloatArray
    category_demand: FloatArray
    system: LeontiefSystem
    residual: float
    error_bound: float | None
    conservation_gap: float
    held: FloatArray | None

    @cached_property
    def emissions_by_destination(self) -> FloatArray:
        """f̂ L Y (N, m): emissions of each sector for the final demand of each region.

        Of large tables the accounts do not hold it: it is solved for when it is asked for.
        """
        if self.held is not None:
            return self.held
        emitted = self.system.solve(self.demand)
        emitted *= self.direct_intensity[:, None]
        return emitted

    @cached_property
    def region_multipliers(self) -> FloatArray:
        """R' f̂ L (m, N): emissions in each region per unit of final demand for each product.

        Raises
        ------
        ConservationError
            With the final demand they do not give the flows back.
        """
        multipliers = self.system.multipliers(spread_by_region(self.table, self.direct_intensity))
        _require_close(
            self.table,
            message("flows from L Y against flows from R' f L"),
            np.abs(self.flows.values - multipliers @ self.demand).max(),
            np.abs(self.flows.values).sum(),
        )
        return multipliers

    @cached_property
    def production_based(self) -> FloatArray:
        """Emissions inside each region, households included (m,)."""
        return self.table.by_region(self.direct) + self.household

    @cached_property
    def consumption_based(self) -> FloatArray:
        """Emissions anywhere in the table for each region's final demand, households included."""
        return np.asarray(self.flows.values.sum(axis=0) + self.household)

    def to_frame(self) -> pd.DataFrame:
        """Return the accounts of each region, as `by_region` does."""
        return self.by_region()

    def by_region(self) -> pd.DataFrame:
        """Return the accounts of each region, on the English name of the region."""
        from tanmai.accounting.frames import accounts_by_province

        frame = accounts_by_province(self)
        return frame.set_index(frame["province_en"].rename("region")).drop(columns="province_en")

    def by_sector(self, region: str | None = None) -> pd.DataFrame:
        """Return the accounts of each sector of each region, or of one region.

        Parameters
        ----------
        region : str, optional
            Name or code of the region.

        Raises
        ------
        LabelError
            The table has no such region.
        """
        from tanmai.accounting.frames import accounts_by_sector

        frame = accounts_by_sector(self)
        if region is None:
            return frame
        code = self.table.index.find_region(region).code
        return frame[frame["adcode"] == code].reset_index(drop=True)

    def __repr__(self) -> str:
        kept = f", {self.focus.name} as {self.focus.reading}" if self.focus else ""
        one = self.table.pressures[self.table.stressors.index(self.stressor)]
        what = "emitted" if one.is_co2 else f"of {one.name_en}"
        return (
            f"<CarbonAccounts of {self.table.provenance.name}{kept}: "
            f"{self.production_based.sum():,.6g} {self.table.emission_unit} {what}, "
            f"{self.outflow.sum():,.6g} for other regions, {self.export.sum():,.6g} for exports>"
        )

    @cached_property
    def outflow(self) -> FloatArray:
        """Emissions in each region for the final demand of the other regions (m,)."""
        return np.asarray(self.flows.between_regions().values.sum(axis=1))

    @cached_property
    def inflow(self) -> FloatArray:
        """Emissions in the other regions for each region's final demand (m,)."""
        return np.asarray(self.flows.between_regions().values.sum(axis=0))

    @cached_property
    def net_outflow(self) -> FloatArray:
        """Outflow less inflow (m,): above zero where a region emits for others on balance."""
        return self.outflow - self.inflow

    @cached_property
    def export(self) -> FloatArray:
        """Emissions in each region for exports (m,)."""
        return self.table.by_region(self.exported)

    @cached_property
    def stock_change(self) -> FloatArray:
        """Emissions in each region for changes in inventories without a region (m,)."""
        return self.table.by_region(self.stocked)

    @cached_property
    def balancing_share(self) -> FloatArray:
        """Emissions in each region for the balancing column of the table (m,)."""
        return self.table.by_region(self.balancing)

    @cached_property
    def footprint_by_product(self) -> FloatArray:
        """Carbon embodied in each region's final demand by product, wherever made (m, n)."""
        m, n = self.table.index.m, self.table.index.n
        embodied = self.embodied_intensity[:, None] * self.demand
        return np.asarray(embodied.reshape(m, n, m).sum(axis=0).T)

    @cached_property
    def flows_by_category(self) -> FloatArray:
        """R' f̂ L Y by category of final demand (m, m, k)."""
        m = self.table.index.m
        return (self.region_multipliers @ self.category_demand).reshape(m, m, -1)

    def emitting_sectors(self, origin: int, destination: int) -> FloatArray:
        """Return the emissions of one flow by emitting sector (n,), regions by position."""
        n = self.table.index.n
        return self.emissions_by_destination[origin * n : (origin + 1) * n, destination]

    def final_products(self, origin: int, destination: int) -> FloatArray:
        """Return the emissions of one flow by product of final demand (n,), regions by position."""
        m, n = self.table.index.m, self.table.index.n
        embodied = self.region_multipliers[origin] * self.demand[:, destination]
        return np.asarray(embodied.reshape(m, n).sum(axis=0))


def carbon_accounts(
    table: MrioTable,
    *,
    focus: Focus | None = None,
    stressor: str | None = None,
    system: LeontiefSystem | None = None,
) -> CarbonAccounts:
    """Account the emissions of a table to producers and to final consumers.

    Parameters
    ----------
    table : MrioTable
        The table.
    focus : Focus, optional
        Keep to a group of sectors, as emitters or as products. Household
        emissions are then left out.
    stressor : str, optional
        Which emission; may be left out where the table has one.
    system : LeontiefSystem, optional
        The table's system, where it has been made already.

    Returns
    -------
    CarbonAccounts
        Accounts in the table's unit of emissions.

    Raises
    ------
    TableError
        A sector emits without output.
    ConservationError
        What the accounts give back differs from what went in by more than
        1e-9, relative.

    Notes
    -----
    Final demand of all sinks is solved for forward, L Y, and the intensities
    backward, f L; what each sink embodies, and the sum of emissions, must agree.
    With the residual R of the solution, a column of f̂ L Y is wrong by f L |R| at
    most: what is embodied in the residual.

    Examples
    --------
    >>> from tanmai.io.tables import load_table
    >>> accounts = carbon_accounts(load_table("textbook-mini"))
    >>> bool(abs(accounts.production_based.sum() - accounts.consumption_based.sum()
    ...      - accounts.export.sum()) < 1e-9)
    True
    """
    if table.described and len(table.stressors) > 1 and stressor is not None:
        table = table.of(stressor)
        stressor = table.pressure.name
    row = stressor_row(table, stressor)
    system = system or LeontiefSystem(table)
    emitters, products = focus_masks(table, focus)
    f = direct_intensity(table, row) * emitters
    household = table.F_Y[row] if focus is None else np.zeros(table.index.m)
    whole = focus is None or focus.reading == "emitters"
    demand = table.final_demand if whole else table.final_demand * products[:, None]
    others = np.column_stack([table.exports, table.stock_change, table.error])
    sinks = _Sinks(table, system, f, demand, others * products[:, None])
    embodied = sinks.embodied
    parts = system.in_parts(sinks.count, sinks.emitted_for)
    gap = _conservation_gap(table, parts, float(f @ table.x) if whole else None)
    bound = float(system.residual * np.abs(embodied).max() * max(part.largest for part in parts))
    m = table.index.m
    to_others = np.hstack([part.to_others for part in parts])
    held = [part.held for part in parts if part.held is not None]
    values = np.hstack([part.by_region for part in parts])[:, :m]
    return CarbonAccounts(
        table=table,
        stressor=table.stressors[row],
        focus=focus,
        direct_intensity=f,
        embodied_intensity=embodied,
        flows=FlowMatrix(table.regions, values, table.emission_unit),
        direct=sum(part.to_regions for part in parts) + to_others.sum(axis=1),
        exported=to_others[:, 0],
        stocked=to_others[:, 1],
        balancing=to_others[:, 2],
        household=np.asarray(household),
        demand=demand,
        category_demand=table.Y if whole else table.Y * products[:, None],
        system=system,
        residual=system.residual,
        error_bound=bound if system.A.non_negative else None,
        conservation_gap=gap,
        held=np.hstack(held) if held else None,
    )


class _Emitted(NamedTuple):
    """What is emitted for some sinks, and what of it is checked."""

    by_region: FloatArray
    to_regions: FloatArray
    to_others: FloatArray
    held: FloatArray | None
    sums: FloatArray
    embodied: FloatArray
    total: float
    largest: float


class _Sinks:
    """The final demand of regions (N, m), and of the others (N, 3), as the columns of one."""

    def __init__(
        self,
        table: MrioTable,
        system: LeontiefSystem,
        f: FloatArray,
        demand: FloatArray,
        others: FloatArray,
    ) -> None:
        self._table, self._system, self._f = table, system, f
        self._demand, self._others = demand, others
        self.count = demand.shape[1] + others.shape[1]
        self.held = demand.size <= MOST_HELD
        system.expect(self.count)
        self.embodied = system.multipliers(f)

    def emitted_for(self, place: slice) -> _Emitted:
        """Return what is emitted for some of the sinks."""
        m = self._demand.shape[1]
        of_others = self._others[:, max(place.start - m, 0) : max(place.stop - m, 0)]
        sinks = np.hstack([self._demand[:, place], of_others])
        emitted = self._system.solve(sinks)
        emitted *= self._f[:, None]
        to_regions = emitted[:, : max(m - place.start, 0)]
        return _Emitted(
            by_region=self._table.by_region(emitted),
            to_regions=to_regions.sum(axis=1),
            to_others=emitted[:, to_regions.shape[1] :].copy(),
            held=to_regions if self.held else None,
            sums=emitted.sum(axis=0),
            embodied=self.embodied @ sinks,
            total=float(np.abs(emitted).sum()),
            largest=float(np.abs(sinks).sum(axis=0).max()),
        )


def direct_intensity(table: MrioTable, row: int = 0) -> FloatArray:
    """Return f = F x̂⁻¹ (N,): Mt CO2 per unit of money; zero where a sector has no output.

    Parameters
    ----------
    table : MrioTable
        The table.
    row : int
        Row of F.

    Raises
    ------
    TableError
        A sector emits without output: its emissions would be lost.
    """
    emissions = table.F[row]
    if not np.isfinite(emissions).all():
        first = int(np.flatnonzero(~np.isfinite(emissions))[0])
        raise TableError(
            message(
                "Table '{table}': the emission of {where} is not a number. Fill it in the "
                "inventory; zero must be written as 0.",
                table=table.provenance.name,
                where=table.index.where(first),
            )
        )
    lost = np.flatnonzero((table.x <= 0) & (emissions != 0))
    if lost.size:
        first = int(lost[0])
        more = likewise(lost.size - 1)
        one = table.pressures[row]
        what = message("emissions") if one.is_co2 else one
        raise TableError(
            message(
                "Table '{table}': {where} has {what} of {emissions} {unit} but no output{more}, so "
                "its {what} can follow no product. Move them to a sector with output, or fix it.",
                table=table.provenance.name,
                where=table.index.where(first),
                emissions=f"{emissions[first]:,.6g}",
                unit=one.unit,
                more=more,
                what=what,
            )
        )
    output = np.where(table.x > 0, table.x, 1.0)
    return np.asarray(emissions / output)


def stressor_row(table: MrioTable, stressor: str | None) -> int:
    """Return the row of F of a named emission; the only one where no name is given.

    Raises
    ------
    OptionError, LabelError
        No name where there are several, or a name that the table does not have.
    """
    if stressor is None and len(table.stressors) == 1:
        return 0
    if stressor not in table.stressors:
        known = listed(table.stressors)
        if stressor is None:
            raise OptionError(
                message(
                    "The table has several emissions; name one of: {known}.",
                    known=known,
                )
            )
        raise LabelError(
            message(
                "'{stressor}' is not an emission of table '{table}'.{nearest} It has: {known}.",
                stressor=stressor,
                table=table.provenance.name,
                nearest=did_you_mean(stressor, table.stressors),
                known=known,
            )
        )
    return table.stressors.index(stressor)


def spread_by_region(table: MrioTable, values: FloatArray) -> FloatArray:
    """Return R' v̂ (m, N): each region's values (N,) in a row of its own."""
    m, n = table.index.m, table.index.n
    spread = np.zeros((m, m, n))
    spread[np.arange(m), np.arange(m)] = values.reshape(m, n)
    return spread.reshape(m, m * n)


def _conservation_gap(table: MrioTable, parts: Sequence[_Emitted], expected: float | None) -> float:
    """Compare both roads to what each sink embodies, and their sum with the emissions."""
    sums = np.concatenate([part.sums for part in parts])
    embodied = np.concatenate([part.embodied for part in parts])
    total = sum(part.total for part in parts)
    gap = _require_close(
        table,
        message("columns of the flows against embodied demand"),
        np.abs(sums - embodied).max(),
        total,
    )
    if expected is None:
        return gap
    what = message("sum of the accounts against the emissions")
    return max(gap, _require_close(table, what, abs(float(sums.sum()) - expected), total))


def _require_close(table: MrioTable, what: Message, difference: float, total: float) -> float:
    """Return a difference relative to the total; reject one that is not rounding."""
    gap = float(difference / total) if total > 0 else float(difference)
    if not gap <= CONSERVATION_LIMIT:
        raise ConservationError(
            message(
                "Table '{table}': {what} differ by {gap}, above {conservation_limit}. The rows "
                "of the table do not add up to its output: run `tanmai check` on it and fix the "
                "rows that it names.",
                table=table.provenance.name,
                what=what,
                gap=f"{gap:.1e}",
                conservation_limit=f"{CONSERVATION_LIMIT:.0e}",
            )
        )
    return gap


def require_emitters(accounts: CarbonAccounts, why: Message) -> None:
    """Reject accounts that keep to final products.

    Raises
    ------
    OptionError
        They do; ``why`` says what does not go with that.
    """
    if accounts.focus is not None and accounts.focus.reading == "products":
        raise OptionError(
            message(
                "{why}. Focus on emitters instead, or leave the focus out.",
                why=why,
            )
        )
