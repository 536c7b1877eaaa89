"""Sheets whose rows and columns are found by code or label, never by position."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError, did_you_mean
from tanmai.core.input_file import no_utf8_csv, read_input
from tanmai.core.messages import Message, listed, message
from tanmai.io.workbook import Cell, Grid, Sheets, open_workbook
from tanmai.io.workbook_size import COLUMN, COLUMNS, ROW, ROWS, cell_name, column_name

FloatArray = NDArray[np.float64]
Label = Callable[[Cell], str]

_LARGEST_CSV = 64
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)?(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_WITH_SEPARATORS = re.compile(r"[-+]?[0-9]{1,3}([,， \u00a0][0-9]{3})+(\.[0-9]+)?")


@dataclass(frozen=True, eq=False)
class LabelledSheet:
    """The cells of a sheet, with the places of its labels.

    Attributes
    ----------
    where : Message
        File and sheet, for messages.
    cells : list of list
        The cells from A1.
    rows, columns : dict
        Positions of each label, counted from zero; a label may stand twice as long as
        nobody asks for it.
    blank : float or None
        What an empty cell counts as; by default it is rejected.
    """

    where: Message
    cells: Grid = field(repr=False)
    rows: dict[str, list[int]] = field(repr=False)
    columns: dict[str, list[int]] = field(repr=False)
    blank: float | None = None

    def row(self, label: str) -> int:
        """Return the position of a row; it must stand once.

        Raises
        ------
        FileError
            The row is missing or stands twice; near labels are named.
        """
        return self._once(label, self.rows, ROW, ROWS, lambda at: str(at + 1))

    def column(self, label: str) -> int:
        """Return the position of a column; it must stand once.

        Raises
        ------
        FileError
            The column is missing or stands twice; near labels are named.
        """
        return self._once(label, self.columns, COLUMN, COLUMNS, column_name)

    def _once(
        self,
        label: str,
        places: dict[str, list[int]],
        axis: Message,
        axes: Message,
        name: Callable[[int], str],
    ) -> int:
        found = places.get(label, [])
        if not found:
            raise FileError(
                message(
                    "{where} has no {axis} '{label}'.{nearest} Give the {axis} this heading, or "
                    "name the sheet that has it.",
                    where=self.where,
                    axis=axis,
                    label=label,
                    nearest=did_you_mean(label, places),
                )
            )
        if len(found) > 1:
            raise FileError(
                message(
                    "{where}: '{label}' appears in {axes} {found}; it may appear once.",
                    where=self.where,
                    label=label,
                    axes=axes,
                    found=listed(map(name, found)),
                )
            )
        return found[0]

    def block(self, rows: Sequence[str], columns: Sequence[str]) -> FloatArray:
        """Return the numbers of some rows and columns (rows, columns).

        Raises
        ------
        FileError
            A label is missing or stands twice, or a cell holds no number; the
            cell is named.
        """
        at_rows = [self.row(label) for label in rows]
        at_columns = [self.column(label) for label in columns]
        values = np.empty((len(at_rows), len(at_columns)))
        for i, row in enumerate(at_rows):
            values[i] = [self.number(row, column) for column in at_columns]
        return values

    def vector(self, rows: Sequence[str], column: str) -> FloatArray:
        """Return the numbers of one column (rows,)."""
        return self.block(rows, [column])[:, 0]

    def number(self, row: int, column: int) -> float:
        """Return the number of a cell.

        Raises
        ------
        FileError
            The cell holds no finite number.
        """
        cell = self.text_or_number(row, column)
        if isinstance(cell, int | float) and not isinstance(cell, bool) and isfinite(cell):
            return float(cell)
        if self.blank is not None and _is_blank(cell):
            return self.blank
        raise FileError(
            message(
                "{where}, cell {column} {what_instead}",
                where=self.where,
                column=cell_name(row, column),
                what_instead=_what_instead(cell),
            )
        )

    def in_order(self, rows: Sequence[str], columns: Sequence[str]) -> bool:
        """Whether some rows and columns stand one after the other as they are given."""
        lines = ([self.row(label) for label in rows], [self.column(label) for label in columns])
        return all(line == sorted(line) for line in lines)

    def blanks(self, rows: Sequence[str], columns: Sequence[str]) -> int:
        """Return how many cells of some rows and columns are empty."""
        at_rows = [self.row(label) for label in rows]
        at_columns = [self.column(label) for label in columns]
        return sum(
            _is_blank(self.text_or_number(row, column)) for row in at_rows for column in at_columns
        )

    def text_or_number(self, row: int, column: int) -> Cell:
        """Return a cell as it stands; rows may be shorter than the sheet is wide."""
        cells = self.cells[row]
        return cells[column] if column < len(cells) else ""


def _is_blank(cell: object) -> bool:
    return isinstance(cell, str) and not cell.strip()


def _what_instead(cell: object) -> Message:
    if _is_blank(cell):
        return message(
            "is empty, or a formula without a value; write 0 where there is none, or open the "
            "file in a spreadsheet and save it again so that formulas have their values."
        )
    if isinstance(cell, str) and _WITH_SEPARATORS.fullmatch(cell.strip()):
        return message(
            "holds the text '{cell}'; make it a number, without thousands separators.", cell=cell
        )
    return message(
        "holds '{cell}', not a number; put the number back as it was published.", cell=cell
    )


def places(labels: Sequence[str]) -> dict[str, list[int]]:
    """Return the positions of each label; empty labels are left out."""
    found: dict[str, list[int]] = {}
    for at, label in enumerate(labels):
        if label:
            found.setdefault(label, []).append(at)
    return found


def find_sheet_labels(
    cells: Grid,
    where: Message,
    row_marks: Collection[str],
    column_marks: Collection[str],
    label: Label,
) -> tuple[list[str], list[str]]:
    """Return the labels of the rows and of the columns of a sheet.

    The column of row labels is the one that holds most of ``row_marks``, the
    row of column labels the one that holds most of ``column_marks``.

    Raises
    ------
    FileError
        Fewer than half of the marks stand in one row or in one column.
    """
    width = max((len(row) for row in cells), default=0)
    by_row = [[label(cell) for cell in row] + [""] * (width - len(row)) for row in cells]
    by_column = [list(column) for column in zip(*by_row, strict=True)]
    return (
        _line_with(by_column, row_marks, where, message("column of codes or labels of rows")),
        _line_with(by_row, column_marks, where, message("row of codes or labels of columns")),
    )


def _line_with(
    lines: list[list[str]], marks: Collection[str], where: Message, what: Message
) -> list[str]:
    wanted = set(marks)
    hits = [len(wanted.intersection(line)) for line in lines]
    best = max(hits, default=0)
    if 2 * best < len(wanted):
        raise FileError(
            message(
                "{where} has no {what} ({examples} ...), so it is not of this layout; name the "
                "file and sheet as downloaded.",
                where=where,
                what=what,
                examples=listed(sorted(wanted)[:4]),
            )
        )
    return lines[hits.index(best)]


def open_sheets(path: Path) -> Sheets:
    """Open an Excel workbook (``.xlsx``, ``.xls``) or a CSV; the content tells which it is.

    Raises
    ------
    FileError
        The file is missing, protected, damaged or none of these.
    """
    if path.suffix.casefold() == ".csv":
        return _open_csv(path)
    return open_workbook(path)


@dataclass(frozen=True, eq=False)
class _CsvFile:
    name: str
    sha256: str
    cells: Grid
    sheet_names: tuple[str, ...] = ("",)
    has_links: bool = False

    def grid(self, sheet: str) -> Grid:
        if sheet:
            raise FileError(
                message(
                    "{name} is a CSV and has no sheet '{sheet}'; leave it out.",
                    name=self.name,
                    sheet=sheet,
                )
            )
        return self.cells


def _open_csv(path: Path) -> _CsvFile:
    content = read_input(path, message("a table of one region (CSV)"), _LARGEST_CSV)
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise no_utf8_csv(path) from error
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise FileError(
            message(
                "{path} is empty; download it again.",
                path=path,
            )
        )
    cells: Grid = [[_csv_cell(cell) for cell in row] for row in rows]
    return _CsvFile(path.name, sha256(content).hexdigest(), cells)


def _csv_cell(text: str) -> Cell:
    """Return a number where the text is one; codes with leading zeros stay text."""
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped) and any(letter.isdigit() for letter in stripped):
        return float(stripped)
    return stripped


def in_sheet(sheets: Sheets, sheet: str) -> Message:
    """Return the name of a file and its sheet for a message."""
    return of_sheet(sheets.name, sheet) if sheet else Message(sheets.name)


def of_sheet(file: str, sheet: str) -> Message:
    """Return ``file, sheet 'name'``."""
    return message("{file}, sheet '{sheet}'", file=file, sheet=sheet)
