"""The rules that boundaries are checked by, and the places that a map of China must hold."""

from __future__ import annotations

from dataclasses import dataclass

from tanmai.checks.rules import WARNING, Rule
from tanmai.core.errors import BoundaryError


@dataclass(frozen=True)
class Landmark:
    """A place, and the province that must hold it or reach it within some metres."""

    name_zh: str
    name_en: str
    lon: float
    lat: float
    code: str
    reach: float = 0.0

    def name(self, language: str) -> str:
        """Return the name in ``"zh"`` or ``"en"``."""
        return self.name_zh if language == "zh" else self.name_en


def _rule(
    code: str, limit: float, unit: str, names: tuple[str, str], fixes: tuple[str, str]
) -> Rule:
    return Rule(code, WARNING, limit, unit, *names, *fixes, error=BoundaryError)


_FROM_OFFICIAL = (
    "公开出版前请改用标准地图的界线。",
    "Take the boundaries of the official standard map before publication.",
)
UNITS = _rule(
    "units",
    0,
    "provinces",
    ("34 个省级行政区齐全（缺）", "All 34 provinces are there (missing)"),
    ("缺少的地区不会画出；请补齐。", "What is missing is not drawn; add it."),
)
SHAPES = _rule(
    "shapes",
    0,
    "rows",
    ("每一要素都有图形（空）", "Every row has a shape (empty)"),
    ("空要素已略去。", "Rows without a shape were left out."),
)
WITHIN_CHINA = _rule(
    "within-china",
    0,
    "polygons",
    ("坐标都在中国范围内（在外）", "All coordinates lie in China (outside)"),
    ("范围外的图斑已略去；请核对坐标。", "Polygons outside were left out; see to the coordinates."),
)
NAMED = _rule(
    "named",
    1,
    "km²",
    (
        "每一图斑都属于某省（无代码无名称）",
        "Every area belongs to a province (unnamed)",
    ),
    ("无主图斑已略去；请补上代码。", "Areas of no province were left out; give them codes."),
)
VALIDITY = _rule(
    "validity",
    0,
    "polygons",
    ("图形有效，边线不自交（无效）", "Shapes are valid, no ring crosses itself (invalid)"),
    (
        "已自动修复为有效图形；请核对形状。",
        "They were made valid; see whether the shapes are right.",
    ),
)
REPEATED = _rule(
    "repeated",
    5,
    "km²",
    ("一省之内没有重复的图斑（重复）", "No area of a province stands twice (twice)"),
    ("重复部分只画一次；请删去多余要素。", "It is drawn once; delete the surplus rows."),
)
OVERLAPS = _rule(
    "overlaps",
    5,
    "km²",
    ("各省互不重叠（重叠）", "Provinces do not overlap (overlap)"),
    (
        "重叠处以后画者为准；请在 GIS 中修复拓扑。",
        "The province drawn later covers the other; fix the topology in a GIS.",
    ),
)
GAPS = _rule(
    "gaps",
    5,
    "km²",
    ("各省之间没有空隙（空隙）", "There are no holes between provinces (holes)"),
    (
        "空隙处会露出底色；请在 GIS 中修复拓扑。",
        "The ground shows through; fix the topology in a GIS.",
    ),
)
AREAS = _rule(
    "areas",
    0.1,
    "",
    (
        "各省面积与天地图相符（最大相对差）",
        "Areas agree with Tianditu's (largest relative difference)",
    ),
    ("请核对代码、坐标系与界线。", "See to codes, coordinate system and borders."),
)
DASHES = _rule(
    "dashes",
    0,
    "dashes",
    ("南海断续线十段齐全（缺）", "All ten dashes are there (missing)"),
    ("缺少的各段取自天地图。", "Those that are missing are drawn from Tianditu's."),
)
LANDMARKS = (
    (
        _rule(
            "taiwan",
            0,
            "places",
            ("台湾省按大陆省份表示（不在其内）", "Taiwan is drawn as the mainland is (outside)"),
            _FROM_OFFICIAL,
        ),
        (
            Landmark("台湾岛", "Taiwan island", 121.0, 23.8, "710000"),
            Landmark("澎湖列岛", "Penghu", 119.6, 23.57, "710000", 5e3),
        ),
    ),
    (
        _rule(
            "southern-tibet",
            0,
            "places",
            ("藏南在西藏境内（不在其内）", "Southern Tibet lies within Tibet (outside)"),
            _FROM_OFFICIAL,
        ),
        (
            Landmark("达旺", "Tawang", 91.87, 27.59, "540000"),
            Landmark("瓦弄", "Walong", 97.0, 28.13, "540000"),
            Landmark("珞瑜", "Luoyu", 94.1, 27.6, "540000"),
        ),
    ),
    (
        _rule(
            "aksai-chin",
            0,
            "places",
            (
                "阿克赛钦在新疆境内（不在其内）",
                "Aksai Chin lies within Xinjiang (outside)",
            ),
            _FROM_OFFICIAL,
        ),
        (Landmark("阿克赛钦", "Aksai Chin", 79.5, 35.2, "650000"),),
    ),
    (
        _rule(
            "diaoyu",
            0,
            "places",
            ("钓鱼岛及赤尾屿属台湾省（缺）", "Diaoyu Dao and Chiwei Yu belong to Taiwan (missing)"),
            _FROM_OFFICIAL,
        ),
        (
            Landmark("钓鱼岛", "Diaoyu Dao", 123.47, 25.74, "710000", 5e3),
            Landmark("赤尾屿", "Chiwei Yu", 124.56, 25.92, "710000", 5e3),
        ),
    ),
    (
        _rule(
            "south-china-sea",
            0,
            "places",
            ("南海诸岛属海南省（缺）", "The South China Sea Islands belong to Hainan (missing)"),
            _FROM_OFFICIAL,
        ),
        (
            Landmark("永兴岛", "Yongxing Dao", 112.335, 16.834, "460000", 10e3),
            Landmark("太平岛", "Taiping Dao", 114.366, 10.377, "460000", 10e3),
            Landmark("黄岩岛", "Huangyan Dao", 117.76, 15.15, "460000", 10e3),
        ),
    ),
)
"""Rules on places, each with the places that it is about."""
