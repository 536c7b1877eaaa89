from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from made_up_flows import cycle, flow_matrix, provincial_flows
from tanmai.core.errors import LabelError, OptionError, UnsolvableError
from tanmai.networks import (
    block_densities,
    block_matrix,
    block_roles,
    build_transfer_network,
    concor_blocks,
)

# A, B send to C, D and to E, F; C, D send to E, F; G, H send to A, B
POSITIONS = {"AB": "CDEF", "CD": "EF", "GH": "AB"}


def _positions(seed: int = 1) -> np.ndarray:
    values = np.random.default_rng(seed).uniform(0.0, 0.1, (8, 8))
    for senders, receivers in POSITIONS.items():
        for i in senders:
            for j in receivers:
                values["ABCDEFGH".index(i), "ABCDEFGH".index(j)] += 3.0
    return values


def test_regions_of_like_partners_are_a_block_though_nothing_flows_within():
    blocks = concor_blocks(build_transfer_network(flow_matrix(_positions())))
    assert [blocks[i] for i in "ACEG"] == [blocks[j] for j in "BDFH"]
    assert sorted(blocks[list("ACEG")]) == [1, 2, 3, 4]
    assert blocks["A"] == 1  # the strongest


@pytest.mark.parametrize("seed", range(8))
def test_the_first_split_is_that_of_the_iterated_correlations(seed: int):
    # on the definition: profiles without the pair's own cells, correlated till ±1
    flows = provincial_flows(seed, 9)
    values = flows.between_regions().values
    profiles = np.hstack([values, values.T])
    c = np.eye(9)
    for i, j in permutations(range(9), 2):
        keep = [k for k in range(18) if k % 9 not in (i, j)]
        c[i, j] = np.corrcoef(profiles[i, keep], profiles[j, keep])[0, 1]
    for _ in range(100):
        c = np.corrcoef(c)
    blocks = concor_blocks(build_transfer_network(flows), splits=1)
    assert ((blocks == blocks.iloc[0]).to_numpy() == (c[0] > 0)).all()
    assert blocks.nunique() == 2


def test_more_splits_only_divide_the_blocks_further():
    graph = build_transfer_network(provincial_flows())
    coarse, fine = concor_blocks(graph, 1), concor_blocks(graph, 3)
    assert coarse.nunique() == 2
    assert 4 < fine.nunique() <= 8
    assert pd.crosstab(fine, coarse).gt(0).sum(axis=1).eq(1).all()


def test_regions_without_flows_and_pairs_are_not_split():
    blocks = concor_blocks(build_transfer_network(flow_matrix(np.zeros((2, 2)))))
    assert blocks.tolist() == [1, 1]
    same = concor_blocks(build_transfer_network(flow_matrix([[0, 1], [2, 0]])))
    assert same.tolist() == [1, 1]


def test_densities_by_hand():
    graph = build_transfer_network(
        flow_matrix([[0, 4, 1, 2], [6, 0, 3, 0], [0, 0, 0, 0], [8, 0, 0, 0]])
    )
    blocks = pd.Series([1, 1, 2, 3], index=list("ABCD"))
    expected = [[10 / 2, 4 / 2, 2 / 2], [0, 0, 0], [8 / 2, 0, 0]]
    densities = block_densities(graph, blocks)
    assert densities.to_numpy().tolist() == expected
    assert densities.index.tolist() == densities.columns.tolist() == [1, 2, 3]


def test_the_density_matrix_counts_flows_and_its_image_the_dense_pairs():
    graph = build_transfer_network(
        flow_matrix([[0, 4, 1, 2], [6, 0, 3, 0], [0, 0, 0, 0], [8, 0, 0, 0]])
    )
    matrix = block_matrix(graph, pd.Series([1, 1, 2, 3], index=list("ABCD")))
    assert list(zip(matrix["from_block"], matrix["to_block"], strict=True)) == [
        (i, j) for i in (1, 2, 3) for j in (1, 2, 3)
    ]
    # of 12 pairs 6 have a flow: a density of a half
    assert matrix["density"].tolist() == [1, 1, 0.5, 0, 0, 0, 0.5, 0, 0]
    assert matrix["image"].tolist() == [1, 1, 1, 0, 0, 0, 1, 0, 0]
    assert matrix["mean_MtCO2"].tolist() == [5, 2, 1, 0, 0, 0, 4, 0, 0]


def test_a_block_without_flows_is_isolated():
    blocks = pd.Series([1, 1, 2, 2], index=list("ABCD"))
    graph = build_transfer_network(flow_matrix([[0, 1, 0, 0], [1, 0, 0, 0], [0] * 4, [0] * 4]))
    assert block_roles(graph, blocks)["role"].tolist() == ["bidirectional_spillover", "isolated"]


def test_roles_by_hand():
    # two of six a block; expected within: 1 / 5 of what is sent
    values = np.zeros((6, 6))
    values[0, 1] = values[1, 0] = 5.0  # A, B keep 10 of 12 and receive 20
    values[0, 2] = 2.0
    values[2, 0] = values[3, 1] = 10.0  # C, D keep nothing, send 20 and receive 2 + 1
    values[4, 5] = values[5, 4] = 4.0  # E, F keep 8 of 9, send 1, receive none
    values[4, 3] = 1.0
    blocks = pd.Series([1, 1, 2, 2, 3, 3], index=list("ABCDEF"))
    roles = block_roles(build_transfer_network(flow_matrix(values)), blocks)
    assert roles["within"].tolist() == [10.0, 0.0, 8.0]
    assert roles["sent"].tolist() == [2.0, 20.0, 1.0]
    assert roles["received"].tolist() == [20.0, 3.0, 0.0]
    assert roles["expected_share_within"].tolist() == pytest.approx([0.2] * 3)
    assert roles["share_within"].tolist() == pytest.approx([10 / 12, 0.0, 8 / 9])
    assert roles["role"].tolist() == ["net_beneficiary", "net_spillover", "bidirectional_spillover"]
    assert roles["role_zh"].tolist() == ["净受益", "净溢出", "双向溢出"]


def test_a_block_that_passes_on_what_it_receives_is_a_broker():
    values = [[0, 0, 6, 0], [0, 0, 0, 6], [0, 0, 0, 0], [3, 3, 0, 0]]
    blocks = pd.Series([1, 1, 2, 3], index=list("ABCD"))
    roles = block_roles(build_transfer_network(flow_matrix(values)), blocks)
    assert roles.loc[1, "role"] == "net_spillover"
    passing = [[0, 0, 3, 0], [0, 0, 0, 3], [0, 0, 0, 0], [3, 3, 0, 0]]
    roles = block_roles(build_transfer_network(flow_matrix(passing)), blocks)
    assert roles.loc[1, "role"] == "broker"


def test_what_cannot_be_split_or_named_is_refused():
    with pytest.raises(OptionError, match="rounds of splitting is 0"):
        concor_blocks(cycle(4, 1.0), splits=0)
    graph = build_transfer_network(provincial_flows(1, 4))
    for function in (block_densities, block_roles):
        with pytest.raises(LabelError, match="do not name each region"):
            function(graph, pd.Series([1, 1], index=list(graph)[:2]))


@pytest.mark.parametrize("regions", [5, 6, 9])
def test_between_regions_that_are_all_alike_nothing_is_decided(regions: int):
    with pytest.raises(UnsolvableError, match="CONCOR does not settle"):
        concor_blocks(cycle(regions, 1.0))
