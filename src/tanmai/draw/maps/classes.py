"""Classes of a choropleth: bounds, counts and how their numbers are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from tanmai.core.errors import LabelError, OptionError, TableError
from tanmai.core.messages import message
from tanmai.draw.boundaries import Boundaries
from tanmai.draw.page import fixed, in_powers

if TYPE_CHECKING:
    import pandas as pd  # half a second to import, which a map of values should not wait for

_MOST_WRITTEN_OUT = 1e15


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
        What the legend says of each class: its lowest and its highest value, or its bounds
        where these are given or lie the same around zero.
    by_bounds : bool
        Whether the ranges are bounds, of which a class holds the upper one alone.
    """

    bounds: tuple[float, ...]
    counts: tuple[int, ...]
    ranges: tuple[tuple[float, float], ...]
    by_bounds: bool = False

    @property
    def sides(self) -> tuple[int, int]:
        """Number of classes below zero and above."""
        below = sum(bound < 0 for bound in self.bounds)
        return below, len(self.counts) - below

    def of(self, value: float) -> int:
        """Return the number of the class of a value, from 0."""
        return int(np.searchsorted(self.bounds[1:-1], value, side="left"))


def checked(values: Mapping[str, float] | pd.Series, boundaries: Boundaries) -> dict[str, float]:
    """Return the values by code, in the order of their codes.

    Raises
    ------
    LabelError
        A code is no area's, or stands twice.
    TableError
        There is no value, or one is not a number.
    """
    found: dict[str, float] = {}
    pairs: list[tuple[Any, Any]] = list(values.items())
    boundaries.require(code for code, _ in pairs)
    for code, value in pairs:
        if code in found:
            raise LabelError(
                message(
                    "Region {twice} has more than one value; a map needs one.",
                    twice=code,
                )
            )
        found[code] = float(value)
    if not found:
        raise TableError(message("There is no value to draw; give at least that of one region."))
    for code, value in found.items():
        if not np.isfinite(value):
            raise TableError(
                message(
                    "The value of region {code} is not a number; leave the region out, then the "
                    "map says that its data are missing.",
                    code=code,
                )
            )
    return dict(sorted(found.items()))


def natural_classes(values: Sequence[float], k: int) -> Classes:
    """Return at most k classes by Fisher-Jenks (Fisher 1958; Jenks 1977).

    Raises
    ------
    OptionError
        k is outside 2 to 7, which is what an eye can distinguish.
    """
    if not 2 <= k <= 7:
        raise OptionError(
            message(
                "A map has 2 to 7 classes, not {k}.",
                k=k,
            )
        )
    upper = _jenks(np.array(values), k)
    found = _counted(values, (min(values), *upper))
    members: dict[int, list[float]] = {}
    for value in sorted(values):
        members.setdefault(found.of(value), []).append(value)
    ranges = tuple((of_class[0], of_class[-1]) for of_class in members.values())
    return replace(found, ranges=ranges, by_bounds=False)


def given_classes(values: Sequence[float], breaks: Sequence[float]) -> Classes:
    """Return the classes between given bounds, from the lowest value to the highest.

    Raises
    ------
    OptionError
        The breaks do not ascend, are more than six, or lie outside of the values.
    """
    ascending = all(low < high for low, high in pairwise(breaks))
    if not 1 <= len(breaks) <= 6 or not ascending or not np.isfinite(breaks).all():
        raise OptionError(message("The breaks between classes are one to six numbers that ascend."))
    low, high = min(values), max(values)
    if not low < breaks[0] or not breaks[-1] < high:
        raise OptionError(
            message(
                "The breaks between classes lie between the lowest value, {low}, and the "
                "highest, {high}; others would bound an empty class.",
                low=f"{low:g}",
                high=f"{high:g}",
            )
        )
    return _counted(values, (low, *map(float, breaks), high))


def common_classes(
    maps: Iterable[Mapping[str, float]], scale_of: Callable[[Sequence[float]], Classes]
) -> tuple[Classes, ...]:
    """Return the classes of several maps on one scale, that of all their values together.

    ``scale_of`` finds the classes of values: `natural_classes`, or `centred_classes`.
    """
    values = [list(one.values()) for one in maps]
    scale = scale_of(list(chain.from_iterable(values)))
    return tuple(replace(scale, counts=_counted(own, scale.bounds).counts) for own in values)


def centred_classes(values: Sequence[float], per_side: int = 3) -> Classes:
    """Return classes whose bounds lie the same on both sides of zero.

    The bounds are those of Fisher-Jenks classes of the absolute values; classes at the far
    end of a side that hold no region are left out.
    """
    upper = _jenks(np.abs(values), per_side)
    lows = [upper[0], *(b for low, b in pairwise(upper) if min(values) < -low)]
    highs = [upper[0], *(b for low, b in pairwise(upper) if max(values) > low)]
    return _counted(values, (*(-b for b in reversed(lows)), 0.0, *highs))


def _jenks(values: np.ndarray, k: int) -> list[float]:
    """Return the highest value of each of k classes, which leave least squares within them."""
    distinct, times = np.unique(values, return_counts=True)
    if len(distinct) <= k:
        return [float(value) for value in distinct]
    within = _squares_within(distinct, times)
    least, firsts = within[0], []  # of the values up to each, so far in one class
    for _ in range(1, k):
        costs = np.concatenate([[np.inf], least[:-1]])[:, None] + within
        firsts.append(costs.argmin(axis=0))
        least = costs.min(axis=0)
    lasts = [len(distinct) - 1]
    for first in reversed(firsts):
        lasts.append(int(first[lasts[-1]]) - 1)
    return [float(distinct[last]) for last in reversed(lasts)]


def _squares_within(distinct: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return the squares about their mean of the values from each (row) to each (column)."""
    sizes = (distinct - distinct[0]) / (distinct[-1] - distinct[0])
    count, sums, squares = (
        np.cumsum(part)[None, :] - (np.cumsum(part) - part)[:, None]
        for part in (times, times * sizes, times * sizes**2)
    )
    about = squares - sums**2 / np.where(count > 0, count, 1)
    return np.where(count > 0, np.maximum(about, 0.0), np.inf)


def _counted(values: Sequence[float], bounds: tuple[float, ...]) -> Classes:
    classes = Classes(bounds, (), tuple(pairwise(bounds)), by_bounds=True)
    found = [classes.of(value) for value in values]
    return replace(classes, counts=tuple(found.count(i) for i in range(len(bounds) - 1)))


def written(numbers: tuple[float, ...]) -> list[str]:
    """Write numbers with as few decimals as tell them apart, and with a true minus sign.

    Numbers that six decimals do not distinguish are written with powers of ten.
    """
    largest, distinct = max(abs(number) for number in numbers), len(set(numbers))
    for decimals in range(7) if largest < _MOST_WRITTEN_OUT else ():
        texts = [f"{number:,.{decimals}f}" for number in numbers]
        exact = all(round(number, decimals) == number for number in numbers)
        if exact or (len(set(texts)) == distinct and largest >= 10 ** (2 - decimals)):
            return [fixed(number, decimals) if number else "0" for number in numbers]
    for decimals in range(2, 16):
        texts = [in_powers(number, decimals) for number in numbers]
        if len(set(texts)) == distinct:
            break
    return texts
