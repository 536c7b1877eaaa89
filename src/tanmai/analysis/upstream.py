"""What lies upstream of a group of sectors, in three readings that are never mixed.

Each asks another question and gives another ranking:

- `ultimate_emitters`: who emits, however far upstream, for final demand of the group;
- `first_tier`: what the direct suppliers themselves emit for what they sell to the group, or
  what is embodied in it.

A group is given as a mask of the N sectors, for instance
`tanmai.core.focus.sector_mask`.

Source: Miller and Blair (2022).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.analysis.final_demand import total_final_demand
from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]


def ultimate_emitters(accounts: CarbonAccounts, group: FloatArray) -> FloatArray:
    """Return f_i Σ_k L_ik y_k over the group k: emissions of i for the group's final demand (N,).

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    group : array (N,)
        1 for the sectors of the group, 0 elsewhere.

    Returns
    -------
    array (N,)
        Unit of the emissions; sums to Σ_k ε_k y_k.

    Raises
    ------
    OptionError
        The group is not a mask of the table's sectors.
    """
    mask = _mask(accounts, group)
    output = accounts.system.solve(total_final_demand(accounts) * mask)
    return np.asarray(accounts.direct_intensity * output)


def first_tier(accounts: CarbonAccounts, group: FloatArray, *, embodied: bool) -> FloatArray:
    """Return f_i or ε_i times Σ_k z_ik over the group k: carbon behind what i sells to it (N,).

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.
    group : array (N,)
        1 for the sectors of the group, 0 elsewhere.
    embodied : bool
        Whether to take what is embodied in the sales (ε), else what the suppliers themselves
        emit for them (f).

    Returns
    -------
    array (N,)
        Unit of the emissions. Sales inside the group count too. What is embodied sums, with the
        group's direct emissions, to Σ_k ε_k x_k.

    Raises
    ------
    OptionError
        The group is not a mask of the table's sectors.
    """
    intensity = accounts.embodied_intensity if embodied else accounts.direct_intensity
    return np.asarray(intensity * (accounts.table.Z @ _mask(accounts, group)))


def embodied_inputs_by_region(accounts: CarbonAccounts) -> FloatArray:
    """Return Σ_i ε_i a_ij over the sectors i of each region, behind a unit of output of j (N, m).

    Parameters
    ----------
    accounts : CarbonAccounts
        Accounts of the table.

    Returns
    -------
    array (N, m)
        Unit of the emissions per unit of money; with f_j, row j sums to ε_j.
    """
    m, n = accounts.table.index.m, accounts.table.index.n
    by_region = np.zeros((m, n, m))
    by_region[np.arange(m), :, np.arange(m)] = accounts.embodied_intensity.reshape(m, n)
    return accounts.system.A.times_transposed(by_region.reshape(m * n, m))


def _mask(accounts: CarbonAccounts, group: FloatArray) -> FloatArray:
    size = len(accounts.table.index)
    mask = np.asarray(group, dtype=np.float64)
    if mask.shape != (size,) or not np.isin(mask, (0.0, 1.0)).all() or not mask.any():
        raise OptionError(
            message(
                "A group of sectors is an array of {size} ones and zeros with a one at least; "
                "make it with `tanmai.core.focus.sector_mask`.",
                size=size,
            )
        )
    return mask
