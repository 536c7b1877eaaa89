"""The network as a whole: density, reciprocity, path length, communities."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from tanmai.core.messages import Message, message
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


MEASURE_NAMES: Mapping[str, Message] = MappingProxyType(
    {
        "nodes": message("Nodes"),
        "edges": message("Edges"),
        "weight_share_kept": message("Share of weight kept"),
        "total_weight": message("Total weight"),
        "negative_flows_left_out": message("Negative flows left out"),
        "negative_flows_sum": message("Sum of negative flows left out"),
        "density": message("Density"),
        "mean_degree": message("Mean degree"),
        "mean_strength": message("Mean strength"),
        "reciprocity": message("Reciprocity"),
        "weighted_reciprocity": message("Weighted reciprocity"),
        "mean_path_length": message("Mean path length"),
        "largest_strong_component": message("Largest strong component"),
        "communities": message("Communities"),
        "modularity": message("Modularity"),
    }
)
"""The measures by their names in tables."""

_NOTES = {
    "nodes": message("regions"),
    "weight_share_kept": message("of the weight of the whole network"),
    "total_weight": message("diagonal excluded"),
    "negative_flows_left_out": message("they form no edges"),
    "negative_flows_sum": message("they form no edges"),
    "mean_degree": message("mean in-degree = mean out-degree"),
    "mean_strength": message("mean in-strength = mean out-strength"),
    "reciprocity": message("share of edges with an opposite edge"),
    "weighted_reciprocity": message("Σ min(w_ij, w_ji) / Σ w_ij (Squartini et al. 2013)"),
    "mean_path_length": message("steps of the shortest paths, mean over connected ordered pairs"),
    "largest_strong_component": message("number of nodes"),
    "modularity": message("directed and weighted (Leicht and Newman 2008)"),
}
_OF_FLOWS = frozenset({"total_weight", "negative_flows_sum", "mean_strength"})
"""Measures in the unit of the flows."""


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
    notes = {
        **{name: note.pair for name, note in _NOTES.items()},
        "edges": (graph.graph["backbone_zh"], graph.graph["backbone_en"]),
        "density": ("E / (n(n − 1))",) * 2,
        "communities": message("Louvain method, seed {seed}", seed=seed).pair,
    }
    return pd.DataFrame(
        {
            "measure": name,
            "measure_zh": title.into("zh"),
            "value": float(values[name]),
            "unit": graph.graph["unit"] if name in _OF_FLOWS else "1",
            "note_zh": notes[name][0],
            "note_en": notes[name][1],
        }
        for name, title in MEASURE_NAMES.items()
    )
