"""Directed, weighted clustering: how often the partners of a region are partners themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray


def directed_clustering(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return the directed, weighted clustering coefficients of every region.

    With w the weights, a their pattern (1 where there is a flow), s the
    strengths, k the degrees, and s_i^↔ = Σ_j a_ij a_ji (w_ij + w_ji) / 2 the
    strength of what flows both ways:

    - ``cycle``, i → j → k → i: ½ [w a² + w' a'²]_ii / D_i
    - ``middleman``, i sends to k and its supplier j does too:
      ½ [w' a a' + w a' a]_ii / D_i
    - ``in``, i receives from j and k: ½ [w' (a + a') a]_ii / (s_i^in (k_i^in − 1))
    - ``out``, i sends to j and k: ½ [w (a + a') a']_ii / (s_i^out (k_i^out − 1))
    - ``all``: ½ [(w + w') (a + a')²]_ii / ((s_i^in + s_i^out) (k_i^in + k_i^out − 1) − 2 s_i^↔)

    with D_i = ½ (s_i^in k_i^out + s_i^out k_i^in) − s_i^↔. Each is the weighted share
    of a region's possible triangles of that kind that are there, between 0 and 1;
    0 where none is possible. In a complete network every one of them is 1: they
    say something of backbones.

    Returns
    -------
    DataFrame
        Index: region codes in the order of the graph. Columns: ``clustering_cycle``,
        ``clustering_middleman``, ``clustering_in``, ``clustering_out``, ``clustering_all``.

    References
    ----------
    Clemente and Grassi (2018), Chaos, Solitons and Fractals 107, 26-38;
    Fagiolo (2007), Phys. Rev. E 76, 026107, for the kinds of triangles.
    """
    w = weight_matrix(graph)
    a = (w > 0).astype(float)
    s_in, s_out = w.sum(axis=0), w.sum(axis=1)
    k_in, k_out = a.sum(axis=0), a.sum(axis=1)
    s_both = ((w + w.T) * a * a.T).sum(axis=1) / 2.0
    through = (s_in * k_out + s_out * k_in) / 2.0 - s_both
    either = a + a.T
    shares = {
        "cycle": (_closed(w, a, a) + _closed(w.T, a.T, a.T), through),
        "middleman": (_closed(w.T, a, a.T) + _closed(w, a.T, a), through),
        "in": (_closed(w.T, either, a), s_in * (k_in - 1.0)),
        "out": (_closed(w, either, a.T), s_out * (k_out - 1.0)),
        "all": (
            _closed(w + w.T, either, either),
            (s_in + s_out) * (k_in + k_out - 1.0) - 2.0 * s_both,
        ),
    }
    return pd.concat(
        [
            by_region(graph, _share(triangles / 2.0, possible), f"clustering_{kind}")
            for kind, (triangles, possible) in shares.items()
        ],
        axis=1,
    )


def _closed(first: FloatArray, second: FloatArray, third: FloatArray) -> FloatArray:
    """Return the diagonal of a product of three matrices."""
    closed: FloatArray = np.einsum("ij,ji->i", first @ second, third)
    return closed


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    # where no triangle is possible, none is there: what is left of `whole` is rounding error
    return np.divide(part, whole, out=np.zeros_like(part), where=part > 0.0)
