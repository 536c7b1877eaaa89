from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from tanmai.core.errors import OptionError, TableError
from tanmai.core.labels import mainland_provinces
from tanmai.draw.boundaries.paper import place
from tanmai.draw.design import MARGIN
from tanmai.draw.maps import (
    MOST_SIDE_BY_SIDE,
    MapDesign,
    choropleth,
    choropleths_side_by_side,
    diverging_choropleth,
    diverging_choropleths_side_by_side,
    flow_map,
    flow_maps_side_by_side,
)
from tanmai.draw.page import Caption, Sheet

CODES = [province.code for province in mainland_provinces()]
NUMBERS = pd.Series(np.linspace(5, 400, 31) ** 1.2, index=CODES)
SIGNED = pd.Series(np.linspace(-90, 60, 31), index=CODES).drop("540000")
PATHS = pd.DataFrame(
    [
        ("150000", "110000", 40.0),
        ("130000", "110000", 30.0),
        ("440000", "450000", 18.0),
        ("450000", "440000", 16.0),
        ("650000", "320000", 12.0),
        ("350000", "330000", 12.0),
        ("140000", "320000", 20.0),
    ],
    columns=["from", "to", "value"],
)
YEARS = {"2012": 0.7, "2015": 0.9, "2017": 1.0}
SIGNS = {"positive": "net outflow", "negative": "net inflow"}
BARE, ONE = MapDesign(basemap=False), MapDesign(columns="one")
NORTH, NORTH_ONE = MapDesign(north_arrow=True), MapDesign(columns="one", north_arrow=True)


def _caption(language: str = "en") -> Caption:
    return Caption("A made-up map of a made-up year", "Mt CO2", "made up", language, "of all")


def _of_years(values: pd.Series) -> dict[str, pd.Series]:
    return {year: values * factor for year, factor in YEARS.items()}


def _paths_of_years() -> dict[str, pd.DataFrame]:
    return {year: PATHS.assign(value=PATHS["value"] * f) for year, f in YEARS.items()}


DRAWN = {
    "one column": lambda c: choropleth(NUMBERS, c, design=ONE),
    "one column, signed": lambda c: diverging_choropleth(SIGNED, c, design=ONE, **SIGNS),
    "one column, flows": lambda c: flow_map(PATHS, 400.0, c, net_outflow=SIGNED, design=ONE),
    "two columns": lambda c: choropleth(NUMBERS.drop("540000"), c),
    "flows": lambda c: flow_map(PATHS, 400.0, c),
    "two columns, flows": lambda c: flow_map(PATHS, 400.0, c, net_outflow=SIGNED),
    "side by side": lambda c: choropleths_side_by_side(_of_years(NUMBERS), c),
    "pair": lambda c: diverging_choropleths_side_by_side({"a": SIGNED, "b": -SIGNED}, c, **SIGNS),
    "flows side by side": lambda c: flow_maps_side_by_side(
        _paths_of_years(), dict.fromkeys(YEARS, 400.0), c
    ),
    "north arrow": lambda c: choropleth(NUMBERS, c, design=NORTH),
    "one column, north arrow": lambda c: choropleth(NUMBERS, c, design=NORTH_ONE),
    "bare": lambda c: flow_map(PATHS, 400.0, c, design=BARE),
}


@cache
def drawn(kind: str, language: str = "en") -> Sheet:
    """Return a map, drawn once for all tests, which only look at it."""
    return DRAWN[kind](_caption(language))


