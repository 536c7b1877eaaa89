from __future__ import annotations

from itertools import combinations
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import LabelError, OptionError
from tanmai.networks import (
    build_transfer_network,
    community_stability,
    likeness,
    louvain_communities,
    modularity,
)


def adjusted_rand_index(one: pd.Series, other: pd.Series) -> float:
    return likeness(one, other)[0]


def normalized_mutual_information(one: pd.Series, other: pd.Series) -> float:
    return likeness(one, other)[1]


MEASURES = [adjusted_rand_index, normalized_mutual_information]


def _partition(labels: str) -> pd.Series:
    return pd.Series(list(labels), index=[f"r{k}" for k in range(len(labels))])


def test_two_partitions_by_hand():
    # shared counts 2, 1 / 0, 3: pairs together 1 + 3, in the one 3 + 3, in the other 1 + 6, of 15
    one, other = _partition("aaabbb"), _partition("xxyyyy")
    expected = 6 * 7 / 15
    assert adjusted_rand_index(one, other) == pytest.approx((4 - expected) / (6.5 - expected))
    first, second = log(2), -(log(1 / 3) / 3 + log(2 / 3) * 2 / 3)
    joint = -(log(1 / 3) / 3 + log(1 / 6) / 6 + log(1 / 2) / 2)
    information = first + second - joint
    expected_nmi = 2 * information / (first + second)
    assert normalized_mutual_information(one, other) == pytest.approx(expected_nmi)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40))
def test_the_likeness_is_that_of_scikit_learn(labels):
    one, other = (list(each) for each in zip(*labels, strict=True))
    found = likeness(pd.Series(one), pd.Series(other))
    expected = adjusted_rand_score(one, other), normalized_mutual_info_score(one, other)
    assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("measure", MEASURES)
def test_the_same_partition_under_other_names_and_in_another_order(measure):
    one = _partition("aabbbc")
    other = one.map({"a": 7, "b": 1, "c": 3}).iloc[::-1]
    assert measure(one, other) == pytest.approx(1.0)
    assert measure(_partition("aaaa"), _partition("bbbb")) == 1.0
    assert measure(_partition("abcd"), _partition("wxyz")) == pytest.approx(1.0)


@pytest.mark.parametrize("measure", MEASURES)
def test_one_community_says_nothing_of_another_partition(measure):
    assert measure(_partition("aaaaaa"), _partition("xxxyyy")) == pytest.approx(0.0)


@pytest.mark.parametrize("measure", MEASURES)
def test_partitions_of_other_regions_are_refused(measure):
    with pytest.raises(LabelError, match="name the same regions"):
        measure(_partition("aab"), _partition("aabb"))
    twice = pd.Series([1, 1, 2], index=["r0", "r1", "r1"])
    with pytest.raises(LabelError, match="each once"):
        measure(twice, twice)


def test_clear_communities_are_the_same_with_every_seed():
    values = np.ones((8, 8))
    values[:4, :4] = values[4:, 4:] = 20.0
    found = community_stability(build_transfer_network(flow_matrix(values)), seeds=range(12))
    assert found.partitions == 1
    assert (found.mean_ari, found.mean_nmi) == (1.0, 1.0)
    assert found.modularity_min == found.modularity_max
    assert found.regions["community"].nunique() == 2
    assert (found.regions["stability"] == 1.0).all()
    expected = np.kron(np.eye(2), np.ones((4, 4)))
    np.testing.assert_array_equal(found.co_assignment, expected)


def test_stability_counts_the_seeds_one_by_one():
    codes = list("ABCD")
    found = {0: "1122", 1: "1122", 2: "1112", 3: "1222"}

    def method(_, seeds):
        for seed in seeds:
            yield pd.Series([int(label) for label in found[seed]], index=codes, name="community")

    ties = [("A", "B", 5.0), ("B", "A", 5.0), ("C", "D", 4.0), ("D", "C", 4.0), ("B", "C", 1.0)]
    graph = network(*ties)
    stability = community_stability(graph, method, found)
    assert stability.partitions == 3
    assert stability.regions["community"].tolist() == [1, 1, 2, 2]
    assert stability.co_assignment.loc["A"].tolist() == [1.0, 0.75, 0.25, 0.0]
    assert stability.co_assignment.loc["B"].tolist() == [0.75, 1.0, 0.5, 0.25]
    assert stability.regions["stability"].tolist() == [0.75, 0.75, 0.75, 0.75]
    series = list(method(graph, found))
    for mean, measure in ((stability.mean_ari, MEASURES[0]), (stability.mean_nmi, MEASURES[1])):
        expected = np.mean([measure(one, other) for one, other in combinations(series, 2)])
        assert mean == pytest.approx(expected)
    quality = [modularity(graph, partition) for partition in series]
    assert stability.modularity_min == pytest.approx(min(quality))
    assert stability.modularity_max == pytest.approx(max(quality))


def test_the_best_partition_is_shown_though_another_is_found_more_often():
    found = {0: [1, 1, 1, 2], 1: [1, 1, 1, 2], 2: [1, 1, 2, 2]}
    graph = network(("A", "B", 5.0), ("B", "A", 5.0), ("C", "D", 4.0), ("D", "C", 4.0))
    stability = community_stability(
        graph,
        lambda _, seeds: (pd.Series(found[seed], index=list("ABCD")) for seed in seeds),
        found,
    )
    assert stability.regions["community"].tolist() == [1, 1, 2, 2]
    assert stability.regions["stability"].tolist() == pytest.approx([1, 1, 1 / 3, 1 / 3])


def test_a_region_alone_is_stable_and_the_best_partition_is_shown():
    graph = build_transfer_network(provincial_flows(2, 12))
    stability = community_stability(graph, seeds=range(20))
    assert list(stability.regions.index) == list(graph)
    assert modularity(graph, stability.regions["community"]) == stability.modularity_max
    assert all(
        modularity(graph, louvain_communities(graph, seed)) <= stability.modularity_max
        for seed in range(20)
    )
    empty = build_transfer_network(flow_matrix(np.zeros((3, 3))))
    assert community_stability(empty, seeds=range(2)).regions["stability"].tolist() == [1, 1, 1]


def test_one_seed_says_nothing_of_stability():
    with pytest.raises(OptionError, match="number of seeds is 1; give 2"):
        community_stability(build_transfer_network(provincial_flows(1, 4)), seeds=[3])
