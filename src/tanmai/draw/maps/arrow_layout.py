"""The choice of the arrows' curves: as little overlap as can be, and no foreign node crossed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.draw.labels import Node
from tanmai.draw.maps.arrows import Flow, head, outline
from tanmai.draw.maps.shapes import MAP_HEIGHT, MAP_WIDTH, Box

Counted = Callable[[NDArray[np.intp], NDArray[np.intp]], NDArray[np.bool_]]

_SIZES = (0.1, 0.16, 0.22, 0.28, 0.35, 0.43, 0.52, 0.62)
BENDS = tuple(sign * size for size in _SIZES for sign in (1, -1))
"""Curves that an arrow may take; where there are more than 30 arrows, every second, and so on."""
NODE_CLEARANCE = 0.4

# Weights of the objective, in mm² of overlap.
_CROSSED_NODE, _TAKEN_AREA, _NAME, _HEAD, _BEND = 60.0, 4.0, 9.0, 2.0, 1.2
_APART = 0.5  # arrows nearer to each other than this, in mm, count as lying on each other
_DETAIL = 0.04  # of the shapes that are compared, in mm
_SWEEPS = 30


@dataclass(frozen=True)
class Layout:
    """The arrows as chosen.

    Attributes
    ----------
    bends : tuple of float
        Curve of each flow, one of :data:`BENDS`.
    objective : float
        What was lowered; see :func:`arrange`.
    overlap : float
        Area in mm² where arrows lie on each other or nearer than 0.5 mm; three times that
        where they lie on a head.
    crossed_nodes : int
        How many times an arrow passes over a node that is not its end.
    """

    bends: tuple[float, ...]
    objective: float
    overlap: float
    crossed_nodes: int


def arrange(
    flows: tuple[Flow, ...],
    nodes: tuple[Node, ...],
    taken: tuple[Box, ...] = (),
    names: tuple[Box, ...] = (),
) -> Layout:
    """Choose the curve of each arrow.

    The objective is the area in mm² where arrows widened by 0.25 mm on each side overlap
    (three times that on a head, which tells the direction),
    plus 60 for each passage within 0.4 mm of a node that is not the arrow's end, plus 4 for
    each mm² on a box that is taken or off the map, plus 9 for each mm² below a name, plus
    1.2 times bend² times length for a flat curve. It is lowered by changing one arrow, then
    two, until no change helps, from the best choice for each arrow alone; nothing is random.

    Parameters
    ----------
    flows, nodes
        What is to be drawn, in millimetres from the map's lower left corner.
    taken : tuple of Box
        Boxes that arrows should leave free, as the legend and the inset.
    names : tuple of Box
        Boxes of the names, where they stand already.
    """
    options = _options(flows, nodes, taken)
    k = len(options.bends)
    alone = options.alone + _NAME * _below(options.shapes, names)
    choice = _descend(alone, options.overlap, k)
    shared = float(options.overlap[np.ix_(choice, choice)].sum()) / 2
    return Layout(
        bends=tuple(options.bends[c % k] for c in choice),
        objective=float(alone[choice].sum()) + shared,
        overlap=shared,
        crossed_nodes=int(options.crossed[choice].sum()),
    )


@dataclass(frozen=True, eq=False)
class _Options:
    """Every curve of every arrow: its shape, what it costs alone, and beside each other."""

    bends: tuple[float, ...]
    shapes: NDArray[np.object_]
    crossed: NDArray[np.float64]
    alone: NDArray[np.float64]
    overlap: NDArray[np.float64]


@lru_cache(maxsize=16)
def _options(flows: tuple[Flow, ...], nodes: tuple[Node, ...], taken: tuple[Box, ...]) -> _Options:
    step = 2 * (1 + len(flows) // 31)
    bends = tuple(sorted((*BENDS[::step], *BENDS[1::step]), key=BENDS.index))
    k = len(bends)
    outlines = [outline(flow, list(nodes), bend) for flow in flows for bend in bends]
    arrows = np.array([shapely.Polygon(points) for points in outlines])
    shapes = shapely.simplify(shapely.buffer(arrows, _APART / 2, quad_segs=2), _DETAIL)
    heads = np.array([shapely.Polygon(head(points)) for points in outlines])
    crossed = _crossed(shapes, flows, nodes, k)
    alone = (
        _CROSSED_NODE * crossed
        + _TAKEN_AREA * _taken_area(shapes, taken)
        + _BEND * np.array([b**2 * _length(f, nodes) for f in flows for b in bends])
    )
    overlap = _overlap(shapes, shapes, lambda i, j: i // k < j // k)
    overlap += _HEAD * _overlap(heads, shapes, lambda i, j: i // k != j // k)
    return _Options(bends, shapes, crossed, alone, overlap)


def _below(shapes: NDArray[np.object_], names: tuple[Box, ...]) -> NDArray[np.float64]:
    """Return the area in mm² of each shape below names."""
    below = np.zeros(len(shapes))
    for name in names:
        below += shapely.area(shapely.clip_by_rect(shapes, *name))
    return below


def _length(flow: Flow, nodes: tuple[Node, ...]) -> float:
    return float(np.linalg.norm(nodes[flow.start].centre - nodes[flow.end].centre))


def _crossed(
    shapes: NDArray[np.object_], flows: tuple[Flow, ...], nodes: tuple[Node, ...], k: int
) -> NDArray[np.float64]:
    """Count the nodes under each shape that are not its ends."""
    crossed = np.zeros(len(shapes))
    for number, node in enumerate(nodes):
        foreign = np.repeat([number not in (flow.start, flow.end) for flow in flows], k)
        reach = node.radius + NODE_CLEARANCE - _APART / 2  # shapes are widened already
        near = shapely.dwithin(shapes, shapely.Point(node.x, node.y), reach)
        crossed += foreign & near
    return crossed


def _taken_area(shapes: NDArray[np.object_], taken: tuple[Box, ...]) -> NDArray[np.float64]:
    free = shapely.box(0, 0, MAP_WIDTH, MAP_HEIGHT)
    for box in taken:
        free = free.difference(shapely.box(*box))
    return np.asarray(shapely.area(shapely.difference(shapes, free)), dtype=np.float64)


def _overlap(
    some: NDArray[np.object_], others: NDArray[np.object_], counted: Counted
) -> NDArray[np.float64]:
    """Return the area that each of some shapes shares with each other one that is counted."""
    second, first = shapely.STRtree(some).query(others, predicate="intersects")
    kept = counted(first, second)
    first, second = first[kept], second[kept]
    overlap = np.zeros((len(some), len(others)))
    overlap[first, second] = shapely.area(shapely.intersection(some[first], others[second]))
    return overlap + overlap.T


def _descend(alone: NDArray[np.float64], overlap: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Lower the objective by the best change of one arrow, then of two, until none helps."""
    flows = len(alone) // k
    first_of = np.arange(flows, dtype=np.intp) * k
    choice: NDArray[np.intp] = first_of + alone.reshape(flows, k).argmin(axis=1)
    for _ in range(_SWEEPS):
        before = choice.copy()
        for flow in range(flows):
            _choose_one(choice, flow, alone, overlap, k)
        for first in range(flows):
            for second in range(first + 1, flows):
                if overlap[choice[first], choice[second]] > 0:
                    _choose_two(choice, (first, second), alone, overlap, k)
        if (choice == before).all():
            break
    return choice


