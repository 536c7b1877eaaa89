from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import flow_matrix, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import key_paths


def test_largest_flows_first_with_their_share_of_the_flows_between_regions():
    paths = key_paths(flow_matrix([[100, 1, 4], [3, 100, 0], [0, 2, 100]]), top=3)
    assert paths["rank"].tolist() == [1, 2, 3]
    assert paths["from_adcode"].tolist() == ["A", "B", "C"]
    assert paths["to_adcode"].tolist() == ["C", "A", "B"]
    assert paths["from_zh"].tolist() == ["A省", "B省", "C省"]
    assert paths["MtCO2"].tolist() == [4.0, 3.0, 2.0]
    assert paths["share_percent"].tolist() == pytest.approx([40.0, 30.0, 20.0])
    assert paths["cumulative_share_percent"].tolist() == pytest.approx([40.0, 70.0, 90.0])


def test_columns_are_those_of_the_file():
    assert list(key_paths(provincial_flows())) == [
        "rank",
        "from_adcode",
        "from_zh",
        "from_en",
        "to_adcode",
        "to_zh",
        "to_en",
        "MtCO2",
        "share_percent",
        "cumulative_share_percent",
    ]


def test_equal_flows_are_in_the_order_of_their_codes():
    flows = flow_matrix(np.ones((3, 3)), codes="CAB")
    pairs = key_paths(flows, top=6)[["from_adcode", "to_adcode"]].agg("".join, axis=1)
    assert pairs.tolist() == ["AB", "AC", "BA", "BC", "CA", "CB"]


def test_all_paths_carry_all_and_more_than_all_is_all():
    paths = key_paths(provincial_flows(), top=10_000)
    assert len(paths) == 31 * 30
    assert paths["cumulative_share_percent"].iloc[-1] == 100.0
    assert paths["MtCO2"].is_monotonic_decreasing


def test_negative_flows_are_no_paths_and_lower_no_total():
    paths = key_paths(flow_matrix([[0, 4, -3], [0, 0, 0], [1, 0, 0]]))
    assert paths["MtCO2"].tolist() == [4.0, 1.0]
    assert paths["share_percent"].tolist() == pytest.approx([80.0, 20.0])


def test_no_flows_give_an_empty_table():
    paths = key_paths(flow_matrix([[1, 0], [0, 1]]))
    assert len(paths) == 0
    assert "MtCO2" in paths


def test_less_than_one_path_is_refused():
    with pytest.raises(OptionError, match="number of key paths is 0; give 1 or more"):
        key_paths(provincial_flows(), top=0)
