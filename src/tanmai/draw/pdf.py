"""A figure as a PDF that holds its text as text, and one small font of its characters.

A line of text stands where `tanmai.draw.page.Line` laid it, in glyphs of the font that the SVG
carries too. The PDF of matplotlib would lay every text out anew, cut the font that it is given
once more, and load the whole of fontTools for it.
"""

from __future__ import annotations

import hashlib
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Transform

from tanmai.draw.font_files import ASCENT, DESCENT, EM, FontFile, font_file
from tanmai.draw.page import Sheet
from tanmai.draw.vectors import (
    VectorRenderer,
    draw_in_points,
    is_filled,
    is_stroked,
    opacities,
    path_as_text,
    trimmed,
)

_BASE = "NotoSansSC-Regular"
_NONSYMBOLIC = 1 << 5
_DECIMALS = 3  # of a point
_OPERATORS = [b"m", b"l", b"", b"c", b"h"]  # for each kind of a path's segments
_CAPS, _JOINS = {"butt": 0, "round": 1, "projecting": 2}, {"miter": 0, "round": 1, "bevel": 2}
_TILE = 72  # points, the side of a hatching's pattern
_MOST_IN_BLOCK = 100  # lines of one block of a map from glyphs to characters
_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def pdf(sheet: Sheet, text: str, about: Mapping[str, str]) -> bytes:
    """Return a figure as a PDF of one page.

    Parameters
    ----------
    sheet : Sheet
        The figure.
    text : str
        All its text.
    about : mapping of str to str
        What the file says of the figure, by keyword.
    """
    font, file = font_file(text), _File()
    renderer = _Renderer(sheet, font)
    draw_in_points(sheet, renderer)
    patterns = {
        name: file.add_stream(
            f"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {_TILE} {_TILE}] "
            f"/XStep {_TILE} /YStep {_TILE} /Resources << >> "
            f"/Matrix [1 0 0 1 0 {_number(renderer.height)}]",
            pattern,
        )
        for pattern, name in renderer.patterns.items()
    }
    states = {
        name: _dictionary(Type="/ExtGState", CA=_number(stroke), ca=_number(ground))
        for (stroke, ground), name in renderer.states.items()
    }
    resources = _dictionary(
        Font=_dictionary(F1=_add_font(file, font)),
        ExtGState=_dictionary(**states),
        Pattern=_dictionary(**patterns),
    )
    content = file.add_stream("", renderer.content())
    page = _dictionary(
        Type="/Page",
        Parent=file.reference(after=1),
        MediaBox=f"[0 0 {_number(renderer.width)} {_number(renderer.height)}]",
        Resources=resources,
        Contents=content,
    )
    pages = file.add(_dictionary(Type="/Pages", Kids=f"[{file.add(page)}]", Count="1"))
    root = file.add(_dictionary(Type="/Catalog", Pages=pages))
    said = {keyword: _string(words) for keyword, words in about.items()}
    return file.whole(root, file.add(_dictionary(**said)))


