"""Communities: regions tied to one another more than to the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError
from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tanmai.networks.build import FloatArray

SEED = 20170101
"""Seed of the order in which Louvain visits the regions."""

_PARTS = 2**24


def louvain_communities(graph: nx.DiGraph[str], seed: int = SEED) -> pd.Series:
    """Return the community of each region by the Louvain method on directed modularity.

    Louvain is a heuristic: it finds a partition of high `modularity`, which
    depends on the order in which the regions are visited, and so on the seed.
    The same flows and seed give the same communities, whatever the order of the
    graph. Without any flow every region is a community of its own.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network; weights are the strengths of the ties.
    seed : int
        Seed of the order of the visits.

    Returns
    -------
    Series
        Number of the community by region code: 1 has the largest total strength
        (in and out) of its regions; of equal ones, that with the smallest code.

    References
    ----------
    Blondel, Guillaume, Lambiotte, Lefebvre (2008), J. Stat. Mech. P10008;
    Leicht and Newman (2008), Phys. Rev. Lett. 100, 118703.
    """
    w = weight_matrix(graph)
    visited: nx.DiGraph[int] = nx.DiGraph()
    visited.add_nodes_from(range(len(w)))
    parts = exact_parts(w)
    visited.add_weighted_edges_from(
        (int(i), int(j), int(parts[i, j])) for i, j in np.argwhere(parts > 0)
    )
    found = nx.community.louvain_communities(visited, weight="weight", resolution=1, seed=seed)
    return by_region(graph, numbered_by_strength(w, found), "community")


def numbered_by_strength(w: FloatArray, groups: Iterable[Iterable[int]]) -> NDArray[np.int64]:
    """Return the number of each node's group: 1 has the largest total strength (in and out).

    Of equally strong groups that with the first node comes first.
    """
    strength = w.sum(axis=0) + w.sum(axis=1)
    members = [sorted(group) for group in groups]
    members.sort(key=lambda nodes: (-float(strength[nodes].sum()), nodes[0]))
    number = np.zeros(len(w), dtype=int)
    for position, nodes in enumerate(members, start=1):
        number[nodes] = position
    return number


def exact_parts(w: FloatArray) -> NDArray[np.int64]:
    """Return the weights as whole numbers of 2^24 parts of their total (largest remainders).

    With a power of two as total, every gain of modularity that is weighed up is
    an exact floating-point number. On the weights as they are, rounding makes
    equal gains look unequal, and networkx can move a node to and fro without end
    (networkx issues 5704, 6751 and 8739).
    """
    total = w.sum()
    if not total:
        return np.zeros(w.shape, dtype=np.int64)
    shares: FloatArray = (w / total * _PARTS).ravel()
    parts: NDArray[np.int64] = np.floor(shares).astype(np.int64)
    remainders = np.argsort(parts - shares, kind="stable")
    parts[remainders[: _PARTS - int(parts.sum())]] += 1
    return parts.reshape(w.shape)


def modularity(graph: nx.DiGraph[str], communities: pd.Series) -> float:
    """Return the directed, weighted modularity of a partition.

    Q = (1 / W) Σ_ij (w_ij − s_i^out s_j^in / W) δ(c_i, c_j), with W the total weight:
    the share of flows within communities above what the strengths alone would
    give. At most 1; 0 for one community of all, and by convention without flows.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    communities : Series
        A community for every region code.

    Raises
    ------
    LabelError
        The communities are not those of the graph's regions.

    References
    ----------
    Leicht and Newman (2008), Phys. Rev. Lett. 100, 118703.
    """
    if len(communities) != len(graph) or set(communities.index) != set(graph):
        raise LabelError(
            "The communities do not name each region of the network once; "
            "take them from louvain_communities of the same network."
        )
    w = weight_matrix(graph)
    total = w.sum()
    if not total:
        return 0.0
    label = communities.loc[sorted(graph)].to_numpy()
    same = label[:, None] == label[None, :]
    expected = np.outer(w.sum(axis=1), w.sum(axis=0)) / total
    return float((w - expected)[same].sum() / total)
