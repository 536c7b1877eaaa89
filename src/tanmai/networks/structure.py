"""The structure of a network as social network analysis reports it, in one set of tables.

Krackhardt's degrees of the whole, clustering of the regions, core and periphery, the block
model, and how firm the communities are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from tanmai.core.errors import UnsolvableError
from tanmai.core.messages import Message
from tanmai.core.notebook import Shown
from tanmai.networks.blocks import block_matrix, block_roles, concor_blocks
from tanmai.networks.build import by_region, weight_matrix
from tanmai.networks.communities import community_stability
from tanmai.networks.core_periphery import core_periphery

if TYPE_CHECKING:
    from tanmai.networks.build import FloatArray

SEEDS = range(50)
"""Seeds of the communities whose agreement says how firm they are."""


@dataclass(frozen=True, eq=False)
class NetworkStructure(Shown):
    """The structure of a network.

    Attributes
    ----------
    summary : DataFrame
        ``measure`` and ``value``, one row a measure: ``regions``, ``flows``, ``density``,
        `connectedness`, `hierarchy`, `efficiency`, ``mean_clustering`` (of the regions with
        a flow), ``core_share_explained``, ``core_senders`` and ``core_receivers`` (number of
        regions), ``blocks``, and of the communities found with many seeds the number of
        different ``partitions``, their ``mean_ari``, ``modularity_min`` and
        ``modularity_max``. Shares are from 0 to 1.
    regions : DataFrame
        Index: region codes in the order of the graph. ``province_zh``, ``province_en``,
        ``block``, ``community``, ``community_stability``, ``out_coreness``, ``in_coreness``,
        ``out_core``, ``in_core``, and the columns of `directed_clustering`.
    blocks : DataFrame
        `tanmai.networks.block_roles` of the blocks, with the codes of their ``members``.
    block_densities : DataFrame
        `tanmai.networks.block_matrix` of the blocks.
    no_blocks : Message
        Why there are no blocks; empty where there are. Without them the column ``block``,
        the row ``blocks`` and the rows of both tables are left out.
    """

    summary: pd.DataFrame
    regions: pd.DataFrame
    blocks: pd.DataFrame
    block_densities: pd.DataFrame
    no_blocks: Message

    def __repr__(self) -> str:
        return f"<NetworkStructure of {len(self.regions)} regions, {len(self.blocks)} blocks>"

    def to_frame(self) -> pd.DataFrame:
        """Return what each region is in the structure."""
        return self.regions.reset_index()


def network_structure(
    graph: nx.DiGraph[str], splits: int = 2, seeds: Iterable[int] = SEEDS
) -> NetworkStructure:
    """Return the structure of a network.

    Parameters
    ----------
    graph : networkx.DiGraph
        The network; a backbone tells more, as in a complete network all ties are there.
    splits : int
        Rounds of splitting of the block model, see `tanmai.networks.concor_blocks`.
    seeds : iterable of int
        Seeds of the communities.

    Raises
    ------
    UnsolvableError
        The network has no flow.
    OptionError
        ``splits`` is below 1, or there are fewer than two seeds.
    """
    core, firm = core_periphery(graph), community_stability(graph, seeds=seeds)
    clustering = directed_clustering(graph)
    blocks, no_blocks = None, Message("")
    try:
        blocks = concor_blocks(graph, splits)
    except UnsolvableError as error:
        no_blocks = error.message
    tied = [code for code, degree in graph.degree if degree]
    measures = {
        "regions": len(graph),
        "flows": graph.number_of_edges(),
        "density": nx.density(graph),
        "connectedness": connectedness(graph),
        "hierarchy": hierarchy(graph),
        "efficiency": efficiency(graph),
        "mean_clustering": clustering.loc[tied, "clustering_all"].mean(),
        "core_share_explained": core.share_explained,
        "core_senders": core.coreness["out_core"].sum(),
        "core_receivers": core.coreness["in_core"].sum(),
        **({"blocks": blocks.nunique()} if blocks is not None else {}),
        "partitions": firm.partitions,
        "mean_ari": firm.mean_ari,
        "modularity_min": firm.modularity_min,
        "modularity_max": firm.modularity_max,
    }
    names = pd.DataFrame(
        {
            "province_zh": [name for _, name in graph.nodes(data="name_zh")],
            "province_en": [name for _, name in graph.nodes(data="name_en")],
        },
        index=clustering.index,
    )
    parts = [
        names,
        *([blocks] if blocks is not None else []),
        firm.regions.rename(columns={"stability": "community_stability"}),
        core.coreness,
        clustering,
    ]
    return NetworkStructure(
        summary=pd.DataFrame({"measure": list(measures), "value": map(float, measures.values())}),
        regions=pd.concat(parts, axis=1),
        blocks=_named(block_roles(graph, blocks), blocks) if blocks is not None else pd.DataFrame(),
        block_densities=block_matrix(graph, blocks) if blocks is not None else pd.DataFrame(),
        no_blocks=no_blocks,
    )


def _named(roles: pd.DataFrame, blocks: pd.Series) -> pd.DataFrame:
    """Return the roles of blocks with the codes of their members, separated by blanks."""
    members = {number: " ".join(blocks.index[blocks == number]) for number in roles.index}
    return roles.assign(members=pd.Series(members))


def connectedness(graph: nx.DiGraph[str]) -> float:
    """Return Krackhardt's connectedness: the share of pairs that ties join, whatever their way.

    C = 1 − V / (n (n − 1) / 2), with V the pairs between which there is no path even where
    directions are ignored; 1 for one region.

    References
    ----------
    Krackhardt (1994), in: Carley and Prietula, Computational Organization Theory, 89-111.
    """
    sizes = _component_sizes(graph)
    pairs = _pairs(np.array([len(graph)]))
    return float(_pairs(sizes) / pairs) if pairs else 1.0


def hierarchy(graph: nx.DiGraph[str]) -> float:
    """Return Krackhardt's hierarchy: the share of connected pairs of which one reaches the other.

    H = 1 − V / max V, with V the pairs of which each reaches the other, and max V those of
    which at least one does; 1 where there are none.

    References
    ----------
    Krackhardt (1994), in: Carley and Prietula, Computational Organization Theory, 89-111.
    """
    reached = np.isfinite(shortest_path(csr_array(weight_matrix(graph)), unweighted=True))
    np.fill_diagonal(reached, False)
    either, both = (reached | reached.T).sum(), (reached & reached.T).sum()
    return float(1.0 - both / either) if either else 1.0


def efficiency(graph: nx.DiGraph[str]) -> float:
    """Return Krackhardt's efficiency: how few ties there are beyond those that connect.

    E = 1 − V / max V, with V the flows in excess of the n_k − 1 that hold each of the parts k
    together, and max V = Σ_k (n_k (n_k − 1) − (n_k − 1)); 1 where no flow can be in excess.

    References
    ----------
    Krackhardt (1994), in: Carley and Prietula, Computational Organization Theory, 89-111.
    """
    sizes = _component_sizes(graph)
    needed = float((sizes - 1).sum())
    most = float(((sizes - 1) ** 2).sum())
    return 1.0 - (graph.number_of_edges() - needed) / most if most else 1.0


def _component_sizes(graph: nx.DiGraph[str]) -> FloatArray:
    """Return the number of regions of each part that ties join, directions ignored."""
    return np.array([len(part) for part in nx.weakly_connected_components(graph)], dtype=float)


def _pairs(sizes: FloatArray) -> float:
    return float((sizes * (sizes - 1)).sum() / 2.0)


def directed_clustering(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return how often the partners of a region are partners too: directed, weighted clustering.

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
