"""How alike two partitions of the same regions are, and how firm one is over many seeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, OptionError
from tanmai.networks.communities import louvain_communities, modularity

if TYPE_CHECKING:
    import networkx as nx
    from numpy.typing import NDArray

Method = Callable[["nx.DiGraph[str]", int], pd.Series]


def adjusted_rand_index(first: pd.Series, second: pd.Series) -> float:
    """Return how far two partitions agree on which pairs belong together, above chance.

    ARI = (Σ_ij C(n_ij, 2) − E) / (½ (A + B) − E), with n_ij the regions that are in
    community i of the one and j of the other, A = Σ_i C(a_i, 2) and B = Σ_j C(b_j, 2)
    from the sizes, and E = A B / C(n, 2): 1 for the same partition, 0 on average
    for unrelated ones.

    Parameters
    ----------
    first, second : Series
        A community for every region code; the numbers need not be the same.

    Raises
    ------
    LabelError
        The partitions are not of the same regions.

    References
    ----------
    Hubert and Arabie (1985), Journal of Classification 2, 193-218.
    """
    shared = _shared(first, second)
    together = _pairs(shared)
    one, other, all_pairs = (
        _pairs(shared.sum(1)),
        _pairs(shared.sum(0)),
        _pairs(shared.sum(keepdims=True)),
    )
    expected = one * other / max(all_pairs, 1.0)
    best = (one + other) / 2.0
    return 1.0 if best == expected else float((together - expected) / (best - expected))


def normalized_mutual_information(first: pd.Series, second: pd.Series) -> float:
    """Return the information that two partitions share: NMI = 2 I / (H_1 + H_2).

    I is their mutual information and H their entropies: 1 for the same partition,
    0 where the one says nothing of the other. Two partitions into one community
    each are the same, 1. Many small communities raise it by chance; see
    `adjusted_rand_index` for one that does not.

    Raises
    ------
    LabelError
        The partitions are not of the same regions.

    References
    ----------
    Danon, Díaz-Guilera, Duch, Arenas (2005), J. Stat. Mech. P09008.
    """
    p = _shared(first, second) / len(first)
    entropies = _entropy(p.sum(axis=1)) + _entropy(p.sum(axis=0))
    if entropies == 0.0:
        return 1.0
    # rounding may leave the least bit outside 0 … 1
    return float(np.clip(2.0 * (entropies - _entropy(p.ravel())) / entropies, 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class CommunityStability:
    """How firm the communities of a network are over many seeds.

    Attributes
    ----------
    regions : DataFrame
        Index: region codes in the order of the graph. ``community``: that of the
        partition of highest modularity (of equal ones, the most frequent).
        ``stability``: mean share of seeds in which the region is together with
        the other members of that community; 1 for a community of one.
    co_assignment : DataFrame
        Share of seeds in which two regions are in one community; 1 on the diagonal.
    mean_ari, mean_nmi : float
        Mean agreement of the partitions of two seeds, over all pairs of seeds.
    partitions : int
        Number of different partitions.
    modularity_min, modularity_max : float
        Range of their modularity.
    """

    regions: pd.DataFrame
    co_assignment: pd.DataFrame
    mean_ari: float
    mean_nmi: float
    partitions: int
    modularity_min: float
    modularity_max: float


def community_stability(
    graph: nx.DiGraph[str],
    method: Method = louvain_communities,
    seeds: Iterable[int] = range(100),
) -> CommunityStability:
    """Return how firm the communities are: found anew with each of many seeds.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    method : callable
        ``louvain_communities``, ``leiden_communities`` or ``infomap_communities``.
    seeds : iterable of int
        The seeds, at least two.

    Raises
    ------
    OptionError
        There are fewer than two seeds.

    References
    ----------
    Lancichinetti and Fortunato (2012), Scientific Reports 2, 336 (co-assignment over runs).
    """
    codes = list(graph)
    found = Counter(tuple(method(graph, seed).loc[codes]) for seed in seeds)
    runs = found.total()
    if runs < 2:
        raise OptionError(f"The stability of communities needs two or more seeds, not {runs}.")
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    partitions = [pd.Series(labels, index=codes) for labels, _ in ranked]
    times = np.array([count for _, count in ranked])
    quality = [modularity(graph, partition) for partition in partitions]
    together = np.array([_together(partition) for partition in partitions])
    co_assignment = np.tensordot(times / runs, together.astype(float), axes=1)
    best = int(np.argmax(quality))
    ari, nmi = (
        _mean_over_pairs(partitions, times, measure)
        for measure in (adjusted_rand_index, normalized_mutual_information)
    )
    return CommunityStability(
        regions=pd.DataFrame(
            {
                "community": partitions[best],
                "stability": _mean_with_partners(co_assignment, together[best]),
            },
            index=pd.Index(codes, name="region"),
        ),
        co_assignment=pd.DataFrame(co_assignment, index=codes, columns=codes),
        mean_ari=ari,
        mean_nmi=nmi,
        partitions=len(partitions),
        modularity_min=min(quality),
        modularity_max=max(quality),
    )


def _mean_over_pairs(
    partitions: list[pd.Series],
    times: NDArray[np.int64],
    measure: Callable[[pd.Series, pd.Series], float],
) -> float:
    """Return the mean of a measure over all pairs of runs; equal partitions agree by 1."""
    total = float((times * (times - 1) // 2).sum())
    for one, other in combinations(range(len(partitions)), 2):
        total += float(times[one] * times[other]) * measure(partitions[one], partitions[other])
    runs = int(times.sum())
    return total / (runs * (runs - 1) / 2)


def _mean_with_partners(
    co_assignment: NDArray[np.float64], together: NDArray[np.bool_]
) -> NDArray[np.float64]:
    partners = together & ~np.eye(len(together), dtype=bool)
    count = partners.sum(axis=1)
    shares = (co_assignment * partners).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, shares, 1.0)


def _together(partition: pd.Series) -> NDArray[np.bool_]:
    labels = partition.to_numpy()
    same: NDArray[np.bool_] = labels[:, None] == labels[None, :]
    return same


def _shared(first: pd.Series, second: pd.Series) -> NDArray[np.float64]:
    """Return the number of regions in each pair of communities."""
    if first.index.has_duplicates or sorted(first.index) != sorted(second.index):
        raise LabelError(
            "Two partitions can be compared only where they name the same regions, each once; "
            "take them from networks of the same regions."
        )
    one = np.unique(first.to_numpy(), return_inverse=True)[1]
    other = np.unique(second.loc[first.index].to_numpy(), return_inverse=True)[1]
    shared = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(shared, (one, other), 1.0)
    return shared


def _pairs(counts: NDArray[np.float64]) -> float:
    return float((counts * (counts - 1.0)).sum() / 2.0)


def _entropy(p: NDArray[np.float64]) -> float:
    present = p[p > 0.0]
    return float(-(present * np.log(present)).sum()) if len(present) > 1 else 0.0
