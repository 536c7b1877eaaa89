"""A user's own emissions by province and sector, from a CSV, put in the place of a table's."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.inventory import HOUSEHOLD
from tanmai.core.labels import find_province
from tanmai.core.table import MrioTable, SourceFile
from tanmai.core.units import is_number
from tanmai.io.csv import columns_left_out, read_rows, sector_code

COLUMNS = ("province", "sector_code", "MtCO2")


def with_emissions(table: MrioTable, path: Path) -> MrioTable:
    """Return the table with the CO2 emissions of a CSV instead of its own.

    Parameters
    ----------
    table : MrioTable
        The table.
    path : Path
        UTF-8 CSV with the columns ``province`` (adcode or name, or that of a region of the table),
        ``sector_code`` (a code of the table, or ``household``) and ``MtCO2``;
        one row for every province and sector, in any order. A province that
        is left out altogether is recorded as one without emissions.

    Raises
    ------
    FileError
        The file is missing or no such CSV, or a cell is not a number.
    LabelError
        A province or a sector is unknown, missing or given twice; the row is named.
    """
    rows, left = read_rows(path, COLUMNS), columns_left_out(path, COLUMNS)
    m, n = table.index.m, table.index.n
    values = np.full((m, n + 1), np.nan)
    for line, province, code, amount in rows.itertuples(name=None):
        position = _position(table, path, int(line), str(province), str(code))
        if not np.isnan(values[position]):
            raise LabelError(f"{path}, line {line}: {province}, {code} is given twice; keep one.")
        values[position] = _number(path, int(line), str(amount))
    without = _provinces_without(table, path, values)
    filled = np.where(np.isnan(values), 0.0, values)
    source = SourceFile(path.name, sha256(path.read_bytes()).hexdigest())
    changed = table.changed(
        f"emissions replaced by those of {path.name}"
        + (f", whose columns {', '.join(left)} are left out" if left else ""),
        {
            "F": filled[:, :n].reshape(1, m * n),
            "F_Y": filled[:, n].reshape(1, m),
            "stressors": ("CO2",),
            "without_emissions": without,
        },
    )
    return changed.with_source(source)


def _position(table: MrioTable, path: Path, line: int, province: str, code: str) -> tuple[int, int]:
    try:
        region = _own_region(table, province) or find_province(province).code
    except LabelError as error:
        raise LabelError(f"{path}, line {line}: {error}") from error
    if region not in table.index.region_codes:
        raise LabelError(f"{path}, line {line}: {province} is not in the table; take the row out.")
    row = table.index.region_codes.index(region)
    if code.strip() == HOUSEHOLD:
        return row, table.index.n
    padded = sector_code(code)
    if padded not in table.index.sector_codes:
        known = [*table.index.sector_codes, HOUSEHOLD]
        raise LabelError(
            f"{path}, line {line}: sector '{code}' is not in the table; give one of "
            f"{_listed(table.index.sector_codes)}, or '{HOUSEHOLD}'.{did_you_mean(code, known)}"
        )
    return row, table.index.sector_codes.index(padded)


def _own_region(table: MrioTable, name: str) -> str:
    """Return the code of a region of the table by its code or name, or nothing."""
    folded = name.strip().casefold()
    for region in table.regions:
        if folded in (region.code, region.name_zh, region.name_en.casefold()):
            return region.code
    return ""


def _number(path: Path, line: int, text: str) -> float:
    value = float(text) if is_number(text) else np.nan
    if not np.isfinite(value):
        raise FileError(f"{path}, line {line}: MtCO2 is '{text}', not a number; zero must be 0.")
    return value


def _provinces_without(
    table: MrioTable, path: Path, values: NDArray[np.float64]
) -> tuple[str, ...]:
    empty = np.isnan(values)
    gone = np.asarray(empty.all(axis=1))
    for row, column in np.argwhere(empty & ~gone[:, None]):
        code = HOUSEHOLD if column == table.index.n else table.index.sector_codes[column]
        raise LabelError(
            f"{path} has no row for {table.regions[row]}, {code}; add it (0 where there is none)."
        )
    return tuple(table.regions[row].code for row in np.flatnonzero(gone))


def _listed(codes: Iterable[str]) -> str:
    known = list(codes)
    return f"{known[0]} … {known[-1]}"
