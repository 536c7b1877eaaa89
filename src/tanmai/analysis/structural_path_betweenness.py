"""Structural path betweenness: the carbon that passes through a sector or a transaction.

Consumption and production look at the two ends of supply chains; betweenness
looks at what passes on the way, and finds the transmitters of carbon.

Sources: Liang, Qu and Xu (2016); Hanaka, Kagawa, Ono and Kanemoto (2017).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.final_demand import total_final_demand
from tanmai.analysis.upstream import embodied_inputs_by_region
from tanmai.analysis.weighted_flows import WeightedFlows, per_unit_of_output
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.units import header

FloatArray = NDArray[np.float64]


def sector_betweenness(accounts: CarbonAccounts, demand: FloatArray | None = None) -> FloatArray:
    """Return the carbon of all paths through each sector, neither first nor last: (N,).

    b_i = (f'T)_i (T y)_i with T = L A = L − I: upstream emissions that reach i
    times what i sells on. A path counts once for each time that it passes.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    demand : array (N,), optional
        Final demand; that of all sinks where it is not given; money.

    Returns
    -------
    array (N,)
        Unit of the emissions.

    Notes
    -----
    f'T = ε A and T y = A L y: no inverse is formed, and nothing is lost by taking
    L − I of nearly equal numbers. Source: Liang, Qu and Xu (2016).
    """
    A = accounts.system.A
    upstream = A.times_transposed(accounts.embodied_intensity)
    return upstream * A.times(_output(accounts, demand))


def transaction_betweenness(
    accounts: CarbonAccounts, demand: FloatArray | None = None
) -> FloatArray:
    """Return the carbon of all paths over each transaction: (N, N).

    b_ij = (f'L)_i a_ij (L y)_j, from the seller i to the buyer j. It ties to that of sectors
    by b_i = Σ_j b_ji − (f'T)_i y_i.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    demand : array (N,), optional
        Final demand; that of all sinks where it is not given; money.

    Returns
    -------
    array (N, N)
        Unit of the emissions. Over all demand of a balanced table it is ε̂ Z.

    Raises
    ------
    TableError
        The table is too large for an array (N, N); `betweenness_between_regions` and
        `largest_transactions` need none.

    Notes
    -----
    Source: Hanaka et al. (2017).
    """
    output = _output(accounts, demand)
    return np.asarray(
        accounts.embodied_intensity[:, None] * accounts.system.coefficients() * output
    )


def betweenness_between_regions(
    accounts: CarbonAccounts, demand: FloatArray | None = None
) -> FlowMatrix:
    """Return the betweenness of transactions summed by region of seller and of buyer (m, m).

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    demand : array (N,), optional
        Final demand; that of all sinks where it is not given; money.
    """
    table = accounts.table
    bought = _output(accounts, demand)[:, None] * embodied_inputs_by_region(accounts)
    return FlowMatrix(table.regions, table.by_region(bought).T.copy(), table.emission_unit)


def largest_transactions(
    accounts: CarbonAccounts, demand: FloatArray | None = None, *, top: int = 20
) -> pd.DataFrame:
    """Return the transactions that most carbon passes over, largest first.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    demand : array (N,), optional
        Final demand; that of all sinks where it is not given; money.
    top : int
        Number of transactions; those without carbon are left out.

    Returns
    -------
    DataFrame
        ``rank``, ``from_adcode``, ``from_sector``, ``to_adcode``, ``to_sector``
        and the carbon under its unit (``MtCO2``).
    """
    table = accounts.table
    turnover = per_unit_of_output(table, _output(accounts, demand))
    found = WeightedFlows(table, accounts.embodied_intensity, turnover).largest(top)
    columns: dict[str, object] = {"rank": np.arange(1, found.weights.size + 1)}
    for end, rows in (("from", found.sellers), ("to", found.buyers)):
        regions, sectors = np.divmod(rows, table.index.n)
        columns[f"{end}_adcode"] = [table.index.region_codes[region] for region in regions]
        columns[f"{end}_sector"] = [table.index.sector_codes[sector] for sector in sectors]
    columns[header(table.emission_unit)] = found.weights
    return pd.DataFrame(columns)


def _output(accounts: CarbonAccounts, demand: FloatArray | None) -> FloatArray:
    return accounts.system.solve(total_final_demand(accounts) if demand is None else demand)
