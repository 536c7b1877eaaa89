"""Where the arcs and chords of a chord diagram stand, as angles clockwise from the top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_GAP, _GROUP_GAP = np.deg2rad(1.1), np.deg2rad(4.5)
_TURN = 2 * np.pi


@dataclass(frozen=True)
class Chord:
    """A flow between two regions by position, and the angles that it takes of both arcs."""

    origin: int
    destination: int
    value: float
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, eq=False)
class ChordLayout:
    """Arcs of m regions and the chords between them.

    Attributes
    ----------
    outflow, inflow : array (m, 2)
        First and last angle of the part of each region's arc that sends, and of that which
        receives.
    chords : tuple of Chord
        The chords, the largest first.
    angle_per_unit : float
        Angle of a flow of one.
    """

    outflow: FloatArray
    inflow: FloatArray
    chords: tuple[Chord, ...]
    angle_per_unit: float

    @property
    def middles(self) -> FloatArray:
        """The angle of the middle of each region's arc."""
        return (self.outflow[:, 0] + self.inflow[:, 1]) / 2


def chord_layout(values: FloatArray, groups: Sequence[int], most: int) -> ChordLayout:
    """Return where arcs and chords stand.

    The arc of a region is as long as its outflow and inflow, the parts of flows too small to
    be drawn included; arcs of different groups stand further apart. On an arc a chord stands
    so that it crosses few others.

    Parameters
    ----------
    values : array (m, m)
        Flows between regions, none below zero, nothing on the diagonal.
    groups : sequence of int
        Group of each region; members of a group stand side by side.
    most : int
        How many chords there are at most: the largest flows.
    """
    sent, received = values.sum(axis=1), values.sum(axis=0)
    around = pairwise((*groups, groups[0]))
    gaps = np.array([_GAP if one == other else _GROUP_GAP for one, other in around])
    per_unit = (_TURN - gaps.sum()) / (2 * values.sum())
    lengths = (sent + received) * per_unit
    starts = gaps[-1] / 2 + np.concatenate([[0.0], np.cumsum(lengths + gaps)[:-1]])
    middles = starts + sent * per_unit
    outflow = np.column_stack([starts, middles])
    inflow = np.column_stack([middles, starts + lengths])
    drawn = _largest(values, most)
    centres = starts + lengths / 2
    leaving = _shared_out(drawn, values, outflow, centres, per_unit, end=0)
    arriving = _shared_out(drawn, values, inflow, centres, per_unit, end=1)
    chords = tuple(
        Chord(r, s, float(values[r, s]), leaving[r, s], arriving[r, s]) for r, s in drawn
    )
    return ChordLayout(outflow, inflow, chords, float(per_unit))


def _largest(values: FloatArray, most: int) -> list[tuple[int, int]]:
    order = np.argsort(-values, axis=None, kind="stable")[:most]
    pairs = zip(*np.unravel_index(order, values.shape), strict=True)
    return [(int(r), int(s)) for r, s in pairs if values[r, s] > 0]


def _shared_out(
    drawn: Sequence[tuple[int, int]],
    values: FloatArray,
    parts: FloatArray,
    centres: FloatArray,
    per_unit: float,
    *,
    end: int,
) -> dict[tuple[int, int], tuple[float, float]]:
    """Return the angles that each flow takes of the arcs at its start (0) or its end (1).

    What lies furthest clockwise comes first, so that the chords of an arc do not cross.
    """
    taken = {}
    for region in range(len(centres)):
        own = [pair for pair in drawn if pair[end] == region]
        own.sort(key=lambda pair: -((centres[pair[1 - end]] - centres[pair[end]]) % _TURN))
        angle = float(parts[region, 0])
        for pair in own:
            last = angle + float(values[pair]) * per_unit
            taken[pair] = (angle, last)
            angle = last
    return taken


def spread(angles: FloatArray, apart: float) -> FloatArray:
    """Move ascending angles as little as possible (least squares) so that they stand apart.

    They are those of one turn: the last stands apart from the first as well.
    """
    from scipy.optimize import isotonic_regression  # takes a quarter of a second to import

    steps = apart * np.arange(angles.size)
    moved = isotonic_regression(angles - steps).x.clip(0.0, _TURN - apart * angles.size)
    return np.asarray(moved + steps)
