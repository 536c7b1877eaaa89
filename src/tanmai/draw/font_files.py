"""The font inside a file: TrueType outlines of the characters that a picture or a page writes.

Noto Sans SC comes with the cubic outlines of PostScript, which viewers of PDF refuse under
the name of Type 42. Its characters are redrawn here with quadratic ones, as TrueType has.
To make such a font from a hundred characters takes less than to cut a font of thirty thousand
down to them, so SVG, PDF and pages carry the same one.
"""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from matplotlib.path import Path as Outline

from tanmai.draw.fonts import FAMILIES, font_paths, glyph

EM, ASCENT, DESCENT = 1000, 1160, -288
_BIRTH = 2_082_844_800  # no date: 1970, in seconds since 1904, as the format counts
_LICENSE = 13  # its number among the names of a font
_LARGEST_ERROR = 0.5  # of an outline, in thousandths of the size of its font


@dataclass(frozen=True)
class FontFile:
    """A TrueType font of some characters.

    Attributes
    ----------
    data : bytes
        The file.
    characters : str
        Its characters; their glyphs follow each other from 1, as 0 stands for what is missing.
    widths : tuple of int
        Advance of every glyph, the missing one first, in thousandths of the size.
    """

    data: bytes
    characters: str
    widths: tuple[int, ...]

    def encoded(self, text: str) -> bytes:
        """Return the numbers of the glyphs of a text, two bytes each."""
        return b"".join(map(self._codes.__getitem__, text))

    @cached_property
    def _codes(self) -> dict[str, bytes]:
        return {c: at.to_bytes(2, "big") for at, c in enumerate(self.characters, start=1)}


def font_file(text: str) -> FontFile:
    """Return a TrueType font of the characters of a text, and the blank.

    Its outlines are those of :data:`tanmai.draw.fonts.FAMILIES`, the first that has the character.
    """
    return _font_file("".join(sorted({c for c in text if c > " "} | {" "})))  # no ends of lines


def font_face_css(text: str) -> str:
    """Return a ``@font-face`` rule that carries the characters of a text in a data URI.

    It goes under the first of :data:`tanmai.draw.fonts.FAMILIES`, and is of WOFF: WOFF2 would be a
    twelfth smaller and take twice the time.
    """
    data = base64.b64encode(_woff(font_file(text))).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILIES[0]}';"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


@lru_cache(maxsize=4)
def _font_file(characters: str) -> FontFile:
    glyphs: dict[str, Glyph] = {".notdef": TTGlyphPen(None).glyph()}
    widths = {".notdef": EM}
    for character in characters:
        glyphs[_name(character)], widths[_name(character)] = _redrawn(character)
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupHead(unitsPerEm=EM, created=_BIRTH, modified=_BIRTH)
    font.setupCharacterMap({ord(character): _name(character) for character in characters})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (widths[name], glyphs[name].xMin) for name in glyphs})
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    font.setupNameTable(
        {
            "familyName": f"tanmai-{hashlib.sha256(characters.encode()).hexdigest()[:16]}",
            "styleName": "Regular",
            "psName": "NotoSansSC-Regular",
            "licenseDescription": _license(),
        }
    )
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=DESCENT)
    font.setupPost()
    buffer = io.BytesIO()
    font.save(buffer)
    return FontFile(buffer.getvalue(), characters, tuple(widths.values()))


@lru_cache(maxsize=4)
def _woff(font: FontFile) -> bytes:
    """Return the same font, packed."""
    buffer = io.BytesIO()
    face = TTFont(io.BytesIO(font.data), lazy=True, recalcTimestamp=False)
    face.flavor = "woff"
    face.save(buffer, reorderTables=None)
    return buffer.getvalue()


def _name(character: str) -> str:
    return f"u{ord(character):04X}"


@lru_cache(maxsize=1)
def _license() -> str:
    return str(TTFont(font_paths()[0], lazy=True)["name"].getDebugName(_LICENSE))


class _Glyph(Glyph):  # type: ignore[misc]
    """A glyph that is packed once for all the fonts that it goes into."""

    def __init__(self, drawn: Glyph) -> None:
        self._packed: bytes = drawn.compile(None)
        self.__dict__.update(drawn.__dict__)

    def compile(self, *_: Any, **_options: Any) -> bytes:
        return self._packed


@lru_cache(maxsize=4096)
def _redrawn(character: str) -> tuple[Glyph, int]:
    """Return the outline of a character in quadratic curves, and its advance."""
    outline, advance = glyph(character)
    pen = TTGlyphPen(None)
    codes = np.asarray(outline.codes).tolist()
    quadratic = Cu2QuPen(pen, _LARGEST_ERROR, reverse_direction=Outline.CURVE4 in codes)
    vertices = map(tuple, (EM * np.asarray(outline.vertices)).tolist())
    points = zip(codes, vertices, strict=True)
    for code, point in points:
        if code == Outline.CLOSEPOLY:
            quadratic.closePath()
        else:
            stroke, more = _STROKES[code]
            stroke(quadratic, point, *(further for _, further in islice(points, more)))
    return _Glyph(pen.glyph()), round(EM * advance)


_STROKES = {
    int(Outline.MOVETO): (Cu2QuPen.moveTo, 0),
    int(Outline.LINETO): (Cu2QuPen.lineTo, 0),
    int(Outline.CURVE3): (Cu2QuPen.qCurveTo, 1),
    int(Outline.CURVE4): (Cu2QuPen.curveTo, 2),
}
"""What a pen does at a code of an outline, and to how many points more."""
