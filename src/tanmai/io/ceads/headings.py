"""What heads each row and each column of a CEADs sheet: region, name and code.

The lines of labels are found by what they hold: that of codes by those of
final demand and value added, or of outputs and imports where these have names
of their own; that of regions by the names of provinces, or by holding still
within a block and changing from block to block. A sheet without codes has its
sectors counted in their order: they are the names that stand on both axes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from tanmai.core.errors import FileError, LabelError, did_you_mean, nearest_names
from tanmai.core.messages import Message, message
from tanmai.core.reserved_labels import is_total
from tanmai.io.ceads import labels
from tanmai.io.labelled_sheet import of_sheet
from tanmai.io.workbook import Cell, Grid
from tanmai.io.workbook_size import AXES_OF_MANY, cell_name, line_name

AxisName = Literal["row", "column"]

_SEARCHED_ROWS = 60
_SEARCHED_COLUMNS = 15
FINAL_DEMAND = frozenset(category.code for category in labels.CATEGORIES)
KNOWN: dict[AxisName, frozenset[str]] = {
    "column": frozenset({"TIU", "EX", "TFU", "ERR", "GO"}),
    "row": frozenset({"IM", "TII", "TVA", "TI", "GI", "CO2", *labels.VALUE_ADDED}),
}
"""Codes of what is no sector and no final demand, by axis."""


@dataclass(frozen=True)
class Place:
    """A sheet of a file, for messages."""

    file: str
    sheet: str

    def into(self, language: str) -> str:
        """Return the names of the file and of the sheet as messages have them."""
        return of_sheet(self.file, self.sheet).into(language)

    def __str__(self) -> str:
        return self.into("en")

    def cell(self, row: int, column: int) -> Message:
        """Return ``file, sheet 'name', cell A1``."""
        return message("{where}, cell {cell}", where=self, cell=cell_name(row, column))

    def line(self, axis: AxisName, at: int) -> Message:
        """Return ``file, sheet 'name', row 5`` or ``column E``."""
        return message("{where}, {line}", where=self, line=line_name(axis, at))


@dataclass(frozen=True)
class Heading:
    """What heads one row or column, and the cells where its region and its name stand."""

    at: int
    region: str
    name: str
    code: str
    region_cell: str
    name_cell: str

    @property
    def label(self) -> str:
        """The code or, where it is left out, the name."""
        return self.code or self.name


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
        The sheet has no labels of sectors, of final demand or of value added.
    LabelError
        A name of a sector stands on one axis alone, near one that stands on both.
    """
    row, column = _label_line(place, grid, "column"), _label_line(place, grid, "row")
    first_row = _first_sector(grid, place, "row", row, column)
    first_column = _first_sector(grid, place, "column", row, column)
    above = [line[first_column:] for line in grid[:first_row]]
    beside = _transposed([line[:first_column] for line in grid[first_row:]], first_column)
    titles = (cell for line in grid[:first_row] for cell in line if isinstance(cell, str))
    axes: dict[AxisName, tuple[list[list[Cell]], int, int]] = {
        "row": (beside, column, first_row),
        "column": (above, row, first_column),
    }
    texts_of = {axis: [*map(labels.clean, lines[at])] for axis, (lines, at, _) in axes.items()}
    coded = [axis for axis, texts in texts_of.items() if any(map(labels.sector_code, texts))]
    code_of: dict[str, str] = {}
    if not coded:
        code_of = _names_to_codes(place, texts_of["column"], texts_of["row"])
    read = {axis: _headings(axis, *axes[axis], {}) for axis in coded}
    for heading in read[coded[0]] if len(coded) == 1 else []:
        if code := labels.sector_code(heading.code):
            code_of[heading.name] = code
    read |= {axis: _headings(axis, *axes[axis], code_of) for axis in axes if axis not in read}
    for axis, (_, at, _) in axes.items():
        if not any(labels.sector_code(heading.code) for heading in read[axis]):
            raise FileError(_without_sectors(place, axis, at))
    return Headings(read["row"], read["column"], tuple(filter(None, map(labels.clean, titles))))


