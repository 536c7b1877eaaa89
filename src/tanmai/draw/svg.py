"""A figure as an SVG that holds its text as text, and the characters of its font.

matplotlib writes a point to six decimals and the font with every line of text; here a point is
written to 0.01 points, a tenth of a dot of a printer, and the font once.
"""

from __future__ import annotations

import io
import math
from typing import Any

from matplotlib._path import convert_to_string  # type: ignore[attr-defined]
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex
from matplotlib.path import Path as Outline

from tanmai.draw.design import DECIMALS, INCH
from tanmai.draw.font_files import font_face_css
from tanmai.draw.fonts import FAMILIES, POINT, text_width
from tanmai.draw.page import ALONG, HALO_WIDTH, Sheet

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_DEFAULTS = {"text-anchor": "start", "opacity": "1"}
_RULES = (
    f"text{{font-family:{','.join(map(repr, FAMILIES))}}}"
    f".halo{{paint-order:stroke;stroke:#fff;stroke-width:{HALO_WIDTH};stroke-linejoin:round}}"
)


def svg(sheet: Sheet, text: str) -> str:
    """Return a figure as an SVG document.

    Parameters
    ----------
    sheet : Sheet
        The figure.
    text : str
        All its text.
    """
    buffer, dpi = io.StringIO(), sheet.dpi
    sheet.set_dpi(INCH)
    try:
        renderer: Any = _Renderer(sheet, text, buffer)
        sheet.draw(renderer)
    finally:
        sheet.set_dpi(dpi)
    renderer.finalize()
    return buffer.getvalue().replace("<svg ", '<svg role="img" ', 1)


class _Renderer(RendererSVG):
    """Draws as matplotlib does, in fewer characters."""

    writer: Any

    def __init__(self, sheet: Sheet, text: str, buffer: io.StringIO) -> None:
        self._sheet, self._css = sheet, font_face_css(text) + _RULES
        width, height = sheet.get_size_inches() * INCH
        super().__init__(width, height, buffer)  # type: ignore[no-untyped-call]

    def _write_metadata(self, metadata: Any) -> None:  # noqa: ARG002
        """Say what the figure shows, which has no date."""
        self.writer.element("title", self._sheet.title)
        self.writer.element("desc", self._sheet.description)
        self.writer.element("metadata", self._sheet.remark)
        self.writer.element("style", self._css)

    def _convert_path(
        self,
        path: Outline,
        transform: Any = None,
        clip: Any = None,
        simplify: Any = None,
        sketch: Any = None,
    ) -> str:
        area = (0.0, 0.0, self.width, self.height) if clip else None
        commands = [b"M", b"L", b"Q", b"C", b"z"]
        written: str = convert_to_string(
            path, transform, area, simplify, sketch, DECIMALS, commands, False
        ).decode("ascii")
        if not ("C" in written or "Q" in written):  # after a curve, points alone are of a curve
            written = written.replace(" \nL", "")
        return written.replace(" \n", "").replace("\n", "")

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,
    ) -> None:
        """Write a line at its anchor, so that it stays there where its font is replaced."""
        size, turn = prop.get_size_in_points(), math.radians(angle)
        before = ALONG[mtext.get_horizontalalignment()] * text_width(s, size) / POINT
        at = f"{x + before * math.cos(turn):.2f}", f"{y - before * math.sin(turn):.2f}"
        style = {
            "font-size": f"{size:g}px",
            "text-anchor": _ANCHORS[mtext.get_horizontalalignment()],
            "fill": to_hex(gc.get_rgb()),
            "opacity": f"{gc.get_rgb()[3]:g}",
        }
        attributes = {
            "class": "halo" if mtext.halo else "",
            "style": ";".join(
                f"{key}:{value}" for key, value in style.items() if value != _DEFAULTS.get(key)
            ),
            "x": at[0],
            "y": at[1],
            "transform": f"rotate({-angle:g} {' '.join(at)})" if angle else "",
        }
        self.writer.element("text", s, attributes)
