import base64
import io
import re

import numpy as np
import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont

from tanmai.draw.font_files import font_face_css, font_file
from tanmai.draw.fonts import font_paths, text_width

TEXT = "陕西 CO₂ ±1,234.5"


@pytest.fixture(scope="module")
def drawn() -> TTFont:
    return TTFont(io.BytesIO(font_file(TEXT).data))


def test_a_font_holds_the_characters_it_was_asked_for(drawn: TTFont):
    assert set(map(chr, drawn.getBestCmap())) == set(TEXT)
    assert "glyf" in drawn
    assert "CFF " not in drawn


@pytest.mark.parametrize("character", sorted(set(TEXT) - {" "}))
def test_outlines_and_widths_are_those_of_the_fonts_of_pictures(drawn: TTFont, character: str):
    source = next(
        face for face in map(TTFont, font_paths()) if ord(character) in face.getBestCmap()
    )
    areas = []
    for face in (source, drawn):
        glyphs = face.getGlyphSet()
        pen = AreaPen(glyphs)
        glyph = glyphs[face.getBestCmap()[ord(character)]]
        glyph.draw(pen)
        areas.append(abs(pen.value) / face["head"].unitsPerEm ** 2)
        width = glyph.width / face["head"].unitsPerEm * 10 * 25.4 / 72
        assert width == pytest.approx(text_width(character, 10), rel=2e-3)
    np.testing.assert_allclose(areas[1], areas[0], rtol=0.01)


def test_the_same_characters_give_the_same_font():
    assert font_file("ab\nb") == font_file("ba ")
    assert font_file("ab") != font_file("abc")


def test_a_text_is_written_in_the_numbers_of_its_glyphs(drawn: TTFont):
    font = font_file(TEXT)
    assert drawn.getGlyphOrder()[1:] == [f"u{ord(c):04X}" for c in font.characters]
    assert font.encoded("₂ ") == b"".join(
        drawn.getGlyphID(f"u{ord(c):04X}").to_bytes(2, "big") for c in "₂ "
    )
    assert font.widths == tuple(drawn["hmtx"][name][0] for name in drawn.getGlyphOrder())


def test_css_carries_the_characters_of_a_text_and_little_more():
    css = font_face_css("陕西\nCO₂")
    found = re.search(r"base64,([^)]+)\)", css)
    assert found is not None
    data = base64.b64decode(found[1])
    face = TTFont(io.BytesIO(data))
    assert data[:4] == b"wOFF"
    assert set(map(chr, face.getBestCmap())) == set("陕西 CO₂")
    assert "Open Font License" in face["name"].getDebugName(13)
    assert len(data) < 4000
    assert "http" not in css.replace(found[1], "")
