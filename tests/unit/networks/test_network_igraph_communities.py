from __future__ import annotations

import importlib
import random
from itertools import product

import numpy as np
import pandas as pd
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import (
    build_transfer_network,
    infomap_communities,
    leiden_communities,
    louvain_communities,
    modularity,
)

METHODS = [leiden_communities, infomap_communities]
TWO_TRIADS = (
    *((i, j, 1.0) for i, j in ["AB", "BC", "CA"]),
    *((i, j, 5.0) for i, j in ["DE", "EF", "FD"]),
    ("C", "D", 0.1),
    ("E", "A", 0.1),
)


@pytest.mark.parametrize("method", METHODS)
def test_without_igraph_the_message_names_the_extra(method, monkeypatch: pytest.MonkeyPatch):
    def missing(name: str) -> None:
        raise ImportError(f"No module named '{name}'")

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(OptionError, match=r"pip install 'tanmai\[communities\]'"):
        method(network(*TWO_TRIADS))


@pytest.mark.parametrize("method", METHODS)
def test_two_triads_are_two_communities_the_stronger_one_first(method):
    pytest.importorskip("igraph")
    communities = method(network(*TWO_TRIADS))
    assert communities.to_dict() == {"A": 2, "B": 2, "C": 2, "D": 1, "E": 1, "F": 1}
    assert communities.name == "community"


def test_leiden_finds_the_best_partition_of_a_small_network():
    pytest.importorskip("igraph")
    flows = provincial_flows(8, 6)
    graph = build_transfer_network(flows)
    best = max(
        modularity(graph, pd.Series([0, *labels], index=list(graph)))
        for labels in product(range(3), repeat=5)
    )
    found = max(modularity(graph, leiden_communities(graph, seed)) for seed in range(10))
    assert found == pytest.approx(best, abs=1e-7)


def test_leiden_is_no_worse_than_louvain_on_directed_weights():
    pytest.importorskip("igraph")
    graph = build_transfer_network(provincial_flows())
    leiden, louvain = (
        max(modularity(graph, method(graph, seed)) for seed in range(10))
        for method in (leiden_communities, louvain_communities)
    )
    assert leiden >= louvain - 1e-7


def test_infomap_sees_the_direction_of_the_flows():
    pytest.importorskip("igraph")
    # a walk stays in each ring of four; without the directions, B-F are as near as A-B
    rings = [("ABCD", 4.0), ("EFGH", 4.0)]
    ties = [(r[k - 1], r[k], w) for r, w in rings for k in range(4)]
    communities = infomap_communities(network(*ties, ("A", "E", 0.2), ("E", "A", 0.2)))
    assert communities.tolist() == [1, 1, 1, 1, 2, 2, 2, 2]


@pytest.mark.parametrize("method", METHODS)
def test_the_seed_is_all_that_chance_hangs_on(method):
    pytest.importorskip("igraph")
    graph = build_transfer_network(provincial_flows(1, 20))
    random.seed(5)
    before = random.getstate()
    one = method(graph, 3)
    assert random.getstate() == before
    random.seed(6)
    pd.testing.assert_series_equal(method(graph, 3), one)


def test_other_seeds_give_other_communities_and_the_same_seed_the_same():
    pytest.importorskip("igraph")
    graph = build_transfer_network(provincial_flows())
    runs = [[tuple(leiden_communities(graph, seed)) for seed in range(15)] for _ in range(2)]
    assert len(set(runs[0])) > 1
    assert runs[0] == runs[1]


@pytest.mark.parametrize("method", METHODS)
def test_without_flows_every_region_stands_alone(method):
    pytest.importorskip("igraph")
    graph = build_transfer_network(flow_matrix(np.zeros((3, 3))))
    assert method(graph).tolist() == [1, 2, 3]
