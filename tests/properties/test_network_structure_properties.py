from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from made_up_flows import flow_matrices
from tanmai.core.errors import UnsolvableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.networks import (
    block_densities,
    block_roles,
    build_transfer_network,
    connectedness,
    core_periphery,
    directed_clustering,
    efficiency,
    flow_changes,
    hierarchy,
    likeness,
    qap_correlation,
)


def _measures(flows: FlowMatrix) -> pd.DataFrame:
    return directed_clustering(build_transfer_network(flows))


@given(flow_matrices(), st.randoms(use_true_random=False))
def test_another_order_of_the_regions_changes_no_bit(flows: FlowMatrix, random):
    order = list(range(len(flows.regions)))
    random.shuffle(order)
    other = FlowMatrix(
        tuple(flows.regions[k] for k in order), flows.values[np.ix_(order, order)], flows.unit
    )
    table = _measures(flows)
    pd.testing.assert_frame_equal(_measures(other).loc[table.index], table, check_exact=True)


@given(flow_matrices(), st.sampled_from([2.0**-20, 2.0, 2.0**30]))
def test_a_larger_unit_changes_no_clustering(flows: FlowMatrix, factor: float):
    scaled = _measures(FlowMatrix(flows.regions, flows.values * factor, flows.unit))
    table = _measures(flows)
    np.testing.assert_allclose(scaled, table, rtol=1e-9, atol=1e-12)


@given(flow_matrices())
def test_shares_are_shares_and_no_value_is_missing(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    table = _measures(flows)
    assert np.isfinite(table.to_numpy()).all()
    assert ((table >= 0) & (table <= 1 + 1e-12)).all(axis=None)
    for degree in (connectedness, hierarchy, efficiency):
        assert 0.0 <= degree(graph) <= 1.0


@given(flow_matrices())
def test_a_fitted_core_explains_between_nothing_and_all(flows: FlowMatrix):
    graph = build_transfer_network(flows)
    assume(graph.number_of_edges() > 0)
    fitted = core_periphery(graph)
    assert -1e-9 <= fitted.share_explained <= 1 + 1e-12
    for side in ("out", "in"):
        coreness, core = fitted.coreness[f"{side}_coreness"], fitted.coreness[f"{side}_core"]
        assert (coreness >= 0).all()
        assert np.linalg.norm(coreness) == pytest.approx(1.0)
        assert core.any()
        assert not core.all()
        assert coreness[core].min() >= coreness[~core].max()


@given(flow_matrices(min_regions=3), st.data())
def test_blocks_account_for_every_flow(flows: FlowMatrix, data):
    graph = build_transfer_network(flows)
    labels = st.lists(st.integers(1, 3), min_size=len(graph), max_size=len(graph))
    blocks = pd.Series(data.draw(labels), index=list(graph))
    roles, densities = block_roles(graph, blocks), block_densities(graph, blocks)
    total = graph.graph["weight_in_network"]
    assert roles["within"].sum() + roles["sent"].sum() == pytest.approx(total)
    assert roles["sent"].sum() == pytest.approx(roles["received"].sum())
    sizes = roles["regions"].to_numpy()
    pairs = np.outer(sizes, sizes) - np.diag(sizes)
    assert (densities.to_numpy() * pairs).sum() == pytest.approx(total)


partitions = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=12)


@given(partitions)
def test_likeness_of_partitions_is_symmetrical_and_at_most_one(labels):
    one, other = (pd.Series([pair[k] for pair in labels]) for k in (0, 1))
    for value, least in zip(likeness(one, other), (-1.0, 0.0), strict=True):
        assert least <= value <= 1 + 1e-12
    assert likeness(other, one) == pytest.approx(likeness(one, other))
    assert likeness(one, one) == pytest.approx((1.0, 1.0))


@given(flow_matrices(min_regions=4), flow_matrices(min_regions=4))
def test_qap_is_symmetrical_and_its_p_values_share_the_ties(one: FlowMatrix, other: FlowMatrix):
    n = min(len(one.regions), len(other.regions))
    first, second = (
        build_transfer_network(FlowMatrix(f.regions[:n], f.values[:n, :n], f.unit))
        for f in (one, other)
    )
    try:
        found = qap_correlation(first, second, permutations=99)
    except UnsolvableError:
        assume(False)
        raise
    assert -1 - 1e-9 <= found.correlation <= 1 + 1e-9
    back = qap_correlation(second, first, permutations=99)
    assert back.correlation == pytest.approx(found.correlation, abs=1e-12)
    assert found.p_greater + found.p_less >= 1 + 1 / 100 - 1e-12
    assert min(found.p_greater, found.p_less) >= 1 / 100


@given(flow_matrices(), st.integers(0, 1000))
def test_changes_of_flows_undo_one_another(flows: FlowMatrix, seed: int):
    random = np.random.default_rng(seed)
    later = FlowMatrix(
        flows.regions, flows.values * random.integers(0, 3, flows.values.shape), "Mt CO2"
    )
    one, other = build_transfer_network(flows), build_transfer_network(later)
    forth, back = flow_changes({"a": one, "b": other}), flow_changes({"a": other, "b": one})
    assert forth["change_MtCO2"].sum() == pytest.approx(-back["change_MtCO2"].sum())
    turned = {"gained": "lost", "lost": "gained", "grown": "shrunk", "shrunk": "grown"}
    ends = ["from_adcode", "to_adcode"]
    became = forth.set_index(ends)["became"].map(lambda word: turned.get(word, word))
    pd.testing.assert_series_equal(became.sort_index(), back.set_index(ends)["became"].sort_index())
