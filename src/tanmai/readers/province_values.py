"""Numbers by province from a CSV, for people who only need a map."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tanmai.errors import FileError, LabelError
from tanmai.labels import find_province
from tanmai.readers.csv_rows import read_rows


def read_province_values(path: Path) -> pd.Series:
    """Read one value for each province.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``province`` (adcode or name) and ``value``.

    Returns
    -------
    Series
        Values by adcode.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A province is unknown or given twice; the line is named.
    """
    rows = read_rows(path, ("province", "value"))
    codes = _codes(path, rows["province"])
    repeated = codes[codes.duplicated()]
    if len(repeated):
        line = repeated.index[0]
        name = rows.loc[line, "province"]
        raise LabelError(f"{path}, line {line}: {name} is given twice; keep one row of it.")
    return pd.Series(_numbers(path, rows["value"]).to_numpy(), index=codes.to_numpy())


def read_province_flows(path: Path) -> pd.DataFrame:
    """Read flows between provinces.

    Parameters
    ----------
    path : Path
        UTF-8 CSV with the columns ``from``, ``to`` (adcode or name) and ``value``.

    Returns
    -------
    DataFrame
        ``from`` and ``to`` as adcodes, and ``value``; what stays in a province is left out.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number above zero.
    LabelError
        A province is unknown, or a flow is given twice; the line is named.
    """
    rows = read_rows(path, ("from", "to", "value"))
    flows = pd.DataFrame(
        {
            "from": _codes(path, rows["from"]),
            "to": _codes(path, rows["to"]),
            "value": _numbers(path, rows["value"]),
        }
    )
    repeated = flows[flows.duplicated(["from", "to"])]
    if len(repeated):
        line = repeated.index[0]
        said = f"{rows.loc[line, 'from']} → {rows.loc[line, 'to']}"
        raise LabelError(f"{path}, line {line}: {said} is given twice; keep one row of it.")
    between = flows[flows["from"] != flows["to"]]
    low = between[between["value"] <= 0]
    if len(low):
        raise FileError(
            f"{path}, line {low.index[0]}: a flow of {low['value'].iloc[0]:g} cannot be drawn; "
            "take rows that are not above zero out."
        )
    return between.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)


def _codes(path: Path, names: pd.Series) -> pd.Series:
    codes = {}
    for line, name in names.items():
        try:
            codes[line] = find_province(str(name)).code
        except LabelError as error:
            raise LabelError(f"{path}, line {line}: {error}") from error
    return pd.Series(codes)


def _numbers(path: Path, values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype(np.float64)
    bad = numbers[~np.isfinite(numbers)]
    if len(bad):
        line = bad.index[0]
        raise FileError(
            f"{path}, line {line}: '{values[line]}' is not a number; write it without thousands "
            "separators, or take the row out where there are no data."
        )
    return numbers
