"""Numbers of a model in many draws at once: the value itself, or one from its range each time."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import too_few
from tanmai.core.messages import message
from tanmai.metals.parameters import Parameters
from tanmai.metals.quantity_units import conversion

FloatArray = NDArray[np.float64]
SEED = 2030


@dataclass(frozen=True)
class Draws:
    """The quantities of a scenario, drawn from triangles over their ranges.

    The mode is the value. A number has the same place in its range in every scenario, draw by
    draw (common random numbers), so that scenarios differ by what their files say alone.

    Parameters
    ----------
    parameters : Parameters
        The scenario.
    size : int
        How many draws; 0 takes the values themselves, as one draw.
    seed : int
        The same seed gives the same draws.

    Raises
    ------
    OptionError
        The number of draws is negative.
    """

    parameters: Parameters
    size: int = 0
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.size < 0:
            raise too_few(message("draws"), self.size, least=0)

    @property
    def shape(self) -> tuple[int]:
        """One for the values themselves, or the number of draws."""
        return (max(self.size, 1),)

    def of(self, key: str, unit: str) -> FloatArray:
        """Return a quantity in a unit, one number a draw."""
        quantity = self.parameters.quantity(key)
        low, high = quantity.bounds
        return self.between(key, low, quantity.value, high) * conversion(quantity.unit, unit)

    def between(self, name: str, low: float, value: float, high: float) -> FloatArray:
        """Return draws of a number that is no quantity of the scenario, by a name of its own."""
        if self.size == 0 or low == high:
            return np.full(self.shape, value)
        uniform = np.random.default_rng([self.seed, crc32(name.encode())]).random(self.size)
        share = (value - low) / (high - low)
        rising = low + np.sqrt(uniform * (high - low) * (value - low))
        falling = high - np.sqrt((1.0 - uniform) * (high - low) * (high - value))
        return np.asarray(np.where(uniform < share, rising, falling))
