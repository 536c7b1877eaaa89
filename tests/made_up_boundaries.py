"""Boundary files for the tests: Tianditu's provinces, coarse, written and damaged in many ways."""

from __future__ import annotations

from functools import lru_cache

import geopandas as gpd
import shapely

from tanmai.core.labels import all_provinces
from tanmai.draw.boundaries import ALBERS, CGCS2000, tianditu


@lru_cache(maxsize=1)
def _coarse() -> gpd.GeoDataFrame:
    areas = tianditu().provinces
    coarse = gpd.GeoSeries(shapely.coverage_simplify(areas.to_numpy(), 3000.0), crs=ALBERS)
    named = {"adcode": list(areas.index), "name": [p.name_zh for p in all_provinces()]}
    return gpd.GeoDataFrame(named, geometry=coarse.to_crs(CGCS2000).to_numpy(), crs=CGCS2000)


def china() -> gpd.GeoDataFrame:
    """Return the 34 provinces with ``adcode`` and ``name``, coarse but whole, in degrees."""
    return _coarse().copy()


def dashes() -> gpd.GeoSeries:
    """Return the ten dashes in degrees, by number."""
    return tianditu().dashes.to_crs(CGCS2000)


def with_dashes() -> gpd.GeoDataFrame:
    """Return the provinces with the ten dashes as a last row without a code."""
    frame = china()
    lines = shapely.MultiLineString(list(dashes()))
    frame.loc[len(frame)] = {"adcode": "", "name": "境界线", "geometry": lines}
    return frame
