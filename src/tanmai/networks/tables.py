"""The network as tables for files: nodes, edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tanmai.core.errors import LabelError
from tanmai.core.messages import LANGUAGES, Name, message
from tanmai.core.units import header
from tanmai.networks.centrality import centrality_table, ranks
from tanmai.networks.communities import community_names, louvain_communities
from tanmai.networks.key_provinces import composite_rank

if TYPE_CHECKING:
    import networkx as nx

_IN_UNIT_OF_FLOWS = ("in_strength", "out_strength", "in_closeness", "out_closeness")


def node_table(graph: nx.DiGraph[str]) -> pd.DataFrame:
    """Return every region with its measures, community and ranks.

    Returns
    -------
    DataFrame
        ``adcode``, ``province_zh``, ``province_en``, the columns of
        `centrality_table` (those in the unit of the flows say it in their name:
        ``in_strength_MtCO2``), ``community`` with its name (``community_zh``,
        ``community_en``), ``key_rank``, ``mean_rank``, and ``<measure>_rank`` for every
        measure; one row a region, in the order of the graph.
    """
    centralities = centrality_table(graph)
    unit = header(graph.graph["unit"])
    names = pd.DataFrame(
        {
            "adcode": list(graph),
            "province_zh": [name for _, name in graph.nodes(data="name_zh")],
            "province_en": [name for _, name in graph.nodes(data="name_en")],
        },
        index=centralities.index,
    )
    parts = [
        names,
        centralities.rename(columns={name: f"{name}_{unit}" for name in _IN_UNIT_OF_FLOWS}),
        _communities(graph),
        composite_rank(centralities)[["key_rank", "mean_rank"]],
        ranks(centralities),
    ]
    return pd.concat(parts, axis=1).reset_index(drop=True)


def _communities(graph: nx.DiGraph[str]) -> pd.DataFrame:
    found = louvain_communities(graph)
    regions = [Name(node["name_zh"], node["name_en"]) for _, node in graph.nodes(data=True)]
    strength = [value for _, value in graph.degree(weight="weight")]
    names = community_names(regions, found.tolist(), strength)
    by_language = {
        f"community_{language}": found.map({n: name.into(language) for n, name in names.items()})
        for language in LANGUAGES
    }
    return pd.DataFrame({"community": found, **by_language})


def edge_table(graph: nx.DiGraph[str], backbone: nx.DiGraph[str]) -> pd.DataFrame:
    """Return every flow of the network, and whether a backbone keeps it.

    Parameters
    ----------
    graph : networkx.DiGraph
        The whole network.
    backbone : networkx.DiGraph
        A backbone of it.

    Returns
    -------
    DataFrame
        ``from_adcode``, ``from_zh``, ``from_en``, ``to_adcode``, ``to_zh``, ``to_en``,
        the flow under its unit (``MtCO2``), the distance under its own
        (``distance_per_MtCO2``) and ``in_backbone`` (true or false); one row an
        edge, in the order of the regions.

    Raises
    ------
    LabelError
        ``backbone`` has a flow that the network has not.
    """
    foreign = next((edge for edge in backbone.edges if not graph.has_edge(*edge)), None)
    if foreign is not None:
        raise LabelError(
            message(
                "The backbone has a flow from {foreign} to {foreign_2} that the network has not; "
                "take the backbone from the same network.",
                foreign=foreign[0],
                foreign_2=foreign[1],
            )
        )
    order = {code: position for position, code in enumerate(graph)}
    edges = sorted(graph.edges(data=True), key=lambda edge: (order[edge[0]], order[edge[1]]))
    unit = header(graph.graph["unit"])
    columns: dict[str, list[str] | list[float] | list[bool]] = {}
    ends = (("from", [i for i, _, _ in edges]), ("to", [j for _, j, _ in edges]))
    for end, codes in ends:
        nodes = [graph.nodes[code] for code in codes]
        columns[f"{end}_adcode"] = codes
        columns[f"{end}_zh"] = [node["name_zh"] for node in nodes]
        columns[f"{end}_en"] = [node["name_en"] for node in nodes]
    columns[unit] = [data["weight"] for *_, data in edges]
    columns[f"distance_per_{unit}"] = [data["distance"] for *_, data in edges]
    columns["in_backbone"] = [backbone.has_edge(i, j) for i, j, _ in edges]
    return pd.DataFrame(columns)
