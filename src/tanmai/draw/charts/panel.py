"""A horizontal scale with its grid lines, and the bars that are drawn on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from tanmai.core.labels import Region
from tanmai.draw.design import Design
from tanmai.draw.fonts import text_width
from tanmai.draw.page import BODY_SIZE, FAINT, GREY, NOTE_SIZE, Caption, Layer, round_text

OFF = 1.5
"""Millimetres from a name to what its row shows."""
_NAMES = 23.0
_TICK = 9.0  # millimetres of a scale for a value


@dataclass(frozen=True)
class Panel:
    """A horizontal scale from ``low`` to ``high``, in millimetres from ``left``."""

    left: float
    width: float
    bottom: float
    top: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * self.width

    def ticks(self) -> list[float]:
        """Return up to about five round values on the scale, as many as have room."""
        most = max(min(5, int(self.width / _TICK)), 2)
        steps = MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
        return [float(tick) for tick in steps if self.low <= tick <= self.high]


def draw_scales(layer: Layer, *panels: Panel) -> None:
    """Draw the grid lines of panels with their values above."""
    for panel in panels:
        for tick in panel.ticks():
            x = panel.x(tick)
            colour = GREY if tick == 0 else FAINT
            layer.draw_mm(Line2D([x, x], [panel.bottom, panel.top + 1], color=colour, lw=0.5))
            text = round_text(tick)
            layer.write(x, panel.top + 1.8, text, size=NOTE_SIZE, ha="center", color=GREY)


def draw_bar(
    layer: Layer,
    panel: Panel,
    span: tuple[float, float],
    value: float,
    colour: str,
    start: float = 0.0,
    gid: str | None = None,
) -> None:
    """Draw a bar of a value, from a start on the scale, between two heights in millimetres."""
    left, right = sorted((panel.x(start), panel.x(start + value)))
    bottom, top = span
    bar = Rectangle((left, bottom), right - left, top - bottom, fc=colour, ec="none")
    layer.draw_mm(bar, gid)


def names_width(regions: Sequence[Region], caption: Caption, design: Design) -> float:
    """Return the width of a column of names, or of the unit above it, with what follows it.

    In two columns of a journal it is the same for all pictures, in one no wider than need be.
    """
    if design.in_two_columns:
        return _NAMES
    names = [text_width(region.name(caption.language), design.label_size) for region in regions]
    return max(*names, text_width(caption.unit_name, BODY_SIZE)) + OFF
