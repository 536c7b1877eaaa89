import numpy as np
import pytest
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.text import Text

from tanmai.core.errors import TableError
from tanmai.core.labels import Sector, mainland_provinces
from tanmai.core.table import FinalDemandCategory
from tanmai.draw.charts import demand_sankey
from tanmai.draw.charts.demand_sankey import MOST_REGIONS, MOST_SECTORS
from tanmai.draw.files import svg_document
from tanmai.draw.page import Caption, Sheet

REGIONS = mainland_provinces()
SECTORS = [Sector(f"{n:02d}", f"部门{n}", f"Sector {n}") for n in range(1, 21)]
SINKS = [FinalDemandCategory(f"C{n}", f"类别{n}", f"Category {n}") for n in range(4)]
VALUES = np.random.default_rng(2).lognormal(sigma=1.2, size=(31, 20, 4))
VALUES[0] = 0.0
VALUES[:, :, 3] = 0.0


def _drawn(language: str = "en", values: np.ndarray = VALUES) -> Sheet:
    caption = Caption("For whom", "Mt CO2", "made up", language)
    return demand_sankey(values, caption, regions=REGIONS, sectors=SECTORS, sinks=SINKS)


def _said(sheet: Sheet) -> list[str]:
    return [text.get_text() for text in sheet.findobj(Text) if text.get_text()]


def test_the_largest_are_named_and_the_others_counted():
    said = _said(_drawn())
    totals = VALUES.sum(axis=(1, 2))
    ranked = [REGIONS[place].name_en for place in np.argsort(-totals)]
    assert [text for text in said if text in ranked] == ranked[:MOST_REGIONS]
    assert f"{30 - MOST_REGIONS} other regions" in said  # one of the 31 emits nothing
    assert f"{20 - MOST_SECTORS} other sectors" in said
    assert "Category 3" not in said


def test_the_largest_sector_has_a_colour_of_its_own():
    largest = SECTORS[int(np.argmax(VALUES.sum(axis=(0, 2))))].name_en
    sheet = _drawn()
    (legend,) = [group for group in sheet.subfigs if group.get_gid() == "legend"]
    said = [text.get_text() for text in legend.findobj(Text) if text.get_text()]
    assert said == [largest, "Other products", "Mt CO₂"]
    (layer,) = [group for group in sheet.subfigs if group.get_gid() == "flows"]
    colours = [band.get_facecolor() for band in layer.findobj(PathPatch)]
    own = PathPatch(Outline.unit_circle(), fc="#8f3d16", alpha=0.85).get_facecolor()
    from_largest = VALUES[:, np.argmax(VALUES.sum(axis=(0, 2)))]
    ranked = from_largest.sum(axis=1)[np.argsort(-VALUES.sum(axis=(1, 2)))]
    bands = [*ranked[:MOST_REGIONS], ranked[MOST_REGIONS:].sum(), *from_largest.sum(axis=0)]
    assert colours.count(own) == sum(band >= 10.0 for band in bands)


def test_small_bands_are_left_out_with_a_word():
    assert 10.0 < 0.003 * VALUES.sum() < 20.0
    assert "Flows below 10 Mt CO₂ are counted in the bars but not drawn." in _said(_drawn())


def test_nothing_is_lost_on_the_way():
    sheet = _drawn()
    (layer,) = [group for group in sheet.subfigs if group.get_gid() == "nodes"]
    columns: dict[float, float] = {}
    for bar in layer.findobj(Rectangle):
        if bar is not layer.patch:
            columns[bar.get_x()] = columns.get(bar.get_x(), 0.0) + bar.get_height()
    assert len(columns) == 3
    np.testing.assert_allclose(list(columns.values()), max(columns.values()))


def test_a_few_are_all_named():
    said = _said(_drawn("zh", VALUES * (np.arange(31) < 5)[:, None, None]))
    assert not any("其余" in text and "地区" in text for text in said)
    assert sum(region.name_zh in said for region in REGIONS) == 4


def test_the_same_numbers_give_the_same_picture():
    assert svg_document(_drawn()) == svg_document(_drawn())


@pytest.mark.parametrize("values", [np.zeros((31, 20, 4)), VALUES - 1.0])
def test_negative_and_absent_emissions_are_refused(values: np.ndarray):
    with pytest.raises(TableError, match="needs flows, and none below zero"):
        _drawn(values=values)
