"""Pictures as files, drawn side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tanmai.draw.design import FORMATS
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


def saved_pictures(
    drawings: Iterable[Drawing], folder: Path, formats: Sequence[str] = FORMATS
) -> tuple[Picture, ...]:
    """Draw pictures and write them as ``<stem>.<language>.png``, ``.svg`` and ``.pdf``.

    Parameters
    ----------
    drawings : iterable of Drawing
        What is to be drawn.
    folder : Path
        An existing folder.
    formats : sequence of str, optional
        Which of `tanmai.draw.design.FORMATS` to write; SVG, which pages are made of, is
        written in any case.

    Returns
    -------
    tuple of Picture
        In the same order.
    """
    return tuple(
        side_by_side([partial(_saved, drawing, folder, {*formats, "svg"}) for drawing in drawings])
    )


def _saved(drawing: Drawing, folder: Path, formats: Collection[str]) -> Picture:
    sheet, stem = drawing.draw(), f"{drawing.stem}.{drawing.language}"
    save_figure(sheet, folder, stem, formats)
    return Picture(
        drawing.kind,
        drawing.language,
        sheet.title,
        sheet.description,
        folder / f"{stem}.png",
        folder / f"{stem}.svg",
    )
