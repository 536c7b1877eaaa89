from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import LabelError
from tanmai.networks import build_transfer_network, louvain_communities, modularity

TWO_TRIADS = (
    ("A", "B", 1.0),
    ("B", "C", 1.0),
    ("C", "A", 1.0),
    ("D", "E", 5.0),
    ("E", "F", 5.0),
    ("F", "D", 5.0),
    ("C", "D", 0.1),
)


def test_two_triads_are_two_communities_the_stronger_one_first():
    communities = louvain_communities(network(*TWO_TRIADS))
    assert communities.to_dict() == {"A": 2, "B": 2, "C": 2, "D": 1, "E": 1, "F": 1}


def test_equal_communities_are_numbered_by_their_smallest_code():
    graph = network(("A", "D", 1.0), ("D", "A", 1.0), ("B", "C", 1.0), ("C", "B", 1.0))
    assert louvain_communities(graph).to_dict() == {"A": 1, "B": 2, "C": 2, "D": 1}


def test_without_flows_every_region_stands_alone():
    graph = build_transfer_network(flow_matrix(np.zeros((3, 3))))
    communities = louvain_communities(graph)
    assert communities.tolist() == [1, 2, 3]
    assert modularity(graph, communities) == 0.0


def test_modularity_of_two_triads_by_hand():
    graph = network(*TWO_TRIADS)
    communities = louvain_communities(graph)
    weak, strong, total = 3.0, 15.0, 18.1
    expected = (weak + strong) / total - ((weak + 0.1) * weak + strong * (strong + 0.1)) / total**2
    assert modularity(graph, communities) == pytest.approx(expected)


def test_modularity_agrees_with_networkx_on_any_partition():
    graph = build_transfer_network(provincial_flows())
    communities = pd.Series(np.arange(31) % 4, index=list(graph))
    parts = [set(communities.index[communities == k]) for k in range(4)]
    expected = nx.community.modularity(graph, parts, weight="weight")
    assert modularity(graph, communities) == pytest.approx(expected, abs=1e-12)


def test_modularity_of_one_community_is_zero():
    graph = build_transfer_network(provincial_flows())
    assert modularity(graph, pd.Series(1, index=list(graph))) == pytest.approx(0.0, abs=1e-12)


def test_modularity_wants_a_community_for_each_region():
    graph = network(*TWO_TRIADS)
    with pytest.raises(LabelError, match="do not name each region"):
        modularity(graph, pd.Series(1, index=list("ABCDE")))


def test_louvain_finds_the_best_partition_of_a_small_network():
    graph = network(*TWO_TRIADS, ("B", "A", 2.0), ("F", "E", 1.0), ("E", "B", 0.5))
    best = max(
        modularity(graph, pd.Series([k >> i & 1 for i in range(6)], index=list("ABCDEF")))
        for k in range(2**6)
    )
    assert modularity(graph, louvain_communities(graph)) == pytest.approx(best)


def test_louvain_ends_where_rounding_makes_networkx_run_for_ever():
    # found by search: with these weights networkx 3.6.1 moves a region to and fro without end
    ties = [
        [0, 1, 0, 0, 1, 0, 1],
        [1, 0, 1, 1, 1, 1, 0],
        [0, 1, 0, 1, 0, 0, 0],
        [0, 1, 1, 0, 0, 1, 1],
        [1, 1, 0, 0, 0, 0, 0],
        [0, 1, 0, 1, 0, 0, 0],
        [1, 0, 0, 1, 0, 0, 0],
    ]
    graph = build_transfer_network(flow_matrix(ties))
    communities = louvain_communities(graph)
    assert communities.nunique() == 2
    assert modularity(graph, communities) > 0


def test_the_order_of_insertion_changes_no_community():
    graph = build_transfer_network(provincial_flows())
    shuffled: nx.DiGraph[str] = nx.DiGraph()
    shuffled.add_nodes_from(reversed(list(graph)))
    shuffled.add_edges_from(reversed(list(graph.edges(data=True))))
    communities = louvain_communities(shuffled)
    pd.testing.assert_series_equal(communities.loc[list(graph)], louvain_communities(graph))
