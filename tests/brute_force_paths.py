"""Every path of a small table, one by one: slow, and free of what the package does to be fast."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tanmai.core.table import MrioTable

FloatArray = NDArray[np.float64]


def all_paths(table: MrioTable, demand: FloatArray, cut_off: float) -> dict[tuple[int, ...], float]:
    """Return every path from final demand upstream that carries at least the cut-off.

    A step multiplies the weight by a coefficient below one, so that nothing upstream of
    a weight w carries more than max f · w; no multiplier is used.
    """
    reciprocal = np.divide(1.0, table.x, out=np.zeros_like(table.x), where=table.x > 0)
    A, f = np.asarray(table.Z) * reciprocal, table.F[0] * reciprocal
    found: dict[tuple[int, ...], float] = {}
    open_paths = [((sector,), weight) for sector, weight in enumerate(demand)]
    while open_paths:
        path, weight = open_paths.pop()
        carbon = f[path[-1]] * weight
        if abs(carbon) >= cut_off:
            found[path] = carbon
        open_paths += [
            ((*path, supplier), weight * A[supplier, path[-1]])
            for supplier in range(len(f))
            if abs(weight) * A[supplier, path[-1]] * f.max() >= cut_off
        ]
    return found
