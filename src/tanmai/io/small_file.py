"""The one reader of the small files that users bring: values, flows, population, groups.

A file is read as it comes: header lines and notes above and below, columns by any of their
names. What could be meant in two ways is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tanmai.core.errors import FileError, did_you_mean
from tanmai.core.input_file import csv_with
from tanmai.core.messages import Message, listed, message, plural
from tanmai.io.small_cells import SmallSheet, read_sheets
from tanmai.io.small_columns import YEAR, is_called, places_of, which_year, year_of
from tanmai.io.small_numbers import is_no_number, number_in
from tanmai.io.small_table import (
    NOTHING_ASKED,
    Asked,
    SmallTable,
    is_province_name,
    is_whole_country,
)

_MOST_ABOVE = 40
_NOTE = re.compile(
    r"(注|备注|附注|说明|(资料|数据)?来源|单位|数据库|指标|时间|notes?|(data )?sources?|units?)"
    r"\s*\d*\s*[:：.].*|[*※①].*",
    re.IGNORECASE | re.DOTALL,
)


def read_small_table(
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    asked: Asked = NOTHING_ASKED,
) -> SmallTable:
    """Read the rows of a small file: CSV in its kinds, or a workbook.

    Notes above the header and below the rows are passed over; those beside numbers are not. A
    column may be written in capitals or by another of its names, with a unit in brackets. The
    column ``province`` may be the only one that holds nothing but provinces, and ``value`` the
    only one that holds numbers.

    Parameters
    ----------
    path : Path
        The file; `read_sheets` says which kinds.
    columns : sequence of str
        Columns that it must have.
    optional : sequence of str
        Columns that are kept where it has them; all others are left out.
    asked : Asked
        What the user says: names of columns, sheet, year.

    Raises
    ------
    FileError
        The file cannot be read, lacks a column, or has no row; or it can be read in two ways.
    """
    return table_in(read_sheets(path, csv_with(columns)), path, columns, optional, asked)


def table_in(
    sheets: Sequence[SmallSheet],
    path: Path,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    asked: Asked = NOTHING_ASKED,
) -> SmallTable:
    """Return the table in the sheets of a file, as `read_small_table` does.

    Raises
    ------
    FileError
        As for `read_small_table`.
    """
    found, errors = [], []
    for sheet in _chosen(sheets, path, asked):
        try:
            found.append(_in_sheet(sheet, columns, optional, asked))
        except FileError as error:
            errors.append(error)
    if len(found) > 1:
        raise FileError(
            message(
                "{path} has these columns in several sheets: {sheets}. {remedy}",
                path=path,
                sheets=listed(one.source.sheet for one in found),
                remedy=message("Choose one with --sheet.")
                if asked.has_options
                else message("Keep the right one, in a file of its own."),
            )
        )
    if found and not found[0].lines:
        raise FileError(
            message(
                "{path} has no row below its header; give at least one.", path=found[0].source.name
            )
        )
    if found:
        return found[0]
    if errors:
        raise errors[0]
    raise FileError(
        message(
            "{path} is empty; it needs the columns {wanted}.", path=path, wanted=listed(columns)
        )
    )


def names_columns(sheets: Sequence[SmallSheet], columns: Sequence[str]) -> bool:
    """Say whether a sheet has columns, be there rows or not."""
    for sheet in sheets:
        try:
            _in_sheet(sheet, columns, (), NOTHING_ASKED)
        except FileError:
            continue
        return True
    return False


def _chosen(sheets: Sequence[SmallSheet], path: Path, asked: Asked) -> Sequence[SmallSheet]:
    if asked.sheet is None:
        return sheets
    found = [sheet for sheet in sheets if sheet.sheet == asked.sheet]
    if not found:
        known = [sheet.sheet for sheet in sheets if sheet.sheet]
        raise FileError(
            message(
                "{path} has no sheet '{sheet}'.{nearest} Its sheets: {known}.",
                path=path,
                sheet=asked.sheet,
                nearest=did_you_mean(asked.sheet, known),
                known=listed(known),
            )
        )
    return found


def _in_sheet(
    sheet: SmallSheet, columns: Sequence[str], optional: Sequence[str], asked: Asked
) -> SmallTable:
    names, first = _header(sheet, columns, asked)
    rows, notes = _body(sheet, names, first)
    texts = [[row[at] for row in rows.values()] for at in range(len(names))]
    places = places_of(sheet, names, texts, columns, optional, asked)
    named = {column: texts[at] for column, at in places.items()}
    kept = {*places.values()}
    left = [name for at, name in enumerate(names) if at not in kept and name]
    called = {column: names[at] for column, at in places.items()}
    return SmallTable(sheet, list(rows), named, notes, tuple(left), called)


def _header(sheet: SmallSheet, columns: Sequence[str], asked: Asked) -> tuple[list[str], int]:
    """Return the names of the columns, and where the rows begin."""
    above = sheet.lines[:_MOST_ABOVE]
    hits = [sum(any(is_called(c, w, asked) for c in line) for w in columns) for line in above]
    if max(hits, default=0):
        at = hits.index(max(hits))
        names = list(sheet.lines[at])
        below = sheet.lines[at + 1 : at + 2]
        if below and _goes_on(names, below[0]):
            return _joined(names, below[0]), at + 2
        return names, at + 1
    return _header_by_provinces(sheet, columns)


def _goes_on(names: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a line goes on with the header: names or years, blank below the first name."""
    said = [cell for cell in below if cell]
    years = all(YEAR.fullmatch(cell) for cell in said) and len(said) > 1
    return (
        not below[0]
        and bool(names[0])
        and bool(said)
        and (years or all(number_in(cell) is None and not is_no_number(cell) for cell in said))
    )


