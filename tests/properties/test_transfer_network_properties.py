from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from made_up_flows import flow_matrices
from tanmai.core.errors import UnsolvableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.networks import (
    BACKBONES,
    build_transfer_network,
    centrality_table,
    composite_rank,
    disparity_filter,
    disparity_p_values,
    edge_table,
    in_strength,
    key_paths,
    louvain_communities,
    mean_threshold,
    modularity,
    network_summary,
    out_strength,
    ranks,
    top_share,
    weighted_reciprocity,
)

PER_FLOW = ["in_strength", "out_strength", "in_closeness", "out_closeness"]


def _table(flows: FlowMatrix) -> pd.DataFrame:
    """Return the centralities; flows with two equal strongest parts are left aside."""
    try:
        return centrality_table(build_transfer_network(flows))
    except UnsolvableError:
        assume(False)
        raise


@given(flow_matrices(), st.randoms(use_true_random=False))
def test_another_order_of_the_regions_changes_no_bit(flows: FlowMatrix, random):
    order = list(range(len(flows.regions)))
    random.shuffle(order)
    other = FlowMatrix(
        tuple(flows.regions[k] for k in order), flows.values[np.ix_(order, order)], flows.unit
    )
    table = _table(flows)
    pd.testing.assert_frame_equal(_table(other).loc[table.index], table, check_exact=True)
    graph, other_graph = build_transfer_network(flows), build_transfer_network(other)
    communities = louvain_communities(graph)
    pd.testing.assert_series_equal(
        louvain_communities(other_graph).loc[communities.index], communities
    )
    pd.testing.assert_frame_equal(key_paths(flows), key_paths(other), check_exact=True)
    for backbone in BACKBONES.values():
        assert set(backbone(other_graph).edges) == set(backbone(graph).edges)


