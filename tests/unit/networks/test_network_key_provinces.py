from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import (
    KEY_PROVINCE_MEASURES,
    KEY_PROVINCE_RULE,
    build_transfer_network,
    centrality_table,
    composite_rank,
    key_province_sensitivity,
    key_provinces,
    key_ranks,
    left_out_note,
    ranks,
)


def test_mean_rank_of_chosen_measures_by_hand():
    # strength out: A 6, B 1, C 0; in: C 5, B 2, A 0
    graph = network(("A", "B", 2.0), ("A", "C", 4.0), ("B", "C", 1.0))
    table = key_provinces(graph, measures=("out_strength", "in_strength"))
    assert table.index.tolist() == ["A", "B", "C"]
    assert table["out_strength_rank"].tolist() == [1, 2, 3]
    assert table["in_strength_rank"].tolist() == [3, 2, 1]
    assert table["mean_rank"].tolist() == [2.0, 2.0, 2.0]
    assert table["key_rank"].tolist() == [1, 2, 3]


def test_ranks_of_weights_alone_are_those_of_the_network():
    flows = provincial_flows()
    weights = np.where(np.eye(len(flows.codes), dtype=bool), 0.0, np.maximum(flows.values, 0.0))
    order = np.argsort(flows.codes)
    table = key_provinces(build_transfer_network(flows))
    expected = table["key_rank"].loc[[flows.codes[at] for at in order]]
    assert key_ranks(weights[np.ix_(order, order)]).tolist() == expected.tolist()


def test_of_equal_means_the_stronger_comes_first_and_then_the_smaller_code():
    centralities = pd.DataFrame(
        {
            "betweenness": [0.0, 0.0, 0.0],
            "out_strength": [1.0, 1.0, 3.0],
            "in_strength": [1.0, 1.0, 3.0],
        },
        index=["B", "A", "C"],
    )
    table = composite_rank(centralities, ("betweenness",))
    assert table["mean_rank"].tolist() == [1.0, 1.0, 1.0]
    assert table["key_rank"].to_dict() == {"C": 1, "A": 2, "B": 3}


def test_every_measure_shows_its_rank_and_the_mean_is_theirs():
    graph = build_transfer_network(provincial_flows())
    table = key_provinces(graph)
    counted = [f"{measure}_rank" for measure in KEY_PROVINCE_MEASURES]
    assert list(table) == ["province_zh", "province_en", "key_rank", "mean_rank", *counted]
    assert table["key_rank"].tolist() == list(range(1, 32))
    assert table["mean_rank"].is_monotonic_increasing
    assert table["mean_rank"].tolist() == pytest.approx(table[counted].mean(axis=1).tolist())
    expected = ranks(centrality_table(graph)).loc[table.index, counted]
    pd.testing.assert_frame_equal(table[counted], expected)
    assert table.loc["610000", "province_zh"] == "陕西"


def test_the_hub_of_everything_is_the_key_province():
    values = [[0, 9, 1, 1], [9, 0, 9, 9], [1, 9, 0, 1], [1, 9, 1, 0]]
    table = key_provinces(build_transfer_network(flow_matrix(values)))
    assert table.index[0] == "B"
    assert table["mean_rank"].iloc[0] == 1.0


def test_an_unknown_measure_is_named_with_the_nearest_and_none_is_refused():
    graph = build_transfer_network(provincial_flows())
    with pytest.raises(OptionError, match=r"'betweeness' is not .* Did you mean 'betweenness'"):
        key_provinces(graph, measures=["betweeness"])
    with pytest.raises(OptionError, match="No measure of centrality is given"):
        key_provinces(graph, measures=[])


def test_the_rule_is_told_in_both_languages_with_its_number_of_measures():
    assert len(KEY_PROVINCE_MEASURES) == 7
    zh, en = KEY_PROVINCE_RULE.filled(place="").pair
    assert "seven measures" in en
    assert "七项指标" in zh


def test_a_measure_that_is_not_unique_is_left_out_with_a_line():
    pairs = [("A", "B", 1.0), ("B", "A", 1.0), ("C", "D", 1.0), ("D", "C", 1.0)]
    ranked = key_provinces(network(*pairs))
    assert not {"in_eigenvector_rank", "out_eigenvector_rank"} & set(ranked)
    counted = ranked[[f"{m}_rank" for m in KEY_PROVINCE_MEASURES if f"{m}_rank" in ranked]]
    assert counted.shape[1] == 5
    np.testing.assert_allclose(ranked["mean_rank"], counted.mean(axis=1))
    zh, en = left_out_note(ranked).pair
    assert en.startswith("Out-eigenvector and in-eigenvector centrality is left out: two separate")
    assert zh.startswith("流出、流入特征向量中心性未计入")
    assert left_out_note(key_provinces(network(*pairs, ("B", "C", 2.0), ("D", "A", 1.0)))) is None
    table = key_province_sensitivity(network(*pairs))
    assert "rank_without_pagerank" in table
    assert "rank_without_in_eigenvector" not in table
