"""A table at the prices of another year, by a deflator for every product.

Source: Miller and Blair (2022); double deflation: United
Nations (2018), Handbook on Supply and Use Tables and Input-Output Tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, OptionError, TableError, UnitError, unknown
from tanmai.core.flows import flows_of
from tanmai.core.messages import listed, message
from tanmai.core.notebook import Shown
from tanmai.core.table import MrioTable
from tanmai.io.csv import sector_code
from tanmai.io.small_file import read_small_table

FloatArray = NDArray[np.float64]

IMPORTS = "imports"
# A price index of base 1 outside these bounds is an index of base 100, or a slip.
_LEAST, _MOST = 0.05, 20.0


@dataclass(frozen=True, eq=False, repr=False)
class Deflators:
    """Prices of a table's year over those of a base year.

    Attributes
    ----------
    base_year : int
        Year whose prices are 1.
    price_index : array (N,)
        Price of the product of each sector of each region.
    import_price_index : float
        Price of imports.
    """

    base_year: int
    price_index: FloatArray
    import_price_index: float

    def __repr__(self) -> str:
        return (
            f"<Deflators of {self.price_index.size} sectors to the prices of {self.base_year}: "
            f"{self.price_index.min():.3g} to {self.price_index.max():.3g}, "
            f"imports {self.import_price_index:.3g}>"
        )


def read_deflators(frame: pd.DataFrame, table: MrioTable, base_year: int) -> Deflators:
    """Read a deflator table for a table's sectors.

    Parameters
    ----------
    frame : DataFrame
        ``sector_code``, ``price_index`` (base year = 1) and, where prices differ by
        region, ``adcode``. One row has the sector code ``imports``.
    table : MrioTable
        The table to be deflated.
    base_year : int
        Year whose prices are 1.

    Raises
    ------
    LabelError
        A column or a price is missing, or stands twice.
    UnitError
        An index cannot be of base 1.
    """
    missing = {"sector_code", "price_index"} - set(frame.columns)
    if missing:
        raise LabelError(
            message(
                "The deflator table has no column {missing}.",
                missing=listed(sorted(missing)),
            )
        )
    regional = "adcode" in frame.columns
    keys = ["adcode", "sector_code"] if regional else ["sector_code"]
    _require_indices(frame)
    own = frame[frame["sector_code"].astype(str) != IMPORTS]
    imports = frame.loc[frame["sector_code"].astype(str) == IMPORTS, "price_index"]
    if len(imports) != 1:
        raise LabelError(
            message(
                "The deflator table has {n} rows of sector code '{imports}'; give one.",
                n=len(imports),
                imports=IMPORTS,
            )
        )
    prices = own.set_index([own[key].astype(str) for key in keys])["price_index"]
    if prices.index.has_duplicates:
        raise LabelError(
            message(
                "The deflator table has two prices for {sector}.",
                sector=prices.index[prices.index.duplicated()][0],
            )
        )
    index = table.index
    wanted = index.to_pandas() if regional else pd.Index(index.sector_codes)
    found = prices.reindex(wanted)
    if found.isna().any():
        raise LabelError(
            message(
                "The deflator table has no price for {wanted} ({sum} missing); give one for "
                "every sector of the table.",
                wanted=wanted[int(np.flatnonzero(found.isna())[0])],
                sum=int(found.isna().sum()),
            )
        )
    values = found.to_numpy(dtype=np.float64)
    everywhere = values if regional else np.tile(values, index.m)
    return Deflators(base_year, everywhere, float(imports.iloc[0]))


def _require_indices(frame: pd.DataFrame) -> None:
    values = frame["price_index"].to_numpy(dtype=np.float64)
    wrong = np.flatnonzero(~((values >= _LEAST) & (values <= _MOST)))
    if wrong.size:
        first = int(wrong[0])
        raise UnitError(
            message(
                "The price index of sector {sector} is {values}; indices are of base 1 (1.05 for "
                "prices 5 % above the base year). Divide indices of base 100 by 100.",
                sector=frame["sector_code"].iloc[first],
                values=values[first],
            )
        )


def at_constant_prices(table: MrioTable, deflators: Deflators) -> MrioTable:
    """Return the table at the prices of the base year (row deflation, double deflation of value).

    Every use of a product is divided by the price of the product; value added
    is what is left of the output, x − 1'Z − imports, in one component.

    Parameters
    ----------
    table : MrioTable
        A table at current prices.
    deflators : Deflators
        Prices of the table's year.

    Raises
    ------
    OptionError
        The table is at constant prices already.
    TableError
        The deflators do not fit the table, or its flows are mapped and too large to be held.
    """
    if table.price_basis != "current":
        raise OptionError(
            message(
                "Table '{table}' is at {price_basis} prices already; deflate the table at "
                "current prices.",
                table=table.provenance.name,
                price_basis=table.price_basis,
            )
        )
    price = deflators.price_index
    if price.shape != table.x.shape or not (price > 0).all() or deflators.import_price_index <= 0:
        raise TableError(
            message(
                "The deflators must be {size} prices above zero and one for imports; make them "
                "with `read_deflators`.",
                size=table.x.size,
            )
        )
    shares = None if table.trade_shares is None else table.trade_shares.times_rows(1.0 / price)
    Z = shares if table.flows.trade_shares else table.flows.over_rows(price)
    x, imports = table.x / price, table.imports / deflators.import_price_index
    value_added = x - flows_of(Z).sum(axis=0) - imports
    return table.changed(
        message(
            "prices of {year} turned into those of {base_year} by product; value added by double "
            "deflation",
            year=table.year,
            base_year=deflators.base_year,
        ),
        {
            "Z": Z,
            "trade_shares": shares,
            "Y": table.Y / price[:, None],
            "x": x,
            "imports": imports,
            "imports_final": table.imports_final / deflators.import_price_index,
            "value_added": value_added[None, :],
            "value_added_labels": ("value added, double deflated",),
            "price_basis": f"constant {deflators.base_year}",
            **{part: getattr(table, part) / price for part in ("exports", "stock_change", "error")},
        },
    )


def require_same_prices(first: MrioTable, second: MrioTable, prices: str) -> None:
    """Reject two tables whose money is not the same, unless that is asked for by name.

    Parameters
    ----------
    first, second : MrioTable
        The tables. One at current prices is at the constant prices of its own year.
    prices : str
        ``"constant prices"`` or ``"current prices"``.

    Raises
    ------
    OptionError
        The tables are at different prices and ``prices`` does not accept it, or
        is neither of the two.
    """
    if prices not in ("constant prices", "current prices"):
        raise OptionError(
            unknown(prices, message("a basis of prices"), ("constant prices", "current prices"))
        )
    bases = [
        f"constant {table.year}" if table.price_basis == "current" else table.price_basis
        for table in (first, second)
    ]
    if prices == "constant prices" and bases[0] != bases[1]:
        raise OptionError(
            message(
                "'{first}' is at {bases} prices and '{second}' at {bases_2} prices: what looks "
                "like a change of structure would be inflation. Deflate one to the other's year "
                "with `at_constant_prices`, or pass prices='current prices'.",
                first=first.provenance.name,
                bases=bases[0],
                second=second.provenance.name,
                bases_2=bases[1],
            )
        )


@dataclass(frozen=True, eq=False, repr=False)
class YearlyDeflators(Shown):
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

    def __repr__(self) -> str:
        years = ", ".join(str(year) for year in sorted(set(self.rows["year"])))
        return f"<YearlyDeflators of {years} to the prices of {self.base_year}>"

    def to_frame(self) -> pd.DataFrame:
        """Return the price indices by year and sector."""
        return self.rows

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
                message(
                    "{path} has no price index of {year}; add a row for every sector.",
                    path=self.path,
                    year=table.year,
                )
            )
        deflators = read_deflators(of_year.drop(columns="year"), table, self.base_year)
        return at_constant_prices(table, deflators)


def read_yearly_deflators(path: Path) -> YearlyDeflators:
    """Read the deflators of several years.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``year``, ``sector_code`` (and one row ``imports`` a
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
    table = read_small_table(path, ("year", "sector_code", "price_index"), ("province",))
    rows = pd.DataFrame({"sector_code": [sector_code(text) for text in table["sector_code"]]})
    for column in ("year", "price_index"):
        rows[column] = table.numbers(column)
    if "province" in table:
        own = rows["sector_code"] != IMPORTS
        rows.loc[own, "adcode"] = table.kept(own).provinces("province")
    is_base = (rows["price_index"] == 1.0).groupby(rows["year"]).all()
    base = [int(year) for year in is_base.index[is_base]]
    if len(base) != 1:
        raise FileError(
            message(
                "{path} has {n} years whose price indices are all 1; give those of one base "
                "year, and every other year relative to it.",
                path=path,
                n=len(base),
            )
        )
    return YearlyDeflators(path, base[0], rows)
