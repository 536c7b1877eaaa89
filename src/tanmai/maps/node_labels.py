"""Names beside the nodes of a flow map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from tanmai.figures import LABEL_SIZE, text_box
from tanmai.fonts import POINT, text_width
from tanmai.maps.arrows import Node, Points, head
from tanmai.maps.shapes import Box

_ANGLES = np.deg2rad([0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240])
_EXTRA = (0.45, 1.2, 2.0, 3.0)
_ON_BLOCKED, _ON_HEAD, _DISTANCE = 50.0, 4.0, 1.5


@dataclass(frozen=True)
class NodeLabel:
    """A name centred at (x, y), in millimetres."""

    text: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """Left, bottom, right, top in millimetres."""
        return text_box(self.x, self.y, self.text, LABEL_SIZE)


def place_labels(
    names: Sequence[str], nodes: Sequence[Node], arrows: Sequence[Points], taken: Sequence[Box]
) -> list[NodeLabel]:
    """Place each name beside its node, where it covers least.

    Names keep off each other, off nodes and off boxes that are taken first, then off the
    heads of arrows, and off their bands as far as they can; the nodes with most neighbours
    choose first. ``arrows`` are outlines.
    """
    bands = shapely.union_all([shapely.Polygon(points).buffer(0) for points in arrows])
    heads = shapely.union_all([shapely.Polygon(head(points)) for points in arrows])
    discs = [shapely.Point(node.x, node.y).buffer(node.radius + 0.2) for node in nodes]
    blocked = [*discs, *(shapely.box(*box) for box in taken)]
    crowd = [sum(np.hypot(a.x - b.x, a.y - b.y) for b in nodes) for a in nodes]
    placed: dict[int, NodeLabel] = {}
    for number in sorted(range(len(nodes)), key=lambda i: (crowd[i], i)):
        choices = _choices(names[number], nodes[number])
        best = min(choices, key=lambda choice: _cost(choice, bands, heads, blocked))
        placed[number] = best[1]
        blocked.append(shapely.box(*best[1].box))
    return [placed[number] for number in range(len(nodes))]


def _choices(text: str, node: Node) -> list[tuple[float, NodeLabel]]:
    """Return labels around a node, each with its distance from the rim."""
    half_width, half_height = text_width(text, LABEL_SIZE) / 2, 0.5 * LABEL_SIZE * POINT
    return [
        (
            extra,
            NodeLabel(
                text,
                node.x + np.cos(angle) * (node.radius + extra + half_width),
                node.y + np.sin(angle) * (node.radius + extra + half_height),
            ),
        )
        for extra in _EXTRA
        for angle in _ANGLES
    ]


def _cost(
    choice: tuple[float, NodeLabel],
    bands: shapely.Geometry,
    heads: shapely.Geometry,
    blocked: Sequence[shapely.Geometry],
) -> float:
    extra, label = choice
    box = shapely.box(*label.box)
    on_blocked = float(shapely.area(shapely.intersection(box, blocked)).sum())
    on_arrows = box.intersection(bands).area + _ON_HEAD * box.intersection(heads).area
    return float(on_arrows) + _ON_BLOCKED * on_blocked + _DISTANCE * extra
