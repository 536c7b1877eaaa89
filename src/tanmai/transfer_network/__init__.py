"""The transfer network of carbon, or of any flows, between regions.

`build_transfer_network` makes the graph from a `FlowMatrix`; the other functions
take that graph, or a backbone of it, and give tables.
"""

from tanmai.transfer_network.backbone import (
    BACKBONES,
    disparity_filter,
    disparity_p_values,
    mean_threshold,
    top_share,
    whole_network,
)
from tanmai.transfer_network.build import build_transfer_network
from tanmai.transfer_network.centrality import (
    betweenness,
    centrality_table,
    in_closeness,
    in_degree,
    in_strength,
    out_closeness,
    out_degree,
    out_strength,
    ranks,
)
from tanmai.transfer_network.communities import louvain_communities, modularity
from tanmai.transfer_network.export import write_gexf, write_graphml
from tanmai.transfer_network.key_provinces import (
    KEY_PROVINCE_MEASURES,
    KEY_PROVINCE_RULE_EN,
    KEY_PROVINCE_RULE_ZH,
    composite_rank,
    key_provinces,
)
from tanmai.transfer_network.paths import key_paths
from tanmai.transfer_network.spectral import (
    authority_score,
    hub_score,
    in_eigenvector,
    out_eigenvector,
    pagerank,
)
from tanmai.transfer_network.summary import (
    density,
    mean_path_length,
    network_summary,
    reciprocity,
    weighted_reciprocity,
)
from tanmai.transfer_network.tables import edge_table, node_table

__all__ = [
    "BACKBONES",
    "KEY_PROVINCE_MEASURES",
    "KEY_PROVINCE_RULE_EN",
    "KEY_PROVINCE_RULE_ZH",
    "authority_score",
    "betweenness",
    "build_transfer_network",
    "centrality_table",
    "composite_rank",
    "density",
    "disparity_filter",
    "disparity_p_values",
    "edge_table",
    "hub_score",
    "in_closeness",
    "in_degree",
    "in_eigenvector",
    "in_strength",
    "key_paths",
    "key_provinces",
    "louvain_communities",
    "mean_path_length",
    "mean_threshold",
    "modularity",
    "network_summary",
    "node_table",
    "out_closeness",
    "out_degree",
    "out_eigenvector",
    "out_strength",
    "pagerank",
    "ranks",
    "reciprocity",
    "top_share",
    "weighted_reciprocity",
    "whole_network",
    "write_gexf",
    "write_graphml",
]
