"""The nodes and arrows of a flow map, in millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def checked_paths(paths: pd.DataFrame, total: float, boundaries: Boundaries) -> pd.DataFrame:
    """Return flows in descending order.

    Raises
    ------
    LabelError
        A code is no region's of the map, a flow goes from a region to itself, or stands twice.
    TableError
        A flow is not a positive number, there is none, or they sum to more than the total.
    """
    if paths.empty:
        raise TableError(message("There is no flow to draw; give at least one."))
    boundaries.require([*paths["from"], *paths["to"]])
    for start, end, value in paths[["from", "to", "value"]].itertuples(index=False):
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
    if paths.duplicated(["from", "to"]).any():
        twice = paths[paths.duplicated(["from", "to"])].iloc[0]
        raise LabelError(
            message(
                "The flow from {start} to {end} appears more than once.",
                start=twice["from"],
                end=twice["to"],
            )
        )
    if paths["value"].sum() > total * (1 + 1e-9):
        raise TableError(
            message(
                "The flows drawn sum to {sum}, more than the total of {total}. Give the sum of "
                "all flows between regions.",
                sum=f"{paths['value'].sum():g}",
                total=f"{total:g}",
            )
        )
    return paths.sort_values(["value", "from", "to"], ascending=[False, True, True])


def node_place(region: Region) -> tuple[float, float]:
    """Return where a region's node stands, in millimetres from the map's lower left corner."""
    return place(*_NODE_PLACES.get(region.code, (region.lon or 0.0, region.lat or 0.0)))


def width_per_unit(paths: pd.DataFrame, boundaries: Boundaries) -> float:
    """Return the width in millimetres of a flow of one, as wide as the map allows."""
    places = {region.code: node_place(region) for region in boundaries.regions}
    lengths = [
        math.dist(places[start], places[end])
        for start, end in zip(paths["from"], paths["to"], strict=True)
    ]
    values = paths["value"].to_numpy()
    return float(min(WIDEST / values.max(), MOST_INK / np.dot(values, lengths)))


@dataclass(frozen=True)
class FlowNetwork:
    """Nodes and flows in millimetres, the widest flow first."""

    regions: tuple[Region, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @classmethod
    def of(cls, paths: pd.DataFrame, boundaries: Boundaries, per_unit: float) -> FlowNetwork:
        """Return the network of some flows, ``per_unit`` millimetres wide for a flow of one.

        Each group of provinces is a node, so that its colour has a name; of provinces, those
        that a flow leaves or reaches.
        """
        groups = [region.code for region in boundaries.regions if region not in all_provinces()]
        codes = sorted({*paths["from"], *paths["to"], *groups})
        regions = tuple(boundaries.by_code[code] for code in codes)
        widths = paths["value"] * per_unit
        leaving = widths.groupby(paths["from"]).max()
        nodes = tuple(
            Node(*node_place(r), max(_NODE, float(leaving.get(r.code, 0.0)) / 2 + 0.25))
            for r in regions
        )
        flows = tuple(
            Flow(codes.index(start), codes.index(end), float(width))
            for start, end, width in zip(paths["from"], paths["to"], widths, strict=True)
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
