"""Rows of a user's CSV as text, with the numbers of their lines for messages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from tanmai.errors import FileError


def read_rows(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return the rows of a UTF-8 CSV as text, on the numbers of their lines.

    Parameters
    ----------
    path : Path
        The CSV.
    columns : sequence of str
        Columns that it must have; others are left out.

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
    return rows[list(columns)]
