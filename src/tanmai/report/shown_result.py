"""A result that has pictures and a page."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tanmai.core.table import MrioTable, SourceFile
from tanmai.studies.result import Result
from tanmai.studies.steps import Step

if TYPE_CHECKING:
    from tanmai.report.document import Picture

PAGE = "report.html"


class ShownResult(Result):
    """A result with pictures, one page to read, and its words for a paper.

    What draws and writes is imported when it is asked: the libraries take a second to load.
    """

    @property
    @abstractmethod
    def sources(self) -> tuple[Sequence[MrioTable], Sequence[SourceFile]]:
        """The multi-regional tables, and other files, that its numbers rest on."""

    @abstractmethod
    def _draw(self, folder: Path) -> Sequence[Picture]:
        """Write the pictures into a folder."""

    @abstractmethod
    def _write_page(self, pictures: Sequence[Picture], path: Path) -> None:
        """Write the page with its pictures."""

    def _show(self, folder: Path, *, page: bool, step: Step) -> None:
        step("pictures")
        pictures = self._draw(folder)
        if not page:
            return
        from tanmai.report.words import write_words

        step("page")
        self._write_page(pictures, folder / PAGE)
        tables, files = self.sources
        write_words(folder / PAGE, tables, folder, files)
