"""Communities: regions tied to one another more than to the rest, and how firm they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, too_few
from tanmai.core.messages import Name, Spoken, message
from tanmai.core.notebook import Shown
from tanmai.networks.build import by_region, weight_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tanmai.networks.build import FloatArray

Method = Callable[["nx.DiGraph[str]", Iterable[int]], Iterator[pd.Series]]

SEED = 20170101
"""Seed of the order in which Louvain visits the regions."""

_PARTS = 2**24


def louvain_communities(graph: nx.DiGraph[str], seed: int = SEED) -> pd.Series:
    """Return the community of each region by the Louvain method on directed modularity.

    Louvain is a heuristic: it finds a partition of high `modularity`, which
    depends on the order in which the regions are visited, and so on the seed.
    The same flows and seed give the same communities, whatever the order of the
    graph. Without any flow every region is a community of its own.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network; weights are the strengths of the ties.
    seed : int
        Seed of the order of the visits.

    Returns
    -------
    Series
        Number of the community by region code: 1 has the largest total strength
        (in and out) of its regions; of equal ones, that with the smallest code.

    References
    ----------
    Blondel, Guillaume, Lambiotte, Lefebvre (2008), J. Stat. Mech. P10008;
    Leicht and Newman (2008), Phys. Rev. Lett. 100, 118703.
    """
    return next(louvain_runs(graph, [seed]))


def louvain_runs(graph: nx.DiGraph[str], seeds: Iterable[int]) -> Iterator[pd.Series]:
    """Yield `louvain_communities` with each of some seeds."""
    w = weight_matrix(graph)
    parts = exact_parts(w)
    visited: nx.DiGraph[int] = nx.DiGraph()
    visited.add_nodes_from(range(len(w)))
    ends = np.nonzero(parts)
    visited.add_weighted_edges_from(
        zip(*(each.tolist() for each in (*ends, parts[ends])), strict=True)
    )
    for seed in seeds:
        found = nx.community.louvain_communities(visited, weight="weight", resolution=1, seed=seed)
        yield by_region(graph, numbered_by_strength(w, found), "community")


def numbered_by_strength(w: FloatArray, groups: Iterable[Iterable[int]]) -> NDArray[np.int64]:
    """Return the number of each node's group: 1 has the largest total strength (in and out).

    Of equally strong groups that with the first node comes first.
    """
    strength = w.sum(axis=0) + w.sum(axis=1)
    members = [sorted(group) for group in groups]
    members.sort(key=lambda nodes: (-float(strength[nodes].sum()), nodes[0]))
    number = np.zeros(len(w), dtype=int)
    for position, nodes in enumerate(members, start=1):
        number[nodes] = position
    return number


def community_names(
    regions: Sequence[Name], communities: Sequence[int], strength: Sequence[float]
) -> dict[int, Spoken]:
    """Return the name of each community by its number: its two strongest regions.

    Parameters
    ----------
    regions : sequence of Name
        Names of m regions.
    communities : sequence of int
        Number of the community of each.
    strength : sequence of float
        Outflow and inflow of each; of equally strong regions the first comes first.
    """
    members: dict[int, list[int]] = {}
    for at in np.argsort(-np.asarray(strength, dtype=float), kind="stable"):
        members.setdefault(communities[at], []).append(int(at))
    return {number: _named(regions, members[number]) for number in sorted(members)}


def _named(regions: Sequence[Name], members: Sequence[int]) -> Spoken:
    first, *others = (regions[at] for at in members)
    return message("{first}–{second}", first=first, second=others[0]) if others else first


def exact_parts(w: FloatArray) -> NDArray[np.int64]:
    """Return the weights as whole numbers of 2^24 parts of their total (largest remainders).

    With a power of two as total, every gain of modularity that is weighed up is
    an exact floating-point number. On the weights as they are, rounding makes
    equal gains look unequal, and networkx can move a node to and fro without end
    (networkx issues 5704, 6751 and 8739).
    """
    total = w.sum()
    if not total:
        return np.zeros(w.shape, dtype=np.int64)
    shares: FloatArray = (w / total * _PARTS).ravel()
    parts: NDArray[np.int64] = np.floor(shares).astype(np.int64)
    remainders = np.argsort(parts - shares, kind="stable")
    parts[remainders[: _PARTS - int(parts.sum())]] += 1
    return parts.reshape(w.shape)


def modularity(graph: nx.DiGraph[str], communities: pd.Series) -> float:
    """Return the directed, weighted modularity of a partition.

    Q = (1 / W) Σ_ij (w_ij − s_i^out s_j^in / W) δ(c_i, c_j), with W the total weight:
    the share of flows within communities above what the strengths alone would
    give. At most 1; 0 for one community of all, and by convention without flows.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    communities : Series
        A community for every region code.

    Raises
    ------
    LabelError
        The communities are not those of the graph's regions.

    References
    ----------
    Leicht and Newman (2008), Phys. Rev. Lett. 100, 118703.
    """
    if len(communities) != len(graph) or set(communities.index) != set(graph):
        raise LabelError(
            message(
                "The communities do not name each region of the network once; take them from "
                "louvain_communities of the same network."
            )
        )
    return _modularity(weight_matrix(graph), communities.loc[sorted(graph)].to_numpy())


def _modularity(w: FloatArray, label: NDArray[Any]) -> float:
    """Return `modularity` of the labels (n,) of the regions of weights (n, n)."""
    total = w.sum()
    if not total:
        return 0.0
    same = label[:, None] == label[None, :]
    expected = np.outer(w.sum(axis=1), w.sum(axis=0)) / total
    return float((w - expected)[same].sum() / total)


def likeness(first: pd.Series, second: pd.Series) -> tuple[float, float]:
    """Return how alike two partitions are: adjusted Rand index, normalized mutual information.

    The first is 1 for the same partition and 0 on average for unrelated ones. The second,
    2 I / (H_1 + H_2) with I the mutual information and H the entropies, is 1 for the same
    partition and 0 where the one says nothing of the other; many small communities raise it
    by chance.

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
    Hubert and Arabie (1985), Journal of Classification 2, 193-218;
    Danon, Díaz-Guilera, Duch, Arenas (2005), J. Stat. Mech. P09008.
    """
    if first.index.has_duplicates or sorted(first.index) != sorted(second.index):
        raise LabelError(
            message(
                "Two partitions can be compared only where they name the same regions, each "
                "once; take them from networks of the same regions."
            )
        )
    return _likeness(first.to_numpy(), second.loc[first.index].to_numpy())


def _likeness(first: NDArray[Any], second: NDArray[Any]) -> tuple[float, float]:
    """Return `likeness` of the labels (n,) of the same regions."""
    one, other = (
        (labels[:, None] == np.unique(labels)).astype(float) for labels in (first, second)
    )
    shared, sizes = one.T @ other, (one.sum(axis=0), other.sum(axis=0))
    together, (first_pairs, second_pairs) = _pairs(shared), map(_pairs, sizes)
    expected = first_pairs * second_pairs / max(_pairs(np.array([len(first)])), 1.0)
    most = (first_pairs + second_pairs) / 2.0
    rand = (together - expected) / (most - expected) if most != expected else 1.0
    both = sum(map(_entropy, sizes))
    information = max(both - _entropy(shared[shared > 0.0]), 0.0)
    return rand, 2.0 * information / both if both else 1.0


def _pairs(sizes: FloatArray) -> float:
    return float((sizes * (sizes - 1.0)).sum() / 2.0)


def _entropy(sizes: FloatArray) -> float:
    shares = sizes / sizes.sum()
    return float(-(shares * np.log(shares)).sum())


@dataclass(frozen=True, eq=False, repr=False)
class CommunityStability(Shown):
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

    def __repr__(self) -> str:
        return (
            f"<CommunityStability of {len(self.regions)} regions: {self.partitions} different "
            f"partitions, mean ARI {self.mean_ari:.3f}>"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return the community of each region and how firm it is."""
        return self.regions.reset_index()


