"""A sheet of one region found by what its rows and columns are called, never by position."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tanmai.core.errors import FileError
from tanmai.core.messages import Message, listed, message
from tanmai.io.labelled_sheet import LabelledSheet, places
from tanmai.io.nbs_axes import Axes, OtherLayoutError, find_axes, plain_text
from tanmai.io.nbs_codes import (
    code_text,
    column_contradiction,
    column_label,
    is_sector_code,
    row_contradiction,
    row_label,
    sector_order,
)
from tanmai.io.workbook import Cell, Grid, cell_name, column_name
from tanmai.io.workbook_size import COLUMNS, ROWS, line_name

IMPORTED = "Imports "
"""Stands before the labels of the rows of imported products."""

_DASHES = ("-", "－", "–", "—", "——")
_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?")
_ORIGINS = {
    **dict.fromkeys(("DOMESTIC", "国产品", "国内产品", "国产", "国内品"), ""),
    **dict.fromkeys(("IMPORTS", "IMPORT", "IMPORTED", "进口品", "进口产品"), IMPORTED),
    **dict.fromkeys(("TOT", "TOTAL"), ""),
}


@dataclass(frozen=True, eq=False)
class RegionSheet:
    """A sheet with the places of its sectors, final uses, trade, value added and totals.

    Attributes
    ----------
    found : LabelledSheet
        Rows and columns by sector code or label; imported products have ``Imports`` before
        theirs.
    codes : list of str
        Codes of the sectors as they stand in the sheet, in order; running numbers where it
        has names only.
    names : dict
        Chinese and English name of each sector; either may be empty.
    first_row : int
        The first row of a sector; what stands above are title and headings.
    unknown_columns, unknown_rows : dict
        Position of each column and row with numbers that no code or name explains, by what
        it is called.
    changes : tuple of str
        What was done to read it: numbers that stand as texts, lines whose code and name say
        different things, sectors without codes.
    """

    found: LabelledSheet
    codes: list[str]
    names: dict[str, tuple[str, str]]
    first_row: int
    unknown_columns: dict[str, int]
    unknown_rows: dict[str, int]
    changes: tuple[Message, ...]

    @property
    def where(self) -> Message:
        """File and sheet, for messages."""
        return self.found.where

    @property
    def has_import_block(self) -> bool:
        """Whether imported products have rows of their own."""
        return any(label.startswith(IMPORTED) for label in self.found.rows)


def read_region_sheet(where: Message, cells: Grid) -> RegionSheet:
    """Return the sheet of a table of one region, by codes, or by names where it has none.

    Raises
    ------
    FileError
        It is no such sheet: it has no rows of inputs, holds several regions, or rows and
        columns name different sectors.
    """
    width = max((len(row) for row in cells), default=0)
    grid: Grid = [[*row, *[""] * (width - len(row))] for row in cells]
    axes = find_axes(where, grid)
    changes = _numbers_from_texts(grid, axes)
    rows = _row_labels(grid, axes)
    columns = _column_labels(grid, axes)
    found = LabelledSheet(where, grid, places(rows), places(columns), blank=0.0)
    codes = sorted({label for label in columns if is_sector_code(label)}, key=sector_order)
    _require_distinct(where, codes, found.rows, ROWS, lambda at: str(at + 1))
    _require_distinct(where, codes, found.columns, COLUMNS, column_name)
    _require_same_sectors(where, codes, rows)
    names = _names(grid, axes, codes, rows)
    odd = _contradictions(grid, axes, names, rows)
    if odd:
        changes += (
            message(
                "Read by code where names differ: {cells}.",
                cells=listed(odd, message("; ")),
            ),
        )
    if not is_sector_code(code_text(grid[axes.header][axes.first_column])):
        changes += (message("The sheet has no codes of sectors; they are numbered in its order."),)
    return RegionSheet(
        found=found,
        codes=codes,
        names=names,
        first_row=axes.first_row,
        unknown_columns=_unknown_columns(grid, axes, columns),
        unknown_rows=_unknown_rows(grid, axes, rows),
        changes=changes,
    )


def _numbers_from_texts(grid: Grid, axes: Axes) -> tuple[Message, ...]:
    """Make texts numbers where they are plain ones, and dashes empty cells; say which."""
    turned = []
    for at in range(axes.first_row, len(grid)):
        row = grid[at]
        for column in range(axes.first_column, len(row)):
            cell = row[column]
            if not isinstance(cell, str) or not (text := cell.strip()):
                continue
            if text in _DASHES:
                row[column] = ""
            elif _PLAIN_NUMBER.fullmatch(text):
                row[column] = float(text)
                turned.append(cell_name(at, column))
    if not turned:
        return ()
    return (
        message(
            "Numbers stored as text, read as numbers: {n}, from {cell}.",
            n=len(turned),
            cell=turned[0],
        ),
    )


def _row_labels(grid: Grid, axes: Axes) -> list[str]:
    """Return the label of every row: a sector's, imported or not, an input's, or nothing."""
    labels, origin = [], ""
    before = axes.first_column
    for position, row in enumerate(grid):
        marks = [_ORIGINS.get(plain_text(cell).upper()) for cell in row[:before]]
        origin = next((mark for mark in marks if mark is not None), origin)
        if position in axes.rows:
            labels.append(origin + axes.rows[position])
        else:
            names = reversed(row[:before])
            labels.append(row_label([row[axes.labels]], names) if position != axes.header else "")
    return labels


def _column_labels(grid: Grid, axes: Axes) -> list[str]:
    """Return the label of every column right of the first sector, or nothing."""
    above = min(axes.first_row, axes.header)
    labels = []
    for column in range(len(grid[axes.header])):
        if column in axes.columns:
            labels.append(axes.columns[column])
        elif column < axes.first_column:
            labels.append("")
        else:
            labels.append(
                column_label([grid[axes.header][column]], _headings(grid, above, axes, column))
            )
    return labels


def _headings(grid: Grid, above: int, axes: Axes, column: int) -> list[Cell]:
    """Return the headings of a column, the nearest to its numbers first."""
    lines = [*range(axes.first_row - 1, above, -1), *range(above, -1, -1)]
    return [grid[line][column] for line in dict.fromkeys([axes.header, *lines]) if line >= 0]


def _require_distinct(
    where: Message,
    codes: Sequence[str],
    found: Mapping[str, list[int]],
    axis: Message,
    name: Callable[[int], str],
) -> None:
    for code in codes:
        at = found.get(code, [])
        if len(at) > 1:
            raise OtherLayoutError(
                message(
                    "{where} names sector {code} in {axis} {at}, and a table of one region names "
                    "each sector once; is it a table of several regions?",
                    where=where,
                    code=code,
                    axis=axis,
                    at=listed(map(name, at[:4])),
                )
            )


def _require_same_sectors(where: Message, codes: Sequence[str], rows: Sequence[str]) -> None:
    imported = {row.removeprefix(IMPORTED) for row in rows if row.startswith(IMPORTED)}
    odd = set(codes) ^ set(filter(is_sector_code, rows))
    odd |= set(codes) ^ imported if imported else set()
    in_order = sorted(odd, key=sector_order)
    if in_order:
        raise FileError(
            message(
                "{where}: rows and columns do not name the same sectors ({odd} appear in one of "
                "them only).",
                where=where,
                odd=listed(in_order),
            )
        )


def _names(
    grid: Grid, axes: Axes, codes: Sequence[str], rows: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """Return the Chinese and the English names: of each, the column that holds most.

    Beside a first row may stand the heading of its whole block (中间投入), in another column.
    """
    lines = {code: rows.index(code) for code in codes}
    columns = [
        {code: _name(grid[line][column]) for code, line in lines.items()}
        for column in range(axes.first_column)
    ]

    def most(chinese: bool) -> dict[str, str]:
        named = [
            {name for name in column.values() if name and name.isascii() != chinese}
            for column in columns
        ]
        best = max(range(len(columns)), key=lambda at: len(named[at]), default=0)
        return columns[best] if columns and 2 * len(named[best]) > len(codes) else {}

    zh, en = most(chinese=True), most(chinese=False)
    return {code: (zh.get(code, ""), en.get(code, "")) for code in codes}


def _name(cell: Cell) -> str:
    """Return the name in a cell, if it is one: no number, no code, no origin."""
    if not isinstance(cell, str) or plain_text(cell).upper() in _ORIGINS:
        return ""
    text = "".join(cell.split()) if not cell.isascii() else " ".join(cell.split())
    is_code = is_sector_code(code_text(text)) or not any(letter.isalpha() for letter in text)
    return "" if is_code else text


def _contradictions(
    grid: Grid, axes: Axes, names: Mapping[str, tuple[str, str]], rows: Sequence[str]
) -> list[Message]:
    """Return where code and name of a line, or the names of a sector, say different things."""
    before = axes.first_column
    found: list[Message] = []
    for at, label in enumerate(rows):
        if label.startswith(IMPORTED):
            own = names[label.removeprefix(IMPORTED)]
            texts = [name for cell in grid[at][:before] if (name := _name(cell))]
            if texts and not set(texts) & set(own):
                imports = message("imports of '{sector}'", sector=" ".join(filter(None, own)))
                found.append(_at(line_name("row", at), imports))
        elif said := row_contradiction(grid[at][axes.labels], grid[at][:before]):
            found.append(_at(line_name("row", at), said))
    for column in range(before, len(grid[axes.header])):
        headings = [grid[line][column] for line in range(axes.first_row) if line != axes.header]
        if code := axes.columns.get(column):
            texts = [plain_text(name) for cell in headings if (name := _name(cell))]
            said_above = {*texts, *("".join(texts[k:]) for k in range(len(texts)))}
            if texts and not said_above & {*map(plain_text, names[code])}:
                found.append(
                    message("sector {code}, '{name}' above its column", code=code, name=texts[-1])
                )
        elif said := column_contradiction(grid[axes.header][column], headings):
            found.append(_at(line_name("column", column), said))
    return found


def _at(line: Message, said: Message) -> Message:
    return message("{line}: {said}", line=line, said=said)


def _unknown_columns(grid: Grid, axes: Axes, labels: Sequence[str]) -> dict[str, int]:
    """Return the columns right of the sectors whose numbers no code or name explains."""
    found = {}
    for column, label in enumerate(labels):
        if label or column < axes.first_column:
            continue
        if any(_counts(grid[row][column]) for row in axes.rows):
            texts = [str(grid[row][column]).strip() for row in range(axes.first_row)]
            name = " ".join(dict.fromkeys(filter(None, texts)))
            found[f"{column_name(column)} '{name}'" if name else column_name(column)] = column
    return found


def _unknown_rows(grid: Grid, axes: Axes, labels: Sequence[str]) -> dict[str, int]:
    found = {}
    for position, label in enumerate(labels):
        if label or position <= axes.first_row or position == axes.header:
            continue
        if any(_counts(grid[position][column]) for column in axes.columns):
            name = " ".join(str(cell).strip() for cell in grid[position][: axes.first_column])
            name = name.strip()
            found[f"{position + 1} '{name}'" if name else str(position + 1)] = position
    return found


def _counts(cell: Cell) -> bool:
    """Whether a cell holds a number that could be missed."""
    return isinstance(cell, float | int) and not isinstance(cell, bool) and bool(cell)
