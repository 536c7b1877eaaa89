"""The maps as wholes: what is drawn, what is said, what is refused."""

import re

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.text import Text

from made_up_groups import COASTS
from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.labels import all_provinces, mainland_provinces
from tanmai.draw.boundaries import dissolve, load_boundaries
from tanmai.draw.boundaries.paper import to_mm
from tanmai.draw.maps import choropleth, diverging_choropleth, flow_map
from tanmai.draw.maps.flow_network import checked_paths, node_place, width_per_unit
from tanmai.draw.page import Caption, Sheet

CODES = [province.code for province in mainland_provinces()]
NUMBERS = pd.Series(np.linspace(5, 400, 31) ** 1.2, index=CODES)
SIGNED = pd.Series(np.linspace(-90, 60, 31), index=CODES)
PATHS = pd.DataFrame(
    [
        ("150000", "110000", 40.0),
        ("130000", "110000", 30.0),
        ("440000", "450000", 8.0),
        ("450000", "440000", 16.0),
        ("650000", "320000", 12.0),
        ("140000", "320000", 20.0),
    ],
    columns=["from", "to", "value"],
)


def _caption(language: str = "en", **more: str) -> Caption:
    return Caption("A made-up map", "Mt CO2", "made up", language, **more)


def _said(sheet: Sheet) -> list[str]:
    return [text.get_text() for text in sheet.findobj(Text) if text.get_text()]


def _ids(sheet: Sheet) -> set[str]:
    return {artist.get_gid() for artist in sheet.findobj() if artist.get_gid()}


def _map(kind: str, language: str, **more: str) -> Sheet:
    caption = _caption(language, **more)
    if kind == "choropleth":
        return choropleth(NUMBERS, caption)
    if kind == "diverging":
        return diverging_choropleth(SIGNED, caption, positive="out", negative="in")
    return flow_map(PATHS, 400.0, caption)


