"""Sector schemes: a classification with its vintage, its groups and its coarser views.

A scheme is a CSV in ``mrio_tables/sector_schemes``: code, names, the group
that ``--focus`` knows, and for each view (``s30``, ``s26``) the code and the
names of the sector that it goes into.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from tanmai.errors import LabelError, did_you_mean
from tanmai.labels import Sector
from tanmai.resources import resource
from tanmai.table import MrioTable

VIEWS = ("s30", "s26")


@dataclass(frozen=True, eq=False)
class SectorScheme:
    """A classification of sectors.

    Attributes
    ----------
    name : str
        Name with vintage, for instance ``nbs42-2017``.
    rows : DataFrame
        One row a sector, as in the scheme's CSV.
    """

    name: str
    rows: pd.DataFrame

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Codes of the sectors of each named group."""
        return {
            str(group): list(rows["code"]) for group, rows in self.rows.groupby("group", sort=False)
        }

    def view(self, name: str) -> dict[str, Sector]:
        """Return, for each code of the scheme, the sector of a coarser view that it goes into.

        Raises
        ------
        LabelError
            The scheme has no such view.
        """
        if name not in VIEWS:
            raise LabelError(
                f"Scheme '{self.name}' cannot be seen as '{name}'.{did_you_mean(name, VIEWS)} "
                f"Known: {self.name}, {', '.join(VIEWS)}."
            )
        columns = self.rows[["code", name, f"{name}_name_zh", f"{name}_name_en"]]
        return {code: Sector(*rest) for code, *rest in columns.itertuples(index=False)}


@lru_cache(maxsize=1)
def sector_schemes() -> tuple[SectorScheme, ...]:
    """Return the schemes that travel with the package, by name."""
    return tuple(
        SectorScheme(path.stem, pd.read_csv(path, dtype=str, keep_default_na=False))
        for path in sorted(resource("mrio_tables", "sector_schemes").glob("*.csv"))
    )


def scheme_of(table: MrioTable) -> SectorScheme | None:
    """Return the scheme whose codes and Chinese names a table has, or None.

    Codes alone do not tell the vintages apart: electricity is 25 in
    ``nbs42-2012`` and 24 in ``nbs42-2017``.
    """
    labels = [(sector.code, sector.name_zh) for sector in table.sectors]
    for scheme in sector_schemes():
        if labels == list(scheme.rows[["code", "name_zh"]].itertuples(index=False, name=None)):
            return scheme
    return None
