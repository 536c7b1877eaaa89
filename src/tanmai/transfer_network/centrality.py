"""Centrality of the regions: degree, strength, betweenness, closeness, and all in one table.

Flow weights are strengths; shortest paths are taken on distance = 1 / weight
(Newman 2001; Brandes 2008), so that a strong tie is a short one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path

from tanmai.transfer_network.build import by_region, in_order_of_codes, weight_matrix
from tanmai.transfer_network.spectral import (
    authority_score,
    hub_score,
    in_eigenvector,
    out_eigenvector,
    pagerank,
)

if TYPE_CHECKING:
    from tanmai.transfer_network.build import FloatArray


# Ways that differ by less, relatively, may be equal but for rounding.
_TIE = 1e-12


def in_degree(graph: nx.DiGraph[str]) -> pd.Series:
    """Return k_j^in, the number of regions that send to j; not normalised."""
    return by_region(graph, np.count_nonzero(weight_matrix(graph), axis=0), "in_degree")


def out_degree(graph: nx.DiGraph[str]) -> pd.Series:
    """Return k_i^out, the number of regions that i sends to; not normalised."""
    return by_region(graph, np.count_nonzero(weight_matrix(graph), axis=1), "out_degree")


def in_strength(graph: nx.DiGraph[str]) -> pd.Series:
    """Return s_j^in = Σ_i w_ij, all that j receives, in the unit of the graph.

    References
    ----------
    Barrat, Barthélemy, Pastor-Satorras, Vespignani (2004), PNAS 101(11), 3747-3752.
    """
    return by_region(graph, weight_matrix(graph).sum(axis=0), "in_strength")


def out_strength(graph: nx.DiGraph[str]) -> pd.Series:
    """Return s_i^out = Σ_j w_ij, all that i sends, in the unit of the graph.

    References
    ----------
    Barrat, Barthélemy, Pastor-Satorras, Vespignani (2004), PNAS 101(11), 3747-3752.
    """
    return by_region(graph, weight_matrix(graph).sum(axis=1), "out_strength")


def betweenness(graph: nx.DiGraph[str]) -> pd.Series:
    """Return the share of shortest paths between other regions that pass through v.

    b(v) = 1 / ((n − 1)(n − 2)) · Σ_{s ≠ v ≠ t} σ_st(v) / σ_st, with σ_st the number
    of shortest paths from s to t on distance = 1 / weight and σ_st(v) those
    through v. Between 0 and 1; 0 where there are fewer than three regions.

    References
    ----------
    Freeman (1977), Sociometry 40(1), 35-41; Brandes (2008), Social Networks 30(2), 136-145.

    Examples
    --------
    The strong ties a → b → c are shorter than the weak tie a → c:

    >>> flows = nx.DiGraph()
    >>> for i, j, weight in [("a", "b", 10.0), ("b", "c", 10.0), ("a", "c", 1.0)]:
    ...     flows.add_edge(i, j, weight=weight, distance=1 / weight)
    >>> betweenness(flows).to_dict()
    {'a': 0.0, 'b': 0.5, 'c': 0.0}
    """
    ties = _shortest_ties(in_order_of_codes(graph))
    values = nx.betweenness_centrality(ties, weight="distance")
    return by_region(graph, _in_order(values), "betweenness")


def _shortest_ties(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return the graph without the edges that a way round is shorter than.

    No shortest path takes them, and in a dense network they are nearly all.
    """
    codes = list(graph)
    nearest = shortest_path(nx.to_scipy_sparse_array(graph, weight="distance"))
    limit = dict(zip(codes, (nearest * (1.0 + _TIE)).tolist(), strict=True))
    place = {code: position for position, code in enumerate(codes)}
    ties: nx.DiGraph[str] = nx.DiGraph()
    ties.add_nodes_from(codes)
    ties.add_edges_from(
        (i, j, data)
        for i, j, data in graph.edges(data=True)
        if data["distance"] <= limit[i][place[j]]
    )
    return ties


def in_closeness(graph: nx.DiGraph[str]) -> pd.Series:
    """Return how near the regions that can reach j are to it, on distance = 1 / weight.

    c(j) = r / (n − 1) · r / Σ_i d(i, j), over the r other regions that reach j
    (Wasserman and Faust's form for networks that are not all connected); 0 where
    none does. As d is in 1 / unit, closeness is in the unit of the graph.

    References
    ----------
    Freeman (1979), Social Networks 1(3), 215-239; Wasserman and Faust (1994), ch. 5.
    """
    values = nx.closeness_centrality(in_order_of_codes(graph), distance="distance")
    return by_region(graph, _in_order(values), "in_closeness")


def out_closeness(graph: nx.DiGraph[str]) -> pd.Series:
    """Return how near the regions that i reaches are to it: `in_closeness` of reversed flows."""
    values = nx.closeness_centrality(in_order_of_codes(graph.reverse()), distance="distance")
    return by_region(graph, _in_order(values), "out_closeness")


def _in_order(values: dict[str, float]) -> FloatArray:
    return np.array([values[code] for code in sorted(values)], dtype=float)


MEASURES = (
    in_degree,
    out_degree,
    in_strength,
    out_strength,
    betweenness,
    in_closeness,
    out_closeness,
    in_eigenvector,
    out_eigenvector,
    pagerank,
    hub_score,
    authority_score,
)
"""Every measure of `centrality_table`, in the order of its columns."""


def centrality_table(
    graph: nx.DiGraph[str], measures: Collection[str] | None = None
) -> pd.DataFrame:
    """Return every measure of every region.

    Parameters
    ----------
    graph : networkx.DiGraph
        The transfer network.
    measures : collection of str, optional
        Names of the measures to keep to; all of them by default.

    Returns
    -------
    DataFrame
        Index: region codes in the order of the graph. Columns: ``in_degree``,
        ``out_degree``, ``in_strength``, ``out_strength``, ``betweenness``,
        ``in_closeness``, ``out_closeness``, ``in_eigenvector``, ``out_eigenvector``,
        ``pagerank``, ``hub_score``, ``authority_score``; the function of the same
        name defines each. Strength and closeness are in the unit of the graph.

    Raises
    ------
    UnsolvableError
        Eigenvector centrality is not unique (see `in_eigenvector`).
    """
    wanted = [one for one in MEASURES if measures is None or one.__name__ in measures]
    return pd.concat([measure(graph) for measure in wanted], axis=1)


def ranks(measures: pd.DataFrame) -> pd.DataFrame:
    """Return the rank of each region by each measure, 1 for the largest value.

    Regions whose values agree to ten significant digits share the best rank
    among them (1, 2, 2, 4), so that no rank hangs on a rounding error.

    Parameters
    ----------
    measures : DataFrame
        Measures by region, for example `centrality_table`.

    Returns
    -------
    DataFrame
        Whole numbers on the same index, columns ``<measure>_rank``.
    """
    rounded = measures.map(lambda value: float(f"{value:.9e}"))
    return rounded.rank(ascending=False, method="min").astype(int).add_suffix("_rank")
