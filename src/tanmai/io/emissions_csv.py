"""A user's own emissions by province and sector, from a small file, in the place of a table's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.inventory import HOUSEHOLD
from tanmai.core.labels import find_province
from tanmai.core.messages import Message, listed, message, together
from tanmai.core.pressure_units import PressureUnit, parse_pressure_unit, substance_of
from tanmai.core.pressures import Pressure, known_name, pressure_of_header
from tanmai.core.table import MrioTable, SourceFile
from tanmai.io.csv import sector_code
from tanmai.io.small_file import read_small_table
from tanmai.io.small_numbers import is_percent, number_in

KEYS = ("province", "sector_code")
COLUMNS = (*KEYS, "MtCO2")
_HOUSEHOLDS = {HOUSEHOLD, "households", "居民", "居民生活", "生活消费"}


def with_emissions(table: MrioTable, path: Path, unit: str | None = None) -> MrioTable:
    """Return the table with the pressures of a CSV, CO2 emissions or others, instead of its own.

    Parameters
    ----------
    table : MrioTable
        The table.
    path : Path
        CSV or workbook with the columns ``province`` (adcode or name, or that of a region
        of the table), ``sector_code`` (a code of the table, or ``household``) and ``MtCO2``, or
        instead of it a column for each pressure, whose header gives name and unit: ``CH4_kt``,
        ``用水量（亿立方米）``, ``jobs (10^4 persons)``. One row for every province and sector, in
        any order. A province that is left out altogether is recorded as one without data.
        Households may be left out of a file that has no row for them anywhere, unless it is of
        CO2.
    unit : str, optional
        Unit of the one column whose header gives none.

    Raises
    ------
    FileError
        The file is missing or no such CSV, no column is a pressure, or a cell is not a number.
    LabelError
        A province or a sector is unknown, missing or given twice; the row is named.
    UnitError
        The unit is unknown.
    """
    columns = _pressure_columns(path, unit)
    given = read_small_table(path, (*KEYS, *columns))
    given = given.without_totals("province", own=_names_of_regions(table))
    left = given.left_out
    m, n = table.index.m, table.index.n
    values = np.full((len(columns), m, n + 1), np.nan)
    for line, province, code, *amounts in given.rows.itertuples(name=None):
        where = given.where(line)
        row, column = _position(table, where, str(province), str(code))
        if not np.isnan(values[0, row, column]):
            raise LabelError(
                message(
                    "{where}: {province}, {code} is given twice; keep one.",
                    where=where,
                    province=province,
                    code=code,
                )
            )
        for place, (header, amount) in enumerate(zip(columns, amounts, strict=True)):
            values[place, row, column] = _number(where, header, str(amount))
    no_households = np.isnan(values[..., n]).all() and "MtCO2" not in columns
    if no_households:
        values[:, ~np.isnan(values).all(axis=(0, 2)), n] = 0.0
    without = _provinces_without(table, path, values[0])
    filled = np.where(np.isnan(values), 0.0, values)
    factors = np.array([read.factor for _, read in columns.values()])
    filled *= factors[:, None, None]
    plain = list(columns) == ["MtCO2"]
    what = message("emissions") if plain else listed(name for name, _ in columns.values())
    said = [message("{what} replaced by those of {file}", what=what, file=path.name)]
    if left:
        said.append(message(", whose columns {columns} are left out", columns=listed(left)))
    if no_households:
        said.append(message(", which has no households; they are taken as zero"))
    changed = table.with_pressures(
        together(*said),
        tuple(Pressure(name, read.symbol) for name, read in columns.values()),
        filled[..., :n].reshape(len(columns), m * n),
        filled[..., n],
        without=without,
    )
    source = SourceFile(path.name, sha256(path.read_bytes()).hexdigest(), given.source.sheet)
    changed = changed.with_source(source)
    changes = (*changed.provenance.changes, *given.notes)
    return replace(changed, provenance=replace(changed.provenance, changes=changes))


def _pressure_columns(path: Path, unit: str | None) -> dict[str, tuple[str, PressureUnit]]:
    """Return the columns that hold pressures, with the name and the unit of each.

    Raises
    ------
    FileError
        There is none, or two are of one name.
    """
    given = read_small_table(path, KEYS)
    rest = given.left_out
    names = [*given.called.values(), *rest]
    if unit is not None:
        left = [name for name in rest if pressure_of_header(name) is None]
        if len(left) != 1:
            raise FileError(
                message(
                    "{path}: a unit is given for the one column whose header has none, and "
                    "{more}. Write name and unit into each header, such as water_1e8m3.",
                    path=path,
                    more=message("these have none: {columns}", columns=listed(left))
                    if left
                    else message("each has one"),
                )
            )
        read = parse_pressure_unit(unit, substance_of(left[0]))
        return {left[0]: (read.substance or known_name(left[0]), read)}
    found = {name: known for name in rest if (known := pressure_of_header(name)) is not None}
    if "MtCO2" in found:
        found = {key: read for key, read in found.items() if key == "MtCO2" or read[0] != "CO2"}
    if not found:
        raise FileError(
            message(
                "{path} has no column MtCO2; it needs {columns} in its first line, or instead of "
                "MtCO2 a pressure with its unit, such as CH4_kt or 用水量（亿立方米）, and has "
                "{names}.{nearest}{unit}",
                path=path,
                columns=listed(COLUMNS),
                names=listed(names),
                nearest=did_you_mean("MtCO2", names),
                unit=message(" For '{column}' give its unit: --unit.", column=rest[0])
                if len(rest) == 1
                else "",
            )
        )
    called = [name for name, _ in found.values()]
    twice = next((name for name in called if called.count(name) > 1), None)
    if twice is not None:
        both = listed(header for header, (name, _) in found.items() if name == twice)
        raise FileError(
            message(
                "{path} has {twice} in two columns, {both}; keep one.",
                path=path,
                twice=twice,
                both=both,
            )
        )
    return found


def _position(table: MrioTable, where: Message, province: str, code: str) -> tuple[int, int]:
    try:
        region = _own_region(table, province) or find_province(province).code
    except LabelError as error:
        raise LabelError(message("{where}: {error}", where=where, error=error.message)) from error
    if region not in table.index.region_codes:
        raise LabelError(
            message(
                "{where}: {province} is not in the table; remove the row.",
                where=where,
                province=province,
            )
        )
    row = table.index.region_codes.index(region)
    if code.strip().casefold() in _HOUSEHOLDS:
        return row, table.index.n
    padded = sector_code(code)
    if padded not in table.index.sector_codes:
        known = [*table.index.sector_codes, HOUSEHOLD]
        raise LabelError(
            message(
                "{where}: sector '{code}' is not in the table; give one of {codes}, or "
                "'{household}'.{nearest}",
                where=where,
                code=code,
                codes=_listed(table.index.sector_codes),
                household=HOUSEHOLD,
                nearest=did_you_mean(code, known),
            )
        )
    return row, table.index.sector_codes.index(padded)


def _names_of_regions(table: MrioTable) -> set[str]:
    return {
        name.casefold()
        for region in table.regions
        for name in (region.code, region.name_zh, region.name_en)
    }


def _own_region(table: MrioTable, name: str) -> str:
    """Return the code of a region of the table by its code or name, or nothing."""
    folded = name.strip().casefold()
    for region in table.regions:
        if folded in (region.code, region.name_zh, region.name_en.casefold()):
            return region.code
    return ""


def _number(where: Message, header: str, text: str) -> float:
    value = None if is_percent(text) else number_in(text)
    if value is None:
        raise FileError(
            message(
                "{where}: {header} is '{text}', not a number; zero must be 0.",
                where=where,
                header=header,
                text=text,
            )
        )
    return value


def _provinces_without(
    table: MrioTable, path: Path, values: NDArray[np.float64]
) -> tuple[str, ...]:
    empty = np.isnan(values)
    gone = np.asarray(empty.all(axis=1))
    for row, column in np.argwhere(empty & ~gone[:, None]):
        code = HOUSEHOLD if column == table.index.n else table.index.sector_codes[column]
        raise LabelError(
            message(
                "{path} has no row for {regions}, {code}; add it (0 where there is none).",
                path=path,
                regions=table.regions[row],
                code=code,
            )
        )
    return tuple(table.regions[row].code for row in np.flatnonzero(gone))


def _listed(codes: Iterable[str]) -> str:
    known = list(codes)
    return f"{known[0]} … {known[-1]}"
