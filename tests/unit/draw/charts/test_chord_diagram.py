import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from tanmai.core.errors import LabelError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, mainland_provinces
from tanmai.draw.charts import chord_diagram
from tanmai.draw.charts.chord_layout import chord_layout, spread
from tanmai.draw.files import svg_document
from tanmai.draw.page import Caption, Sheet, in_figures

REGIONS = mainland_provinces()
VALUES = np.random.default_rng(5).lognormal(sigma=2.0, size=(31, 31))
FLOWS = FlowMatrix(REGIONS, VALUES, "Mt CO2")
BETWEEN = FLOWS.between_regions().values
COMMUNITIES = pd.Series([1 + number % 4 for number in range(31)], index=FLOWS.codes)


def _caption(language: str = "en") -> Caption:
    return Caption("Flows", "Mt CO2", "made up", language)


def _chords(sheet: Sheet) -> dict[str, PathPatch]:
    return {p.get_gid(): p for p in sheet.findobj(PathPatch) if p.get_gid()}


def _part(flows: FlowMatrix, count: int) -> FlowMatrix:
    return FlowMatrix(flows.regions[:count], flows.values[:count, :count], flows.unit)


def test_arcs_are_as_long_as_what_leaves_and_what_arrives():
    layout = chord_layout(BETWEEN, [1] * 31, 10)
    unit = layout.angle_per_unit
    np.testing.assert_allclose(np.diff(layout.outflow)[:, 0], BETWEEN.sum(axis=1) * unit)
    np.testing.assert_allclose(np.diff(layout.inflow)[:, 0], BETWEEN.sum(axis=0) * unit)
    assert (layout.outflow[1:, 0] > layout.inflow[:-1, 1]).all()
    assert layout.inflow[-1, 1] < 2 * np.pi


def test_chords_are_the_largest_flows_side_by_side_within_their_arcs():
    layout = chord_layout(BETWEEN, COMMUNITIES.tolist(), 80)
    drawn = [chord.value for chord in layout.chords]
    assert drawn == sorted(BETWEEN.ravel())[::-1][:80]
    for region in range(31):
        leaving = sorted(chord.start for chord in layout.chords if chord.origin == region)
        assert all(a[1] <= b[0] + 1e-12 for a, b in pairwise(leaving))
        for first, last in leaving:
            assert layout.outflow[region, 0] - 1e-9 <= first < last
            assert last <= layout.outflow[region, 1] + 1e-9


def test_groups_stand_further_apart_than_their_members():
    layout = chord_layout(np.ones((4, 4)) - np.eye(4), [1, 1, 2, 2], 12)
    gaps = layout.outflow[1:, 0] - layout.inflow[:-1, 1]
    assert gaps[1] > 2 * gaps[0]
    assert gaps[0] == pytest.approx(gaps[2])


@pytest.mark.parametrize("apart", [0.001, 0.05, 0.12])
def test_spread_angles_stand_apart_and_move_no_more_than_they_must(apart: float):
    wanted = np.sort(np.random.default_rng(3).uniform(0, 6, 31))
    moved = spread(wanted, apart)
    assert (np.diff(moved) >= apart - 1e-9).all()
    assert moved.mean() == pytest.approx(wanted.mean())
    np.testing.assert_allclose(spread(moved, apart), moved)


def test_spread_angles_stay_within_a_turn():
    moved = spread(np.concatenate([np.linspace(0.05, 0.6, 5), np.linspace(6.0, 6.2, 26)]), 0.1)
    assert (np.diff(moved) >= 0.1 - 1e-9).all()
    assert moved[0] + 2 * np.pi - moved[-1] >= 0.1 - 1e-9


def test_the_share_that_is_drawn_is_printed():
    sheet = chord_diagram(FLOWS, COMMUNITIES, _caption(), most=7)
    assert len(_chords(sheet)) == 7
    largest = np.sort(BETWEEN.ravel())[::-1][:7].sum()
    part, whole = in_figures([largest, BETWEEN.sum()], 4)
    said = " ".join(text.get_text() for text in sheet.findobj(Text))
    assert f"The 7 flows drawn sum to {part} Mt CO₂, {largest / BETWEEN.sum():.1%}" in said
    assert whole in said


