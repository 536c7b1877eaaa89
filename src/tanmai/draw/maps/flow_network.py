"""The nodes and arrows of a flow map, in millimetres."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import Region, all_provinces
from tanmai.core.messages import message
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.boundaries.paper import place
from tanmai.draw.labels import Node
from tanmai.draw.maps.arrows import Flow, Points, outline

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

WIDEST, MOST_INK = 2.1, 750.0
"""The largest flow is 2.1 mm wide, or less, so that all arrows together stay below 750 mm²."""

_NODE = 1.15
# Nodes that stand away from the point of the province's name: small neighbours get room
# for an arrow between them, and Gansu stands where its people live.
_NODE_PLACES = {
    "110000": (116.4, 40.7),
    "120000": (117.5, 39.2),
    "130000": (114.9, 38.1),
    "140000": (112.2, 37.3),
    "310000": (121.5, 31.05),
    "320000": (119.9, 33.0),
    "370000": (119.0, 36.6),
    "340000": (116.9, 31.9),
    "330000": (119.9, 28.9),
    "620000": (104.1, 35.6),
}


class Path(NamedTuple):
    """A flow between two regions, by their codes."""

    start: str
    end: str
    value: float


def checked_paths(
    paths: pd.DataFrame | Mapping[str, Iterable[Any]], total: float, boundaries: Boundaries
) -> list[Path]:
    """Return flows in descending order.

    Raises
    ------
    LabelError
        A code is no region's of the map, a flow goes from a region to itself, or stands twice.
    TableError
        A flow is not a positive number, there is none, or they sum to more than the total.
    """
    columns = [paths[name] for name in ("from", "to", "value")]
    found = [Path(start, end, float(value)) for start, end, value in zip(*columns, strict=True)]
    if not found:
        raise TableError(message("There is no flow to draw; give at least one."))
    boundaries.require([code for end in ("from", "to") for code in paths[end]])
    for start, end, value in found:
        if start == end:
            raise LabelError(
                message(
                    "A flow from '{start}' to itself cannot be drawn; give two different regions.",
                    start=start,
                )
            )
        if not (np.isfinite(value) and value > 0):
            raise TableError(
                message(
                    "The flow from {start} to {end} is {value}; an arrow needs more than 0.",
                    start=start,
                    end=end,
                    value=value,
                )
            )
    twice = [ends for ends, times in Counter(path[:2] for path in found).items() if times > 1]
    if twice:
        raise LabelError(
            message(
                "The flow from {start} to {end} appears more than once.",
                start=twice[0][0],
                end=twice[0][1],
            )
        )
    drawn = sum(path.value for path in found)
    if drawn > total * (1 + 1e-9):
        raise TableError(
            message(
                "The flows drawn sum to {sum}, more than the total of {total}. Give the sum of "
                "all flows between regions.",
                sum=f"{drawn:g}",
                total=f"{total:g}",
            )
        )
    return sorted(found, key=lambda path: (-path.value, path))


def node_place(region: Region) -> tuple[float, float]:
    """Return where a region's node stands, in millimetres from the map's lower left corner."""
    return place(*_NODE_PLACES.get(region.code, (region.lon or 0.0, region.lat or 0.0)))


def width_per_unit(paths: Sequence[Path], boundaries: Boundaries) -> float:
    """Return the width in millimetres of a flow of one, as wide as the map allows."""
    places = {region.code: node_place(region) for region in boundaries.regions}
    lengths = [math.dist(places[start], places[end]) for start, end, _ in paths]
    values = np.array([path.value for path in paths])
    return float(min(WIDEST / values.max(), MOST_INK / np.dot(values, lengths)))


@dataclass(frozen=True)
class FlowNetwork:
    """Nodes and flows in millimetres, the widest flow first."""

    regions: tuple[Region, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @classmethod
    def of(cls, paths: Sequence[Path], boundaries: Boundaries, per_unit: float) -> FlowNetwork:
        """Return the network of some flows, ``per_unit`` millimetres wide for a flow of one.

        Each group of provinces is a node, so that its colour has a name; of provinces, those
        that a flow leaves or reaches.
        """
        groups = [region.code for region in boundaries.regions if region not in all_provinces()]
        codes = sorted({*groups, *(end for path in paths for end in path[:2])})
        regions = tuple(boundaries.by_code[code] for code in codes)
        leaving: dict[str, float] = {}
        for path in paths:
            leaving[path.start] = max(path.value * per_unit, leaving.get(path.start, 0.0))
        nodes = tuple(
            Node(*node_place(r), max(_NODE, leaving.get(r.code, 0.0) / 2 + 0.25)) for r in regions
        )
        flows = tuple(
            Flow(codes.index(start), codes.index(end), value * per_unit)
            for start, end, value in paths
        )
        return cls(regions, nodes, flows)

    def outlines(self, bends: Sequence[float]) -> list[Points]:
        """Return the outline of each flow's arrow along a curve."""
        nodes = list(self.nodes)
        return [outline(flow, nodes, bend) for flow, bend in zip(self.flows, bends, strict=True)]

    def ids(self) -> list[str]:
        """Return the id of each flow's arrow."""
        codes = [region.code for region in self.regions]
        return [f"flow-{codes[flow.start]}-{codes[flow.end]}" for flow in self.flows]
