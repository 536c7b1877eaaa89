"""Arrows of constant width along symmetric curves.

After Jenny et al. (2018), Design principles for origin-destination flow maps, Cartography
and Geographic Information Science 45 (1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tanmai.draw.labels import Node

Points = NDArray[np.float64]

_SAMPLES = 49


@dataclass(frozen=True)
class Flow:
    """A flow to draw: the numbers of its nodes and its width in millimetres."""

    start: int
    end: int
    width: float


def curve(start: Points, end: Points, bend: float) -> Points:
    """Return a symmetric curve (a quadratic Bézier) from start to end, shape (49, 2).

    ``bend`` is the distance of the control point from the straight line in lengths of it; a
    curve with a positive bend lies to the left of the way it goes, so the two directions of
    a pair with the same bend lie apart.
    """
    along = end - start
    control = (start + end) / 2 + bend * np.array([-along[1], along[0]])
    t = np.linspace(0.0, 1.0, _SAMPLES)[:, None]
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def outline(flow: Flow, nodes: list[Node], bend: float, gap: float = 0.35) -> Points:
    """Return the outline of an arrow: a band of the flow's width and a head.

    The band leaves from the rim of its first node, the point of the head stops ``gap``
    millimetres before the rim of the last.
    """
    first, last = nodes[flow.start], nodes[flow.end]
    line = curve(first.centre, last.centre, bend)
    half = flow.width / 2
    tail_radius = np.sqrt(max(first.radius**2 - half**2, 0.0)) - 0.1
    line = _cut_start(line, first.centre, tail_radius)
    line = _cut_start(line[::-1], last.centre, last.radius + gap)[::-1]
    distance = _distance_along(line)
    head = min(0.9 + 1.3 * flow.width, 0.62 * distance[-1])
    tip, neck = line[-1:], _at(line, distance, distance[-1] - head)
    band = np.concatenate([line[distance < distance[-1] - head], neck])
    to_rim = half * _normals(band)
    across = _left(_unit(tip - neck)) * (0.5 + 0.85 * flow.width)
    return np.concatenate([band + to_rim, neck + across, tip, neck - across, (band - to_rim)[::-1]])


def head(points: Points) -> Points:
    """Return the triangle of the head of an outline, shape (3, 2)."""
    middle = len(points) // 2
    return points[middle - 1 : middle + 2]


def _cut_start(line: Points, centre: Points, radius: float) -> Points:
    """Drop the part of a line that lies inside a disc around its first point."""
    far = _lengths(line - centre)
    first = int(np.argmax(far > radius))
    if first == 0:
        return line
    inner, outer = line[first - 1], line[first]
    crossing = inner + (outer - inner) * (radius - far[first - 1]) / (far[first] - far[first - 1])
    return np.concatenate([crossing[None, :], line[first:]])


def _distance_along(line: Points) -> NDArray[np.float64]:
    return np.concatenate([[0.0], np.cumsum(_lengths(line[1:] - line[:-1]))])


def _at(line: Points, distance: NDArray[np.float64], where: float) -> Points:
    return np.array([[np.interp(where, distance, line[:, axis]) for axis in (0, 1)]])


def _normals(line: Points) -> Points:
    """Return the directions left of a line at its points, from central differences."""
    tangents = np.empty_like(line)
    tangents[1:-1] = (line[2:] - line[:-2]) / 2
    tangents[0], tangents[-1] = line[1] - line[0], line[-1] - line[-2]
    return _left(_unit(tangents))


def _lengths(vectors: Points) -> NDArray[np.float64]:
    x, y = vectors.T
    return np.asarray(np.sqrt(x * x + y * y))


def _unit(vectors: Points) -> Points:
    return vectors / _lengths(vectors)[:, None]


def _left(directions: Points) -> Points:
    return directions[:, ::-1] * (-1.0, 1.0)
