"""Competitiveness by several criteria: weights, TOPSIS, VIKOR, and how far ranks can be trusted.

Entropy and CRITIC weights, TOPSIS and VIKOR are those of pymcdm. A list never stands alone: ranks
over drawn weights and gaps, and the pairs that change places when one plant leaves, stand with it.

Sources: Hwang and Yoon (1981) on TOPSIS; Opricovic and Tzeng (2004) on VIKOR; Diakoulaki et al.
(1995) on CRITIC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pymcdm.methods import TOPSIS, VIKOR
from pymcdm.normalizations import vector_normalization
from pymcdm.weights import critic_weights, entropy_weights, equal_weights

from tanmai.core.errors import OptionError, too_few
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]
Scorer = Callable[[FloatArray, FloatArray, FloatArray], FloatArray]

SEED = 44
_NEARLY_NOTHING = 1e-12


@dataclass(frozen=True, eq=False)
class Decision:
    """Things to be ranked by several criteria.

    Attributes
    ----------
    names : tuple of str
        The things.
    criteria : tuple of str
    values : array (n, k)
        NaN where a value is not known.
    higher : array (k,) of bool
        Whether more is better.
    """

    names: tuple[str, ...]
    criteria: tuple[str, ...]
    values: FloatArray
    higher: NDArray[np.bool_]

    def __post_init__(self) -> None:
        if len(self.names) < 3 or len(self.criteria) < 2:
            raise OptionError(
                message(
                    "{n} things and {n_2} criteria make no ranking; give three things or more "
                    "and two criteria or more.",
                    n=len(self.names),
                    n_2=len(self.criteria),
                )
            )
        for k, name in enumerate(self.criteria):
            known = self.values[np.isfinite(self.values[:, k]), k]
            if known.size < 2 or np.ptp(known) == 0:
                raise OptionError(
                    message(
                        "Criterion '{name}' distinguishes nothing: it is known for {size}, or "
                        "the same for all. Leave it out.",
                        name=name,
                        size=known.size,
                    )
                )

    @property
    def types(self) -> FloatArray:
        """1 for what is to be high, -1 for what is to be low."""
        return np.where(self.higher, 1.0, -1.0)

    def filled(self, share: FloatArray | None = None) -> FloatArray:
        """Return the values with gaps between the least and the most of the others.

        Parameters
        ----------
        share : array (n, k), optional
            Where between them, 0 to 1; the middle where it is not given.
        """
        low, high = np.nanmin(self.values, axis=0), np.nanmax(self.values, axis=0)
        where = np.full(self.values.shape, 0.5) if share is None else share
        return np.where(np.isfinite(self.values), self.values, low + where * (high - low))

    def without(self, place: int) -> Decision:
        """Return the decision with one thing left out."""
        kept = [i for i in range(len(self.names)) if i != place]
        names = tuple(self.names[i] for i in kept)
        return Decision(names, self.criteria, self.values[kept], self.higher)


def topsis(values: FloatArray, weights: FloatArray, types: FloatArray) -> FloatArray:
    """Return the closeness to the ideal, 0 to 1; more is better (vector normalised)."""
    return np.asarray(TOPSIS(vector_normalization)(values, weights, types, validation=False))


def vikor(values: FloatArray, weights: FloatArray, types: FloatArray) -> FloatArray:
    """Return 1 - Q of VIKOR with v = 0.5, so that more is better.

    Where all have the same utility or the same regret, that half of Q does not tell them apart
    and is zero.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        q = np.asarray(VIKOR()(values, weights, types, validation=False))
    if np.isfinite(q).all():
        return 1.0 - q
    ideal = np.where(types > 0, values.max(axis=0), values.min(axis=0))
    away = weights * np.abs(ideal - values) / np.ptp(values, axis=0)
    halves = [_from_least(part) for part in (away.sum(axis=1), away.max(axis=1))]
    return np.asarray(1.0 - 0.5 * (halves[0] + halves[1]))


def _from_least(part: FloatArray) -> FloatArray:
    width = float(np.ptp(part))
    return np.asarray((part - part.min()) / width if width else np.zeros_like(part))


METHODS: dict[str, Scorer] = {"topsis": topsis, "vikor": vikor}


