"""A result that has pictures and a page."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tanmai.core.table import MrioTable, SourceFile
from tanmai.studies.result import Doing, Result

if TYPE_CHECKING:
    from tanmai.report.document import Document, Picture

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
    def _draw(self, folder: Path, do: Doing) -> Sequence[Picture]:
        """Have the pictures drawn into a folder."""

    @abstractmethod
    def _page(self, pictures: Sequence[Picture]) -> Document:
        """Return the page with its pictures, which may not be drawn yet."""

    def _page_writer(self, pictures: Sequence[Picture]) -> Callable[[Path], None]:
        document = self._page(pictures)
        _ = document.bodies  # made while the pictures are drawn

        def write(folder: Path) -> None:
            from tanmai.report.words import write_words

            document.write(folder / PAGE)
            tables, files = self.sources
            write_words(folder / PAGE, tables, folder, files)

        return write
