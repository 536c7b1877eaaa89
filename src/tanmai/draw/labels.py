"""Nodes of a picture and the names beside them, which keep off each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.draw.design import LABEL_SIZE
from tanmai.draw.fonts import POINT, text_width
from tanmai.draw.page import text_box

Box = tuple[float, float, float, float]
Drawn = Sequence[tuple[shapely.Geometry, float]]

_ANGLES = np.deg2rad([0, 180, 90, 270, *(a for a in range(15, 360, 15) if a % 90)])
_EXTRA = (0.45, 1.2, 2.0, 3.0, 4.0)
_ON_BLOCKED, _DISTANCE = 50.0, 1.5
_APART = 0.35  # from one name to the next, in mm


@dataclass(frozen=True)
class Node:
    """A disc of a radius around (x, y), in millimetres."""

    x: float
    y: float
    radius: float

    @property
    def centre(self) -> NDArray[np.float64]:
        """The centre, shape (2,)."""
        return np.array([self.x, self.y])


@dataclass(frozen=True)
class NodeLabel:
    """A name centred at (x, y), in millimetres."""

    text: str
    x: float
    y: float
    size: float

    @property
    def box(self) -> Box:
        """Left, bottom, right, top in millimetres."""
        return text_box(self.x, self.y, self.text, self.size)


def place_labels(
    names: Sequence[str],
    nodes: Sequence[Node],
    drawn: Drawn,
    taken: Sequence[Box],
    size: float = LABEL_SIZE,
) -> list[NodeLabel]:
    """Place each name beside its node, where it covers least.

    Names keep off each other, off nodes and off boxes that are taken first, then off what is
    drawn as far as they can; the nodes with most neighbours choose first.

    Parameters
    ----------
    names : sequence of str
        A name for each node.
    nodes : sequence of Node
        The nodes.
    drawn : sequence of (geometry, float)
        What else is drawn, in millimetres, and how much a covered mm² of it counts.
    taken : sequence of Box
        Left, bottom, right, top of what no name may cover.
    size : float
        Size of the names in points.
    """
    discs = [shapely.Point(node.x, node.y).buffer(node.radius + 0.2) for node in nodes]
    blocked = [*discs, *(shapely.box(*box) for box in taken)]
    crowd = [sum(np.hypot(a.x - b.x, a.y - b.y) for b in nodes) for a in nodes]
    placed: dict[int, NodeLabel] = {}
    for number in sorted(range(len(nodes)), key=lambda i: (crowd[i], i)):
        label = _cheapest(_choices(names[number], nodes[number], size), drawn, blocked)
        placed[number] = label
        blocked.append(shapely.box(*label.box).buffer(_APART))
    return [placed[number] for number in range(len(nodes))]


def _choices(text: str, node: Node, size: float) -> list[tuple[float, NodeLabel]]:
    """Return labels around a node, each with its distance from the rim."""
    half_width, half_height = text_width(text, size) / 2, 0.5 * size * POINT
    return [
        (
            extra,
            NodeLabel(
                text,
                node.x + np.cos(angle) * (node.radius + extra + half_width),
                node.y + np.sin(angle) * (node.radius + extra + half_height),
                size,
            ),
        )
        for extra in _EXTRA
        for angle in _ANGLES
    ]


def _cheapest(
    choices: Sequence[tuple[float, NodeLabel]], drawn: Drawn, blocked: Sequence[shapely.Geometry]
) -> NodeLabel:
    """Return the label that covers least; the choices come from the nearest to the farthest."""
    least, best = np.inf, choices[0][1]
    shapes = np.array(blocked)
    bounds = shapely.bounds(shapes)
    for extra, label in choices:
        if least <= _DISTANCE * extra:
            break
        cost = _DISTANCE * extra + _covered(label, drawn, shapes, bounds)
        if cost < least:
            least, best = cost, label
    return best


def _covered(
    label: NodeLabel,
    drawn: Drawn,
    blocked: NDArray[np.object_],
    bounds: NDArray[np.float64],
) -> float:
    """Return what a label covers; ``bounds`` are those of what is blocked."""
    left, bottom, right, top = label.box
    near = (bounds[:, 0] <= right) & (bounds[:, 2] >= left)
    near &= (bounds[:, 1] <= top) & (bounds[:, 3] >= bottom)
    areas = np.zeros(len(blocked))
    areas[near] = shapely.area(shapely.clip_by_rect(blocked[near], *label.box))
    on_blocked = float(areas.sum())
    on_drawn = sum(w * shapely.area(shapely.clip_by_rect(area, *label.box)) for area, w in drawn)
    return float(on_drawn) + _ON_BLOCKED * on_blocked
