"""Sensitivity of a result to inputs with ranges: one at a time, and shares of the variance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import LabelError
from tanmai.core.messages import message

FloatArray: TypeAlias = NDArray[np.float64]
Ranges: TypeAlias = Mapping[str, tuple[float, float]]
_SEED = 2025


def one_at_a_time(evaluate: Callable[[dict[str, float]], float], ranges: Ranges) -> pd.DataFrame:
    """Return the result with each input alone at its low and its high value.

    Parameters
    ----------
    evaluate : callable
        Gives the result for changed values of some inputs.
    ranges : mapping
        Low and high of each input.

    Returns
    -------
    DataFrame
        Index: input. Columns ``low``, ``high``, ``at_low``, ``at_high``, ``spread``, the widest
        first.
    """
    rows = {
        key: {
            "low": low,
            "high": high,
            "at_low": evaluate({key: low}),
            "at_high": evaluate({key: high}),
        }
        for key, (low, high) in ranges.items()
    }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("input")
    frame["spread"] = (frame["at_high"] - frame["at_low"]).abs()
    return frame.sort_values("spread", ascending=False, kind="stable")


def sobol_indices(
    evaluate: Callable[[dict[str, FloatArray]], FloatArray], ranges: Ranges, draws: int = 1024
) -> pd.DataFrame:
    """Return first-order and total Sobol indices of inputs that are uniform in their ranges.

    Parameters
    ----------
    evaluate : callable
        Gives the results for arrays of all inputs.
    ranges : mapping
        Low and high of each input; two inputs or more.
    draws : int
        Base sample, a power of two; the result is evaluated draws × (inputs + 2) times.

    Returns
    -------
    DataFrame
        Index: input. Columns ``first``, ``total`` and their half-widths of 95 % confidence
        ``first_error``, ``total_error``; the largest total first.

    Notes
    -----
    Estimators of Saltelli et al. (2010) on a scrambled Sobol sequence, by SALib (Herman and
    Usher 2017).
    """
    if len(ranges) < 2:
        raise LabelError(message("Sobol indices need two inputs with a range or more."))
    # importing them takes a second, which a wrong option should not wait for
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    names = list(ranges)
    problem = {"num_vars": len(names), "names": names, "bounds": [[*ranges[n]] for n in names]}
    points = sampling.sample(problem, draws, calc_second_order=False, seed=_SEED)
    results = evaluate({name: points[:, place] for place, name in enumerate(names)})
    found = analysis.analyze(
        problem, results, calc_second_order=False, num_resamples=100, seed=_SEED
    )
    frame = pd.DataFrame(
        {
            "first": found["S1"],
            "first_error": found["S1_conf"],
            "total": found["ST"],
            "total_error": found["ST_conf"],
        },
        index=pd.Index(names, name="input"),
    )
    return frame.sort_values("total", ascending=False, kind="stable")
