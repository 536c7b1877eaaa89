from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import cycle, flow_matrix, network, provincial_flows
from tanmai.networks import build_transfer_network, flow_distribution, flow_diversity, gini


def test_entropy_of_a_sender_by_hand():
    # A sends 1/2, 1/4, 1/4: 1.5 bits
    graph = network(("A", "B", 2.0), ("A", "C", 1.0), ("A", "D", 1.0), ("B", "C", 5.0))
    table = flow_diversity(graph)
    assert table.loc["A", "out_entropy"] == pytest.approx(1.5 * np.log(2))
    assert table.loc["A", "out_partners"] == pytest.approx(2**1.5)
    assert table.loc["A", "out_diversity"] == pytest.approx(1.5 * np.log(2) / np.log(3))
    assert table.loc["B", ["out_entropy", "out_partners"]].tolist() == [0.0, 1.0]
    assert (table.loc["D", ["out_entropy", "out_partners", "out_diversity"]] == 0).all()
    # C receives 1 from A and 5 from B
    expected = -(1 / 6 * np.log(1 / 6) + 5 / 6 * np.log(5 / 6))
    assert table.loc["C", "in_entropy"] == pytest.approx(expected)


def test_equal_flows_to_all_are_of_diversity_one():
    table = flow_diversity(build_transfer_network(flow_matrix(np.ones((5, 5)))))
    assert table["out_diversity"].tolist() == pytest.approx([1.0] * 5)
    assert table["in_partners"].tolist() == pytest.approx([4.0] * 5)


def test_distribution_of_four_flows_by_hand():
    graph = network(("A", "B", 4.0), ("B", "C", 3.0), ("C", "A", 2.0), ("A", "C", 1.0))
    values = flow_distribution(graph)
    assert values[["flows", "mean", "median", "largest"]].tolist() == [4.0, 2.5, 2.5, 4.0]
    assert values["coefficient_of_variation"] == pytest.approx(np.sqrt(1.25) / 2.5)
    # (−3 · 1 − 1 · 2 + 1 · 3 + 3 · 4) / (4 · 10)
    assert values["gini"] == pytest.approx(10 / 40)
    # out-strengths 5, 3, 2 and in-strengths 2, 4, 4
    assert values["gini_out_strength"] == pytest.approx((-2 * 2 + 2 * 5) / 30)
    assert values["gini_in_strength"] == pytest.approx((-2 * 2 + 2 * 4) / 30)
    assert values["herfindahl"] == pytest.approx(0.30)
    assert values[["flows_for_half", "flows_for_80_percent"]].tolist() == [2.0, 3.0]
    p = np.array([0.4, 0.3, 0.2, 0.1])
    assert values["entropy"] == pytest.approx(-(p * np.log(p)).sum())
    assert values["relative_entropy"] == pytest.approx(-(p * np.log(p)).sum() / np.log(6))
    sender, receiver = np.array([0.5, 0.3, 0.2, 0.5]), np.array([0.4, 0.4, 0.2, 0.4])
    information = (p * np.log(p / (sender * receiver))).sum()
    assert values["mutual_information"] == pytest.approx(information)


def test_a_share_that_is_reached_exactly_needs_no_flow_more():
    graph = network(("A", "B", 5.0), ("B", "C", 3.0), ("C", "A", 1.0), ("A", "C", 1.0))
    values = flow_distribution(graph)
    assert values[["flows_for_half", "flows_for_80_percent"]].tolist() == [1.0, 2.0]


def test_in_a_ring_the_sender_says_all_of_the_receiver():
    values = flow_distribution(cycle(4, 2.0))
    assert values["mutual_information"] == pytest.approx(np.log(4))
    assert values["gini"] == pytest.approx(0.0, abs=1e-15)


def test_the_unit_of_the_flows_changes_only_their_sizes():
    flows = provincial_flows()
    values = flow_distribution(build_transfer_network(flows))
    flows.values[:] *= 1e6
    larger = flow_distribution(build_transfer_network(flows))
    sizes = ["mean", "median", "largest"]
    assert (larger[sizes] / values[sizes]).tolist() == pytest.approx([1e6] * 3)
    rest = values.index.difference(sizes)
    assert larger[rest].tolist() == pytest.approx(values[rest].tolist())


def test_gini_from_equal_to_one_who_has_all():
    assert gini(np.array([2.0, 2.0, 2.0])) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0])) == pytest.approx(3 / 4)
    assert gini(np.zeros(3)) == 0.0
    x = np.random.default_rng(1).lognormal(size=20)
    expected = np.abs(x[:, None] - x[None, :]).sum() / (2 * len(x) ** 2 * x.mean())
    assert gini(x) == pytest.approx(expected)


@pytest.mark.parametrize("regions", [1, 2, 4])
def test_without_flows_all_is_zero(regions: int):
    graph = build_transfer_network(flow_matrix(np.zeros((regions, regions))))
    assert (flow_distribution(graph) == 0).all()
    assert (flow_diversity(graph) == 0).all(axis=None)
