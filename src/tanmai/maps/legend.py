"""The legend of classes, which choropleths and flow maps share."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.patches import Rectangle

from tanmai.figures import BODY_SIZE, GREY, LABEL_SIZE, NOTE_SIZE, Layer, hatched, wrapped
from tanmai.fonts import POINT
from tanmai.maps.classes import Classes, written
from tanmai.maps.wording import Wording

_ROW, _LINE = 4.7, LABEL_SIZE * 1.45 * POINT
_SWATCH = (7.0, 3.4)
_TEXT_LEFT, _TEXT_WIDTH = 9.0, 52.0
_EDGE = "#8a8a8a"


def draw_no_data(layer: Layer, bottom: float, text: str) -> float:
    """Draw the hatched row of the regions without data and return the y above it."""
    lines = wrapped([text], LABEL_SIZE, _TEXT_WIDTH)
    top = bottom + (len(lines) - 1) * _LINE
    for row, line in enumerate(lines):
        layer.write(_TEXT_LEFT, top + 0.8 - row * _LINE, line, size=LABEL_SIZE)
    layer.draw_mm(hatched(Rectangle((0, top), *_SWATCH, ec=_EDGE, lw=0.4)))
    return top + _ROW


def draw_classes(
    layer: Layer, bottom: float, classes: Classes, colours: Sequence[str], words: Wording
) -> float:
    """Draw a row for each class, the highest on top, and return the y above them."""
    numbers = written(tuple(number for ends in classes.ranges for number in ends))
    rows = zip(numbers[::2], numbers[1::2], classes.counts, colours, strict=True)
    for low, high, count, colour in rows:
        text = words.range.format(low=low, high=high, count=count)
        if low == high:
            text = words.one_value.format(value=low, count=count)
        layer.draw_mm(Rectangle((0, bottom), *_SWATCH, fc=colour, ec=_EDGE, lw=0.4))
        layer.write(_TEXT_LEFT, bottom + 0.8, text, size=LABEL_SIZE)
        bottom += _ROW
    return bottom


def draw_heading(layer: Layer, x: float, bottom: float, title: str, *details: str) -> float:
    """Write a legend's title above its details and return the y above them."""
    for detail in reversed(details):
        layer.write(x, bottom + 0.8, detail, size=NOTE_SIZE, color=GREY)
        bottom += 3.4
    layer.write(x, bottom + 1.2, title, size=BODY_SIZE)
    return bottom + 5.0
