"""What boundaries have and lack for a map of China: each damage breaks its own rule."""

import pytest
import shapely

from made_up_boundaries import china, with_dashes
from tanmai.draw.boundaries import load_boundaries, tianditu
from tanmai.draw.boundaries.checks import check_boundaries
from tanmai.draw.boundaries.own_file import read_boundaries
from tanmai.draw.maps.shapes import shapes_of


def row_of(frame, code):
    return frame.index[frame["adcode"] == code][0]


def change(frame, code, shape):
    frame.loc[row_of(frame, code), "geometry"] = shape(frame.loc[row_of(frame, code), "geometry"])
    return frame


def add(frame, code, shape):
    frame.loc[len(frame)] = {"adcode": code, "name": "", "geometry": shape}
    return frame


def drop(frame, code):
    return frame.drop(index=row_of(frame, code)).reset_index(drop=True)


def with_bow_tie(shape):
    """Return a shape with a ring beside it that crosses itself."""
    tie = shapely.Polygon([(71, 45), (72, 46), (72, 45), (71, 46)])
    return shapely.MultiPolygon([*shapely.get_parts(shape), tie])


def with_mongolia(frame):
    """Return a file of the world: a row abroad, and a column that names the country."""
    whole = frame.assign(GID_0="CHN").reset_index(drop=True)
    row = {"adcode": "", "name": "", "GID_0": "MNG", "geometry": shapely.box(95, 44, 110, 50)}
    whole.loc[len(whole)] = row
    return whole


TIBET_SOUTH = shapely.box(91, 26, 98, 28.6)
AKSAI = shapely.box(78, 34, 81, 36)
TAIWAN = shapely.box(118, 21, 122.3, 25.6)
DIAOYU = shapely.box(123, 25.5, 125, 26.5)
REEFS = shapely.box(108, 3, 120, 17.5)
YUNNAN_WEST = shapely.box(97, 21, 101, 30)
HOLE = shapely.Point(108.9, 34.3).buffer(0.3)

# What is done to the file, the rule that it breaks, how often (None for an area), and where.
DAMAGES = {
    "units": (lambda f: drop(f, "820000"), 1, "Macau"),
    "shapes": (lambda f: add(f, "610000", None), 1, "Shaanxi"),
    "within-china": (lambda f: add(f, "610000", shapely.box(0, 0, 1, 1)), 1, "Shaanxi"),
    "named": (lambda f: add(f, "", shapely.box(124, 30, 125, 31)), None, "124.50°E 30.50°N"),
    "repeated": (
        lambda f: add(f, "610000", f.loc[row_of(f, "610000"), "geometry"]),
        None,
        "Shaanxi 陕西: 205,",
    ),
    "overlaps": (
        lambda f: add(f, "610000", shapely.box(111, 36, 112, 37)),
        None,
        "Shanxi 山西 – Shaanxi 陕西: 9,9",
    ),
    "gaps": (lambda f: change(f, "610000", lambda s: s - HOLE), None, "108.90°E 34.30°N"),
    "areas": (lambda f: change(f, "530000", lambda s: s - YUNNAN_WEST), None, "Yunnan 云南: -"),
    "taiwan": (lambda f: change(f, "710000", lambda s: s - TAIWAN), 2, "Taiwan island"),
    "southern-tibet": (
        lambda f: change(f, "540000", lambda s: s - TIBET_SOUTH),
        3,
        "Tawang (91.87°E 27.59°N, Tibet 西藏)",
    ),
    "aksai-chin": (lambda f: change(f, "650000", lambda s: s - AKSAI), 1, "79.5°E 35.2°N"),
    "diaoyu": (lambda f: change(f, "710000", lambda s: s - DIAOYU), 2, "Diaoyu Dao"),
    "south-china-sea": (lambda f: change(f, "460000", lambda s: s - REEFS), 3, "Yongxing Dao"),
    "dashes": (lambda f: f[f["name"] != "境界线"], 10, "1 (108.2°E 6.5°N)"),
    "validity": (lambda f: change(f, "650000", with_bow_tie), 1, "Xinjiang"),
    "whole-country": (lambda f: add(f, "100000", shapely.box(75, 20, 130, 50)), 1, "China"),
    "abroad": (lambda f: with_mongolia(f), 1, "abroad"),
}
# What is missing is missing from the area of its province too.
FOLLOWS = {"taiwan": {"areas"}, "south-china-sea": {"areas"}}


@pytest.fixture(scope="module")
def report_of(tmp_path_factory):
    def make(frame):
        path = tmp_path_factory.mktemp("own") / "own.gpkg"
        frame.to_file(path)
        return check_boundaries(read_boundaries(path))

    return make


def test_the_default_and_a_whole_file_pass_every_rule(report_of):
    for report in (check_boundaries(tianditu()), report_of(with_dashes())):
        assert {result.rule.code for result in report.results} == set(DAMAGES)
        assert not report.warnings
        assert not report.failures


@pytest.mark.parametrize("rule", DAMAGES)
def test_a_damage_breaks_its_own_rule_and_is_placed(report_of, rule):
    damage, found, where = DAMAGES[rule]
    broken = {result.rule.code: result for result in report_of(damage(with_dashes())).warnings}
    assert set(broken) == {rule} | FOLLOWS.get(rule, set())
    assert where in broken[rule].where_en
    assert found in (None, broken[rule].found)
    for language in ("zh", "en"):
        message = broken[rule].into(language)
        assert broken[rule].rule.name(language) in message
        assert broken[rule].rule.fix(language) in message


def test_all_damages_together_are_still_drawn(tmp_path):
    frame = with_dashes()
    for damage, _, _ in DAMAGES.values():
        frame = damage(frame)
    frame.to_file(tmp_path / "own.gpkg")
    boundaries = load_boundaries(tmp_path / "own.gpkg")
    assert boundaries.areas.is_valid.all()
    assert len(boundaries.areas) == 33
    drawn = shapes_of(boundaries)
    assert set(drawn.areas) == set(boundaries.areas.index)


def test_a_report_has_a_sentence_for_each_broken_rule_in_both_languages(report_of):
    report = report_of(drop(with_dashes(), "820000"))
    (zh,), (en,) = report.messages("zh"), report.messages("en")
    assert zh.startswith("own.gpkg：34 个省级行政区齐全")
    assert "澳门" in zh
    assert en.startswith("own.gpkg: All 34 provinces are there")
    assert "Macau" in en


def test_rules_of_boundaries_never_block(report_of):
    report = report_of(china().head(1))
    assert report.passed
    assert {result.rule.code for result in report.warnings} > {"units", "taiwan", "dashes"}