def community_stability(
    graph: nx.DiGraph[str],
    method: Method = louvain_runs,
    seeds: Iterable[int] = range(100),
) -> CommunityStability:
    """Return how firm the communities are: found anew with each of many seeds.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    method : callable
        Communities of a network with each of some seeds, such as `louvain_runs`.
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
    labels_of = (communities.to_dict() for communities in method(graph, seeds))
    found = Counter(tuple(labels[code] for code in codes) for labels in labels_of)
    runs = found.total()
    if runs < 2:
        raise too_few(message("seeds"), runs, least=2)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    partitions = [np.array(labels) for labels, _ in ranked]
    times = np.array([count for _, count in ranked])
    w, by_code = weight_matrix(graph), sorted(range(len(codes)), key=codes.__getitem__)
    quality = [_modularity(w, labels[by_code]) for labels in partitions]
    together = np.array([labels[:, None] == labels for labels in partitions])
    co_assignment = np.tensordot(times / runs, together.astype(float), axes=1)
    best = int(np.argmax(quality))
    ari, nmi = _mean_likeness(partitions, times)
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


def _mean_likeness(
    partitions: Sequence[NDArray[Any]], times: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the mean ARI and NMI over all pairs of runs; equal partitions agree by 1."""
    total = np.full(2, float((times * (times - 1) // 2).sum()))
    for one, other in combinations(range(len(partitions)), 2):
        weight = float(times[one] * times[other])
        total += weight * np.array(_likeness(partitions[one], partitions[other]))
    runs = int(times.sum())
    return total / (runs * (runs - 1) / 2)


def _mean_with_partners(
    co_assignment: NDArray[np.float64], together: NDArray[np.bool_]
) -> NDArray[np.float64]:
    partners = together & ~np.eye(len(together), dtype=bool)
    count = partners.sum(axis=1)
    shares = (co_assignment * partners).sum(axis=1) / np.maximum(count, 1)
    return np.where(count > 0, shares, 1.0)
