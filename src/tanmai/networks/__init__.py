"""The transfer network of carbon, or of any flows, between regions.

`build_transfer_network` makes the graph from a `FlowMatrix`; the other functions
take that graph, or a backbone of it, and give tables.
"""

from tanmai.networks.assortativity import assortativity
from tanmai.networks.backbone import (
    BACKBONES,
    disparity_filter,
    disparity_p_values,
    mean_threshold,
    top_share,
    whole_network,
)
from tanmai.networks.blocks import block_densities, block_roles, concor_blocks
from tanmai.networks.build import build_transfer_network
from tanmai.networks.centrality import (
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
from tanmai.networks.changes import community_changes, flow_changes, rank_changes, summary_changes
from tanmai.networks.clustering import directed_clustering
from tanmai.networks.communities import louvain_communities, modularity
from tanmai.networks.cores import CorePeriphery, core_periphery, k_core, s_core
from tanmai.networks.distribution import flow_distribution, flow_diversity, gini
from tanmai.networks.export import write_gexf, write_graphml
from tanmai.networks.igraph_communities import infomap_communities, leiden_communities
from tanmai.networks.key_provinces import (
    KEY_PROVINCE_MEASURES,
    KEY_PROVINCE_RULE_EN,
    KEY_PROVINCE_RULE_ZH,
    composite_rank,
    key_provinces,
    left_out_note,
)
from tanmai.networks.largest_flows import key_paths
from tanmai.networks.partitions import (
    CommunityStability,
    adjusted_rand_index,
    community_stability,
    normalized_mutual_information,
)
from tanmai.networks.province_sectors import province_sector_network
from tanmai.networks.qap import QapCorrelation, qap_correlation, qap_table
from tanmai.networks.random_walks import counting_betweenness, random_walk_centrality
from tanmai.networks.rich_club import weighted_rich_club
from tanmai.networks.sensitivity import (
    KEY_PROVINCE_SENSITIVITY_EN,
    KEY_PROVINCE_SENSITIVITY_ZH,
    SENSITIVITY_BACKBONES,
    key_province_sensitivity,
    number_of_key_regions,
)
from tanmai.networks.spectral import (
    authority_score,
    hub_score,
    in_eigenvector,
    in_katz,
    out_eigenvector,
    out_katz,
    pagerank,
    pagerank_with_prior,
)
from tanmai.networks.summary import (
    density,
    mean_path_length,
    network_summary,
    reciprocity,
    weighted_reciprocity,
)
from tanmai.networks.tables import edge_table, node_table

__all__ = [
    "BACKBONES",
    "KEY_PROVINCE_MEASURES",
    "KEY_PROVINCE_RULE_EN",
    "KEY_PROVINCE_RULE_ZH",
    "KEY_PROVINCE_SENSITIVITY_EN",
    "KEY_PROVINCE_SENSITIVITY_ZH",
    "SENSITIVITY_BACKBONES",
    "CommunityStability",
    "CorePeriphery",
    "QapCorrelation",
    "adjusted_rand_index",
    "assortativity",
    "authority_score",
    "betweenness",
    "block_densities",
    "block_roles",
    "build_transfer_network",
    "centrality_table",
    "community_changes",
    "community_stability",
    "composite_rank",
    "concor_blocks",
    "core_periphery",
    "counting_betweenness",
    "density",
    "directed_clustering",
    "disparity_filter",
    "disparity_p_values",
    "edge_table",
    "flow_changes",
    "flow_distribution",
    "flow_diversity",
    "gini",
    "hub_score",
    "in_closeness",
    "in_degree",
    "in_eigenvector",
    "in_katz",
    "in_strength",
    "infomap_communities",
    "k_core",
    "key_paths",
    "key_province_sensitivity",
    "key_provinces",
    "left_out_note",
    "leiden_communities",
    "louvain_communities",
    "mean_path_length",
    "mean_threshold",
    "modularity",
    "network_summary",
    "node_table",
    "normalized_mutual_information",
    "number_of_key_regions",
    "out_closeness",
    "out_degree",
    "out_eigenvector",
    "out_katz",
    "out_strength",
    "pagerank",
    "pagerank_with_prior",
    "province_sector_network",
    "qap_correlation",
    "qap_table",
    "random_walk_centrality",
    "rank_changes",
    "ranks",
    "reciprocity",
    "s_core",
    "summary_changes",
    "top_share",
    "weighted_reciprocity",
    "weighted_rich_club",
    "whole_network",
    "write_gexf",
    "write_graphml",
]
