from itertools import combinations

import numpy as np
import pytest
import shapely

from made_up_groups import COASTS
from tanmai.core.concordance import region_groups
from tanmai.draw.boundaries import dissolve, load_boundaries
from tanmai.draw.maps.area_labels import area_labels
from tanmai.draw.maps.design import FULL, IN_ONE_COLUMN, SIDE_BY_SIDE
from tanmai.draw.maps.panel import small_island_boxes
from tanmai.draw.maps.shapes import MAP_HEIGHT, MAP_WIDTH, inset_box, place, to_mm
from tanmai.draw.maps.wording import wording

FULL_MAP = load_boundaries()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_overlaps_another_or_the_inset(language: str):
    labels = area_labels(load_boundaries(), language)
    boxes = {label.text: shapely.box(*label.box) for label in labels}
    assert len(boxes) == 34
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not a.intersects(b), (one, other)
    inset = shapely.box(*inset_box())
    assert not any(box.intersects(inset) for box in boxes.values())
    sheet = shapely.box(0, 0, MAP_WIDTH, MAP_HEIGHT)
    assert all(sheet.contains(box) for box in boxes.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_stands_in_its_province_or_on_a_leader_line(language: str):
    provinces = load_boundaries().areas
    for label in area_labels(load_boundaries(), language):
        area = shapely.transform(provinces[label.region.code], to_mm)
        if label.leader_to is None:
            assert area.contains(shapely.Point(label.x, label.y)), label.text
        else:
            assert area.distance(shapely.Point(*label.leader_to)) < 0.2
            assert not area.intersects(shapely.box(*label.box)), label.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_leader_line_crosses_no_name(language: str):
    labels = area_labels(load_boundaries(), language)
    for label in labels:
        if label.leader_to is None:
            continue
        line = shapely.LineString([label.leader_to, (label.x, label.y)])
        others = [shapely.box(*other.box) for other in labels if other is not label]
        assert not any(line.intersects(box) for box in others), label.text


def test_small_islands_keep_off_the_inset():
    x, y = place(124.56, 25.92)
    assert np.hypot(x - inset_box()[0], y - inset_box()[3]) > 5


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("groups", [COASTS, region_groups()["sic8"]], ids=["made-up", "sic8"])
def test_names_of_groups_overlap_nothing(groups, language: str):
    boundaries = dissolve(load_boundaries(), groups)
    labels = area_labels(boundaries, language)
    assert {label.region for label in labels} == set(boundaries.regions)
    names = {group.code for group in groups.targets}
    words = wording(language, boundaries)
    boxes = [shapely.box(*label.box) for label in labels]
    fixed = [shapely.box(*box) for box in (inset_box(), *small_island_boxes(words, FULL))]
    for label, box in zip(labels, boxes, strict=True):
        if label.region.code in names:
            others = [other for other in (*boxes, *fixed) if other is not box]
            assert not any(box.intersects(other) for other in others), label.text
            point = label.leader_to or (label.x, label.y)
            area = shapely.transform(boundaries.areas[label.region.code], to_mm)
            assert area.contains(shapely.Point(*point)), label.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scale", [IN_ONE_COLUMN, SIDE_BY_SIDE], ids=["one column", "two maps"])
def test_on_a_smaller_map_names_without_room_are_left_off(scale, language: str):
    labels = area_labels(load_boundaries(), language, scale)
    boxes = [shapely.box(*label.box) for label in labels]
    islands = [shapely.box(*b) for b in small_island_boxes(wording(language, FULL_MAP), scale)]
    fixed = [shapely.box(*inset_box()), *islands]
    assert not any(a.intersects(b) for a, b in combinations([*boxes, *fixed], 2))
    named = {label.region.code for label in labels}
    assert {"650000", "540000", "150000", "630000", "510000", "230000"} <= named
    assert len(named) >= 25


@pytest.mark.parametrize("scale", [FULL, IN_ONE_COLUMN])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_small_islands_keep_off_each_other_and_the_inset(scale, language: str):
    boxes = small_island_boxes(wording(language, FULL_MAP), scale)
    one, other, inset = (shapely.box(*box) for box in (*boxes, inset_box()))
    assert not any(a.intersects(b) for a, b in combinations((one, other, inset), 2))
