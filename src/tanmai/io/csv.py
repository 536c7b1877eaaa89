"""Large CSVs of a user, as lists of cells have them, with the numbers of their lines."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError
from tanmai.core.input_file import no_utf8_csv, require_file
from tanmai.core.messages import listed, message
from tanmai.core.units import NUMBER

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOST_MIB = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_frame(path: Path) -> pd.DataFrame:
    """Return a whole CSV as text, on the numbers of its lines as an editor counts them.

    Blank lines, and empty cells beyond the last named column, are left out; nothing
    else is.

    Parameters
    ----------
    path : Path
        The CSV, its first line that is not blank naming the columns.

    Raises
    ------
    FileError
        The file is missing, is no CSV in UTF-8 or UTF-16, or a line has another number
        of cells than the header; a column has no name, or two have the same.
    """
    require_file(path, message("a CSV"), _MOST_MIB)
    with path.open("rb") as file:
        start = file.read(4)
    try:
        return _frame(path, "utf-16" if start.startswith(_UTF16) else "utf-8-sig")
    except csv.Error as error:
        raise FileError(
            message(
                "{path} cannot be read as a CSV: {error}.",
                path=path,
                error=error,
            )
        ) from error
    except UnicodeDecodeError as error:
        if start in _WORKBOOKS:
            raise FileError(
                message(
                    "{path} is a workbook, not a CSV; save its sheet as 'CSV UTF-8' and name that.",
                    path=path,
                )
            ) from error
        raise no_utf8_csv(path) from error


def _cells(file: TextIO) -> Any:
    """Return a reader of the cells of each line, which tabs part where the first has no comma."""
    first = next((line for line in file if line.strip()), "")
    file.seek(0)
    tabs = "\t" in first and "," not in first
    return csv.reader(file, delimiter="\t" if tabs else ",", strict=True)


def _frame(path: Path, encoding: str) -> pd.DataFrame:
    with path.open(encoding=encoding, newline="") as file:
        records = _records(_cells(file))
        _, header = next(records, (1, []))
        columns = _column_names(path, header)
        cells: list[list[str]] = [[] for _ in columns]
        lines: list[int] = []
        for line, record in records:
            _require_cells(path, line, record, columns)
            lines.append(line)
            for column, cell in zip(cells, record, strict=False):
                column.append(sys.intern(cell))
    named = dict(zip(columns, cells, strict=True))
    return pd.DataFrame(named, index=pd.Index(lines, dtype=np.int64), dtype=object)


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of every record that is not blank."""
    line = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield line, record
        line = reader.line_num + 1  # type: ignore[attr-defined]


def _column_names(path: Path, header: Sequence[str]) -> list[str]:
    names = [name.strip() for name in header]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise FileError(
            message(
                "{path}: column {index} has no name; give it one.",
                path=path,
                index=names.index("") + 1,
            )
        )
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise FileError(
            message(
                "{path} has the column {repeated} twice; keep the right one.",
                path=path,
                repeated=repeated,
            )
        )
    if len(names) == 1 and ";" in names[0]:
        raise FileError(
            message(
                "{path} is separated by semicolons; save it with commas, and numbers with a "
                "decimal point.",
                path=path,
            )
        )
    return names


def _require_cells(path: Path, line: int, record: Sequence[str], columns: Sequence[str]) -> None:
    beyond = [cell for cell in record[len(columns) :] if cell.strip()]
    if beyond or len(record) < len(columns):
        raise FileError(
            message(
                "{path}, line {line}: {n} cells ({record}) under a header of {header} columns "
                "({columns}); put a cell with a comma into quotes, and take out lines that are "
                "notes.",
                path=path,
                line=line,
                n=len(record),
                record=listed(record),
                header=len(columns),
                columns=listed(columns),
            )
        )


def numbers(path: Path, values: pd.Series) -> pd.Series:
    """Return a column of `read_frame` as numbers.

    Raises
    ------
    FileError
        A value is no number; the line is named.
    """
    text = values.str.strip()
    plain = text.str.fullmatch(NUMBER).to_numpy(dtype=bool)
    found = text.where(plain, "nan").astype(np.float64)
    bad = found[~np.isfinite(found)]
    if len(bad):
        line = bad.index[0]
        raise FileError(
            message(
                "{path}, line {line}: '{text}' is not a number; write it without thousands "
                "separators, or remove the row where there are no data.",
                path=path,
                line=line,
                text=values[line],
            )
        )
    return found


def sector_code(text: str) -> str:
    """Return a sector code with the zero that a spreadsheet takes away.

    Examples
    --------
    >>> sector_code(" 1"), sector_code("household")
    ('01', 'household')
    """
    code = text.strip()
    return code.zfill(2) if code.isascii() and code.isdigit() else code
