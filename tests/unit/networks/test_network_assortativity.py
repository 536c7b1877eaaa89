from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from made_up_flows import cycle, flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError, UnsolvableError
from tanmai.networks import assortativity, build_transfer_network, top_share

FOUR = [(sender, receiver) for sender in ("out", "in") for receiver in ("out", "in")]


def test_strong_to_strong_is_1_and_strong_to_weak_is_minus_1():
    # 4 sends to 4, and 1 sends to 2
    together = network(("A", "B", 4.0), ("C", "E", 1.0), ("D", "E", 1.0))
    assert assortativity(together) == pytest.approx(1.0)
    # 6 sends to 3, and 4 sends to 8
    against = network(("A", "B", 3.0), ("A", "C", 3.0), ("D", "E", 4.0), ("F", "E", 4.0))
    assert assortativity(against) == pytest.approx(-1.0)


def test_it_is_the_weighted_correlation_over_the_flows():
    flows = provincial_flows().between_regions().values
    i, j = np.nonzero(flows)
    strengths = {"out": flows.sum(axis=1), "in": flows.sum(axis=0)}
    graph = build_transfer_network(provincial_flows())
    for sender, receiver in FOUR:
        covariance = np.cov(strengths[sender][i], strengths[receiver][j], aweights=flows[i, j])
        expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
        assert assortativity(graph, sender, receiver) == pytest.approx(expected, rel=1e-10)


def test_with_equal_weights_it_is_the_degree_assortativity_of_networkx():
    backbone = top_share(build_transfer_network(provincial_flows()), 0.6)
    nx.set_edge_attributes(backbone, 2.0, "weight")
    for sender, receiver in FOUR:
        expected = nx.degree_pearson_correlation_coefficient(backbone, sender, receiver)
        assert assortativity(backbone, sender, receiver) == pytest.approx(expected, abs=1e-12)


def test_equal_strengths_and_no_flows_have_no_assortativity():
    with pytest.raises(UnsolvableError, match="equally strong"):
        assortativity(cycle(4, 2.0))
    # A receives 4 and B 1, but what they send on is nothing, the same
    with pytest.raises(UnsolvableError, match="equally strong"):
        assortativity(network(("C", "A", 4.0), ("D", "B", 1.0)), "out", "out")
    with pytest.raises(UnsolvableError, match="Assortativity is undefined"):
        assortativity(build_transfer_network(flow_matrix(np.zeros((3, 3)))))


def test_an_unknown_side_is_refused():
    with pytest.raises(OptionError, match="'total' is no side"):
        assortativity(cycle(4, 2.0), "total")  # type: ignore[arg-type]