@pytest.mark.parametrize("values", [VALUES, np.ones((31, 31))])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_names_overlap_nor_a_name_and_the_key(language: str, values: np.ndarray):
    # of equal flows, Inner Mongolia stands to the lower left, where the key may be
    communities = pd.Series([2] * 5 + [1] * 15 + [3, 4, 5] * 2 + [6] * 5, index=FLOWS.codes)
    flows = FlowMatrix(REGIONS, values, "Mt CO2")
    sheet = chord_diagram(flows, communities, _caption(language))
    sheet.canvas.draw()
    names = {region.name(language) for region in REGIONS}
    of_key = [text for text in sheet.findobj(Text) if re.search("[–—:：]", text.get_text())]
    written = [text for text in sheet.findobj(Text) if text.get_text() in names]
    assert (len(written), len(of_key) > 4) == (31, True)
    written += of_key
    boxes = []
    for text in written:
        turn, text._rotation = text.get_rotation(), 0.0
        box = shapely.box(*text.get_window_extent().extents)
        at = text.get_transform().transform(text.get_position())
        boxes.append(shapely.affinity.rotate(box, turn, origin=tuple(at)))
        text._rotation = turn
    sheet_box = shapely.box(*sheet.bbox.extents)
    for number, box in enumerate(boxes):
        assert sheet_box.contains(box), written[number].get_text()
        assert not any(box.intersects(other) for other in boxes[:number])


def test_few_regions_have_a_colour_each_and_many_that_of_their_community():
    few = chord_diagram(_part(FLOWS, 8), COMMUNITIES, _caption())
    many = chord_diagram(FLOWS, COMMUNITIES, _caption())
    for sheet, expected in ((few, 8), (many, 4)):
        colours = {
            re.search(r"flow-(\d+)", gid)[1]: patch.get_facecolor()
            for gid, patch in _chords(sheet).items()
        }
        assert len(set(colours.values())) == expected
    named = [[text.get_text().count("–") for text in one.findobj(Text)] for one in (few, many)]
    assert [sum(each) for each in named] == [0, 4]  # communities in the key, by their largest


def test_of_many_regions_those_of_the_largest_flows_are_shown():
    values = np.random.default_rng(7).uniform(size=(120, 120))
    values[:20, :20] += 1.0
    regions = tuple(
        Region(f"R{number}", f"地区{number}", f"Region {number}") for number in range(120)
    )
    flows = FlowMatrix(regions, values, "Mt CO2")
    sheet = chord_diagram(flows, pd.Series(1, index=flows.codes), _caption())
    texts = [text.get_text() for text in sheet.findobj(Text)]
    assert {int(name[7:]) for name in texts if re.fullmatch(r"Region \d+", name)} == {*range(20)}
    assert any(text.startswith("Of 120 regions, the 20 between which") for text in texts)
    assert len(_chords(sheet)) == 80


def test_the_same_flows_give_the_same_picture():
    one, other = (svg_document(chord_diagram(FLOWS, COMMUNITIES, _caption())) for _ in range(2))
    assert one == other
    assert 'id="ring"' in one


@pytest.mark.parametrize("values", [np.diag([1.0, 2.0]), np.array([[1.0, -1.0], [2.0, 1.0]])])
def test_a_chord_diagram_needs_flows(values: np.ndarray):
    with pytest.raises(TableError, match="needs flows between regions"):
        chord_diagram(FlowMatrix(REGIONS[:2], values, "Mt CO2"), COMMUNITIES, _caption())


def test_a_region_without_community_is_refused():
    with pytest.raises(LabelError, match="has no community"):
        chord_diagram(FLOWS, COMMUNITIES.drop(FLOWS.codes[0]), _caption())
