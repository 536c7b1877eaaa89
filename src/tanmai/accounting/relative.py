"""Accounts set against people and money: emissions per person and per GDP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tanmai.accounting.carbon import CarbonAccounts
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.messages import Message, listed, message
from tanmai.core.pressure_units import parse_pressure_unit
from tanmai.core.table import MrioTable
from tanmai.core.units import EMISSIONS, MONEY, TONNES_PER_MEGATONNE, header

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]

PERSONS_PER_UNIT = 1e4
# What amounts a person are given in, by what is measured, and its size in the units of a pressure.
_BY_PERSON = {
    "mass": ("t", 1.0),
    "volume": ("m3", 1.0),
    "energy": ("GJ", 1e3),
    "persons": ("persons", 1.0),
    "area": ("ha", 1.0),
    "money": ("CNY", 1.0),
}


def accounts_per_person_and_gdp(
    accounts: CarbonAccounts,
    population: Mapping[str, float] | None = None,
    gdp: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return production-based and consumption-based emissions per person and per GDP.

    Parameters
    ----------
    accounts : CarbonAccounts
        Carbon accounts of a table in Mt CO2 and 10⁴ CNY.
    population : mapping, optional
        Code of each region to its population in 10⁴ persons, as yearbooks print it; without
        it, nothing is given per person.
    gdp : mapping, optional
        Code of each region to its GDP in 10⁴ CNY; the table's value added where
        it is not given.

    Returns
    -------
    DataFrame
        By region code: ``production_based`` and ``consumption_based`` as
        ``_tCO2_per_person`` and ``_tCO2_per_1e4CNY``.

    Raises
    ------
    LabelError
        A region has no population or GDP in a series.
    TableError
        A population or a GDP is not above zero.
    """
    import pandas as pd

    table = accounts.table
    require_own_units(table)
    people = None
    if population is not None:
        people = PERSONS_PER_UNIT * region_series(table, population, message("population"))
    if gdp is None:
        by_region = table.by_region(table.total_value_added)
        gdp = dict(zip(table.index.region_codes, by_region, strict=True))
    money = region_series(table, gdp, message("GDP"))
    columns = {}
    for name in ("production_based", "consumption_based"):
        tonnes = TONNES_PER_MEGATONNE * getattr(accounts, name)
        if people is not None:
            columns[f"{name}_tCO2_per_person"] = tonnes / people
        columns[f"{name}_tCO2_per_1e4CNY"] = tonnes / money
    return pd.DataFrame(columns, index=pd.Index(table.index.region_codes, name="region"))


def unit_per_person(table: MrioTable) -> tuple[str, float]:
    """Return the header of an amount a person, and what brings one unit by 10⁴ persons there.

    Raises
    ------
    UnitError
        The unit of the pressure is not known.

    Examples
    --------
    >>> from tanmai.io.tables import load_table
    >>> unit_per_person(load_table("textbook-mini"))
    ('tCO2_per_person', 100.0)
    """
    unit = parse_pressure_unit(table.emission_unit)
    base, size = _BY_PERSON[unit.quantity]
    symbol = f"{base} {unit.substance}".strip()
    return f"{header(symbol)}_per_person", size * unit.size / PERSONS_PER_UNIT


def has_gdp(table: MrioTable) -> bool:
    """Whether accounts can be set against the value added of every region of a table."""
    return has_own_units(table) and bool((table.by_region(table.total_value_added) > 0).all())


def has_own_units(table: MrioTable) -> bool:
    """Whether a table is in 10⁴ CNY and Mt CO2, as quotients need it."""
    return (table.money_unit, table.emission_unit) == (MONEY, EMISSIONS)


def region_series(table: MrioTable, series: Mapping[str, float], what: Message) -> FloatArray:
    """Return a series by region code as an array (m,) in the order of the table.

    Raises
    ------
    LabelError
        A region of the table is not in the series.
    TableError
        A value is not a number above zero.
    """
    missing = [region for region in table.regions if region.code not in series]
    if missing:
        raise LabelError(
            message(
                "No {what} is given for {missing}; give one for every region of the table, keyed "
                "by its code.",
                what=what,
                missing=listed(missing),
            )
        )
    values = np.array([series[code] for code in table.index.region_codes], dtype=np.float64)
    wrong = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
    if wrong.size:
        raise TableError(
            message(
                "The {what} of {region} is {value}; it must be a number above zero. Fix the "
                "series.",
                what=what,
                region=table.regions[int(wrong[0])],
                value=values[wrong[0]],
            )
        )
    return values


def require_own_units(table: MrioTable) -> None:
    """Reject a table whose quotients would not be in t CO2 per 10⁴ CNY or per person.

    Raises
    ------
    OptionError
        The table is in other units.
    """
    if not has_own_units(table):
        raise OptionError(
            message(
                "Table '{table}' is in {unit} and {money_unit}; quotients are given for "
                "{emissions} and {money}. Convert it when reading.",
                table=table.provenance.name,
                unit=table.emission_unit,
                money_unit=table.money_unit,
                emissions=EMISSIONS,
                money=MONEY,
            )
        )
