"""Reading the sources: raw coal, animals and fields by province, and the nation by source."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from tanmai.core.errors import FileError
from tanmai.core.labels import find_province, mainland_provinces
from tanmai.core.resources import resource

HERE = Path(__file__).parent
COAL_FILE = "raw_coal_by_province_1990_2024.csv"
FIELDS_FILE = "ch4_n2o_activity_livestock_rice_by_province_2000_2019.csv"
NATION_FILE = "unfccc_crt_china_ghg_by_source.csv"
GWP_OF_NATION_FILE = 28.0
"""The reports are in CO2e, GWP100 of AR5, in which a tonne of CH4 is 28."""
COAL_COLUMN = "raw_coal_as_published_in_the_panel"


@dataclass(frozen=True, eq=False)
class Sources:
    """The activity of provinces and the emissions of the nation.

    Attributes
    ----------
    coal : DataFrame
        Raw coal, 10^4 t, by year and adcode.
    fields : DataFrame
        Animals (10^4 head) and areas (10^3 ha), by variable and year, and adcode.
    nation : DataFrame
        CH4 of the nation, kt, by code of the source and year.
    """

    coal: pd.DataFrame
    fields: pd.DataFrame
    nation: pd.DataFrame

    def activity(self, variable: str, year: int) -> pd.Series:
        """Return a variable by province; of the last year that has it where the year has none."""
        known = self.fields.loc[variable]
        years = [one for one in known.index if one <= year and known.loc[one].any()]
        return known.loc[max(years)]


@cache
def read_sources(folder: Path) -> Sources:
    """Read the three files; codes of provinces in the order of the tables."""
    order = [province.code for province in mainland_provinces()]
    coal, fields = _by_province(folder, COAL_FILE), _by_province(folder, FIELDS_FILE)
    nation = _read(folder, NATION_FILE)
    nation = nation[nation["gas"] == "ch4"]
    of_nation = nation.pivot_table("value", "sector_code", "year", fill_value=0.0)
    return Sources(
        coal.pivot_table(COAL_COLUMN, "year", "province", fill_value=0.0).reindex(
            columns=order, fill_value=0.0
        ),
        fields.pivot_table("value", ["variable", "year"], "province", fill_value=0.0)[order],
        of_nation / (1e3 * GWP_OF_NATION_FILE),
    )


def _by_province(folder: Path, name: str) -> pd.DataFrame:
    rows = _read(folder, name)
    return rows.assign(province=[find_province(place).code for place in rows["province"]])


def _read(folder: Path, name: str) -> pd.DataFrame:
    if not (folder / name).is_file():
        raise FileError(f"{folder / name} is not there; README.md says where it is from.")
    return pd.read_csv(folder / name)


@cache
def factors() -> pd.DataFrame:
    """Return the emission factors and shares of `factors.csv`."""
    return pd.read_csv(HERE / "factors.csv")


@cache
def population(year: int) -> pd.Series:
    """Return the residents of each province, 10^4 persons, as they travel with the package."""
    rows = pd.read_csv(resource("mrio_tables", "population.csv"), dtype={"province": str})
    return rows[rows["year"] == year].set_index("province")["population"].astype(float)
