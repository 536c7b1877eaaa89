"""The transfer network of carbon, or of any flows, between regions.

`build_transfer_network` makes the graph from a `FlowMatrix`; the other functions
take that graph, or a backbone of it, and give tables.
"""

from tanmai.networks.backbone import (
    BACKBONES,
    disparity_filter,
    disparity_p_values,
    mean_threshold,
    top_share,
    whole_network,
)
from tanmai.networks.blocks import block_densities, block_matrix, block_roles, concor_blocks
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
from tanmai.networks.communities import (
    CommunityStability,
    community_names,
    community_stability,
    likeness,
    louvain_communities,
    louvain_runs,
    modularity,
)
from tanmai.networks.core_periphery import CorePeriphery, core_periphery
from tanmai.networks.export import write_gexf, write_graphml
from tanmai.networks.key_provinces import (
    KEY_PROVINCE_MEASURES,
    KEY_PROVINCE_RULE,
    composite_rank,
    key_provinces,
    key_ranks,
    left_out_note,
)
from tanmai.networks.largest_flows import key_paths
from tanmai.networks.qap import QapCorrelation, qap_correlation, qap_table
from tanmai.networks.qap_regression import (
    QapRegression,
    differences,
    distances,
    qap_regression,
)
from tanmai.networks.sensitivity import (
    KEY_PROVINCE_SENSITIVITY,
    SENSITIVITY_BACKBONES,
    key_province_sensitivity,
    number_of_key_regions,
)
from tanmai.networks.spectral import (
    authority_score,
    hub_score,
    in_eigenvector,
    out_eigenvector,
    pagerank,
)
from tanmai.networks.structure import (
    NetworkStructure,
    connectedness,
    directed_clustering,
    efficiency,
    hierarchy,
    network_structure,
)
from tanmai.networks.summary import (
    MEASURE_NAMES,
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
    "KEY_PROVINCE_RULE",
    "KEY_PROVINCE_SENSITIVITY",
    "MEASURE_NAMES",
    "SENSITIVITY_BACKBONES",
    "CommunityStability",
    "CorePeriphery",
    "NetworkStructure",
    "QapCorrelation",
    "QapRegression",
    "authority_score",
    "betweenness",
    "block_densities",
    "block_matrix",
    "block_roles",
    "build_transfer_network",
    "centrality_table",
    "community_changes",
    "community_names",
    "community_stability",
    "composite_rank",
    "concor_blocks",
    "connectedness",
    "core_periphery",
    "density",
    "differences",
    "directed_clustering",
    "disparity_filter",
    "disparity_p_values",
    "distances",
    "edge_table",
    "efficiency",
    "flow_changes",
    "hierarchy",
    "hub_score",
    "in_closeness",
    "in_degree",
    "in_eigenvector",
    "in_strength",
    "key_paths",
    "key_province_sensitivity",
    "key_provinces",
    "key_ranks",
    "left_out_note",
    "likeness",
    "louvain_communities",
    "louvain_runs",
    "mean_path_length",
    "mean_threshold",
    "modularity",
    "network_structure",
    "network_summary",
    "node_table",
    "number_of_key_regions",
    "out_closeness",
    "out_degree",
    "out_eigenvector",
    "out_strength",
    "pagerank",
    "qap_correlation",
    "qap_regression",
    "qap_table",
    "rank_changes",
    "ranks",
    "reciprocity",
    "summary_changes",
    "top_share",
    "weighted_reciprocity",
    "whole_network",
    "write_gexf",
    "write_graphml",
]
