from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from tanmai.core.errors import LabelError
from tanmai.core.labels import mainland_provinces
from tanmai.draw.charts import decomposition_bars
from tanmai.draw.page import Caption

REGIONS = mainland_provinces()[:3]
CODES = [region.code for region in REGIONS]
EFFECTS = pd.DataFrame(
    {"intensity": [-4.0, -1.0, 2.0], "demand": [6.0, -1.0, 1.0]}, index=CODES, dtype=float
)
NAMES = {"intensity": "Intensity", "demand": "Demand"}
CAPTION = Caption(title="Why", unit="Mt CO2", source="made up", language="en")


def texts(sheet) -> list[str]:
    return [text.get_text() for text in sheet.findobj(lambda a: hasattr(a, "get_text"))]


def test_a_stack_reaches_as_far_as_the_effects_of_its_side():
    sheet = decomposition_bars(EFFECTS, CAPTION, names=NAMES, regions=REGIONS)
    boxes = [r for r in sheet.findobj(Rectangle) if 3.1 < r.get_height() < 3.3]
    per_unit = {
        round(r.get_width() / abs(v), 6)
        for r, v in zip(boxes, [2.0, 1.0, -4.0, 6.0, -1.0, -1.0], strict=True)
    }
    assert len(per_unit) == 1
    left = boxes[4:]  # both effects of the last region are on the left, end to end
    assert left[1].get_x() + left[1].get_width() == pytest.approx(left[0].get_x())


def test_the_largest_rise_is_on_top_and_sums_are_in_the_legend():
    sheet = decomposition_bars(EFFECTS, CAPTION, names=NAMES, regions=REGIONS)
    said = texts(sheet)
    ranked = [REGIONS[k].name("en") for k in (2, 0, 1)]
    assert [word for word in said if word in ranked] == ranked
    assert {"Intensity −3.000", "Demand +6.000", "Net change +3.000"} <= set(said)
    assert ranked[0] in sheet.description


def test_what_cannot_be_drawn_is_refused():
    many = pd.DataFrame(1.0, index=CODES, columns=list("abcdefghi"))
    with pytest.raises(LabelError, match="factors, not 9"):
        decomposition_bars(many, CAPTION, names={}, regions=REGIONS)
    with pytest.raises(LabelError, match=f"{REGIONS[0].name_en}.* has no effects"):
        decomposition_bars(EFFECTS.drop(CODES[0]), CAPTION, names=NAMES, regions=REGIONS)
