from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import (
    KEY_PROVINCE_MEASURES,
    KEY_PROVINCE_SENSITIVITY,
    SENSITIVITY_BACKBONES,
    build_transfer_network,
    key_province_sensitivity,
    key_provinces,
    number_of_key_regions,
    top_share,
)


@pytest.fixture(scope="module")
def graph():
    return build_transfer_network(provincial_flows())


@pytest.fixture(scope="module")
def table(graph):
    return key_province_sensitivity(graph, top=8)


def test_every_rank_is_the_one_that_key_provinces_gives(graph, table):
    assert table["key_rank"].tolist() == list(range(1, 32))
    assert table.index.tolist() == key_provinces(graph).index.tolist()
    for measure in KEY_PROVINCE_MEASURES:
        kept = [other for other in KEY_PROVINCE_MEASURES if other != measure]
        expected = key_provinces(graph, kept)["key_rank"]
        assert table[f"rank_without_{measure}"].to_dict() == expected.to_dict()
    for name, backbone in SENSITIVITY_BACKBONES.items():
        expected = key_provinces(backbone(graph))["key_rank"]
        assert table[f"rank_{name}"].to_dict() == expected.to_dict()


def test_ranges_and_flags_follow_from_the_ranks(table):
    groups = {
        "measures": [f"rank_without_{measure}" for measure in KEY_PROVINCE_MEASURES],
        "backbones": [f"rank_{name}" for name in SENSITIVITY_BACKBONES],
    }
    for code, row in table.iterrows():
        lows, highs = [], []
        for group, columns in groups.items():
            ranks = [row["key_rank"], *row[columns]]
            assert (row[f"min_rank_{group}"], row[f"max_rank_{group}"]) == (min(ranks), max(ranks))
            flag = "turns_on_threshold" if group == "backbones" else "turns_on_measures"
            assert row[flag] == (min(ranks) <= 8 < max(ranks)), code
            lows.append(min(ranks))
            highs.append(max(ranks))
        assert (row["min_rank"], row["max_rank"]) == (min(lows), max(highs))
    # the flags differ between regions, so that the test can tell
    assert 0 < table["turns_on_threshold"].sum() < 31
    assert 0 < table["turns_on_measures"].sum() < 31


def test_the_words_say_what_the_flags_say(table):
    for row in table.to_dict("records"):
        assert ("the threshold" in row["note_en"]) == row["turns_on_threshold"]
        assert ("阈值" in row["note_zh"]) == row["turns_on_threshold"]
        assert ("the measures" in row["note_en"]) == row["turns_on_measures"]
        assert ("指标" in row["note_zh"]) == row["turns_on_measures"]
        turns = row["turns_on_threshold"] or row["turns_on_measures"]
        assert row["note_en"].startswith("always among the first 8") == (row["max_rank"] <= 8)
        assert row["note_en"].startswith("never among") == (row["min_rank"] > 8 and not turns)
        assert row["note_zh"].startswith("始终位列前 8 名") == (row["max_rank"] <= 8)
        assert str(row["min_rank"]) in row["note_en"]
        assert f"第 {row['max_rank']} 名" in row["note_zh"]


def test_a_hub_of_everything_is_first_whatever_is_chosen():
    values = np.ones((6, 6))
    values[0] = values[:, 0] = 50.0
    values += np.random.default_rng(1).uniform(0, 0.5, (6, 6))
    row = key_province_sensitivity(build_transfer_network(flow_matrix(values)), top=3).iloc[0]
    assert row.name == "A"
    assert (row["min_rank"], row["max_rank"]) == (1, 1)
    assert row["note_en"] == "always among the first 3: rank 1"
    assert row["note_zh"] == "始终位列前 3 名：第 1 名"


def test_a_region_of_many_small_flows_turns_on_the_threshold():
    # A and B send each other one large flow; C to H send one another many small ones of
    # larger sum, which every share and the mean cut away
    values = np.full((8, 8), 3.0)
    values[:2] = values[:, :2] = 0.0
    values[0, 1], values[1, 0] = 14.0, 13.0
    values[3] *= 1.5
    graph = build_transfer_network(flow_matrix(values))
    table = key_province_sensitivity(graph, ("out_strength", "in_strength"), top=2)
    assert table.loc["A", "turns_on_threshold"]
    assert table.loc["A", "key_rank"] > 2
    assert table.loc["A", "rank_mean_threshold"] <= 2
    assert not table.loc["A", "turns_on_measures"]
    assert table.loc["A", "note_en"].startswith("depends on the threshold (in some cases among")


def test_the_rule_is_told_in_both_languages_with_the_number_of_backbones():
    assert len(SENSITIVITY_BACKBONES) == 7
    zh, _ = KEY_PROVINCE_SENSITIVITY.filled(top=2, place="地区").pair
    _, en = KEY_PROVINCE_SENSITIVITY.filled(top=2, place="region").pair
    assert "seven backbones" in en
    assert "where the region is among the first 2" in en
    assert "七种骨架" in zh
    assert "若一地区在部分骨架（或全网络）中位列前 2" in zh


def test_a_third_of_the_regions_count_as_key_ones_by_default(graph):
    assert [number_of_key_regions(m) for m in (1, 2, 8, 31, 300)] == [1, 1, 2, 10, 10]
    assert key_province_sensitivity(graph).equals(key_province_sensitivity(graph, top=10))


def test_too_few_measures_no_region_and_a_backbone_are_refused(graph):
    with pytest.raises(OptionError, match="two or more of them"):
        key_province_sensitivity(graph, ["pagerank"])
    with pytest.raises(OptionError, match="number of key provinces is 0"):
        key_province_sensitivity(graph, top=0)
    with pytest.raises(OptionError, match="backbone already"):
        key_province_sensitivity(top_share(graph))
    with pytest.raises(OptionError, match="'pagerang' is not a measure"):
        key_province_sensitivity(network(("A", "B", 1.0)), ["pagerang", "betweenness"])
