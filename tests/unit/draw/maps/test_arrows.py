from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tanmai.draw.labels import Node
from tanmai.draw.maps.arrow_layout import BENDS, NODE_CLEARANCE, arrange
from tanmai.draw.maps.arrows import Flow, curve, outline

bends = st.sampled_from(BENDS)
widths = st.floats(0.05, 3.0)
distances = st.floats(9.0, 120.0)


def _pair(distance: float, radius: float = 1.6) -> list[Node]:
    return [Node(20.0, 30.0, radius), Node(20.0 + 0.6 * distance, 30.0 + 0.8 * distance, radius)]


def _area(points: np.ndarray) -> shapely.Geometry:
    return shapely.Polygon(points).buffer(0)


@given(distances, bends)
def test_curve_is_symmetric(distance: float, bend: float):
    start, end = np.array([0.0, 0.0]), np.array([distance, 0.0])
    line = curve(start, end, bend)
    mirrored = np.column_stack([distance - line[::-1, 0], line[::-1, 1]])
    np.testing.assert_allclose(line, mirrored, atol=1e-9)


def test_both_directions_of_a_pair_lie_apart():
    a, b = np.array([0.0, 0.0]), np.array([10.0, 0.0])
    there, back = curve(a, b, 0.2), curve(b, a, 0.2)
    assert there[1:-1, 1].min() > 0 > back[1:-1, 1].max()


@given(distances, bends, widths)
def test_band_has_the_width_of_the_flow_all_along(distance: float, bend: float, width: float):
    nodes = _pair(distance)
    points = outline(Flow(0, 1, width), nodes, bend)
    count = (len(points) - 3) // 2
    left, right = points[:count], points[count + 3 :][::-1]
    np.testing.assert_allclose(np.linalg.norm(left - right, axis=1), width, rtol=1e-9)


