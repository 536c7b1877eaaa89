"""Where the shapes of a layer lie: coordinate systems, swapped axes, places outside China."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import ProjError

from tanmai.core.errors import BoundaryError
from tanmai.core.messages import message
from tanmai.draw.boundaries.gcj02 import from_gcj02
from tanmai.draw.boundaries.layers import Layer
from tanmai.draw.boundaries.projection import CGCS2000

GCJ02 = "gcj02"
"""The name of the shifted coordinates of Chinese web maps, which have no EPSG code."""

_WINDOW = (70.0, 0.0, 140.0, 57.0)  # degrees west, south, east, north that hold all of China


def crs_name(layer: Layer, crs: str | None) -> str:
    """Return the coordinate system that a layer is read in, for people."""
    if crs is not None:
        return "GCJ-02" if _is_gcj02(crs) else crs
    own = layer.frame.crs
    return own.to_string() if own is not None else ""


def in_degrees(layer: Layer, crs: str | None) -> gpd.GeoSeries:
    """Return the shapes of a layer in degrees of CGCS2000, parts of shapes one by one.

    Parameters
    ----------
    layer : Layer
        The layer.
    crs : str, optional
        Its coordinate system, above the one it says itself: anything that PROJ knows
        (``"EPSG:4490"``), or ``"gcj02"``.

    Returns
    -------
    GeoSeries
        Points, lines and polygons, indexed by the position of their row.

    Raises
    ------
    BoundaryError
        The coordinate system is missing or unknown, or latitude stands before longitude.
    """
    shapes = layer.frame.geometry.reset_index(drop=True)
    if crs is not None and _is_gcj02(crs):
        shapes = shapes.set_crs(CGCS2000, allow_override=True)
        shapes = gpd.GeoSeries(
            shapely.transform(shapes.to_numpy(), from_gcj02), index=shapes.index, crs=CGCS2000
        )
    elif crs is not None:
        shapes = _said_to_be(shapes, crs)
    elif shapes.crs is None:
        raise BoundaryError(
            message(
                "'{layer}' does not state its coordinate system. Put its .prj file beside it, or "
                "give the system with --boundaries-crs (CGCS2000 is EPSG:4490, WGS 84 is "
                "EPSG:4326).",
                layer=layer.name,
            )
        )
    if shapes.crs.is_geographic:
        _check_axis_order(shapes, layer.name)
    degrees = shapes.to_crs(CGCS2000)
    parts = degrees[~degrees.isna()].explode()
    return gpd.GeoSeries(shapely.force_2d(parts.to_numpy()), index=parts.index, crs=CGCS2000)


_SIDES = ("west", "south", "east", "north")


def within_china(shapes: gpd.GeoSeries, name: str) -> NDArray[np.bool_]:
    """Return which shapes, in degrees, lie in the window that holds China.

    Raises
    ------
    BoundaryError
        None does.
    """
    west, south, east, north = shapely.bounds(shapes.to_numpy()).T
    inside = (west >= _WINDOW[0]) & (south >= _WINDOW[1])
    inside &= (east <= _WINDOW[2]) & (north <= _WINDOW[3])
    if not inside.any():
        raise BoundaryError(
            message(
                "'{name}' has no area in China: in the coordinate system that it was read in, it "
                "reaches from {west}°E {south}°N to {east}°E {north}°N. Give its true coordinate "
                "system, or fix the coordinates.",
                name=name,
                **{
                    side: f"{degrees:.6g}"
                    for side, degrees in zip(_SIDES, shapes.total_bounds, strict=True)
                },
            )
        )
    return np.asarray(inside)


def _is_gcj02(crs: str) -> bool:
    return crs.casefold().replace("-", "") == GCJ02


def _said_to_be(shapes: gpd.GeoSeries, crs: str) -> gpd.GeoSeries:
    try:
        return shapes.set_crs(crs, allow_override=True)
    except ProjError as error:
        raise BoundaryError(
            message(
                "--boundaries-crs {crs} is not a coordinate system that PROJ knows. Give one "
                "such as EPSG:4490 (CGCS2000) or EPSG:4326 (WGS 84), or gcj02.",
                crs=crs,
            )
        ) from error


def _check_axis_order(shapes: gpd.GeoSeries, name: str) -> None:
    west, south, east, north = shapes.total_bounds
    if north > _WINDOW[3] and south > _WINDOW[0] and east < _WINDOW[3]:
        raise BoundaryError(
            message(
                "'{name}' has latitude before longitude: its first coordinate runs from {west} "
                "to {east}, its second from {south} to {north}. Save it with longitude first.",
                name=name,
                west=f"{west:.1f}",
                east=f"{east:.1f}",
                south=f"{south:.1f}",
                north=f"{north:.1f}",
            )
        )
