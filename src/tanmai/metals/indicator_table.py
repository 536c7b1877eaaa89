"""A user's table of plants or firms: columns with their units, gaps as gaps, every fault named."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tanmai.core.errors import FileError, LabelError, UnitError, did_you_mean
from tanmai.core.input_file import require_file
from tanmai.core.messages import Message, listed, message
from tanmai.metals.quantity_units import SHARE, conversion, parse_unit

_MOST_MIB = 16
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
            raise FileError(
                message(
                    "{path}: row {number} has no key.",
                    path=path,
                    number=number,
                )
            )
        if key in labels:
            raise LabelError(
                message(
                    "{path}: row {number}: '{key}' appears twice; rename one.",
                    path=path,
                    number=number,
                    key=key,
                )
            )
        cells = dict(zip(header, map(str.strip, row), strict=True))
        for name, needed in words.items():
            if needed and not cells.get(name):
                raise FileError(
                    message(
                        "{path}: row {number} ('{key}') has no {name}; fill it in.",
                        path=path,
                        number=number,
                        key=key,
                        name=name,
                    )
                )
        labels[key] = {name: cells[name] for name in header[1:] if name in words}
        numbers[key] = {
            str(match[1]): _number(
                cells[name],
                units[name],
                message(
                    "{path}: row {number} ('{key}'), {name}",
                    path=path,
                    number=number,
                    key=key,
                    name=name,
                ),
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
    require_file(path, message("a table (CSV)"), _MOST_MIB)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(row)]
    except UnicodeDecodeError as error:
        raise FileError(
            message(
                "{path} is not UTF-8; save it as UTF-8.",
                path=path,
            )
        ) from error
    if len(rows) < 2 or rows[0][0].strip() != "key":
        raise FileError(
            message(
                "{path}: its first row must name the columns, and rows must follow: 'key', a "
                "name of its own for each row; words ({known}); numbers with their unit, such as "
                "'capacity [kt/a]'.",
                path=path,
                known=listed(word for word in words if word != "key"),
            )
        )
    header = [name.strip() for name in rows[0]]
    twice = {name for name in header if header.count(name) > 1}
    if twice:
        raise LabelError(
            message(
                "{path}: column '{twice}' appears twice; keep one.",
                path=path,
                twice=min(twice),
            )
        )
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(header):
            raise FileError(
                message(
                    "{path}: row {number} has {n} cells, the first row {header}.",
                    path=path,
                    number=number,
                    n=len(row),
                    header=len(header),
                )
            )
    return header, rows[1:]


def _column(name: str, words: Mapping[str, bool], path: Path) -> str:
    """Return the unit of a column; of one of words, nothing."""
    if name in words:
        return ""
    match = _HEADER.match(name)
    if match is None:
        raise UnitError(
            message(
                "{path}: column '{name}' has no unit; write it as '{word} [unit]', such as "
                "'energy [tce/t Mg]'.{nearest}",
                path=path,
                name=name,
                word=name.split()[0],
                nearest=did_you_mean(name, words),
            )
        )
    try:
        unit = parse_unit(match[2])
    except UnitError as error:
        raise UnitError(
            message(
                "{path}: column '{name}': {problem}",
                path=path,
                name=name,
                problem=error.message,
            )
        ) from error
    if unit.is_money and match[3] is None:
        raise UnitError(
            message(
                "{path}: column '{name}' is money without a year; write it as [unit 2025].",
                path=path,
                name=name,
            )
        )
    return match[2]


def _number(text: str, unit: str, where: Message) -> float:
    if not text:
        return float("nan")
    try:
        value = float(text)
    except ValueError as error:
        raise FileError(
            message(
                "{where}: '{text}' is not a number; leave a gap empty.",
                where=where,
                text=text,
            )
        ) from error
    if not 0 <= value < float("inf"):
        raise FileError(
            message(
                "{where}: {text} must be a number from zero up; correct it.",
                where=where,
                text=text,
            )
        )
    if parse_unit(unit).dimension == parse_unit(SHARE).dimension and (
        value * conversion(unit, SHARE) > 1
    ):
        raise FileError(
            message(
                "{where}: {text} is a share above one; correct it, or give it in [%].",
                where=where,
                text=text,
            )
        )
    return value
