"""Where the sectors of a table of one region stand: by their codes, else by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tanmai.core.errors import FileError
from tanmai.core.messages import Message, message
from tanmai.io.nbs_codes import code_text, is_sector_code, row_label
from tanmai.io.workbook import Cell, Grid

_LEAST_MARKS = 4


class OtherLayoutError(FileError):
    """A sheet is of another layout: it has no such rows, or several regions."""


@dataclass(frozen=True, eq=False)
class Axes:
    """Where the labels of sectors stand: sector of each row and of each column."""

    rows: dict[int, str]
    columns: dict[int, str]
    header: int
    labels: int

    @property
    def first_row(self) -> int:
        """The first row of a sector."""
        return min(self.rows)

    @property
    def first_column(self) -> int:
        """The first column of a sector."""
        return min(self.columns)


def find_axes(where: Message, grid: Grid) -> Axes:
    """Find the column of row labels and the row of column labels, by codes or by names."""
    columns = list(zip(*grid, strict=True)) if grid else []
    for by_code in (True, False):
        marks = [len({_input_row(cell, by_code) for cell in column} - {""}) for column in columns]
        at = marks.index(max(marks)) if marks else 0
        if not marks or marks[at] < _LEAST_MARKS:
            continue
        label = code_text if by_code else plain_text
        rows = dict(_sector_rows(grid, at, by_code))
        header, headed = _header(grid, set(rows.values()), label)
        if headed:
            return (
                _numbered(rows, headed, header, at)
                if not by_code
                else Axes(rows, headed, header, at)
            )
    raise OtherLayoutError(
        message(
            "{where} has no column of codes or names of its rows (TII 中间投入合计, VA001 "
            "劳动者报酬, TI 总投入 ...) with a row that names the same sectors, so it is not of "
            "this layout; name the sheet with the flows.",
            where=where,
        )
    )


def _input_row(cell: Cell, by_code: bool) -> str:
    return row_label([cell], []) if by_code else row_label([], [cell])


def plain_text(cell: Cell) -> str:
    """Return a name without blanks, for comparing."""
    return re.sub(r"\s", "", cell).casefold() if isinstance(cell, str) else ""


def _sector_rows(grid: Grid, at: int, by_code: bool) -> Iterator[tuple[int, str]]:
    for position, row in enumerate(grid):
        label = code_text(row[at]) if by_code else plain_text(row[at])
        if by_code and not is_sector_code(label):
            continue
        if not by_code and (not label or row_label([], [row[at]]) or not _numbers(row[at + 1 :])):
            continue
        yield position, label


def _numbers(cells: Sequence[Cell]) -> int:
    return sum(isinstance(cell, float | int) and not isinstance(cell, bool) for cell in cells)


def _header(
    grid: Grid, sectors: set[str], label: Callable[[Cell], str]
) -> tuple[int, dict[int, str]]:
    """Return the row that names most sectors, and the sector of each of its columns."""
    best, at = 0, 0
    for position, row in enumerate(grid):
        hits = len(sectors.intersection(map(label, row)))
        if hits > best:
            best, at = hits, position
    if 2 * best < len(sectors) or best < 2:
        return at, {}
    named = {column: label(cell) for column, cell in enumerate(grid[at])}
    is_sector = is_sector_code if label is code_text else sectors.__contains__
    return at, {column: name for column, name in named.items() if is_sector(name)}


def _numbered(rows: dict[int, str], columns: dict[int, str], header: int, at: int) -> Axes:
    """Give the sectors of a sheet without codes running numbers, in the order of its columns."""
    numbers = {name: str(k + 1) for k, name in enumerate(dict.fromkeys(columns.values()))}
    return Axes(
        {row: numbers[name] for row, name in rows.items() if name in numbers},
        {column: numbers[name] for column, name in columns.items()},
        header,
        at,
    )
