"""How large a workbook would grow in memory, found before it is opened.

A zip archive can declare little and hold much, and two cells far apart make a
sheet of billions. So every part is read through once, which checks its
declared length and CRC, and the extent of each sheet is measured.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tanmai.core.errors import FileError
from tanmai.core.messages import Message, message, plural

_MIB = 2**20
_LARGEST_UNPACKED = 1024 * _MIB
_LARGEST_TEXTS = 256 * _MIB
_MOST_CELLS = 6_000_000  # three times 31 provinces x 42 sectors
_CHUNK = 4 * _MIB
_LONGEST_TAG = 16 * _MIB

_NAMED_CELL = re.compile(rb":c[\s>/]")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?:[^>]*[^>/])?>")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Z]+)([0-9]+)["'](?:[^>]*[^>/])?>""")
# What reading a damaged zip archive can raise.
DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError),
)
_SHARED_TEXT = re.compile(rb"""\st=["']s["']""")
_IS_SPACE, _IS_QUOTE, _ENDS_NAME = (
    np.isin(np.arange(256), list(signs)) for signs in (b" \t\n\r\f\v", b"\"'", b" \t\n\r\f\v/>")
)
_LETTERS, _DIGITS = b"AZ", b"09"
_MOST_LETTERS, _MOST_DIGITS = 12, 15  # of a column and a row that 64 bits can count
_TEXT_ITEM = re.compile(rb"<(?:\w+:)?si[\s>]")
_SHEET = b"sheetData"


def cell_name(row: int, column: int) -> str:
    """Return the A1 name of a cell counted from zero.

    Examples
    --------
    >>> cell_name(0, 0), cell_name(3, 1306)
    ('A1', 'AXG4')
    """
    return f"{column_name(column)}{row + 1}"


def column_name(column: int) -> str:
    """Return the letters of a column counted from zero.

    Examples
    --------
    >>> column_name(25), column_name(26)
    ('Z', 'AA')
    """
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


ROW, COLUMN = message("row"), message("column")
ROWS, COLUMNS = plural("row", "rows", 2), plural("column", "columns", 2)
AXES = {"row": ROW, "column": COLUMN}
AXES_OF_MANY = {"row": ROWS, "column": COLUMNS}


def line_name(axis: str, at: int) -> Message:
    """Return the name of a row or a column counted from zero: ``row 5``, ``column E``."""
    if axis == "row":
        return message("row {row}", row=at + 1)
    return message("column {column}", column=column_name(at))


def check_size(path: Path, archive: zipfile.ZipFile) -> None:
    """Reject a workbook that would fill the memory, or whose parts are damaged.

    Raises
    ------
    FileError
        It would grow beyond what a table of provinces can need, a sheet
        reaches too far, or a part is not what the archive declares.
    """
    infos = archive.infolist()
    unpacked = sum(info.file_size for info in infos)
    if unpacked > _LARGEST_UNPACKED:
        raise _grown(path, unpacked)
    try:
        extents = [_measure(archive, info) for info in infos]
        texts = sum(i.file_size for i, e in zip(infos, extents, strict=True) if e.longest_text)
        if texts > _LARGEST_TEXTS:
            raise _grown(path, texts)
        longest = max((extent.longest_text for extent in extents), default=0)
        for extent in extents:
            if extent.is_sheet:
                _check_sheet_size(path, extent, longest)
    except DAMAGES as error:
        raise FileError(
            message(
                "{path} is damaged ({reason}); download it again.",
                path=path,
                reason=str(error),
            )
        ) from error


def _grown(path: Path, size: int) -> FileError:
    return FileError(
        message(
            "{path} would grow to {size} MiB when unpacked, which no table of provinces needs, "
            "so it was not opened; save its one sheet as a workbook of its own.",
            path=path,
            size=f"{size / _MIB:,.0f}",
        )
    )


@dataclass
class _Extent:
    """How far the cells of a part reach, and how long its texts are; a part may have any name."""

    part: str
    is_sheet: bool = False
    longest_text: int = 0
    cells: int = 0
    addressed: int = 0
    texts: int = 0
    rows: int = 0
    columns: int = 0

    def include(self, columns: Iterable[bytes], rows: Iterable[bytes]) -> None:
        """Reach out to cells of these columns and rows."""
        self.columns = max([self.columns, *(_column_number(name) for name in set(columns))])
        self.rows = max([self.rows, *(int(number) for number in set(rows))])


def _check_sheet_size(path: Path, extent: _Extent, longest: int) -> None:
    if extent.addressed != extent.cells:
        raise FileError(
            message(
                "{path}, {part} holds cells without an address; open the workbook in Excel and "
                "save it again.",
                path=path,
                part=extent.part,
            )
        )
    if extent.rows * extent.columns > _MOST_CELLS:
        last = cell_name(extent.rows - 1, extent.columns - 1)
        raise FileError(
            message(
                "{path}, {part} reaches to cell {last}, {rows} rows by {columns} columns; delete "
                "what is far below or to the right of the table.",
                path=path,
                part=extent.part,
                last=last,
                rows=f"{extent.rows:,}",
                columns=f"{extent.columns:,}",
            )
        )
    if extent.texts * longest > _LARGEST_UNPACKED:
        raise FileError(
            message(
                "{path}, {part} repeats texts of up to {longest} bytes in {texts} cells; delete "
                "them, a table needs numbers.",
                path=path,
                part=extent.part,
                longest=f"{longest:,}",
                texts=f"{extent.texts:,}",
            )
        )


