"""The choice of the arrows' curves: as little overlap as can be, and no foreign node crossed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from tanmai.draw.boundaries.paper import MAP_HEIGHT, MAP_WIDTH, Box
from tanmai.draw.labels import Node
from tanmai.draw.maps.arrows import Flow, head, outline

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
    shared = float(options.overlap.between(choice, choice).sum()) / 2
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
    overlap: _Overlap


class _Overlap:
    """The areas that shapes share, those on a head three times; found as they are asked for.

    Parameters
    ----------
    shapes, heads : array of Polygon
        Every curve of every arrow, arrow by arrow.
    k : int
        Curves of an arrow, which share nothing that counts.
    """

    def __init__(self, shapes: NDArray[np.object_], heads: NDArray[np.object_], k: int) -> None:
        shapely.prepare(shapes)
        self._shapes, self._heads = shapes, heads
        self._areas = np.zeros((len(shapes), len(shapes)))
        left, bottom, right, top = shapely.bounds(shapes).T
        meet = (left[:, None] <= right) & (bottom[:, None] <= top)
        arrow = np.arange(len(shapes)) // k
        self._unknown = meet & meet.T & (arrow[:, None] != arrow)

    def between(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the area that each of some shapes shares with each of the others."""
        return self.shared(some[:, None], others[None, :])

    def shared(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the area that each of some shapes shares with the other at its place."""
        unknown = self._unknown[some, others]
        if unknown.any():
            some_of, others_of = np.broadcast_arrays(some, others)
            self._find(some_of[unknown], others_of[unknown])
        return self._areas[some, others]

    def _find(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> None:
        self._unknown[some, others] = self._unknown[others, some] = False
        meet = shapely.intersects(self._shapes[some], self._shapes[others])
        some, others = some[meet], others[meet]
        first, second = np.minimum(some, others), np.maximum(some, others)
        shared = _shared(self._shapes[first], self._shapes[second])
        on_heads = _shared(self._heads[first], self._shapes[second])
        on_heads += _shared(self._heads[second], self._shapes[first])
        self._areas[first, second] = self._areas[second, first] = shared + _HEAD * on_heads


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
    return _Options(bends, shapes, crossed, alone, _Overlap(shapes, heads, k))


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


def _shared(some: NDArray[np.object_], others: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the area that each of some shapes shares with the other at its place."""
    area = np.zeros(len(some))
    meet = shapely.intersects(others, some)
    area[meet] = shapely.area(shapely.intersection(some[meet], others[meet]))
    return area


def _descend(alone: NDArray[np.float64], overlap: _Overlap, k: int) -> NDArray[np.intp]:
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
                if overlap.between(choice[[first]], choice[[second]])[0, 0] > 0:
                    _choose_two(choice, [first, second], alone, overlap, k)
        if (choice == before).all():
            break
    return choice


def _costs(
    flow: int,
    others: NDArray[np.intp],
    most: float,
    alone: NDArray[np.float64],
    overlap: _Overlap,
    k: int,
) -> NDArray[np.float64]:
    """Return the cost of each curve of a flow beside others, or infinity beyond the most."""
    mine = np.arange(flow * k, (flow + 1) * k, dtype=np.intp)
    within = alone[mine] <= most
    costs = np.full(k, np.inf)
    costs[within] = alone[mine[within]] + overlap.between(mine[within], others).sum(axis=1)
    return costs


def _choose_one(
    choice: NDArray[np.intp],
    flow: int,
    alone: NDArray[np.float64],
    overlap: _Overlap,
    k: int,
) -> None:
    others = np.delete(choice, flow)
    now = alone[choice[flow]] + overlap.between(choice[[flow]], others).sum()
    choice[flow] = flow * k + _costs(flow, others, now, alone, overlap, k).argmin()


def _choose_two(
    choice: NDArray[np.intp],
    pair: list[int],
    alone: NDArray[np.float64],
    overlap: _Overlap,
    k: int,
) -> None:
    """Choose the best curves of two flows; what shares least can be no better than nothing."""
    others = np.delete(choice, pair)
    now, least = choice[pair], [alone[flow * k : (flow + 1) * k].min() for flow in pair]
    beside = alone[now] + overlap.between(now, others).sum(axis=1)
    most = float(beside[0] + beside[1] + overlap.between(now[:1], now[1:])[0, 0])
    some = _costs(pair[0], others, most - least[1], alone, overlap, k)
    more = _costs(pair[1], others, most - least[0], alone, overlap, k)
    costs = some[:, None] + more[None, :]
    first, second = np.nonzero(costs <= most)
    costs[first, second] += overlap.shared(pair[0] * k + first, pair[1] * k + second)
    best = np.unravel_index(costs.argmin(), costs.shape)
    choice[pair] = pair[0] * k + best[0], pair[1] * k + best[1]
