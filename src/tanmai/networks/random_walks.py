"""Centrality by random walks, made for dense networks of flows (Blöchl et al. 2011).

A walk moves from i to j with the chance m_ij = w_ij / s_i^out. A walk can come
to an end everywhere only where all regions reach one another, so both measures
are those of the largest strongly connected part; regions outside it have 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tanmai.networks.build import FloatArray


def random_walk_centrality(graph: nx.DiGraph[str]) -> pd.Series:
    """Return how soon a walk from anywhere reaches j: the inverse of the mean first passage.

    C(j) = n / Σ_i H_ij, with H_ij the expected number of steps of a walk from i
    until it first stands at j and H_jj = 0. What a region keeps for itself is no
    edge, so walks do not pause there.

    References
    ----------
    Blöchl, Theis, Vega-Redondo, Fisher (2011), Phys. Rev. E 83, 046127.
    """
    return by_region(
        graph, _within_strong_part(graph, _closeness_of_walks), "random_walk_centrality"
    )


def counting_betweenness(graph: nx.DiGraph[str]) -> pd.Series:
    """Return how often a walk from anywhere to anywhere visits i, its ends counted too.

    C(i) = 1 / (n (n − 1)) Σ_s Σ_{t≠s} N^st(i). With N^st_ij the expected number of
    times that a walk from s, ended at t, takes the edge from i to j, the visits are

    - N^st(i) = Σ_{j≠t} (N^st_ij + N^st_ji) / 2 for i other than s and t,
    - the same plus 1 for i = s, where the walk begins,
    - 1 for i = t, where it ends.

    References
    ----------
    Blöchl, Theis, Vega-Redondo, Fisher (2011), Phys. Rev. E 83, 046127.
    """
    scores = _within_strong_part(graph, _visits_of_walks)
    return by_region(graph, scores, "counting_betweenness")


def _within_strong_part(
    graph: nx.DiGraph[str], measure: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Apply a measure to the transition matrix of the largest strongly connected part."""
    w = weight_matrix(graph)
    position = {code: k for k, code in enumerate(sorted(graph))}
    parts = [sorted(position[code] for code in p) for p in nx.strongly_connected_components(graph)]
    # of parts with equally many regions the one with the larger flows, then the smaller code
    part = min(parts, key=lambda p: (-len(p), -float(w[np.ix_(p, p)].sum()), p))
    scores = np.zeros(len(w))
    if len(part) > 1:
        inside = w[np.ix_(part, part)]
        scores[part] = measure(inside / inside.sum(axis=1, keepdims=True))
    return scores


def _closeness_of_walks(m: FloatArray) -> FloatArray:
    n = len(m)
    scores = np.empty(n)
    for j in range(n):
        rest = np.delete(np.arange(n), j)
        steps = np.linalg.solve(np.eye(n - 1) - m[np.ix_(rest, rest)], np.ones(n - 1))
        scores[j] = n / steps.sum()
    return scores


def _visits_of_walks(m: FloatArray) -> FloatArray:
    n = len(m)
    # each region begins n − 1 walks and ends n − 1, a visit each
    visits = np.full(n, 2.0 * (n - 1))
    for t in range(n):
        rest = np.delete(np.arange(n), t)
        inside = m[np.ix_(rest, rest)]
        # departures from each region of the walks to t, summed over where they begin
        departures = np.linalg.solve(np.eye(n - 1) - inside.T, np.ones(n - 1))
        along = departures[:, None] * inside
        visits[rest] += (along.sum(axis=0) + along.sum(axis=1)) / 2.0
    return visits / (n * (n - 1))
