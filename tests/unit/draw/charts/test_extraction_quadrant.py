from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.patches import Circle
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.core.labels import mainland_provinces
from tanmai.draw.charts import extraction_quadrant
from tanmai.draw.files import svg_document
from tanmai.draw.page import BLUE, BROWN, Caption, Sheet

REGIONS = mainland_provinces()
CODES = [region.code for region in REGIONS]
_RANDOM = np.random.default_rng(4)
FORWARD = pd.Series(_RANDOM.lognormal(4, 0.8, 31), index=CODES)
BACKWARD = pd.Series(_RANDOM.lognormal(4, 0.8, 31), index=CODES)


def _drawn(language: str = "en") -> Sheet:
    caption = Caption("Linkages", "Mt CO2", "made up", language)
    return extraction_quadrant(FORWARD, BACKWARD, caption, regions=REGIONS)


def _points(sheet: Sheet) -> dict[str, Circle]:
    found = sheet.findobj(lambda artist: str(artist.get_gid()).startswith("point-"))
    return {point.get_gid().removeprefix("point-"): point for point in found}


def test_points_stand_by_the_roots_of_both_linkages():
    centres = {code: point.get_center() for code, point in _points(_drawn()).items()}
    assert set(centres) == set(CODES)
    for axis, linkage in enumerate((BACKWARD, FORWARD)):
        at = np.array([centres[code][axis] for code in CODES])
        slope, _ = np.polyfit(np.sqrt(linkage), at, 1)
        gap = at - at[0] - slope * (np.sqrt(linkage) - np.sqrt(linkage.iloc[0]))
        np.testing.assert_allclose(gap, 0.0, atol=1e-9)


def test_colours_tell_suppliers_from_drivers():
    for code, point in _points(_drawn()).items():
        colour = BROWN if FORWARD[code] >= BACKWARD[code] else BLUE
        assert point.get_facecolor() == Circle((0, 0), fc=colour).get_facecolor()


def test_medians_part_the_points_in_halves():
    sheet = _drawn()
    (layer,) = [group for group in sheet.subfigs if group.get_gid() == "quadrants"]
    upright, level = [line for line in layer.findobj() if hasattr(line, "get_xdata")]
    centres = np.array([point.get_center() for point in _points(sheet).values()])
    assert (centres[:, 0] < upright.get_xdata()[0] - 1e-9).sum() == 15
    assert (centres[:, 1] < level.get_ydata()[0] - 1e-9).sum() == 15


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_names_overlap_and_the_quadrants_are_named(language: str):
    sheet = _drawn(language)
    sheet.canvas.draw()
    names = {region.name(language) for region in REGIONS}
    quadrants = {"zh": "双高：枢纽", "en": "Both high: hubs"}
    written = [
        text for text in sheet.findobj(Text) if text.get_text() in {*names, quadrants[language]}
    ]
    assert len(written) == 32
    boxes = [shapely.box(*text.get_window_extent().extents) for text in written]
    assert not any(a.intersection(b).area > 1 for a, b in combinations(boxes, 2))


def test_the_same_linkages_give_the_same_picture():
    assert svg_document(_drawn()) == svg_document(_drawn())


def test_what_cannot_be_drawn_is_refused():
    caption = Caption("Linkages", "Mt CO2", "made up", "en")
    with pytest.raises(LabelError, match=f"{CODES[2]} has no linkage"):
        extraction_quadrant(FORWARD.drop(CODES[2]), BACKWARD, caption, regions=REGIONS)
    for wrong in (FORWARD - 1e3, FORWARD * 0.0):
        with pytest.raises(TableError, match="some above zero, and none below it"):
            extraction_quadrant(wrong, BACKWARD, caption, regions=REGIONS)
