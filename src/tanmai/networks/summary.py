"""The network as a whole: density, reciprocity, path length, communities."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from tanmai.networks.build import total_weight, weight_matrix
from tanmai.networks.communities import SEED, louvain_communities, modularity


def density(graph: nx.DiGraph[str]) -> float:
    """Return E / (n (n − 1)), the share of possible flows that are there; 0 for one region."""
    return float(nx.density(graph))


def reciprocity(graph: nx.DiGraph[str]) -> float:
    """Return the share of edges whose opposite is there too; 0 without edges.

    References
    ----------
    Newman, Forrest, Balthrop (2002), Phys. Rev. E 66, 035101.
    """
    present = weight_matrix(graph) > 0
    return int((present & present.T).sum()) / max(int(present.sum()), 1)


def weighted_reciprocity(graph: nx.DiGraph[str]) -> float:
    """Return the share of weight that is returned: r = Σ_{i≠j} min(w_ij, w_ji) / Σ_{i≠j} w_ij.

    Between 0 (nothing comes back) and 1 (every flow is matched); 0 without edges.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti, Garlaschelli (2013), Scientific Reports 3, 2729.
    """
    w = weight_matrix(graph)
    total = w.sum()
    return float(np.minimum(w, w.T).sum() / total) if total else 0.0


def mean_path_length(graph: nx.DiGraph[str]) -> float:
    """Return the mean number of steps of the shortest paths between regions.

    Over the ordered pairs of which the second can be reached from the first;
    0 where there is none.
    """
    steps = shortest_path(csr_array(weight_matrix(graph)), unweighted=True)
    reached = np.isfinite(steps) & (steps > 0)
    return float(steps[reached].mean()) if reached.any() else 0.0


_OF_FLOWS = ""  # stands for the unit of the flows
_MEASURES = (
    ("nodes", "节点数", "1", "地区", "regions"),
    ("edges", "边数", "1", "{backbone_zh}", "{backbone_en}"),
    (
        "weight_share_kept",
        "保留流量占比",
        "1",
        "占全网络总量",
        "of the weight of the whole network",
    ),
    ("total_weight", "流量总和", _OF_FLOWS, "不含对角线", "the diagonal is left out"),
    ("negative_flows_left_out", "剔除的负流量数", "1", "负流量不成边", "they make no edges"),
    ("negative_flows_sum", "剔除的负流量之和", _OF_FLOWS, "负流量不成边", "they make no edges"),
    ("density", "网络密度", "1", "E / (n(n − 1))", "E / (n(n − 1))"),
    ("mean_degree", "平均度", "1", "平均入度等于平均出度", "mean in-degree = mean out-degree"),
    ("mean_strength", "平均强度", _OF_FLOWS, "流入与流出相等", "in-strength = out-strength"),
    ("reciprocity", "互惠性", "1", "有反向边的边所占份额", "share of edges that have an opposite"),
    (
        "weighted_reciprocity",
        "加权互惠性",
        "1",
        "Σ min(w_ij, w_ji) / Σ w_ij（Squartini 等，2013）",
        "Σ min(w_ij, w_ji) / Σ w_ij (Squartini et al. 2013)",
    ),
    (
        "mean_path_length",
        "平均路径长度",
        "1",
        "最短路径的步数，对可达的有序对取平均",
        "steps of the shortest paths, mean over the ordered pairs that are connected",
    ),
    ("largest_strong_component", "最大强连通分量", "1", "节点数", "number of nodes"),
    ("communities", "社区数", "1", "Louvain 方法，随机种子 {seed}", "Louvain method, seed {seed}"),
    (
        "modularity",
        "模块度",
        "1",
        "有向加权（Leicht 与 Newman，2008）",
        "directed and weighted (Leicht and Newman 2008)",
    ),
)


def network_summary(graph: nx.DiGraph[str], seed: int = SEED) -> pd.DataFrame:
    """Return the measures of the network as a whole.

    Parameters
    ----------
    graph : networkx.DiGraph
        The transfer network, or a backbone of it.
    seed : int
        Seed of the communities (see `louvain_communities`).

    Returns
    -------
    DataFrame
        ``measure``, ``measure_zh``, ``value``, ``unit``, ``note_zh``, ``note_en``.
    """
    nodes, edges, weight = len(graph), graph.number_of_edges(), total_weight(graph)
    communities = louvain_communities(graph, seed)
    values = {
        "nodes": nodes,
        "edges": edges,
        "weight_share_kept": graph.graph["weight_share_kept"],
        "total_weight": weight,
        "negative_flows_left_out": graph.graph["negative_flows_left_out"],
        "negative_flows_sum": graph.graph["negative_flows_sum"],
        "density": density(graph),
        "mean_degree": edges / nodes,
        "mean_strength": weight / nodes,
        "reciprocity": reciprocity(graph),
        "weighted_reciprocity": weighted_reciprocity(graph),
        "mean_path_length": mean_path_length(graph),
        "largest_strong_component": max(map(len, nx.strongly_connected_components(graph))),
        "communities": communities.max(),
        "modularity": modularity(graph, communities),
    }
    words = {
        "seed": seed,
        "backbone_zh": graph.graph["backbone_zh"],
        "backbone_en": graph.graph["backbone_en"],
    }
    return pd.DataFrame(
        {
            "measure": name,
            "measure_zh": name_zh,
            "value": float(values[name]),
            "unit": unit or graph.graph["unit"],
            "note_zh": note_zh.format(**words),
            "note_en": note_en.format(**words),
        }
        for name, name_zh, unit, note_zh, note_en in _MEASURES
    )
