"""Where a map of China lies on paper, and its outlines, as coarse as print can show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.draw.boundaries.projection import project
from tanmai.draw.design import COLUMN, LABEL_SIZE, MARGIN, SMALLEST_SIZE, WIDTH

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
class Scale:
    """The size of a map, with one of 172 mm, whose millimetres all places are in, as 1."""

    factor: float = 1.0

    @property
    def name_size(self) -> float:
        """Size of the names in points on paper."""
        return LABEL_SIZE if self.factor == 1 else SMALLEST_SIZE

    @property
    def relative_name_size(self) -> float:
        """Size of the names on a map of 172 mm that had the same look."""
        return self.name_size / self.factor

    @property
    def stroke(self) -> float:
        """By what the strength of lines is multiplied."""
        return float(self.factor**0.5)

    @classmethod
    def in_columns(cls, columns: str) -> Scale:
        """Return the size of a map that fills ``"one"`` or ``"two"`` columns of a journal."""
        return IN_ONE_COLUMN if columns == "one" else FULL


GUTTER = 4.0
"""Millimetres between two maps side by side."""
FULL = Scale()
IN_ONE_COLUMN = Scale((COLUMN - 2 * MARGIN) / MAP_WIDTH)
SIDE_BY_SIDE = Scale((WIDTH - 2 * MARGIN - GUTTER) / 2 / MAP_WIDTH)


@dataclass(frozen=True, eq=False)
class Outlines:
    """Shapes in millimetres from the map's lower left corner.

    Attributes
    ----------
    areas : array of polygons
        Those of the boundaries, in their order, on the main map.
    inner_borders : array of lines
        Borders between the provinces of a group.
    coast, inset_coast : array of lines
        The outline of the country.
    tenth_dash : array of lines
        The dash east of Taiwan, the one that belongs on the main map.
    inset_areas : dict of int to polygon
        What the inset holds of an area, by its place among the areas.
    inset_dashes : array of lines
        All ten.
    """

    areas: NDArray[np.object_]
    inner_borders: NDArray[np.object_]
    coast: NDArray[np.object_]
    tenth_dash: NDArray[np.object_]
    inset_areas: dict[int, shapely.Geometry]
    inset_coast: NDArray[np.object_]
    inset_dashes: NDArray[np.object_]


def outlines(
    areas: NDArray[np.object_],
    inner_borders: NDArray[np.object_],
    dashes: NDArray[np.object_],
    numbers: Sequence[Any],
    factor: float = 1.0,
) -> Outlines:
    """Return boundaries as they lie on paper; every island stays.

    Parameters
    ----------
    areas, inner_borders, dashes : array of shapely geometries
        In metres of the projection; the areas are a coverage.
    numbers : sequence
        Numbers of the dashes.
    factor : float
        The size on paper, with a map of 172 mm as 1: a smaller one shows less.
    """
    detail, inset_detail = _PRINT_TOLERANCE / factor, _INSET_TOLERANCE / factor
    main = shapely.coverage_simplify(areas, detail)
    inset = shapely.coverage_simplify(main, inset_detail)
    coast = shapely.clip_by_rect(_outline(main), *MAIN)
    inset_coast = shapely.clip_by_rect(_outline(inset), *INSET)
    inset = shapely.transform(shapely.clip_by_rect(inset, *INSET), _to_inset_mm)
    inner = shapely.simplify(inner_borders, detail)
    return Outlines(
        areas=shapely.transform(shapely.clip_by_rect(main, *MAIN), to_mm),
        inner_borders=shapely.transform(inner, to_mm),
        coast=_lines(shapely.transform(coast, to_mm)),
        tenth_dash=shapely.transform(dashes[np.array(numbers) == _TENTH], to_mm),
        inset_areas={place: area for place, area in enumerate(inset) if area},
        inset_coast=_lines(shapely.transform(inset_coast, _to_inset_mm)),
        inset_dashes=shapely.transform(dashes, _to_inset_mm),
    )


def _outline(areas: NDArray[np.object_]) -> shapely.Geometry:
    """Return the outline of areas: of a coverage at once, of areas that overlap by their union."""
    parts = shapely.get_parts(areas)
    _, first = np.unique(shapely.to_wkb(shapely.normalize(parts)), return_index=True)
    try:  # an islet that two provinces hold counts once
        joined = shapely.coverage_union_all(parts[np.sort(first)])
    except shapely.errors.GEOSException:
        joined = None
    if joined is None or not joined.is_valid:
        joined = shapely.union_all(areas)
    return joined.boundary


def _lines(geometry: shapely.Geometry) -> NDArray[np.object_]:
    return np.asarray(shapely.get_parts(shapely.line_merge(geometry)), dtype=object)
