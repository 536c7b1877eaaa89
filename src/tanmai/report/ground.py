"""The ground of a map of the regions of a table."""

from __future__ import annotations

import pandas as pd

from tanmai.core.concordance import Concordance
from tanmai.core.table import MrioTable
from tanmai.draw.boundaries import Boundaries, dissolve, load_boundaries
from tanmai.report.voice import groups_of_regions, mapped_regions


def ground_of(table: MrioTable, groups: Concordance | None = None) -> Boundaries | None:
    """Return the boundaries of the regions of a table: provinces, or groups of them, or None.

    Of a table that holds other regions beside its provinces, the provinces are on it.

    Parameters
    ----------
    table : MrioTable
        The table.
    groups : Concordance, optional
        The groups that its regions were merged into.
    """
    known = groups_of_regions(table, groups)
    if known is not None:
        return dissolve(load_boundaries(), known)
    return load_boundaries() if mapped_regions(table, groups) else None


def on_ground(values: pd.Series, ground: Boundaries) -> pd.Series:
    """Return the values of the regions that are on a ground."""
    return values[values.index.isin(ground.by_code)]


def flows_on_ground(flows: pd.DataFrame, ground: Boundaries) -> pd.DataFrame:
    """Return the flows, of columns ``from`` and ``to``, with both ends on a ground."""
    return flows[flows["from"].isin(ground.by_code) & flows["to"].isin(ground.by_code)]
