"""CH4 by province and sector of the embedded tables: an estimate that travels with them.

Made by ``analyses/06-methane``; its totals by source, its ranges and what they rest on stand
beside it in ``mrio_tables/methane``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hashlib import sha256

import numpy as np
import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.inventory import HOUSEHOLD
from tanmai.core.messages import message
from tanmai.core.pressures import Pressure
from tanmai.core.resources import resource
from tanmai.core.sector_schemes import scheme_of
from tanmai.core.table import MrioTable, Provenance, SourceFile

METHANE = Pressure("CH4", "kt CH4")
_NAME = "cn31-{year}"
_NATION = "china"
_CAVEAT = message(
    "CH₄: tanmai's own estimate, not an official inventory. National totals by source are those "
    "of the inventory under the UNFCCC (2005 and 2020, between them interpolated), shared among "
    "the provinces by raw coal, livestock, rice area, residents and output. The total of the "
    "nation is uncertain by about {below} to +{above} %, that of a province by {province_below} "
    "to +{province_above} % (median), and by more in provinces of coal."
)


@cache
def methane_cells() -> pd.DataFrame:
    """Return the estimate, kt CH4: one row for each year, province, sector and source."""
    keys = {"province": str, "sector": str}
    return pd.read_csv(resource("mrio_tables", "methane", "cn31.csv"), dtype=keys)


@cache
def methane_ranges() -> pd.DataFrame:
    """Return CH4 of each province and of the nation with its lower and upper bound, kt."""
    return pd.read_csv(resource("mrio_tables", "methane", "ranges.csv"), dtype={"province": str})


def has_methane(table: MrioTable) -> bool:
    """Whether the embedded estimate of CH4 is of this table: its name, provinces and sectors."""
    rows = methane_cells()
    provinces = set(rows.loc[rows["year"] == table.year, "province"])
    return (
        table.provenance.name == _NAME.format(year=table.year)
        and provinces == set(table.index.region_codes)
        and scheme_of(table) is not None
    )


def with_methane(table: MrioTable) -> MrioTable:
    """Return an embedded table with the estimate of its CH4 beside its CO2.

    Parameters
    ----------
    table : MrioTable
        A table ``cn31`` in the sectors that it is loaded with.

    Raises
    ------
    OptionError
        There is no estimate of this table.

    Examples
    --------
    >>> from tanmai.io.tables import load_table
    >>> with_methane(load_table("cn31-2017")).stressors
    ('CO2', 'CH4')
    """
    alone = methane_of(table)
    both = table.with_pressures(
        "CH4 beside it: the estimate that travels with the table",
        (*table.pressures, METHANE),
        np.vstack([table.F, alone.F]),
        np.vstack([table.F_Y, alone.F_Y]),
        without=table.without_emissions,
    )
    return replace(both, provenance=replace(alone.provenance, changes=both.provenance.changes))


def methane_of(table: MrioTable) -> MrioTable:
    """Return an embedded table with the estimate of its CH4 alone, of which no province lacks.

    Raises
    ------
    OptionError
        There is no estimate of this table.
    """
    if not has_methane(table):
        raise OptionError(
            message(
                "Table '{name}' has no CH4: the estimate that travels with tanmai is of the tables "
                "{known}, in their own sectors. Give it as a column of --emissions, such as "
                "CH4_kt.",
                name=table.provenance.name,
                known=", ".join(
                    _NAME.format(year=year) for year in methane_cells()["year"].unique()
                ),
            )
        )
    rows = methane_cells()
    rows = rows[rows["year"] == table.year]
    values = np.zeros((table.index.m, table.index.n + 1))
    region_at = {code: at for at, code in enumerate(table.index.region_codes)}
    sector_at = {code: at for at, code in enumerate((*table.index.sector_codes, HOUSEHOLD))}
    np.add.at(
        values,
        (rows["province"].map(region_at).to_numpy(), rows["sector"].map(sector_at).to_numpy()),
        rows["CH4_kt"].to_numpy(),
    )
    changed = table.with_pressures(
        message("the pressure is CH4, the estimate that travels with the table"),
        (METHANE,),
        values[:, :-1].reshape(1, -1),
        values[:, -1][None, :],
    )
    return replace(changed, provenance=_labelled(changed))


def _labelled(table: MrioTable) -> Provenance:
    """Return the provenance with the file of the estimate and the sentence on its uncertainty."""
    source = SourceFile("methane/cn31.csv", _digest())
    origin, said = table.provenance, _deviations(table.year)
    labelled = origin.with_caveat(*_CAVEAT.filled(**said).pair)
    return replace(labelled, sources=(*origin.sources, source))


@cache
def _digest() -> str:
    return sha256(resource("mrio_tables", "methane", "cn31.csv").read_bytes()).hexdigest()


def _deviations(year: int) -> dict[str, str]:
    """Return the bounds of the nation, and the medians of those of the provinces, percent."""
    rows = methane_ranges()
    rows = rows[rows["year"] == year].set_index("province")
    off = 100 * rows[["low", "high"]].div(rows["CH4_kt"], axis=0) - 100
    nation, median = off.loc[_NATION], off.drop(_NATION).median()
    return {
        "below": f"{nation['low']:.0f}".replace("-", "−"),
        "above": f"{nation['high']:.0f}",
        "province_below": f"{median['low']:.0f}".replace("-", "−"),
        "province_above": f"{median['high']:.0f}",
    }
