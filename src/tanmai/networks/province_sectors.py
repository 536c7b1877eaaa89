"""The network of province-sectors: each sector of each province is a node."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tanmai.core.errors import OptionError, TableError
from tanmai.core.flow_matrix import FlowMatrix
from tanmai.core.labels import Region, RegionSectorIndex
from tanmai.networks.backbone import describe_backbone, top_share_rule
from tanmai.networks.build import build_transfer_network

if TYPE_CHECKING:
    import networkx as nx

    from tanmai.networks.build import FloatArray


def province_sector_network(
    values: FloatArray, index: RegionSectorIndex, unit: str, share: float = 0.8
) -> nx.DiGraph[str]:
    """Return the network of the largest flows between the sectors of all provinces.

    The whole network of 31 x 42 sectors would have 1.7 million edges, so it is
    never built: the largest flows that together carry a share of the total are
    chosen first, as `top_share` does, and the graph says so.

    Parameters
    ----------
    values : array (mn, mn)
        ``values[i, j]`` flows from province-sector i to j: f̂ L Ŷ (emissions of i
        embodied in the final products of j), f̂ Z or ε̂ Z, in the order of ``index``.
    index : RegionSectorIndex
        The provinces and their sectors.
    unit : str
        Unit of the values.
    share : float
        Share of the total that the flows kept carry, above 0 and at most 1.

    Returns
    -------
    networkx.DiGraph
        As `build_transfer_network`. A node is ``<adcode>:<sector code>``, with the names
        of both, the province's point and the province's code as ``adcode``. A flow
        between two sectors of one province is an edge; a sector's with itself is
        none. All nodes are there, also those without a flow that is kept.

    Raises
    ------
    OptionError
        ``share`` is out of range.
    TableError
        The matrix does not fit the index, or holds a NaN or an infinity.
    """
    if not 0.0 < share <= 1.0:
        raise OptionError(f"The share of flows to keep is {share}; give 0 < share ≤ 1.")
    if values.shape != (len(index), len(index)):
        raise TableError(
            f"Flows between {len(index)} province-sectors must be {len(index)} x {len(index)}, "
            f"not {values.shape}."
        )
    flows = FlowMatrix(_nodes(index), values, unit).between_regions()
    negative = flows.values[flows.values < 0.0]
    positive = np.where(flows.values > 0.0, flows.values, 0.0)
    kept, total, count = _largest(positive, share)
    graph = build_transfer_network(FlowMatrix(flows.regions, kept, unit))
    for node, region in zip(graph, np.repeat(np.array(index.region_codes), index.n), strict=True):
        graph.nodes[node]["adcode"] = str(region)
    graph.graph.update(
        negative_flows_left_out=int(negative.size),
        negative_flows_sum=math.fsum(negative),
        edges_in_network=count,
        weight_in_network=total,
    )
    describe_backbone(graph, "top_share", *top_share_rule(share))
    return graph


def _nodes(index: RegionSectorIndex) -> tuple[Region, ...]:
    """Return a label for every province-sector: it stands where its province stands."""
    return tuple(
        Region(
            code=f"{region.code}:{sector.code}",
            name_zh=f"{region.name_zh}·{sector.name_zh}",
            name_en=f"{region.name_en} · {sector.name_en}",
            lon=region.lon,
            lat=region.lat,
        )
        for region in index.regions
        for sector in index.sectors
    )


def _largest(positive: FloatArray, share: float) -> tuple[FloatArray, float, int]:
    """Return the fewest largest flows that carry a share of the total, the total and the count."""
    cells = np.flatnonzero(positive)
    if not len(cells):
        return positive, 0.0, 0
    ranked = cells[np.argsort(-positive.ravel()[cells], kind="stable")]
    carried = np.cumsum(positive.ravel()[ranked])
    count = 1 + int(np.searchsorted(carried, share * carried[-1]))
    kept = np.zeros_like(positive)
    kept.ravel()[ranked[:count]] = positive.ravel()[ranked[:count]]
    return kept, math.fsum(positive.ravel()), len(cells)
