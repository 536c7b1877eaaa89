"""Classes of a choropleth: bounds, counts and how their numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tanmai.boundaries import Boundaries
from tanmai.errors import LabelError, OptionError, TableError
from tanmai.figures import fixed

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Classes:
    """Classes of values, lowest first; a value belongs to the first whose upper bound it meets.

    Attributes
    ----------
    bounds : tuple of float
        k + 1 bounds of k classes, ascending.
    counts : tuple of int
        Number of regions in each class.
    ranges : tuple of (float, float)
        Lowest and highest value of each class, as the legend says it: two bounds, or twice
        the same where each class is one value.
    """

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    ranges: tuple[tuple[float, float], ...]

    @property
    def sides(self) -> tuple[int, int]:
        """Number of classes below zero and above."""
        below = sum(bound < 0 for bound in self.bounds)
        return below, len(self.counts) - below

    def of(self, value: float) -> int:
        """Return the number of the class of a value, from 0."""
        return int(np.searchsorted(self.bounds[1:-1], value, side="left"))


def checked(values: pd.Series, boundaries: Boundaries) -> pd.Series:
    """Return the values in the order of their codes.

    Raises
    ------
    LabelError
        A code is no area's, or stands twice.
    TableError
        There is no value, or one is not a number.
    """
    boundaries.require(values.index)
    if values.index.has_duplicates:
        twice = values.index[values.index.duplicated()][0]
        raise LabelError(f"Region {twice} has more than one value; a map needs one.")
    if values.empty:
        raise TableError("There is no value to draw; give at least that of one region.")
    for code, value in values.items():
        if not np.isfinite(value):
            raise TableError(
                f"The value of region {code} is not a number; leave the region out, "
                "then the map says that its data are missing."
            )
    return values.astype(float).sort_index()


def natural_classes(values: pd.Series, k: int) -> Classes:
    """Return at most k classes by Fisher-Jenks (Fisher 1958; Jenks 1977).

    Raises
    ------
    OptionError
        k is outside 2 to 7, which is what an eye can tell apart.
    """
    if not 2 <= k <= 7:
        raise OptionError(f"A map has 2 to 7 classes, not {k}.")
    upper = _jenks(values.to_numpy(), k)
    found = _counted(values, (float(values.min()), *upper))
    one_each = values.nunique() == len(upper)
    return replace(found, ranges=tuple((v, v) for v in upper)) if one_each else found


def common_classes(
    series: Sequence[pd.Series], scale_of: Callable[[pd.Series], Classes]
) -> tuple[Classes, ...]:
    """Return the classes of several series on one scale, that of all their values together.

    ``scale_of`` finds the classes of values: `natural_classes`, or `centred_classes`.
    """
    scale = scale_of(pd.concat(list(series), ignore_index=True))
    return tuple(replace(_counted(values, scale.bounds), ranges=scale.ranges) for values in series)


def centred_classes(values: pd.Series, per_side: int = 3) -> Classes:
    """Return classes whose bounds lie the same on both sides of zero.

    The bounds are those of Fisher-Jenks classes of the absolute values; classes at the far
    end of a side that hold no region are left out.
    """
    upper = _jenks(values.abs().to_numpy(), per_side)
    lows = [b for b in upper if b in upper[:1] or (values < -upper[upper.index(b) - 1]).any()]
    highs = [b for b in upper if b in upper[:1] or (values > upper[upper.index(b) - 1]).any()]
    return _counted(values, (*(-b for b in reversed(lows)), 0.0, *highs))


def _jenks(values: np.ndarray, k: int) -> list[float]:
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) <= k:
        return [float(value) for value in distinct]
    return _least_squares_bounds(distinct, counts.astype(float), k)


def _least_squares_bounds(distinct: FloatArray, counts: FloatArray, k: int) -> list[float]:
    """Return the upper bounds of the k classes with the least sum of squares within them.

    The optimum over all partitions, by dynamic programming (Fisher 1958): the best split of
    the first j values into c classes extends that of the first i into c - 1.
    """
    centred = distinct - np.average(distinct, weights=counts)
    ends = np.arange(len(distinct) + 1)
    number, total, square = (
        np.concatenate([[0.0], np.cumsum(counts * centred**power)]) for power in (0, 1, 2)
    )
    between = [part[None, :] - part[:, None] for part in (number, total, square)]
    forward = ends[:, None] < ends[None, :]  # a class from i to j holds something
    within = np.where(
        forward, between[2] - between[1] ** 2 / np.where(forward, between[0], 1.0), np.inf
    )
    least, starts = within[0], []
    for _ in range(k - 1):
        splits = least[:, None] + within
        starts.append(splits.argmin(axis=0))
        least = splits.min(axis=0)
    last = [len(distinct)]
    for start in reversed(starts):
        last.append(int(start[last[-1]]))
    return [float(distinct[end - 1]) for end in reversed(last)]


def _counted(values: pd.Series, bounds: tuple[float, ...]) -> Classes:
    classes = Classes(bounds, (), tuple(pairwise(bounds)))
    found = [classes.of(value) for value in values]
    return replace(classes, counts=tuple(found.count(i) for i in range(len(bounds) - 1)))


def written(numbers: tuple[float, ...]) -> list[str]:
    """Write numbers with as few decimals as tell them apart, and with a true minus sign."""
    largest = max(abs(number) for number in numbers)
    for decimals in range(7):
        texts = [f"{number:,.{decimals}f}" for number in numbers]
        apart = len(set(texts)) == len(set(numbers))
        exact = all(round(number, decimals) == number for number in numbers)
        if exact or (apart and largest >= 10 ** (2 - decimals)):
            break
    return [fixed(number, decimals) for number in numbers]