class _File:
    """The objects of a PDF, which follow each other from 1."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reference(self, after: int = 0) -> str:
        """Return the reference to the object that is added next, or to one after it."""
        return f"{len(self._objects) + 1 + after} 0 R"

    def add(self, content: str) -> str:
        """Add an object and return the reference to it."""
        return self._add(content.encode("ascii"))

    def add_stream(self, about: str, data: bytes) -> str:
        """Add packed data and return the reference to them."""
        packed = zlib.compress(data)
        head = f"<< {about} /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
        return self._add(head.encode("ascii") + packed + b"\nendstream")

    def _add(self, content: bytes) -> str:
        reference = self.reference()
        self._objects.append(content)
        return reference

    def whole(self, root: str, about: str) -> bytes:
        """Return the file, of these objects."""
        file, places = bytearray(b"%PDF-1.4\n%\xac\xdc\xab\xba\n"), []
        for number, content in enumerate(self._objects, start=1):
            places.append(len(file))
            file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
        start, size = len(file), len(places) + 1
        file += b"xref\n0 %d\n0000000000 65535 f \n" % size
        file += b"".join(b"%010d 00000 n \n" % place for place in places)
        trailer = _dictionary(Size=str(size), Root=root, Info=about)
        return bytes(file) + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("ascii")


class _Renderer(VectorRenderer):
    """Writes what is drawn as operators of a PDF, in points from the lower left corner.

    Attributes
    ----------
    states : dict of (float, float) to str
        Names of the opacities, of outlines and grounds, that are used.
    patterns : dict of bytes to str
        Names of the hatchings that are used.
    """

    def __init__(self, sheet: Sheet, font: FontFile) -> None:
        super().__init__(sheet)
        self._font = font
        self._written: list[bytes] = []
        self._now: dict[str, str] = {}
        self._before_clip: dict[str, str] = {}
        self._clip = b""
        self.states: dict[tuple[float, float], str] = {}
        self.patterns: dict[bytes, str] = {}

    def content(self) -> bytes:
        """Return what is written."""
        return b"\n".join([*self._written, *([b"Q"] if self._clip else [])])

    def draw_path(
        self,
        gc: Any,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        stroked, filled = is_stroked(gc), is_filled(gc, rgbFace)
        if not stroked and not filled:
            return
        self._clip_to(gc)
        self._set_opacity(gc, rgbFace)
        if stroked:
            self._set_pen(gc)
        if filled:
            self._set("fill", self._fill(gc, rgbFace))
        painted = b"B" if stroked and filled else b"S" if stroked else b"f"
        self._written += [_operators(path, transform), painted]

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        self._clip_to(gc)
        self._set_opacity(gc, gc.get_rgb())
        self._set("fill", f"{_colour(gc.get_rgb())} rg")
        along, up = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        place = " ".join(map(_number, (along, up, -up, along, x, y)))
        size = _number(prop.get_size_in_points())
        shown = self._font.encoded(s).hex()
        self._written.append(f"BT /F1 {size} Tf {place} Tm <{shown}> Tj ET".encode("ascii"))

    def _set(self, what: str, operator: str) -> None:
        if self._now.get(what) != operator:
            self._now[what] = operator
            self._written.append(operator.encode("ascii"))

    def _set_opacity(self, gc: Any, fill: Any) -> None:
        name = self.states.setdefault(opacities(gc, fill), f"A{len(self.states) + 1}")
        self._set("opacity", f"/{name} gs")

    def _set_pen(self, gc: Any) -> None:
        offset, dashes = gc.get_dashes()
        self._set("width", f"{_number(gc.get_linewidth())} w")
        self._set("cap", f"{_CAPS[gc.get_capstyle()]} J")
        self._set("join", f"{_JOINS[gc.get_joinstyle()]} j")
        self._set("dashes", f"[{' '.join(map(_number, dashes or ()))}] {_number(offset or 0)} d")
        self._set("stroke", f"{_colour(gc.get_rgb())} RG")

    def _fill(self, gc: Any, colour: Any) -> str:
        if not gc.get_hatch():
            return f"{_colour(colour)} rg"
        ink, ground = _colour(gc.get_hatch_color()), b""
        if colour is not None:
            ground = f"{_colour(colour)} rg 0 0 {_TILE} {_TILE} re f\n".encode("ascii")
        pen = f"{ink} RG {ink} rg {_number(gc.get_hatch_linewidth())} w\n".encode("ascii")
        lines = _operators(gc.get_hatch_path(), Affine2D().scale(_TILE))
        name = self.patterns.setdefault(ground + pen + lines + b"\nB", f"H{len(self.patterns) + 1}")
        return f"/Pattern cs /{name} scn"

    def _clip_to(self, gc: Any) -> None:
        rectangle, (path, transform) = gc.get_clip_rectangle(), gc.get_clip_path()
        clip = b""
        if rectangle is not None:
            clip += f"{' '.join(map(_number, rectangle.bounds))} re W n\n".encode("ascii")
        if path is not None:
            clip += _operators(path, transform) + b" W n\n"
        if clip == self._clip:
            return
        if self._clip:
            self._written.append(b"Q")
            self._now = self._before_clip
        if clip:
            self._written += [b"q", clip]
            self._before_clip = dict(self._now)
        self._clip = clip


def _operators(path: Path, transform: Transform) -> bytes:
    """Return the operators that lay out a path; a curve of second degree becomes of third."""
    written = path_as_text(path, transform, _OPERATORS, _DECIMALS, letter_last=True)
    return written.rstrip()


def _number(value: float) -> str:
    return trimmed(value, _DECIMALS + 1)


def _colour(rgb: Sequence[float]) -> str:
    return " ".join(map(_number, rgb[:3]))


def _string(text: str) -> str:
    return f"<{(chr(0xFEFF) + text).encode('utf-16be').hex()}>"


def _dictionary(**entries: str) -> str:
    return f"<< {' '.join(f'/{key} {value}' for key, value in entries.items())} >>"


def _add_font(file: _File, font: FontFile) -> str:
    """Add a font and return the reference to it."""
    prefix = hashlib.sha256(font.characters.encode()).digest()[:6]
    base = "/" + "".join(chr(ord("A") + byte % 26) for byte in prefix) + f"+{_BASE}"
    described = _dictionary(
        Type="/FontDescriptor",
        FontName=base,
        Flags=str(_NONSYMBOLIC),
        FontBBox=f"[0 {DESCENT} {EM} {ASCENT}]",
        Ascent=str(ASCENT),
        Descent=str(DESCENT),
        CapHeight=str(ASCENT),
        ItalicAngle="0",
        StemV="0",
        FontFile2=file.add_stream(f"/Length1 {len(font.data)}", font.data),
    )
    inner = _dictionary(
        Type="/Font",
        Subtype="/CIDFontType2",
        BaseFont=base,
        CIDSystemInfo="<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
        FontDescriptor=file.add(described),
        W=f"[0 [{' '.join(map(str, font.widths))}]]",
        CIDToGIDMap="/Identity",
    )
    outer = _dictionary(
        Type="/Font",
        Subtype="/Type0",
        BaseFont=base,
        Encoding="/Identity-H",
        DescendantFonts=f"[{file.add(inner)}]",
        ToUnicode=file.add_stream("", _to_unicode(font.characters)),
    )
    return file.add(outer)


def _to_unicode(characters: Sequence[str]) -> bytes:
    """Return the map from glyphs, which follow each other from 1, to characters."""
    lines = [
        f"<{number:04x}> <{character.encode('utf-16be').hex()}>"
        for number, character in enumerate(characters, start=1)
    ]
    blocks = [lines[at : at + _MOST_IN_BLOCK] for at in range(0, len(lines), _MOST_IN_BLOCK)]
    return _TO_UNICODE.format(
        blocks="\n".join(
            f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
        )
    ).encode()