def weightings(values: FloatArray, types: FloatArray) -> dict[str, FloatArray]:
    """Return entropy, CRITIC and equal weights of a matrix without gaps, each summing to 1."""
    positive = np.maximum(values, _NEARLY_NOTHING * np.abs(values).max(axis=0))
    found = {
        "entropy": np.asarray(entropy_weights(positive)),
        "critic": np.asarray(critic_weights(values * types)),
        "equal": np.asarray(equal_weights(values)),
    }
    return {name: weight / weight.sum() for name, weight in found.items()}


def places(scores: FloatArray) -> NDArray[np.int64]:
    """Return ranks, 1 for the highest score; the first of equals is first."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), np.int64)
    ranks[order] = np.arange(1, len(scores) + 1)
    return ranks


def ranking(decision: Decision) -> pd.DataFrame:
    """Return scores and ranks of each thing under each weighting and method."""
    values, rows = decision.filled(), []
    for weighting, weights in weightings(values, decision.types).items():
        for method, score in METHODS.items():
            scores = score(values, weights, decision.types)
            for name, value, rank in zip(decision.names, scores, places(scores), strict=True):
                rows.append(
                    {
                        "weighting": weighting,
                        "method": method,
                        "key": name,
                        "score": float(value),
                        "rank": int(rank),
                    }
                )
    return pd.DataFrame(rows)


def weight_table(decision: Decision) -> pd.DataFrame:
    """Return the weight of each criterion under each weighting."""
    found = weightings(decision.filled(), decision.types)
    return pd.DataFrame({"criterion": decision.criteria, **found})


def ranks_over_weights(decision: Decision, draws: int = 1000) -> pd.DataFrame:
    """Return the ranks of each thing over weights from the whole simplex, and over its gaps.

    Returns
    -------
    DataFrame
        A row a thing and method: ``median``, ``best_5`` and ``worst_5`` (5 and 95 %), and
        ``first_percent``, how often it is first.

    Raises
    ------
    OptionError
        There are fewer than two draws.
    """
    if draws < 2:
        raise too_few(message("draws of weights"), draws, least=2)
    rng = np.random.default_rng(SEED)
    found = {method: np.empty((draws, len(decision.names)), np.int64) for method in METHODS}
    for draw in range(draws):
        weights = rng.dirichlet(np.ones(len(decision.criteria)))
        values = decision.filled(rng.random(decision.values.shape))
        for method, score in METHODS.items():
            found[method][draw] = places(score(values, weights, decision.types))
    rows = []
    for method, ranks in found.items():
        for i, name in enumerate(decision.names):
            low, middle, high = np.percentile(ranks[:, i], (5, 50, 95))
            rows.append(
                {
                    "method": method,
                    "key": name,
                    "median": middle,
                    "best_5": low,
                    "worst_5": high,
                    "first_percent": 100.0 * float((ranks[:, i] == 1).mean()),
                }
            )
    return pd.DataFrame(rows)


def rank_reversals(decision: Decision) -> pd.DataFrame:
    """Return how many pairs of the others change places when each thing is left out.

    Returns
    -------
    DataFrame
        A row a thing left out, weighting and method: ``pairs_reversed`` of ``pairs``. Weights are
        found anew without it.
    """
    whole = {
        (row["weighting"], row["method"], row["key"]): int(row["rank"])
        for row in ranking(decision).to_dict("records")
    }
    rows = []
    for place, left_out in enumerate(decision.names):
        try:
            rest = ranking(decision.without(place))
        except OptionError:
            continue  # without it a criterion no longer tells the others apart
        for (weighting, method), own in rest.groupby(["weighting", "method"], sort=False):
            new = own["rank"].to_numpy(np.int64)
            old = np.array([whole[weighting, method, key] for key in own["key"]], np.int64)
            swapped = np.sign(new[:, None] - new) != np.sign(old[:, None] - old)
            rows.append(
                {
                    "left_out": left_out,
                    "weighting": weighting,
                    "method": method,
                    "pairs_reversed": int(swapped.sum()) // 2,
                    "pairs": len(new) * (len(new) - 1) // 2,
                }
            )
    columns = ["left_out", "weighting", "method", "pairs_reversed", "pairs"]
    return pd.DataFrame(rows, columns=columns)
