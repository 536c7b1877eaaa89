from __future__ import annotations

import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import (
    BACKBONES,
    build_transfer_network,
    disparity_filter,
    disparity_p_values,
    mean_threshold,
    top_share,
    whole_network,
)

FIVE = (("A", "B", 10.0), ("B", "C", 6.0), ("C", "A", 2.0), ("A", "C", 1.0), ("C", "B", 1.0))


def test_mean_threshold_keeps_flows_at_or_above_the_mean():
    graph = network(*FIVE, ("B", "A", 4.0))  # mean 24 / 6 = 4
    kept = mean_threshold(graph)
    assert set(kept.edges) == {("A", "B"), ("B", "C"), ("B", "A")}
    assert kept.graph["backbone"] == "mean_threshold"
    assert kept.graph["weight_share_kept"] == pytest.approx(20 / 24)
    assert "the mean of 4 Mt CO2" in kept.graph["backbone_en"]


def test_of_equal_flows_the_mean_threshold_keeps_all_in_spite_of_rounding():
    graph = network(("A", "B", 0.1), ("B", "C", 0.1), ("C", "A", 0.1))
    assert sum([0.1] * 3) / 3 > 0.1  # what a plain mean would compare with
    assert mean_threshold(graph).number_of_edges() == 3


@pytest.mark.parametrize(("share", "count"), [(0.01, 1), (0.5, 1), (0.51, 2), (0.8, 2), (1.0, 5)])
def test_top_share_keeps_the_fewest_of_the_largest_flows(share: float, count: int):
    kept = top_share(network(*FIVE), share)
    assert set(kept.edges) == {(i, j) for i, j, _ in FIVE[:count]}


def test_top_share_takes_equal_flows_in_the_order_of_their_codes():
    graph = network(("C", "A", 1.0), ("B", "A", 1.0), ("A", "C", 1.0), ("A", "B", 1.0))
    assert set(top_share(graph, 0.5).edges) == {("A", "B"), ("A", "C")}
    assert set(top_share(graph, 0.75).edges) == {("A", "B"), ("A", "C"), ("B", "A")}


def test_a_backbone_says_what_it_kept_in_both_languages():
    kept = top_share(network(*FIVE), 0.8)
    assert kept.graph["backbone_en"] == (
        "largest flows that together carry 80% of the total: 2 of 5 flows, 80.0% of the total"
    )
    assert "5 条流量中的 2 条，占总量的 80.0%" in kept.graph["backbone_zh"]
    assert kept.graph["edges_in_network"] == 5
    assert kept.graph["weight_in_network"] == 20.0


def test_disparity_p_values_by_hand():
    graph = network(("A", "B", 8.0), ("A", "C", 1.0), ("A", "D", 1.0), ("C", "B", 2.0))
    p = disparity_p_values(graph).set_index(["from", "to"])
    assert p.loc[("A", "B"), "p_out"] == pytest.approx((1 - 0.8) ** 2)
    assert p.loc[("A", "C"), "p_out"] == pytest.approx((1 - 0.1) ** 2)
    assert p.loc[("A", "B"), "p_in"] == pytest.approx((1 - 0.8) ** 1)
    assert p.loc[("C", "B"), "p_in"] == pytest.approx((1 - 0.2) ** 1)
    # an only edge is never significant at its own end
    assert p.loc[("C", "B"), "p_out"] == 1.0
    assert p.loc[("A", "D"), "p_in"] == 1.0


def test_disparity_filter_keeps_what_is_significant_at_either_end():
    graph = network(("A", "B", 8.0), ("A", "C", 1.0), ("A", "D", 1.0), ("C", "B", 2.0))
    kept = disparity_filter(graph, 0.05)
    assert set(kept.edges) == {("A", "B")}
    assert kept.edges["A", "B"]["p_out"] == pytest.approx(0.04)
    assert kept.edges["A", "B"]["p_in"] == pytest.approx(0.2)
    reversed_flows = network(("B", "A", 8.0), ("C", "A", 1.0), ("D", "A", 1.0), ("B", "C", 2.0))
    assert set(disparity_filter(reversed_flows, 0.05).edges) == {("B", "A")}


@pytest.mark.parametrize("name", BACKBONES)
def test_every_backbone_keeps_nodes_weights_and_its_name_and_leaves_the_network_alone(name: str):
    graph = build_transfer_network(provincial_flows())
    before = dict(graph.edges)
    kept = BACKBONES[name](graph)
    assert kept.graph["backbone"] == name
    assert dict(kept.nodes(data=True)) == dict(graph.nodes(data=True))
    assert all(
        data["weight"] == graph.edges[i, j]["weight"] for i, j, data in kept.edges(data=True)
    )
    kept.clear()
    assert dict(graph.edges) == before
    assert graph.graph["backbone"] == "none"


@pytest.mark.parametrize("name", BACKBONES)
def test_every_backbone_of_no_flows_is_empty(name: str):
    kept = BACKBONES[name](build_transfer_network(flow_matrix([[5, 0], [0, 5]])))
    assert list(kept) == ["A", "B"]
    assert kept.number_of_edges() == 0
    assert kept.graph["weight_share_kept"] == 1.0


@pytest.mark.parametrize("name", BACKBONES)
def test_a_backbone_of_a_backbone_is_refused(name: str):
    kept = top_share(network(*FIVE))
    with pytest.raises(OptionError, match=r"a backbone already \(largest flows"):
        BACKBONES[name](kept)


def test_whole_network_leaves_nothing_out():
    graph = network(*FIVE)
    assert dict(whole_network(graph).edges) == dict(graph.edges)


@pytest.mark.parametrize("value", [0.0, -0.1, 1.1, float("nan")])
def test_shares_and_significances_out_of_range_are_refused(value: float):
    graph = network(*FIVE)
    with pytest.raises(OptionError, match="give 0 < share ≤ 1"):
        top_share(graph, value)
    with pytest.raises(OptionError, match="give 0 < significance ≤ 1"):
        disparity_filter(graph, value)