def _label_line(place: Place, grid: Grid, axis: AxisName) -> int:
    """Return the row that heads the columns, or the column that heads the rows.

    It is the one with most codes of final demand or of value added; without any, the one
    with sectors' codes, or at least with most names of outputs, exports, imports ...
    """
    if axis == "column":
        lines = [list(enumerate(row)) for row in grid[:_SEARCHED_ROWS]]
        known: frozenset[str] = FINAL_DEMAND
    else:
        width = min(_SEARCHED_COLUMNS, max(map(len, grid), default=0))
        lines = [
            [(at, row[c]) for at, row in enumerate(grid) if c < len(row)] for c in range(width)
        ]
        known = frozenset(labels.VALUE_ADDED)
    texts = [[labels.clean(cell) for _, cell in line if isinstance(cell, str)] for line in lines]
    coded = Counter({at: sum(t.upper() in known for t in line) for at, line in enumerate(texts)})
    if coded and coded.most_common(1)[0][1]:
        return coded.most_common(1)[0][0]
    named = {
        at: len({labels.special_code(text, "") for text in line if text} & KNOWN[axis])
        for at, line in enumerate(texts)
    }
    codes = [sum(bool(labels.sector_code(labels.clean(c))) for _, c in line) for line in lines]
    found = max(
        (at for at in named if named[at]), key=lambda at: (bool(codes[at]), named[at]), default=None
    )
    if found is None:
        raise FileError(_without_labels(place, grid, axis))
    return found


def _without_labels(place: Place, grid: Grid, axis: AxisName) -> Message:
    wanted = (
        message("row of labels over its columns (regions; sectors; final demand, EX, GO)")
        if axis == "column"
        else message("column of labels beside its rows (regions; sectors; IM, VA001 …)")
    )
    if not grid:
        return message("{place} is empty; name the sheet that holds the table.", place=place)
    if any(labels.clean(cell) for row in grid for cell in row if isinstance(cell, str)):
        return message(
            "{place} has no {wanted}; name the sheet that holds the table, or write the labels "
            "in, as codes or as names.",
            place=place,
            wanted=wanted,
        )
    return message(
        "{place} has no labels at all, only {n} rows of numbers: what they are cannot be known. "
        "Write a {wanted}, and the same on the other axis.",
        place=place,
        n=len(grid),
        wanted=wanted,
    )


def _first_sector(grid: Grid, place: Place, axis: AxisName, row: int, column: int) -> int:
    """Return the first row below, or column right of, the labels of the other axis.

    It is the one with a sector's code or, in a sheet of names, with a number.
    """
    if axis == "row":
        cells: Iterable[Cell] = (line[column] for line in grid[row + 1 :])
        start = row + 1
        lines: Iterable[Sequence[Cell]] = (line[column + 1 :] for line in grid[row + 1 :])
    else:
        cells, start = grid[row][column + 1 :], column + 1
        width = len(grid[row])
        lines = ([line[at] for line in grid[row + 1 :]] for at in range(column + 1, width))
    for at, cell in enumerate(cells, start):
        if labels.sector_code(labels.clean(cell)):
            return at
    for at, numbers in enumerate(lines, start):
        if any(type(cell) in (int, float) for cell in numbers):
            return at
    raise FileError(_without_sectors(place, axis, column if axis == "row" else row))


def _without_sectors(place: Place, axis: AxisName, at: int) -> Message:
    return message(
        "{place} has no codes of sectors (01, 02 …), nor their names, in {line}.",
        place=place,
        line=line_name("column" if axis == "row" else "row", at),
    )


def _transposed(rows: list[list[Cell]], width: int) -> list[list[Cell]]:
    return [[row[column] for row in rows] for column in range(width)]


