"""The rules that boundaries are checked by, and the places that a map of China must hold."""

from __future__ import annotations

from tanmai.checks.rules import WARNING, Rule
from tanmai.core.errors import BoundaryError
from tanmai.core.messages import Message, message
from tanmai.draw.boundaries.landmarks import DIAOYU, Landmark


def _rule(code: str, limit: float, unit: str, holds: Message, remedy: Message) -> Rule:
    return Rule(code, WARNING, limit, unit, holds, remedy, error=BoundaryError)


_FROM_OFFICIAL = message("Take the boundaries of the official standard map before publication.")
UNITS = _rule(
    "units",
    0,
    "provinces",
    message("All 34 provinces are there (missing)"),
    message("What is missing is not drawn; add it."),
)
SHAPES = _rule(
    "shapes",
    0,
    "rows",
    message("Every row has a shape (empty)"),
    message("Rows without a shape were left out."),
)
WITHIN_CHINA = _rule(
    "within-china",
    0,
    "polygons",
    message("All coordinates lie in China (outside)"),
    message("Polygons outside were left out; see to the coordinates."),
)
WHOLE_COUNTRY = _rule(
    "whole-country",
    0,
    "rows",
    message("No row is of the whole country (rows)"),
    message("The row of the whole country was left out."),
)
ABROAD = _rule(
    "abroad",
    0,
    "rows",
    message("No row is of another country (rows)"),
    message("Rows of other countries were left out."),
)
NAMED = _rule(
    "named",
    1,
    "km²",
    message("Every area belongs to a province (unnamed)"),
    message("Areas of no province were left out; give them codes."),
)
VALIDITY = _rule(
    "validity",
    0,
    "polygons",
    message("Shapes are valid, no ring crosses itself (invalid)"),
    message("They were made valid; see whether the shapes are right."),
)
REPEATED = _rule(
    "repeated",
    5,
    "km²",
    message("No area of a province appears twice (twice)"),
    message("It is drawn once; delete the surplus rows."),
)
OVERLAPS = _rule(
    "overlaps",
    5,
    "km²",
    message("Provinces do not overlap (overlap)"),
    message("The province drawn later covers the other; fix the topology in a GIS."),
)
GAPS = _rule(
    "gaps",
    5,
    "km²",
    message("There are no holes between provinces (holes)"),
    message("The ground shows through; fix the topology in a GIS."),
)
AREAS = _rule(
    "areas",
    0.1,
    "",
    message("Areas agree with Tianditu's (largest relative difference)"),
    message("See to codes, coordinate system and borders."),
)
DASHES = _rule(
    "dashes",
    0,
    "dashes",
    message("All ten dashes are there (missing)"),
    message("Those that are missing are drawn from Tianditu's."),
)
LANDMARKS = (
    (
        _rule(
            "taiwan",
            0,
            "places",
            message("Taiwan is drawn as the mainland is (outside)"),
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
            message("Southern Tibet lies within Tibet (outside)"),
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
            message("Aksai Chin lies within Xinjiang (outside)"),
            _FROM_OFFICIAL,
        ),
        (Landmark("阿克赛钦", "Aksai Chin", 79.5, 35.2, "650000"),),
    ),
    (
        _rule(
            "diaoyu",
            0,
            "places",
            message("Diaoyu Dao and Chiwei Yu belong to Taiwan (missing)"),
            _FROM_OFFICIAL,
        ),
        DIAOYU,
    ),
    (
        _rule(
            "south-china-sea",
            0,
            "places",
            message("The South China Sea Islands belong to Hainan (missing)"),
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
