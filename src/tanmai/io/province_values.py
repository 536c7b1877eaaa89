"""Numbers by province from a small file: values or flows for a map, and population."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tanmai.core.concordance import Concordance
from tanmai.core.errors import FileError, LabelError, UnitError
from tanmai.core.labels import Region
from tanmai.core.messages import Message, message
from tanmai.core.pressures import pressure_of_header
from tanmai.io.flow_file import read_flow_table
from tanmai.io.small_file import of_year, read_small_table
from tanmai.io.small_table import NOTHING_ASKED, Asked, SmallTable

# Populations of provinces have moved by less than a factor of two since 1980.
_LEAST, _MOST = 0.25, 4.0
_HEADS = (
    (1e-4, message("persons")),
    (1e-1, message("thousand persons")),
    (1e2, message("million persons")),
)


@dataclass(frozen=True, eq=False)
class ProvinceValues:
    """Values by region, and what is to be said of their file.

    Attributes
    ----------
    values : dict of str to float
        By adcode, or by code of the region.
    unit : str
        Their unit, where the file says it: a percent, or that in the header of the column.
    notes : tuple of Message
        What was left out.
    """

    values: dict[str, float]
    unit: str = ""
    notes: tuple[Message, ...] = ()


def read_province_values(path: Path, asked: Asked = NOTHING_ASKED) -> ProvinceValues:
    """Read one value for each province.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``province`` (code or name) and ``value``; or a column
        for each year; or also ``year``.
    asked : Asked
        Columns, sheet and year, where the file leaves them open.

    Returns
    -------
    ProvinceValues
        Values by adcode. Totals and rows without a number are left out, and the notes say so.

    Raises
    ------
    FileError
        The file is missing or no such file, a value is no number, or what is meant is open.
    LabelError
        A province is unknown or given twice; the line is named.
    """
    table = of_year(read_small_table(path, ("province", "value"), ("year",), asked), asked)
    table = table.without_totals("province", "value").without_no_numbers("value")
    return ProvinceValues(_by_province(table, "value", percent=True), _unit_of(table), table.notes)


def read_city_values(
    path: Path, find: Callable[[str], Region], asked: Asked = NOTHING_ASKED
) -> ProvinceValues:
    """Read one value for each city.

    Parameters
    ----------
    path : Path
        CSV or workbook with a column of cities (code or name) and ``value``; or as for
        `read_province_values`.
    find : callable
        What finds a city by its code or name.
    asked : Asked
        Columns, sheet and year; the column of cities is that of ``province``.

    Returns
    -------
    ProvinceValues
        Values by six-digit code.

    Raises
    ------
    FileError, LabelError
        As for `read_province_values`.
    """
    columns = dict(asked.columns)
    asked = replace(asked, columns=columns | {"city": columns.get("province")})
    table = of_year(read_small_table(path, ("city", "value"), ("year",), asked), asked)
    table = table.without_totals("city", "value").without_no_numbers("value")
    values = _by_code(table, "city", table.regions("city", find), "value", percent=True)
    return ProvinceValues(values, _unit_of(table), table.notes)


def _unit_of(table: SmallTable) -> str:
    if table.in_percent("value"):
        return "%"
    named = pressure_of_header(table.called.get("value", ""))
    return named[1].symbol if named else ""


def read_population(
    path: Path, year: int, regions: Sequence[Region] = (), groups: Concordance | None = None
) -> tuple[dict[str, float], tuple[Message, ...]]:
    """Read the population of each province, or region of a table, in a year.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``province`` (code or name), ``year`` and
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
    tuple of Message
        What was left out of the file: totals.

    Raises
    ------
    FileError
        The file is missing, no such file, has no row of the year, or a value is no number.
    LabelError
        A province is unknown or given twice in the year, the line is named; or a group has
        no row and lacks one of its provinces.
    UnitError
        A population is more than four times off the known one of its province.
    """
    table = read_small_table(path, ("province", "year", "population"))
    table = table.kept(table.numbers("year") == year)
    if not table.lines:
        raise FileError(
            message(
                "{path} has no population of {year}; add a row for every province.",
                path=path,
                year=year,
            )
        )
    table = table.without_totals("province", "population", _names_of(regions))
    found = _by_province(table, "population", regions)
    _require_known_size(table, found)
    return (found if groups is None else found | _sums(path, found, groups)), table.notes


def _require_known_size(table: SmallTable, people: Mapping[str, float]) -> None:
    """Require a population near the known one of 2017: other units are a factor of ten away."""
    from tanmai.checks.reference import expected_population  # a map needs no checks of tables

    for at, (code, heads) in enumerate(people.items()):
        known = expected_population(code)
        if known is None or _LEAST <= heads / known <= _MOST:
            continue
        unit = next(
            (name for factor, name in _HEADS if _LEAST <= heads * factor / known <= _MOST), None
        )
        looks = message("; the figures look like {unit}", unit=unit) if unit else ""
        raise UnitError(
            message(
                "{where}: a population of {heads} x 10^4 for {province}, where about {known} x "
                "10^4 live{looks}. Give it in 10^4 persons.",
                where=table.where(table.lines[at]),
                heads=f"{heads:,.6g}",
                province=table["province"][at],
                known=f"{known:,.0f}",
                looks=looks,
            )
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
                message(
                    "{path} has no population of {missing}, which belongs to group '{code}'; add "
                    "a row of it, or one of the group.",
                    path=path,
                    missing=missing[0],
                    code=group.code,
                )
            )
        sums[group.code] = sum(people[member.code] for member in members)
    return sums


def _names_of(regions: Sequence[Region]) -> dict[str, Region]:
    """Return regions by their codes and names, folded."""
    return {
        name.casefold(): region
        for region in regions
        for name in (region.code, region.name_zh, region.name_en)
    }


def _by_province(
    table: SmallTable, column: str, regions: Sequence[Region] = (), *, percent: bool = False
) -> dict[str, float]:
    """Return a column of a table with one row a province, or region, by its code."""
    known = _names_of(regions)
    codes = table.provinces("province", lambda name: known.get(name.casefold()))
    return _by_code(table, "province", codes, column, percent=percent)


def _by_code(
    table: SmallTable, key: str, codes: Sequence[str], column: str, *, percent: bool
) -> dict[str, float]:
    """Return a column of a table with one row for each code."""
    table.require_distinct(codes, key)
    return dict(zip(codes, table.numbers(column, percent=percent).tolist(), strict=True))


def read_province_flows(
    path: Path, asked: Asked = NOTHING_ASKED
) -> tuple[list[tuple[str, str, float]], tuple[Message, ...]]:
    """Read flows between provinces.

    Parameters
    ----------
    path : Path
        CSV or workbook with the columns ``from``, ``to`` (code or name) and ``value``, or a
        square matrix with the receivers in its first line.
    asked : Asked
        Columns, sheet and year, where the file leaves them open.

    Returns
    -------
    list of (str, str, float)
        The adcodes that a flow goes from and to, and its value, largest first; what stays in a
        province, and what is zero, is left out.
    tuple of Message
        What else was left out.

    Raises
    ------
    FileError
        The file is missing, no such file, or a value is no number or below zero.
    LabelError
        A province is unknown, or a flow is given twice; the line is named.
    """
    table = read_flow_table(path, asked)
    ends = list(zip(table.provinces("from"), table.provinces("to"), strict=True))
    values = table.numbers("value").tolist()
    table.require_distinct(ends, "from", "to")
    flows = []
    for line, (sender, receiver), value in zip(table.lines, ends, values, strict=True):
        if sender == receiver or value == 0:
            continue
        if value < 0:
            raise FileError(
                message(
                    "{where}: a flow of {value} cannot be drawn; take rows below zero out.",
                    where=table.where(line),
                    value=f"{value:g}",
                )
            )
        flows.append((sender, receiver, value))
    return sorted(flows, key=lambda flow: -flow[2]), table.notes