@pytest.mark.parametrize("kind", ["choropleth", "diverging", "flows"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_map_has_what_an_editor_asks_for(kind: str, language: str):
    sheet = _map(kind, language, caveat="An estimate.")
    said = " ".join(_said(sheet))
    wanted = {
        "zh": (
            "行政区划数据来源：天地图；本图未经地图审核，公开出版前请依法送审。",
            "南海诸岛",
            "百万吨 CO₂",
            "数据来源：made up",
            "台湾省、香港、澳门资料暂缺",
            "1000 km",
            "Albers",
        ),
        "en": (
            "Boundaries: Tianditu.",
            "China Sea",
            "Mt CO₂",
            "Source: made up",
            "Taiwan, Hong Kong, Macau",
            "1000 km",
            "Albers",
        ),
    }
    for words in (*wanted[language], "A made-up map", "An estimate."):
        assert words in said
    ids = _ids(sheet)
    assert {f"area-{province.code}" for province in all_provinces()} <= ids
    assert {"areas", "borders", "inset", "inset-dashes", "tenth-dash", "scale-bar"} <= ids


@pytest.mark.parametrize(
    ("language", "approved", "unreviewed"),
    [
        ("zh", "天地图；审图号：GS（0000）0 号。", "未经地图审核"),
        (
            "en",
            "approval number: GS（0000）0 号.",
            "not been through official map review",
        ),
    ],
)
def test_a_map_with_an_approval_number_is_not_called_unreviewed(language, approved, unreviewed):
    said = " ".join(_said(_map("choropleth", language, approval_number="GS（0000）0 号")))
    assert approved in said
    assert unreviewed not in said
    assert unreviewed in " ".join(_said(_map("choropleth", language)))


def test_a_province_without_a_value_is_hatched_and_named():
    sheet = choropleth(NUMBERS.drop("540000"), _caption("zh"))
    assert "area-540000-no-data" in _ids(sheet)
    assert "西藏、台湾省、香港、澳门资料暂缺" in _said(sheet)
    assert "area-610000-no-data" not in _ids(sheet)


def test_many_provinces_without_a_value_are_counted():
    few = NUMBERS.head(10)
    assert "台湾省、香港、澳门等 24 个省级行政区资料暂缺" in "".join(
        _said(choropleth(few, _caption("zh")))
    )
    said = " ".join(_said(choropleth(few, _caption("en"))))
    assert "No data: Taiwan, Hong Kong, Macau and others (24 provinces)" in said


def test_legend_counts_every_province():
    said = _said(choropleth(NUMBERS, _caption("en"), classes=4))
    counts = [
        int(found[1]) for text in said if (found := re.fullmatch(r".* to .* \((\d+)\)", text))
    ]
    assert len(counts) == 4
    assert sum(counts) == 31


def test_same_class_has_the_same_colour_and_signs_have_different_ones():
    sheet = diverging_choropleth(SIGNED, _caption(), positive="out", negative="in")
    fills = {
        artist.get_gid(): artist.get_facecolor()
        for artist in sheet.findobj()
        if str(artist.get_gid()).startswith("area-")
    }
    lowest, highest = f"area-{SIGNED.idxmin()}", f"area-{SIGNED.idxmax()}"
    assert fills[lowest][2] > fills[lowest][0]  # blue
    assert fills[highest][0] > fills[highest][2]  # brown
    assert fills[f"area-{CODES[0]}"] == fills[f"area-{CODES[1]}"]


def test_alternative_text_names_the_highest():
    sheet = choropleth(NUMBERS, _caption("zh"))
    assert "新疆" in sheet.description
    assert sheet.title == "A made-up map"


def test_wrong_code_is_refused():
    with pytest.raises(LabelError, match="'999999' is not the code of a region"):
        choropleth(pd.Series([1.0], index=["999999"]), _caption())


def test_unknown_language_is_refused():
    with pytest.raises(OptionError, match="'zh' or 'en', not 'fr'"):
        _caption("fr")


# --- groups ------------------------------------------------------------------------------

GROUPED = pd.Series({"N": 900.0, "S": 400.0})
BETWEEN = pd.DataFrame([("N", "S", 30.0), ("S", "N", 12.0)], columns=["from", "to", "value"])


def _map_of_groups(kind: str, language: str) -> Sheet:
    caption, boundaries = _caption(language), dissolve(load_boundaries(), COASTS)
    if kind == "choropleth":
        return choropleth(GROUPED, caption, boundaries=boundaries)
    if kind == "diverging":
        return diverging_choropleth(
            GROUPED - 500, caption, positive="out", negative="in", boundaries=boundaries
        )
    return flow_map(BETWEEN, 50.0, caption, net_outflow=GROUPED - 500, boundaries=boundaries)


@pytest.mark.parametrize("kind", ["choropleth", "diverging", "flows"])
def test_groups_are_drawn_as_one_area_each(kind: str):
    sheet = _map_of_groups(kind, "zh")
    ids = _ids(sheet)
    assert {
        "area-N",
        "area-S",
        "inner-borders",
        "area-710000-no-data",
        "area-540000-no-data",
    } <= ids
    assert "area-440000" not in ids
    said = " ".join(_said(sheet))
    assert "地区数" in said
    assert "省份数" not in said
    assert "北方" in said
    assert "台湾省、香港、澳门等 29 个地区资料暂缺" in said


def test_words_of_a_map_of_groups_speak_of_regions():
    said = " ".join(_said(_map_of_groups("flows", "en")))
    assert "The 2 flows drawn sum to 42.00 Mt CO₂, 84.0% of all flows between regions" in said
    assert "(number of regions)" in said
    assert "between provinces" not in said


def test_a_class_of_one_value_is_one_number_in_the_legend():
    said = _said(_map_of_groups("choropleth", "en"))
    assert "900 (1)" in said
    assert "400 (1)" in said
    assert not any(re.fullmatch(r".* to .* \(\d+\)", text) for text in said)


# --- flows -------------------------------------------------------------------------------


def test_share_is_that_of_the_flows_that_were_given():
    said = " ".join(_said(flow_map(PATHS, 400.0, _caption("en"))))
    assert "The 6 flows drawn sum to 126.0 Mt CO₂, 31.5% of all flows" in said
    assert "(400.0 Mt CO₂)" in said
    alone = " ".join(_said(flow_map(PATHS.head(1), 400.0, _caption("en"))))
    assert "The flow drawn is 40.0 Mt CO₂, 10.0% of all flows" in alone


def test_width_of_arrows_is_proportional_to_their_flows():
    sheet = flow_map(PATHS, 400.0, _caption())
    widths = {}
    for artist in sheet.findobj():
        gid = str(artist.get_gid())
        if gid.startswith("flow-"):
            points = artist.get_xy()
            widths[gid] = float(np.linalg.norm(points[0] - points[-2]))
    assert len(widths) == len(PATHS)
    per_unit = [
        widths[f"flow-{start}-{end}"] / value for start, end, value in PATHS.itertuples(index=False)
    ]
    np.testing.assert_allclose(per_unit, per_unit[0], rtol=1e-6)


def test_nodes_lie_above_arrows_and_names_above_nodes():
    groups = [group.get_gid() for group in flow_map(PATHS, 400.0, _caption()).subfigs]
    assert groups.index("arrows") < groups.index("nodes") < groups.index("labels")


def test_every_node_lies_in_its_province():
    provinces = load_boundaries().areas
    for region in mainland_provinces():
        area = shapely.transform(provinces[region.code], to_mm)
        assert area.contains(shapely.Point(*node_place(region))), str(region)


def test_provinces_may_be_filled_by_their_net_outflow():
    sheet = flow_map(PATHS, 400.0, _caption("en"), net_outflow=SIGNED.drop("540000"))
    assert "No data: Tibet, Taiwan, Hong Kong, Macau" in " ".join(_said(sheet))
    assert "Positive: net outflow; negative: net inflow" in _said(sheet)


def _changed(**values: object) -> pd.DataFrame:
    return PATHS.assign(**{**{c: PATHS[c] for c in PATHS}, **values})


@pytest.mark.parametrize(
    ("paths", "total", "error", "message"),
    [
        (PATHS.iloc[:0], 400.0, TableError, "no flow to draw"),
        (_changed(to="北京"), 400.0, LabelError, "'北京' is not the code of a region"),
        (_changed(to="000000"), 400.0, LabelError, "'000000' is not the code of a region"),
        (_changed(to=PATHS["from"]), 400.0, LabelError, "two different regions"),
        (_changed(value=0.0), 400.0, TableError, "more than 0"),
        (_changed(value=np.nan), 400.0, TableError, "more than 0"),
        (pd.concat([PATHS, PATHS]), 400.0, LabelError, "appears more than once"),
        (PATHS, 100.0, TableError, "more than the total of 100"),
    ],
)
def test_flows_that_cannot_be_drawn_are_refused(paths, total, error, message):
    with pytest.raises(error, match=message):
        flow_map(paths, total, _caption())


def test_arrows_are_thinner_where_they_are_many():
    def widest(paths: pd.DataFrame) -> float:
        sheet = flow_map(paths, 1e6, _caption())
        arrows = [a for a in sheet.findobj() if str(a.get_gid()).startswith("flow-")]
        return max(float(np.linalg.norm(a.get_xy()[0] - a.get_xy()[-2])) for a in arrows)

    many = pd.DataFrame(
        [(a, b, 10.0) for a in CODES[:10] for b in CODES[20:27]], columns=["from", "to", "value"]
    )
    assert widest(PATHS) == pytest.approx(2.1)
    flows = checked_paths(many, 1e6, load_boundaries())
    assert 10.0 * width_per_unit(flows, load_boundaries()) < 1.0


def test_how_the_arrows_lie_is_told_in_the_remark():
    assert "foreign nodes crossed 0" in flow_map(PATHS, 400.0, _caption()).remark
