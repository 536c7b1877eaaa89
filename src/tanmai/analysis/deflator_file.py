"""Deflators of several years from one CSV, at the prices of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.analysis.constant_prices import IMPORTS, at_constant_prices, read_deflators
from tanmai.core.errors import FileError
from tanmai.core.table import MrioTable
from tanmai.io.csv import numbers, province_codes, read_rows, sector_code


@dataclass(frozen=True, eq=False)
class YearlyDeflators:
    """Price indices by year and sector.

    Attributes
    ----------
    path : Path
        Where they were read from.
    base_year : int
        The year whose indices are all 1.
    rows : DataFrame
        ``year``, ``sector_code``, ``price_index`` and, where prices differ by
        province, ``adcode``.
    """

    path: Path
    base_year: int
    rows: pd.DataFrame

    def deflated(self, table: MrioTable) -> MrioTable:
        """Return a table at the prices of the base year.

        Raises
        ------
        FileError
            There is no index of the table's year.
        LabelError, UnitError, OptionError, TableError
            As for `read_deflators` and `at_constant_prices`.
        """
        of_year = self.rows[self.rows["year"] == table.year]
        if of_year.empty:
            raise FileError(
                f"{self.path} has no price index of {table.year}; add a row for every sector."
            )
        deflators = read_deflators(of_year.drop(columns="year"), table, self.base_year)
        return at_constant_prices(table, deflators)


def read_yearly_deflators(path: Path) -> YearlyDeflators:
    """Read the deflators of several years.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``year``, ``sector_code`` (and one row ``imports`` a
        year), ``price_index`` (base year = 1) and, where prices differ by province,
        ``province``.

    Raises
    ------
    FileError
        The file is missing or no such CSV, a cell is no number, or no year, or more than
        one, has all its indices at 1.
    LabelError
        A province is unknown; the line is named.
    """
    text = read_rows(path, ("year", "sector_code", "price_index"), optional=("province",))
    rows = pd.DataFrame({"sector_code": text["sector_code"].map(sector_code)})
    rows["year"], rows["price_index"] = (
        numbers(path, text[column]) for column in ("year", "price_index")
    )
    if "province" in text:
        own = rows["sector_code"] != IMPORTS
        rows["adcode"] = province_codes(path, text.loc[own, "province"])
    is_base = (rows["price_index"] == 1.0).groupby(rows["year"]).all()
    base = [int(year) for year in is_base.index[is_base]]
    if len(base) != 1:
        raise FileError(
            f"{path} has {len(base)} years whose price indices are all 1; give those of one base "
            "year, and every other year relative to it."
        )
    return YearlyDeflators(path, base[0], rows)