def _texts(sheet: Sheet) -> list[Text]:
    return [text for text in sheet.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", DRAWN)
def test_all_text_is_readable_within_the_sheet_and_apart(kind: str, language: str):
    sheet = drawn(kind, language)
    renderer = sheet.canvas.get_renderer()
    millimetre = sheet.dpi / 25.4
    texts = _texts(sheet)
    assert min(text.get_fontsize() for text in texts) >= 6.0
    boxes = [text.get_window_extent(renderer).padded(-0.25 * millimetre) for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        assert box.x0 > 0, text.get_text()
        assert box.x1 < sheet.bbox.x1, text.get_text()
        assert 0 < box.y0 < box.y1 < sheet.bbox.y1, text.get_text()
    for (one, a), (other, b) in combinations(zip(texts, boxes, strict=True), 2):
        assert not a.overlaps(b), (one.get_text(), other.get_text())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_legend_of_widths_touches_no_land(language: str):
    sheet = drawn("flows", language)
    renderer, parts = sheet.canvas.get_renderer(), _by_id(sheet)
    hainan = parts["area-460000"].get_window_extent(renderer)
    legend = parts["width-legend"].findobj(Text)
    assert max(text.get_window_extent(renderer).x1 for text in legend) < hainan.x0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_given_leaves_no_empty_words(language: str):
    caption = Caption("A made-up map", "", "", language)
    for sheet in (flow_map(PATHS, 400.0, caption), choropleth(NUMBERS, caption)):
        said = "\n".join([sheet.description, *(text.get_text() for text in _texts(sheet))])
        for empty in ("()", "（）", " )", " ,", " ，", "Source", "数据来源：\n"):
            assert empty not in said, empty


def test_a_picture_is_as_wide_as_its_columns():
    assert drawn("one column").width == 90
    assert drawn("two columns").width == 180
    assert drawn("side by side").width == 180


def test_other_columns_are_refused():
    with pytest.raises(OptionError, match="one or two columns, not 'three'"):
        MapDesign(columns="three")


# --- without the ground ------------------------------------------------------------------


def _by_id(sheet: Sheet) -> dict[str, object]:
    return {artist.get_gid(): artist for artist in sheet.findobj() if artist.get_gid()}


def test_without_its_ground_a_map_is_its_theme_alone():
    bare = _by_id(drawn("bare"))
    ground = {"borders", "inset", "inset-dashes", "tenth-dash", "scale-bar", "small-islands"}
    assert not ground & set(bare)
    assert not [gid for gid in bare if gid.startswith("area-")]
    assert {"arrows", "nodes", "labels", "width-legend", "flow-130000-110000"} <= set(bare)


def test_without_its_ground_fills_stay_and_have_no_borders():
    sheet = choropleth(NUMBERS, _caption(), design=BARE)
    area = _by_id(sheet)["area-610000"]
    assert area.get_linewidth() == 0
    assert "national-border" not in _by_id(sheet)
    assert sheet.get_facecolor()[3] == 0
    assert "Boundaries" not in "".join(text.get_text() for text in _texts(sheet))


def test_without_its_ground_a_theme_stands_where_it_stood():
    whole, bare = _by_id(drawn("flows")), _by_id(drawn("bare"))
    notes = (
        whole["flow-130000-110000"].get_extents().y0 - bare["flow-130000-110000"].get_extents().y0
    )
    for gid in ("flow-130000-110000", "flow-650000-320000", "node-440000"):
        one, other = whole[gid].get_extents(), bare[gid].get_extents()
        np.testing.assert_allclose([one.x0, one.x1], [other.x0, other.x1])
        np.testing.assert_allclose([one.y0 - notes, one.y1 - notes], [other.y0, other.y1])


# --- side by side ------------------------------------------------------------------------


def test_maps_side_by_side_share_their_classes_and_one_legend():
    values = _of_years(NUMBERS)
    values["2017"] = values["2017"].drop("540000")
    sheet = choropleths_side_by_side(values, _caption(), classes=4)
    ids = _by_id(sheet)
    layers = [group.get_gid() for group in sheet.subfigs]
    assert layers.count("legend") == 1
    assert {"2012-area-610000", "2015-inset", "2017-area-540000-no-data"} <= set(ids)
    fills: dict[tuple[float, ...], list[float]] = {}
    for year, series in values.items():
        for code, value in series.items():
            fills.setdefault(ids[f"{year}-area-{code}"].get_facecolor(), []).append(value)
    ranges = sorted((min(found), max(found)) for found in fills.values())
    assert len(ranges) == 4
    assert all(high < low for (_, high), (low, _) in pairwise(ranges))
    said = [text.get_text() for text in _texts(sheet)]
    assert {"2012", "2015", "2017", "No data: Tibet, Taiwan, Hong Kong, Macau"} <= set(said)
    counts = [text.split("(")[1].rstrip(")").split(", ") for text in said if " to " in text]
    assert [sum(map(int, column)) for column in zip(*counts, strict=True)] == [31, 31, 30]


def test_signed_maps_side_by_side_are_centred_on_zero_together():
    sheet = diverging_choropleths_side_by_side({"a": SIGNED, "b": SIGNED / 9}, _caption(), **SIGNS)
    ids = _by_id(sheet)
    least, most = SIGNED.abs().idxmin(), SIGNED.idxmin()
    assert ids[f"a-area-{most}"].get_facecolor() != ids[f"b-area-{most}"].get_facecolor()
    assert ids[f"a-area-{least}"].get_facecolor() == ids[f"b-area-{least}"].get_facecolor()


def test_flows_side_by_side_have_one_scale_of_width():
    sheet = drawn("flows side by side")
    ids = _by_id(sheet)
    per_unit = []
    for year, paths in _paths_of_years().items():
        for start, end, value in paths.itertuples(index=False):
            points = ids[f"{year}-flow-{start}-{end}"].get_xy()
            per_unit.append(np.linalg.norm(points[0] - points[-2]) / value)
    np.testing.assert_allclose(per_unit, per_unit[0], rtol=1e-6)
    said = " ".join(text.get_text() for text in _texts(sheet))
    assert "2015: The 7 flows drawn sum to 133.2 Mt CO₂, 33.3% of all flows" in said
    assert sheet.remark.count("foreign nodes crossed 0") == 3
    assert all(year in sheet.description for year in YEARS)


def test_as_many_maps_as_may_stand_side_by_side_fit_a_page():
    values = {str(number): NUMBERS for number in range(MOST_SIDE_BY_SIDE)}
    assert choropleths_side_by_side(values, _caption()).height < 297 - 2 * 20


@pytest.mark.parametrize("count", [1, 5])
def test_one_map_or_too_many_are_refused_side_by_side(count: int):
    values = {str(number): NUMBERS for number in range(count)}
    with pytest.raises(
        OptionError, match=f"Two to four maps can be drawn side by side, not {count}"
    ):
        choropleths_side_by_side(values, _caption())


def test_a_wrong_flow_is_refused_side_by_side():
    with pytest.raises(TableError, match="no flow to draw"):
        flow_maps_side_by_side({"a": PATHS, "b": PATHS.iloc[:0]}, {"a": 400, "b": 400}, _caption())


def test_the_legend_shows_no_flow_smaller_than_those_drawn():
    said = {text.get_text() for text in _texts(drawn("flows"))}
    assert {"20", "40"} <= said
    assert "8" not in said


def test_the_north_arrow_stands_on_the_central_meridian_and_on_no_land():
    sheet = drawn("north arrow")
    groups = {group.get_gid(): group for group in sheet.subfigs}
    arrow = groups["north-arrow"].get_tightbbox(sheet.canvas.get_renderer())
    middle = MARGIN + place(105.0, 45.0)[0]
    assert (arrow.x0 + arrow.x1) / 2 * 25.4 / sheet.dpi == pytest.approx(middle, abs=0.1)
    areas = list(groups["areas"].findobj(PathPatch))
    assert areas
    for patch in areas:
        path = patch.get_path().transformed(patch.get_transform())
        assert not path.intersects_bbox(arrow, filled=True)
    assert "north-arrow" not in {group.get_gid() for group in drawn("two columns").subfigs}
