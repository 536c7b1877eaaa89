"""Pictures of one language as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tanmai.draw.files import save_figure, text_of
from tanmai.draw.page import Sheet
from tanmai.report.document import Picture


def saved_pictures(sheets: dict[str, Sheet], language: str, folder: Path) -> Iterator[Picture]:
    """Write sheets as ``<kind>.<language>.png``, ``.svg`` and ``.pdf``; they share their fonts.

    Parameters
    ----------
    sheets : dict
        Sheets by kind; each is let go of when it is saved, and its pixels with it.
    language : str
        ``"zh"`` or ``"en"``.
    folder : Path
        An existing folder.
    """
    text = "".join(map(text_of, sheets.values()))
    for kind in list(sheets):
        sheet = sheets.pop(kind)
        files = save_figure(sheet, folder, f"{kind}.{language}", more_text=text)
        yield Picture(kind, language, sheet.title, sheet.description, files.png, files.svg)
