from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from made_up_flows import cycle, flow_matrix, line, network, provincial_flows
from tanmai.core.errors import UnsolvableError
from tanmai.networks import (
    build_transfer_network,
    concor_blocks,
    connectedness,
    density,
    directed_clustering,
    efficiency,
    hierarchy,
    network_structure,
    top_share,
)

KINDS = ["cycle", "middleman", "in", "out", "all"]


def _row(graph, code):
    return directed_clustering(graph).loc[code].tolist()


def test_a_ring_of_three_is_all_cycle():
    table = directed_clustering(cycle(3, 4.0))
    assert table["clustering_cycle"].tolist() == [1.0, 1.0, 1.0]
    assert (table[["clustering_middleman", "clustering_in", "clustering_out"]] == 0).all(axis=None)
    # of a pair of partners, two directions could close the triangle, and one does
    assert table["clustering_all"].tolist() == pytest.approx([0.5] * 3)


def test_the_three_ends_of_a_transitive_triangle():
    graph = network(("A", "B", 2.0), ("B", "C", 3.0), ("A", "C", 5.0))
    # A sends to two that are tied, one way of the two possible; B is the middleman; C receives
    assert _row(graph, "A") == pytest.approx([0, 0, 0, 0.5, 0.5])
    assert _row(graph, "B") == pytest.approx([0, 1.0, 0, 0, 0.5])
    assert _row(graph, "C") == pytest.approx([0, 0, 0.5, 0, 0.5])


def test_the_strong_pair_of_partners_counts_more():
    # A sends to B, C, D; only B and C are tied: weights (8 + 1) of 2 · (8 + 1 + 1)
    graph = network(("A", "B", 8.0), ("A", "C", 1.0), ("A", "D", 1.0), ("B", "C", 7.0))
    expected = 0.5 * (8.0 + 1.0) / (10.0 * 2.0)
    assert directed_clustering(graph).loc["A", "clustering_out"] == pytest.approx(expected)


def test_a_complete_network_is_clustered_wholly_whatever_its_weights():
    table = directed_clustering(build_transfer_network(provincial_flows()))
    np.testing.assert_allclose(table, 1.0, rtol=1e-12)


def test_unweighted_it_is_fagiolos_coefficient_of_networkx():
    graph = top_share(build_transfer_network(provincial_flows()), 0.6)
    ones = nx.DiGraph(**graph.graph)
    ones.add_nodes_from(graph.nodes(data=True))
    ones.add_edges_from(graph.edges, weight=1.0, distance=1.0)
    table = directed_clustering(ones)
    assert table["clustering_all"].to_dict() == pytest.approx(nx.clustering(ones), abs=1e-12)


def test_every_kind_agrees_with_a_count_of_triangles():
    backbone = top_share(build_transfer_network(provincial_flows(4, 9)), 0.7)
    codes = sorted(backbone)
    w = nx.to_numpy_array(backbone, nodelist=codes, weight="weight")
    a = (w > 0).astype(float)
    for i, code in enumerate(codes):
        part, whole = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, 0.0)
        for j, k in permutations(set(range(len(codes))) - {i}, 2):
            # a triangle weighs the mean of the two flows at i, and may be closed by j → k
            for kind, at_j, at_k in (
                ("cycle", (k, i), (i, j)),
                ("middleman", (j, i), (i, k)),
                ("in", (j, i), (k, i)),
                ("out", (i, j), (i, k)),
            ):
                weight = (w[at_j] + w[at_k]) / 2 * a[at_j] * a[at_k]
                for name in (kind, "all"):
                    part[name] += weight * a[j, k]
                    whole[name] += weight
        expected = [part[kind] / whole[kind] if whole[kind] else 0.0 for kind in KINDS]
        assert _row(backbone, code) == pytest.approx(expected, abs=1e-12)


def test_where_no_triangle_is_possible_it_is_zero():
    assert (directed_clustering(line([1.0, 3.0, 2.0])) == 0).all(axis=None)
    assert (directed_clustering(build_transfer_network(flow_matrix(np.zeros((1, 1))))) == 0).all(
        axis=None
    )
    columns = directed_clustering(cycle(3, 1.0)).columns
    assert list(columns) == [f"clustering_{kind}" for kind in KINDS]


OUT_TREE = (("A", "B", 1.0), ("A", "C", 2.0), ("B", "D", 1.0), ("B", "E", 5.0))


def test_an_out_tree_is_the_perfect_hierarchy():
    graph = network(*OUT_TREE)
    assert (connectedness(graph), hierarchy(graph), efficiency(graph)) == (1.0, 1.0, 1.0)


def test_a_complete_network_is_connected_and_neither_hierarchical_nor_efficient():
    graph = build_transfer_network(provincial_flows())
    assert (connectedness(graph), hierarchy(graph), efficiency(graph)) == (1.0, 0.0, 0.0)


def test_each_degree_falls_with_what_violates_it():
    # A, B, C and D, E apart: 3 + 1 of 10 pairs are joined
    apart = network(("A", "B", 1.0), ("B", "C", 1.0), ("D", "E", 1.0))
    assert connectedness(apart) == pytest.approx(4 / 10)
    assert hierarchy(apart) == efficiency(apart) == 1.0
    # a way back from C makes A, B, C reach one another; D and E stay one-way: 3 of 4 pairs
    ring = network(("A", "B", 1.0), ("B", "C", 1.0), ("C", "A", 1.0), ("D", "E", 1.0))
    assert hierarchy(ring) == pytest.approx(1 - 3 / 4)
    # one flow more than the 2 + 1 that hold the parts together, of 4 + 1 possible
    assert efficiency(ring) == pytest.approx(1 - 1 / 5)
    assert efficiency(cycle(4, 1.0)) == pytest.approx(8 / 9)


def test_structure_of_a_network_in_tables():
    graph = top_share(build_transfer_network(provincial_flows(2)))
    found = network_structure(graph, seeds=range(3))
    summary = found.summary.set_index("measure")["value"]
    assert summary["regions"] == 31
    assert summary["flows"] == graph.number_of_edges()
    assert summary["density"] == density(graph)
    assert summary["blocks"] == len(found.blocks) == concor_blocks(graph).nunique()
    assert list(found.regions.index) == list(graph)
    assert not found.regions.isna().any(axis=None)
    assert " ".join(found.blocks["members"]).split() != []
    assert sorted(" ".join(found.blocks["members"]).split()) == sorted(graph)
    assert len(found.block_densities) == len(found.blocks) ** 2
    above = found.block_densities["density"] >= density(graph)
    assert (found.block_densities["image"] == above).all()
    assert not found.no_blocks


def test_a_network_of_full_symmetry_has_no_blocks_and_says_why():
    found = network_structure(cycle(4, 1.0), seeds=range(2))
    assert "CONCOR does not settle" in str(found.no_blocks)
    assert "block" not in found.regions
    assert "blocks" not in set(found.summary["measure"])
    assert found.blocks.empty
    assert found.block_densities.empty


def test_without_flows_there_is_no_structure():
    with pytest.raises(UnsolvableError, match="without flows"):
        network_structure(build_transfer_network(flow_matrix(np.zeros((3, 3)))))
