"""Pictures as files."""

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
from tanmai.studies.result import Doing

_LONG = ("key_paths", "flows", "network_map")
"""How the kinds begin that take longest to draw: they have the most flows."""


class Drawing(NamedTuple):
    """A picture that is to be drawn: its kind, its language, the stem of its files, and how."""

    kind: str
    language: str
    stem: str
    draw: Callable[[], Sheet]

    @property
    def file_stem(self) -> str:
        """The stem of the files, with the language."""
        return f"{self.stem}.{self.language}"


def saved_pictures(
    drawings: Iterable[Drawing],
    folder: Path,
    formats: Sequence[str] = FORMATS,
    do: Doing = side_by_side,
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
    do : callable, optional
        Does the tasks of drawing, or has them done later.

    Returns
    -------
    tuple of Picture
        In the same order.
    """
    wanted = list(drawings)
    longest_first = sorted(wanted, key=lambda drawing: not drawing.kind.startswith(_LONG))
    do([partial(_save, drawing, folder, {*formats, "svg"}) for drawing in longest_first])
    return tuple(
        Picture(
            drawing.kind,
            drawing.language,
            folder / f"{drawing.file_stem}.png",
            folder / f"{drawing.file_stem}.svg",
        )
        for drawing in wanted
    )


def _save(drawing: Drawing, folder: Path, formats: Collection[str]) -> None:
    save_figure(drawing.draw(), folder, drawing.file_stem, formats)
