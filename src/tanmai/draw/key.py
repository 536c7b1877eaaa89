"""The key of a chart: marks with their words, in rows as wide as there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.patches import Rectangle

from tanmai.draw.fonts import text_width
from tanmai.draw.page import BODY_SIZE, Layer

ROW = 4.4
"""From one row of a key to the next, in millimetres."""
SWATCH = 5.0
_GAP, _BETWEEN = 1.2, 5.0

Mark = Callable[[Layer, float, float], None]


@dataclass(frozen=True)
class Entry:
    """A mark, drawn to the right of (x, y) and up, and what it means."""

    text: str
    mark: Mark
    mark_width: float = SWATCH

    @property
    def width(self) -> float:
        """What it takes of a row, in millimetres."""
        return self.mark_width + _GAP + text_width(self.text, BODY_SIZE)


def swatch(colour: str, alpha: float = 1.0) -> Mark:
    """Return a mark that is a bar of a colour."""

    def draw(layer: Layer, x: float, y: float) -> None:
        layer.draw_mm(Rectangle((x, y), SWATCH, 2.2, fc=colour, ec="none", alpha=alpha))

    return draw


def key_height(entries: Sequence[Entry], width: float) -> float:
    """Return the height in millimetres of a key that may be ``width`` wide."""
    return ROW * len(_rows(entries, width))


def draw_key(layer: Layer, left: float, top: float, width: float, entries: Sequence[Entry]) -> None:
    """Draw the entries in rows from ``top`` down."""
    for number, row in enumerate(_rows(entries, width)):
        x, y = left, top - (number + 1) * ROW + 1.0
        for entry in row:
            entry.mark(layer, x, y)
            layer.write(x + entry.mark_width + _GAP, y + 0.2, entry.text, size=BODY_SIZE)
            x += entry.width + _BETWEEN


def _rows(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    rows: list[list[Entry]] = []
    taken = 0.0
    for entry in entries:
        if rows and taken + _BETWEEN + entry.width <= width:
            rows[-1].append(entry)
            taken += _BETWEEN + entry.width
        else:
            rows.append([entry])
            taken = entry.width
    return rows
