"""Grouped bars: several values of each of several things, one bar below the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from tanmai.core.errors import not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.panel import OFF, Panel, draw_bar, draw_scales
from tanmai.draw.design import MARGIN, SMALLEST_SIZE, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import ROW, Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    Caption,
    Sheet,
    fixed,
    framed_sheet,
    title_height,
)

_BAR, _GAP = 2.4, 2.4
_PAD = 1.01
_COLOURS = (BROWN, BLUE, "#d99a62", "#2c5a78", "#5f8757", "#c4c4c4")


def grouped_bars(
    values: pd.DataFrame,
    caption: Caption,
    *,
    names: Mapping[str, str],
    decimals: int = 1,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw a bar of each column for each row, on one scale; nothing is added.

    Parameters
    ----------
    values : DataFrame
        Values of one unit, none below zero. Index: name of each thing in the language of the
        caption, in the order of the picture.
    caption : Caption
        Title, unit, source and language.
    names : mapping
        Name of each column in the language of the caption.
    decimals : int
        Of the figures beside the bars.
    notes : sequence of str
        More notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There are more columns than colours.
    """
    number = values.shape[1]
    if number > len(_COLOURS):
        raise not_in_one_picture(message("kinds of bar"), number, len(_COLOURS))
    design = design or Design()
    colours = _COLOURS[:number]
    labels = [text_width(str(name), design.label_size) for name in values.index]
    left = MARGIN + OFF + max(*labels, text_width(caption.unit_name, BODY_SIZE))
    key = [
        Entry(names[str(column)], swatch(colour))
        for column, colour in zip(values.columns, colours, strict=True)
    ]
    row = number * _BAR + _GAP
    over = key_height(key, design.right - left) + 7.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + row * len(values),
        description=_description(values, names, caption, decimals),
        notes=list(notes),
        sheet_width=design.sheet_width,
    )
    most = float(np.nan_to_num(values.to_numpy()).max())
    room = text_width(fixed(most, decimals), SMALLEST_SIZE) + 2.0
    top = bottom + row * len(values)
    panel = Panel(left, design.right - room - left, bottom, top, 0.0, most * _PAD or 1.0)
    draw_scales(sheet.layer("scales"), panel)
    legend, high = sheet.layer("legend"), top + over - 1.5
    draw_key(legend, left, high, design.right - left, key)
    legend.write(left - OFF, high - ROW + 1.2, caption.unit_name, size=BODY_SIZE, ha="right")
    bars, texts = sheet.layer("bars"), sheet.layer("labels")
    for place, (name, line) in enumerate(values.iterrows()):
        y = top - place * row - _GAP / 2
        texts.write(
            *(left - OFF, y - number * _BAR / 2, str(name)),
            size=design.label_size,
            ha="right",
            va="center_baseline",
        )
        for at, (value, colour) in enumerate(zip(line, colours, strict=True)):
            if not np.isfinite(value):
                continue
            low = y - (at + 1) * _BAR
            draw_bar(bars, panel, (low + 0.15, low + _BAR), float(value), colour)
            texts.write(
                *(panel.x(float(value)) + 0.8, low + _BAR / 2, fixed(float(value), decimals)),
                size=SMALLEST_SIZE,
                va="center_baseline",
            )
    return sheet


def _description(
    values: pd.DataFrame, names: Mapping[str, str], caption: Caption, decimals: int
) -> str:
    said = "; ".join(
        f"{name}: "
        + ", ".join(
            f"{names[str(column)]} {fixed(float(value), decimals)}"
            for column, value in line.items()
            if np.isfinite(value)
        )
        for name, line in values.head(5).iterrows()
    )
    return f"{caption.title} ({caption.unit_name}): {said}."
