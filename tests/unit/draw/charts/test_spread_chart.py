import pandas as pd
import pytest

from tanmai.core.errors import LabelError
from tanmai.core.labels import find_province
from tanmai.draw.charts import spread_chart
from tanmai.draw.page import Caption

REGIONS = [find_province(name) for name in ("Shanxi", "Zhejiang", "Shaanxi")]
CODES = [region.code for region in REGIONS]
CAPTION = Caption("Net outflow", "Mt CO2", "a table", "en")
VALUES = pd.DataFrame({"own": [5.0, -3.0, 1.0], "other": [7.0, -8.0, -2.0]}, index=CODES)


def test_regions_stand_in_the_order_of_the_chosen_reading():
    sheet = spread_chart(VALUES, CAPTION, chosen="own", regions=REGIONS)
    said = sheet.description
    assert said.index("Shanxi") < said.index("Shaanxi") < said.index("Zhejiang")
    assert "Shaanxi 1.00 (−2.00 … 1.00)" in said


def test_a_dot_is_hollow_where_the_direction_turns_on_the_reading():
    sheet = spread_chart(VALUES, CAPTION, chosen="own", regions=REGIONS)
    (dots,) = [layer for layer in sheet.subfigs if layer.get_gid() == "dots"]
    large = [a for a in dots.get_children() if getattr(a, "radius", 0) > 1.0]
    hollow = [circle.get_facecolor()[:3] == (1.0, 1.0, 1.0) for circle in large]
    assert hollow == [False, True, False]  # Shanxi, Shaanxi, Zhejiang


def test_a_reading_that_is_not_there_is_refused():
    with pytest.raises(LabelError, match="needs the chosen one"):
        spread_chart(VALUES, CAPTION, chosen="another", regions=REGIONS)
    with pytest.raises(LabelError, match="values of every region"):
        spread_chart(VALUES.drop(CODES[0]), CAPTION, chosen="own", regions=REGIONS)
