"""How unequal the flows are, and over how many partners each region spreads its own."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray


def flow_diversity(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return the entropy of each region's outflows and inflows.

    H_i^out = −Σ_j p_ij ln p_ij with p_ij = w_ij / s_i^out, in nats, and exp(H), the
    number of equal flows that would be as diverse. Diversity is H / ln(n − 1): 1
    where a region sends alike to all others, 0 where it sends to one or none.
    Inflows likewise, by their senders.

    Returns
    -------
    DataFrame
        Index: region codes in the order of the graph. Columns: ``out_entropy``,
        ``out_partners`` (exp of it; 0 without flows), ``out_diversity``, and the same
        with ``in_``.

    References
    ----------
    Shannon (1948); Eagle, Macy, Claxton (2010), Science 328, 1029-1031 (diversity).
    """
    w = weight_matrix(graph)
    most = math.log(len(w) - 1) if len(w) > 2 else 1.0
    columns: dict[str, FloatArray] = {}
    for side, flows in (("out", w), ("in", w.T)):
        strength = flows.sum(axis=1)
        entropy = np.array([_entropy(row) for row in flows])
        columns[f"{side}_entropy"] = entropy
        columns[f"{side}_partners"] = np.where(strength > 0, np.exp(entropy), 0.0)
        columns[f"{side}_diversity"] = entropy / most
    return pd.concat([by_region(graph, values, name) for name, values in columns.items()], axis=1)


def flow_distribution(graph: nx.DiGraph[str]) -> pd.Series:
    """Return how the flows of the network are distributed.

    With p_ij = w_ij / W over the E flows, p_i and p_j its sums by sender and receiver:

    - ``flows``, ``mean``, ``median``, ``largest``: number and size of the flows;
    - ``coefficient_of_variation``: standard deviation / mean;
    - ``gini``, ``gini_out_strength``, ``gini_in_strength``: of the flows, and of the strengths
      of all regions; 0 where all are equal;
    - ``herfindahl``: Σ p_ij², the chance that two units of carbon take the same flow;
    - ``flows_for_half``, ``flows_for_80_percent``: fewest flows that carry that share;
    - ``entropy``: H = −Σ p_ij ln p_ij, in nats; ``relative_entropy``: H / ln(n (n − 1));
    - ``mutual_information``: Σ p_ij ln(p_ij / (p_i p_j)), what knowing the sender says of
      the receiver, in nats; the entropies of senders and receivers less H.

    All are 0 where nothing flows.

    References
    ----------
    Gini (1912); Hirschman (1964); Shannon (1948); Theil (1967) for entropy of shares;
    Ulanowicz (1986) for mutual information of flows.
    """
    w = weight_matrix(graph)
    weights = np.sort(w[w > 0.0])[::-1]
    if not len(weights):
        return pd.Series(dict.fromkeys(_MEASURES, 0.0), name="value")
    shares = np.cumsum(weights) / weights.sum()
    entropy = _entropy(weights)
    pairs = len(w) * (len(w) - 1)
    values = (
        len(weights),
        weights.mean(),
        np.median(weights),
        weights[0],
        weights.std() / weights.mean(),
        gini(weights),
        gini(w.sum(axis=1)),
        gini(w.sum(axis=0)),
        ((weights / weights.sum()) ** 2).sum(),
        _fewest(shares, 0.5),
        _fewest(shares, 0.8),
        entropy,
        entropy / math.log(pairs) if pairs > 1 else 0.0,
        _entropy(w.sum(axis=1)) + _entropy(w.sum(axis=0)) - entropy,
    )
    return pd.Series(dict(zip(_MEASURES, map(float, values), strict=True)), name="value")


_MEASURES = (
    "flows",
    "mean",
    "median",
    "largest",
    "coefficient_of_variation",
    "gini",
    "gini_out_strength",
    "gini_in_strength",
    "herfindahl",
    "flows_for_half",
    "flows_for_80_percent",
    "entropy",
    "relative_entropy",
    "mutual_information",
)


def gini(values: FloatArray) -> float:
    """Return the Gini coefficient of numbers that are not negative; 0 where all are zero.

    G = Σ_i (2 i − n − 1) x_i / (n Σ x), with x in ascending order: 0 where all are
    equal, (n − 1) / n where one has everything.

    References
    ----------
    Gini (1912).
    """
    ascending = np.sort(values)
    n, total = len(ascending), ascending.sum()
    if not total:
        return 0.0
    return float((2.0 * np.arange(1, n + 1) - n - 1) @ ascending / (n * total))


def _entropy(weights: FloatArray) -> float:
    """Return −Σ p ln p of the shares of some weights, in nats; 0 where all are zero."""
    present = weights[weights > 0.0]
    if len(present) < 2:
        return 0.0
    p = present / present.sum()
    return float(-(p @ np.log(p)))


def _fewest(shares: FloatArray, wanted: float) -> int:
    """Return how many of the largest flows it takes until their share is the one wanted."""
    return 1 + int(np.searchsorted(shares, wanted * (1.0 - 1e-12)))
