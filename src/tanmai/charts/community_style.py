"""Communities of regions in pictures: their order, their colours and their marks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb

from tanmai.errors import LabelError
from tanmai.figures import INK
from tanmai.flow_matrix import FlowMatrix

# "Muted" of Tol (2021), Colour Schemes, SRON/EPS/TN/09-002: apart for every kind of colour
# vision; in this order neighbours differ in lightness too, and so in grey.
_COLOURS = ("#332288", "#ddcc77", "#117733", "#88ccee", "#882255", "#cc6677", "#999933", "#44aa99")
_MARKERS = ("o", "s", "^", "D", "v", "p", "h")


def community_colour(number: int) -> str:
    """Return the colour of a community by its number, 1 the first."""
    return _COLOURS[(number - 1) % len(_COLOURS)]


def community_marker(number: int) -> str:
    """Return the marker of a community's nodes; colour and marker together repeat after 56."""
    return _MARKERS[(number - 1) % len(_MARKERS)]


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
        raise LabelError(
            f"Region '{missing[0]}' has no community; give the communities of the same regions."
        )
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
