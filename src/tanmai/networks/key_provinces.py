"""Key provinces: one rank from several measures, each of which stays in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tanmai.core.errors import OptionError, did_you_mean
from tanmai.networks.centrality import centrality_table, ranks

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

_EIGENVECTORS = {
    "out_eigenvector": ("流出特征向量中心性", "out-eigenvector"),
    "in_eigenvector": ("流入特征向量中心性", "in-eigenvector"),
}

KEY_PROVINCE_RULE_ZH = (
    "关键{place}按七项指标名次的简单平均排序：流出强度、流出特征向量中心性、HITS 枢纽值（流出方）；"
    "流入强度、流入特征向量中心性、PageRank（流入方）；介数中心性（中介）。"
    "各指标数值最大者名次为 1，前十位有效数字相同者并列取最优名次；"
    "平均名次相同时，流出与流入强度名次之和小者在前，再同则按行政区划代码。"
    "度数与接近中心性不计入：{place}间的网络几乎完全连通，度数难以区分，接近中心性与强度重复。"
)
KEY_PROVINCE_RULE_EN = (
    "Key {place}s are ordered by the mean of their ranks in seven measures: out-strength, "
    "out-eigenvector centrality and HITS hub score (sending); in-strength, in-eigenvector "
    "centrality and PageRank (receiving); betweenness (lying between). Rank 1 is the largest "
    "value; values that agree to ten significant digits share the best rank. Of equal means, the "
    "smaller sum of the ranks of out- and in-strength comes first, then the smaller code. Degree "
    "and closeness do not count: the network of {place}s is nearly complete, so that degrees "
    "hardly differ and closeness repeats strength."
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
        each measure. The rule in words is ``KEY_PROVINCE_RULE_ZH`` and ``_EN``,
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
            f"No measure of centrality is given; name one or more of {', '.join(known)}."
        )
    for measure in measures:
        if measure not in known:
            raise OptionError(
                f"'{measure}' is not a measure of centrality.{did_you_mean(measure, known)} "
                f"Known: {', '.join(known)}."
            )
    all_ranks = ranks(centralities)
    counted = all_ranks[[f"{measure}_rank" for measure in measures if measure in centralities]]
    rank_sum = counted.sum(axis=1)
    strength = all_ranks["out_strength_rank"] + all_ranks["in_strength_rank"]
    # by the last key first
    order = np.lexsort((centralities.index.to_numpy(dtype=str), strength, rank_sum))
    key_rank = np.empty(len(order), dtype=int)
    key_rank[order] = np.arange(1, len(order) + 1)
    composite = pd.DataFrame(
        {"key_rank": key_rank, "mean_rank": rank_sum / counted.shape[1]}, index=centralities.index
    )
    return pd.concat([composite, counted], axis=1)


def left_out_note(ranked: pd.DataFrame) -> tuple[str, str] | None:
    """Return that a measure does not count as it is not unique, in Chinese and English.

    Parameters
    ----------
    ranked : DataFrame
        `key_provinces` or `composite_rank` by all measures.

    Returns
    -------
    tuple of str, or None where every measure counts.
    """
    left_out = _not_unique(str(column).removesuffix("_rank") for column in ranked)
    if not left_out:
        return None
    zh = "、".join(_EIGENVECTORS[measure][0] for measure in left_out)
    en = " and ".join(_EIGENVECTORS[measure][1] for measure in left_out)
    return (
        f"{zh}未计入：网络中有两个互不连通的部分最大特征值相同，特征向量不唯一。",
        f"{en[0].upper()}{en[1:]} centrality is left out: two separate parts of the network have "
        "the same largest eigenvalue, so that the eigenvector is not unique.",
    )


def _not_unique(measures: Iterable[str]) -> list[str]:
    """Return the measures that `centrality_table` has left out of these."""
    found = set(measures)
    return [measure for measure in _EIGENVECTORS if measure not in found]
