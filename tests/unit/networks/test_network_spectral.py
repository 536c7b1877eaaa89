from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from made_up_flows import cycle, line, network, provincial_flows, star
from tanmai.core.errors import UnsolvableError
from tanmai.networks import (
    authority_score,
    build_transfer_network,
    hub_score,
    in_eigenvector,
    out_eigenvector,
    pagerank,
)


def test_eigenvector_of_a_star():
    # λ = √4 w; the middle is √4 times a leaf; Euclidean norm 1
    expected = {"A": 1 / np.sqrt(2), **dict.fromkeys("BCDE", 1 / np.sqrt(8))}
    assert in_eigenvector(star(4, 3.0)).to_dict() == pytest.approx(expected)
    assert out_eigenvector(star(4, 3.0)).to_dict() == pytest.approx(expected)


def test_eigenvector_of_a_cycle_is_even_though_its_eigenvalues_are_complex():
    assert in_eigenvector(cycle(4, 2.5)).tolist() == pytest.approx([0.5] * 4)


def test_eigenvector_reaches_a_region_that_sends_nothing():
    # λ = 2 in A ⇄ B; x_C = w_BC x_B / λ = x_B / 2
    graph = network(("A", "B", 2.0), ("B", "A", 2.0), ("B", "C", 1.0))
    assert in_eigenvector(graph).tolist() == pytest.approx([2 / 3, 2 / 3, 1 / 3])
    assert out_eigenvector(graph).tolist() == pytest.approx([1 / np.sqrt(2), 1 / np.sqrt(2), 0.0])


def test_a_region_that_only_sends_receives_from_nobody_important():
    graph = network(("A", "B", 2.0), ("B", "A", 2.0), ("C", "A", 9.0))
    assert in_eigenvector(graph)["C"] == 0.0
    assert out_eigenvector(graph)["C"] == pytest.approx(9 / 2 * out_eigenvector(graph)["A"])


def test_a_weaker_cycle_below_the_strongest_one():
    # λ = 3; below it x_C = (x_B + x_D) / 3 and x_D = x_C / 3, so x_C = 3/8 x_B, x_D = 1/8 x_B
    graph = network(
        ("A", "B", 3.0), ("B", "A", 3.0), ("B", "C", 1.0), ("C", "D", 1.0), ("D", "C", 1.0)
    )
    values = in_eigenvector(graph)
    assert (values / values["B"]).tolist() == pytest.approx([1, 1, 3 / 8, 1 / 8])
    assert np.linalg.norm(values) == pytest.approx(1.0)


def test_without_a_cycle_eigenvector_centrality_is_zero():
    assert in_eigenvector(line([1.0, 2.0])).tolist() == [0.0, 0.0, 0.0]


def test_two_equal_parts_have_no_one_eigenvector():
    graph = network(("A", "B", 1.0), ("B", "A", 1.0), ("C", "D", 1.0), ("D", "C", 1.0))
    with pytest.raises(UnsolvableError, match="not unique: two separate parts"):
        in_eigenvector(graph)
    with pytest.raises(UnsolvableError, match="Use PageRank"):
        out_eigenvector(graph)


def test_pagerank_of_a_star_by_hand():
    # p_A = 0.03 + 0.85 · 4 p_leaf and p_leaf = 0.03 + 0.85 p_A / 4
    middle = (0.03 + 0.85 * 4 * 0.03) / (1 - 0.85**2)
    values = pagerank(star(4, 3.0))
    assert values["A"] == pytest.approx(middle, rel=1e-12)
    assert values["B"] == pytest.approx((1 - middle) / 4, rel=1e-12)


def test_pagerank_follows_weights_and_spreads_what_a_sink_holds():
    # A sends 3/4 to B and 1/4 to C; B and C send nothing and pass on to all alike
    a, b, c = pagerank(network(("A", "B", 3.0), ("A", "C", 1.0)))
    base = 0.15 / 3 + 0.85 * (b + c) / 3
    assert a == pytest.approx(base, rel=1e-12)
    assert b == pytest.approx(base + 0.85 * 0.75 * a, rel=1e-12)
    assert a + b + c == pytest.approx(1.0)


def test_hits_of_senders_and_receivers():
    # w w' has the hubs A and B in the ratio of its leading eigenvector (2, 1)
    graph = network(("A", "C", 2.0), ("B", "C", 1.0))
    assert hub_score(graph).tolist() == pytest.approx([2 / 3, 1 / 3, 0.0])
    assert authority_score(graph).tolist() == [0.0, 0.0, 1.0]


def test_hits_is_one_where_the_leading_singular_value_is_not():
    # star: (w w')^k keeps equal scores equal, and w' then gives the middle half of all
    assert hub_score(star(4, 3.0)).tolist() == pytest.approx([0.2] * 5)
    assert authority_score(star(4, 3.0)).tolist() == pytest.approx([0.5, *[0.125] * 4])
    assert hub_score(cycle(5, 2.0)).tolist() == pytest.approx([0.2] * 5)


def test_hits_of_a_weaker_part_that_stands_apart_is_zero():
    graph = network(("A", "B", 5.0), ("C", "D", 1.0))
    assert hub_score(graph).tolist() == [1.0, 0.0, 0.0, 0.0]
    assert authority_score(graph).tolist() == [0.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("seed", range(3))
def test_dense_networks_agree_with_networkx(seed: int):
    graph = build_transfer_network(provincial_flows(seed))
    eigenvector = nx.eigenvector_centrality_numpy(graph, weight="weight")
    hubs, authorities = nx.hits(graph, nstart=dict.fromkeys(graph, 1.0))
    assert in_eigenvector(graph).to_dict() == pytest.approx(eigenvector, rel=1e-8)
    assert hub_score(graph).to_dict() == pytest.approx(hubs, rel=1e-8)
    assert authority_score(graph).to_dict() == pytest.approx(authorities, rel=1e-8)


def test_flows_of_very_different_size_keep_all_digits():
    graph = network(("A", "B", 1e9), ("B", "A", 1e9), ("B", "C", 1e-9), ("C", "A", 1e-9))
    values = in_eigenvector(graph)
    assert values["C"] / values["B"] == pytest.approx(1e-18, rel=1e-12)
