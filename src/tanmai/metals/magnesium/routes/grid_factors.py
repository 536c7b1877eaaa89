"""CO2 of power from the grid by province and year."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.labels import Region, find_province
from tanmai.core.messages import Message, Name, listed, message

GRID_FACTORS_FILE = Path(__file__).parents[1] / "data" / "routes" / "grid_factors.csv"
YEARS_BEYOND = 5
"""Years that a factor may stand in for before the first one published, and after the last."""
_VALUE = "factor_kgCO2_per_kWh"


_NO_NOTE = Message("")


@dataclass(frozen=True)
class GridFactor:
    """A factor of the grid, and what stands behind it.

    Attributes
    ----------
    value : float
        kg CO2 per kWh (t CO2 per MWh).
    low, high : float
        Of an own factor: half the spread of the years published to each side. Where the national
        one stands in: from the least to the most of it and those published for the province.
    region_en, region_zh : str
        Whose factor it is.
    year : int
        Year of the factor.
    source : str
    note : Message
        Empty where it is the factor of that province and year.
    """

    value: float
    low: float
    high: float
    region_en: str
    region_zh: str
    year: int
    source: str
    note: Message = _NO_NOTE

    def region(self, language: str) -> str:
        """Return whose factor it is in ``"zh"`` or ``"en"``."""
        return self.region_zh if language == "zh" else self.region_en


@lru_cache(maxsize=1)
def _read() -> pd.DataFrame:
    return pd.read_csv(GRID_FACTORS_FILE, dtype={"adcode": str}, keep_default_na=False)


def grid_factor_table() -> pd.DataFrame:
    """Return all published factors.

    Returns
    -------
    DataFrame
        Columns: ``year``, ``adcode`` (empty for China), ``region_en``, ``region_zh``,
        ``factor_kgCO2_per_kWh``, ``source``.
    """
    return _read().copy()


@cache
def grid_factor(province: str | None, year: int) -> GridFactor:
    """Return the factor of a province's grid in a year.

    It is the province's own of that year, or its newest before it. Before the first year of the
    province, and where it has none, the national factor nearest in time stands in. A year more
    than ``YEARS_BEYOND`` outside those published has none: grids change by some percent a year.

    Parameters
    ----------
    province : str or None
        Name or adcode; None for the national grid.
    year : int

    Raises
    ------
    LabelError
        The province is unknown.
    OptionError
        The year is too far from those published.
    """
    table = _read()
    _require_near(year, table["year"])
    region = None if province is None else find_province(province)
    own = table[table["adcode"] == (region.code if region else "")].sort_values("year")
    until = own[own["year"] <= year]
    if len(until):
        row = until.iloc[-1]
        return _factor(row, own, _NO_NOTE if row["year"] == year else _newest(row, year))
    national = table[table["adcode"] == ""]
    row = national.iloc[int((national["year"] - year).abs().to_numpy().argmin())]
    return _factor(row, own, _stands_in(region, row, own, year))


def _require_near(year: int, published: pd.Series) -> None:
    first, last = published.min() - YEARS_BEYOND, published.max() + YEARS_BEYOND
    if not first <= year <= last:
        raise OptionError(
            message(
                "There is no grid factor for {year}: those published are of {said} and are used "
                "for {years_beyond} more years at each end; give a year from {first} to {last}.",
                year=year,
                said=listed(sorted(set(published))),
                years_beyond=YEARS_BEYOND,
                first=first,
                last=last,
            )
        )


def _factor(row: pd.Series, own: pd.DataFrame, note: Message) -> GridFactor:
    value = float(row[_VALUE])
    published = [value, *own[_VALUE].astype(float)]
    low, high = min(published), max(published)
    if row["adcode"] in set(own["adcode"]):
        spread = (high - low) / 2
        low, high = value - spread, value + spread
    return GridFactor(
        value,
        low,
        high,
        row["region_en"],
        row["region_zh"],
        int(row["year"]),
        row["source"],
        note,
    )


def _newest(row: pd.Series, year: int) -> Message:
    return message(
        "The newest factor of {region} for {year} is that of {newest}.",
        region=Name(row["region_zh"], row["region_en"]),
        year=year,
        newest=row["year"],
    )


def _stands_in(region: Region | None, row: pd.Series, own: pd.DataFrame, year: int) -> Message:
    said = message(
        "{region} has no factor for {year} or earlier: the national one of {national} ({factor}) "
        "is used.",
        region=Name.of(region) if region else message("China"),
        year=year,
        national=row["year"],
        factor=f"{row[_VALUE]:.4f}",
    )
    if region is None or own.empty:
        return said
    first = own.iloc[0]
    return message(
        "{said} Its first own factor is {factor} of {year}.",
        said=said,
        factor=f"{first[_VALUE]:.4f}",
        year=first["year"],
    )
