"""The transfer network: regions as nodes, the flows between them as weighted directed edges."""

from __future__ import annotations

import math
from collections import Counter
from functools import update_wrapper
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import LabelError, TableError
from tanmai.core.messages import listed, message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tanmai.core.flow_matrix import FlowMatrix
    from tanmai.core.labels import Region

FloatArray = NDArray[np.float64]


def build_transfer_network(flows: FlowMatrix) -> nx.DiGraph[str]:
    """Return the directed, weighted network of the flows between regions.

    The diagonal is left out: what stays at home is no transfer. A zero flow
    makes no edge. A negative flow (a drawn-down inventory can bring one about)
    has no meaning as the strength of a tie; it is left out, counted and summed
    in the graph's attributes, and every summary shows both figures.

    Parameters
    ----------
    flows : FlowMatrix
        ``flows.values[r, s]`` goes from region r to region s.

    Returns
    -------
    networkx.DiGraph
        Nodes are region codes in the order of ``flows``, with ``name_zh``,
        ``name_en`` and, where the region has a point, ``lon`` and ``lat``.
        Edges have ``weight``, in the unit of the flows, and
        ``distance`` = 1 / weight. Graph attributes: ``unit``,
        ``negative_flows_left_out`` (number), ``negative_flows_sum`` (in the unit),
        ``edges_in_network``, ``weight_in_network``, and those that a backbone sets.

    Raises
    ------
    LabelError
        Two regions have the same code, or there are none.
    TableError
        A flow is so small that 1 / weight is no longer a number.
    """
    _check_codes(flows.regions)
    check_distances(flows)
    values = flows.between_regions().values
    negative = values[values < 0]
    graph: nx.DiGraph[str] = nx.DiGraph(
        unit=flows.unit,
        negative_flows_left_out=int(negative.size),
        negative_flows_sum=math.fsum(negative),
    )
    for region in flows.regions:
        graph.add_node(region.code, **_attributes(region))
    codes = flows.codes
    for r, s in np.argwhere(values > 0).tolist():
        weight = float(values[r, s])
        graph.add_edge(codes[r], codes[s], weight=weight, distance=1.0 / weight)
    graph.graph.update(
        edges_in_network=graph.number_of_edges(),
        weight_in_network=total_weight(graph),
        backbone="none",
        backbone_zh=_WHOLE.into("zh"),
        backbone_en=_WHOLE.into("en"),
        weight_share_kept=1.0,
    )
    return graph


_WHOLE = message("no backbone, all flows kept")


def check_distances(flows: FlowMatrix) -> None:
    """Reject flows between regions that are too small for a distance of 1 / weight.

    Raises
    ------
    TableError
        1 / weight is no longer a number.
    """
    values = flows.between_regions().values
    with np.errstate(divide="ignore", over="ignore"):
        too_small = (values > 0) & np.isinf(1.0 / values)
    for r, s in np.argwhere(too_small).tolist():
        raise TableError(
            message(
                "The flow from {regions} to {regions_2} is {weight} {unit}, too small for a "
                "distance of 1 / weight; set it to zero or give the flows in a smaller unit.",
                regions=flows.regions[r],
                regions_2=flows.regions[s],
                weight=float(values[r, s]),
                unit=flows.unit,
            )
        )


def _check_codes(regions: tuple[Region, ...]) -> None:
    if not regions:
        raise LabelError(
            message("A transfer network needs at least one region; these flows have none.")
        )
    repeated = [code for code, n in Counter(r.code for r in regions).items() if n > 1]
    if repeated:
        raise LabelError(
            message(
                "Region {repeated} appears more than once among the flows; every region needs a "
                "code of its own.",
                repeated=listed(repeated),
            )
        )


def _attributes(region: Region) -> dict[str, str | float]:
    attributes: dict[str, str | float] = {"name_zh": region.name_zh, "name_en": region.name_en}
    if region.lon is not None and region.lat is not None:
        attributes |= {"lon": float(region.lon), "lat": float(region.lat)}
    return attributes


def total_weight(graph: nx.DiGraph[str]) -> float:
    """Return W = Σ w_ij, in the unit of the graph, rounded once, whatever the order."""
    return math.fsum(data["weight"] for _, _, data in graph.edges(data=True))


def weighted_edges(graph: nx.DiGraph[str]) -> list[tuple[str, str, float]]:
    """Return sender, receiver and weight of every edge, in the order of the codes."""
    return sorted((i, j, float(data["weight"])) for i, j, data in graph.edges(data=True))


def weight_matrix(graph: nx.DiGraph[str]) -> FloatArray:
    """Return w, the weights by sender (row) and receiver (column), in the order of the codes.

    The order is that of the sorted codes, not that of the graph, so that
    nothing computed from w depends on the order in which the graph was made.
    """
    at = {code: place for place, code in enumerate(sorted(graph))}
    weights = np.zeros((len(at), len(at)))
    for sender, receiver, data in graph.edges(data=True):
        weights[at[sender], at[receiver]] = data["weight"]
    return weights


def by_region(graph: nx.DiGraph[str], values: NDArray[Any], name: str | None = None) -> pd.Series:
    """Return values in the order of the sorted codes as a Series in the order of the graph."""
    codes = list(graph)
    places = np.argsort(np.argsort(codes))
    return pd.Series(values[places], index=pd.Index(codes, name="region"), name=name)


class Measure:
    """A measure of every region: called with a network, it gives a Series in its order.

    Parameters
    ----------
    of_weights : callable
        The measure (n,) of the weights w (n, n) by sender and receiver. Both are in the
        order of the codes, so that measures of one network share one w.

    Attributes
    ----------
    name : str
        Name of the function, and of the Series.
    """

    def __init__(self, of_weights: Callable[[FloatArray], FloatArray]) -> None:
        self.of_weights, self.name = of_weights, of_weights.__name__
        update_wrapper(self, of_weights)

    def __call__(self, graph: nx.DiGraph[str]) -> pd.Series:
        """Return the measure of every region of a network."""
        return by_region(graph, self.of_weights(weight_matrix(graph)), self.name)
