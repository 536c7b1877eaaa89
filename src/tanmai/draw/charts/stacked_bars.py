"""Stacked bars: the parts of a sum for each of several things, and what is taken off it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from tanmai.core.errors import not_in_one_picture
from tanmai.core.messages import message
from tanmai.draw.charts.palette import CATEGORIES
from tanmai.draw.charts.panel import OFF, Panel, draw_bar, draw_scales
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import ROW, SWATCH, Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    BLUE,
    BODY_SIZE,
    BROWN,
    FAINT,
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

_ROW, _BAR, _LINE, _WIDEST = 7.0, 2.0, 2.9, 46.0
_TWO = (BROWN, BLUE)


def stacked_bars(
    parts: pd.DataFrame,
    caption: Caption,
    *,
    names: Mapping[str, str],
    marks: Mapping[str, float] | None = None,
    shares: Sequence[str] = (),
    decimals: int = 0,
    notes: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw a row of parts for each thing, in the order of the frame.

    Parameters
    ----------
    parts : DataFrame
        Index: name of each thing in the language of the caption. Columns: parts, twelve at most;
        their sum is that of the thing, parts below zero are taken off it.
    caption : Caption
        Title, unit, source and language.
    names : mapping
        Name of each part in the language of the caption.
    marks : mapping, optional
        Values to draw as dashed lines across, by what they are called.
    shares : sequence of str
        Where the parts are shares that add up to a whole: what to write on the right in the place
        of the sum, for each thing. The last part, which is the rest, is grey.
    decimals : int
        Of the sums.
    notes : sequence of str
        More notes below the picture.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There are more parts than colours.
    """
    if parts.shape[1] > len(CATEGORIES):
        raise not_in_one_picture(message("parts"), parts.shape[1], len(CATEGORIES))
    marks, design = marks or {}, design or Design()
    say = caption.say
    note = say(
        "Bars are stacked from zero: parts to the right, what is taken off to the left; the dot "
        "and the figure on the right are the sum."
    )
    size, sums = design.label_size, parts.sum(axis=1)
    texts = list(shares) or [fixed(float(value), decimals) for value in sums]
    colours = _colours(parts, rest=bool(shares))
    titles = [wrapped([str(name)], size, _WIDEST) for name in parts.index]
    left = MARGIN + OFF + max(text_width(line, size) for lines in titles for line in lines)
    left = max(left, MARGIN + OFF + text_width(caption.unit_name, BODY_SIZE))
    key = [Entry(names[part], swatch(colour)) for part, colour in colours]
    key += [] if shares else [Entry(say("Sum"), _key_dot)]
    rows = _ROW * len(parts)
    over = key_height(key, design.right - left) + 7.0 + (4.0 if marks else 0.0)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + over + rows,
        description=_description(parts, texts, caption),
        notes=[*([] if shares else [note]), *notes],
        sheet_width=design.sheet_width,
    )
    room = max(text_width(text, size) for text in texts) + 2.0
    panel = Panel(left, design.right - room - left, bottom, bottom + rows, *_limits(parts, marks))
    draw_scales(sheet.layer("scales"), panel)
    legend, top = sheet.layer("legend"), panel.top + over - 1.5
    draw_key(legend, left, top, design.right - left, key)
    legend.write(left - OFF, top - ROW + 1.2, caption.unit_name, size=BODY_SIZE, ha="right")
    _draw_marks(sheet.layer("marks"), panel, marks)
    bars, labels = sheet.layer("bars"), sheet.layer("labels")
    for number, (lines, text) in enumerate(zip(titles, texts, strict=True)):
        y = panel.top - (number + 0.5) * _ROW
        for at, line in enumerate(lines):
            down = y + ((len(lines) - 1) / 2 - at) * _LINE
            labels.write(left - OFF, down, line, size=size, ha="right", va="center_baseline")
        labels.write(design.right, y, text, size=size, ha="right", va="center_baseline")
        _draw_stack(bars, panel, y, parts.iloc[number], colours)
        if not shares:
            bars.draw_mm(_dot(panel.x(float(sums.iloc[number])), y))
    return sheet


def _colours(parts: pd.DataFrame, *, rest: bool) -> list[tuple[str, str]]:
    """Return a colour for each part; few parts take colours that lie far apart."""
    number = parts.shape[1]
    if rest:
        coloured = [*CATEGORIES[:4], *CATEGORIES[6:]]
        step = 2 if 2 * (number - 1) <= len(coloured) else 1
        shades = (*coloured[: step * (number - 1) : step], FAINT)
        return list(zip(map(str, parts.columns), shades, strict=True))
    if number == len(_TWO):
        return list(zip(map(str, parts.columns), _TWO, strict=True))
    places = np.linspace(0, len(CATEGORIES) - 1, number).round().astype(int)
    return [
        (str(part), CATEGORIES[place]) for part, place in zip(parts.columns, places, strict=True)
    ]


def _limits(parts: pd.DataFrame, marks: Mapping[str, float]) -> tuple[float, float]:
    low = min(float(parts.clip(upper=0.0).sum(axis=1).min()), 0.0)
    high = max(float(parts.clip(lower=0.0).sum(axis=1).max()), *marks.values(), 0.0)
    pad = 0.01 * (high - low or 1.0)
    return low - pad * (low < 0), high + pad


def _description(parts: pd.DataFrame, texts: Sequence[str], caption: Caption) -> str:
    said = "; ".join(f"{name} {text}" for name, text in zip(parts.index, texts, strict=True))
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_marks(layer: Layer, panel: Panel, marks: Mapping[str, float]) -> None:
    for name, value in marks.items():
        x = panel.x(value)
        layer.draw_mm(
            Line2D([x, x], [panel.bottom, panel.top + 4.4], color=INK, lw=0.7, ls=(0, (3, 2)))
        )
        layer.write(x, panel.top + 5.0, name, size=NOTE_SIZE, ha="center", color=GREY)


def _draw_stack(
    layer: Layer, panel: Panel, y: float, row: pd.Series, colours: Sequence[tuple[str, str]]
) -> None:
    reached = {True: 0.0, False: 0.0}
    for part, colour in colours:
        value = float(row[part])
        side = value > 0
        draw_bar(layer, panel, (y - _BAR, y + _BAR), value, colour, start=reached[side])
        reached[side] += value


def _key_dot(layer: Layer, x: float, y: float) -> None:
    layer.draw_mm(_dot(x + SWATCH / 2, y + 1.1))


def _dot(x: float, y: float) -> Line2D:
    return Line2D([x], [y], marker="o", ms=3.4, mfc=INK, mec="white", mew=0.6, ls="none")
