"""The font of a PDF: TrueType outlines of the characters that a picture writes.

Noto Sans SC comes with the cubic outlines of PostScript, which viewers of PDF refuse under
the name of Type 42. Its characters are redrawn here with quadratic ones, as TrueType has.
"""

from __future__ import annotations

import atexit
import hashlib
import tempfile
from functools import lru_cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from matplotlib import font_manager

from tanmai.fonts import font_paths

_EM, _ASCENT, _DESCENT = 1000, 1160, -288
_BIRTH = 2_082_844_800  # no date: 1970, in seconds since 1904, as the format counts
_LARGEST_ERROR = 0.5  # of an outline, in thousandths of the size of its font


@lru_cache(maxsize=32)
def truetype_family(characters: frozenset[str]) -> str:
    """Return the family, known to matplotlib, of a TrueType font of some characters.

    Its outlines are those of :data:`tanmai.fonts.FAMILIES`, the first that has the character.
    """
    text = "".join(sorted(characters))
    family = f"tanmai-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    path = _folder() / f"{family}.ttf"
    glyphs: dict[str, Glyph] = {".notdef": TTGlyphPen(None).glyph()}
    widths = {".notdef": _EM}
    for character in text:
        glyphs[_name(character)], widths[_name(character)] = _redrawn(ord(character))
    font = FontBuilder(_EM, isTTF=True)
    font.setupGlyphOrder(list(glyphs))
    font.setupHead(unitsPerEm=_EM, created=_BIRTH, modified=_BIRTH)
    font.setupCharacterMap({ord(character): _name(character) for character in text})
    font.setupGlyf(glyphs)
    font.setupHorizontalMetrics({name: (widths[name], glyphs[name].xMin) for name in glyphs})
    font.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
    font.setupNameTable(
        {"familyName": family, "styleName": "Regular", "psName": "NotoSansSC-Regular"}
    )
    font.setupOS2(sTypoAscender=_ASCENT, sTypoDescender=_DESCENT)
    font.setupPost()
    font.save(path)
    font_manager.fontManager.addfont(path)
    return family


def _name(character: str) -> str:
    return f"u{ord(character):04X}"


@lru_cache(maxsize=1)
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="tanmai-fonts-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@lru_cache(maxsize=4)
def _face(path: str) -> TTFont:
    return TTFont(path, lazy=True)


@lru_cache(maxsize=4096)
def _redrawn(code: int) -> tuple[Glyph, int]:
    """Return the outline of a character in quadratic curves, and its advance."""
    faces = [_face(path) for path in font_paths()]
    face = next((face for face in faces if code in face.getBestCmap()), faces[0])
    glyphs, scale = face.getGlyphSet(), _EM / face["head"].unitsPerEm
    source = glyphs[face.getBestCmap().get(code, ".notdef")]
    pen = TTGlyphPen(None)
    quadratic = Cu2QuPen(pen, _LARGEST_ERROR, reverse_direction="CFF " in face)
    scaled = TransformPen(quadratic, (scale, 0, 0, scale, 0, 0))
    source.draw(DecomposingFilterPen(scaled, glyphs))
    return pen.glyph(), round(source.width * scale)