@given(flow_matrices(), st.randoms(use_true_random=False))
def test_relabelling_the_regions_permutes_the_measures_and_their_ranks(flows: FlowMatrix, random):
    # the same flows, other provinces: the values stay where they are
    regions = list(flows.regions)
    random.shuffle(regions)
    relabelled = FlowMatrix(tuple(regions), flows.values, flows.unit)
    table, other = _table(flows), _table(relabelled)
    np.testing.assert_allclose(other.to_numpy(), table.to_numpy(), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(ranks(other).to_numpy(), ranks(table).to_numpy())


@given(flow_matrices(), st.sampled_from([2.0**-20, 0.25, 2.0, 2.0**30]))
def test_a_larger_unit_scales_strength_and_closeness_and_nothing_else(
    flows: FlowMatrix, factor: float
):
    scaled = FlowMatrix(flows.regions, flows.values * factor, flows.unit)
    table, other = _table(flows), _table(scaled)
    np.testing.assert_allclose(other[PER_FLOW], table[PER_FLOW] * factor, rtol=1e-12)
    rest = table.columns.difference(PER_FLOW)
    np.testing.assert_allclose(other[rest], table[rest], rtol=1e-9, atol=1e-12)
    pd.testing.assert_frame_equal(ranks(other), ranks(table))
    pd.testing.assert_frame_equal(composite_rank(other), composite_rank(table))
    pd.testing.assert_series_equal(
        louvain_communities(build_transfer_network(scaled)),
        louvain_communities(build_transfer_network(flows)),
    )


@given(flow_matrices())
def test_strengths_sum_to_the_flows_between_regions(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    between = flows.values.sum() - np.trace(flows.values)
    assert out_strength(graph).sum() == pytest.approx(between)
    assert in_strength(graph).sum() == pytest.approx(between)
    assert graph.graph["weight_in_network"] == pytest.approx(between)
    assert edge_table(graph, graph)["MtCO2"].sum() == pytest.approx(between)


@given(flow_matrices())
def test_reversed_flows_swap_senders_and_receivers(flows: FlowMatrix):
    table = _table(flows)
    other = _table(FlowMatrix(flows.regions, flows.values.T, flows.unit))
    for name in ("degree", "strength", "closeness", "eigenvector"):
        np.testing.assert_allclose(other[f"in_{name}"], table[f"out_{name}"], rtol=1e-9)
    np.testing.assert_allclose(other["betweenness"], table["betweenness"], atol=1e-12)


@given(flow_matrices())
def test_measures_are_in_their_ranges(flows: FlowMatrix):
    table = _table(flows)
    assert np.isfinite(table.to_numpy()).all()
    assert (table >= 0).all(axis=None)
    assert (table["betweenness"] <= 1 + 1e-12).all()
    assert table["pagerank"].sum() == pytest.approx(1.0)
    has_flows = table["out_degree"].any()
    for score in ("hub_score", "authority_score"):
        assert table[score].sum() == pytest.approx(float(has_flows))
    for name in ("in_eigenvector", "out_eigenvector"):
        assert np.linalg.norm(table[name]) == pytest.approx(1.0) or not table[name].any()


@given(flow_matrices())
def test_eigenvectors_solve_their_equation(flows: FlowMatrix):
    table = _table(flows)
    w = flows.between_regions().values
    radius = max(abs(np.linalg.eigvals(w)))
    for x, matrix in ((table["in_eigenvector"], w.T), (table["out_eigenvector"], w)):
        if x.any():
            np.testing.assert_allclose(matrix @ x, radius * x, rtol=1e-6, atol=1e-9 * radius)
        else:
            assert nx.is_directed_acyclic_graph(build_transfer_network(flows))


@given(flow_matrices(), st.floats(0.01, 1.0))
def test_top_share_carries_the_share_and_not_one_flow_more(flows: FlowMatrix, share: float):
    graph = build_transfer_network(flows)
    assume(graph.number_of_edges() > 0)
    kept = [weight for _, _, weight in top_share(graph, share).edges(data="weight")]
    wanted = share * graph.graph["weight_in_network"]
    assert sum(kept) >= wanted * (1 - 1e-12)
    assert sum(kept) - min(kept) < wanted * (1 + 1e-12)
    left = [weight for _, _, weight in graph.edges(data="weight")]
    assert sorted(left, reverse=True)[: len(kept)] == sorted(kept, reverse=True)


@given(flow_matrices())
def test_mean_threshold_keeps_the_largest_flow_and_parts_the_rest_at_the_mean(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    assume(graph.number_of_edges() > 0)
    kept = mean_threshold(graph)
    mean = graph.graph["weight_in_network"] / graph.number_of_edges()
    assert kept.number_of_edges() > 0
    for i, j, weight in graph.edges(data="weight"):
        assert kept.has_edge(i, j) == (weight >= mean) or weight == pytest.approx(mean)


@given(flow_matrices(), st.floats(0.001, 1.0), st.floats(0.001, 1.0))
def test_disparity_p_values_are_probabilities_and_a_stricter_filter_keeps_less(
    flows: FlowMatrix, one: float, other: float
):
    graph = build_transfer_network(flows)
    p = disparity_p_values(graph)
    assert len(p) == graph.number_of_edges()
    assert p[["p_out", "p_in"]].map(lambda value: 0.0 <= value <= 1.0).all(axis=None)
    strict, lenient = sorted([one, other])
    few, many = disparity_filter(graph, strict), disparity_filter(graph, lenient)
    assert set(few.edges) <= set(many.edges)
    for i, j, data in few.edges(data=True):
        assert min(data["p_out"], data["p_in"]) < strict
        assert data["weight"] == graph.edges[i, j]["weight"]


@given(flow_matrices())
def test_communities_part_the_regions_and_are_no_worse_than_one(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    communities = louvain_communities(graph)
    count = communities.nunique()
    assert sorted(communities.unique()) == list(range(1, count + 1))
    assert -1e-7 <= modularity(graph, communities) <= 1.0
    strength = (in_strength(graph) + out_strength(graph)).groupby(communities).sum()
    assert (strength.diff().dropna() <= 1e-9).all()


@given(flow_matrices())
def test_summary_is_finite_and_shares_are_shares(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    values = network_summary(graph).set_index("measure")["value"]
    assert np.isfinite(values).all()
    shares = ["density", "reciprocity", "weighted_reciprocity", "weight_share_kept"]
    assert values[shares].between(0.0, 1.0).all()
    symmetric = FlowMatrix(flows.regions, flows.values + flows.values.T, flows.unit)
    if graph.number_of_edges():
        returned = weighted_reciprocity(build_transfer_network(symmetric))
        assert returned == pytest.approx(1.0)


@given(flow_matrices(), st.integers(1, 40))
def test_key_paths_are_the_largest_flows(flows: FlowMatrix, top: int):
    paths = key_paths(flows, top)
    values = flows.between_regions().values
    expected = np.sort(values[values > 0])[::-1][:top]
    assert paths["MtCO2"].tolist() == expected.tolist()
    assert paths["rank"].tolist() == list(range(1, len(expected) + 1))
    between = flows.to_frame()
    for row in paths.to_dict("records"):
        assert row["from_adcode"] != row["to_adcode"]
        assert between.loc[row["from_adcode"], row["to_adcode"]] == row["MtCO2"]
        assert row["share_percent"] == pytest.approx(100 * row["MtCO2"] / values.sum())
    np.testing.assert_allclose(
        paths["share_percent"].cumsum(), paths["cumulative_share_percent"], rtol=1e-12
    )
