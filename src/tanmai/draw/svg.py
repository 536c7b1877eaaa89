"""A figure as an SVG that holds its text as text, and the font of its characters.

Coordinates are written to 0.01 points, a tenth of a dot of a printer.
"""

from __future__ import annotations

import math
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from matplotlib.colors import to_hex
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from tanmai.draw.fonts import FAMILIES, POINT, text_width
from tanmai.draw.page import ALONG, HALO_WIDTH, Sheet
from tanmai.draw.vectors import (
    VectorRenderer,
    draw_in_points,
    is_filled,
    is_stroked,
    opacities,
    path_as_text,
    trimmed,
)

_DECIMALS = 2  # of a point
_LETTERS = [b"M", b"L", b"Q", b"C", b"z"]  # for each kind of a path's segments
_TILE = 72  # points, the side of a hatching's pattern
_FONT = ", ".join(f"'{family}'" for family in FAMILIES)
_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
_HALO = (
    f".halo text{{paint-order:stroke;stroke:#fff;stroke-width:{HALO_WIDTH};stroke-linejoin:round}}"
)


def svg(sheet: Sheet, css: str) -> str:
    """Return a figure as a whole SVG document.

    Parameters
    ----------
    sheet : Sheet
        The figure.
    css : str
        The rule of its font.
    """
    renderer = _Renderer(sheet)
    draw_in_points(sheet, renderer)
    body = "\n".join(renderer.written)
    if renderer.has_halo:
        css += _HALO
    width, height = _number(renderer.width), _number(renderer.height)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" '
        f'viewBox="0 0 {width} {height}" role="img">\n'
        f"<title>{escape(sheet.title)}</title><desc>{escape(sheet.description)}</desc>"
        f"<metadata>{escape(sheet.remark)}</metadata><style>{css}</style>\n"
        f'<g style="stroke-linejoin: round">\n{body}\n</g>\n</svg>\n'
    )


class _Renderer(VectorRenderer):
    """Writes what is drawn as elements; a group that has no name is none.

    Attributes
    ----------
    written : list of str
        The elements.
    has_halo : bool
        Whether there is a text with a halo, which a rule of the document draws.
    """

    halo_by_rule = True

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self.written: list[str] = []
        self.has_halo = False
        self._groups: list[bool] = []
        self._names: dict[str, str] = {}
        self._down = Affine2D().scale(1.0, -1.0)
        self._to_page = Affine2D().scale(1.0, -1.0).translate(0.0, self.height)

    def open_group(self, s: str, gid: str | None = None) -> None:
        halo = s == "halo"
        self.has_halo |= halo
        self._groups.append(halo or gid is not None)
        if self._groups[-1]:
            name = f" id={quoteattr(gid)}" if gid is not None else ""
            kind = ' class="halo"' if halo else ""
            self.written.append(f"<g{name}{kind}>")

    def close_group(self, s: str) -> None:  # noqa: ARG002
        if self._groups.pop():
            self.written.append("</g>")

    def draw_path(
        self,
        gc: Any,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        if not is_stroked(gc) and not is_filled(gc, rgbFace):
            return
        simplify = path.should_simplify and not is_filled(gc, rgbFace)
        steps = _steps(path, transform + self._to_page, simplify)
        self.written.append(f'<path d="{steps}" style="{self._style(gc, rgbFace)}"/>')

    def draw_markers(
        self,
        gc: Any,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        steps = _steps(marker_path, marker_trans + self._down, simplify=False)
        name = self._defined(f'<path id="{{name}}" d="{steps}"/>', "marker")
        style = self._style(gc, rgbFace)
        for points, _ in path.iter_segments(trans + self._to_page, simplify=False):
            x, y = map(_number, points[-2:])
            self.written.append(f'<use href="#{name}" x="{x}" y="{y}" style="{style}"/>')

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
        side = mtext.get_horizontalalignment() if mtext is not None else "left"
        size = prop.get_size_in_points()
        along = ALONG[side] * text_width(s, size) / POINT
        x += along * math.cos(math.radians(angle))
        y = self.height - y - along * math.sin(math.radians(angle))
        place = f'x="{_number(x)}" y="{_number(y)}"'
        if angle:
            place += f' transform="rotate({_number(-angle)} {_number(x)} {_number(y)})"'
        _, opacity = opacities(gc, gc.get_rgb())
        style = _rules(
            {
                "font-size": f"{_number(size)}px",
                "font-family": _FONT,
                "text-anchor": _ANCHORS[side],
                "fill": to_hex(gc.get_rgb()),
                "opacity": "" if opacity == 1.0 else _number(opacity),
            }
        )
        self.written.append(f'<text style="{style}" {place}>{escape(s)}</text>')

    def _style(self, gc: Any, colour: Any) -> str:
        """Return the rules of a path: how it is filled, and how its outline is drawn."""
        outline, ground = opacities(gc, colour)
        rules = {"fill": "none"}
        if is_filled(gc, colour):
            rules["fill"] = self._hatching(gc, colour) if gc.get_hatch() else to_hex(colour[:3])
            rules["fill-opacity"] = "" if ground == 1.0 else _number(ground)
        if is_stroked(gc):
            offset, dashes = gc.get_dashes()
            join, cap = gc.get_joinstyle(), gc.get_capstyle()
            rules |= {
                "stroke": to_hex(gc.get_rgb()[:3]),
                "stroke-opacity": "" if outline == 1.0 else _number(outline),
                "stroke-width": _number(gc.get_linewidth()),
                "stroke-linejoin": "" if join == "round" else str(join),
                "stroke-linecap": {"butt": "", "projecting": "square"}.get(cap, str(cap)),
                "stroke-dasharray": ",".join(map(_number, dashes or ())),
                "stroke-dashoffset": _number(offset) if dashes and offset else "",
            }
        return _rules(rules)

    def _hatching(self, gc: Any, colour: Any) -> str:
        ink, ground = to_hex(gc.get_hatch_color()[:3]), to_hex(colour[:3]) if colour else "none"
        onto_tile = Affine2D().scale(_TILE, -_TILE).translate(0.0, _TILE)
        steps = _steps(gc.get_hatch_path(), onto_tile, simplify=False)
        rules = _rules(
            {
                "fill": ink,
                "stroke": ink,
                "stroke-width": _number(gc.get_hatch_linewidth()),
                "stroke-linejoin": "miter",
            }
        )
        pattern = (
            f'<pattern id="{{name}}" patternUnits="userSpaceOnUse" width="{_TILE}" '
            f'height="{_TILE}"><rect width="{_TILE + 1}" height="{_TILE + 1}" fill="{ground}"/>'
            f'<path d="{steps}" style="{rules}"/></pattern>'
        )
        return f"url(#{self._defined(pattern, 'hatching')})"

    def _defined(self, element: str, kind: str) -> str:
        """Write an element to refer to, unless there is the same, and return its name."""
        if element not in self._names:
            name = self._names[element] = f"{kind}-{len(self._names) + 1}"
            self.written.append(f"<defs>{element.format(name=name)}</defs>")
        return self._names[element]


def _steps(path: Path, transform: Transform, simplify: bool) -> str:
    """Return the steps of a path; after a curve, numbers alone would go on with the curve."""
    written = path_as_text(path, transform, _LETTERS, _DECIMALS, simplify=simplify).decode("ascii")
    written = written.replace(" \n", "\n")
    if "\nC" not in written and "\nQ" not in written:
        written = written.replace("\nL ", " ")
    return written.replace("\n", "").strip()


def _number(value: float) -> str:
    return trimmed(value, _DECIMALS)


def _rules(rules: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in rules.items() if value)
