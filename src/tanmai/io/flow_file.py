"""A flow matrix that a user brings: a list of flows or a matrix, of provinces or of any names."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from tanmai.core.errors import FileError, LabelError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, find_province
from tanmai.io.csv import has_columns, numbers, read_frame, read_rows

Names = Literal["provinces", "any"]

_LIST = ("from", "to", "value")
_ENCODINGS, _MOST_MIB = ("utf-8-sig", "gb18030"), 64


def read_flow_matrix(path: Path, unit: str, names: Names | None = None) -> FlowMatrix:
    """Read flows between regions: a list (from, to, value) or a square matrix, senders in rows.

    Parameters
    ----------
    path : Path
        CSV. A matrix has the receivers in its first line and the senders in its first column.
    unit : str
        Unit of the flows.
    names : str, optional
        ``"provinces"``: every name is that of a province of China; ``"any"``: names of
        provinces are known as such, all others are kept as they are. By default provinces
        where every name is one, and any names where none is.

    Returns
    -------
    FlowMatrix
        Regions in the order of the file; pairs that a list leaves out are zero.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A name is empty or no province, or a flow is given twice.
    """
    rows = flow_rows(path)
    regions = _regions(path, rows, names)
    order = list(dict.fromkeys(region.code for region in regions.values()))
    position = {name: order.index(region.code) for name, region in regions.items()}
    ends = np.array([[position[name] for name in rows[end]] for end in ("from", "to")])
    _refuse_repeats(path, rows, ends)
    values = np.zeros((len(order), len(order)))
    values[ends[0], ends[1]] = rows["value"].to_numpy()
    by_code = {region.code: region for region in regions.values()}
    return FlowMatrix(tuple(by_code[code] for code in order), values, unit)


def read_explanatory_matrix(path: Path, regions: tuple[Region, ...]) -> pd.DataFrame:
    """Read a matrix that explains flows: a number for every ordered pair of the regions.

    Parameters
    ----------
    path : Path
        CSV, as for `read_flow_matrix`; regions beyond those of the flows are left out.
    regions : tuple of Region
        The regions of the flows.

    Returns
    -------
    DataFrame
        Region codes as index (from) and columns (to); NaN on a diagonal that is not given.

    Raises
    ------
    FileError
        The file is missing, no such CSV, or a value is no number.
    LabelError
        A pair of regions has no value, or a value is given twice.
    """
    rows = flow_rows(path)
    known = {
        name: region.code
        for region in regions
        for name in (region.code, region.name_zh, region.name_en)
    }
    codes = [region.code for region in regions]
    for name in {*rows["from"], *rows["to"]}:
        province = _province(name)
        if name not in known:
            known[name] = province.code if province is not None else name
    ends = {end: rows[end].map(known) for end in ("from", "to")}
    rows = rows.assign(**ends)
    twice = rows[rows.duplicated(["from", "to"])]
    if len(twice):
        raise LabelError(
            f"{path}, line {twice.index[0]}: {twice['from'].iloc[0]} → {twice['to'].iloc[0]} is "
            "given twice; keep one row of it."
        )
    values = rows.set_index(["from", "to"])["value"]
    pairs = pd.MultiIndex.from_product([codes, codes], names=["from", "to"])
    size = (len(codes), len(codes))
    matrix = pd.DataFrame(values.reindex(pairs).to_numpy().reshape(size), codes, codes)
    gaps = np.argwhere(matrix.isna().to_numpy() & ~np.eye(len(codes), dtype=bool))
    if len(gaps):
        first = " → ".join(str(regions[end]) for end in gaps[0])
        raise LabelError(
            f"{path} has no value for {len(gaps)} pairs of the network, the first {first}; a "
            "matrix that explains flows needs a number for every pair, in both directions."
        )
    return matrix


def flow_rows(path: Path) -> pd.DataFrame:
    """Return the flows of a list or of a matrix as ``from``, ``to``, ``value``, by line."""
    rows = read_rows(path, _LIST) if has_columns(path, _LIST) else _rows_of_matrix(path)
    ends = {end: rows[end].str.strip() for end in ("from", "to")}
    rows = rows.assign(**ends, value=numbers(path, rows["value"]))
    empty = rows[(rows["from"] == "") | (rows["to"] == "")]
    if len(empty):
        raise LabelError(f"{path}, line {empty.index[0]}: a flow has no name at one end; give it.")
    return rows


def _rows_of_matrix(path: Path) -> pd.DataFrame:
    matrix = read_frame(path, _ENCODINGS, _MOST_MIB)
    corner, *receivers = matrix.columns
    senders = matrix[corner].str.strip()
    if not receivers or set(senders) != set(receivers) or len(senders) != len(receivers):
        raise FileError(
            f"{path} is neither a list of flows (columns {', '.join(_LIST)}) nor a square matrix "
            "with the same names in its first line and in its first column; it has the columns "
            f"{', '.join(matrix.columns)}."
        )
    lines = matrix.index.repeat(len(receivers))
    return pd.DataFrame(
        {
            "from": np.repeat(senders.to_numpy(), len(receivers)),
            "to": np.tile(np.array(receivers, dtype=object), len(senders)),
            "value": matrix[receivers].to_numpy().ravel(),
        },
        index=lines,
        dtype=object,
    )


def _regions(path: Path, rows: pd.DataFrame, names: Names | None) -> dict[str, Region]:
    """Return the region of each name."""
    found = {name: _province(name) for name in [*rows["from"], *rows["to"]]}
    others = [name for name, province in found.items() if province is None]
    if others and (names == "provinces" or (names is None and len(others) < len(found))):
        line = rows.index[(rows["from"] == others[0]) | (rows["to"] == others[0])][0]
        try:
            find_province(others[0])
        except LabelError as error:
            raise LabelError(
                f"{path}, line {line}: {error} If names other than of provinces are meant, give "
                "--names any."
            ) from error
    return {name: found[name] or Region(name, name, name) for name in found}


def _province(name: str) -> Region | None:
    try:
        return find_province(name)
    except LabelError:
        return None


def _refuse_repeats(path: Path, rows: pd.DataFrame, ends: np.ndarray) -> None:
    repeated = np.flatnonzero(pd.DataFrame(ends.T).duplicated())
    if repeated.size:
        row = rows.iloc[repeated[0]]
        raise LabelError(
            f"{path}, line {rows.index[repeated[0]]}: {row['from']} → {row['to']} is given twice; "
            "keep one row of it."
        )
