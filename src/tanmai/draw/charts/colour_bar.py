"""The colour bar of a heat map, on a square-root scale."""

from __future__ import annotations

import numpy as np
from matplotlib.colors import ListedColormap, PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from tanmai.draw.crameri import colour_map
from tanmai.draw.fonts import text_width
from tanmai.draw.page import INK, NOTE_SIZE, Caption, Layer

COLOURS = ListedColormap(colour_map("lajolla_r")(np.linspace(0.03, 0.92, 256)))
_STEPS, _HEIGHT = 96, 2.6


def draw_colour_bar(
    layer: Layer, middle: float, y: float, width: float, norm: PowerNorm, caption: Caption
) -> None:
    """Draw the colours with their values below, centred at ``middle``, from ``y`` up."""
    left = middle - width / 2
    for step, shade in enumerate(COLOURS(np.linspace(0, 1, _STEPS))):
        x = left + step * width / _STEPS
        layer.draw_mm(Rectangle((x, y), width / _STEPS + 0.05, _HEIGHT, fc=shade, ec="none"))
    layer.draw_mm(Rectangle((left, y), width, _HEIGHT, fc="none", ec=INK, lw=0.4))
    largest = float(norm.vmax or 0.0)
    for value in _apart(_ticks(largest), width / np.sqrt(largest)):
        x = left + width * float(np.sqrt(value / largest))
        layer.draw_mm(Line2D([x, x], [y, y - 0.8], color=INK, lw=0.4))
        layer.write(x, y - 3.2, f"{value:g}", size=NOTE_SIZE, ha="center")
    layer.write(left - 2, y + 0.5, caption.unit_name, size=NOTE_SIZE, ha="right")


def _ticks(largest: float) -> list[float]:
    """Return 0 and the largest round values that stand apart on the scale."""
    decade = int(np.floor(np.log10(largest)))
    rounds = [float(f"{digit}e{d}") for d in (decade, decade - 1) for digit in (5, 3, 2, 1)]
    return [0.0, *reversed([value for value in rounds if 0.003 * largest < value <= largest])]


def _apart(ticks: list[float], mm_per_root: float) -> list[float]:
    """Return 0 and the ticks whose texts keep off each other, the largest first."""
    zero, *others = ticks
    kept: list[float] = []
    free = np.inf
    for value in reversed(others):
        x, half = mm_per_root * np.sqrt(value), text_width(f"{value:g}", NOTE_SIZE) / 2 + 0.3
        if 1.5 + half < x < free - half:
            kept.insert(0, value)
            free = x - half
    return [zero, *kept]
