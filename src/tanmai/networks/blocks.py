"""Block model: positions of regions with like partners, and the flows between positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, UnsolvableError, too_few
from tanmai.core.messages import message
from tanmai.core.units import header
from tanmai.networks.build import by_region, weight_matrix
from tanmai.networks.communities import numbered_by_strength

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tanmai.networks.build import FloatArray

_SETTLED = 1e-9
_MOST_ROUNDS = 500


def concor_blocks(graph: nx.DiGraph[str], splits: int = 2) -> pd.Series:
    """Return the block of each region by CONCOR, the convergence of iterated correlations.

    The profile of a region is its outflows and its inflows together. Profiles are
    correlated pair by pair, without the flows between the two themselves; the
    columns of that matrix are correlated again and again, until every value is 1
    or −1, which splits the regions into two. Each part is split in the same way
    from its own share of the first correlations. Unlike a community, a block need
    not have flows within: its regions send to and receive from the same others.

    A part of two regions or fewer, or of like profiles, is not split further. A
    region without any flow has a correlation of 0 with all others.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network; profiles are correlated on the weights as they are.
    splits : int
        Rounds of splitting, at least 1; k rounds give up to 2^k blocks.

    Returns
    -------
    Series
        Number of the block by region code, as `louvain_communities` numbers communities.

    Raises
    ------
    OptionError
        ``splits`` is below 1.
    UnsolvableError
        The correlations do not settle at 1 and −1, as in a network of full symmetry.

    References
    ----------
    Breiger, Boorman, Arabie (1975), Journal of Mathematical Psychology 12, 328-383;
    Wasserman and Faust (1994), ch. 9.
    """
    if splits < 1:
        raise too_few(message("rounds of splitting"), splits)
    w = weight_matrix(graph)
    correlation = _profile_correlations(w)
    parts = [np.arange(len(w), dtype=np.int64)]
    for _ in range(splits):
        parts = [half for part in parts for half in _split(correlation, part)]
    return by_region(graph, numbered_by_strength(w, (part.tolist() for part in parts)), "block")


def block_densities(
    graph: nx.DiGraph[str], blocks: pd.Series, weighted: bool = True
) -> pd.DataFrame:
    """Return the mean flow from a region of one block (row) to a region of another (column).

    Pairs without a flow count as 0, a region with itself not at all; a block of one
    region has 0 within.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network.
    blocks : Series
        A block for every region code.
    weighted : bool
        Whether to take the weights, in the unit of the graph; else every flow counts 1, and
        the density is the share of possible flows that are there.

    Raises
    ------
    LabelError
        The blocks do not name each region of the network once.
    """
    w = weight_matrix(graph)
    member = _members(graph, blocks)
    flows = member.T @ (w if weighted else (w > 0).astype(float)) @ member
    sizes = member.sum(axis=0)
    pairs = np.outer(sizes, sizes) - np.diag(sizes)
    densities = np.divide(flows, pairs, out=np.zeros_like(flows), where=pairs > 0)
    numbers = sorted(blocks.unique())
    return pd.DataFrame(
        densities,
        index=pd.Index(numbers, name="from_block"),
        columns=pd.Index(numbers, name="to_block"),
    )


def block_matrix(graph: nx.DiGraph[str], blocks: pd.Series) -> pd.DataFrame:
    """Return the density matrix of a block model in rows, with its image.

    Returns
    -------
    DataFrame
        ``from_block``, ``to_block``, ``density`` (share of possible flows that are there), the
        mean flow over possible pairs under its unit (``mean_MtCO2``), and ``image``: 1 where
        the density is at least that of the whole network, else 0.

    Raises
    ------
    LabelError
        The blocks do not name each region of the network once.

    References
    ----------
    Wasserman and Faust (1994), ch. 10.
    """
    density = block_densities(graph, blocks, weighted=False)
    mean = block_densities(graph, blocks)
    pairs = [(i, j) for i in density.index for j in density.columns]
    densities = np.array([density.loc[pair] for pair in pairs])
    return pd.DataFrame(
        {
            "from_block": [i for i, _ in pairs],
            "to_block": [j for _, j in pairs],
            "density": densities,
            f"mean_{header(graph.graph['unit'])}": [mean.loc[pair] for pair in pairs],
            "image": (densities >= nx.density(graph)).astype(int),
        }
    )


_ROLES = {
    (True, True): ("net_beneficiary", message("net beneficiary")),
    (True, False): ("bidirectional_spillover", message("bidirectional spillover")),
    (False, True): ("broker", message("broker")),
    (False, False): ("net_spillover", message("net spillover")),
}
_ISOLATED = ("isolated", message("isolated"))


def block_roles(graph: nx.DiGraph[str], blocks: pd.Series) -> pd.DataFrame:
    """Return what each block sends, receives and keeps, and the role that this makes.

    A block of g_k of the n regions is expected to keep (g_k − 1) / (n − 1) of what
    it sends. Keeping at least that share, it is a net beneficiary where it receives
    more from other blocks than it sends to them, else of bidirectional spillover.
    Keeping less, it is a broker where it receives at least as much as it sends,
    else of net spillover. A block without any flow is isolated. The literature sets no
    figure for "receives many"; to compare receipts with sendings is the reading here.

    Returns
    -------
    DataFrame
        Index: ``block``. Columns: ``regions``, ``within``, ``sent``, ``received`` (in the unit
        of the graph; the last two with other blocks), ``share_within``,
        ``expected_share_within``, ``role``, ``role_zh``, ``role_en``.

    Raises
    ------
    LabelError
        The blocks do not name each region of the network once.

    References
    ----------
    Burt (1976), Social Forces 55(1), 93-122; Wasserman and Faust (1994), ch. 10.
    """
    member = _members(graph, blocks)
    flows = member.T @ weight_matrix(graph) @ member
    within = np.diag(flows)
    sent, received = flows.sum(axis=1) - within, flows.sum(axis=0) - within
    total = within + sent
    share = np.divide(within, total, out=np.zeros_like(within), where=total > 0)
    expected = (member.sum(axis=0) - 1.0) / max(len(member) - 1, 1)
    # keeping less but receiving as much as sending: passed through
    receiving = np.where(share >= expected, received > sent, received >= sent)
    roles = [
        _ROLES[bool(keeps), bool(receives)] if tied else _ISOLATED
        for keeps, receives, tied in zip(
            share >= expected, receiving, total + received > 0, strict=True
        )
    ]
    return pd.DataFrame(
        {
            "regions": member.sum(axis=0).astype(int),
            "within": within,
            "sent": sent,
            "received": received,
            "share_within": share,
            "expected_share_within": expected,
            "role": [role for role, _ in roles],
            "role_zh": [name.into("zh") for _, name in roles],
            "role_en": [name.into("en") for _, name in roles],
        },
        index=pd.Index(sorted(blocks.unique()), name="block"),
    )


def _members(graph: nx.DiGraph[str], blocks: pd.Series) -> FloatArray:
    """Return 1 where a region (row, in the order of the codes) is in a block (column)."""
    if sorted(blocks.index) != sorted(graph):
        raise LabelError(
            message(
                "The blocks do not name each region of the network once; take them from "
                "concor_blocks of the same network."
            )
        )
    labels = blocks.loc[sorted(graph)].to_numpy()
    member: FloatArray = (labels[:, None] == np.unique(labels)[None, :]).astype(float)
    return member


def _profile_correlations(w: FloatArray) -> FloatArray:
    """Return the correlations of profiles, 0 where one of the two does not vary."""
    n = len(w)
    profiles = np.concatenate([w, w.T], axis=1)
    of_others = ~np.tile(np.eye(n, dtype=bool), 2)
    correlation: FloatArray = np.eye(n)
    for i in range(n):
        kept = of_others & of_others[i]
        pair = np.stack(np.broadcast_arrays(profiles[i], profiles))
        largest = pair.max(axis=2, where=kept, initial=0.0)
        varying = (pair.min(axis=2, where=kept, initial=np.inf) < largest).all(axis=0)
        varying[i] = False
        pair, kept = pair[:, varying], kept[varying]
        x, y = np.where(kept, pair - pair.mean(axis=2, where=kept, keepdims=True), 0.0)
        lengths = np.sqrt((x**2).sum(axis=1) * (y**2).sum(axis=1))
        correlation[i, varying] = ((x * y).sum(axis=1) / lengths).clip(-1.0, 1.0)
    return correlation


def _split(correlation: FloatArray, part: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    c = correlation[np.ix_(part, part)]
    if len(part) <= 2 or c.min() > 1.0 - _SETTLED:
        return [part]
    for _ in range(_MOST_ROUNDS):
        if np.abs(c).min() > 1.0 - _SETTLED:
            return [part[c[0] > 0.0], part[c[0] < 0.0]]
        # rounded, so that no rounding error grows until it decides between symmetrical regions
        c = np.asarray(np.corrcoef(c)).round(12)
    raise UnsolvableError(
        message(
            "CONCOR does not settle: the profiles of some regions are alike in a symmetrical "
            "way. Use communities instead, or a network with more of the flows."
        )
    )
