"""Rows of a user's CSV as text, with the numbers of their lines for messages."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.input_file import csv_with, no_utf8_csv, require_file
from tanmai.core.labels import find_province
from tanmai.core.messages import listed, message
from tanmai.core.reserved_labels import is_total
from tanmai.core.units import NUMBER

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOST_MIB, _MOST_MIB_OF_ROWS = 4096, 64
_MOST_NARROW = 4
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SMALL = ("utf-8-sig", "gb18030")
_OTHER_NAMES = {
    "province": ("adcode", "region", "省份", "省", "省级行政区", "地区", "行政区划代码"),
    "from": ("source", "流出地", "流出省份", "来源", "来源地"),
    "to": ("target", "流入地", "流入省份", "去向", "目的地"),
    "value": ("weight", "数值", "值"),
    "year": ("年份", "年"),
    "sector_code": ("部门代码", "行业代码"),
    "price_index": ("价格指数",),
    "population": ("人口", "常住人口"),
}
_SEPARATORS = {";": "semicolons"}


def read_frame(
    path: Path, encodings: Sequence[str] = ("utf-8-sig",), most_mib: int = _MOST_MIB
) -> pd.DataFrame:
    """Return a whole CSV as text, on the numbers of its lines as an editor counts them.

    Blank lines, and empty cells beyond the last named column, are left out; nothing
    else is.

    Parameters
    ----------
    path : Path
        The CSV, its first line that is not blank naming the columns.
    encodings : sequence of str
        Encodings to try, the first that fits being taken.
    most_mib : int
        The largest size that such a file can have, in MiB.

    Raises
    ------
    FileError
        The file is missing, is no CSV in these encodings, or a line has another number
        of cells than the header; a column has no name, or two have the same.
    """
    require_file(path, message("a CSV"), most_mib)
    for encoding in _encodings(path, encodings):
        try:
            return _frame(path, encoding)
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise FileError(f"{path} cannot be read as a CSV: {error}.") from error
    with path.open("rb") as file:
        if file.read(4) in _WORKBOOKS:
            raise FileError(
                message(
                    "{path} is a workbook, not a CSV; save its sheet as 'CSV UTF-8' and name that.",
                    path=path,
                )
            )
    raise no_utf8_csv(path)


def _encodings(path: Path, encodings: Sequence[str]) -> Sequence[str]:
    """Return the encodings to try: UTF-16 alone where the file begins with its mark."""
    with path.open("rb") as file:
        return ("utf-16",) if file.read(2) in _UTF16 else encodings


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
        raise FileError(f"{path}: column {names.index('') + 1} has no name; give it one.")
    repeated = next((name for name in names if names.count(name) > 1), None)
    if repeated is not None:
        raise FileError(f"{path} has the column {repeated} twice; keep the one that is meant.")
    if len(names) == 1:
        for separator, word in _SEPARATORS.items():
            if separator in names[0]:
                raise FileError(
                    f"{path} is separated by {word}; save it with commas, and numbers with a "
                    "decimal point."
                )
    return names


def _require_cells(path: Path, line: int, record: Sequence[str], columns: Sequence[str]) -> None:
    beyond = [cell for cell in record[len(columns) :] if cell.strip()]
    if beyond or len(record) < len(columns):
        raise FileError(
            f"{path}, line {line}: {len(record)} cells ({', '.join(record)}) under a header of "
            f"{len(columns)} columns ({', '.join(columns)}); put a cell with a comma into quotes, "
            "and take out lines that are notes."
        )


def read_rows(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows of a small CSV as text, on the numbers of their lines.

    Parameters
    ----------
    path : Path
        The CSV, in UTF-8 or, as Chinese Excel saves it, in GB 18030.
    columns : sequence of str
        Columns that it must have, by these names or others that mean the same.
    optional : sequence of str
        Columns that are kept where it has them; all others are left out.

    Raises
    ------
    FileError
        The file is missing, cannot be read, lacks a column, or has no row.
    """
    require_file(path, csv_with(columns), _MOST_MIB_OF_ROWS)
    rows = _named_as_wanted(read_frame(path, _SMALL, _MOST_MIB_OF_ROWS), columns)
    missing = [column for column in columns if column not in rows.columns]
    if missing:
        raise FileError(
            message(
                "{path} has no column {missing}; it needs {columns} in its first line, and has "
                "{found}.{nearest}",
                path=path,
                missing=listed(missing),
                columns=listed(columns),
                found=listed(rows.columns),
                nearest=did_you_mean(missing[0], rows.columns),
            )
        )
    if rows.empty:
        raise FileError(
            message("{path} has no row below its header; give at least one.", path=path)
        )
    return rows[[*columns, *(column for column in optional if column in rows.columns)]]


