"""A user's table of plants or firms: columns with their units, gaps as gaps, every fault named."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.core.errors import FileError, LabelError, UnitError, did_you_mean
from tanmai.metals.quantity_units import SHARE, conversion, parse_unit

_HEADER = re.compile(r"^(\w+) \[([^,\]]+?)(?:,? (\d{4}))?\]$")


@dataclass(frozen=True)
class IndicatorTable:
    """A table read from a CSV.

    Attributes
    ----------
    labels : DataFrame
        Its columns of words, by key.
    numbers : DataFrame
        Its columns of numbers, by key; NaN where a cell is empty.
    units : dict
        Unit of each column of numbers.
    """

    labels: pd.DataFrame
    numbers: pd.DataFrame
    units: dict[str, str]

    def in_unit(self, column: str, unit: str) -> pd.Series:
        """Return a column in another unit; all gaps where there is no such column.

        Raises
        ------
        UnitError
            It measures something else.
        """
        if column not in self.numbers:
            return pd.Series(float("nan"), index=self.numbers.index, name=column)
        return self.numbers[column] * conversion(self.units[column], unit)


def read_indicators(path: Path, words: Mapping[str, bool]) -> IndicatorTable:
    """Read a table whose columns of numbers are named ``name [unit]`` or ``name [unit year]``.

    Parameters
    ----------
    path : Path
        CSV in UTF-8. The first column is ``key``, unique in every row.
    words : mapping
        Columns of words that the table may have, and whether each cell of it is needed.

    Raises
    ------
    FileError
        The file or a cell is at fault; the message names row and column.
    UnitError
        A column of numbers has no unit, an unknown one, or money has no year.
    LabelError
        A key stands twice.
    """
    header, rows = _rows(path, words)
    units = {name: _column(name, words, path) for name in header[1:]}
    names = {name: _HEADER.match(name) for name in header}
    labels, numbers = {}, {}
    for number, row in enumerate(rows, start=2):
        key = row[0].strip()
        if not key:
            raise FileError(f"{path}: row {number} has no key.")
        if key in labels:
            raise LabelError(f"{path}: row {number}: '{key}' stands twice; rename one.")
        cells = dict(zip(header, map(str.strip, row), strict=True))
        for name, needed in words.items():
            if needed and not cells.get(name):
                raise FileError(f"{path}: row {number} ('{key}') has no {name}; fill it in.")
        labels[key] = {name: cells[name] for name in header[1:] if name in words}
        numbers[key] = {
            str(match[1]): _number(
                cells[name], units[name], f"{path}: row {number} ('{key}'), {name}"
            )
            for name, match in names.items()
            if match
        }
    columns = {str(match[1]): units[name] for name, match in names.items() if match}
    return IndicatorTable(
        pd.DataFrame.from_dict(labels, orient="index").rename_axis("key"),
        pd.DataFrame.from_dict(numbers, orient="index").astype(float).rename_axis("key"),
        columns,
    )


def _rows(path: Path, words: Mapping[str, bool]) -> tuple[list[str], list[list[str]]]:
    if not path.is_file():
        raise FileError(f"{path} is not a file; name a table (CSV).")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(row)]
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8; save it as UTF-8.") from error
    if len(rows) < 2 or rows[0][0].strip() != "key":
        known = ", ".join(word for word in words if word != "key")
        raise FileError(
            f"{path}: its first row must name the columns, and rows must follow: 'key', a name of "
            f"its own for each row; words ({known}); numbers with their unit, such as "
            "'capacity [kt/a]'."
        )
    header = [name.strip() for name in rows[0]]
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise LabelError(f"{path}: column '{min(twice)}' stands twice; keep one.")
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise FileError(
                f"{path}: row {number} has {len(row)} cells, the first row {len(header)}."
            )
    return header, rows[1:]


def _column(name: str, words: Mapping[str, bool], path: Path) -> str:
    """Return the unit of a column; of one of words, nothing."""
    if name in words:
        return ""
    match = _HEADER.match(name)
    if match is None:
        raise UnitError(
            f"{path}: column '{name}' has no unit; write it as '{name.split()[0]} [unit]', such as "
            f"'energy [tce/t Mg]'.{did_you_mean(name, words)}"
        )
    try:
        unit = parse_unit(match[2])
    except UnitError as error:
        raise UnitError(f"{path}: column '{name}': {error}") from error
    if unit.is_money and match[3] is None:
        raise UnitError(
            f"{path}: column '{name}' is money without a year; write it as [unit 2025]."
        )
    return match[2]


def _number(text: str, unit: str, where: str) -> float:
    if not text:
        return float("nan")
    try:
        value = float(text)
    except ValueError as error:
        raise FileError(f"{where}: '{text}' is not a number; leave a gap empty.") from error
    if not 0 <= value < float("inf"):
        raise FileError(f"{where}: {text} must be a number from zero up; correct it.")
    if parse_unit(unit).dimension == parse_unit(SHARE).dimension and (
        value * conversion(unit, SHARE) > 1
    ):
        raise FileError(f"{where}: {text} is a share above one; correct it, or give it in [%].")
    return value
