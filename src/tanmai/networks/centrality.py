"""Centrality of the regions: degree, strength, betweenness, closeness, and all in one table.

Flow weights are strengths; shortest paths are taken on distance = 1 / weight
(Newman 2001; Brandes 2008), so that a strong tie is a short one.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import shortest_path

from tanmai.core.errors import UnsolvableError
from tanmai.networks.build import Measure, weight_matrix
from tanmai.networks.spectral import (
    authority_score,
    hub_score,
    in_eigenvector,
    out_eigenvector,
    pagerank,
)

if TYPE_CHECKING:
    from tanmai.networks.build import FloatArray


# Ways that differ by less, relatively, are equal but for rounding: in any unit of the weights.
_TIE = 1e-10
_LEAST_WITH_MIDDLES = 2


@Measure
def in_degree(w: FloatArray) -> FloatArray:
    """Return k_j^in, the number of regions that send to j; not normalised."""
    return np.asarray(np.count_nonzero(w, axis=0))


@Measure
def out_degree(w: FloatArray) -> FloatArray:
    """Return k_i^out, the number of regions that i sends to; not normalised."""
    return np.asarray(np.count_nonzero(w, axis=1))


@Measure
def in_strength(w: FloatArray) -> FloatArray:
    """Return s_j^in = Σ_i w_ij, all that j receives, in the unit of the graph.

    References
    ----------
    Barrat, Barthélemy, Pastor-Satorras, Vespignani (2004), PNAS 101(11), 3747-3752.
    """
    return np.asarray(w.sum(axis=0))


@Measure
def out_strength(w: FloatArray) -> FloatArray:
    """Return s_i^out = Σ_j w_ij, all that i sends, in the unit of the graph.

    References
    ----------
    Barrat, Barthélemy, Pastor-Satorras, Vespignani (2004), PNAS 101(11), 3747-3752.
    """
    return np.asarray(w.sum(axis=1))


@Measure
def betweenness(w: FloatArray) -> FloatArray:
    """Return the share of shortest paths between other regions that pass through v.

    b(v) = 1 / ((n − 1)(n − 2)) · Σ_{s ≠ v ≠ t} σ_st(v) / σ_st, with σ_st the number
    of shortest paths from s to t on distance = 1 / weight and σ_st(v) those
    through v; paths are equally short where their lengths agree to 1e-10, so that
    the result is the same in any unit of the weights. Between 0 and 1; 0 where
    there are fewer than three regions.

    References
    ----------
    Freeman (1977), Sociometry 40(1), 35-41; Brandes (2008), Social Networks 30(2), 136-145.

    Examples
    --------
    The strong ties a → b → c are shorter than the weak tie a → c:

    >>> flows = nx.DiGraph()
    >>> flows.add_weighted_edges_from([("a", "b", 10.0), ("b", "c", 10.0), ("a", "c", 1.0)])
    >>> betweenness(flows).to_dict()
    {'a': 0.0, 'b': 0.5, 'c': 0.0}
    """
    size = len(w)
    if size <= _LEAST_WITH_MIDDLES:
        return np.zeros(size)
    edges = coo_array(w)
    nearest, distance = _nearest(w), 1.0 / edges.data
    # An edge that a way round is shorter than is on no shortest path: in a dense network nearly
    # all are.
    short = distance <= nearest[edges.row, edges.col] * (1.0 + _TIE)
    tails, heads, lengths = edges.row[short], edges.col[short], distance[short]
    near_tails, near_heads = nearest[:, tails], nearest[:, heads]  # of each source
    on_way = near_tails + lengths <= near_heads * (1.0 + _TIE)
    on_way &= np.isfinite(near_heads)
    nearest_first = np.argsort(near_tails, axis=1, kind="stable")
    between = np.zeros(size)
    for source, order in enumerate(nearest_first):
        ties = order[on_way[source, order]]
        between += _passing(source, size, tails[ties].tolist(), heads[ties].tolist())
    return between / ((size - 1) * (size - 2))


def _passing(source: int, size: int, tails: list[int], heads: list[int]) -> FloatArray:
    """Return the share of the shortest paths from a source that pass through each region.

    By Brandes' accumulation over the edges of those paths, the nearest first.
    """
    paths = [0.0] * size
    paths[source] = 1.0
    for tail, head in zip(tails, heads, strict=True):
        paths[head] += paths[tail]
    passing = [0.0] * size
    for tail, head in zip(reversed(tails), reversed(heads), strict=True):
        passing[tail] += paths[tail] / paths[head] * (1.0 + passing[head])
    passing[source] = 0.0
    return np.array(passing)


@Measure
def in_closeness(w: FloatArray) -> FloatArray:
    """Return how near the regions that can reach j are to it, on distance = 1 / weight.

    c(j) = r / (n − 1) · r / Σ_i d(i, j), over the r other regions that reach j
    (Wasserman and Faust's form for networks that are not all connected); 0 where
    none does. As d is in 1 / unit, closeness is in the unit of the graph.

    References
    ----------
    Freeman (1979), Social Networks 1(3), 215-239; Wasserman and Faust (1994), ch. 5.
    """
    nearest = _nearest(w)
    reached = np.isfinite(nearest)
    others, far = reached.sum(axis=0) - 1, nearest.sum(axis=0, where=reached)
    closeness = np.zeros(len(w))
    np.divide(others**2, (len(w) - 1) * far, out=closeness, where=others > 0)
    return closeness


@Measure
def out_closeness(w: FloatArray) -> FloatArray:
    """Return how near the regions that i reaches are to it: `in_closeness` of reversed flows."""
    return in_closeness.of_weights(w.T)


def _nearest(w: FloatArray) -> FloatArray:
    """Return the length of the shortest way from each region to each, infinite where none is."""
    distances = csr_array(w)  # a dense array would lose distances below 1e-8
    distances.data = 1.0 / distances.data
    return np.asarray(shortest_path(distances))


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
        name defines each. Strength and closeness are in the unit of the graph. A
        measure that is not unique on the graph has no column (see `in_eigenvector`).
    """
    columns = centralities(weight_matrix(graph), measures)
    return pd.DataFrame(columns, index=pd.Index(sorted(graph), name="region")).loc[list(graph)]


def centralities(w: FloatArray, measures: Collection[str] | None = None) -> dict[str, FloatArray]:
    """Return measures (n,) of weights w (n, n), by name; see `centrality_table`.

    Parameters
    ----------
    w : array (n, n)
        Weights by sender and receiver, regions in the order of their codes.
    measures : collection of str, optional
        Names of the measures to keep to; all of them by default.
    """
    found = {}
    for measure in MEASURES:
        if measures is None or measure.name in measures:
            with suppress(UnsolvableError):
                found[measure.name] = measure.of_weights(w)
    return found


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
    return measures.apply(ranked).add_suffix("_rank")


def ranked(values: ArrayLike) -> NDArray[np.int_]:
    """Return the ranks of values (n,), as `ranks` gives them for each measure."""
    rounded = np.array([float(f"{value:.9e}") for value in np.asarray(values).tolist()])
    return np.asarray(1 + np.count_nonzero(rounded > rounded[:, None], axis=1))
