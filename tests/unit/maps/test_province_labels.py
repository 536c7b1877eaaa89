from itertools import combinations

import numpy as np
import pytest
import shapely

from tanmai.boundaries import load_boundaries
from tanmai.labels import all_provinces
from tanmai.maps.province_labels import province_labels
from tanmai.maps.shapes import MAP_HEIGHT, MAP_WIDTH, inset_box, place, to_mm


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_overlaps_another_or_the_inset(language: str):
    labels = province_labels(all_provinces(), language)
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
    provinces = load_boundaries().provinces.geometry
    for label in province_labels(all_provinces(), language):
        area = shapely.transform(provinces[label.region.code], to_mm)
        if label.leader_to is None:
            assert area.contains(shapely.Point(label.x, label.y)), label.text
        else:
            assert area.distance(shapely.Point(*label.leader_to)) < 0.2
            assert not area.intersects(shapely.box(*label.box)), label.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_leader_line_crosses_no_name(language: str):
    labels = province_labels(all_provinces(), language)
    for label in labels:
        if label.leader_to is None:
            continue
        line = shapely.LineString([label.leader_to, (label.x, label.y)])
        others = [shapely.box(*other.box) for other in labels if other is not label]
        assert not any(line.intersects(box) for box in others), label.text


def test_small_islands_keep_off_the_inset():
    x, y = place(124.56, 25.92)
    assert np.hypot(x - inset_box()[0], y - inset_box()[3]) > 5
