"""Measures in which a region counts by those it is tied to: eigenvector, PageRank, HITS.

A region without emissions sends nothing, so a network of provinces is often
not strongly connected. Every measure says what it is then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from tanmai.core.errors import UnsolvableError
from tanmai.core.messages import message
from tanmai.networks.build import Measure

if TYPE_CHECKING:
    from tanmai.networks.build import FloatArray

DAMPING = 0.85
"""Damping factor of PageRank (Brin and Page 1998)."""

_TIE = 1e-9  # two eigenvalues or singular values this near, relatively, count as equal
_NOTHING = 1e-12  # a score below this share of the largest is rounding error


@Measure
def in_eigenvector(w: FloatArray) -> FloatArray:
    """Return the eigenvector centrality of receiving: important is who receives from the important.

    x_j = (1 / λ) Σ_i w_ij x_i, with λ the spectral radius of w; Euclidean norm 1
    (the left eigenvector, as in networkx).

    Where the network is not strongly connected, λ is that of the strongest
    strongly connected part; regions that it cannot reach have 0. A network
    without any cycle has λ = 0 and every value is 0.

    Raises
    ------
    UnsolvableError
        Two strongly connected parts have the same λ, so that the eigenvector is
        not unique.

    References
    ----------
    Bonacich (1987), American Journal of Sociology 92(5), 1170-1182.
    """
    return _perron_vector(w)


@Measure
def out_eigenvector(w: FloatArray) -> FloatArray:
    """Return the eigenvector centrality of sending: important is who sends to the important.

    x_i = (1 / λ) Σ_j w_ij x_j: `in_eigenvector` of the reversed flows.

    Raises
    ------
    UnsolvableError
        Two strongly connected parts have the same λ, so that the eigenvector is
        not unique.
    """
    return _perron_vector(w.T)


@Measure
def pagerank(w: FloatArray) -> FloatArray:
    """Return weighted PageRank: how often a random walk along the flows stands at j.

    p_j = (1 − d) / n + d Σ_i p_i w_ij / s_i^out, with d = 0.85; sum 1. With the chance
    1 − d the walk starts afresh, anywhere alike. A region that sends nothing passes
    its share on in the same way.

    References
    ----------
    Brin and Page (1998), Computer Networks 30, 107-117; Xing and Ghorbani (2004) for weights.
    """
    return _visits(w, np.full(len(w), 1.0 / len(w)))


@Measure
def hub_score(w: FloatArray) -> FloatArray:
    """Return the hub score of HITS: a good hub sends to good authorities; sum 1.

    h is the limit of (w w')^k 1 as k grows, scaled to sum 1, and the authority
    score a is w' h: started from equal scores, as Kleinberg does, the limit
    exists and is one also where the leading singular value is not simple. A
    score below 1e-12 of the largest is 0; all are where nothing flows.

    References
    ----------
    Kleinberg (1999), Journal of the ACM 46(5), 604-632.
    """
    if not w.any():
        return np.zeros(len(w))
    w = w / w.max()
    # equal scores projected on the left singular vectors of the leading singular value
    vectors, singular_values, _ = np.linalg.svd(w)
    leading = vectors[:, singular_values >= singular_values[0] * (1.0 - _TIE)]
    # one product more with w w' cleans the rounding error of the small scores
    hubs = w @ (w.T @ np.abs(leading @ leading.sum(axis=0)))
    hubs[hubs < _NOTHING * hubs.max()] = 0.0
    return _sum_to_one(hubs)


@Measure
def authority_score(w: FloatArray) -> FloatArray:
    """Return the authority score of HITS: a good authority receives from good hubs; sum 1.

    See `hub_score` for the definition.

    References
    ----------
    Kleinberg (1999), Journal of the ACM 46(5), 604-632.
    """
    return _sum_to_one(w.T @ hub_score.of_weights(w))


def _visits(w: FloatArray, restart: FloatArray) -> FloatArray:
    """Return p = (1 − d) v + d M' p, where M's rows are w_i / s_i^out, or v where i sends nothing.

    What comes from v, by (1 − d) or through regions that send nothing, is some multiple of it.
    """
    sent = w.sum(axis=1, keepdims=True)
    onward = np.divide(w, sent, out=np.zeros_like(w), where=sent > 0)
    return _sum_to_one(np.linalg.solve(np.eye(len(w)) - DAMPING * onward.T, restart))


def _unit_length(x: FloatArray) -> FloatArray:
    scaled: FloatArray = x / np.linalg.norm(x)
    return scaled


def _sum_to_one(scores: FloatArray) -> FloatArray:
    total = scores.sum()
    return scores / total if total else scores


def _perron_vector(w: FloatArray) -> FloatArray:
    """Return x ≥ 0 with λ x = w' x and Euclidean norm 1, λ the spectral radius of w."""
    x = np.zeros(len(w))
    if not w.any():
        return x
    w = w / w.max()
    count, part_of = connected_components(csr_array(w), connection="strong")
    parts = [np.flatnonzero(part_of == part) for part in range(count)]
    roots = [_perron_root(w[np.ix_(part, part)]) for part in parts]
    strongest = int(np.argmax([root for root, _ in roots]))
    root, vector = roots[strongest]
    if root == 0.0:
        return x
    if sum(other >= root * (1.0 - _TIE) for other, _ in roots) > 1:
        raise UnsolvableError(
            message(
                "Eigenvector centrality is not unique: two separate parts of the network have "
                "the same largest eigenvalue. Use PageRank, or a network with more of the flows."
            )
        )
    core = parts[strongest]
    x[core] = vector
    reached = breadth_first_order(csr_array(w), core[0], return_predecessors=False)
    below = np.setdiff1d(reached, core)
    # below the core every eigenvalue is smaller than the root, so this has one solution, x ≥ 0
    system = root * np.eye(len(below)) - w[np.ix_(below, below)].T
    x[below] = np.linalg.solve(system, w[np.ix_(core, below)].T @ vector)
    return _unit_length(x)


def _perron_root(w: FloatArray) -> tuple[float, FloatArray]:
    """Return the largest eigenvalue and its left eigenvector of an irreducible w ≥ 0."""
    if not w.any():
        return 0.0, np.zeros(len(w))
    values, vectors = np.linalg.eig(w.T)
    largest = int(np.argmax(values.real))
    # one product more with w cleans the rounding error of the small components
    vector = w.T @ np.abs(vectors[:, largest])
    return float(values[largest].real), vector
