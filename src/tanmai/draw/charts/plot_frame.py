"""A rectangle with two scales: where values lie in it, and how its axes are drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from tanmai.draw.fonts import text_width
from tanmai.draw.page import BODY_SIZE, FAINT, GREY, NOTE_SIZE, Layer, fixed, wrapped

LEFT, BELOW = 15.0, 11.0
"""Millimetres that the ticks and the title of an axis take, left of a frame and below it."""
_X_TICK, _Y_TICK = 13.0, 8.0  # millimetres of a scale for a value
_LINE = 3.2


@dataclass(frozen=True)
class Axis:
    """What is measured along a side: its title with the unit, and its ends.

    Years are written without a separator of thousands, and stand at whole numbers.
    """

    title: str
    low: float
    high: float
    in_years: bool = False

    @classmethod
    def around(cls, title: str, values: Sequence[float], *, zero: bool = False) -> Axis:
        """Return an axis a little wider than values; from zero where asked."""
        low, high = float(min(values)), float(max(values))
        pad = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
        return cls(title, 0.0 if zero and low >= 0 else low - pad, high + pad)

    def ticks(self, most: int) -> list[float]:
        """Return about ``most`` round values on the axis."""
        steps = MaxNLocator(max(most, 2), steps=[1, 2, 2.5, 5, 10], integer=self.in_years)
        slack = 1e-9 * (self.high - self.low)
        found = steps.tick_values(self.low, self.high)
        return [float(t) for t in found if self.low - slack <= t <= self.high + slack]

    def texts(self, ticks: Sequence[float]) -> list[str]:
        """Write ticks of the axis."""
        return [f"{tick:.0f}" for tick in ticks] if self.in_years else tick_texts(ticks)


@dataclass(frozen=True)
class Frame:
    """A rectangle in millimetres with an axis along and one up."""

    left: float
    bottom: float
    width: float
    height: float
    along: Axis
    up: Axis

    @property
    def right(self) -> float:
        """Its right side."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper side."""
        return self.bottom + self.height

    def x(self, value: float) -> float:
        """Return the place of a value along."""
        return self.left + (value - self.along.low) / (self.along.high - self.along.low) * (
            self.width
        )

    def y(self, value: float) -> float:
        """Return the place of a value up."""
        return self.bottom + (value - self.up.low) / (self.up.high - self.up.low) * self.height

    def places(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the places of pairs of values, shape (n, 2)."""
        low = np.array([self.along.low, self.up.low])
        span = np.array([self.along.high, self.up.high]) - low
        size = np.array([self.width, self.height])
        placed: NDArray[np.float64] = (points - low) / span * size
        placed += np.array([self.left, self.bottom])
        return placed


def tick_texts(ticks: Sequence[float]) -> list[str]:
    """Write ticks with as many decimals as their step needs."""
    step = min(b - a for a, b in pairwise(ticks)) if len(ticks) > 1 else 1.0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(step * 10**decimals - round(step * 10**decimals)) > 1e-6:
        decimals += 1
    return [fixed(tick, decimals) for tick in ticks]


def draw_frame(layer: Layer, frame: Frame, *, grid: bool = True) -> None:
    """Draw a frame with the ticks and titles of its axes, and faint lines across."""
    _draw_along(layer, frame, grid=grid)
    _draw_up(layer, frame, grid=grid)
    layer.draw_mm(
        Rectangle((frame.left, frame.bottom), frame.width, frame.height, fc="none", ec=GREY, lw=0.6)
    )


def _draw_along(layer: Layer, frame: Frame, *, grid: bool) -> None:
    bottom = frame.bottom
    ticks = frame.along.ticks(int(frame.width / _X_TICK))
    for tick, text in zip(ticks, frame.along.texts(ticks), strict=True):
        x = frame.x(tick)
        if grid:
            layer.draw_mm(Line2D([x, x], [bottom, frame.top], color=FAINT, lw=0.4))
        layer.draw_mm(Line2D([x, x], [bottom - 0.9, bottom], color=GREY, lw=0.5))
        layer.write(x, bottom - 3.6, text, size=NOTE_SIZE, ha="center", color=GREY)
    lines = wrapped([frame.along.title], BODY_SIZE, frame.width)
    for number, line in enumerate(lines):
        y = bottom - 7.4 - number * _LINE
        layer.write(frame.left + frame.width / 2, y, line, size=BODY_SIZE, ha="center")


def _draw_up(layer: Layer, frame: Frame, *, grid: bool) -> None:
    left = frame.left
    ticks = frame.up.ticks(int(frame.height / _Y_TICK))
    texts = frame.up.texts(ticks)
    for tick, text in zip(ticks, texts, strict=True):
        y = frame.y(tick)
        if grid:
            layer.draw_mm(Line2D([left, frame.right], [y, y], color=FAINT, lw=0.4))
        layer.draw_mm(Line2D([left - 0.9, left], [y, y], color=GREY, lw=0.5))
        layer.write(
            left - 1.4, y, text, size=NOTE_SIZE, ha="right", va="center_baseline", color=GREY
        )
    room = max((text_width(text, NOTE_SIZE) for text in texts), default=0.0)
    lines = wrapped([frame.up.title], BODY_SIZE, frame.height)
    for number, line in enumerate(reversed(lines)):
        x = left - room - 3.4 - number * _LINE
        layer.write(
            x, frame.bottom + frame.height / 2, line, size=BODY_SIZE, ha="center", rotation=90
        )
