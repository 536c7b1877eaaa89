from itertools import combinations

import shapely

from tanmai.maps.arrows import Flow, Node, head, outline
from tanmai.maps.node_labels import place_labels

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


def test_a_name_keeps_off_arrows_and_boxes_when_it_can():
    node = Node(50.0, 60.0, 1.3)
    ends = [node, Node(90.0, 60.0, 1.3)]
    points = outline(Flow(0, 1, 2.5), ends, 0.1)
    (label,) = place_labels(["江苏"], [node], [points], [(20.0, 50.0, 49.0, 70.0)])
    box = shapely.box(*label.box)
    assert not box.intersects(shapely.Polygon(points))
    assert not box.intersects(shapely.box(20, 50, 49, 70))


def test_a_name_covers_a_band_rather_than_a_head():
    ends = [Node(20.0, 60.0, 1.3), Node(60.0, 60.0, 1.3)]
    arrow = outline(Flow(0, 1, 2.0), ends, 0.0)
    taken = [(58.0, 61.5, 80.0, 75.0), (58.0, 40.0, 80.0, 58.5), (61.5, 58.0, 80.0, 62.0)]
    labels = place_labels(["出发", "到达"], ends, [arrow], taken)
    box = shapely.box(*labels[1].box)
    assert box.intersection(shapely.Polygon(head(arrow))).area < 1