def _named_as_wanted(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return rows whose columns bear the names that are wanted, where theirs mean just these.

    A column that is wanted may be written in capitals or by another of its names; the
    only column that is left over is the value. What could be two columns is not taken.
    """
    names: dict[str, str] = {}
    for wanted in columns:
        known = {wanted, *_OTHER_NAMES.get(wanted, ())}
        alike = [name for name in rows.columns if name.casefold() in known]
        if wanted not in rows.columns and len(alike) == 1:
            names[alike[0]] = wanted
    left = [name for name in rows.columns if name not in names and name not in columns]
    found = {*names.values(), *(name for name in rows.columns if name in columns)}
    if set(columns) - found == {"value"} and len(left) == 1:
        names[left[0]] = "value"
    return rows.rename(columns=names)


def column_names(path: Path, wanted: Sequence[str]) -> list[str]:
    """Return the names of the columns of a small CSV, as it has them; it should have some."""
    require_file(path, csv_with(wanted), _MOST_MIB_OF_ROWS)
    return [str(name) for name in read_frame(path, _SMALL, _MOST_MIB_OF_ROWS).columns]


def value_columns(names: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Return the columns that are none of the keys, by whatever name."""
    other = {name for key in keys for name in (key, *_OTHER_NAMES.get(key, ()))}
    return [name for name in names if name.casefold() not in other]


def columns_left_out(path: Path, columns: Sequence[str]) -> list[str]:
    """Return the columns of a small CSV that `read_rows` leaves out."""
    rows = _named_as_wanted(read_frame(path, _SMALL, _MOST_MIB_OF_ROWS), columns)
    return [column for column in rows.columns if column not in columns]


def has_columns(path: Path, columns: Sequence[str]) -> bool:
    """Say whether the first line of a CSV names columns, by any of the names of `read_rows`.

    Raises
    ------
    FileError
        It has one of them twice, or is separated by semicolons.
    """
    for encoding in _encodings(path, _SMALL):
        try:
            with path.open(encoding=encoding, newline="") as file:
                header = [name.strip() for name in next(_cells(file), [])]
        except (OSError, UnicodeDecodeError, csv.Error):
            continue
        named = [name for name in header if name]
        if len(header) == 1 or any(named.count(column) > 1 for column in columns):
            named = _column_names(path, header)
        rows = pd.DataFrame(columns=list(dict.fromkeys(named)))
        return set(_named_as_wanted(rows, columns)).issuperset(columns)
    return False


def narrow_header(path: Path) -> list[str]:
    """Return the first line of a CSV of so few columns that it can hold no table, or nothing."""
    try:
        names = list(read_frame(path, _SMALL, _MOST_MIB_OF_ROWS).columns)
    except FileError:
        return []
    return names if len(names) <= _MOST_NARROW else []


def numbers(path: Path, values: pd.Series) -> pd.Series:
    """Return a column of `read_rows` as numbers.

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
                "separators, or take the row out where there are no data.",
                path=path,
                line=line,
                text=values[line],
            )
        )
    return found


def province_codes(path: Path, names: pd.Series) -> pd.Series:
    """Return a column of adcodes or names of provinces as adcodes.

    Raises
    ------
    LabelError
        A province is unknown; the line is named.
    """
    codes = {}
    for line, name in names.items():
        try:
            codes[line] = find_province(str(name)).code
        except LabelError as error:
            if is_total(str(name)):
                raise LabelError(
                    message(
                        "{path}, line {line}: '{name}' is a total, not a province; take the row "
                        "out.",
                        path=path,
                        line=line,
                        name=name,
                    )
                ) from error
            raise LabelError(f"{path}, line {line}: {error}") from error
    return pd.Series(codes)


def sector_code(text: str) -> str:
    """Return a sector code with the zero that a spreadsheet takes away.

    Examples
    --------
    >>> sector_code(" 1"), sector_code("household")
    ('01', 'household')
    """
    code = text.strip()
    return code.zfill(2) if code.isascii() and code.isdigit() else code
