from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from made_up_flows import cycle, line, network, provincial_flows, star
from tanmai.networks import (
    betweenness,
    build_transfer_network,
    centrality_table,
    in_closeness,
    in_degree,
    in_strength,
    out_closeness,
    out_degree,
    out_strength,
    ranks,
)


def test_degree_and_strength_of_senders_and_receivers():
    graph = network(("A", "B", 3.0), ("A", "C", 4.0), ("C", "B", 0.5))
    assert out_degree(graph).to_dict() == {"A": 2, "B": 0, "C": 1}
    assert in_degree(graph).to_dict() == {"A": 0, "B": 2, "C": 1}
    assert out_strength(graph).to_dict() == {"A": 7.0, "B": 0.0, "C": 0.5}
    assert in_strength(graph).to_dict() == {"A": 0.0, "B": 3.5, "C": 4.0}


def test_betweenness_of_a_line():
    # of the (4 − 1)(4 − 2) ordered pairs, two pass B and two pass C
    values = betweenness(line([1.0, 1.0, 1.0]))
    assert values.to_dict() == pytest.approx({"A": 0.0, "B": 1 / 3, "C": 1 / 3, "D": 0.0})


def test_the_middle_of_a_star_is_between_all_leaves():
    assert betweenness(star(4, 3.0)).to_dict() == {"A": 1.0, "B": 0, "C": 0, "D": 0, "E": 0}


@pytest.mark.parametrize("seed", range(6))
def test_betweenness_is_that_of_all_edges(seed):
    random = np.random.default_rng(seed)
    weights = random.integers(0, 4, (9, 9)) if seed % 2 else random.lognormal(0, 2, (9, 9))
    edges = [(f"{i}", f"{j}", float(weights[i, j])) for i, j in np.argwhere(weights) if i != j]
    graph = network(*edges)
    every = nx.betweenness_centrality(graph, weight="distance")
    assert betweenness(graph).to_dict() == pytest.approx(every, abs=1e-15)


def test_equal_routes_share_betweenness():
    graph = network(("A", "B", 2.0), ("B", "D", 2.0), ("A", "C", 2.0), ("C", "D", 2.0))
    assert betweenness(graph).to_dict() == pytest.approx({"A": 0, "B": 1 / 12, "C": 1 / 12, "D": 0})


def test_strength_is_not_taken_for_distance():
    # 1/10 + 1/10 < 1/1: the way through B is the short one; with strength as
    # distance, or without weights, the direct way would be, and B would be between none
    graph = network(("A", "B", 10.0), ("B", "C", 10.0), ("A", "C", 1.0))
    assert betweenness(graph)["B"] == 0.5
    assert nx.betweenness_centrality(graph, weight="weight")["B"] == 0.0
    assert nx.betweenness_centrality(graph)["B"] == 0.0
    # distances to C: 0.2 from A, 0.1 from B
    assert in_closeness(graph)["C"] == pytest.approx(2 / 0.3)
    assert nx.closeness_centrality(graph, distance="weight")["C"] != pytest.approx(2 / 0.3)


def test_closeness_of_a_line_counts_only_what_is_reached():
    graph = line([2.0, 2.0, 2.0])  # every step is 0.5 long
    assert in_closeness(graph).to_dict() == pytest.approx(
        {"A": 0.0, "B": (1 / 3) * 1 / 0.5, "C": (2 / 3) * 2 / 1.5, "D": 3 / 3.0}
    )
    assert out_closeness(graph).to_dict() == pytest.approx(
        {"A": 3 / 3.0, "B": (2 / 3) * 2 / 1.5, "C": (1 / 3) * 1 / 0.5, "D": 0.0}
    )


def test_closeness_is_in_the_unit_of_the_flows():
    assert in_closeness(cycle(3, 8.0)).tolist() == pytest.approx([2 / (3 / 8)] * 3)


def test_table_has_every_measure_on_the_codes_and_no_nan():
    flows = provincial_flows()
    flows.values[25] = 0.0  # Tibet has no inventory, so that it sends nothing
    table = centrality_table(build_transfer_network(flows))
    assert list(table.index) == list(flows.codes)
    assert list(table.columns) == [
        "in_degree",
        "out_degree",
        "in_strength",
        "out_strength",
        "betweenness",
        "in_closeness",
        "out_closeness",
        "in_eigenvector",
        "out_eigenvector",
        "pagerank",
        "hub_score",
        "authority_score",
    ]
    assert np.isfinite(table.to_numpy()).all()
    tibet = table.loc["540000"]
    silent = ["out_degree", "out_strength", "out_closeness", "out_eigenvector", "hub_score"]
    assert (tibet[silent] == 0).all()
    assert (tibet.drop([*silent, "betweenness"]) > 0).all()


def test_a_network_without_flows_has_a_table_of_zeros_and_equal_pagerank():
    table = centrality_table(network(codes="ABCD"))
    assert (table["pagerank"] == 0.25).all()
    assert (table.drop(columns="pagerank") == 0).all(axis=None)


def test_one_region_alone():
    table = centrality_table(network(codes="A"))
    assert table.loc["A", "pagerank"] == 1.0
    assert np.isfinite(table.to_numpy()).all()


def test_the_order_of_insertion_changes_no_bit():
    graph = build_transfer_network(provincial_flows())
    shuffled: nx.DiGraph[str] = nx.DiGraph(**graph.graph)
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(graph.edges(data=True))))
    table = centrality_table(shuffled)
    assert list(table.index) == list(reversed(list(graph)))
    pd.testing.assert_frame_equal(table.loc[list(graph)], centrality_table(graph), check_exact=True)


def test_ranks_share_the_best_place_among_equals():
    measures = pd.DataFrame({"x": [0.3, 0.1 + 0.2, 0.5, 0.0]}, index=list("ABCD"))
    table = ranks(measures)
    assert table["x_rank"].to_dict() == {"A": 2, "B": 2, "C": 1, "D": 4}


def test_ranks_tell_apart_the_tenth_digit_but_not_the_twelfth():
    measures = pd.DataFrame({"x": [1.0, 1.0 + 2e-9, 1.0 + 1e-12]}, index=list("ABC"))
    assert ranks(measures)["x_rank"].to_dict() == {"A": 2, "B": 1, "C": 2}


@pytest.mark.parametrize("times", [1.0, 3.0, 7.0, 1e-9, 1e9, 1 / 3])
def test_betweenness_is_the_same_in_any_unit(times):
    edges = [("A", "B", 10.0), ("B", "D", 10.0), ("A", "D", 5.0), ("A", "C", 6.0), ("C", "D", 30.0)]
    flows = nx.DiGraph()
    flows.add_weighted_edges_from([(a, b, w * times) for a, b, w in edges])
    # 1/10 + 1/10 = 1/5 = 1/6 + 1/30: three ways from A to D are equally short
    expected = {"A": 0.0, "B": 1 / 18, "C": 1 / 18, "D": 0.0}
    assert betweenness(flows).to_dict() == pytest.approx(expected, abs=1e-15)
