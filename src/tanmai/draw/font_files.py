"""The font inside a file: TrueType outlines of the characters that a picture or a page writes.

Noto Sans SC comes with the cubic outlines of PostScript, which viewers of PDF refuse under
the name of Type 42. Its characters are redrawn here with quadratic ones, as TrueType has.
To make such a font from a hundred characters takes less than to cut a font of thirty thousand
down to them, so SVG and pages carry the same one.
"""

from __future__ import annotations

import atexit
import base64
import hashlib
import io
import os
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from matplotlib import font_manager
from matplotlib.path import Path as Outline

from tanmai.draw.fonts import FAMILIES, font_paths, glyph

_EM, _ASCENT, _DESCENT = 1000, 1160, -288
_BIRTH = 2_082_844_800  # no date: 1970, in seconds since 1904, as the format counts
_LICENSE = 13  # its number among the names of a font
_LARGEST_ERROR = 0.5  # of an outline, in thousandths of the size of its font


@lru_cache(maxsize=32)
def truetype_family(characters: frozenset[str]) -> str:
    """Return the family, known to matplotlib, of a TrueType font of some characters.

    Its outlines are those of :data:`tanmai.draw.fonts.FAMILIES`, the first that has the character.
    """
    family = _family(characters)
    path = font_folder() / f"{family}-{os.getpid()}.ttf"
    path.write_bytes(_font_file(characters))
    font_manager.fontManager.addfont(path)
    return family


def font_face_css(text: str) -> str:
    """Return a ``@font-face`` rule that carries the characters of a text in a data URI.

    It goes under the first of :data:`tanmai.draw.fonts.FAMILIES`, and is of WOFF: WOFF2 would be a
    twelfth smaller and take twice the time.
    """
    characters = frozenset(character for character in text if not character.isspace()) | {" "}
    data = base64.b64encode(_woff(characters)).decode("ascii")
    return (
        f"@font-face{{font-family:'{FAMILIES[0]}';"
        f"src:url(data:font/woff;base64,{data}) format('woff')}}"
    )


def _family(characters: frozenset[str]) -> str:
    text = "".join(sorted(characters))
    return f"tanmai-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=4)
def _font_file(characters: frozenset[str]) -> bytes:
    """Return a font of some characters as TrueType."""
    glyphs: dict[str, Glyph] = {".notdef": TTGlyphPen(None).glyph()}
    widths = {".notdef": _EM}
    for character in sorted(characters):
        glyphs[_name(character)], widths[_name(character)] = _redrawn(character)
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupHead(unitsPerEm=_EM, created=_BIRTH, modified=_BIRTH)
    font.setupCharacterMap({ord(character): _name(character) for character in sorted(characters)})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (widths[name], glyphs[name].xMin) for name in glyphs})
    font.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    font.setupNameTable(
        {
            "familyName": _family(characters),
            "styleName": "Regular",
            "psName": "NotoSansSC-Regular",
            "licenseDescription": _license(),
        }
    )
    font.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT)
    font.setupPost()
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


@lru_cache(maxsize=4)
def _woff(characters: frozenset[str]) -> bytes:
    """Return the same font, packed."""
    buffer = io.BytesIO()
    face = TTFont(io.BytesIO(_font_file(characters)), lazy=True, recalcTimestamp=False)
    face.flavor = "woff"
    face.save(buffer, reorderTables=None)
    return buffer.getvalue()


def _name(character: str) -> str:
    return f"u{ord(character):04X}"


@lru_cache(maxsize=1)
def font_folder() -> Path:
    """Return the folder of the fonts that pictures need, which goes when this process ends.

    A process that is copied calls it before: copies share its folder and do not remove it.
    """
    folder = tempfile.TemporaryDirectory(prefix="tanmai-fonts-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@lru_cache(maxsize=1)
def _license() -> str:
    return str(TTFont(font_paths()[0], lazy=True)["name"].getDebugName(_LICENSE))


@lru_cache(maxsize=4096)
def _redrawn(character: str) -> tuple[Glyph, int]:
    """Return the outline of a character in quadratic curves, and its advance."""
    outline, advance = glyph(character)
    pen = TTGlyphPen(None)
    cubic = bool(np.any(np.asarray(outline.codes) == Outline.CURVE4))
    quadratic = Cu2QuPen(pen, _LARGEST_ERROR, reverse_direction=cubic)
    for points, code in outline.iter_segments(simplify=False, curves=True):
        corners = [(_EM * x, _EM * y) for x, y in points.reshape(-1, 2)]
        if code == Outline.MOVETO:
            quadratic.moveTo(*corners)
        elif code == Outline.LINETO:
            quadratic.lineTo(*corners)
        elif code == Outline.CURVE3:
            quadratic.qCurveTo(*corners)
        elif code == Outline.CURVE4:
            quadratic.curveTo(*corners)
        else:
            quadratic.closePath()
    return pen.glyph(), round(_EM * advance)
