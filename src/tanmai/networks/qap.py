"""QAP: whether two networks of the same regions are more alike than chance would make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, OptionError, UnsolvableError, too_few, unknown
from tanmai.core.messages import message
from tanmai.core.notebook import Shown
from tanmai.networks.build import weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray

Coefficient = Literal["pearson", "spearman"]

QAP_SEED = 20170101
"""Seed of the permutations."""

_CELLS = 2**22  # cells of permuted networks held at a time
_TIE = 1e-12


@dataclass(frozen=True)
class QapCorrelation(Shown):
    """A correlation of two networks and its place among those of permuted networks.

    Attributes
    ----------
    correlation : float
        Correlation of the flows of the same pairs.
    p_greater, p_less : float
        (1 + number of permutations with at least, or at most, this correlation) /
        (1 + permutations).
    permutations : int
        Number of permutations.
    """

    correlation: float
    p_greater: float
    p_less: float
    permutations: int

    def to_frame(self) -> pd.DataFrame:
        """Return the correlation with its p-values, in one row."""
        return pd.DataFrame([asdict(self)])


def qap_correlation(
    first: nx.DiGraph[str],
    second: nx.DiGraph[str],
    coefficient: Coefficient = "pearson",
    permutations: int = 5000,
    seed: int = QAP_SEED,
) -> QapCorrelation:
    """Return the correlation of two networks, with p-values by permutation of the regions.

    r is the correlation of w_ij of the one and the other network over all ordered
    pairs i ≠ j, pairs without a flow as 0. Flows of one region depend on one
    another, so that the usual test does not hold; instead the regions of the second
    network are permuted, rows and columns alike, which keeps its structure and
    breaks its tie with the first.

    Parameters
    ----------
    first, second : networkx.DiGraph
        Networks of the same regions, of two years or of two kinds.
    coefficient : {"pearson", "spearman"}
        Of the flows, which the largest decide; or of their ranks, in which all
        flows count alike.
    permutations : int
        Number of permutations, at least 1.
    seed : int
        Seed of the permutations.

    Raises
    ------
    LabelError
        The networks do not have the same regions, or fewer than three.
    OptionError
        ``coefficient`` is unknown or ``permutations`` below 1.
    UnsolvableError
        All pairs of one network have the same flow.

    References
    ----------
    Krackhardt (1988), Social Networks 10(4), 359-381; Hubert (1987).
    """
    if permutations < 1:
        raise too_few(message("permutations"), permutations)
    if sorted(first) != sorted(second) or len(first) < 3:
        raise LabelError(
            message(
                "QAP needs two networks of the same regions, three or more; these have {n} and "
                "{n_2}, with {n_3} in common.",
                n=len(first),
                n_2=len(second),
                n_3=len(set(first) & set(second)),
            )
        )
    a, b = (_standardised(weight_matrix(graph), coefficient) for graph in (first, second))
    correlation = float((a * b).sum())
    permuted = _permuted_correlations(a, b, permutations, seed)
    return QapCorrelation(
        correlation=correlation,
        p_greater=float((1 + (permuted >= correlation - _TIE).sum()) / (1 + permutations)),
        p_less=float((1 + (permuted <= correlation + _TIE).sum()) / (1 + permutations)),
        permutations=permutations,
    )


def qap_table(
    networks: Mapping[str, nx.DiGraph[str]], permutations: int = 5000, seed: int = QAP_SEED
) -> pd.DataFrame:
    """Return the QAP correlations of all pairs of several networks, for example of years.

    Returns
    -------
    DataFrame
        ``first``, ``second``, ``coefficient`` (pearson, spearman), ``correlation``,
        ``p_greater``, ``p_less``, ``permutations``; pairs in the order of ``networks``.

    Raises
    ------
    LabelError, OptionError, UnsolvableError
        As `qap_correlation`.
    """
    coefficients: tuple[Coefficient, ...] = ("pearson", "spearman")
    rows = []
    for one, other in combinations(networks, 2):
        for coefficient in coefficients:
            qap = qap_correlation(networks[one], networks[other], coefficient, permutations, seed)
            rows.append({"first": one, "second": other, "coefficient": coefficient, **vars(qap)})
    return pd.DataFrame(rows)


def _standardised(w: FloatArray, coefficient: Coefficient) -> FloatArray:
    """Return the flows off the diagonal with mean 0 and length 1, and a diagonal of 0."""
    pairs = ~np.eye(len(w), dtype=bool)
    if coefficient not in ("pearson", "spearman"):
        raise OptionError(
            unknown(coefficient, message("a QAP coefficient"), ("pearson", "spearman"))
        )
    flows = pd.Series(w[pairs]).rank().to_numpy() if coefficient == "spearman" else w[pairs]
    if np.ptp(flows) == 0.0:
        raise UnsolvableError(
            message(
                "QAP is undefined where all flows of a network are equal; use networks of "
                "unequal flows."
            )
        )
    # by the largest first, so that squares of huge or tiny flows stay numbers
    flows = flows / flows.max()
    flows = flows - flows.mean()
    standardised = np.zeros_like(w)
    standardised[pairs] = flows / np.linalg.norm(flows)
    return standardised


def _permuted_correlations(
    a: FloatArray, b: FloatArray, permutations: int, seed: int
) -> FloatArray:
    """Return Σ a_ij b_π(i)π(j) for every permutation π: mean and length of b never change."""
    random = np.random.default_rng(seed)
    n = len(a)
    orders = random.permuted(np.tile(np.arange(n), (permutations, 1)), axis=1)
    batch = max(1, _CELLS // n**2)
    return np.concatenate(
        [
            b[part[:, :, None], part[:, None, :]].reshape(len(part), -1) @ a.ravel()
            for part in (orders[start : start + batch] for start in range(0, permutations, batch))
        ]
    )
