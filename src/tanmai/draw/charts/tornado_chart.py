"""Tornado: what a result becomes when each input alone takes its low and its high value."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.lines import Line2D

from tanmai.core.errors import LabelError
from tanmai.core.messages import message
from tanmai.draw.charts.panel import OFF, Panel, draw_bar, draw_scales
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import ROW, Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    GREY,
    INK,
    NOTE_SIZE,
    Caption,
    Layer,
    Sheet,
    fixed,
    framed_sheet,
    title_height,
    wrapped,
)

_ROW, _BAR, _LINE, _WIDEST = 6.4, 1.8, 2.9, 58.0


def tornado_chart(
    inputs: pd.DataFrame,
    base: float,
    caption: Caption,
    *,
    decimals: int = 0,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw one bar from low to high for each input, the widest on top.

    Parameters
    ----------
    inputs : DataFrame
        Index: name of each input in the language of the caption. Columns: ``at_low`` and
        ``at_high``, the result with that input at its ends; ``range``, the ends in words.
    base : float
        The result with all inputs at their base values.
    caption : Caption
        Title, unit, source and language.
    decimals : int
        Of the results.
    notes : sequence of str
        More notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There is no input.
    """
    if not len(inputs):
        raise LabelError(
            message("No input has a range to draw; give low and high for at least one.")
        )
    design = design or Design()
    say = caption.say
    spread = (inputs["at_high"] - inputs["at_low"]).abs()
    ranked = inputs.loc[spread.sort_values(ascending=False, kind="stable").index]
    size = design.label_size
    titles = [
        wrapped([str(name)], size, _WIDEST) + wrapped([str(row["range"])], NOTE_SIZE, _WIDEST)
        for name, row in ranked.iterrows()
    ]
    left = MARGIN + OFF + max(text_width(line, size) for lines in titles for line in lines)
    key = [
        Entry(say("Input at its low value"), swatch(BLUE)),
        Entry(say("Input at its high value"), swatch(BROWN)),
    ]
    note = say(
        "The vertical line is the result with all inputs at their base values; each row changes "
        "one input alone, whose low and high values are given in grey."
    )
    rows, over = _ROW * len(ranked), key_height(key, design.right - left) + 7.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + rows,
        description=_description(ranked, caption, decimals),
        notes=[note, *notes],
        sheet_width=design.sheet_width,
    )
    ends = [*ranked["at_low"], *ranked["at_high"], base]
    room = 1.0 + text_width(fixed(max(ends), decimals), NOTE_SIZE)
    pad = 0.03 * (max(ends) - min(ends) or 1.0)
    panel = Panel(
        left + room,
        design.right - left - 2 * room,
        bottom,
        bottom + rows,
        min(ends) - pad,
        max(ends) + pad,
    )
    draw_scales(sheet.layer("scales"), panel)
    legend, top = sheet.layer("legend"), panel.top + over - 1.5
    draw_key(legend, left, top, design.right - left, key)
    legend.write(left - OFF, top - ROW + 1.2, caption.unit_name, size=BODY_SIZE, ha="right")
    bars, labels = sheet.layer("bars"), sheet.layer("labels")
    for number, ((_, row), lines) in enumerate(zip(ranked.iterrows(), titles, strict=True)):
        y = panel.top - (number + 0.5) * _ROW
        _write_title(labels, left - OFF, y, lines, size)
        two = (float(row["at_low"]), float(row["at_high"]))
        for value, colour in zip(two, (BLUE, BROWN), strict=True):
            draw_bar(bars, panel, (y - _BAR, y + _BAR), value - base, colour, start=base)
        _write_ends(labels, panel, y, two, base, decimals)
    x = panel.x(base)
    sheet.layer("base").draw_mm(Line2D([x, x], [panel.bottom, panel.top + 1], color=INK, lw=0.8))
    return sheet


def _write_title(layer: Layer, x: float, y: float, lines: Sequence[str], size: float) -> None:
    """Write the name of an input, and its range in grey on the last line."""
    for at, line in enumerate(lines):
        down = y + ((len(lines) - 1) / 2 - at) * _LINE
        small = at == len(lines) - 1
        look = (NOTE_SIZE, GREY) if small else (size, INK)
        layer.write(x, down, line, size=look[0], color=look[1], ha="right", va="center_baseline")


def _write_ends(
    layer: Layer,
    panel: Panel,
    y: float,
    ends: tuple[float, float],
    base: float,
    decimals: int,
) -> None:
    for value in {*ends} - {base}:
        out = -1.0 if value < base else 1.0
        layer.write(
            panel.x(value) + out,
            y,
            fixed(value, decimals),
            size=NOTE_SIZE,
            ha="right" if out < 0 else "left",
            va="center_baseline",
            color=GREY,
        )


def _description(ranked: pd.DataFrame, caption: Caption, decimals: int) -> str:
    said = "; ".join(
        f"{name} {fixed(float(row['at_low']), decimals)} … {fixed(float(row['at_high']), decimals)}"
        for name, row in ranked.head(5).iterrows()
    )
    return f"{caption.title} ({caption.unit_name}): {said}."
