from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from made_up_flows import flow_matrix, network, provincial_flows
from tanmai.core.errors import OptionError
from tanmai.networks import build_transfer_network, weighted_rich_club

# A sends 6, 3, 1 and B sends 5, 2, 1 to the three others; C and D send 1 each to A
CLUB = [[0, 6, 3, 1], [5, 0, 2, 1], [1, 0, 0, 0], [1, 0, 0, 0]]


def test_coefficients_by_hand():
    table = weighted_rich_club(build_transfer_network(flow_matrix(CLUB)))
    assert table["size"].tolist() == [2, 3, 4]
    assert table["last_member"].tolist() == ["B", "C", "D"]
    # the largest flows are 6, 5, 3, 2, 1, 1, 1, 1; the clubs hold 2, 5 and 8 flows
    assert table["coefficient"].tolist() == pytest.approx([11 / 11, 17 / 17, 20 / 20])
    swapped = [[0, 1, 3, 6], *CLUB[1:]]
    table = weighted_rich_club(build_transfer_network(flow_matrix(swapped)))
    assert table["coefficient"].tolist() == pytest.approx([6 / 11, 12 / 17, 20 / 20])


def test_the_null_is_the_mean_over_all_ways_to_send_the_same_flows():
    table = weighted_rich_club(build_transfer_network(flow_matrix(CLUB)), draws=4000)
    within = [a[0] + b[0] for a in permutations([6, 3, 1]) for b in permutations([5, 2, 1])]
    null = np.array(within) / 11
    assert table["null_mean"].iloc[0] == pytest.approx(null.mean(), rel=0.02)
    assert table["normalised"].iloc[0] == pytest.approx(1 / null.mean(), rel=0.02)
    # only one arrangement in nine has both largest flows within the club
    assert table["p_value"].iloc[0] == pytest.approx((null >= 1).mean(), abs=0.02)
    assert (null >= 1).mean() == pytest.approx(1 / 9)


def test_the_whole_network_is_no_club():
    table = weighted_rich_club(build_transfer_network(provincial_flows()), draws=50)
    assert table["size"].tolist() == list(range(2, 32))
    last = table.iloc[-1]
    assert last["coefficient"] == pytest.approx(1.0)
    assert last["normalised"] == pytest.approx(1.0)
    assert last["p_value"] == 1.0


def test_a_club_that_sends_all_it_can_within_is_told_from_chance():
    random = np.random.default_rng(3)
    values = random.uniform(1.0, 2.0, (12, 12))
    values[:4] *= 3.0
    values[:4, :4] *= 5.0
    table = weighted_rich_club(build_transfer_network(flow_matrix(values, "ABCDEFGHIJKL")), 200)
    club = table[table["size"] == 4].iloc[0]
    assert club["normalised"] > 1.5
    assert club["p_value"] == pytest.approx(1 / 201)


def test_the_same_seed_gives_the_same_table_and_another_seed_another():
    graph = build_transfer_network(provincial_flows())
    one = weighted_rich_club(graph, 60)
    pd.testing.assert_frame_equal(one, weighted_rich_club(graph, 60), check_exact=True)
    assert (one["null_mean"] != weighted_rich_club(graph, 60, seed=2)["null_mean"]).any()


def test_clubs_without_a_flow_have_no_row_and_no_network_none():
    graph = network(("A", "C", 3.0), ("B", "C", 2.0), ("C", "A", 1.0))
    assert weighted_rich_club(graph, 10)["size"].tolist() == [3]
    assert weighted_rich_club(build_transfer_network(flow_matrix(np.zeros((3, 3))))).empty


def test_no_draw_is_refused():
    with pytest.raises(OptionError, match="reshuffled networks is 0"):
        weighted_rich_club(build_transfer_network(provincial_flows()), draws=0)