def _costs(
    choice: NDArray[np.intp],
    flow: int,
    apart_from: tuple[int, ...],
    alone: NDArray[np.float64],
    overlap: NDArray[np.float64],
    k: int,
) -> NDArray[np.float64]:
    """Return the cost of each curve of a flow, beside the flows that are not ``apart_from``."""
    mine, others = slice(flow * k, (flow + 1) * k), np.delete(choice, apart_from)
    return np.asarray(alone[mine] + overlap[mine][:, others].sum(axis=1))


def _choose_one(
    choice: NDArray[np.intp],
    flow: int,
    alone: NDArray[np.float64],
    overlap: NDArray[np.float64],
    k: int,
) -> None:
    choice[flow] = flow * k + _costs(choice, flow, (flow,), alone, overlap, k).argmin()


def _choose_two(
    choice: NDArray[np.intp],
    pair: tuple[int, int],
    alone: NDArray[np.float64],
    overlap: NDArray[np.float64],
    k: int,
) -> None:
    first, second = pair
    between = overlap[first * k : (first + 1) * k, second * k : (second + 1) * k]
    costs = (
        _costs(choice, first, pair, alone, overlap, k)[:, None]
        + _costs(choice, second, pair, alone, overlap, k)[None, :]
        + between
    )
    best = np.unravel_index(costs.argmin(), costs.shape)
    choice[first], choice[second] = first * k + best[0], second * k + best[1]