def _joined(names: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return the names of two lines of a header; a name above goes on to the right."""
    whole: list[str] = []
    for name in names:
        whole.append(name or (whole[-1] if whole else ""))
    width = max(len(names), len(below))
    padded = [*below, *[""] * (width - len(below))]
    upper = [*whole, *[""] * (width - len(whole))]
    own = [*names, *[""] * (width - len(names))]
    return [
        f"{over} {under}" if under else name
        for over, under, name in zip(upper, padded, own, strict=True)
    ]


def _header_by_provinces(sheet: SmallSheet, columns: Sequence[str]) -> tuple[list[str], int]:
    """Return the header of a file of other names: the line above the first province.

    A file of two columns needs none: a province and a number in every row.
    """
    first_lines = sheet.lines[:_MOST_ABOVE]
    with_province = [k for k, line in enumerate(first_lines) if any(map(is_province_name, line))]
    if "province" in columns and with_province:
        at = with_province[0]
        above = sheet.lines[at - 1] if at else []
        if sum(bool(cell) for cell in above) > 1:
            return list(above), at
        pairs = [[cell for cell in line if cell] for line in sheet.lines[at:]]
        if set(columns) == {"province", "value"} and all(
            len(pair) == 2 and number_in(pair[0]) is None for pair in pairs if len(pair) > 1
        ):
            return ["province", "value"], at
    header = next((line for line in sheet.lines if sum(map(bool, line)) > 1), sheet.lines[0])
    return list(header), sheet.lines.index(header) + 1


def _body(
    sheet: SmallSheet, names: list[str], first: int
) -> tuple[dict[int, list[str]], tuple[Message, ...]]:
    """Return the rows below a header, by line, and the lines of notes that are left out."""
    while names and not names[-1]:
        names.pop()
    kept: dict[int, list[str]] = {}
    notes: list[str] = []
    for number, line in zip(sheet.numbers[first:], sheet.lines[first:], strict=True):
        cells = [cell for cell in line if cell]
        if _is_note(line, cells, len(names)):
            notes.append(" ".join(cells))
            continue
        if any(line[len(names) :]) or (not sheet.sheet and len(line) < len(names) != len(cells)):
            raise FileError(
                message(
                    "{where}: {n} cells ({cells}) under a header of {columns} columns ({names}); "
                    "put a cell with a comma into quotes, and take out lines that are notes.",
                    where=sheet.where(number),
                    n=len(line),
                    cells=listed(line),
                    columns=len(names),
                    names=listed(names),
                )
            )
        kept[number] = [*line, *[""] * len(names)][: len(names)]
    return kept, _of_notes(sheet, notes)


def _is_note(line: Sequence[str], cells: Sequence[str], columns: int) -> bool:
    """Say whether a line is a note: words alone, or after 注, 数据来源, Source and a colon."""
    if any(number_in(cell) is not None for cell in cells):
        return False
    names_region = bool(line[0]) and (is_province_name(line[0]) or is_whole_country(line[0]))
    alone = len(cells) == 1 and columns > 1 and not names_region
    return alone or _NOTE.fullmatch(cells[0]) is not None


def _of_notes(sheet: SmallSheet, notes: Sequence[str]) -> tuple[Message, ...]:
    if not notes:
        return ()
    return (
        plural(
            "{file}: a line below the header is a note and left out: {first}",
            "{file}: {n} lines below the header are notes and left out, the first: {first}",
            len(notes),
            file=sheet.brief.name,
            first=notes[0][:60],
        ),
    )


def of_year(table: SmallTable, asked: Asked) -> SmallTable:
    """Return the rows of the year that is asked for, or of the only one that there is.

    Raises
    ------
    FileError
        There are several years and none is asked for, or none is that year.
    """
    if "year" not in table:
        if asked.year is not None and year_of(table.called.get("value", "")) != asked.year:
            raise FileError(
                message("{file} has no year; leave --year out.", file=table.source.name)
            )
        return table
    years = []
    for line, text in zip(table.lines, table["year"], strict=True):
        years.append(year_of(text))
        if years[-1] is None:
            raise FileError(
                message("{where}: '{text}' is not a year.", where=table.where(line), text=text)
            )
    known = sorted({year for year in years if year is not None})
    if (asked.year is None and len(known) > 1) or (
        asked.year is not None and asked.year not in known
    ):
        raise which_year(table.source, known, asked)
    of_it = table.kept(asked.year in (None, year) for year in years)
    columns = {name: texts for name, texts in of_it.columns.items() if name != "year"}
    return replace(of_it, columns=columns)
