"""Rasmussen linkages: which sectors pull on, and are pushed by, all the others.

Power of dispersion measures backward linkage (a column of L), sensitivity of
dispersion forward linkage (a row). Above one is above average. The
coefficients of variation say how evenly a linkage is spread: a key sector has
high linkages and low variation.

Average propagation lengths say how many steps lie between a sector and its buyers, or sellers.

Sources: Rasmussen (1956); Hirschman (1958); Miller and Blair (2022);
Dietzenbacher, Romero Luna and Bosma (2005).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.core.errors import OptionError
from tanmai.core.labels import RegionSectorIndex
from tanmai.core.messages import message
from tanmai.core.table import MrioTable
from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]

# Names of the four quarters of the plane of power and sensitivity.
KEY, BACKWARD, FORWARD, WEAK = "key", "backward", "forward", "weak"

# Below this no effect was passed on at all: what is left is rounding.
_NOTHING = 1e-15


def output_linkages(table: MrioTable, *, system: LeontiefSystem | None = None) -> pd.DataFrame:
    """Return the linkages of each sector from the Leontief inverse L.

    U_j = N Σ_i l_ij / ΣΣ l (power), V_i = N Σ_j l_ij / ΣΣ l (sensitivity), and
    V_i from the Ghosh inverse G = x̂⁻¹ L x̂ (supply-driven sensitivity).

    Parameters
    ----------
    table : MrioTable
        The table.
    system : LeontiefSystem, optional
        The table's system, where it has been made already.

    Returns
    -------
    DataFrame
        By (region, sector): ``power``, ``sensitivity``, ``sensitivity_ghosh``, ``power_cv``,
        ``sensitivity_cv``, and ``linkage``: ``key`` where power and sensitivity
        are both above one, ``backward``, ``forward`` or ``weak``. Dimensionless.

    Raises
    ------
    OptionError
        The table has a single sector, which has nothing to be compared with.

    Notes
    -----
    Source: Rasmussen (1956); Ghosh side: Jones (1976).
    """
    system = system or LeontiefSystem(table)
    linkages = _linkages(system, np.ones(len(table.index)), table.index)
    output = np.where(table.x > 0, table.x, 1.0)
    # A sector without output has L_ii = G_ii = 1 and nothing beside it.
    pushed = system.solve(output) / output
    linkages.insert(2, "sensitivity_ghosh", pushed * pushed.size / pushed.sum())
    return linkages


def emission_linkages(accounts: CarbonAccounts) -> pd.DataFrame:
    """Return the linkages of each sector from f̂ L: its pull on, and push by, emissions.

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.

    Returns
    -------
    DataFrame
        By (region, sector): ``power``, ``sensitivity``, ``power_cv``,
        ``sensitivity_cv`` and ``linkage`` as in `output_linkages`. Dimensionless.

    Raises
    ------
    OptionError
        The table has a single sector, or nothing emits.

    Notes
    -----
    Weights of products are equal, as in Rasmussen's measure: a sector is high
    by what a unit of its product embodies, not by its size. A sector whose
    column or row of f̂ L is zero throughout has a coefficient of variation of
    zero: its linkage is even. Source: Lenzen (2003).
    """
    return _linkages(accounts.system, accounts.direct_intensity, accounts.table.index)


def _linkages(
    system: LeontiefSystem, weights: FloatArray, index: RegionSectorIndex
) -> pd.DataFrame:
    """Return the linkages of ŵ L, a few columns of L at a time."""
    size = weights.size
    by_row, by_column = weights * system.solve(np.ones(size)), system.multipliers(weights)
    total = float(by_row.sum())
    if size < 2:
        raise OptionError(message("A table of a single sector has no linkages to compare."))
    if not total > 0:
        raise OptionError(message("Nothing emits in these accounts, so they have no linkages."))
    power, sensitivity = by_column * size / total, by_row * size / total
    spread_of_rows, spread_of_columns = np.zeros(size), np.zeros(size)
    for place, columns in system.inverse_by_columns():
        effects = weights[:, None] * columns
        spread_of_rows += ((effects - by_row[:, None] / size) ** 2).sum(axis=1)
        spread_of_columns[place] = ((effects - by_column[place] / size) ** 2).sum(axis=0)
    quarters = np.array([[WEAK, FORWARD], [BACKWARD, KEY]])
    return pd.DataFrame(
        {
            "power": power,
            "sensitivity": sensitivity,
            "power_cv": _variation(by_column, spread_of_columns),
            "sensitivity_cv": _variation(by_row, spread_of_rows),
            "linkage": quarters[(power > 1.0).astype(int), (sensitivity > 1.0).astype(int)],
        },
        index=index.to_pandas(),
    )


def _variation(sums: FloatArray, spread: FloatArray) -> FloatArray:
    """Return coefficients of variation (N − 1 in the denominator); 0 where all is zero.

    Parameters
    ----------
    sums : array (N,)
        Sums of N effects each.
    spread : array (N,)
        Sums of their squared distances from the mean.
    """
    deviation, mean = np.sqrt(spread / (sums.size - 1)), sums / sums.size
    return np.asarray(np.divide(deviation, mean, out=np.zeros_like(mean), where=mean > 0))


def average_propagation_lengths(system: LeontiefSystem) -> pd.DataFrame:
    """Return the average number of steps from each sector to its buyers, and from its sellers.

    With T = L − I and H = Σ_k k A^k = L T, the average over all pairs (i, j) weighted by their
    effect: forward Σ_j H_ij / Σ_j T_ij, backward Σ_i H_ij / Σ_i T_ij.

    Parameters
    ----------
    system : LeontiefSystem
        The system of the table.

    Returns
    -------
    DataFrame
        By position: ``steps_forward``, ``steps_backward``; one at least, and 0 where no chain
        leads from, or to, a sector.

    Notes
    -----
    Four solutions, so that L is never written out. Source: Dietzenbacher, Romero Luna and
    Bosma (2005).
    """
    A, ones = system.A, np.ones(system.A.size)
    sides = {
        "steps_forward": (system.solve, A.times),
        "steps_backward": (system.solve_transposed, A.times_transposed),
    }
    steps = {}
    for name, (solve, times) in sides.items():
        reached = solve(times(ones))
        passed = np.where(reached > _NOTHING, reached, 0.0)
        steps[name] = np.divide(solve(passed), passed, out=np.zeros_like(passed), where=passed > 0)
    return pd.DataFrame(steps)
