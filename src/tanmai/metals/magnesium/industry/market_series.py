"""Series of the user's own: days of prices, years of quantities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import FileError
from tanmai.core.messages import Message, listed, message

FloatArray = NDArray[np.float64]

_MOST_DAYS_BETWEEN = 5  # a weekend and a holiday


def read_prices(path: Path) -> FloatArray:
    """Read a daily price from a CSV with ``date`` and ``price``.

    Raises
    ------
    FileError
        As in `read_daily`.
    """
    frame = read_daily(path, ["price"])
    return np.asarray(frame["price"].to_numpy(float))


def read_daily(path: Path, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Read daily series from a CSV with ``date`` and a column for each series.

    Parameters
    ----------
    path : Path
        The file.
    columns : sequence of str
        Series that it must hold; all that it holds where none is named.

    Returns
    -------
    DataFrame
        Index: the date.

    Raises
    ------
    FileError
        The file cannot be read; a column is missing; a date is none, stands twice, or before the
        one above; days are left out; or a value is empty or not above zero. The line is named.
    """
    frame = _read(path, "date")
    dates = pd.to_datetime(frame["date"], errors="coerce", format="%Y-%m-%d")
    _reject_any(path, dates.isna(), "date", message("is not a date; give YYYY-MM-DD"))
    after = dates.diff().dt.days
    _reject_any(
        path,
        after <= 0,
        "date",
        message("does not follow the date above; sort the rows, each day once"),
    )
    gap = after > _MOST_DAYS_BETWEEN
    _reject_any(
        path,
        gap,
        "date",
        message(
            "comes more than {days} days after the one above; fill the gap or give the part "
            "after it",
            days=_MOST_DAYS_BETWEEN,
        ),
    )
    kept = _numbers(path, frame, columns or [c for c in frame.columns if c != "date"])
    kept.index = pd.DatetimeIndex(dates)
    return kept


def read_yearly(path: Path) -> pd.DataFrame:
    """Read years of a quantity and what drives it: CSV with ``year``, ``quantity``, ``driver``.

    Raises
    ------
    FileError
        As in `read_daily`, of years.
    """
    frame = _read(path, "year")
    years = pd.to_numeric(frame["year"], errors="coerce")
    _reject_any(path, years.isna(), "year", message("is not a year"))
    _reject_any(
        path, years.diff() <= 0, "year", message("does not follow the year above; sort the rows")
    )
    return _numbers(path, frame, ["quantity", "driver"])


def read_adoption(path: Path) -> pd.DataFrame:
    """Read a course of adoption: CSV with ``year``, ``share`` (%) and, if any, ``policy``.

    The policy is its strength in the year, from 0 to 1.

    Returns
    -------
    DataFrame
        Index: years without a gap; ``share`` from 0 to 1 and ``policy``.

    Raises
    ------
    FileError
        A cell is not a number within its range, or a year is missing or out of order.
    """
    frame = _read(path, "year")
    years = pd.to_numeric(frame["year"], errors="coerce")
    _reject_any(path, years.isna(), "year", message("is not a year"))
    step = years.diff().fillna(1.0)
    _reject_any(
        path, step != 1, "year", message("does not follow the year above; give every year in order")
    )
    if "share" not in frame.columns:
        raise FileError(
            message(
                "{path}: has no column 'share'; it holds {columns}.",
                path=path,
                columns=listed(frame.columns),
            )
        )
    bounds = {
        "share": (100.0, message("is not a share from 0 to below 100 %")),
        "policy": (1.0, message("is not from 0 to 1")),
    }
    kept = {}
    for column, (most, said) in bounds.items():
        given = frame.get(column, pd.Series("0", index=frame.index))
        values = pd.to_numeric(given, errors="coerce")
        _reject_any(path, ~values.between(0.0, most), column, said)
        kept[column] = values.to_numpy(float) / (100.0 if column == "share" else 1.0)
    return pd.DataFrame(kept, index=pd.Index(years.astype(int), name="year"))


def _read(path: Path, first: str) -> pd.DataFrame:
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise FileError(
            message(
                "{path}: cannot be read as a CSV ({reason}).",
                path=path,
                reason=str(error),
            )
        ) from error
    if first not in frame.columns or len(frame.columns) < 2:
        raise FileError(
            message(
                "{path}: has the columns {columns}; give '{first}' and one or more series.",
                path=path,
                columns=listed(frame.columns),
                first=first,
            )
        )
    return frame


def _numbers(path: Path, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    kept = {}
    for column in columns:
        if column not in frame.columns:
            raise FileError(
                message(
                    "{path}: has no column '{column}'; it holds {columns}.",
                    path=path,
                    column=column,
                    columns=listed(frame.columns),
                )
            )
        empty = frame[column].str.strip() == ""
        _reject_any(path, empty, column, message("is empty; fill the cell, or leave the row out"))
        values = pd.to_numeric(frame[column], errors="coerce")
        wrong = values.isna() | ~(values > 0) | ~np.isfinite(values)
        _reject_any(path, wrong, column, message("is not a number above zero"))
        kept[column] = values.astype(float)
    return pd.DataFrame(kept)


def _reject_any(path: Path, wrong: pd.Series, column: str, what: Message) -> None:
    """Reject the first row that is wrong, by its line in the file."""
    places = np.flatnonzero(wrong.to_numpy(bool))
    if places.size:
        raise FileError(
            message(
                "{path}: line {line}, column '{column}' {what}.",
                path=path,
                line=int(places[0]) + 2,
                column=column,
                what=what,
            )
        )
