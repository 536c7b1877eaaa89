import numpy as np
import pytest
import shapely

from made_up_groups import groups_of
from tanmai.draw.boundaries import dissolve, load_boundaries, project
from tanmai.draw.boundaries.paper import INSET, MAIN, MM, inset_box, outlines, place, to_mm
from tanmai.draw.maps.shapes import area_path, shapes_of


def _land() -> shapely.Geometry:
    return shapely.transform(load_boundaries().areas.union_all(), to_mm)


def test_inset_covers_no_land_and_not_the_tenth_dash():
    box = shapely.box(*inset_box())
    assert not box.intersects(_land())
    tenth = shapely.transform(load_boundaries().dashes.iloc[-1], to_mm)
    assert not box.intersects(tenth)


def test_no_dash_is_cut_by_the_frame_of_the_inset():
    frame = shapely.box(*INSET).buffer(-20_000)
    assert all(frame.contains(dash) for dash in load_boundaries().dashes)


def test_main_map_reaches_every_end_of_the_land_but_the_far_islands():
    west, south, east, north = load_boundaries().areas.total_bounds
    assert MAIN[0] < west
    assert MAIN[2] > east
    assert MAIN[3] > north
    assert south < MAIN[1] < project(np.array([109.5]), np.array([18.15]))[0, 1]


def test_all_provinces_and_islands_have_a_path():
    shapes = shapes_of(load_boundaries())
    assert set(shapes.areas) == set(load_boundaries().areas.index)
    inset = shapes.inset_areas["460000"].vertices
    _, bottom, _, top = inset_box()
    assert inset[:, 1].min() < bottom + 0.15 * (top - bottom)  # Zengmu Ansha's neighbours


def test_paths_stay_within_the_map_and_the_inset_within_its_frame():
    shapes = shapes_of(load_boundaries())
    for path in shapes.areas.values():
        assert path.vertices.min() >= -1e-6
    left, bottom, right, top = inset_box()
    for path in [*shapes.inset_areas.values(), shapes.inset_dashes, shapes.inset_coast]:
        assert path.vertices[:, 0].min() >= left - 1e-6
        assert path.vertices[:, 0].max() <= right + 1e-6
        assert path.vertices[:, 1].min() >= bottom - 1e-6
        assert path.vertices[:, 1].max() <= top + 1e-6


def test_scale_of_the_map_is_that_of_the_ground():
    (x1, y1), (x2, y2) = place(105.0, 35.0), place(106.0, 35.0)
    one_degree = 91_290.0  # metres along 35°N
    assert np.hypot(x2 - x1, y2 - y1) == pytest.approx(one_degree * MM, rel=0.03)


@pytest.mark.parametrize("turned", [False, True])
def test_a_hole_runs_against_its_shell_however_it_was_drawn(turned):
    hole = [(1, 1), (1, 2), (2, 2), (2, 1)]
    area = shapely.Polygon([(0, 0), (3, 0), (3, 3), (0, 3)], [hole[::-1] if turned else hole])
    shell, inner = area_path(area).to_polygons()
    assert shapely.LinearRing(shell).is_ccw != shapely.LinearRing(inner).is_ccw


def test_what_lies_within_a_group_is_not_painted_over():
    around = groups_of({"120000": {"N": 1.0}, "130000": {"N": 1.0}})
    path = shapes_of(dissolve(load_boundaries(), around)).areas["N"]
    rings = [shapely.LinearRing(points) for points in path.to_polygons()]
    shells = [shapely.Polygon(ring) for ring in rings if ring.is_ccw]
    holes = [shapely.Polygon(ring) for ring in rings if not ring.is_ccw]
    beijing = shapely.Point(place(116.5, 40.2))
    assert any(shell.contains(beijing) for shell in shells)
    assert any(hole.contains(beijing) for hole in holes)


@pytest.mark.parametrize("neighbour", [1e5, 0.5e5], ids=["beside each other", "overlapping"])
def test_the_coast_is_that_of_all_areas_together(neighbour: float):
    near, far = shapely.box(0, 3e6, 1e5, 3.1e6), shapely.box(neighbour, 3e6, 3e5, 3.1e6)
    islet = shapely.box(5e5, 3e6, 5.2e5, 3.02e6)  # which both hold
    areas = np.array([shapely.MultiPolygon([area, islet]) for area in (near, far)])
    none = np.array([], dtype=object)
    coast = outlines(areas, none, none, []).coast
    assert shapely.length(coast).sum() == pytest.approx(MM * (2 * (3e5 + 1e5) + 4 * 2e4))
