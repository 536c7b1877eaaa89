"""Lists of cells from CSV and parquet files: every label is a text, every value a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from tanmai.core.errors import FileError, LabelError, did_you_mean
from tanmai.core.faults import FaultError, reason_of
from tanmai.core.labels import REGION, SECTOR, Region, find_province, require_printable
from tanmai.core.messages import Message, listed, message
from tanmai.core.table import SourceFile
from tanmai.io.csv import numbers, read_frame

FloatArray = NDArray[np.float64]

_NUMERIC = (pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal)
_TEXTS = (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary)

_UNNAMED_INDEX = re.compile("__index_level_[0-9]+__")  # where pandas keeps the rows' numbers

MOST_ROWS = 200_000_000
"""The most rows of a parquet file that are read: the cells of 14,000 sectors."""


class CellLists:
    """The files of a folder, each read once and checked cell by cell.

    Parameters
    ----------
    folder : Path
        The folder, which no name may leave.
    as_provinces : bool
        Whether every region must be a province of China, by any of its names.

    Attributes
    ----------
    sources : list of SourceFile
        What was read.
    notes : list of Message
        What was left out.
    """

    def __init__(self, folder: Path, as_provinces: bool) -> None:
        self._folder = folder.resolve()
        self._as_provinces = as_provinces
        self._found: dict[str, Region] = {}
        self.sources: list[SourceFile] = []
        self.notes: list[Message] = []

    def read(self, name: str, columns: dict[str, str]) -> pd.DataFrame:
        """Return labels and value of each cell, on the lines or rows of the file.

        Parameters
        ----------
        name : str
            The file.
        columns : dict
            Names for its columns by their names in the file; the last one holds values.

        Raises
        ------
        FileError
            A column is missing, or a value is no number.
        LabelError
            A label is missing, unknown or unreadable, or a cell is given twice.
        """
        path = self._inside(name)
        frame = _read_cells(path)
        for column in columns:
            if column not in frame.columns:
                raise FileError(
                    message(
                        "{path} has no column '{column}'.{nearest} It has: {columns}.",
                        path=path,
                        column=column,
                        nearest=did_you_mean(column, frame.columns),
                        columns=listed(map(str, frame.columns)),
                    )
                )
        left = [str(column) for column in frame.columns if column not in columns]
        _require_texts_or_numbers(path, frame, columns)
        if left:
            self.notes.append(
                message(
                    "columns of {file} left out: {columns}", file=path.name, columns=listed(left)
                )
            )
        cells = frame[list(columns)].rename(columns=columns)
        *keys, value = columns.values()
        cells[value] = _values(path, cells[value])
        for key in keys:
            cells[key] = _labels(path, cells[key])
            if key.endswith("region"):
                cells[key] = self._codes(path, cells[key])
        repeated = cells[cells.duplicated(keys)]
        if len(repeated):
            labels = listed(repeated.iloc[0][key] for key in keys)
            raise LabelError(
                message(
                    "{place} gives the cell {labels} twice; keep one row of it.",
                    place=_place(path, repeated.index[0]),
                    labels=labels,
                )
            )
        self.sources.append(SourceFile(path.name, sha256(path.read_bytes()).hexdigest()))
        cells.attrs["path"] = path
        return cells

    def regions(self, columns: Sequence[pd.Series]) -> tuple[Region, ...]:
        """Return the regions of the table; provinces in the order of their codes."""
        codes = dict.fromkeys(code for column in columns for code in column)
        return tuple(self._found[code] for code in (sorted(codes) if self._as_provinces else codes))

    def _inside(self, name: str) -> Path:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder):
            raise FileError(
                message(
                    "'{name}' leaves the folder of the mapping file; put the file into it.",
                    name=name,
                )
            )
        if not path.is_file():
            raise FileError(
                message(
                    "{path} is not a file; the mapping names it.",
                    path=path,
                )
            )
        return path

    def _codes(self, path: Path, names: pd.Series) -> pd.Series:
        codes = {}
        for line, name in names.drop_duplicates().items():
            try:
                region = find_province(name) if self._as_provinces else Region(name, name, name)
            except LabelError as error:
                raise LabelError(
                    message(
                        "{place}: {problem} Or set regions = 'as written'.",
                        place=_place(path, line),
                        problem=error.message,
                    )
                ) from error
            codes[name] = region.code
            self._found[region.code] = region
        return names.map(codes)


KINDS = {"region": REGION, "sector": SECTOR, "category": message("category of final demand")}


def _place(path: Path, line: object) -> Message:
    if path.suffix == ".parquet":
        return message("{path}, data row {line}", path=path, line=line)
    return message("{path}, line {line}", path=path, line=line)


def place_of(cells: pd.DataFrame, column: str, label: str) -> Message:
    """Return where a label stands first: the file, and its line as an editor counts it."""
    return _place(cells.attrs["path"], cells.index[cells[column] == label][0])


def _read_cells(path: Path) -> pd.DataFrame:
    """Return a file's columns: texts of a CSV; texts and numbers of a parquet file."""
    if path.suffix != ".parquet":
        return read_frame(path)
    try:
        about = pq.read_schema(path)
        names = [name for name in about.names if not _UNNAMED_INDEX.fullmatch(name)]
        repeated = next((name for name in names if names.count(name) > 1), None)
        if repeated is not None:
            raise FileError(
                message(
                    "{path} has the column {repeated} twice; keep the right one.",
                    path=path,
                    repeated=repeated,
                )
            )
        rows = pq.read_metadata(path).num_rows
        if rows > MOST_ROWS:
            raise FaultError(
                message(
                    "it holds {rows} rows, and {most} at most are read",
                    rows=f"{rows:,}",
                    most=f"{MOST_ROWS:,}",
                )
            )
        columns = pq.read_table(path, columns=names)
    except (ValueError, OSError, pa.ArrowException) as error:
        raise FileError(
            message(
                "{path} cannot be read ({reason}); write it as a UTF-8 CSV or as parquet.",
                path=path,
                reason=reason_of(error),
            )
        ) from error
    kinds = {field.name: field.type for field in columns.schema}
    frame: pd.DataFrame = columns.to_pandas(ignore_metadata=True).astype(object)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    frame.attrs["kinds"] = kinds
    return frame