@given(distances, bends, widths)
def test_arrow_leaves_from_its_first_node_and_points_at_its_last(
    distance: float, bend: float, width: float
):
    nodes = _pair(distance)
    points = outline(Flow(0, 1, width), nodes, bend)
    tip = points[len(points) // 2]
    assert np.linalg.norm(tip - nodes[1].centre) == pytest.approx(1.6 + 0.35, abs=0.05)
    arrow = _area(points)
    assert arrow.distance(shapely.Point(20, 30)) <= 1.6
    first, last = points[0], points[-1]
    for corner in (first, last):
        assert np.linalg.norm(corner - nodes[0].centre) <= 1.6 + 0.05


def test_area_of_bands_is_proportional_to_their_width():
    nodes = _pair(80.0, radius=1.0)

    def band(width: float) -> float:
        points = outline(Flow(0, 1, width), nodes, 0.2)
        count = (len(points) - 3) // 2
        return float(shapely.Polygon([*points[:count], *points[count + 3 :]]).area)

    ratio = band(1.0) / band(0.5)
    assert ratio == pytest.approx(2.0, rel=0.05)


LINE = tuple(Node(20.0 + 25 * i, 80.0, 1.2) for i in range(5))
STAR = (
    Node(80.0, 80.0, 1.6),
    *(Node(80 + 30 * np.cos(a), 80 + 30 * np.sin(a), 1.2) for a in np.arange(0, 6, 0.9)),
)
GRID = tuple(Node(30.0 + 22 * i, 50.0 + 22 * j, 1.3) for i in range(4) for j in range(3))


@pytest.mark.parametrize(
    ("nodes", "flows"),
    [
        (LINE, [(0, 4), (4, 0), (0, 2), (1, 3), (1, 4)]),
        (STAR, [(i, 0) for i in range(1, len(STAR))] + [(1, 4), (2, 6)]),
        (GRID, [(0, 11), (11, 0), (0, 3), (2, 11), (5, 6), (1, 10), (4, 7), (9, 0)]),
    ],
)
def test_no_arrow_passes_over_a_node_that_is_not_its_end(nodes, flows):
    drawn = tuple(Flow(a, b, 2.0 / (1 + n)) for n, (a, b) in enumerate(flows))
    layout = arrange(drawn, nodes)
    assert layout.crossed_nodes == 0
    for flow, bend in zip(drawn, layout.bends, strict=True):
        arrow = _area(outline(flow, list(nodes), bend))
        for number, node in enumerate(nodes):
            if number not in (flow.start, flow.end):
                distance = arrow.distance(shapely.Point(node.x, node.y))
                assert distance >= node.radius + NODE_CLEARANCE


def test_reciprocal_arrows_do_not_lie_on_each_other():
    nodes = (Node(30.0, 60.0, 1.3), Node(70.0, 90.0, 1.3))
    flows = (Flow(0, 1, 1.5), Flow(1, 0, 1.2))
    there, back = (
        outline(flow, list(nodes), bend)
        for flow, bend in zip(flows, arrange(flows, nodes).bends, strict=True)
    )
    middle = shapely.box(40, 65, 60, 85)
    overlap = _area(there).intersection(_area(back)).intersection(middle)
    assert overlap.area == 0


def test_two_arrows_take_the_best_of_all_their_curves():
    nodes = (Node(30, 60, 1.2), Node(80, 66, 1.2), Node(34, 66, 1.2), Node(76, 58, 1.2))
    flows = (Flow(0, 1, 2.0), Flow(2, 3, 1.5))
    length = [np.linalg.norm(nodes[f.start].centre - nodes[f.end].centre) for f in flows]
    shapes = [
        [_area(outline(flow, list(nodes), bend)).buffer(0.25) for bend in BENDS] for flow in flows
    ]

    def objective(one: int, other: int) -> float:
        crossed = sum(
            shape.distance(shapely.Point(nodes[i].x, nodes[i].y)) < 1.2 + NODE_CLEARANCE - 0.25
            for shape, foreign in ((shapes[0][one], (2, 3)), (shapes[1][other], (0, 1)))
            for i in foreign
        )
        flat = length[0] * BENDS[one] ** 2 + length[1] * BENDS[other] ** 2
        overlap = shapes[0][one].intersection(shapes[1][other]).area
        return float(overlap + 60 * crossed + 1.2 * flat)

    best = min(objective(i, j) for i in range(len(BENDS)) for j in range(len(BENDS)))
    layout = arrange(flows, nodes)
    chosen = objective(*(BENDS.index(bend) for bend in layout.bends))
    assert chosen == pytest.approx(best, rel=0.02)  # shapes are compared at 0.04 mm
    assert layout.objective == pytest.approx(best, rel=0.02)


def test_arrows_keep_off_a_box_that_is_taken():
    nodes = (Node(30.0, 60.0, 1.2), Node(90.0, 60.0, 1.2))
    free = arrange((Flow(0, 1, 1.0),), nodes).bends[0]
    taken = (40.0, 50.0, 80.0, 75.0) if free > 0 else (40.0, 45.0, 80.0, 70.0)
    kept = arrange((Flow(0, 1, 1.0),), nodes, (taken,)).bends[0]
    assert kept != free
    assert not _area(outline(Flow(0, 1, 1.0), list(nodes), kept)).intersects(
        shapely.box(*taken).buffer(-4)
    )


def test_arrows_keep_off_names_but_not_at_the_price_of_a_node():
    nodes = (Node(30.0, 60.0, 1.2), Node(90.0, 60.0, 1.2), Node(60.0, 57.0, 1.2))
    flows = (Flow(0, 1, 1.0),)
    free = arrange(flows, nodes)
    bent = _area(outline(flows[0], list(nodes), free.bends[0]))
    x, y = (bent.bounds[0] + bent.bounds[2]) / 2, (bent.bounds[1] + bent.bounds[3]) / 2
    name = (x - 4.0, y - 1.5, x + 4.0, y + 1.5)
    kept = arrange(flows, nodes, (), (name,))
    below = [
        _area(outline(flows[0], list(nodes), layout.bends[0])).intersection(shapely.box(*name)).area
        for layout in (free, kept)
    ]
    assert below[1] < below[0] / 4
    assert kept.crossed_nodes == 0
    assert kept.objective > free.objective


def test_arrangement_is_the_same_every_time():
    flows = tuple(Flow(0, i, 1.0) for i in range(1, 6))
    assert arrange(flows, GRID) == arrange(flows, tuple(replace(node) for node in GRID))


def test_many_arrows_have_fewer_curves_to_choose_from():
    flows = tuple(Flow(a, b, 0.3) for a in range(12) for b in range(12) if a != b)
    layout = arrange(flows[:31], GRID)
    assert len(layout.bends) == 31
    assert {abs(bend) for bend in layout.bends} <= {0.1, 0.22, 0.35, 0.52}
