"""How far the rank of a key province turns on the measures and on the threshold."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from tanmai.core.errors import OptionError, too_few
from tanmai.core.messages import LANGUAGES, Message, message
from tanmai.networks.backbone import disparity_filter, mean_threshold, top_share
from tanmai.networks.build import by_region, weight_matrix
from tanmai.networks.centrality import centrality_table
from tanmai.networks.key_provinces import (
    KEY_PROVINCE_MEASURES,
    combined_rank,
    composite_rank,
    ranks_of,
)

if TYPE_CHECKING:
    import networkx as nx

SENSITIVITY_BACKBONES: Mapping[str, Callable[[nx.DiGraph[str]], nx.DiGraph[str]]] = (
    MappingProxyType(
        {
            "top_share_90": partial(top_share, share=0.9),
            "top_share_80": partial(top_share, share=0.8),
            "top_share_70": partial(top_share, share=0.7),
            "mean_threshold": mean_threshold,
            "disparity_20": partial(disparity_filter, significance=0.2),
            "disparity_10": partial(disparity_filter, significance=0.1),
            "disparity_05": partial(disparity_filter, significance=0.05),
        }
    )
)
"""The backbones whose ranks are set beside those of the whole network."""

KEY_PROVINCE_SENSITIVITY = message(
    "Sensitivity of the ranks: the {place}s are ranked again without each measure in turn, and on "
    "seven backbones (largest flows carrying 90, 80 and 70% of the total; mean threshold; "
    "disparity filter at 0.2, 0.1 and 0.05). A rank depends on the threshold where the {place} is "
    "among the first {top} on some backbones (or in the whole network) but not on all; it depends "
    "on the measures where leaving one out moves the {place} into or out of the first {top}."
)


def number_of_key_regions(regions: int) -> int:
    """Return how many of some regions count as key ones: a third, one at least, ten at most."""
    return min(max(regions // 3, 1), 10)


def key_province_sensitivity(
    graph: nx.DiGraph[str],
    measures: Sequence[str] = KEY_PROVINCE_MEASURES,
    top: int | None = None,
) -> pd.DataFrame:
    """Return the composite rank of every region under other measures and other thresholds.

    The composite rank (`key_provinces`) is taken anew

    - on the whole network, without each of the measures in turn;
    - with all measures, on each backbone of ``SENSITIVITY_BACKBONES``.

    A rank turns on the threshold where the region is among the first ``top`` on
    some networks (the whole one and the backbones) but not on all; it turns on
    the measures where that is so among the sets of measures (all, and all but one).

    Parameters
    ----------
    graph : networkx.DiGraph
        The whole network.
    measures : sequence of str
        Two or more columns of `centrality_table` that count.
    top : int
        How many regions count as key ones, at least 1; `number_of_key_regions` by default.

    Returns
    -------
    DataFrame
        Index: region codes in the order of their composite rank. Columns:
        ``province_zh``, ``province_en``, ``key_rank``; ``rank_without_<measure>`` for each
        measure, ``min_rank_measures``, ``max_rank_measures``, ``turns_on_measures``;
        ``rank_<backbone>`` for each backbone, ``min_rank_backbones``,
        ``max_rank_backbones``, ``turns_on_threshold``; ``min_rank`` and ``max_rank`` of all
        these; ``note_zh`` and ``note_en``, which say it in words. Every minimum and
        maximum takes in ``key_rank``. The rule is `KEY_PROVINCE_SENSITIVITY`,
        to be filled with ``top`` and ``place``, what a region is called.

    Raises
    ------
    OptionError
        A measure is unknown, there are fewer than two, ``top`` is below 1, or
        ``graph`` is a backbone already.

    References
    ----------
    Saisana, Saltelli, Tarantola (2005), J. R. Stat. Soc. A 168(2), 307-323, for composite
    indicators and the uncertainty of their ranks.
    """
    if len(measures) < 2:
        raise OptionError(
            message("Sensitivity to the measures needs two or more of them; name more.")
        )
    if top is None:
        top = number_of_key_regions(len(graph))
    if top < 1:
        raise too_few(message("key provinces"), top)
    key_rank = composite_rank(centrality_table(graph), measures)["key_rank"]
    found = ranks_of(weight_matrix(graph), measures)
    by_measures = pd.DataFrame(
        {
            f"rank_without_{left_out}": by_region(
                graph, combined_rank(found, [other for other in measures if other != left_out])
            )
            for left_out in measures
            if left_out in found
        }
    )
    by_backbone = pd.DataFrame(
        {
            f"rank_{name}": by_region(
                graph, combined_rank(ranks_of(weight_matrix(backbone(graph)), measures), measures)
            )
            for name, backbone in SENSITIVITY_BACKBONES.items()
        }
    )
    names = pd.DataFrame(
        {
            "province_zh": [name for _, name in graph.nodes(data="name_zh")],
            "province_en": [name for _, name in graph.nodes(data="name_en")],
        },
        index=key_rank.index,
    )
    table = pd.concat(
        [
            names,
            key_rank,
            _spread(key_rank, by_measures, "measures", "turns_on_measures", top),
            _spread(key_rank, by_backbone, "backbones", "turns_on_threshold", top),
        ],
        axis=1,
    )
    table["min_rank"] = table[["min_rank_measures", "min_rank_backbones"]].min(axis=1)
    table["max_rank"] = table[["max_rank_measures", "max_rank_backbones"]].max(axis=1)
    rows = table.to_dict("records")
    for language in LANGUAGES:
        table[f"note_{language}"] = [_note(row, top).into(language) for row in rows]
    return table.sort_values("key_rank")


def _spread(
    key_rank: pd.Series, others: pd.DataFrame, of: str, turns: str, top: int
) -> pd.DataFrame:
    """Return other ranks with their range and whether the first ``top`` turn on them."""
    every = pd.concat([key_rank, others], axis=1)
    among_first = every <= top
    spread = pd.DataFrame(
        {
            f"min_rank_{of}": every.min(axis=1),
            f"max_rank_{of}": every.max(axis=1),
            turns: among_first.any(axis=1) & ~among_first.all(axis=1),
        }
    )
    return pd.concat([others, spread], axis=1)


def _note(row: Mapping[Hashable, Any], top: int) -> Message:
    """Return in words how far a rank can be relied on."""
    lowest, highest = row["min_rank"], row["max_rank"]
    ranks = (
        message("rank {lowest}", lowest=lowest)
        if lowest == highest
        else message("ranks {lowest} to {highest}", lowest=lowest, highest=highest)
    )
    causes = (bool(row["turns_on_threshold"]), bool(row["turns_on_measures"]))
    if any(causes):
        return message(
            "depends on {causes} (in some cases among the first {top}, in others not): {ranks}",
            causes=_CAUSES[causes],
            top=top,
            ranks=ranks,
        )
    if highest <= top:
        return message("always among the first {top}: {ranks}", top=top, ranks=ranks)
    return message("never among the first {top}: {ranks}", top=top, ranks=ranks)


_CAUSES = {
    (True, False): message("the threshold"),
    (False, True): message("the measures"),
    (True, True): message("the threshold and the measures"),
}
