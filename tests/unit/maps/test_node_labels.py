from itertools import combinations

import shapely

from tanmai.maps.arrows import Node
from tanmai.maps.node_labels import place_labels

NODES = [Node(50.0 + 6 * i, 60.0 + 5 * (i % 3), 1.3) for i in range(8)]
NAMES = ["北京", "天津", "河北", "内蒙古", "Heilongjiang", "Jiangsu", "上海", "浙江"]


def test_names_overlap_neither_each_other_nor_a_node():
    labels = place_labels(NAMES, NODES, shapely.Polygon(), [])
    boxes = [shapely.box(*label.box) for label in labels]
    assert [label.text for label in labels] == NAMES
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    for node in NODES:
        disc = shapely.Point(node.x, node.y).buffer(node.radius)
        assert not any(box.intersects(disc) for box in boxes)


def test_a_name_stands_close_to_its_node():
    for label, node in zip(place_labels(NAMES, NODES, shapely.Polygon(), []), NODES, strict=True):
        assert shapely.box(*label.box).distance(shapely.Point(node.x, node.y)) < node.radius + 3.2


def test_a_name_keeps_off_arrows_and_boxes_when_it_can():
    node = Node(50.0, 60.0, 1.3)
    arrow = shapely.box(51, 58, 90, 62)
    (label,) = place_labels(["江苏"], [node], arrow, [(20.0, 50.0, 49.0, 70.0)])
    box = shapely.box(*label.box)
    assert box.intersection(arrow).area < 0.05
    assert not box.intersects(shapely.box(20, 50, 49, 70))
