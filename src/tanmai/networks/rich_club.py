"""Rich club: whether the largest senders send their large flows to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.networks.build import weight_matrix

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray

RICH_CLUB_SEED = 20170101
"""Seed of the reshuffled networks."""

_BATCH = 250  # reshuffled networks held at a time


def weighted_rich_club(
    graph: nx.DiGraph[str], draws: int = 1000, seed: int = RICH_CLUB_SEED
) -> pd.DataFrame:
    """Return the weighted rich-club coefficient of the k largest senders, for every k.

    φ(k) = W_k / (the sum of the E_k largest flows of the whole network), with W_k
    the sum and E_k the number of the flows among the k regions of largest
    out-strength; of equal ones, the smaller code comes first. A club matters
    where φ is above that of networks in which every region sends the same flows
    to the same regions, but which of its flows goes where is drawn at random;
    that keeps every out-strength, and so the members of the club. For a club of
    receivers give ``graph.reverse()``.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    draws : int
        Number of reshuffled networks, at least 1.
    seed : int
        Seed of the draws.

    Returns
    -------
    DataFrame
        A row for each k from 2 to n for which E_k > 0: ``size``, ``last_member`` (code
        of the region that makes the club this large), ``coefficient``,
        ``null_mean``, ``normalised`` (φ / its mean over the reshuffled networks; above
        1 is a rich club) and ``p_value`` = (1 + number of reshuffled networks with at
        least the same φ) / (1 + draws).

    Raises
    ------
    OptionError
        ``draws`` is below 1.

    References
    ----------
    Opsahl, Colizza, Panzarasa, Ramasco (2008), Phys. Rev. Lett. 101, 168702 (the
    directed reshuffling of weights among the flows of each node).
    """
    if draws < 1:
        raise OptionError(f"The number of reshuffled networks is {draws}; give 1 or more.")
    w = weight_matrix(graph)
    richest = np.argsort(-w.sum(axis=1), kind="stable")
    ordered = w[np.ix_(richest, richest)]
    flows = _within_clubs((ordered > 0.0).astype(float)).astype(int)
    sizes = np.flatnonzero(flows) + 1
    largest = np.cumsum(np.sort(w[w > 0.0])[::-1])
    best = largest[flows[sizes - 1] - 1]
    coefficient = _within_clubs(ordered)[sizes - 1] / best
    null = _null_weights_within(ordered, draws, seed)[:, sizes - 1] / best
    at_least = (null >= coefficient * (1.0 - 1e-12)).sum(axis=0)
    null_mean = null.mean(axis=0)
    codes = np.array(sorted(graph), dtype=object)
    return pd.DataFrame(
        {
            "size": sizes,
            "last_member": codes[richest[sizes - 1]],
            "coefficient": coefficient,
            "null_mean": null_mean,
            "normalised": coefficient / null_mean,
            "p_value": (1.0 + at_least) / (1.0 + draws),
        }
    )


def _within_clubs(values: FloatArray) -> FloatArray:
    """Return the sums of the leading k x k blocks, for k = 1 … n, of a matrix or a stack."""
    sums = values.cumsum(axis=-1).cumsum(axis=-2)
    blocks: FloatArray = np.diagonal(sums, axis1=-2, axis2=-1)
    return blocks


def _null_weights_within(ordered: FloatArray, draws: int, seed: int) -> FloatArray:
    """Return the flows within each club in networks whose senders' flows are reshuffled."""
    random = np.random.default_rng(seed)
    within = []
    for start in range(0, draws, _BATCH):
        stack = np.zeros((min(_BATCH, draws - start), *ordered.shape))
        for sender, weights in enumerate(ordered):
            present = np.flatnonzero(weights)
            copies = np.tile(weights[present], (len(stack), 1))
            stack[:, sender, present] = random.permuted(copies, axis=1)
        within.append(_within_clubs(stack))
    return np.concatenate(within)
