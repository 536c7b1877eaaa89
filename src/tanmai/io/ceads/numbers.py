"""The numbers of a CEADs sheet: every one is a number, or the message names its cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError
from tanmai.core.labels import RegionSectorIndex, Sector
from tanmai.core.messages import Message, message
from tanmai.io.ceads.layout import Layout
from tanmai.io.workbook import Cell, Grid
from tanmai.io.workbook_size import AXES

FloatArray = NDArray[np.float64]

_NUMBER_TYPES = {int, float}
# No amount of China's economy in 10⁴ CNY comes near: a larger number is a slip.
_LARGEST = 1e15


@dataclass(frozen=True, eq=False)
class SheetNumbers:
    """The numbers of a sheet, asked for by positions.

    Parameters
    ----------
    grid : list of lists
        The cells of the sheet.
    layout : Layout
        What its rows and columns are.
    index : RegionSectorIndex
        Provinces and sectors in the order of the table.
    """

    grid: Grid
    layout: Layout
    index: RegionSectorIndex

    def block(self, rows: Sequence[int], columns: Sequence[int]) -> FloatArray:
        """Return the numbers of rows x columns.

        Raises
        ------
        FileError
            A cell is empty or holds no finite number; its A1 name, province and sector are given.
        """
        pick = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
        values = np.empty((len(rows), len(columns)))
        for at, row in enumerate(rows):
            cells = pick(self.grid[row])
            if not set(map(type, cells)) <= _NUMBER_TYPES:
                self._reject(row, columns)
            values[at] = cells
        with np.errstate(invalid="ignore"):
            wrong = np.argwhere(~(np.abs(values) <= _LARGEST))
        if wrong.size:
            self._reject(rows[wrong[0, 0]], [columns[wrong[0, 1]]])
        return values

    def row(self, at: int, columns: Sequence[int]) -> FloatArray:
        """Return the numbers of one row."""
        return self.block([at], columns).ravel()

    def column(self, at: int, rows: Sequence[int]) -> FloatArray:
        """Return the numbers of one column."""
        return self.block(rows, [at]).ravel()

    def known(self, cells: Sequence[tuple[int, int]]) -> FloatArray:
        """Return the numbers of cells, NaN where a cell is empty; anything else is rejected."""
        values = [self.grid[row][column] for row, column in cells]
        for (row, column), value in zip(cells, values, strict=True):
            if not _is_number(value) and not _is_blank(value):
                self._reject(row, [column])
        return np.array([np.nan if _is_blank(value) else value for value in values], dtype=float)

    def is_blank(self, row: int, columns: Sequence[int]) -> bool:
        """Say whether all these cells of a row are empty."""
        return all(_is_blank(self.grid[row][column]) for column in columns)

    def _reject(self, row: int, columns: Sequence[int]) -> None:
        for column in columns:
            cell = self.grid[row][column]
            if not _is_number(cell):
                where = self.layout.place.cell(row, column)
                raise FileError(
                    message(
                        "{where} ({meaning}) {what_is_wrong}",
                        where=where,
                        meaning=self.meaning(row, column),
                        what_is_wrong=_what_is_wrong(cell),
                    )
                )

    def meaning(self, row: int, column: int) -> Message:
        """Return what a cell is: ``Tianjin 天津, 02 Coal → Hebei 河北, FU101``."""
        return message(
            "{row} → {column}", row=self._line(row, "row"), column=self._line(column, "column")
        )

    def _line(self, at: int, axis: str) -> Message:
        found = self.layout.rows if axis == "row" else self.layout.columns
        names: dict[str, Sector] = {sector.code: sector for sector in self.index.sectors}
        for positions in (found.sectors, found.final_demand):
            for (province, code), position in positions.items():
                if position == at:
                    return message(
                        "{region}, {sector}",
                        region=found.regions[province],
                        sector=names.get(code, code),
                    )
        special = (Message(code) for code, position in found.special.items() if position == at)
        return next(special, AXES[axis])


def holds_numbers(cells: Sequence[Cell]) -> bool:
    """Say whether any of the cells is a number other than zero."""
    return any(type(cell) in _NUMBER_TYPES and cell for cell in cells)


def _is_number(cell: Cell) -> bool:
    return type(cell) in _NUMBER_TYPES and abs(cell) <= _LARGEST  # type: ignore[arg-type,operator]


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _what_is_wrong(cell: Cell) -> Message:
    if _is_blank(cell):
        return message(
            "is empty, or is a formula without a stored value or an Excel error such as #DIV/0!; "
            "write the number there, 0 if there is none (Find & Select, Go To Special, Blanks "
            "fills many cells at once)."
        )
    if isinstance(cell, (date, time, timedelta)):
        return message(
            "is formatted as a date or time ({cell}); give it a number format in Excel.", cell=cell
        )
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return message(
            "is {cell}, which no amount can be; correct it in the source.", cell=f"{cell:g}"
        )
    if isinstance(cell, str) and _reads_as_number(cell):
        return message(
            "is the text '{cell}', not a number; in Excel use Data, Text to Columns to turn "
            "texts into numbers.",
            cell=cell,
        )
    return message(
        "is the text '{cell}', not a number; write the number there, 0 if there is none.",
        cell=str(cell).upper() if isinstance(cell, bool) else cell,
    )


def _reads_as_number(text: str) -> bool:
    digits = text.replace(",", "").replace(" ", "")
    return bool(re.fullmatch(r"[-+]?\d*\.?\d+([eE][-+]?\d+)?%?", digits))
