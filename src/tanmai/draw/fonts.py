"""Noto Sans SC (SIL Open Font License), for every text in a picture or a page.

The few signs that it lacks, as the subscript of CO₂, come from DejaVu Sans, which travels
with matplotlib.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, Bbox
from numpy.typing import NDArray

FAMILIES = ("Noto Sans SC", "DejaVu Sans")
POINT = 25.4 / 72  # millimetres

_EM = 1000.0

# A line may not start with these, nor end with those.
_NOT_FIRST = "，。；：、！？）》」』”’%·…,.;:!?)]"
_NOT_LAST = "（《「『“‘(["
_PIECES = re.compile(r"[⺀-鿿＀-￯]|\s+|[^\s⺀-鿿＀-￯]+")


@lru_cache(maxsize=1)
def font_paths() -> tuple[str, ...]:
    """Register the fonts with matplotlib and return their files, in the order of FAMILIES."""
    noto = str(pylopdf_fonts_zh_cn.sans_path())
    font_manager.fontManager.addfont(noto)
    return noto, str(Path(mpl.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf"))


def font(size: float) -> FontProperties:
    """Return the font of all text at a size in points; no font of the system is needed."""
    font_paths()
    return FontProperties(family=list(FAMILIES), size=size)


def text_width(text: str, size: float) -> float:
    """Return the width in millimetres of one line of text at a size in points."""
    return _width(text) * size * POINT


@lru_cache(maxsize=4096)
def _width(text: str) -> float:
    """Return the width of a line of text in parts of the size of its font."""
    return sum(map(_advance, text))


@lru_cache(maxsize=4096)
def outline(text: str) -> Outline:
    """Return the outline of one line of text of size 1, from the start of its baseline."""
    glyphs = [glyph(character) for character in text]
    starts = np.cumsum([0.0, *(advance for _, advance in glyphs)])
    drawn = [
        (np.asarray(shape.vertices), np.asarray(shape.codes), start)
        for (shape, _), start in zip(glyphs, starts, strict=False)
        if np.size(shape.vertices)
    ]
    if not drawn:
        return Outline(np.empty((0, 2)))
    points = np.concatenate([points + np.array([start, 0.0]) for points, _, start in drawn])
    return Outline(points, np.concatenate([codes for _, codes, _ in drawn]))


def inked(text: str, angle: float = 0.0) -> Bbox:
    """Return the box around the outline of a line of text that is turned around its start.

    For a turned line the box is that of the boxes of its characters, each turned by itself.
    """
    boxes = np.array([_inked(character, angle) for character in text]).reshape(-1, 2, 2)
    starts = np.cumsum([0.0, *(_advance(character) for character in text)])[:-1]
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    placed = boxes + (starts[:, None] * way)[:, None]
    if not len(placed):
        return Bbox.null()
    return Bbox([placed[:, 0].min(axis=0), placed[:, 1].max(axis=0)])


@lru_cache(maxsize=4096)
def _inked(character: str, angle: float) -> NDArray[np.float64]:
    """Return the corners of the box around a character that is turned around its start."""
    return np.asarray(glyph(character)[0].get_extents(Affine2D().rotate_deg(angle)).get_points())


def _advance(character: str) -> float:
    """Return the width of a character in parts of the size of its font; no pair is kerned."""
    return glyph(character)[1]


@lru_cache(maxsize=4096)
def glyph(character: str) -> tuple[Outline, float]:
    """Return the outline of a character and its width, in parts of the size of its font."""
    faces = [font_manager.get_font(path) for path in font_paths()]
    face = next((face for face in faces if face.get_char_index(ord(character))), faces[0])
    face.set_size(_EM, 72)
    width = face.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance
    vertices, codes = face.get_path()
    return Outline(vertices / _EM, codes), float(width) / 2**16 / _EM


def wrap(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines no wider than ``width`` millimetres.

    Chinese breaks between any two characters, other text at spaces; no line starts with a
    closing mark or ends with an opening one.
    """
    lines, line, taken = [], "", 0.0
    for piece in _unbreakable_pieces(text):
        if line and taken + text_width(piece.rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
            taken = text_width(line, size)
        else:
            line += piece
            taken += text_width(piece, size)
    return [*lines, line.rstrip()] if line.strip() else lines


def _unbreakable_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        joins = pieces and (piece[0] in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST)
        if joins:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
