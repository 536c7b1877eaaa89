"""Screening of plants: thresholds, scores by axis, and ranks under all weights.

Ranks under all weights follow stochastic multicriteria acceptability analysis (Lahdelma, Hokkanen
and Salminen 1998): weights of the axes are uniform on the simplex, and an indicator that is not
stated may be anything between the worst and the best of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import OptionError, too_few
from tanmai.core.messages import message
from tanmai.metals.magnesium.industry.plants import Criterion, Plants

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
WEIGHTINGS = 10_000
SEED = 2025
PASSED, FAILED, UNKNOWN = "passed", "failed", "not stated"


@dataclass(frozen=True, eq=False)
class Screening:
    """Plants that pass the thresholds, ranked.

    Attributes
    ----------
    thresholds : DataFrame
        A row for each plant and threshold: value, limit, outcome and reason.
    scores : DataFrame
        Index: plants that pass. Columns: axes, each 0 (worst) to 1 (best), a gap counted as 0.5.
    ranks : array
        Shape (weightings, plants that pass).
    table : DataFrame
        Score at equal weights with its range over the gaps, rank, and the share of weightings
        under which a plant is first and among the first k.
    left_out : list of str
        Criteria that do not tell the plants apart: fewer than two different values are stated.
    """

    thresholds: pd.DataFrame
    scores: pd.DataFrame
    ranks: IntArray
    table: pd.DataFrame
    left_out: list[str]


def screen(plants: Plants, first: int = 3, weightings: int = WEIGHTINGS) -> Screening:
    """Screen plants and rank those that pass.

    Parameters
    ----------
    plants : Plants
    first : int
        The k of "among the first k".
    weightings : int
        Draws of weights.

    Raises
    ------
    OptionError
        No plant passes, k is not one of the ranks, no criterion distinguishes, or fewer than 100
        draws.
    """
    indicators = plants.indicators()
    thresholds = check_thresholds(indicators, plants.criteria)
    failed = set(thresholds.loc[thresholds["outcome"] == FAILED, "key"])
    kept = indicators.loc[[key for key in indicators.index if key not in failed]]
    if not len(kept):
        raise OptionError(message("No plant passes the thresholds; loosen one under [criteria]."))
    if not 1 <= first <= len(kept):
        raise OptionError(
            message(
                "first = {first}: {n} plants pass; give a number up to that.",
                first=first,
                n=len(kept),
            )
        )
    if weightings < 100:
        raise too_few(message("weightings"), weightings, least=100)
    scaled = scale(kept, plants.criteria)
    left_out = [str(name) for name in kept if name not in scaled]
    axis_of = {str(name): plants.criteria[str(name)].axis for name in scaled}
    axes = [axis for axis in plants.axes if axis in axis_of.values()]
    ranks = ranks_under_all_weights(scaled, axis_of, axes, weightings)
    ends = [_by_axis(scaled.fillna(gap), axis_of, axes) for gap in (0.0, 0.5, 1.0)]
    low, middle, high = (one.mean(axis=1) for one in ends)
    table = pd.DataFrame(
        {
            "score": middle,
            "score_low": low,
            "score_high": high,
            "rank": middle.rank(ascending=False, method="min").astype(int),
            "median_rank": np.median(ranks, axis=0).astype(int),
            "first_share": (ranks == 1).mean(axis=0),
            "among_first_share": (ranks <= first).mean(axis=0),
            "stated": scaled.notna().sum(axis=1).astype(int),
            "criteria": len(scaled.columns),
        }
    )
    return Screening(
        thresholds, ends[1], ranks, table.sort_values(["rank", "median_rank"]), left_out
    )


def check_thresholds(indicators: pd.DataFrame, criteria: Mapping[str, Criterion]) -> pd.DataFrame:
    """Return whether each plant keeps each threshold, with the reason of the threshold."""
    rows = []
    for name, one in criteria.items():
        for bound, sign in ((one.least, "≥"), (one.most, "≤")):
            if bound is None:
                continue
            limit = bound.in_unit(one.unit)
            for key, value in indicators[name].items():
                kept = value >= limit if sign == "≥" else value <= limit
                outcome = UNKNOWN if np.isnan(value) else PASSED if kept else FAILED
                rows.append(
                    {
                        "key": str(key),
                        "criterion": name,
                        "value": value,
                        "limit": f"{sign} {limit:g}",
                        "unit": one.unit,
                        "outcome": outcome,
                        "reason": bound.note,
                    }
                )
    columns = ["key", "criterion", "value", "limit", "unit", "outcome", "reason"]
    return pd.DataFrame(rows, columns=columns)


def scale(indicators: pd.DataFrame, criteria: Mapping[str, Criterion]) -> pd.DataFrame:
    """Return indicators from 0 (the worst stated) to 1 (the best); those that distinguish alone.

    Raises
    ------
    OptionError
        None does.
    """
    found = {}
    for name, values in indicators.items():
        low, high = values.min(), values.max()
        if values.notna().sum() >= 2 and high > low:
            up = (values - low) / (high - low)
            found[str(name)] = up if criteria[str(name)].direction == "higher" else 1.0 - up
    if not found:
        raise OptionError(
            message(
                "No criterion distinguishes the plants: each has fewer than two different "
                "values; fill in more of the table."
            )
        )
    return pd.DataFrame(found)


def ranks_under_all_weights(
    scaled: pd.DataFrame,
    axis_of: Mapping[str, str],
    axes: Sequence[str],
    weightings: int = WEIGHTINGS,
    weights: FloatArray | None = None,
) -> IntArray:
    """Return the rank of each plant under each weighting of the axes, shape (weightings, plants).

    Parameters
    ----------
    scaled : DataFrame
        As from `scale`; a gap is drawn anew, uniform from 0 to 1, in every weighting.
    axis_of : mapping
        Axis of each criterion; within an axis criteria weigh alike.
    axes : sequence of str
    weightings : int
    weights : array, optional
        Weights to use, shape (weightings, axes); by default uniform on the simplex.
    """
    random = np.random.default_rng(SEED)
    if weights is None:
        weights = random.dirichlet(np.ones(len(axes)), size=weightings)
    values = scaled.to_numpy(float)
    total = np.zeros((len(weights), len(scaled)))
    gaps = np.isnan(values)
    for place, axis in enumerate(axes):
        columns = [at for at, name in enumerate(scaled) if axis_of[str(name)] == axis]
        for column in columns:
            drawn = np.broadcast_to(values[:, column], total.shape).copy()
            missing = gaps[:, column]
            drawn[:, missing] = random.random((len(weights), int(missing.sum())))
            total += weights[:, [place]] * drawn / len(columns)
    total = total.round(12)  # what floating point leaves is no rank
    order = np.sort(-total, axis=1)
    ranks = [np.searchsorted(order[row], -total[row]) + 1 for row in range(len(total))]
    return np.array(ranks, dtype=np.int64)


def _by_axis(scaled: pd.DataFrame, axis_of: Mapping[str, str], axes: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {a: scaled[[n for n in scaled if axis_of[str(n)] == a]].mean(axis=1) for a in axes}
    )
