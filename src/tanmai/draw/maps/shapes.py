"""The outlines of a map as paths in millimetres on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

from tanmai.draw.boundaries import Boundaries


@dataclass(frozen=True)
class Shapes:
    """Paths in millimetres from the map's lower left corner.

    Attributes
    ----------
    areas, inset_areas : dict of str to Path
        Areas by code, on the main map and in the inset.
    inner_borders : Path
        Borders between the provinces of a group.
    coast, inset_coast : Path
        The outline of the country.
    tenth_dash : Path
        The dash east of Taiwan, the one that belongs on the main map.
    inset_dashes : Path
        All ten.
    """

    areas: dict[str, Path]
    inner_borders: Path
    coast: Path
    tenth_dash: Path
    inset_areas: dict[str, Path]
    inset_coast: Path
    inset_dashes: Path


@lru_cache(maxsize=8)
def shapes_of(boundaries: Boundaries, factor: float = 1.0) -> Shapes:
    """Return the boundaries as paths on paper, at a size with a map of 172 mm as 1."""
    held, codes = boundaries.on_paper(factor), boundaries.area_features.keys
    return Shapes(
        areas={code: area_path(area) for code, area in zip(codes, held.areas, strict=True)},
        inner_borders=line_path(held.inner_borders),
        coast=line_path(held.coast),
        tenth_dash=line_path(held.tenth_dash),
        inset_areas={codes[at]: area_path(area) for at, area in held.inset_areas.items()},
        inset_coast=line_path(held.inset_coast),
        inset_dashes=line_path(held.inset_dashes),
    )


def area_path(area: shapely.Geometry) -> Path:
    """Return a polygon, or several, as one closed path whose holes run against its shells.

    What lies in a hole would be painted over otherwise.
    """
    rings = shapely.get_rings(shapely.get_parts(shapely.orient_polygons(area)))
    points, starts = _points(rings)
    codes = _moves(len(points), starts)
    codes[[*(starts[1:] - 1), -1]] = Path.CLOSEPOLY
    return Path(points, codes)


def line_path(lines: Iterable[shapely.Geometry]) -> Path:
    """Return lines as one path."""
    points, starts = _points(np.array(list(lines), dtype=object))
    return Path(points, _moves(len(points), starts))


def _points(lines: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the points of lines, and where each line starts among them."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    return points, np.flatnonzero(np.diff(line, prepend=-1))


def _moves(count: int, starts: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return the codes of a path that draws lines between its points, but moves to some."""
    codes = np.full(count, Path.LINETO, dtype=Path.code_type)
    codes[starts] = Path.MOVETO
    return codes
