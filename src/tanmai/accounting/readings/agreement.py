"""How far rankings agree: Kendall's coefficient of concordance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]


def kendalls_w(values: FloatArray) -> float:
    """Return Kendall's W of k rankings of n things, corrected for ties.

    ``W = 12 S / (k² (n³ − n) − k T)`` with S the squared deviations of the sums of ranks and
    T the sum of t³ − t over the ties of every ranking: 1 where all agree, near 0 where none do.

    Parameters
    ----------
    values : array (k, n)
        What each ranking ranks the things by.

    Raises
    ------
    OptionError
        There are fewer than two rankings or two things, or every ranking ties all.

    References
    ----------
    Kendall and Babington Smith (1939).
    """
    k, n = values.shape
    if k < 2 or n < 2:
        raise OptionError(
            message("Rankings agree or not where there are two or more, of two things.")
        )
    ranks = pd.DataFrame(values).rank(axis=1).to_numpy()
    sums = ranks.sum(axis=0)
    spread = float(((sums - sums.mean()) ** 2).sum())
    counts = [np.unique(row, return_counts=True)[1].astype(float) for row in ranks]
    ties = sum(float((count**3 - count).sum()) for count in counts)
    most = k**2 * (n**3 - n) - k * ties
    if most <= 0:
        raise OptionError(
            message("Every ranking ties all that it ranks; there is no order to agree on.")
        )
    return float(12.0 * spread / most)
