"""Core and periphery: how well a network is one core with a periphery around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import UnsolvableError
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray

_SETTLED = 1e-13
_MOST_STEPS = 2000


@dataclass(frozen=True, eq=False, repr=False)
class CorePeriphery(Shown):
    """How well a network is one core with a periphery around it.

    Attributes
    ----------
    coreness : DataFrame
        Index: region codes in the order of the graph. ``out_coreness`` and
        ``in_coreness``, each with Euclidean norm 1; ``out_core`` and ``in_core``, true
        for the regions of the core of senders and of receivers.
    share_explained : float
        1 − Σ_{i≠j} (w_ij − λ u_i v_j)² / Σ_{i≠j} w_ij², the proportional reduction of
        error, between 0 and 1.
    """

    coreness: pd.DataFrame
    share_explained: float

    def __repr__(self) -> str:
        return (
            f"<CorePeriphery of {len(self.coreness)} regions: "
            f"{100 * self.share_explained:.1f} % explained>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return how near to the core each region is."""
        return self.coreness.reset_index()


def core_periphery(graph: nx.DiGraph[str]) -> CorePeriphery:
    """Fit a core with a periphery: flow is strong where both ends are near the core.

    The out-coreness u ≥ 0 and in-coreness v ≥ 0 and a scale λ minimise
    Σ_{i≠j} (w_ij − λ u_i v_j)²; the diagonal counts for nothing. They are found by
    alternating least squares from the strengths, in which the error never grows.
    Where one region is the middle of all, as in a star, the error has no minimum
    but a limit, with its coreness going to 1 and the others' to 0; the fit then
    ends after 2000 steps, near that limit.

    The core of senders is the number of largest u for which u is most correlated
    with the ideal pattern of 1 in the core and 0 outside it; the core of
    receivers likewise.

    Raises
    ------
    UnsolvableError
        The network has no flow.

    References
    ----------
    Boyd, Fitzgerald, Mahutga, Smith (2010), Social Networks 32(2), 125-137 (the fit);
    Borgatti and Everett (2000), Social Networks 21(4), 375-395 (the split).
    """
    w = weight_matrix(graph)
    if not w.any():
        raise UnsolvableError(message("A network without flows has no core; give one with flows."))
    w = w / w.max()
    u, v = _rank_one_off_diagonal(w)
    fitted = np.outer(u, v)
    np.fill_diagonal(fitted, 0.0)
    columns = {
        "out_coreness": u / float(np.linalg.norm(u)),
        "in_coreness": v / float(np.linalg.norm(v)),
        "out_core": _core(u),
        "in_core": _core(v),
    }
    return CorePeriphery(
        pd.concat([by_region(graph, values, name) for name, values in columns.items()], axis=1),
        float(1.0 - ((w - fitted) ** 2).sum() / (w**2).sum()),
    )


def _rank_one_off_diagonal(w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return u, v ≥ 0 that minimise Σ_{i≠j} (w_ij − u_i v_j)²; w has a zero diagonal."""
    v = w.sum(axis=0)
    u = w.sum(axis=1)
    for _ in range(_MOST_STEPS):
        before = u / np.linalg.norm(u)
        u = _best_given(w, v)
        v = _best_given(w.T, u)
        if np.abs(u / np.linalg.norm(u) - before).max() < _SETTLED:
            break
    return u, v


def _best_given(w: FloatArray, v: FloatArray) -> FloatArray:
    """Return the u that fits best to a given v: u_i = Σ_{j≠i} w_ij v_j / Σ_{j≠i} v_j²."""
    reach: FloatArray = w @ v
    others = (v**2).sum() - v**2
    best: FloatArray = np.divide(reach, others, out=np.zeros_like(reach), where=reach > 0.0)
    return best


def _core(coreness: FloatArray) -> FloatArray:
    """Return true for the largest values, as many as correlate best with the values themselves."""
    order = np.argsort(-coreness, kind="stable")
    ranked, n = coreness[order], len(coreness)
    size = np.arange(1, n)
    # the correlation with an indicator of the first k, up to a factor that k does not change
    fit = np.cumsum(ranked - ranked.mean())[:-1] / np.sqrt(size * (n - size))
    core = np.zeros(n, dtype=bool)
    core[order[: int(np.argmax(fit)) + 1]] = True
    return core
