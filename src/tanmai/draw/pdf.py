"""A figure as a PDF that holds its text as text, and one small font of its characters.

matplotlib lays every text out anew, and cuts the font that it is given once more; here a line
stands where `tanmai.draw.page.Line` laid it, in glyphs of the font that the SVG carries too.
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib._path import convert_to_string  # type: ignore[attr-defined]
from matplotlib.backends.backend_pdf import Name, PdfFile, RendererPdf, Verbatim, pdfRepr

from tanmai.draw.design import DECIMALS, INCH
from tanmai.draw.font_files import ASCENT, DESCENT, EM, FontFile, font_file
from tanmai.draw.page import Sheet

_FONT, _BASE = "F1", "NotoSansSC-Regular"
_NONSYMBOLIC = 1 << 5
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


def pdf(sheet: Sheet, text: str, about: Mapping[str, str | None]) -> bytes:
    """Return a figure as a PDF of one page.

    Parameters
    ----------
    sheet : Sheet
        The figure.
    text : str
        All its text.
    about : mapping of str to str or None
        What the file says of the figure, by keyword; None leaves a keyword out.
    """
    buffer, dpi = io.BytesIO(), sheet.dpi
    width, height = sheet.get_size_inches()
    file = _File(buffer, about, font_file(text))
    file.newPage(width, height)
    sheet.set_dpi(INCH)
    try:
        renderer = _Renderer(file, INCH, height, width)
        sheet.draw(renderer)
    finally:
        sheet.set_dpi(dpi)
    renderer.finalize()
    file.finalize()
    file.close()
    return buffer.getvalue()


class _File(PdfFile):
    """A PDF with one font and points rounded; a stream is packed as a whole, not bit by bit."""

    def __init__(self, buffer: io.BytesIO, about: Mapping[str, str | None], font: FontFile) -> None:
        self._stream = bytearray()
        self.font = font
        super().__init__(buffer, metadata=dict(about))

    def output(self, *data: Any) -> None:
        self.write(b" ".join(map(pdfRepr, data)) + b"\n")

    def write(self, data: bytes) -> None:
        if self.currentstream is None:
            self.fh.write(data)
        else:
            self._stream += data

    def endStream(self) -> None:
        stream, self.currentstream = self.currentstream, None
        if stream is not None:
            stream.write(bytes(self._stream))
            self._stream.clear()
            stream.end()

    @staticmethod
    def pathOperations(
        path: Any, transform: Any, clip: Any = None, simplify: Any = None, sketch: Any = None
    ) -> list[Verbatim]:
        commands = [b"m", b"l", b"", b"c", b"h"]  # a quadratic curve becomes a cubic one
        written = convert_to_string(
            path, transform, clip, simplify, sketch, DECIMALS, commands, True
        )
        return [Verbatim(written)]

    def writeFonts(self) -> None:
        characters, widths = self.font.characters, self.font.widths
        prefix = hashlib.sha256("".join(characters).encode()).digest()[:6]
        base = Name("".join(chr(ord("A") + byte % 26) for byte in prefix) + f"+{_BASE}")
        program, names = self._stream_of(self.font.data), self._stream_of(_to_unicode(characters))
        described = {
            "Type": Name("FontDescriptor"),
            "FontName": base,
            "Flags": _NONSYMBOLIC,
            "FontBBox": [0, DESCENT, EM, ASCENT],
            "Ascent": ASCENT,
            "Descent": DESCENT,
            "CapHeight": ASCENT,
            "ItalicAngle": 0,
            "StemV": 0,
            "FontFile2": program,
        }
        inner = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
            "FontDescriptor": self._object_of(described),
            "W": [0, list(widths)],
            "CIDToGIDMap": Name("Identity"),
        }
        outer = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": base,
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [self._object_of(inner)],
            "ToUnicode": names,
        }
        self.writeObject(self.fontObject, {Name(_FONT): self._object_of(outer)})

    def _object_of(self, content: dict[str, Any]) -> Any:
        reference = self.reserveObject("font")
        self.writeObject(reference, content)
        return reference

    def _stream_of(self, content: bytes) -> Any:
        reference = self.reserveObject("font")
        self.beginStream(reference.id, None, {"Length1": len(content)})
        self.write(content)
        self.endStream()
        return reference


class _Renderer(RendererPdf):
    """Draws as matplotlib does; a text is shown glyph by glyph, as wide as its characters."""

    file: _File

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
        self.check_gc(gc, gc._rgb)
        along, up = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        place = f"{along:.5f} {up:.5f} {-up:.5f} {along:.5f} {x:.{DECIMALS}f} {y:.{DECIMALS}f}"
        glyphs = self.file.font.encoded(s).hex()
        self.file.write(f"BT /{_FONT} {prop.get_size()} Tf {place} Tm <{glyphs}> Tj ET\n".encode())


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
