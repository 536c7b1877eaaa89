from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.colors import same_color
from matplotlib.patches import Circle

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import find_province
from tanmai.draw.charts import interval_chart
from tanmai.draw.page import Caption

REGIONS = tuple(find_province(name) for name in ("Shanxi", "Zhejiang", "Tibet"))
CODES = [region.code for region in REGIONS]
CAPTION = Caption("Uncertainty, 2017", "Mt CO2", "made-up", "en")


def frame(*rows):
    return pd.DataFrame(rows, index=CODES, columns=["central", "low", "high"])


PRODUCTION = frame((200.0, 180.0, 230.0), (150.0, 140.0, 160.0), (0.0, 0.0, 0.0))
CONSUMPTION = frame((100.0, 90.0, 115.0), (210.0, 190.0, 220.0), (10.0, 8.0, 13.0))
NET = frame((60.0, 40.0, 80.0), (-5.0, -20.0, 12.0), (-9.0, -12.0, -7.0))


def chart(language="en", **more):
    return interval_chart(
        PRODUCTION,
        CONSUMPTION,
        NET,
        replace(CAPTION, language=language),
        regions=REGIONS,
        **more,
    )


def texts(sheet):
    return [artist.get_text() for artist in sheet.findobj(lambda a: hasattr(a, "get_text"))]


def hollow(sheet):
    dots = sheet.findobj(Circle)
    return [dot for dot in dots if same_color(dot.get_facecolor(), "white")]


def test_each_region_has_three_dots_and_the_legend_two():
    sheet = chart()
    assert len(sheet.findobj(Circle)) == 3 * 3 + 2
    assert {"Shanxi", "Zhejiang", "Tibet", "Mt CO₂"} <= set(texts(sheet))
    assert "Shanxi 60.00 (40.00 … 80.00)" in sheet.description


def test_only_a_direction_that_is_not_sure_is_hollow():
    assert len(hollow(chart())) == 1


def test_a_region_without_inventory_has_what_it_consumes_alone():
    sheet = chart(without_data=[CODES[2]])
    assert len(sheet.findobj(Circle)) == 3 * 3 - 2 + 2
    assert any("No dot: no emission inventory (Tibet)" in text for text in texts(sheet))


def test_the_level_stands_in_the_note():
    assert any("hold 50 % of" in text for text in texts(chart(level=0.5)))
    assert any("50%的抽样" in text for text in texts(chart("zh", level=0.5)))


def test_what_is_no_interval_is_refused():
    with pytest.raises(LabelError, match="Tibet 西藏 has no production-based interval"):
        interval_chart(PRODUCTION.iloc[:2], CONSUMPTION, NET, CAPTION, regions=REGIONS)
    turned = NET.rename(columns={"low": "high", "high": "low"})
    with pytest.raises(TableError, match="interval of Shanxi 山西 ends before it begins"):
        interval_chart(PRODUCTION, CONSUMPTION, turned, CAPTION, regions=REGIONS)
