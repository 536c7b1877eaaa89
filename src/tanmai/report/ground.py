"""The ground of a map of the regions of a table."""

from __future__ import annotations

from tanmai.core.concordance import Concordance
from tanmai.core.labels import all_provinces
from tanmai.core.table import MrioTable
from tanmai.draw.boundaries import Boundaries, dissolve, load_boundaries
from tanmai.report.voice import groups_of_regions


def ground_of(table: MrioTable, groups: Concordance | None = None) -> Boundaries | None:
    """Return the boundaries of the regions of a table: provinces, or groups of them, or None.

    Parameters
    ----------
    table : MrioTable
        The table.
    groups : Concordance, optional
        The groups that its regions were merged into.
    """
    provinces = {province.code for province in all_provinces()}
    if provinces.issuperset(table.index.region_codes):
        return load_boundaries()
    known = groups_of_regions(table, groups)
    return None if known is None else dissolve(load_boundaries(), known)
