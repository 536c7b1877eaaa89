"""Effects of factors as means over the orders in which they change.

Sources: Dietzenbacher and Los (1998); Sun (1998).
"""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Flows = Callable[[int], FloatArray]
"""C (m, m) with the factors of the set bits taken from the second year."""


def ordered_effects(flows: Flows, count: int, method: str) -> FloatArray:
    """Return the effects (count, m, m) of the mean over two polar, or over all, orders.

    Parameters
    ----------
    flows : callable
        C with the factors of the set bits of a number taken from the second year; bit 0 is
        the first factor.
    count : int
        Number of factors.
    method : str
        ``"polar average"`` or ``"all orders"``.
    """
    everything = 2**count - 1
    effects = []
    for factor in range(count):
        own, before_it = 1 << factor, (1 << factor) - 1
        if method == "polar average":
            # Set bits are factors of the second year: those before this one, or those after it.
            weights = {before_it: 0.5, everything ^ before_it ^ own: 0.5}
        else:
            weights = {
                state: _share_of_orders(state.bit_count(), count)
                for state in range(everything + 1)
                if not state & own
            }
        effects.append(
            sum(weight * (flows(state | own) - flows(state)) for state, weight in weights.items())
        )
    return np.array(effects)


def _share_of_orders(changed: int, count: int) -> float:
    """Return the share of all orders in which exactly a given set changes before a factor."""
    return factorial(changed) * factorial(count - changed - 1) / factorial(count)
