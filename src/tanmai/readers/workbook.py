"""Excel workbooks opened safely: what a file really is, how large it would grow, then its cells.

Values only are read: a formula gives the value stored with it, a macro is
never run and a link to another file is never followed.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Protocol

import python_calamine

from tanmai.errors import FileError, did_you_mean
from tanmai.input_file import read_input
from tanmai.readers.workbook_size import DAMAGES, cell_name, column_name, refuse_bombs

__all__ = ["Cell", "ExcelWorkbook", "Grid", "Sheets", "cell_name", "column_name", "open_workbook"]

Cell = str | float | int | bool | date | time | timedelta
Grid = list[list[Cell]]

LARGEST_WORKBOOK = 512
"""The largest workbook that is read, in MiB."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class Sheets(Protocol):
    """The sheets of a workbook, on disk or in memory."""

    @property
    def name(self) -> str:
        """Name of the file."""

    @property
    def sha256(self) -> str:
        """Digest of the file."""

    @property
    def sheet_names(self) -> Sequence[str]:
        """Names of the sheets with cells, in their order."""

    @property
    def has_links(self) -> bool:
        """Whether formulas take values from other workbooks."""

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet from A1; empty cells are empty texts."""


@dataclass(frozen=True, eq=False)
class ExcelWorkbook:
    """An ``.xlsx`` or ``.xlsm`` file, opened by `open_workbook`.

    Attributes
    ----------
    name, sha256 : str
        Name and digest of the file.
    sheet_names : tuple of str
        Names of the worksheets, in their order.
    has_links : bool
        Whether formulas take values from other workbooks; only the values stored are read.
    """

    name: str
    sha256: str
    sheet_names: tuple[str, ...]
    has_links: bool
    content: python_calamine.CalamineWorkbook = field(repr=False)

    def grid(self, sheet: str) -> Grid:
        """Return the cells of a sheet from A1; empty cells are empty texts.

        Raises
        ------
        FileError
            There is no such sheet, or its XML is damaged.
        """
        if sheet not in self.sheet_names:
            raise FileError(
                f"{self.name} has no sheet '{sheet}'.{did_you_mean(sheet, self.sheet_names)} "
                f"Its sheets: {', '.join(self.sheet_names)}."
            )
        try:
            return self.content.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except python_calamine.CalamineError as error:
            raise FileError(
                f"{self.name}, sheet '{sheet}' is damaged ({error}); download the file again."
            ) from error


def open_workbook(path: Path) -> ExcelWorkbook:
    """Open an Excel workbook after looking at what it is and how large it would grow.

    Parameters
    ----------
    path : Path
        An ``.xlsx`` or ``.xlsm`` file.

    Raises
    ------
    FileError
        The file is missing, protected by a password, another kind of file
        (``.xls``, ``.xlsb``, a web page, a zip archive ...), damaged, or
        would grow beyond what a table of provinces can need.
    """
    content = read_input(path, "a workbook (.xlsx)", LARGEST_WORKBOOK)
    archive = _archive(path, content)
    parts = archive.namelist()
    refuse_bombs(path, archive)
    try:
        workbook = python_calamine.load_workbook(BytesIO(content))
    except python_calamine.CalamineError as error:
        raise FileError(
            f"{path} is damaged ({error}); open it in Excel and save it again, or download it "
            "again."
        ) from error
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    return ExcelWorkbook(
        name=path.name,
        sha256=sha256(content).hexdigest(),
        sheet_names=tuple(s.name for s in workbook.sheets_metadata if s.typ == worksheet),
        has_links=any(part.startswith("xl/externalLinks/") for part in parts),
        content=workbook,
    )


def _archive(path: Path, content: bytes) -> zipfile.ZipFile:
    if not content:
        raise FileError(f"{path} is empty; download it again.")
    if not content.startswith(b"PK"):
        raise FileError(f"{path} {_what_else(content)}")
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except DAMAGES as error:
        raise FileError(
            f"{path} is cut off or damaged (its end is missing or wrong); download it again."
        ) from error
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise FileError(f"{path} {_what_other_archive(names)}")
    return archive


def _what_else(content: bytes) -> str:
    start = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(_OLE) and _ENCRYPTED in content:
        return (
            "is protected by a password; open it in Excel, take the password off "
            "(File, Info, Protect Workbook) and save it again."
        )
    if content.startswith(_OLE):
        return (
            "is an Excel 97-2003 workbook (.xls), whatever its name says; such a sheet ends at "
            "256 columns. Open it in Excel and save it as .xlsx."
        )
    if b"<html" in start or b"<!doctype html" in start or start.startswith(b"<table"):
        return (
            "is a web page, whatever its name says: most likely the log-in page of the download. "
            "Log in and download the workbook again."
        )
    if start.startswith(b"<?xml"):
        return "is an XML text, no workbook; open it in Excel and save it as .xlsx."
    return "is no Excel workbook; open it in the program that wrote it and save it as .xlsx."


def _what_other_archive(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return "is a binary workbook (.xlsb); open it in Excel and save it as .xlsx."
    inside = sorted(name for name in names if name.lower().endswith((".xlsx", ".xlsm")))
    if inside:
        return f"is a zip archive that holds {inside[0]}; unpack it and name that file."
    if "mimetype" in names:
        return "is an OpenDocument file; save it as .xlsx."
    return "is a zip archive without a workbook in it; name the .xlsx file."
