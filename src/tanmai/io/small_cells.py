"""The cells of a small file as texts, whatever program saved it: CSV in its kinds, .xlsx, .xls."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import StringIO
from pathlib import Path

from tanmai.core.errors import FileError
from tanmai.core.input_file import no_utf8_csv, read_input
from tanmai.core.labels import known_province
from tanmai.core.messages import Message, message
from tanmai.io.workbook import Cell, open_workbook
from tanmai.io.workbook_kinds import OLE

KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
"""Endings of small files; what a file is, its content says."""

_MOST_MIB = 64
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF16_WITHOUT_MARK = ("utf-16-le", "utf-16-be")
_SEPARATORS = ("\t", ";", ",")
_FRACTION = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+%?")
_POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+%?")
_OF_THREE = re.compile(r"[+-]?[1-9]\d{0,2}([.,])\d{3}%?")


@dataclass(frozen=True, eq=False)
class SmallSheet:
    """The lines of a small file that are not blank, as texts.

    Attributes
    ----------
    path : Path
        The file.
    sheet : str
        The sheet of a workbook; empty for a text file.
    lines : list of list of str
        The cells of each line, without blanks around them.
    numbers : list of int
        The number of each line, as an editor or a spreadsheet counts them.
    """

    path: Path
    sheet: str
    lines: list[list[str]] = field(repr=False)
    numbers: list[int] = field(repr=False)

    @property
    def name(self) -> Message:
        """The file, and its sheet, for a message."""
        if not self.sheet:
            return Message(str(self.path))
        return message("{path}, sheet '{sheet}'", path=self.path, sheet=self.sheet)

    @property
    def brief(self) -> SmallSheet:
        """The same under the name of its file alone, for what results say of it."""
        return replace(self, path=Path(self.path.name))

    def where(self, line: object) -> Message:
        """Return a line of the file for a message."""
        if not self.sheet:
            return message("{path}, line {line}", path=self.path, line=line)
        return message(
            "{path}, sheet '{sheet}', row {line}", path=self.path, sheet=self.sheet, line=line
        )


def read_sheets(path: Path, kind: Message) -> list[SmallSheet]:
    """Return the sheets of a small file that have cells; a text file is one.

    Parameters
    ----------
    path : Path
        A text of cells parted by commas, semicolons or tabs, in UTF-8 or UTF-16 with or without
        its mark, in GB 18030, or in Big5 if it names provinces; or a workbook. The content tells
        which it is.
    kind : Message
        What it should be: ``a CSV with the columns province, value``.

    Raises
    ------
    FileError
        The file is missing, is none of these, or is damaged; or a comma in a number may be a
        decimal or a thousands separator.
    """
    content = read_input(path, kind, _MOST_MIB)
    if content.startswith((b"PK\x03\x04", OLE)):
        return _sheets_of_workbook(path)
    text = _decoded(path, content)
    separator = _separator(text)
    try:
        records = list(_records(text, separator))
    except csv.Error as error:
        raise FileError(
            message("{path} cannot be read as a CSV: {error}.", path=path, error=error)
        ) from error
    lines = [[cell.strip() for cell in record] for _, record in records]
    if separator != ",":
        lines = _with_decimal_points(path, lines, separator)
    return [SmallSheet(path, "", lines, [line for line, _ in records])] if lines else []


def _decoded(path: Path, content: bytes) -> str:
    """Return the text of a file by the one encoding that it can be in.

    UTF-8 cannot be mistaken. UTF-16 without its mark has zeros beside its separators, and the
    other end first would leave none. Big5 may be read as GB 18030 without an error: it is taken
    where it alone gives names of provinces.
    """
    if content.startswith(_UTF16):
        found = _in(content, "utf-16")
    elif b"\0" in content:
        both = [_in(content, encoding) for encoding in _UTF16_WITHOUT_MARK]
        found = next((text for text in both if set(_SEPARATORS) & set(text)), "")
    else:
        found = _in(content, "utf-8-sig") or _in(content, "gb18030")
        traditional = "" if _names_provinces(found) else _in(content, "big5")
        found = traditional if _names_provinces(traditional) else found
    if not found and content.strip():
        raise no_utf8_csv(path)
    return found


def _in(content: bytes, encoding: str) -> str:
    """Return a text in an encoding; nothing where it cannot be in it."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text


def _names_provinces(text: str) -> bool:
    cells = re.split(r'[\n,;\t"]', text)
    return any(not cell.isascii() and known_province(cell.strip()) for cell in cells)


def _separator(text: str) -> str:
    """Return what parts the cells: what most lines hold, outside of quotes."""
    plain = [line for line in re.sub(r'"[^"]*"', "", text).splitlines() if line.strip()]
    held = {one: sum(one in line for line in plain) for one in _SEPARATORS}
    return max(_SEPARATORS, key=lambda one: held[one])


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line and the cells of every record that is not blank."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    for record in reader:
        if any(cell.strip() for cell in record):
            yield line, record
        line = reader.line_num + 1


def _with_decimal_points(path: Path, lines: list[list[str]], separator: str) -> list[list[str]]:
    """Return the cells of a file parted by semicolons or tabs, decimal commas as points.

    One number says for all what a comma is: 10,5 and 0,125 have a fraction, 1,050.0 has none.
    """
    cells = [cell for line in lines for cell in line]
    fractions = [c for c in cells if _FRACTION.fullmatch(c) and not _OF_THREE.fullmatch(c)]
    points = [c for c in cells if _POINT.fullmatch(c) and not _OF_THREE.fullmatch(c)]
    if fractions and points:
        raise FileError(
            message(
                "{path} has decimal commas ('{comma}') and decimal points ('{point}'); write all "
                "numbers in one way.",
                path=path,
                comma=fractions[0],
                point=points[0],
            )
        )
    if fractions:
        return [[_with_point(cell) for cell in line] for line in lines]
    either = [c for c in cells if "," in c and _OF_THREE.fullmatch(c)]
    if either and not points and separator == ";":
        raise FileError(
            message(
                "{path}: the comma of '{number}' may part thousands or a fraction, in a file of "
                "semicolons; write the numbers without thousands separators and with a decimal "
                "point.",
                path=path,
                number=either[0],
            )
        )
    return lines


def _with_point(cell: str) -> str:
    whole = _FRACTION.fullmatch(cell) or _OF_THREE.fullmatch(cell)
    return cell.replace(".", "").replace(",", ".") if whole else cell


def _sheets_of_workbook(path: Path) -> list[SmallSheet]:
    workbook = open_workbook(path)
    found = []
    for name in workbook.sheet_names:
        lines = [[_text(cell) for cell in row] for row in workbook.grid(name)]
        kept = [(at, line) for at, line in enumerate(lines, 1) if any(line)]
        if kept:
            sheet = SmallSheet(path, name, [line for _, line in kept], [at for at, _ in kept])
            found.append(sheet)
    return found


def _text(cell: Cell) -> str:
    """Return a cell of a workbook as text: whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell).strip()
