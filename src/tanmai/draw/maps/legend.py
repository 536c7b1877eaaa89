"""The legends of maps: classes of colour, and widths of arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matplotlib.patches import Polygon, Rectangle

from tanmai.core.language import Language
from tanmai.draw.design import LABEL_SIZE
from tanmai.draw.fonts import POINT
from tanmai.draw.labels import Node
from tanmai.draw.maps.arrows import Flow, outline
from tanmai.draw.maps.classes import Classes, written
from tanmai.draw.page import (
    BODY_SIZE,
    GREY,
    LEADING,
    NOTE_SIZE,
    Layer,
    block_height,
    hatched,
    wrapped,
)

ARROW = "#1f3b57"
_ROW, _LINE = 4.7, LABEL_SIZE * LEADING * POINT
_SWATCH = (7.0, 3.4)
_TEXT_LEFT = 9.0
_EDGE = "#8a8a8a"
_SHAFT = 16.0
_BETWEEN = 1.6


class Legend(Protocol):
    """A block of a sheet that says what a map's signs mean."""

    @property
    def name(self) -> str:
        """Name of the layer that it is drawn on."""

    def height(self, width: float) -> float:
        """Return its height in millimetres where it may be ``width`` wide."""

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""


@dataclass(frozen=True)
class Stack:
    """Legends below each other, the first on top."""

    name: str
    legends: tuple[Legend, ...]

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        return sum(legend.height(width) for legend in self.legends)

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        for legend in reversed(self.legends):
            legend.draw(layer, width)
            layer.move_origin(0.0, legend.height(width))


@dataclass(frozen=True)
class Heading:
    """The title of a legend and the details below it."""

    title: str
    details: tuple[str, ...] = ()

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        title = wrapped([self.title], BODY_SIZE, width)
        details = wrapped(self.details, NOTE_SIZE, width)
        return block_height(title, BODY_SIZE) + block_height(details, NOTE_SIZE) + 1.0

    def draw(self, layer: Layer, top: float, width: float) -> None:
        """Write it below ``top``."""
        top = layer.write_lines(0, top, wrapped([self.title], BODY_SIZE, width), size=BODY_SIZE)
        details = wrapped(self.details, NOTE_SIZE, width)
        layer.write_lines(0, top, details, size=NOTE_SIZE, color=GREY)


@dataclass(frozen=True)
class ClassLegend:
    """A swatch for each class, the highest on top, and a hatched one for what has no data.

    Attributes
    ----------
    heading : Heading
        What is shown.
    rows : tuple of (str, str)
        Colour and text of each class, lowest first.
    missing : str
        What has no data; empty where nothing lacks.
    """

    heading: Heading = Heading("")
    rows: tuple[tuple[str, str], ...] = ()
    missing: str = ""
    name = "legend"

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        missing = len(self._missing_lines(width)) * _LINE + (_ROW - _LINE) * bool(self.missing)
        heading = self.heading.height(width) if self.rows else 0.0
        return heading + len(self.rows) * _ROW + missing

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        top = self.height(width)
        if self.rows:
            self.heading.draw(layer, top, width)
            top -= self.heading.height(width)
        for colour, text in reversed(self.rows):
            top -= _ROW
            layer.draw_mm(Rectangle((0, top), *_SWATCH, fc=colour, ec=_EDGE, lw=0.4))
            layer.write(_TEXT_LEFT, top + 0.8, text, size=LABEL_SIZE)
        lines = self._missing_lines(width)
        if lines:
            top -= _ROW
            layer.draw_mm(hatched(Rectangle((0, top), *_SWATCH, ec=_EDGE, lw=0.4)))
        for number, line in enumerate(lines):
            layer.write(_TEXT_LEFT, top + 0.8 - number * _LINE, line, size=LABEL_SIZE)

    def _missing_lines(self, width: float) -> list[str]:
        return wrapped([self.missing], LABEL_SIZE, width - _TEXT_LEFT)


def class_rows(
    classes: Sequence[Classes], colours: Sequence[str], say: Language
) -> tuple[tuple[str, str], ...]:
    """Return colour and text of each class that has a member: its ends, its counts on each map."""
    first = classes[0]
    numbers = written(tuple(number for ends in first.ranges for number in ends))
    rows = []
    for number, (low, high) in enumerate(zip(numbers[::2], numbers[1::2], strict=True)):
        if not any(one.counts[number] for one in classes):
            continue
        counts = say(", ").join(str(one.counts[number]) for one in classes)
        text = say("{low} to {high} ({count})", low=low, high=high, count=counts)
        if low == high:
            text = say("{value} ({count})", value=low, count=counts)
        elif first.by_bounds and number:
            text = f"> {text}"
        rows.append((colours[number], text))
    return tuple(rows)


@dataclass(frozen=True)
class WidthLegend:
    """An arrow for each of some flows, with its value.

    Attributes
    ----------
    heading : Heading
        What is shown.
    values : tuple of float
        The flows, ascending.
    width_per_unit : float
        Millimetres on paper for a flow of one.
    """

    heading: Heading
    values: tuple[float, ...]
    width_per_unit: float
    name = "width-legend"

    def height(self, width: float) -> float:
        """Return its height in millimetres."""
        return self.heading.height(width) + sum(map(self._row, self.values))

    def _row(self, value: float) -> float:
        return max(2 * value * self.width_per_unit + _BETWEEN, _LINE)

    def draw(self, layer: Layer, width: float) -> None:
        """Draw it with its lower left corner at the layer's origin."""
        self.heading.draw(layer, self.height(width), width)
        bottom = 0.0
        for value, text in zip(self.values, written(self.values), strict=True):
            y = bottom + self._row(value) / 2
            ends = [Node(0, y, 0.0), Node(_SHAFT, y, 0.0)]
            points = outline(Flow(0, 1, value * self.width_per_unit), ends, 0.0)
            layer.draw_mm(Polygon(points, fc=ARROW, ec="none"))
            layer.write(_SHAFT + 2, y, text, size=LABEL_SIZE, va="center_baseline")
            bottom += self._row(value)
