"""Backbones: the few flows that matter, each chosen by a rule that the result names."""

from __future__ import annotations

from collections.abc import Callable, Set
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import OptionError
from tanmai.core.messages import Message, message
from tanmai.networks.build import total_weight, weighted_edges

if TYPE_CHECKING:
    from collections.abc import Mapping

    import networkx as nx


def whole_network(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return a copy of the whole network: no flow is left out.

    Raises
    ------
    OptionError
        ``graph`` is a backbone already.
    """
    _require_whole_network(graph)
    return graph.copy()


def mean_threshold(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Keep the flows that are at or above the mean of all flows.

    w_ij ≥ W / E, with W the total weight and E the number of edges; zero flows
    are no edges and do not lower the mean.

    Raises
    ------
    OptionError
        ``graph`` is a backbone already.
    """
    _require_whole_network(graph)
    edges = weighted_edges(graph)
    # in exact whole numbers: of equal flows all are kept, whatever the rounding of their mean
    ratios = [weight.as_integer_ratio() for _, _, weight in edges]
    scale = max((part for _, part in ratios), default=1)
    parts = [number * (scale // part) for number, part in ratios]
    total = sum(parts)
    kept = {
        (i, j) for (i, j, _), part in zip(edges, parts, strict=True) if part * len(edges) >= total
    }
    mean = total / (scale * len(edges)) if edges else 0.0
    return _keep(
        graph,
        kept,
        "mean_threshold",
        message(
            "mean threshold (flows at or above the mean of {mean} {unit})",
            mean=f"{mean:.4g}",
            unit=graph.graph["unit"],
        ),
    )


def top_share(graph: nx.DiGraph[str], share: float = 0.8) -> nx.DiGraph[str]:
    """Keep the fewest of the largest flows that together carry a share of the total.

    The flows are taken from the largest down until their sum is at least
    ``share`` · W. Equal flows are taken in the order of their codes, sender first.

    Parameters
    ----------
    graph : networkx.DiGraph
        The whole network.
    share : float
        Share of the total weight W, above 0 and at most 1.

    Raises
    ------
    OptionError
        ``share`` is out of range, or ``graph`` is a backbone already.
    """
    _require_whole_network(graph)
    if not 0.0 < share <= 1.0:
        raise OptionError(
            message(
                "The share of a top-share backbone is {share}; give 0 < share ≤ 1.",
                share=share,
            )
        )
    ranked = sorted(weighted_edges(graph), key=lambda edge: -edge[2])
    carried = np.cumsum([weight for _, _, weight in ranked])
    count = 1 + int(np.searchsorted(carried, share * carried[-1])) if ranked else 0
    return _keep(
        graph,
        {(i, j) for i, j, _ in ranked[:count]},
        "top_share",
        top_share_rule(share),
    )


def top_share_rule(share: float) -> Message:
    """Return the rule of a top-share backbone in words."""
    return message(
        "largest flows that together carry {share}% of the total", share=f"{100 * share:.4g}"
    )


def disparity_filter(graph: nx.DiGraph[str], significance: float = 0.05) -> nx.DiGraph[str]:
    """Keep the flows that weigh significantly in their sender's or their receiver's total.

    A flow is kept where its p-value as an outflow of its sender or as an inflow
    of its receiver is below ``significance`` (see `disparity_p_values`). As
    either of two tests is enough, the chance of keeping a flow of the null model
    is up to twice the significance. Kept edges carry ``p_out`` and ``p_in``.

    Parameters
    ----------
    graph : networkx.DiGraph
        The whole network.
    significance : float
        Level of each test, above 0 and at most 1.

    Raises
    ------
    OptionError
        ``significance`` is out of range, or ``graph`` is a backbone already.

    References
    ----------
    Serrano, Boguñá, Vespignani (2009), PNAS 106(16), 6483-6488.
    """
    _require_whole_network(graph)
    if not 0.0 < significance <= 1.0:
        raise OptionError(
            message(
                "The significance of a disparity filter is {significance}; give 0 < significance "
                "≤ 1.",
                significance=significance,
            )
        )
    p = disparity_p_values(graph)
    significant = p[(p["p_out"] < significance) | (p["p_in"] < significance)]
    thinned = _keep(
        graph,
        set(zip(significant["from"], significant["to"], strict=True)),
        "disparity_filter",
        message(
            "disparity filter (significant at {level} as an outflow or as an inflow)",
            level=f"{significance:.4g}",
        ),
    )
    for row in significant.itertuples(index=False):
        sender, receiver, p_out, p_in = row
        thinned.edges[sender, receiver].update(p_out=float(p_out), p_in=float(p_in))
    return thinned


def disparity_p_values(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return the p-values of every flow under the disparity filter's null model.

    The null model spreads a node's strength at random over its edges:

    - outflow of i: p_out = (1 − w_ij / s_i^out)^(k_i^out − 1)
    - inflow of j: p_in = (1 − w_ij / s_j^in)^(k_j^in − 1)

    with s the strength and k the number of edges. An only edge has p = 1: its
    own end says nothing about it, the other end may.

    Returns
    -------
    DataFrame
        ``from``, ``to``, ``p_out``, ``p_in``; one row an edge, in the order of the codes.

    References
    ----------
    Serrano, Boguñá, Vespignani (2009), PNAS 106(16), 6483-6488.
    """
    edges = pd.DataFrame(weighted_edges(graph), columns=["from", "to", "weight"])
    for end, p in (("from", "p_out"), ("to", "p_in")):
        weights = edges.groupby(end)["weight"]
        # the sum of positive numbers is never below one of them, even rounded
        share = edges["weight"] / weights.transform("sum")
        edges[p] = (1.0 - share) ** (weights.transform("count") - 1)
    return edges[["from", "to", "p_out", "p_in"]]


def _require_whole_network(graph: nx.DiGraph[str]) -> None:
    if graph.graph["backbone"] != "none":
        raise OptionError(
            message(
                "This network is a backbone already ({graph}); take a backbone from the whole "
                "network.",
                graph=graph.graph["backbone_en"],
            )
        )


def _keep(
    graph: nx.DiGraph[str], kept: Set[tuple[str, str]], name: str, rule: Message
) -> nx.DiGraph[str]:
    """Return the graph with all nodes and the kept edges, and say what was kept."""
    thinned = graph.__class__(**graph.graph)
    thinned.add_nodes_from(graph.nodes(data=True))
    thinned.add_edges_from(edge for edge in graph.edges(data=True) if edge[:2] in kept)
    describe_backbone(thinned, name, rule)
    return thinned


def describe_backbone(thinned: nx.DiGraph[str], name: str, rule: Message) -> None:
    """Set the attributes that say which rule kept how much of the network."""
    count, total = thinned.number_of_edges(), thinned.graph["edges_in_network"]
    whole = thinned.graph["weight_in_network"]
    share = total_weight(thinned) / whole if whole else 1.0
    said = message(
        "{rule}: {count} of {total} flows, {share}% of the total",
        rule=rule,
        count=count,
        total=total,
        share=f"{100 * share:.1f}",
    )
    if not total:
        said = message("{rule}: no flows", rule=rule)
    thinned.graph.update(
        backbone=name,
        backbone_zh=said.into("zh"),
        backbone_en=said.into("en"),
        weight_share_kept=share,
    )


BACKBONES: Mapping[str, Callable[[nx.DiGraph[str]], nx.DiGraph[str]]] = MappingProxyType(
    {
        "none": whole_network,
        "mean_threshold": mean_threshold,
        "top_share": top_share,
        "disparity_filter": disparity_filter,
    }
)
"""Every backbone by the name that options and results give it."""
