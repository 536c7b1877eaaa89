"""A region of a box where several margins are not below zero: its volume, its nearest point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

FloatArray = NDArray[np.float64]
Margins = Callable[[Mapping[str, FloatArray]], Sequence[FloatArray]]
_SEED = 2025
_STARTS = 12
_INSIDE = 1e-7


@dataclass(frozen=True)
class Share:
    """A share of the volume of a box, by drawing points in it.

    Attributes
    ----------
    share, error : float
        The share and its standard error.
    draws : int
    """

    share: float
    error: float
    draws: int


def share_inside(
    margins: Margins, ranges: Mapping[str, tuple[float, float]], draws: int = 20_000
) -> Share:
    """Return the share of a box where every margin is zero or above.

    Parameters
    ----------
    margins : callable
        Gives the margins for arrays of the variables.
    ranges : mapping
        Low and high of each variable.
    draws : int
        Uniform points.
    """
    random = np.random.default_rng(_SEED)
    points = {name: random.uniform(low, high, draws) for name, (low, high) in ranges.items()}
    inside = np.ones(draws, dtype=bool)
    for margin in margins(points):
        inside &= np.broadcast_to(np.asarray(margin), (draws,)) >= 0
    share = float(inside.mean())
    return Share(share, float(np.sqrt(share * (1 - share) / draws)), draws)


@dataclass(frozen=True)
class Nearest:
    """The point of a region that is nearest to another.

    Attributes
    ----------
    point : dict
    distance : float
        In shares of the ranges: the root of the sum of squares.
    """

    point: dict[str, float]
    distance: float


def nearest_point(
    margins: Margins,
    ranges: Mapping[str, tuple[float, float]],
    start: Mapping[str, float],
    movable: Sequence[str] = (),
) -> Nearest | None:
    """Return the point of the region nearest to a start; None where the box holds none.

    Parameters
    ----------
    margins, ranges
        As in `share_inside`; distances are measured in shares of the ranges.
    start : mapping
        A start outside of the region; it may lie outside of the box.
    movable : sequence of str
        The variables that may move; all where none is named.

    Notes
    -----
    Every margin must be linear in each variable alone: its largest value in the box is then at a
    corner, and a region that no corner comes near is known to be empty.

    Sequential quadratic programming (Kraft 1988) from several starts; the best is kept.
    """
    names = list(movable) or list(ranges)
    low = np.array([ranges[name][0] for name in names])
    span = np.array([ranges[name][1] for name in names]) - low
    origin = (np.array([start[name] for name in names]) - low) / span

    def at(scaled: FloatArray) -> dict[str, FloatArray]:
        placed = (low + span * scaled.T).T
        moved = dict(zip(names, placed, strict=True))
        return {name: np.asarray(moved.get(name, start[name])) for name in ranges}

    corners = np.array(list(product((0.0, 1.0), repeat=len(names)))).T
    if any(float(np.max(margin)) < 0 for margin in margins(at(corners))):
        return None
    scales = [max(abs(float(m)), 1.0) for m in margins(at(origin))]

    def away(scaled: Any) -> Any:
        return np.sum((scaled - origin) ** 2)

    def all_margins(scaled: FloatArray) -> FloatArray:
        found = margins(at(scaled))
        return np.array([float(m) / s for m, s in zip(found, scales, strict=True)])

    options: Any = {"maxiter": 200, "ftol": 1e-14}
    kept: Any = {"type": "ineq", "fun": all_margins}
    random = np.random.default_rng(_SEED)
    best: FloatArray | None = None
    for first in [np.clip(origin, 0, 1), *random.random((_STARTS, len(names)))]:
        found = minimize(
            away,
            np.asarray(first, dtype=float),
            method="SLSQP",
            bounds=[(0.0, 1.0)] * len(names),
            constraints=kept,
            options=options,
        )
        point = np.clip(np.asarray(found.x), 0.0, 1.0)
        if all_margins(point).min() < -_INSIDE:
            continue
        if best is None or np.sum((point - origin) ** 2) < np.sum((best - origin) ** 2) - 1e-12:
            best = point
    if best is None:
        return None
    placed = {name: float(value) for name, value in at(best).items()}
    return Nearest(placed, float(np.sqrt(np.sum((best - origin) ** 2))))
