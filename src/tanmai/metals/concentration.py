"""Concentration of an industry: shares of the largest, Herfindahl index, entropy, Gini.

With shares s of n firms: CR_k is the sum of the k largest, HHI = Σ s² (Hirschman 1964), entropy
−Σ s ln s (Theil 1967), Gini the area between the Lorenz curve and the diagonal, doubled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.core.errors import TableError
from tanmai.core.messages import message

FloatArray = NDArray[np.float64]
CAUSES = ("growth", "exit", "entry")


def _shares(sizes: Sequence[float]) -> FloatArray:
    values = np.asarray(sizes, dtype=float)
    if not len(values) or not np.isfinite(values).all() or values.min() < 0 or not values.sum():
        raise TableError(message("Concentration needs sizes from zero up, at least one above it."))
    found: FloatArray = values / values.sum()
    return found


def concentration_ratio(sizes: Sequence[float], k: int) -> float:
    """Return the share that the k largest hold together.

    Examples
    --------
    >>> concentration_ratio([4, 3, 2, 1], 2)
    0.7
    """
    return float(np.sort(_shares(sizes))[::-1][:k].sum())


def herfindahl(sizes: Sequence[float]) -> float:
    """Return the Herfindahl-Hirschman index, 1/n for n equal firms to 1 for one alone.

    Examples
    --------
    >>> herfindahl([1, 1, 1, 1])
    0.25
    """
    return float(np.square(_shares(sizes)).sum())


def entropy(sizes: Sequence[float]) -> float:
    """Return the entropy of the shares: ln n for n equal firms, 0 for one alone."""
    shares = _shares(sizes)
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum()) + 0.0


def gini(sizes: Sequence[float]) -> float:
    """Return the Gini coefficient: 0 for equal firms, (n − 1)/n where one holds all.

    Examples
    --------
    >>> gini([1, 1]), gini([0, 1])
    (0.0, 0.5)
    """
    shares = np.sort(_shares(sizes))
    n = len(shares)
    return float((2 * np.arange(1, n + 1) - n - 1) @ shares / n)


INDICES: dict[str, Callable[[Sequence[float]], float]] = {
    "CR1": lambda sizes: concentration_ratio(sizes, 1),
    "CR3": lambda sizes: concentration_ratio(sizes, 3),
    "CR5": lambda sizes: concentration_ratio(sizes, 5),
    "CR10": lambda sizes: concentration_ratio(sizes, 10),
    "HHI": herfindahl,
    "entropy": entropy,
    "Gini": gini,
}


def indices(sizes: Sequence[float]) -> dict[str, float]:
    """Return all indices of `INDICES`."""
    return {name: measure(sizes) for name, measure in INDICES.items()}


def change_by_cause(before: Mapping[str, float], after: Mapping[str, float]) -> pd.DataFrame:
    """Return the change of each index split into growth of those that stay, exit and entry.

    Parameters
    ----------
    before, after : mapping
        Size by firm; one that stands in ``after`` alone entered, in ``before`` alone left.

    Returns
    -------
    DataFrame
        Index: the index, and ``size`` for the sum of sizes. Columns: `CAUSES` and ``total``,
        which is their sum.

    Notes
    -----
    Shapley split: the mean over all orders in which the three happen (Shapley 1953).
    """
    stay, leave = set(before) & set(after), set(before) - set(after)

    def world(done: frozenset[str]) -> list[float]:
        sizes = {firm: after[firm] if "growth" in done else before[firm] for firm in stay}
        if "exit" not in done:
            sizes |= {firm: before[firm] for firm in leave}
        if "entry" in done:
            sizes |= {firm: size for firm, size in after.items() if firm not in before}
        return list(sizes.values()) or [0.0]

    measures: dict[str, Callable[[Sequence[float]], float]] = {**INDICES, "size": sum}
    orders = list(permutations(CAUSES))
    found = {}
    for name, measure in measures.items():
        parts = dict.fromkeys(CAUSES, 0.0)
        for order in orders:
            for place, cause in enumerate(order):
                then, now = (frozenset(order[:end]) for end in (place, place + 1))
                step = _measured(measure, world(now)) - _measured(measure, world(then))
                parts[cause] += step / len(orders)
        found[name] = parts
    frame = pd.DataFrame.from_dict(found, orient="index")[list(CAUSES)].rename_axis("index")
    return frame.assign(total=frame.sum(axis=1))


def _measured(measure: Callable[[Sequence[float]], float], sizes: Sequence[float]) -> float:
    """Return an index; of an industry that is empty in between, nothing is concentrated."""
    return float(measure(sizes)) if sum(sizes) > 0 else 0.0


@dataclass(frozen=True)
class SizeClass:
    """A class of firms of which only the sum is known.

    Attributes
    ----------
    total : float
        Sum of their sizes.
    firms : int, optional
        Their number.
    least, most : float, optional
        What one of them has at least, and at most.
    """

    total: float
    firms: int | None = None
    least: float = 0.0
    most: float | None = None

    def squares(self) -> tuple[float, float]:
        """Return the least and the most that the sum of their squared sizes can be."""
        if self.firms is not None:
            others = self.firms - 1
            first = self.total - others * self.least
            return self.firms * (self.total / self.firms) ** 2, others * self.least**2 + first**2
        size = self.total if self.most is None else min(self.most, self.total)
        full = int(self.total / size + 1e-9) if size else 0
        return 0.0, full * size**2 + (self.total - full * size) ** 2


def herfindahl_bounds(classes: Sequence[SizeClass]) -> tuple[float, float]:
    """Return the least and the most that HHI can be where only sums of classes are known.

    Notes
    -----
    Least: equal firms, or ever smaller ones where their number is not known. Most: one with all
    but what the others have at least, or as many of the largest size as there is room for.
    """
    whole = sum(one.total for one in classes)
    squares = [one.squares() for one in classes]
    low, high = (sum(pair[end] for pair in squares) / whole**2 for end in (0, 1))
    return low, high
