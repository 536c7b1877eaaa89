"""Pictures as files, drawn side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tanmai.draw.files import save_figure
from tanmai.draw.page import Sheet
from tanmai.draw.workers import side_by_side
from tanmai.report.document import Picture


class Drawing(NamedTuple):
    """A picture that is to be drawn: its kind, its language, the stem of its files, and how."""

    kind: str
    language: str
    stem: str
    draw: Callable[[], Sheet]


def saved_pictures(drawings: Iterable[Drawing], folder: Path) -> tuple[Picture, ...]:
    """Draw pictures and write them as ``<stem>.<language>.png``, ``.svg`` and ``.pdf``.

    Parameters
    ----------
    drawings : iterable of Drawing
        What is to be drawn.
    folder : Path
        An existing folder.

    Returns
    -------
    tuple of Picture
        In the same order.
    """
    return tuple(side_by_side([partial(_saved, drawing, folder) for drawing in drawings]))


def _saved(drawing: Drawing, folder: Path) -> Picture:
    sheet = drawing.draw()
    files = save_figure(sheet, folder, f"{drawing.stem}.{drawing.language}")
    return Picture(
        drawing.kind, drawing.language, sheet.title, sheet.description, files["png"], files["svg"]
    )
