"""The data of the coupling, each figure with its source: ``definitions/coupling_*.csv``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.messages import message
from tanmai.metals.magnesium.flows.magnesium import magnesium_output

_DATA = Path(__file__).parents[1] / "data"
COUPLING_FILES = tuple(
    _DATA / f"coupling_{what}.csv" for what in ("inputs", "products", "ferrosilicon")
)
"""The files of these data."""


@lru_cache(maxsize=1)
def coupling_inputs() -> pd.DataFrame:
    """Return the sectors that inputs are booked with, and what routes do not say of them.

    Returns
    -------
    DataFrame
        Index: ``product`` and ``input``, the key of a route's input or ``host rate``. Columns:
        ``amount`` and ``price`` (empty: those of the route) with their units, the codes of the
        supplying sectors in each scheme (empty: not bought), ``basis``, ``source``.
    """
    return _read("coupling_inputs.csv").set_index(["product", "input"])


@lru_cache(maxsize=1)
def coupling_products() -> pd.DataFrame:
    """Return names, host, price (CNY/t) and share of exports of the products, with the source."""
    return _read("coupling_products.csv").set_index("product")


@lru_cache(maxsize=1)
def ferrosilicon_suppliers() -> pd.DataFrame:
    """Return the provinces that supply magnesium works with ferrosilicon, with the source."""
    return _read("coupling_ferrosilicon.csv")


def published_output(year: int) -> dict[str, float]:
    """Return the published output of magnesium of a whole year, tonnes by province code.

    Raises
    ------
    OptionError
        None is published by province; the years that are known are named.
    """
    rows = magnesium_output()
    rows = rows[(rows["period"] == "year") & rows["adcode"].str.endswith("0000")]
    own = rows[rows["year"] == year]
    if own.empty:
        years = ", ".join(str(known) for known in sorted(rows["year"].unique()))
        raise OptionError(
            message(
                "The output of magnesium by province is not published for {year}, only for "
                "{years}. Give the tonnes of each province: under [output] in a file, named with "
                "--config.",
                year=year,
                years=years,
            )
        )
    return {row["adcode"]: row["output_kt"] * 1e3 for _, row in own.iterrows()}


def _read(name: str) -> pd.DataFrame:
    numbers = ("amount", "price", "price_cny_per_t", "exported", "share")
    frame = pd.read_csv(_DATA / name, dtype=str, keep_default_na=False)
    return frame.assign(
        **{column: pd.to_numeric(frame[column]) for column in numbers if column in frame}
    )
