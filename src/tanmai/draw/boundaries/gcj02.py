"""GCJ-02, the shifted coordinates of Chinese web maps, turned back into CGCS2000.

The shift is known from its public reconstruction (eviltransform, 2013): a sum of sines on
the ellipsoid of Krasovsky 1940. It has no inverse in closed form; it changes so little
from place to place that a fixed point is reached in a few steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_SEMI_MAJOR, _ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323
_WEST, _SOUTH, _EAST, _NORTH = 72.004, 0.8293, 137.8347, 55.8271
_CLOSE = 1e-10  # degrees, a hundredth of a millimetre
_MOST_STEPS = 20


def to_gcj02(points: FloatArray) -> FloatArray:
    """Shift degrees of CGCS2000, shape (n, 2), as GCJ-02 does; outside of China it does not."""
    lon, lat = points[:, 0], points[:, 1]
    within = (lon > _WEST) & (lon < _EAST) & (lat > _SOUTH) & (lat < _NORTH)
    return np.where(within[:, None], points + _shift(lon, lat), points)


def from_gcj02(points: FloatArray) -> FloatArray:
    """Return degrees of CGCS2000, shape (n, 2), from degrees of GCJ-02, to 1e-10 degrees."""
    found = points
    for _ in range(_MOST_STEPS):
        error = to_gcj02(found) - points
        found = found - error
        if np.abs(error).max(initial=0.0) < _CLOSE:
            break
    return found


def _shift(lon: FloatArray, lat: FloatArray) -> FloatArray:
    x, y = lon - 105.0, lat - 35.0
    common = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += (common + _waves(y, 20, 40) + 160 * np.sin(np.pi * y / 12)) * 2 / 3
    north += 320 * np.sin(np.pi * y / 30) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += (common + _waves(x, 20, 40) + 150 * np.sin(np.pi * x / 12)) * 2 / 3
    east += 300 * np.sin(np.pi * x / 30) * 2 / 3
    phi = np.radians(lat)
    curvature = 1 - _ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    along = _SEMI_MAJOR * (1 - _ECCENTRICITY_SQUARED) / curvature**1.5
    across = _SEMI_MAJOR / np.sqrt(curvature) * np.cos(phi)
    return np.degrees(np.column_stack([east / across, north / along]))


def _waves(t: FloatArray, one: float, third: float) -> FloatArray:
    return one * np.sin(np.pi * t) + third * np.sin(np.pi * t / 3)
