"""What heads each row and each column of a CEADs sheet: province, name and code.

The lines of labels are found by what they hold: that of codes by those of
final demand and value added, that of provinces by their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tanmai.core.errors import FileError
from tanmai.io.ceads import labels
from tanmai.io.workbook import Cell, Grid, cell_name, column_name

AxisName = Literal["row", "column"]

_SEARCHED_ROWS = 60
_SEARCHED_COLUMNS = 15
FINAL_DEMAND = frozenset(category.code for category in labels.CATEGORIES)


@dataclass(frozen=True)
class Place:
    """A sheet of a file, for messages."""

    file: str
    sheet: str

    def __str__(self) -> str:
        return f"{self.file}, sheet '{self.sheet}'"

    def cell(self, row: int, column: int) -> str:
        """Return ``file, sheet 'name', cell A1``."""
        return f"{self}, cell {cell_name(row, column)}"

    def line(self, axis: AxisName, at: int) -> str:
        """Return ``file, sheet 'name', row 5`` or ``column E``."""
        return f"{self}, {line_name(axis, at)}"


def line_name(axis: AxisName, at: int) -> str:
    """Return the name of a row or a column: ``row 5``, ``column E``."""
    return f"row {at + 1}" if axis == "row" else f"column {column_name(at)}"


@dataclass(frozen=True)
class Heading:
    """What heads one row or column, and the cells where its province and its name stand."""

    at: int
    province: str
    name: str
    code: str
    province_cell: str
    name_cell: str


@dataclass(frozen=True, eq=False)
class Headings:
    """What heads every row and every column of a sheet, and the texts above the table."""

    rows: list[Heading]
    columns: list[Heading]
    titles: tuple[str, ...]


def read_headings(place: Place, grid: Grid) -> Headings:
    """Find the lines of labels of a sheet and read them.

    Raises
    ------
    FileError
        The sheet has no codes of sectors, of final demand or of value added.
    """
    code_row, code_column = _code_lines(place, grid)
    first_row = _first_sector(grid, place, "row", code_row, code_column)
    first_column = _first_sector(grid, place, "column", code_row, code_column)
    above = [row[first_column:] for row in grid[:first_row]]
    beside = _transposed([row[:first_column] for row in grid[first_row:]], first_column)
    texts = (cell for row in grid[:first_row] for cell in row if isinstance(cell, str))
    return Headings(
        rows=_headings("row", beside, code_column, first_row),
        columns=_headings("column", above, code_row, first_column),
        titles=tuple(filter(None, map(labels.clean, texts))),
    )


def _code_lines(place: Place, grid: Grid) -> tuple[int, int]:
    def most(found: Counter[int], kind: str, codes: str) -> int:
        if not found:
            raise FileError(
                f"{place} has no {kind} of codes ({codes}); name the sheet that holds the table, "
                "or put the codes in."
            )
        return found.most_common(1)[0][0]

    in_rows = Counter(
        row
        for row, cells in enumerate(grid[:_SEARCHED_ROWS])
        for cell in cells
        if isinstance(cell, str) and labels.clean(cell).upper() in FINAL_DEMAND
    )
    in_columns = Counter(
        column
        for cells in grid
        for column, cell in enumerate(cells[:_SEARCHED_COLUMNS])
        if cell and isinstance(cell, str) and labels.clean(cell).upper() in labels.VALUE_ADDED
    )
    return most(in_rows, "row", "01, 02 … FU101 … EX, GO"), most(
        in_columns, "column", "01, 02 … IM, VA001 …"
    )


def _first_sector(grid: Grid, place: Place, axis: AxisName, code_row: int, code_column: int) -> int:
    """Return the first row below, or column right of, the codes of the other axis."""
    if axis == "row":
        cells: Iterable[Cell] = (row[code_column] for row in grid[code_row + 1 :])
        start = code_row + 1
    else:
        cells, start = grid[code_row][code_column + 1 :], code_column + 1
    for at, cell in enumerate(cells, start):
        if labels.sector_code(labels.clean(cell)):
            return at
    raise FileError(
        f"{place} has no codes of sectors (01, 02 …) in "
        f"{line_name('column', code_column) if axis == 'row' else line_name('row', code_row)}."
    )


def _transposed(rows: list[list[Cell]], width: int) -> list[list[Cell]]:
    return [[row[column] for row in rows] for column in range(width)]


def _headings(axis: AxisName, lines: list[list[Cell]], codes: int, first: int) -> list[Heading]:
    """Join the lines of labels of one axis to one heading for each of its positions."""
    texts = [[labels.clean(cell) for cell in line] for line in lines]
    provinces, names = _province_and_name_lines(texts, codes)

    def text(line: int | None, at: int) -> str:
        return texts[line][at] if line is not None else ""

    def cell(line: int | None, at: int) -> str:
        across = codes if line is None else line
        return cell_name(first + at, across) if axis == "row" else cell_name(across, first + at)

    return [
        Heading(
            at=first + at,
            province=text(provinces, at),
            name=text(names, at),
            code=code,
            province_cell=cell(provinces, at),
            name_cell=cell(names, at),
        )
        for at, code in enumerate(texts[codes])
        if any(line[at] for line in texts)
    ]


def _province_and_name_lines(texts: list[list[str]], codes: int) -> tuple[int | None, int | None]:
    """Return the line with most names of provinces, and the fullest of those without any."""
    at_sectors = [at for at, text in enumerate(texts[codes]) if labels.sector_code(text)]
    others = [line for line in range(len(texts)) if line != codes and any(texts[line])]
    found = {line: [texts[line][at] for at in at_sectors if texts[line][at]] for line in others}
    named = {line: sum(map(labels.is_province, cells)) for line, cells in found.items()}
    filled = {line: (len(found[line]), sum(map(bool, texts[line]))) for line in others}
    return (
        max((line for line in others if named[line]), key=lambda at: named[at], default=None),
        max((line for line in others if not named[line]), key=lambda at: filled[at], default=None),
    )
