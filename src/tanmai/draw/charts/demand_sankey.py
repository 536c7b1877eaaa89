"""Sankey diagram from emitting regions through final products to kinds of final demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.labels import Region, Sector
from tanmai.core.messages import message
from tanmai.core.table import FinalDemandCategory
from tanmai.draw.charts.sankey import sankey
from tanmai.draw.design import Design
from tanmai.draw.page import Caption, Sheet, round_values

FloatArray = NDArray[np.float64]

MOST_REGIONS, MOST_SECTORS = 7, 6
"""So many are named; the others are one bar."""
_LEAST_DRAWN = 0.003  # of the whole; a round value below it

_LARGEST, _REST = "#8f3d16", "#a9bccb"


def demand_sankey(
    values: FloatArray,
    caption: Caption,
    *,
    regions: Sequence[Region],
    sectors: Sequence[Sector],
    sinks: Sequence[FinalDemandCategory],
    design: Design | None = None,
) -> Sheet:
    """Draw who emits, for which final products, for which kind of final demand.

    The largest regions and sectors have bars of their own, in the order of their
    emissions; the others are together. What is emitted for the largest sector, mostly
    construction, has a colour of its own.

    Parameters
    ----------
    values : array (m, n, K)
        Emissions by region, sector of the final product and kind of final demand.
    caption : Caption
        Title, unit, source and language.
    regions, sectors, sinks : sequences
        m, n and K names.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    TableError
        An emission is negative, or none is above zero.
    """
    if values.min() < 0 or values.max() <= 0:
        raise TableError(message("A Sankey diagram needs flows, and none below zero."))
    say = caption.say

    def other_regions(number: int) -> str:
        return say.plural("{n} other region", "{n} other regions", number)

    def other_sectors(number: int) -> str:
        return say.plural("{n} other sector", "{n} other sectors", number)

    names = [[item.name(caption.language) for item in axis] for axis in (regions, sectors, sinks)]
    largest = int(np.argmax(values.sum(axis=(0, 2))))
    kinds = {
        "largest": (_LARGEST, names[1][largest]),
        "rest": (_REST, say("Other products")),
    }
    values, names[0] = _merged(values, 0, names[0], MOST_REGIONS, other_regions)
    values, names[1] = _merged(values, 1, names[1], MOST_SECTORS, other_sectors)
    values, names[2] = _merged(values, 2, names[2], len(sinks), str)  # all of them
    links = pd.concat(
        [
            _links(values.sum(axis=2), names[0], names[1], 0),
            _links(values.sum(axis=0), names[1], names[2], 1),
        ],
        ignore_index=True,
    )
    first = f"1:{names[1].index(kinds['largest'][1])}"  # the largest sector has its own bar
    of_largest = (links["source"] == first) | (links["target"] == first)
    links["kind"] = np.where(of_largest, "largest", "rest")
    nodes = pd.DataFrame(
        [
            (f"{column}:{number}", name, column)
            for column, axis in enumerate(names)
            for number, name in enumerate(axis)
        ],
        columns=["key", "name", "column"],
    ).set_index("key")
    total = float(values.sum())
    return sankey(
        nodes,
        links,
        caption,
        decimals=_decimals(total),
        kinds=kinds,
        least_drawn=round_values(_LEAST_DRAWN * total)[-1],
        design=design,
    )


def _merged(
    values: FloatArray, axis: int, names: list[str], most: int, others: Callable[[int], str]
) -> tuple[FloatArray, list[str]]:
    """Order an axis by size, leave out what is zero, and sum what follows the first ``most``."""
    totals = values.sum(axis=tuple({0, 1, 2} - {axis}))
    order = [int(place) for place in np.argsort(-totals, kind="stable") if totals[place] > 0]
    rest = order[most:] if len(order) > most + 1 else []
    named = order[: len(order) - len(rest)]
    parts, kept = np.take(values, named, axis=axis), [names[place] for place in named]
    if rest:
        together = np.take(values, rest, axis=axis).sum(axis=axis, keepdims=True)
        parts = np.concatenate([parts, together], axis=axis)
        kept.append(others(len(rest)))
    return parts, kept


def _links(flows: FloatArray, origins: list[str], targets: list[str], column: int) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"{column}:{i}", f"{column + 1}:{j}", f"{origins[i]} → {targets[j]}", flows[i, j])
            for i, j in np.argwhere(flows > 0)
        ],
        columns=["source", "target", "name", "least"],
    ).assign(most=lambda links: links["least"])


def _decimals(total: float) -> int:
    """Return so many decimals that the whole has four figures."""
    return max(3 - int(np.floor(np.log10(total))), 0)
