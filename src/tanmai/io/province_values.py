"""Numbers by province from a CSV: values or flows for a map, and population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from tanmai.checks.reference import expected_population
from tanmai.core.concordance import Concordance
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.io.csv import numbers, province_codes, read_rows

# Populations of provinces have moved by less than a factor of two since 1980.
_LEAST, _MOST = 0.25, 4.0
_HEADS = ((1e-4, "persons"), (1e-1, "thousand persons"), (1e2, "million persons"))


def read_province_values(path: Path) -> pd.Series:
    """Read one value for each province.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``province`` (adcode or name) and ``value``.

    Returns
    -------
    Series
        Values by adcode.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A province is unknown or given twice; the line is named.
    """
    return _by_province(path, read_rows(path, ("province", "value")), "value")


def read_population(
    path: Path, year: int, regions: Sequence[Region] = (), groups: Concordance | None = None
) -> dict[str, float]:
    """Read the population of each province, or region of a table, in a year.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``province`` (adcode or name), ``year`` and
        ``population`` in 10⁴ persons; of any years.
    year : int
        The year to read.
    regions : sequence of Region
        Regions that the column may name as well, by code or name: those of a table.
    groups : Concordance, optional
        Groups of provinces that the regions are. A group without a row of its own has
        the sum of its provinces.

    Returns
    -------
    dict
        Population by adcode, or code of the region, 10⁴ persons.

    Raises
    ------
    FileError
        The file is missing, no such CSV, has no row of the year, or a value is no number.
    LabelError
        A province is unknown or given twice in the year, the line is named; or a group has
        no row and lacks one of its provinces.
    UnitError
        A population is more than four times off the known one of its province.
    """
    rows = read_rows(path, ("province", "year", "population"))
    of_year = rows[numbers(path, rows["year"]) == year]
    if of_year.empty:
        raise FileError(
            message(
                "{path} has no population of {year}; add a row for every province.",
                path=path,
                year=year,
            )
        )
    found = _by_province(path, of_year, "population", regions)
    _require_known_size(path, of_year, found)
    people = {str(code): float(heads) for code, heads in found.items()}
    return people if groups is None else people | _sums(path, people, groups)


def _require_known_size(path: Path, rows: pd.DataFrame, people: pd.Series) -> None:
    """Require a population near the known one of 2017: other units are a factor of ten away."""
    for line, (code, heads) in zip(rows.index, people.items(), strict=True):
        known = expected_population(str(code))
        if known is None or _LEAST <= heads / known <= _MOST:
            continue
        unit = next(
            (name for factor, name in _HEADS if _LEAST <= heads * factor / known <= _MOST), ""
        )
        looks = f"; the figures look like {unit}" if unit else ""
        raise UnitError(
            f"{path}, line {line}: a population of {heads:,.6g} x 10^4 for "
            f"{rows.loc[line, 'province']}, where about {known:,.0f} x 10^4 live{looks}. Give it "
            "in 10^4 persons."
        )


def _sums(path: Path, people: Mapping[str, float], groups: Concordance) -> dict[str, float]:
    """Return the population of each group that has none of its own."""
    sums: dict[str, float] = {}
    for group in groups.targets:
        if group.code in people:
            continue
        members = [link.source for link in groups.links if link.target.code == group.code]
        missing = [member for member in members if member.code not in people]
        if missing:
            raise LabelError(
                f"{path} has no population of {missing[0]}, which belongs to group "
                f"'{group.code}'; add a row of it, or one of the group."
            )
        sums[group.code] = sum(people[member.code] for member in members)
    return sums


def _by_province(
    path: Path, rows: pd.DataFrame, column: str, regions: Sequence[Region] = ()
) -> pd.Series:
    """Return a column of rows with one row a province, or region, by its code."""
    known = {
        name.casefold(): region.code
        for region in regions
        for name in (region.code, region.name_zh, region.name_en)
    }
    folded = rows["province"].str.strip().str.casefold()
    provinces = province_codes(path, rows["province"][~folded.isin(list(known))])
    codes = pd.concat([folded.map(known).dropna(), provinces]).loc[rows.index]
    repeated = codes[codes.duplicated()]
    if len(repeated):
        line = repeated.index[0]
        name = rows.loc[line, "province"]
        raise LabelError(
            f"{path}, line {line}: {name} is given twice; keep one row of it, and of several years "
            "one."
        )
    return pd.Series(numbers(path, rows[column]).to_numpy(), index=codes.to_numpy())


def read_province_flows(path: Path) -> pd.DataFrame:
    """Read flows between provinces.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``from``, ``to`` (adcode or name) and ``value``.

    Returns
    -------
    DataFrame
        ``from`` and ``to`` as adcodes, and ``value``; what stays in a province is left out.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number above zero.
    LabelError
        A province is unknown, or a flow is given twice; the line is named.
    """
    rows = read_rows(path, ("from", "to", "value"))
    flows = pd.DataFrame(
        {
            "from": province_codes(path, rows["from"]),
            "to": province_codes(path, rows["to"]),
            "value": numbers(path, rows["value"]),
        }
    )
    repeated = flows[flows.duplicated(["from", "to"])]
    if len(repeated):
        line = repeated.index[0]
        said = f"{rows.loc[line, 'from']} → {rows.loc[line, 'to']}"
        raise LabelError(f"{path}, line {line}: {said} is given twice; keep one row of it.")
    between = flows[flows["from"] != flows["to"]]
    low = between[between["value"] <= 0]
    if len(low):
        raise FileError(
            f"{path}, line {low.index[0]}: a flow of {low['value'].iloc[0]:g} cannot be drawn; "
            "take rows that are not above zero out."
        )
    return between.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
