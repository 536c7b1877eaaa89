from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import cycle, flow_matrix, line, network, provincial_flows
from tanmai.networks import (
    build_transfer_network,
    density,
    mean_path_length,
    network_summary,
    reciprocity,
    top_share,
    weighted_reciprocity,
)

THREE = (("A", "B", 3.0), ("B", "A", 1.0), ("A", "C", 2.0))


def test_density_reciprocity_and_path_length_by_hand():
    graph = network(*THREE)
    assert density(graph) == pytest.approx(3 / 6)
    assert reciprocity(graph) == pytest.approx(2 / 3)
    assert weighted_reciprocity(graph) == pytest.approx((1 + 1) / 6)
    # A-B 1, A-C 1, B-A 1, B-C 2; C reaches none
    assert mean_path_length(graph) == pytest.approx(5 / 4)


def test_path_length_of_a_directed_cycle():
    assert mean_path_length(cycle(5, 7.0)) == pytest.approx((1 + 2 + 3 + 4) / 4)


def test_reciprocity_of_extremes():
    assert (reciprocity(line([1.0, 2.0])), weighted_reciprocity(line([1.0, 2.0]))) == (0.0, 0.0)
    symmetric = build_transfer_network(flow_matrix([[0, 2, 5], [2, 0, 1], [5, 1, 0]]))
    assert (reciprocity(symmetric), weighted_reciprocity(symmetric)) == (1.0, 1.0)


def test_summary_of_a_small_network():
    table = network_summary(network(*THREE)).set_index("measure")
    assert table["value"].to_dict() == pytest.approx(
        {
            "nodes": 3,
            "edges": 3,
            "weight_share_kept": 1,
            "total_weight": 6,
            "negative_flows_left_out": 0,
            "negative_flows_sum": 0,
            "density": 1 / 2,
            "mean_degree": 1,
            "mean_strength": 2,
            "reciprocity": 2 / 3,
            "weighted_reciprocity": 1 / 3,
            "mean_path_length": 5 / 4,
            "largest_strong_component": 2,
            "communities": 1,
            "modularity": 0,
        }
    )
    assert table.loc["total_weight", "unit"] == "Mt CO2"
    assert table.loc["density", "unit"] == "1"


def test_summary_shows_negative_flows_and_the_backbone():
    whole = build_transfer_network(flow_matrix([[0, 8, -0.5], [1, 0, 1], [0, 0, 0]]))
    table = network_summary(top_share(whole, 0.8)).set_index("measure")
    assert table.loc["negative_flows_left_out", "value"] == 1
    assert table.loc["negative_flows_sum", "value"] == -0.5
    assert table.loc["edges", "value"] == 1
    assert "1 of 3 flows" in table.loc["edges", "note_en"]
    assert "3 条流量中的 1 条" in table.loc["edges", "note_zh"]
    assert table.loc["weight_share_kept", "value"] == pytest.approx(0.8)


def test_summary_names_the_seed_and_leaves_nothing_empty():
    table = network_summary(build_transfer_network(provincial_flows()), seed=5)
    notes = table.set_index("measure").loc["communities"]
    assert notes["note_en"] == "Louvain method, seed 5"
    assert np.isfinite(table["value"]).all()
    assert table.astype(str).map(len).gt(0).all(axis=None)


def test_summary_of_no_flows_is_all_numbers():
    table = network_summary(build_transfer_network(flow_matrix([[1, 0], [0, 1]])))
    values = table.set_index("measure")["value"]
    assert np.isfinite(values).all()
    assert values["communities"] == 2
    assert values["mean_path_length"] == 0
