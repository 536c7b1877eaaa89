"""The projection of every map: Albers equal-area conic, 25°N and 47°N, 105°E, GRS80."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

ALBERS = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +ellps=GRS80 +units=m +no_defs"
"""The projection, as PROJ writes it: the origin lies on the equator."""

CGCS2000 = "EPSG:4490"

_AXIS = 6_378_137.0
_FLATTENING = 1 / 298.257222101
_E2 = _FLATTENING * (2 - _FLATTENING)
_E = math.sqrt(_E2)


def _authalic(sine: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area from the equator to latitudes, of which the sines are given (3-12)."""
    whole: NDArray[np.float64] = sine / (1 - _E2 * sine**2) + np.arctanh(_E * sine) / _E
    return (1 - _E2) * whole


_PARALLELS = np.sin(np.radians([25.0, 47.0]))
_CIRCLES = (1 - _PARALLELS**2) / (1 - _E2 * _PARALLELS**2)
_CONE = float(-np.diff(_CIRCLES)[0] / np.diff(_authalic(_PARALLELS))[0])
_AREA = float(_CIRCLES[0] + _CONE * _authalic(_PARALLELS)[0])


def project(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return degrees (CGCS2000) as metres of :data:`ALBERS`, shape (n, 2).

    PROJ gives the same to 10⁻⁸ m, and takes longer to load than all points of a map to project.
    Source: Snyder, J. P. (1987), Map Projections: A Working Manual, U.S. Geological Survey
    Professional Paper 1395, equations 14-1 to 14-6.
    """
    radius = _AXIS * np.sqrt(_AREA - _CONE * _authalic(np.sin(np.radians(lat)))) / _CONE
    angle = _CONE * np.radians(lon - 105.0)
    equator = _AXIS * math.sqrt(_AREA) / _CONE
    return np.column_stack([radius * np.sin(angle), equator - radius * np.cos(angle)])


def to_degrees(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres of :data:`ALBERS`, shape (n, 2), as degrees (CGCS2000)."""
    from pyproj import Transformer

    back = Transformer.from_crs(ALBERS, CGCS2000, always_xy=True)
    return np.column_stack(back.transform(*points.T))
