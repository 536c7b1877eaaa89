from __future__ import annotations

import numpy as np
import pytest

from made_up_flows import network, provincial_flows
from tanmai.core.errors import LabelError
from tanmai.networks import (
    build_transfer_network,
    centrality_table,
    edge_table,
    key_provinces,
    louvain_communities,
    node_table,
    top_share,
)


def test_nodes_have_names_measures_with_units_community_and_ranks():
    graph = build_transfer_network(provincial_flows())
    table = node_table(graph)
    measures = centrality_table(graph)
    with_unit = ["in_strength", "out_strength", "in_closeness", "out_closeness"]
    headers = [f"{name}_MtCO2" if name in with_unit else name for name in measures]
    assert list(table) == [
        "adcode",
        "province_zh",
        "province_en",
        *headers,
        "community",
        "community_zh",
        "community_en",
        "key_rank",
        "mean_rank",
        *[f"{name}_rank" for name in measures],
    ]
    assert table["adcode"].tolist() == list(graph)
    np.testing.assert_array_equal(table[headers].to_numpy(), measures.to_numpy())
    np.testing.assert_array_equal(table["community"], louvain_communities(graph))
    by_code = table.set_index("adcode")
    assert by_code.loc["610000", ["province_zh", "province_en"]].tolist() == ["陕西", "Shaanxi"]
    key = key_provinces(graph)
    assert by_code.loc[key.index, "key_rank"].tolist() == key["key_rank"].tolist()


def test_edges_have_both_ends_weight_distance_and_the_backbone():
    graph = network(("B", "A", 8.0), ("A", "B", 1.0), ("A", "C", 0.5))
    table = edge_table(graph, top_share(graph, 0.8))
    assert table.to_dict("list") == {
        "from_adcode": ["A", "A", "B"],
        "from_zh": ["A省", "A省", "B省"],
        "from_en": ["A", "A", "B"],
        "to_adcode": ["B", "C", "A"],
        "to_zh": ["B省", "C省", "A省"],
        "to_en": ["B", "C", "A"],
        "MtCO2": [1.0, 0.5, 8.0],
        "distance_per_MtCO2": [1.0, 2.0, 0.125],
        "in_backbone": [False, False, True],
    }


def test_a_backbone_of_another_network_is_refused():
    other = network(("A", "B", 1.0), ("B", "C", 1.0))
    with pytest.raises(LabelError, match="flow from B to C that the network has not"):
        edge_table(network(("A", "B", 1.0), codes="ABC"), other)