def _chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of a part, cut where a tag begins; the zip checks its length and CRC."""
    left = b""
    with archive.open(info) as part:
        while chunk := part.read(_CHUNK):
            text = left + chunk
            cut = text.rfind(b"<")
            left = text[cut:] if cut >= 0 else b""
            if len(left) > _LONGEST_TAG:
                raise ValueError(f"{info.filename} holds a text of more than {_LONGEST_TAG} bytes")
            yield text[:cut] if cut >= 0 else text
    yield left


def _measure_texts(extent: _Extent, chunk: bytes, open_text: int | None) -> int | None:
    """Reach out to the shared texts of a chunk; return how long the last one is as yet."""
    first, *rest = _TEXT_ITEM.split(chunk) if b"si" in chunk else (chunk,)
    lengths = [*([] if open_text is None else [open_text + len(first)]), *map(len, rest)]
    extent.longest_text = max([extent.longest_text, *lengths])
    return lengths[-1] if lengths else None


def _measure(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Extent:
    """Find the last row and column of a part, fast where it is written as Excel writes."""
    extent, open_text = _Extent(info.filename), None
    for chunk in _chunks(archive, info):
        extent.is_sheet = extent.is_sheet or _SHEET in chunk
        open_text = _measure_texts(extent, chunk, open_text)
        _measure_plain_cells(extent, chunk)
    plain = extent.addressed == extent.cells and extent.rows * extent.columns <= _MOST_CELLS
    return extent if plain else _measure_carefully(archive, info)


def _measure_plain_cells(extent: _Extent, chunk: bytes) -> None:
    """Reach out to the cells of a chunk that are written ``<c r="B2"``, all of them at once."""
    text = np.frombuffer(chunk + bytes(8), np.uint8)
    opened = text[:-1] == ord("<")
    opened &= text[1:] == ord("c")
    tags = np.flatnonzero(opened)
    cells = tags[_ENDS_NAME[text[tags + 2]]]
    names = _followed(text, cells, b'c r="') + 6
    columns, after = _counted(text, names, _LETTERS, _MOST_LETTERS)
    rows, _ = _counted(text, after, _DIGITS, _MOST_DIGITS)
    named = b":" in chunk and b":c" in chunk  # one sign is found ten times as fast as two
    extent.cells += len(cells) + (len(_NAMED_CELL.findall(chunk)) if named else 0)
    extent.addressed += int(np.count_nonzero(columns))
    extent.columns = max(extent.columns, int(columns.max(initial=0)))
    extent.rows = max(extent.rows, int(rows[columns > 0].max(initial=0)))
    if b'="s' not in chunk and (b"'" not in chunk or b"='s" not in chunk):
        return
    kinds = np.flatnonzero(text == ord("="))
    kinds = kinds[(text[kinds - 1] == ord("t")) & (text[kinds + 2] == ord("s"))]
    quoted = _IS_QUOTE[text[kinds + 1]] & _IS_QUOTE[text[kinds + 3]]
    extent.texts += int(np.count_nonzero(quoted & _IS_SPACE[text[kinds - 2]]))


def _followed(text: NDArray[np.uint8], places: NDArray[np.intp], by: bytes) -> NDArray[np.intp]:
    """Return the places of a text behind which certain signs stand."""
    for step, sign in enumerate(by, start=1):
        places = places[text[places + step] == sign]
    return places


def _counted(
    text: NDArray[np.uint8], places: NDArray[np.intp], signs: bytes, most: int
) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Return the number that begins at each place, 0 where none does, and where it ends.

    ``signs`` are the first and the last that a number is written with: letters count from 1,
    digits from 0.
    """
    first, last = signs
    base, least = last - first + 1, int(signs == _LETTERS)
    numbers = np.zeros(len(places), dtype=np.int64)
    going = np.ones(len(places), dtype=bool)
    for _ in range(most):
        sign = text[places]
        going &= (sign >= first) & (sign <= last)
        if not going.any():
            break
        numbers = np.where(going, base * numbers + sign + (least - first), numbers)
        places = places + going
    return numbers, places


def _measure_carefully(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> _Extent:
    """Do the same for XML of any style; cells that hold a format only do not count."""
    extent, open_text = _Extent(info.filename), None
    for chunk in _chunks(archive, info):
        extent.is_sheet = extent.is_sheet or _SHEET in chunk
        open_text = _measure_texts(extent, chunk, open_text)
        addresses = _FILLED.findall(chunk)
        extent.include((column for column, _ in addresses), (row for _, row in addresses))
        extent.cells += len(_FILLED_CELL.findall(chunk))
        extent.addressed += len(addresses)
        extent.texts += len(_SHARED_TEXT.findall(chunk))
    return extent


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
