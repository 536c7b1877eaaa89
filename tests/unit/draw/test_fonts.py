import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import findfont, get_font

from tanmai.draw.fonts import FAMILIES, POINT, font, outline, text_width, wrap


def test_font_is_found_without_a_font_of_the_system():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert findfont(font(8)).endswith("NotoSansSC-Regular.otf")


def test_width_grows_with_text_and_size():
    assert text_width("碳脉", 8) == pytest.approx(2 * 8 * 25.4 / 72, rel=0.02)
    assert text_width("碳脉", 16) == pytest.approx(2 * text_width("碳脉", 8), rel=0.01)
    assert text_width("CO₂", 8) > text_width("CO", 8)


def test_width_is_that_of_matplotlib():
    for text in ("省际隐含碳流动 CO₂", "Flows between provinces, 2017: 1,234.5"):
        face = get_font([findfont(name) for name in FAMILIES])
        face.set_size(8, 720)
        face.set_text(text, 0.0)
        drawn = face.get_width_height()[0] / 64 / 720 * 25.4
        assert text_width(text, 8) == pytest.approx(drawn, rel=0.02)


def test_wrap_breaks_chinese_anywhere_but_before_a_closing_mark():
    lines = wrap("本图未经地图审核，公开出版前请依法送审。", 8, 23.0)
    assert "".join(lines) == "本图未经地图审核，公开出版前请依法送审。"
    assert len(lines) > 1
    assert all(line[0] not in "，。" for line in lines)


def test_wrap_breaks_english_at_spaces():
    lines = wrap("Boundaries of the provinces of China", 8, 22.0)
    assert " ".join(lines) == "Boundaries of the provinces of China"
    assert len(lines) > 1


@given(st.text(alphabet="碳脉 网络，。abc", max_size=60), st.floats(15, 60))
def test_wrap_loses_nothing_and_keeps_to_the_width(text: str, width: float):
    lines = wrap(text, 8, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    pieces = re.split(r"[ 碳脉网络]", text)
    if all(text_width(piece, 8) < 10 for piece in pieces):
        assert all(text_width(line, 8) <= width for line in lines)


def test_an_outline_is_as_wide_as_its_text():
    box = outline("HIH").get_extents()
    assert 0 < box.x0 < 0.15
    assert box.x1 < text_width("HIH", 1.0) / POINT < box.x1 + 0.15
    assert box.height == pytest.approx(0.733, abs=0.01)
