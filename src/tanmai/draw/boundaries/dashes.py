"""The ten dashes of the South China Sea, wherever and however a file holds them."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.draw.boundaries.model import Features
from tanmai.draw.boundaries.tianditu import tianditu

_NEAR = 100e3  # metres from a dash of Tianditu to every point of what is the same dash
_SHORTEST, _LONGEST = 30e3, 400e3
_SAMPLES = np.linspace(0, 1, 17)


def dash_numbers(shapes: NDArray[np.object_]) -> NDArray[np.intp]:
    """Return which of the ten dashes each line or polygon is, 0 for none.

    A line is a dash where no point of it is farther than 100 km from one of Tianditu's, nor
    the other way round (Hausdorff distance); a thin polygon is judged by its middle line.

    Parameters
    ----------
    shapes : array of LineString or Polygon
        In metres of :data:`ALBERS`.
    """
    numbers = np.zeros(len(shapes), dtype=np.intp)
    known = tianditu().dash_features
    # Islets are too short and coasts too long; the outline of a thin polygon counts twice.
    likely = (shapely.length(shapes) > _SHORTEST) & (shapely.length(shapes) < 2 * _LONGEST)
    for position in np.flatnonzero(likely):
        line = middle_line(shapes[position])
        distances = shapely.hausdorff_distance(line, known.shapes)
        if distances.min() < _NEAR and line.length > _SHORTEST:
            numbers[position] = known.keys[distances.argmin()]
    return numbers


def as_dashes(shapes: NDArray[np.object_], numbers: NDArray[np.intp]) -> Features:
    """Return dashes as lines by their numbers, in ascending order."""
    order = np.argsort(numbers, kind="stable")
    lines = [middle_line(shape) for shape in shapes[order]]
    return Features(numbers[order].tolist(), np.array(lines, dtype=object))


def middle_line(shape: shapely.Geometry) -> shapely.LineString:
    """Return the line between the two ends of a thin polygon; a line stays as it is."""
    if not isinstance(shape, shapely.Polygon):
        return shape
    ring = shapely.get_coordinates(shape.exterior)[:-1]
    apart = np.linalg.norm(ring[:, None] - ring[None, :], axis=2)
    first, last = sorted(np.unravel_index(apart.argmax(), apart.shape))
    there = shapely.LineString(ring[first : last + 1])
    back = shapely.LineString(np.concatenate([ring[last:], ring[: first + 1]])[::-1])
    sides = [
        shapely.get_coordinates(shapely.line_interpolate_point(side, _SAMPLES, normalized=True))
        for side in (there, back)
    ]
    return shapely.LineString((sides[0] + sides[1]) / 2)
