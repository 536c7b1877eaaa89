"""Average propagation lengths: how many steps lie between two sectors.

Source: Dietzenbacher, Romero Luna and Bosma (2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.solve import LeontiefSystem

FloatArray = NDArray[np.float64]

# Below this no effect was passed on at all: what is left is rounding.
_NOTHING = 1e-15


def average_propagation_lengths(system: LeontiefSystem) -> FloatArray:
    """Return the average number of steps from each seller to each buyer (N, N).

    APL_ij = Σ_k k (A^k)_ij / Σ_k (A^k)_ij over k ≥ 1, that is H_ij / L_ij for i ≠ j and
    H_jj / (L_jj − 1) on the diagonal, with H = L (L − I).

    Parameters
    ----------
    system : LeontiefSystem
        The system of the table; L is written out.

    Returns
    -------
    array (N, N)
        Steps; at least one, and 0 where no chain leads from i to j. The output
        coefficients B give the same matrix.

    Notes
    -----
    L − I is solved for as L A, so that the diagonal loses no digits. Source:
    Dietzenbacher, Romero Luna and Bosma (2005).
    """
    passed_on = system.solve(system.coefficients())
    steps = passed_on + passed_on @ passed_on
    reached = passed_on > _NOTHING
    return np.divide(steps, passed_on, out=np.zeros_like(steps), where=reached)
