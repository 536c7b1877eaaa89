"""Communities by methods of the optional package igraph: Leiden and Infomap."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tanmai.core.errors import OptionError
from tanmai.networks.build import by_region, weight_matrix
from tanmai.networks.communities import SEED, exact_parts, numbered_by_strength

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from tanmai.networks.build import FloatArray

_TRIALS = 5  # partitions that Infomap tries; the shortest description is kept


def leiden_communities(graph: nx.DiGraph[str], seed: int = SEED) -> pd.Series:
    """Return the community of each region by the Leiden method on directed modularity.

    Leiden improves on Louvain: every community is connected, and the moves are
    repeated until none improves the partition. See `louvain_communities` for
    the numbers of the communities.

    Raises
    ------
    OptionError
        The package igraph is not installed.

    References
    ----------
    Traag, Waltman, van Eck (2019), Scientific Reports 9, 5233;
    Leicht and Newman (2008), Phys. Rev. Lett. 100, 118703.
    """
    igraph = _igraph("Leiden")
    w = weight_matrix(graph)
    parts = exact_parts(w).astype(float)
    # shares in powers of two, for exact gains of modularity; the strengths are given, since
    # what igraph 1.0 takes by default is not the modularity of directed weights
    shares = parts / max(parts.sum(), 1.0)
    network, weights = _as_igraph(igraph, shares)
    with _seeded(igraph, seed):
        found = network.community_leiden(
            objective_function="modularity",
            weights=weights,
            node_weights=shares.sum(axis=1).tolist(),
            node_in_weights=shares.sum(axis=0).tolist(),
            n_iterations=-1,
        )
    return by_region(graph, numbered_by_strength(w, found), "community")


def infomap_communities(graph: nx.DiGraph[str], seed: int = SEED) -> pd.Series:
    """Return the community of each region by Infomap: where a random walk stays long.

    The partition minimises the map equation, the shortest description of a walk
    along the flows. A dense network is often one community in this sense; use a
    backbone. See `louvain_communities` for the numbers of the communities.

    Raises
    ------
    OptionError
        The package igraph is not installed.

    References
    ----------
    Rosvall and Bergstrom (2008), PNAS 105(4), 1118-1123.
    """
    igraph = _igraph("Infomap")
    w = weight_matrix(graph)
    network, weights = _as_igraph(igraph, w / max(float(w.max()), 1e-300))
    with _seeded(igraph, seed):
        found = network.community_infomap(edge_weights=weights, trials=_TRIALS)
    return by_region(graph, numbered_by_strength(w, found), "community")


def _igraph(method: str) -> Any:  # igraph has no types
    try:
        return importlib.import_module("igraph")
    except ImportError:
        raise OptionError(
            f"Communities by {method} need the package igraph, which is not installed; "
            "install it with: pip install 'tanmai[communities]'."
        ) from None


def _as_igraph(igraph: Any, w: FloatArray) -> tuple[Any, list[float]]:
    pairs = np.argwhere(w > 0.0)
    network = igraph.Graph(n=len(w), edges=pairs.tolist(), directed=True)
    return network, w[w > 0.0].tolist()


@contextmanager
def _seeded(igraph: Any, seed: int) -> Iterator[None]:
    """Let igraph draw from a generator of its own, and from Python's again afterwards."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret hangs on it
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)
