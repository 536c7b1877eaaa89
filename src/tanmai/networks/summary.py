"""The network as a whole: density, reciprocity, path length, communities."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

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


class _Measure(NamedTuple):
    """A measure of a network and its communities: name, value, what it is, whether of flows."""

    name: Message
    of: Callable[[nx.DiGraph[str], pd.Series], float]
    note: Message = Message("")
    in_unit_of_flows: bool = False


_LEFT_OUT = message("they form no edges")
_MEASURES = {
    "nodes": _Measure(message("Nodes"), lambda graph, _: len(graph), message("regions")),
    "edges": _Measure(message("Edges"), lambda graph, _: graph.number_of_edges()),
    "weight_share_kept": _Measure(
        message("Share of weight kept"),
        lambda graph, _: graph.graph["weight_share_kept"],
        message("of the weight of the whole network"),
    ),
    "total_weight": _Measure(
        message("Total weight"),
        lambda graph, _: total_weight(graph),
        message("diagonal excluded"),
        in_unit_of_flows=True,
    ),
    "negative_flows_left_out": _Measure(
        message("Negative flows left out"),
        lambda graph, _: graph.graph["negative_flows_left_out"],
        _LEFT_OUT,
    ),
    "negative_flows_sum": _Measure(
        message("Sum of negative flows left out"),
        lambda graph, _: graph.graph["negative_flows_sum"],
        _LEFT_OUT,
        in_unit_of_flows=True,
    ),
    "density": _Measure(message("Density"), lambda graph, _: density(graph)),
    "mean_degree": _Measure(
        message("Mean degree"),
        lambda graph, _: graph.number_of_edges() / len(graph),
        message("mean in-degree = mean out-degree"),
    ),
    "mean_strength": _Measure(
        message("Mean strength"),
        lambda graph, _: total_weight(graph) / len(graph),
        message("mean in-strength = mean out-strength"),
        in_unit_of_flows=True,
    ),
    "reciprocity": _Measure(
        message("Reciprocity"),
        lambda graph, _: reciprocity(graph),
        message("share of edges with an opposite edge"),
    ),
    "weighted_reciprocity": _Measure(
        message("Weighted reciprocity"),
        lambda graph, _: weighted_reciprocity(graph),
        message("Σ min(w_ij, w_ji) / Σ w_ij (Squartini et al. 2013)"),
    ),
    "mean_path_length": _Measure(
        message("Mean path length"),
        lambda graph, _: mean_path_length(graph),
        message("steps of the shortest paths, mean over connected ordered pairs"),
    ),
    "largest_strong_component": _Measure(
        message("Largest strong component"),
        lambda graph, _: max(map(len, nx.strongly_connected_components(graph))),
        message("number of nodes"),
    ),
    "communities": _Measure(message("Communities"), lambda _, found: found.max()),
    "modularity": _Measure(
        message("Modularity"),
        modularity,
        message("directed and weighted (Leicht and Newman 2008)"),
    ),
}
MEASURE_NAMES: Mapping[str, Message] = MappingProxyType(
    {key: measure.name for key, measure in _MEASURES.items()}
)
"""The measures by their names in tables."""


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
    communities = louvain_communities(graph, seed)
    notes = {
        **{key: measure.note.pair for key, measure in _MEASURES.items()},
        "edges": (graph.graph["backbone_zh"], graph.graph["backbone_en"]),
        "density": ("E / (n(n − 1))",) * 2,
        "communities": message("Louvain method, seed {seed}", seed=seed).pair,
    }
    return pd.DataFrame(
        {
            "measure": key,
            "measure_zh": measure.name.into("zh"),
            "value": float(measure.of(graph, communities)),
            "unit": graph.graph["unit"] if measure.in_unit_of_flows else "1",
            "note_zh": notes[key][0],
            "note_en": notes[key][1],
        }
        for key, measure in _MEASURES.items()
    )