def _names_to_codes(place: Place, over: Sequence[str], beside: Sequence[str]) -> dict[str, str]:
    """Count the names that stand on both axes, in the order of the rows: their sectors.

    Raises
    ------
    FileError
        No name stands on both.
    LabelError
        A name that stands on one axis alone is a slip of one that stands on both, or has
        rows in several regions.
    """
    in_columns, in_rows = Counter(filter(None, over)), Counter(filter(None, beside))
    sectors = [name for name in in_rows if in_columns[name] and not _stands_outside(name, in_rows)]
    if not sectors:
        raise FileError(
            message(
                "{place} has no codes, and no name of a sector appears both above its columns "
                "and beside its rows; use the same names of sectors on both, or codes (01, 02 …).",
                place=place,
            )
        )
    often = Counter(in_rows[name] for name in sectors).most_common(1)[0][0]
    for axis, counts in (("row", in_rows), ("column", in_columns)):
        for name, count in counts.items():
            if name in sectors or _stands_outside(name, counts):
                continue
            own_row = axis == "row" and count > 1
            if own_row or (count != often and nearest_names(name, sectors)):
                raise LabelError(
                    message(
                        "{place}: '{name}' appears among the {own}, but not among the "
                        "{other}.{nearest} Use the same names of sectors on both.",
                        place=place,
                        name=name,
                        own=AXES_OF_MANY[axis],
                        other=AXES_OF_MANY["column" if axis == "row" else "row"],
                        nearest=did_you_mean(name, sectors),
                    )
                )
    return {name: f"{number:02d}" for number, name in enumerate(sectors, 1)}


def _stands_outside(name: str, counts: Mapping[str, int]) -> bool:
    """Whether a name is that of a total, of trade ..., and stands once as such lines do."""
    known = labels.special_code(name, "") in KNOWN["row"] | KNOWN["column"]
    return (known and counts[name] == 1) or is_total(name)


def _headings(
    axis: AxisName,
    lines: list[list[Cell]],
    codes: int,
    first: int,
    code_of: Mapping[str, str],
) -> list[Heading]:
    """Join the lines of labels of one axis to one heading for each of its positions.

    A name in the line of codes has the code that ``code_of`` gives it.
    """
    texts = [[labels.clean(cell) for cell in line] for line in lines]
    coded = [code_of.get(text, text) for text in texts[codes]]
    regions, names = _region_and_name_lines(texts, codes, coded)
    if code_of:
        names = codes

    def text(line: int | None, at: int) -> str:
        return texts[line][at] if line is not None else ""

    def cell(line: int | None, at: int) -> str:
        across = codes if line is None else line
        return cell_name(first + at, across) if axis == "row" else cell_name(across, first + at)

    return [
        Heading(
            at=first + at,
            region=text(regions, at),
            name=text(names, at),
            code=code,
            region_cell=cell(regions, at),
            name_cell=cell(names, at),
        )
        for at, code in enumerate(coded)
        if any(line[at] for line in texts)
    ]


def _region_and_name_lines(
    texts: list[list[str]], codes: int, coded: Sequence[str]
) -> tuple[int | None, int | None]:
    """Return the line with most names of provinces, and the fullest of those without any.

    Where no line names a province, regions are those of the first line that changes from
    block to block.
    """
    at_sectors = [at for at, code in enumerate(coded) if labels.sector_code(code)]
    others = [line for line in range(len(texts)) if line != codes and any(texts[line])]
    found = {line: [texts[line][at] for at in at_sectors if texts[line][at]] for line in others}
    named = {line: sum(map(labels.is_province, cells)) for line, cells in found.items()}
    filled = {line: (len(found[line]), sum(map(bool, texts[line]))) for line in others}
    regions = max((line for line in others if named[line]), key=lambda at: named[at], default=None)
    if regions is None:
        sectors = [labels.sector_code(coded[at]) or "" for at in at_sectors]
        blocks = (at for at in others if _names_blocks([texts[at][p] for p in at_sectors], sectors))
        regions = next(blocks, None)
    kept = [line for line in others if not named[line] and line != regions]
    return regions, max(kept, key=lambda at: filled[at], default=None)


def _names_blocks(names: Sequence[str], sectors: Sequence[str]) -> bool:
    """Whether names, each holding until the next, give every sector once to each of several."""
    whole: list[str] = []
    for name in names:
        whole.append(name or (whole[-1] if whole else ""))
    pairs = set(zip(whole, sectors, strict=True))
    regions, kinds = set(whole), set(sectors)
    return (
        "" not in regions
        and len(regions) > 1
        and len(pairs) == len(names) == (len(regions) * len(kinds))
    )
