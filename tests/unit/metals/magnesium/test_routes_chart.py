import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from tanmai.core.errors import LabelError
from tanmai.draw.design import MARGIN, WIDTH
from tanmai.draw.files import svg_document
from tanmai.draw.page import Caption
from tanmai.metals.magnesium.pages.route_bars import route_bars
from tanmai.metals.magnesium.routes.comparison import compare_with_published
from tanmai.metals.magnesium.routes.emissions import Conditions
from tanmai.metals.magnesium.routes.file import magnesium_routes
from tanmai.metals.magnesium.routes.uncertainty import route_draws

BOOK = magnesium_routes()
PUBLISHED = compare_with_published(BOOK, draws=50)


def _draws(keys, language):
    named = {route.key: route.name(language) for route in BOOK.routes}
    return {named[key]: route_draws(BOOK, key, Conditions("陕西", 2025), 50) for key in keys}


def _drawn(language, published=PUBLISHED):
    caption = Caption("Routes", "t CO2/t", "made up", language)
    routes = _draws(["pidgeon_horizontal", "electrolytic"], language)
    return routes, route_bars(routes, published, caption, classes=BOOK.classes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_picture_names_its_rows_kinds_unit_and_source(language):
    routes, sheet = _drawn(language)
    said = [text.get_text() for text in sheet.findobj(Text) if text.get_text()]
    assert {*routes} <= set(said)
    expected = {
        "zh": ["燃料燃烧", "吨 CO₂/吨镁", "数据来源：made up", "III级 ≤ 35"],
        "en": ["Fuel combustion", "t CO₂ per t Mg", "Source: made up", "III ≤ 35"],
    }[language]
    assert set(expected) <= set(said)
    cradle = [one.central.cradle_to_gate for one in routes.values()]
    assert all(any(text.endswith(f"/ {value:.1f}") for text in said) for value in cradle)
    assert any(text.startswith("42.0 |") for text in said)


def test_bars_are_as_long_as_their_carbon():
    routes, sheet = _drawn("en")
    bars = [one for one in sheet.findobj(Rectangle) if one.get_height() == pytest.approx(3.6)]
    assert len(bars) == 8
    lengths = [sum(one.get_width() for one in bars[start : start + 4]) for start in (0, 4)]
    carbon = [one.central.cradle_to_gate for one in routes.values()]
    assert lengths[0] / lengths[1] == pytest.approx(carbon[0] / carbon[1], rel=1e-9)


def test_a_withdrawn_article_is_hollow():
    _, sheet = _drawn("en", PUBLISHED.loc[["S03", "huang2023"]])
    points = [one for one in sheet.findobj(Line2D) if one.get_marker() == "o"]
    assert [one.get_markerfacecolor() == "white" for one in points] == [False, False, True]


def test_text_and_marks_stay_on_the_sheet():
    _, sheet = _drawn("en")
    for text in sheet.findobj(Text):
        if text.get_text():
            box = text.get_window_extent(sheet.canvas.get_renderer())
            millimetres = 25.4 / sheet.dpi
            assert box.x0 * millimetres > MARGIN - 1
            assert box.x1 * millimetres < WIDTH - MARGIN + 1


def test_nothing_published_is_drawn_as_routes_alone_and_the_file_repeats():
    _, sheet = _drawn("zh", PUBLISHED.iloc[:0])
    assert not [one for one in sheet.findobj(Line2D) if one.get_marker() == "o"]
    assert svg_document(sheet) == svg_document(_drawn("zh", PUBLISHED.iloc[:0])[1])


def test_no_route_is_refused():
    with pytest.raises(LabelError, match="no route to draw"):
        route_bars({}, PUBLISHED, Caption("Routes", "t CO2/t", "made up", "en"))
