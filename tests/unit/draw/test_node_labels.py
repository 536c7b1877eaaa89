from itertools import combinations

import shapely

from tanmai.draw.labels import Node, place_labels

NODES = [Node(50.0 + 6 * i, 60.0 + 5 * (i % 3), 1.3) for i in range(8)]
NAMES = ["北京", "天津", "河北", "内蒙古", "Heilongjiang", "Jiangsu", "上海", "浙江"]


def test_names_overlap_neither_each_other_nor_a_node():
    labels = place_labels(NAMES, NODES, [], [])
    boxes = [shapely.box(*label.box) for label in labels]
    assert [label.text for label in labels] == NAMES
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    for node in NODES:
        disc = shapely.Point(node.x, node.y).buffer(node.radius)
        assert not any(box.intersects(disc) for box in boxes)


def test_a_name_stands_close_to_its_node():
    for label, node in zip(place_labels(NAMES, NODES, [], []), NODES, strict=True):
        assert shapely.box(*label.box).distance(shapely.Point(node.x, node.y)) < node.radius + 3.2


def test_a_name_keeps_off_what_is_drawn_and_boxes_when_it_can():
    band = shapely.LineString([(50, 60), (70, 64), (90, 60)]).buffer(1.25)
    taken = (20.0, 50.0, 49.0, 70.0)
    (label,) = place_labels(["江苏"], [Node(50.0, 60.0, 1.3)], [(band, 1.0)], [taken])
    box = shapely.box(*label.box)
    assert not box.intersects(band)
    assert not box.intersects(shapely.box(*taken))


def test_a_name_covers_what_counts_less():
    left, right = shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)
    (label,) = place_labels(["到达"], [Node(50.0, 50.0, 1.3)], [(left, 4.0), (right, 1.0)], [])
    assert label.x > 50
    (label,) = place_labels(["到达"], [Node(50.0, 50.0, 1.3)], [(left, 1.0), (right, 4.0)], [])
    assert label.x < 50
