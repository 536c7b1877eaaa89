"""Boundaries as paths in millimetres on paper, simplified to what print can show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray

from tanmai.draw.boundaries import Boundaries, project
from tanmai.draw.design import MARGIN, WIDTH

# Main map and inset, in metres of the projection (west, south, east, north). The main map
# reaches beyond Hainan; the inset holds all ten dashes whole.
MAIN = (-2.70e6, 1.38e6, 2.30e6, 6.00e6)
INSET = (0.28e6, 0.30e6, 1.86e6, 2.79e6)
MM = (WIDTH - 2 * MARGIN) / (MAIN[2] - MAIN[0])
"""Millimetres on paper for one metre of the main map."""
INSET_SCALE = 0.40
MAP_HEIGHT = (MAIN[3] - MAIN[1]) * MM
MAP_WIDTH = (MAIN[2] - MAIN[0]) * MM

_PRINT_TOLERANCE = 2000.0  # metres: 0.07 mm on paper, less than a dot at 300 dpi
_INSET_TOLERANCE = 5000.0
_TENTH = 10  # the number of the dash east of Taiwan

Box = tuple[float, float, float, float]


def to_mm(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn metres of the projection into millimetres from the map's lower left corner."""
    return (points - (MAIN[0], MAIN[1])) * MM


@lru_cache(maxsize=256)
def place(lon: float, lat: float) -> tuple[float, float]:
    """Return a place on earth in millimetres from the map's lower left corner."""
    x, y = to_mm(project(np.array([lon]), np.array([lat])))[0]
    return float(x), float(y)


def inset_box() -> Box:
    """Return the inset's left, bottom, right, top in millimetres, in the lower right corner."""
    scale = MM * INSET_SCALE
    width, height = (INSET[2] - INSET[0]) * scale, (INSET[3] - INSET[1]) * scale
    return MAP_WIDTH - width, 0.0, MAP_WIDTH, height


def _to_inset_mm(points: NDArray[np.float64]) -> NDArray[np.float64]:
    left, bottom, _, _ = inset_box()
    return (points - (INSET[0], INSET[1])) * MM * INSET_SCALE + (left, bottom)


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
def shapes_of(boundaries: Boundaries, scale: float = 1.0) -> Shapes:
    """Return the boundaries as paths on paper; every island stays.

    ``scale`` is the size on paper, with a map of 172 mm as 1: a smaller one shows less.
    """
    detail, inset_detail = _PRINT_TOLERANCE / scale, _INSET_TOLERANCE / scale
    codes, exact = boundaries.area_features.keys, boundaries.area_features.shapes
    main = shapely.clip_by_rect(shapely.coverage_simplify(exact, detail), *MAIN)
    main = shapely.transform(main, to_mm)
    inset = shapely.clip_by_rect(shapely.coverage_simplify(exact, inset_detail), *INSET)
    inset = shapely.transform(inset, _to_inset_mm)
    inset_codes = [(code, area) for code, area in zip(codes, inset, strict=True) if area]
    frame = shapely.box(*inset_box()).exterior
    outline = shapely.union_all(inset).boundary or shapely.MultiLineString()  # None for no area
    inset_coast = outline.difference(frame.buffer(1e-6))
    inner = shapely.simplify(boundaries.inner_lines, detail)
    dashes = boundaries.dash_features
    tenth = [line for key, line in zip(dashes.keys, dashes.shapes, strict=True) if key == _TENTH]
    return Shapes(
        areas={code: area_path(area) for code, area in zip(codes, main, strict=True)},
        inner_borders=line_path(shapely.transform(inner, to_mm)),
        coast=line_path(_lines(shapely.union_all(main).boundary)),
        tenth_dash=line_path(shapely.transform(tenth, to_mm)),
        inset_areas={code: area_path(area) for code, area in inset_codes},
        inset_coast=line_path(_lines(inset_coast)),
        inset_dashes=line_path(shapely.transform(dashes.shapes, _to_inset_mm)),
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


def _lines(geometry: shapely.Geometry) -> list[shapely.Geometry]:
    return list(shapely.get_parts(shapely.line_merge(geometry)))
