import numpy as np
import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.ttLib import TTFont
from matplotlib.font_manager import FontProperties, findfont

from tanmai.fonts import font_paths, text_width
from tanmai.truetype import truetype_family

TEXT = "陕西 CO₂ ±1,234.5"


@pytest.fixture(scope="module")
def drawn() -> TTFont:
    return TTFont(findfont(FontProperties(family=[truetype_family(frozenset(TEXT))])))


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


def test_the_same_characters_give_the_same_family():
    assert truetype_family(frozenset("ab")) == truetype_family(frozenset("ba"))
    assert truetype_family(frozenset("ab")) != truetype_family(frozenset("abc"))
