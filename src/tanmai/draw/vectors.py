"""What the writers of vectors, SVG and PDF, share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from matplotlib import _path
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from matplotlib.transforms import Transform

from tanmai.draw.page import Sheet

_INCH = 72  # of points


class VectorRenderer(RendererBase):
    """Draws in points from the lower left corner of a page.

    Parameters
    ----------
    sheet : Sheet
        The figure that is drawn.
    """

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.width, self.height = (_INCH * float(inches) for inches in sheet.get_size_inches())

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the page in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """Whether heights are counted from the top."""
        return False


def draw_in_points(sheet: Sheet, renderer: VectorRenderer) -> None:
    """Draw a figure in points, and leave it as it was."""
    dpi = sheet.dpi
    sheet.set_dpi(_INCH)
    try:
        sheet.draw(renderer)
    finally:
        sheet.set_dpi(dpi)


def is_stroked(gc: Any) -> bool:
    """Whether a path has an outline that is seen."""
    return bool(gc.get_linewidth() > 0 and gc.get_rgb()[3] > 0)


def is_filled(gc: Any, colour: Any) -> bool:
    """Whether a path has a ground that is seen."""
    return bool(gc.get_hatch()) or (colour is not None and (*colour, 1.0)[3] > 0)


def opacities(gc: Any, colour: Any) -> tuple[float, float]:
    """Return the opacity of a path's outline and that of its ground."""
    if gc.get_forced_alpha():
        return gc.get_alpha(), gc.get_alpha()
    return gc.get_rgb()[3], 1.0 if colour is None else (*colour, 1.0)[3]


def path_as_text(
    path: Path,
    transform: Transform,
    letters: Sequence[bytes],
    decimals: int,
    *,
    simplify: bool | None = None,
    letter_last: bool = False,
) -> bytes:
    """Return a path as letters and coordinates.

    Parameters
    ----------
    path, transform
        The path, and the way to the page.
    letters : sequence of bytes
        For a move, a line, a curve of second degree, one of third, and the end; where there is
        none for a curve of second degree, it becomes one of third.
    decimals : int
        Of the coordinates.
    simplify : bool, optional
        Whether points that nobody sees fall out; by default where the path allows it.
    letter_last : bool
        Whether a letter follows its coordinates.
    """
    write: Any = _path.convert_to_string  # type: ignore[attr-defined]
    return bytes(write(path, transform, None, simplify, None, decimals, list(letters), letter_last))


@lru_cache(maxsize=4096)
def trimmed(value: float, decimals: int) -> str:
    """Write a number without a power of ten and without zeros at its end."""
    written = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