def _require_texts_or_numbers(path: Path, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Require that columns of a parquet file hold texts or numbers: no dates, no truths."""
    kinds = frame.attrs.get("kinds", {})
    for column in columns:
        kind = kinds.get(column)
        if kind is not None and not any(is_kind(kind) for is_kind in (*_NUMERIC, *_TEXTS)):
            raise FileError(
                message(
                    "{path}: column '{column}' holds {kind}, neither texts nor numbers; write "
                    "labels as texts and values as numbers.",
                    path=path,
                    column=column,
                    kind=kind,
                )
            )


def _values(path: Path, values: pd.Series) -> pd.Series:
    """Return values as numbers; texts must be nothing but numbers."""
    kinds = set(map(type, values))
    if kinds <= {int, float, Decimal}:
        found = values.astype(np.float64)
    else:
        given = values.where(values.notna(), "")
        found = numbers(path, given.map(str))
    bad = np.flatnonzero(~np.isfinite(found))
    if bad.size:
        raise FileError(
            message(
                "{place}: the value is missing or infinite; write zero as 0.",
                place=_place(path, found.index[bad[0]]),
            )
        )
    return found


def _labels(path: Path, labels: pd.Series) -> pd.Series:
    """Return labels as texts with single blanks inside; none may be missing."""
    known: dict[object, str] = {}
    for line, label in labels.drop_duplicates().items():
        text = "" if label is None or label != label else " ".join(str(label).split())
        if not text:
            raise LabelError(
                message(
                    "{place} has no {labels}; write the label, or remove the row.",
                    place=_place(path, line),
                    labels=labels.name,
                )
            )
        try:
            require_printable(Message(str(labels.name)), text)
        except LabelError as error:
            raise LabelError(
                message(
                    "{place}: {problem}",
                    place=_place(path, line),
                    problem=error.message,
                )
            ) from error
        known[label] = text
    return labels.map(known)


def grid_of(cells: pd.DataFrame, axes: Sequence[Sequence[str]]) -> FloatArray:
    """Put cells into an array, zero where there is none.

    Raises
    ------
    LabelError
        A label is not on its axis.
    """
    grid = np.zeros([len(axis) for axis in axes])
    positions = []
    for column, axis in zip(cells.columns[: len(axes)], axes, strict=True):
        known = {label: position for position, label in enumerate(axis)}
        unknown = next((label for label in cells[column] if label not in known), None)
        if unknown is not None:
            raise LabelError(
                message(
                    "{place}: '{unknown}' appears as {column}, but the flows and the final "
                    "demand know no such label.{nearest}",
                    place=place_of(cells, column, unknown),
                    unknown=unknown,
                    column=column,
                    nearest=did_you_mean(unknown, known),
                )
            )
        positions.append(cells[column].map(known).to_numpy(dtype=np.intp))
    grid[tuple(positions)] = cells[cells.columns[-1]].to_numpy()
    return grid
