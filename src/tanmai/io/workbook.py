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

from tanmai.core.errors import FileError, did_you_mean
from tanmai.core.input_file import read_input
from tanmai.core.messages import listed, message
from tanmai.io.workbook_kinds import OLE, is_encrypted, missing_end, what_else, what_other_archive
from tanmai.io.workbook_size import DAMAGES, cell_name, check_size, column_name

__all__ = ["Cell", "ExcelWorkbook", "Grid", "Sheets", "cell_name", "column_name", "open_workbook"]

Cell = str | float | int | bool | date | time | timedelta
Grid = list[list[Cell]]

LARGEST_WORKBOOK = 512
"""The largest workbook that is read, in MiB."""


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
    """An ``.xlsx``, ``.xlsm`` or ``.xls`` file, opened by `open_workbook`.

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
            raise no_sheet(self.name, sheet, self.sheet_names)
        try:
            return self.content.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except python_calamine.CalamineError as error:
            raise FileError(
                message(
                    "{name}, sheet '{sheet}' is damaged ({reason}); download the file again.",
                    name=self.name,
                    sheet=sheet,
                    reason=str(error),
                )
            ) from error


def no_sheet(workbook: str, sheet: str, names: Sequence[str]) -> FileError:
    """Return the error of a sheet that a workbook does not have."""
    return FileError(
        message(
            "{workbook} has no sheet '{sheet}'.{nearest} Its sheets: {names}.",
            workbook=workbook,
            sheet=sheet,
            nearest=did_you_mean(sheet, names),
            names=listed(names),
        )
    )


def open_workbook(path: Path) -> ExcelWorkbook:
    """Open an Excel workbook after looking at what it is and how large it would grow.

    Parameters
    ----------
    path : Path
        An ``.xlsx``, ``.xlsm`` or ``.xls`` file; its content tells which it is.

    Raises
    ------
    FileError
        The file is missing, encrypted, another kind of file (``.xlsb``, a web
        page, a zip archive ...), cut short, damaged, or would grow beyond what
        a table of provinces can need.
    """
    content = read_input(path, message("a workbook (.xlsx)"), LARGEST_WORKBOOK)
    is_old = content.startswith(OLE) and not is_encrypted(content)
    parts = () if is_old else _parts(path, content)
    if is_old and (missing := missing_end(content)):
        raise FileError(
            message(
                "{path} is cut short: at least {missing} of its bytes are missing at the end; "
                "download it again.",
                path=path,
                missing=f"{missing:,}",
            )
        )
    try:
        workbook = python_calamine.load_workbook(BytesIO(content))
    except python_calamine.CalamineError as error:
        raise FileError(
            message(
                "{path} is damaged ({reason}); open it in Excel and save it again, or download it "
                "again.",
                path=path,
                reason=str(error),
            )
        ) from error
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    return ExcelWorkbook(
        name=path.name,
        sha256=sha256(content).hexdigest(),
        sheet_names=tuple(s.name for s in workbook.sheets_metadata if s.typ == worksheet),
        has_links=any(part.startswith("xl/externalLinks/") for part in parts),
        content=workbook,
    )


def _parts(path: Path, content: bytes) -> Sequence[str]:
    """Return the names of the members of an ``.xlsx``, once it is safe to open."""
    archive = _archive(path, content)
    check_size(path, archive)
    return archive.namelist()


def _archive(path: Path, content: bytes) -> zipfile.ZipFile:
    if not content:
        raise FileError(
            message(
                "{path} is empty; download it again.",
                path=path,
            )
        )
    if not content.startswith(b"PK"):
        raise FileError(
            message(
                "{path} {what_else}",
                path=path,
                what_else=what_else(content),
            )
        )
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except DAMAGES as error:
        raise FileError(
            message(
                "{path} is cut off or damaged (its end is missing or wrong); download it again.",
                path=path,
            )
        ) from error
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        raise FileError(
            message(
                "{path} {what_other_archive}",
                path=path,
                what_other_archive=what_other_archive(names),
            )
        )
    return archive
