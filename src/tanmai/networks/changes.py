"""Networks compared across years: measures, ranks, flows and communities.

Every function takes the networks by name, for example
``{"2012": …, "2015": …, "2017": …}``, in the order in which they follow one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import LabelError, OptionError, UnitError
from tanmai.core.messages import listed, message
from tanmai.core.units import header
from tanmai.networks.build import weight_matrix
from tanmai.networks.centrality import centrality_table
from tanmai.networks.communities import likeness
from tanmai.networks.key_provinces import KEY_PROVINCE_MEASURES, composite_rank
from tanmai.networks.summary import network_summary

if TYPE_CHECKING:
    import networkx as nx

    Networks = Mapping[str, nx.DiGraph[str]]


def summary_changes(networks: Networks) -> pd.DataFrame:
    """Return the measures of the whole network side by side.

    Returns
    -------
    DataFrame
        ``measure``, ``measure_zh``, ``unit``, a column for each network under its name,
        and ``change``, the last less the first; one row a measure of `network_summary`.

    Raises
    ------
    OptionError, LabelError, UnitError
        There are fewer than two networks, or they differ in regions or unit.
    """
    _require_comparable(networks)
    summaries = {name: network_summary(graph) for name, graph in networks.items()}
    first, *_, last = summaries.values()
    columns = {name: summary["value"] for name, summary in summaries.items()}
    return first[["measure", "measure_zh", "unit"]].assign(
        **columns, change=last["value"] - first["value"]
    )


def rank_changes(
    networks: Networks, measures: Sequence[str] = KEY_PROVINCE_MEASURES
) -> pd.DataFrame:
    """Return the rank of every region in each network, by composite rank and by each measure.

    Parameters
    ----------
    networks : mapping
        Networks of the same regions by name.
    measures : sequence of str
        Columns of `centrality_table` that count, where they are unique in every network.

    Returns
    -------
    DataFrame
        ``measure`` (``key_rank`` first, then each measure), ``adcode``, ``province_zh``,
        ``province_en``, ``rank_<name>`` for each network, ``places_gained`` (rank in the
        first network less that in the last: above 0 where the region has risen);
        by measure, then by rank in the last network.

    Raises
    ------
    OptionError, LabelError, UnitError
        There are fewer than two networks, they differ in regions or unit, or a
        measure is unknown.
    """
    _require_comparable(networks)
    tables = {
        name: composite_rank(centrality_table(graph), measures).add_suffix("_rank")
        for name, graph in networks.items()
    }
    first, *_, last = networks
    nodes = networks[first].nodes
    measures = [m for m in measures if all(f"{m}_rank_rank" in table for table in tables.values())]
    parts = []
    for measure, column in [("key_rank", "key_rank"), *((m, f"{m}_rank") for m in measures)]:
        ranks = {name: table[f"{column}_rank"] for name, table in tables.items()}
        part = pd.DataFrame(
            {
                "measure": measure,
                "adcode": list(nodes),
                "province_zh": [nodes[code]["name_zh"] for code in nodes],
                "province_en": [nodes[code]["name_en"] for code in nodes],
                **{
                    f"rank_{name}": rank.loc[list(nodes)].to_numpy() for name, rank in ranks.items()
                },
            }
        )
        part["places_gained"] = part[f"rank_{first}"] - part[f"rank_{last}"]
        parts.append(part.sort_values([f"rank_{last}", "adcode"]))
    return pd.concat(parts, ignore_index=True)


def flow_changes(networks: Networks) -> pd.DataFrame:
    """Return every flow in each network, and what became of it.

    Give backbones to see which flows entered and left them.

    Returns
    -------
    DataFrame
        ``from_adcode``, ``from_zh``, ``from_en``, ``to_adcode``, ``to_zh``, ``to_en``, the flow
        in each network (``MtCO2_2012``), ``change_MtCO2`` (the last less the first) and
        ``became``: ``gained`` (there at the end, not at the beginning), ``lost``, ``grown``,
        ``shrunk``, ``same``, or ``passing`` (there only in between). One row for each pair
        that has a flow in any network, the largest changes first.

    Raises
    ------
    OptionError, LabelError, UnitError
        There are fewer than two networks, or they differ in regions or unit.
    """
    _require_comparable(networks)
    one = next(iter(networks.values()))
    codes = sorted(one)
    flows = np.stack([weight_matrix(graph) for graph in networks.values()])
    pairs = np.argwhere((flows > 0.0).any(axis=0))
    senders, receivers = ([codes[k] for k in pairs[:, end]] for end in (0, 1))
    values = flows[:, pairs[:, 0], pairs[:, 1]]
    change = values[-1] - values[0]
    unit = header(one.graph["unit"])
    table = pd.DataFrame(
        {
            **_end("from", senders, one),
            **_end("to", receivers, one),
            **{f"{unit}_{name}": row for name, row in zip(networks, values, strict=True)},
            f"change_{unit}": change,
            "became": [_became(first, last) for first, last in values[[0, -1]].T],
        }
    )
    largest_first = np.argsort(-np.abs(change), kind="stable")
    return table.iloc[largest_first].reset_index(drop=True)


def community_changes(partitions: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Return how much the communities change from each network to the next.

    Parameters
    ----------
    partitions : mapping
        Communities of the same regions by name, as `louvain_communities` gives them.

    Returns
    -------
    DataFrame
        ``first``, ``second``, ``communities_first``, ``communities_second``, ``ari``
        and ``nmi`` (`likeness`), ``moved`` and
        ``moved_regions`` (codes, separated by blanks): the fewest regions that have to
        change their community to make the one partition the other, communities matched
        one to one (Kuhn 1955).

    Raises
    ------
    OptionError
        There are fewer than two partitions.
    LabelError
        The partitions are not of the same regions.
    """
    if len(partitions) < 2:
        raise OptionError(message("A comparison needs two or more partitions; give one a year."))
    rows = []
    for one, other in pairwise(partitions):
        first, second = partitions[one], partitions[other]
        ari, nmi = likeness(first, second)  # rejects partitions of other regions
        moved = _moved(first, second)
        rows.append(
            {
                "first": one,
                "second": other,
                "communities_first": first.nunique(),
                "communities_second": second.nunique(),
                "ari": ari,
                "nmi": nmi,
                "moved": len(moved),
                "moved_regions": " ".join(moved),
            }
        )
    return pd.DataFrame(rows)


