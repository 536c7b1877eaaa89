"""Rows of a user's CSV as text, with the numbers of their lines for messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.errors import FileError, LabelError
from tanmai.labels import find_province


def read_rows(path: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> pd.DataFrame:
    """Return the rows of a UTF-8 CSV as text, on the numbers of their lines.

    Parameters
    ----------
    path : Path
        The CSV.
    columns : sequence of str
        Columns that it must have.
    optional : sequence of str
        Columns that are kept where it has them; all others are left out.

    Raises
    ------
    FileError
        The file is missing, cannot be read, lacks a column, or has no row.
    """
    wanted = ", ".join(columns)
    if not path.is_file():
        raise FileError(f"{path} is not a file; name a CSV with the columns {wanted}.")
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, pd.errors.ParserError) as error:
        raise FileError(f"{path} cannot be read as a UTF-8 CSV: {error}.") from error
    missing = [column for column in columns if column not in rows.columns]
    if missing:
        raise FileError(f"{path} has no column {', '.join(missing)}; it needs {wanted}.")
    if rows.empty:
        raise FileError(f"{path} has no row below its header; give at least one.")
    rows.index = pd.RangeIndex(2, len(rows) + 2)
    return rows[[*columns, *(column for column in optional if column in rows.columns)]]


def numbers(path: Path, values: pd.Series) -> pd.Series:
    """Return a column of `read_rows` as numbers.

    Raises
    ------
    FileError
        A value is no number; the line is named.
    """
    found = pd.to_numeric(values, errors="coerce").astype(np.float64)
    bad = found[~np.isfinite(found)]
    if len(bad):
        line = bad.index[0]
        raise FileError(
            f"{path}, line {line}: '{values[line]}' is not a number; write it without thousands "
            "separators, or take the row out where there are no data."
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
    return code.zfill(2) if code.isdigit() else code
