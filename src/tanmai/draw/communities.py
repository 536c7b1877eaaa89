"""Communities of regions in pictures: their order, their colours and their shapes."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tanmai.core.errors import left_without
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.messages import message
from tanmai.draw.page import INK

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

# "Muted" of Tol (2021), Colour Schemes, SRON/EPS/TN/09-002: apart for every kind of colour
# vision; in this order neighbours differ in lightness too, and so in grey.
_COLOURS = ("#332288", "#ddcc77", "#117733", "#88ccee", "#882255", "#cc6677", "#999933", "#44aa99")
# Corners of the nodes of each community, and degrees by which the shape is turned.
_SHAPES = ((0, 0.0), (4, 45.0), (3, 0.0), (4, 0.0), (3, 180.0), (5, 0.0), (6, 0.0))


_PALE = 0.22


def community_colour(number: int) -> str:
    """Return the colour of a community by its number, 1 the first."""
    return _COLOURS[(number - 1) % len(_COLOURS)]


def pale_community_colour(number: int) -> str:
    """Return the colour of a community for a ground below names and arrows."""
    red, green, blue = (1 - (1 - part) * _PALE for part in to_rgb(community_colour(number)))
    return to_hex((red, green, blue))


def community_shape(number: int) -> Path:
    """Return the shape of a community's nodes, within a circle of radius 1 around 0.

    Colour and shape together repeat after 56 communities.
    """
    corners, turn = _SHAPES[(number - 1) % len(_SHAPES)]
    shape = Path.unit_regular_polygon(corners) if corners else Path.unit_circle()
    return shape.transformed(Affine2D().rotate_deg(turn))


def circle_around(number: int, radius: float) -> float:
    """Return the radius of the circle around a node with the area of a disc of ``radius``."""
    corners, _ = _SHAPES[(number - 1) % len(_SHAPES)]
    if not corners:
        return radius
    return radius * math.sqrt(2 * math.pi / (corners * math.sin(2 * math.pi / corners)))


def ink_on(colour: str) -> str:
    """Return black or white, whichever is legible on a colour."""
    red, green, blue = to_rgb(colour)
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def communities_of(codes: tuple[str, ...], communities: pd.Series) -> list[int]:
    """Return the number of each region's community.

    Raises
    ------
    LabelError
        A region has no community.
    """
    missing = [code for code in codes if code not in communities.index]
    if missing:
        raise left_without(missing, message("community"))
    return [int(communities[code]) for code in codes]


def ordered_by_community(flows: FlowMatrix, communities: pd.Series) -> tuple[FlowMatrix, list[int]]:
    """Return the flows with the members of a community side by side, and the communities.

    Communities follow their numbers; within one the regions keep their order.

    Parameters
    ----------
    flows : FlowMatrix
        Flows of m regions.
    communities : Series
        Number of the community by code of region.

    Raises
    ------
    LabelError
        A region has no community.
    """
    numbers = communities_of(flows.codes, communities)
    order = np.argsort(numbers, kind="stable")
    ordered = replace(
        flows,
        regions=tuple(flows.regions[position] for position in order),
        values=flows.values[np.ix_(order, order)],
    )
    return ordered, [numbers[position] for position in order]
