"""Technology, provincial sourcing and imports: what lies in L and in the demand for products.

A = Q ∘ D ∘ a and y = Q ∘ D ∘ u. What sector j of region s uses of commodity i, from everywhere,
is a per output; the share D of it is domestic, and the share Q of what is domestic comes from
region r. In the trade-share form Q and D belong to the commodity and the region that uses it.
Where a table has its imports in a row alone, D belongs to the user, and Q to commodity and user.

Sources: Chenery (1953); Oosterhaven and Hoen (1998); Miller and Blair (2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.demand_factors import (
    DemandFactors,
    factors_of_demand,
    split_by_sign,
    split_categories,
)
from tanmai.core.flows import written_out
from tanmai.core.focus import focus_masks
from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Origins:
    """Where users draw what they use, over region of origin, commodity, region and user.

    Attributes
    ----------
    sourcing : array (m, n, m, u)
        Q, the share of each region of origin in what is domestic; u is one where all users of
        a region draw alike.
    domestic : array (1, n or 1, m, u)
        D, the share of what is domestic in what is used.
    """

    sourcing: FloatArray
    domestic: FloatArray

    def filled(self, other: Origins) -> Origins:
        """Return these where something is used, and those of the other year where nothing is."""
        return Origins(
            _filled(self.sourcing, other.sourcing), _filled(self.domestic, other.domestic)
        )


@dataclass(frozen=True, eq=False)
class ProductionFactors:
    """The factors of one year.

    Attributes
    ----------
    technology : array (n, m, n)
        a, the use of a commodity, from everywhere, per output of a region's sector.
    inputs, products : Origins
        Where sectors draw their inputs, and final demand its products.
    demand : DemandFactors
        Final demand from everywhere by commodity; its structure is (n, m, c).
    """

    technology: FloatArray
    inputs: Origins
    products: Origins
    demand: DemandFactors


def production_factors(
    first: CarbonAccounts,
    second: CarbonAccounts,
    populations: tuple[FloatArray, FloatArray],
) -> tuple[ProductionFactors, ProductionFactors, tuple[str, ...]]:
    """Return the factors of two years, and what was done to reach them.

    What a region does not use in one year takes the origins of the other, so that its coming
    or going counts as technology or as products in demand.

    Parameters
    ----------
    first, second : CarbonAccounts
        Accounts of the two years, of the same regions, sectors and categories, without
        negative intermediate flows.
    populations : two arrays (m,)
        Population of each region.

    Raises
    ------
    TableError
        A region has no final demand, or less than none, in one of the years; or the flows are
        too large to be written out.
    """
    tables = (first.table, second.table)
    by_commodity = all(table.trade_shares is not None for table in tables)
    taken = _of_trade_shares if by_commodity else _of_flows
    technology, inputs = zip(*map(taken, tables), strict=True)
    shown = _final_use if by_commodity else _domestic_demand
    cells, places = split_by_sign([shown(year) for year in (first, second)])
    products: Sequence[Origins] = inputs
    if not by_commodity:
        opened = [_opened(*year, places) for year in zip(tables, cells, strict=True)]
        cells, products = [use for use, _ in opened], [origins for _, origins in opened]
    demand = factors_of_demand(tables, cells, populations)
    old, new = (
        ProductionFactors(
            technology[year],
            inputs[year].filled(inputs[1 - year]),
            products[year].filled(products[1 - year]),
            demand[year],
        )
        for year in (0, 1)
    )
    how = "imports and sourcing by " + ("commodity" if by_commodity else "user")
    return old, new, (*split_categories(first.table, places), how)


def _of_trade_shares(table: MrioTable) -> tuple[FloatArray, Origins]:
    """Return technology, and the origins by commodity and region of use."""
    form = table.trade_shares
    assert form is not None
    T = form.shares.transpose(1, 0, 2)[..., None]
    domestic = T.sum(axis=0, keepdims=True)
    used = form.use.sum(axis=2) + np.abs(form.final_use).sum(axis=2)
    domestic = np.where(used.T[None, :, :, None] > 0, domestic, np.nan)
    technology = _per_output(form.use.transpose(1, 0, 2), table)
    return technology, Origins(_share(T, T.sum(axis=0, keepdims=True)), domestic)


def _of_flows(table: MrioTable) -> tuple[FloatArray, Origins]:
    """Return technology, and the origins by user; imported inputs are like domestic ones."""
    m, n = table.index.m, table.index.n
    flows = written_out(table.Z).reshape(m, n, m, n)
    use = flows.sum(axis=0)
    inputs, imports = use.sum(axis=0), table.imports.reshape(m, n)
    domestic = _share(inputs, inputs + imports)
    opened = np.divide(use, domestic, out=np.zeros_like(use), where=domestic > 0)
    return _per_output(opened, table), Origins(_share(flows, use[None]), domestic[None, None])


def _opened(
    table: MrioTable, cells: FloatArray, places: Sequence[tuple[int, int]]
) -> tuple[FloatArray, Origins]:
    """Return final demand from everywhere (n, m, c), and its origins by category.

    Imports of a category are like its domestic products; what is drawn from stock has none.
    """
    m, n = table.index.m, table.index.n
    flows = cells.reshape(m, n, m, -1)
    use = flows.sum(axis=0)
    levels = use.sum(axis=0)
    categories = [number for number, _ in places]
    drawn_up = np.array([sign > 0 for _, sign in places])
    imports = table.imports_final.reshape(m, -1)[:, categories] * drawn_up
    domestic = _share(levels, levels + imports)
    opened = np.divide(use, domestic, out=np.zeros_like(use), where=domestic > 0)
    return opened, Origins(_share(flows, use[None]), domestic[None, None])


def _final_use(accounts: CarbonAccounts) -> FloatArray:
    """Return the final use (n, m, k) of commodities from everywhere, of the products in focus."""
    form = accounts.table.trade_shares
    assert form is not None
    _, products = focus_masks(accounts.table, accounts.focus)
    kept = products[: accounts.table.index.n, None, None]
    return np.asarray(form.final_use.transpose(1, 0, 2) * kept)


def _domestic_demand(accounts: CarbonAccounts) -> FloatArray:
    """Return final demand (N, m, k) of domestic products."""
    size, m = accounts.demand.shape
    return np.asarray(accounts.category_demand.reshape(size, m, -1))


def _per_output(use: FloatArray, table: MrioTable) -> FloatArray:
    """Return use (n, m, n) per output; zero where a sector has none."""
    x = table.x.reshape(1, table.index.m, table.index.n)
    return np.divide(use, x, out=np.zeros_like(use), where=x > 0)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Return part / whole, which is not known where the whole is nothing."""
    shape = np.broadcast_shapes(part.shape, whole.shape)
    return np.asarray(np.divide(part, whole, out=np.full(shape, np.nan), where=whole != 0))


def _filled(own: FloatArray, other: FloatArray) -> FloatArray:
    """Return shares of one year, of the other where they are not known, and zero else."""
    shares = np.where(np.isnan(own), other, own)
    return np.asarray(np.where(np.isnan(shares), 0.0, shares))