def _moved(first: pd.Series, second: pd.Series) -> list[str]:
    """Return the regions outside the best one-to-one match of two partitions."""
    # it takes a tenth of a second to import, and only comparisons match partitions
    from scipy.optimize import linear_sum_assignment

    second = second.loc[first.index]
    shared = pd.crosstab(first, second)
    one, other = linear_sum_assignment(shared.to_numpy(), maximize=True)
    match = dict(zip(shared.index[one], shared.columns[other], strict=True))
    return sorted(code for code in first.index if match.get(first[code]) != second[code])


def _became(first: float, last: float) -> str:
    if first == last:
        return "same" if first else "passing"
    if not first or not last:
        return "lost" if first else "gained"
    return "grown" if last > first else "shrunk"


def _end(end: str, codes: list[str], graph: nx.DiGraph[str]) -> dict[str, list[str]]:
    return {
        f"{end}_adcode": codes,
        f"{end}_zh": [graph.nodes[code]["name_zh"] for code in codes],
        f"{end}_en": [graph.nodes[code]["name_en"] for code in codes],
    }


def _require_comparable(networks: Networks) -> None:
    if len(networks) < 2:
        raise OptionError(message("A comparison needs two or more networks; give one a year."))
    first, *others = networks
    for other in others:
        one, another = networks[first], networks[other]
        if set(one) != set(another):
            missing = sorted(set(one) ^ set(another))
            raise LabelError(
                message(
                    "The networks {first} and {other} do not have the same regions: {missing}; "
                    "compare networks of the same regions.",
                    first=first,
                    other=other,
                    missing=listed(missing),
                )
            )
        if one.graph["unit"] != another.graph["unit"]:
            raise UnitError(
                message(
                    "The flows of {first} are in {unit}, those of {other} in {other_unit}; compare "
                    "networks in the same unit.",
                    first=first,
                    unit=one.graph["unit"],
                    other=other,
                    other_unit=another.graph["unit"],
                )
            )
