"""Gauges: a value of each of several things on a scale of zones, from calm to alarm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle

from tanmai.core.errors import TableError
from tanmai.core.messages import message
from tanmai.draw.charts.panel import OFF, Panel, draw_bar
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    GREY,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    fixed,
    framed_sheet,
    title_height,
)

ZONES = ("#d9e6ee", "#eac28f", "#b5532e")
"""Calm, watch and alarm; each darker than the one before, so that a print in grey can be read."""
_ROW, _ZONE, _BAR, _NEEDLE, _TICKS = 8.6, 2.6, 0.75, 1.5, 5.0


def gauge_chart(
    values: pd.Series,
    zones: Mapping[str, float],
    caption: Caption,
    *,
    most: float,
    decimals: int = 1,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw a gauge for each value: the zones behind, a bar up to the value with a needle.

    Parameters
    ----------
    values : Series
        By name in the language of the caption; the needle of one below zero stands at zero.
    zones : mapping
        Three names of zones to where they begin; the first begins at zero.
    caption : Caption
        Title, unit, source and language.
    most : float
        End of the scale; a needle beyond it stands at the end, and the figure says how far.
    decimals : int
        Of the figures.
    notes : sequence of str
        Notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    TableError
        A value is no number, or the zones do not rise within the scale.
    """
    starts = [*zones.values(), most]
    if starts[0] != 0 or len(zones) != len(ZONES) or sorted(set(starts)) != starts:
        raise TableError(
            message("A gauge has three zones that begin at zero and rise within the scale.")
        )
    if not np.isfinite(values).all():
        raise TableError(message("A gauge shows numbers alone."))
    design = design or Design()
    size = design.label_size
    texts = [
        f"{fixed(float(one), decimals)}  {_zone(float(one), zones)}" for one in values.tolist()
    ]
    left = MARGIN + OFF + max(text_width(str(name), size) for name in values.index)
    room = max(text_width(text, size) for text in texts) + 2.5
    key = [Entry(name, swatch(colour)) for name, colour in zip(zones, ZONES, strict=True)]
    over = key_height(key, design.right - left) + 2.0
    rows = _ROW * len(values)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + rows + _TICKS,
        description=f"{caption.title}: "
        + "; ".join(f"{name} {text}" for name, text in zip(values.index, texts, strict=True)),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    base = bottom + _TICKS
    panel = Panel(left, design.right - room - left, base, base + rows, 0.0, most)
    draw_key(sheet.layer("legend"), left, panel.top + over - 1.0, design.right - left, key)
    gauges, labels = sheet.layer("gauges"), sheet.layer("labels")
    for number, (name, text) in enumerate(zip(values.index, texts, strict=True)):
        y = panel.top - (number + 0.5) * _ROW
        _draw_gauge(gauges, panel, y, float(values.iloc[number]), starts)
        labels.write(left - OFF, y, str(name), size=size, ha="right", va="center_baseline")
        labels.write(panel.x(most) + 2.5, y, text, size=size, va="center_baseline")
    for tick in panel.ticks():
        at, text = panel.x(tick), f"{tick:g}"
        labels.write(at, base - 2.6, text, size=NOTE_SIZE, ha="center", color=GREY)
    return sheet


def _zone(value: float, zones: Mapping[str, float]) -> str:
    return [name for name, start in zones.items() if max(value, 0.0) >= start][-1]


def _draw_gauge(layer: Layer, panel: Panel, y: float, value: float, starts: list[float]) -> None:
    for low, high, colour in zip(starts, starts[1:], ZONES, strict=False):
        x = panel.x(low)
        layer.draw_mm(Rectangle((x, y - _ZONE), panel.x(high) - x, 2 * _ZONE, fc=colour, ec="none"))
    shown = float(np.clip(value, 0.0, panel.high))
    draw_bar(layer, panel, (y - _BAR, y + _BAR), shown, INK)
    x = panel.x(shown)
    corners = [(x - _NEEDLE / 2, y), (x, y + _ZONE), (x + _NEEDLE / 2, y), (x, y - _ZONE)]
    layer.draw_mm(Polygon(corners, closed=True, fc=INK, ec="white", lw=0.5))
