from itertools import combinations

import numpy as np
import pytest
import shapely

from made_up_groups import COASTS
from tanmai.core.concordance import region_groups
from tanmai.draw.boundaries import dissolve, load_boundaries
from tanmai.draw.boundaries.landmarks import DIAOYU
from tanmai.draw.boundaries.paper import (
    FULL,
    IN_ONE_COLUMN,
    MAP_HEIGHT,
    MAP_WIDTH,
    SIDE_BY_SIDE,
    inset_box,
    place,
    to_mm,
)
from tanmai.draw.design import MARGIN
from tanmai.draw.maps.area_labels import AreaLabel, area_labels, key_to_numbers
from tanmai.draw.maps.panel import small_island_boxes

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
    boxes = [shapely.box(*label.box) for label in labels]
    fixed = [shapely.box(*box) for box in (inset_box(), *small_island_boxes(language, FULL))]
    for label, box in zip(labels, boxes, strict=True):
        if label.region.code in names:
            others = [other for other in (*boxes, *fixed) if other is not box]
            assert not any(box.intersects(other) for other in others), label.text
            point = label.leader_to or (label.x, label.y)
            area = shapely.transform(boundaries.areas[label.region.code], to_mm)
            assert area.contains(shapely.Point(*point)), label.text


@pytest.fixture(scope="module", params=[IN_ONE_COLUMN, SIDE_BY_SIDE], ids=["one", "two maps"])
def small(request) -> dict[str, list[AreaLabel]]:
    return {lang: area_labels(FULL_MAP, lang, request.param) for lang in ("zh", "en")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_smaller_map_every_province_has_its_name_or_a_number(small, language: str):
    labels = small[language]
    assert {label.region for label in labels} == set(FULL_MAP.regions)
    named = {label.region.code for label in labels if not label.is_number}
    assert {"710000", "810000", "820000", "650000", "540000"} <= named
    assert len(named) >= 29
    assert all(label.text == label.region.name(language) for label in labels if not label.is_number)
    key = key_to_numbers(labels, language)
    for label in labels:
        assert (f"{label.text} {label.region.name(language)}" in key) == label.is_number


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_a_smaller_map_nothing_written_overlaps(small, language: str):
    labels = small[language]
    scale = labels[0].scale
    boxes = [shapely.box(*label.box) for label in labels]
    islands = [shapely.box(*box) for box in small_island_boxes(language, scale)]
    fixed = [shapely.box(*inset_box()), *islands]
    assert not any(a.intersects(b) for a, b in combinations([*boxes, *fixed], 2))
    for label in labels:
        if label.leader is not None:
            line = shapely.LineString(label.leader)
            assert sum(line.intersects(box) for box in (*boxes, *fixed)) == 0, label.text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scale", [FULL, IN_ONE_COLUMN, SIDE_BY_SIDE])
def test_names_of_small_islands_lie_in_the_sea_and_on_the_sheet(scale, language: str):
    land = shapely.union_all(shapely.transform(FULL_MAP.areas.to_numpy(), to_mm))
    paper = shapely.box(0, 0, MAP_WIDTH + MARGIN / scale.factor, MAP_HEIGHT)
    dots = [place(island.lon, island.lat) for island in DIAOYU]
    for box, dot in zip(small_island_boxes(language, scale), dots, strict=True):
        name = shapely.box(*box)
        assert land.intersection(name).area < 0.1  # a reef at most
        assert paper.contains(name)
        assert name.distance(shapely.Point(dot)) * scale.factor < 6.0


@pytest.mark.parametrize("scale", [FULL, IN_ONE_COLUMN])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_names_of_small_islands_keep_off_each_other_and_the_inset(scale, language: str):
    boxes = small_island_boxes(language, scale)
    one, other, inset = (shapely.box(*box) for box in (*boxes, inset_box()))
    assert not any(a.intersects(b) for a, b in combinations((one, other, inset), 2))
