"""Key provinces: one rank from several measures, each of which stays in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tanmai.core.errors import OptionError, unknown
from tanmai.core.messages import Message, listed, message
from tanmai.networks.centrality import centralities, centrality_table, ranked, ranks

if TYPE_CHECKING:
    import networkx as nx

KEY_PROVINCE_MEASURES = (
    "out_strength",
    "out_eigenvector",
    "hub_score",
    "in_strength",
    "in_eigenvector",
    "pagerank",
    "betweenness",
)
"""Three measures of sending, three of receiving, and one of lying between."""

_STRENGTHS = ("out_strength", "in_strength")
_EIGENVECTORS = ("out_eigenvector", "in_eigenvector")

KEY_PROVINCE_RULE = message(
    "Key {place}s are ordered by their mean rank over seven measures: out-strength, "
    "out-eigenvector centrality and HITS hub score (sending); in-strength, in-eigenvector "
    "centrality and PageRank (receiving); betweenness (mediating). Rank 1 is the largest value; "
    "values equal to ten significant digits share the better rank. Ties in the mean are broken by "
    "the sum of the ranks of out- and in-strength, then by code. Degree and closeness are not "
    "used: the network of {place}s is nearly complete, so degrees hardly differ and closeness "
    "repeats strength."
)


def key_provinces(
    graph: nx.DiGraph[str], measures: Sequence[str] = KEY_PROVINCE_MEASURES
) -> pd.DataFrame:
    """Return the regions in the order of their composite rank, with every rank shown.

    Parameters
    ----------
    graph : networkx.DiGraph
        The transfer network.
    measures : sequence of str
        Columns of `centrality_table` that count, each alike.

    Returns
    -------
    DataFrame
        Index: region codes, the key ones first. Columns: ``province_zh``,
        ``province_en``, ``key_rank``, ``mean_rank`` and one ``<measure>_rank`` for
        each measure. The rule in words is `KEY_PROVINCE_RULE`,
        to be formatted with ``place``, what a region is called.

    Raises
    ------
    OptionError
        A measure is unknown, or none is given.
    """
    table = composite_rank(centrality_table(graph), measures).sort_values("key_rank")
    names = pd.DataFrame(
        {
            "province_zh": [graph.nodes[code]["name_zh"] for code in table.index],
            "province_en": [graph.nodes[code]["name_en"] for code in table.index],
        },
        index=table.index,
    )
    return pd.concat([names, table], axis=1)


def composite_rank(
    centralities: pd.DataFrame, measures: Sequence[str] = KEY_PROVINCE_MEASURES
) -> pd.DataFrame:
    """Return the mean of the ranks in some measures, and the rank by that mean.

    Parameters
    ----------
    centralities : DataFrame
        `centrality_table` of a network.
    measures : sequence of str
        Columns of it that count, each alike.

    Returns
    -------
    DataFrame
        On the same index: ``key_rank`` (1 … n, each once), ``mean_rank``, and the
        ``<measure>_rank`` columns. A measure that is not unique does not count.

    Raises
    ------
    OptionError
        A measure is unknown, or none is given.
    """
    known = [*centralities.columns, *_not_unique(centralities.columns)]
    if not measures:
        raise OptionError(
            message(
                "No measure of centrality is given; name one or more of {known}.",
                known=listed(known),
            )
        )
    for measure in measures:
        if measure not in known:
            raise OptionError(unknown(measure, message("a measure of centrality"), known))
    all_ranks = ranks(centralities)
    counted = all_ranks[[f"{measure}_rank" for measure in measures if measure in centralities]]
    rank_sum = counted.sum(axis=1)
    strength = all_ranks["out_strength_rank"] + all_ranks["in_strength_rank"]
    key_rank = _in_order(rank_sum, strength, centralities.index.to_numpy(dtype=str))
    composite = pd.DataFrame(
        {"key_rank": key_rank, "mean_rank": rank_sum / counted.shape[1]}, index=centralities.index
    )
    return pd.concat([composite, counted], axis=1)


def key_ranks(weights: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return the composite rank of each region by all measures, of weights alone.

    Parameters
    ----------
    weights : array (n, n)
        Flows by sender and receiver, in the order of the codes; none negative, none on the
        diagonal.

    Returns
    -------
    array (n,)
        ``key_rank`` of `composite_rank`.
    """
    return combined_rank(ranks_of(weights), KEY_PROVINCE_MEASURES)


def ranks_of(
    weights: NDArray[np.float64], measures: Sequence[str] = KEY_PROVINCE_MEASURES
) -> dict[str, NDArray[np.int_]]:
    """Return the ranks (n,) by some measures and by strength, of weights as for `key_ranks`."""
    found = centralities(weights, {*measures, *_STRENGTHS})
    return {name: ranked(values) for name, values in found.items()}


def combined_rank(
    found: Mapping[str, NDArray[np.int_]], measures: Iterable[str]
) -> NDArray[np.int_]:
    """Return the composite rank (n,) by those of some measures that were found by `ranks_of`."""
    strength = np.sum([found[name] for name in _STRENGTHS], axis=0)
    counted = [found[name] for name in measures if name in found]
    rank_sum = np.sum([np.zeros_like(strength), *counted], axis=0)
    return _in_order(rank_sum, strength, np.arange(len(strength)))


def _in_order(rank_sum: ArrayLike, strength: ArrayLike, codes: ArrayLike) -> NDArray[np.int_]:
    """Return 1 … n by the sum of ranks, then by that of strengths, then by code."""
    order = np.lexsort((np.asarray(codes), np.asarray(strength), np.asarray(rank_sum)))
    key_rank = np.empty(len(order), dtype=int)
    key_rank[order] = np.arange(1, len(order) + 1)
    return key_rank


def left_out_note(ranked: pd.DataFrame) -> Message | None:
    """Return that a measure does not count as it is not unique.

    Parameters
    ----------
    ranked : DataFrame
        `key_provinces` or `composite_rank` by all measures.

    Returns
    -------
    Message, or None where every measure counts.
    """
    left_out = _not_unique(str(column).removesuffix("_rank") for column in ranked)
    if not left_out:
        return None
    named: dict[tuple[str, ...], Message] = {
        ("out_eigenvector",): message("Out-eigenvector centrality"),
        ("in_eigenvector",): message("In-eigenvector centrality"),
    }
    return message(
        "{measures} is left out: two separate parts of the network share the largest eigenvalue, "
        "so the eigenvector is not unique.",
        measures=named.get(
            tuple(left_out), message("Out-eigenvector and in-eigenvector centrality")
        ),
    )


def _not_unique(measures: Iterable[str]) -> list[str]:
    """Return the measures that `centrality_table` has left out of these."""
    found = set(measures)
    return [measure for measure in _EIGENVECTORS if measure not in found]
