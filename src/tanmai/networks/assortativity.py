"""Assortativity: whether strong senders send to strong receivers, or to weak ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from tanmai.core.errors import OptionError, UnsolvableError
from tanmai.networks.build import weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray

Side = Literal["out", "in"]


def assortativity(graph: nx.DiGraph[str], sender: Side = "out", receiver: Side = "in") -> float:
    """Return a directed, weighted assortativity coefficient by strength.

    r(α, β) = Σ_ij w_ij (s_i^α − ā) (s_j^β − b̄) / (W σ_a σ_b), with α, β each out or in:
    the correlation, over all flows and each by its weight, of the α-strength of
    the sender and the β-strength of the receiver. The means ā, b̄ and standard
    deviations σ_a, σ_b are weighted by the flows too. Between −1 and 1; below 0 where
    the strong are tied to the weak.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    sender, receiver : {"out", "in"}
        Which strength of the sender and of the receiver; there are four
        coefficients, out-out, out-in, in-out and in-in.

    Raises
    ------
    OptionError
        ``sender`` or ``receiver`` is neither.
    UnsolvableError
        All senders, or all receivers, of a flow are equally strong, so that there
        is nothing to correlate.

    References
    ----------
    Yuan, Yan, Zhang (2021), Journal of Complex Networks 9(2), cnab017;
    Foster, Foster, Grassberger, Paczuski (2010), PNAS 107(24), 10815-10820.
    """
    w = weight_matrix(graph)
    strengths = {"out": w.sum(axis=1), "in": w.sum(axis=0)}
    for side in (sender, receiver):
        if side not in strengths:
            raise OptionError(f"'{side}' is no side of a region's flows; give 'out' or 'in'.")
    return _correlation(w, strengths[sender], strengths[receiver])


def _correlation(w: FloatArray, senders: FloatArray, receivers: FloatArray) -> float:
    """Return the correlation of a number of the sender and one of the receiver, weighted by w."""
    sent, received, total = w.sum(axis=1), w.sum(axis=0), w.sum()
    if _all_equal(senders[sent > 0]) or _all_equal(receivers[received > 0]):
        raise UnsolvableError(
            "Assortativity is undefined where all senders, or all receivers, are equally strong; "
            "use a network of unequal flows."
        )
    a = senders - (sent @ senders) / total
    b = receivers - (received @ receivers) / total
    variances = (sent @ a**2) * (received @ b**2)
    return float(a @ w @ b / np.sqrt(variances))


def _all_equal(strengths: FloatArray) -> bool:
    """Whether the strengths differ by no more than rounding; so too where there are none."""
    return not len(strengths) or bool(np.ptp(strengths) <= 1e-12 * strengths.max())
