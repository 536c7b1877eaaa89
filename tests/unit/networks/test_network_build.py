from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from made_up_flows import flow_matrix, provincial_flows
from tanmai.core.errors import LabelError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region
from tanmai.networks import build_transfer_network
from tanmai.networks.build import by_region, weight_matrix


def test_edges_are_the_flows_between_regions():
    graph = build_transfer_network(flow_matrix([[9, 2, 0], [0, 9, 4], [0, 0.5, 9]]))
    assert dict(graph.edges) == {
        ("A", "B"): {"weight": 2.0, "distance": 0.5},
        ("B", "C"): {"weight": 4.0, "distance": 0.25},
        ("C", "B"): {"weight": 0.5, "distance": 2.0},
    }
    assert graph.graph["unit"] == "Mt CO2"
    assert graph.graph["edges_in_network"] == 3
    assert graph.graph["weight_in_network"] == 6.5


def test_nodes_carry_names_and_points_in_the_order_of_the_flows():
    flows = provincial_flows()
    graph = build_transfer_network(flows)
    assert list(graph) == list(flows.codes)
    assert graph.nodes["610000"]["name_zh"] == "陕西"
    assert graph.nodes["610000"]["name_en"] == "Shaanxi"
    assert 105 < graph.nodes["610000"]["lon"] < 112
    assert 31 < graph.nodes["610000"]["lat"] < 40


def test_a_region_without_flows_is_a_node_and_one_without_a_point_has_none():
    graph = build_transfer_network(flow_matrix(np.zeros((2, 2))))
    assert list(graph) == ["A", "B"]
    assert graph.number_of_edges() == 0
    assert "lon" not in graph.nodes["A"]


def test_negative_flows_are_left_out_counted_and_summed():
    graph = build_transfer_network(flow_matrix([[-7, -0.5, 3], [1, 0, -0.25], [0, 0, 0]]))
    assert set(graph.edges) == {("A", "C"), ("B", "A")}
    assert graph.graph["negative_flows_left_out"] == 2
    assert graph.graph["negative_flows_sum"] == -0.75


def test_a_flow_too_small_for_a_distance_is_an_error():
    with pytest.raises(TableError, match=r"from A A省 to B B省 is 5e-324 Mt CO2, too small"):
        build_transfer_network(flow_matrix([[0, 5e-324], [0, 0]]))


def test_repeated_codes_and_no_regions_are_errors():
    twice = (Region("A", "甲", "A"), Region("A", "乙", "B"))
    with pytest.raises(LabelError, match="Region A appears more than once"):
        build_transfer_network(FlowMatrix(twice, np.zeros((2, 2)), "t"))
    with pytest.raises(LabelError, match="at least one region"):
        build_transfer_network(FlowMatrix((), np.zeros((0, 0)), "t"))


def test_matrix_is_in_the_order_of_codes_and_series_in_that_of_the_graph():
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edge("C", "A", weight=2.0)
    graph.add_edge("B", "A", weight=1.0)
    assert weight_matrix(graph).tolist() == [[0, 0, 0], [1, 0, 0], [2, 0, 0]]
    series = by_region(graph, np.array([10, 20, 30]), "x")
    assert series.to_dict() == {"C": 30, "A": 10, "B": 20}
    assert list(series.index) == ["C", "A", "B"]
