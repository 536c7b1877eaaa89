"""Stacked bars: what each factor added to the change of each region, and took from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from tanmai.core.errors import left_without, not_in_one_picture
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.charts.panel import Panel, draw_bar, draw_scales, names_width
from tanmai.draw.design import MARGIN, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import ROW, SWATCH, Entry, draw_key, key_height, swatch
from tanmai.draw.page import (
    BODY_SIZE,
    INK,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)

_ROW, _BAR = 4.9, 1.6
# Each differs from the next in lightness too, so that a print in grey can be read.
_COLOURS = (
    *("#8fbcd6", "#34627f", "#e6cf8b", "#8c8c8c", "#8f3d16", "#dd9a70"),
    *("#4f7350", "#c2d6a4"),
)


def decomposition_bars(
    effects: pd.DataFrame,
    caption: Caption,
    *,
    names: Mapping[str, str],
    regions: Sequence[Region],
    design: Design | None = None,
) -> Sheet:
    """Draw the effect of each factor on each region, the largest rise on top.

    Parameters
    ----------
    effects : DataFrame
        Index: code of region. Columns: eight factors at most; their sum is the change.
    caption : Caption
        Title, unit, source and language.
    names : mapping
        Name of each factor in the language of the caption.
    regions : sequence of Region
        The regions of the index, with their names.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        There are more factors than colours, or a region has no effects.
    """
    _check(effects, regions)
    change = effects.sum(axis=1)
    ranked = sorted(regions, key=lambda region: (-change[region.code], region.code))
    say = caption.say
    key, design = _key(effects, names, say("Net change")), design or Design()
    left, size = MARGIN + names_width(ranked, caption, design), design.label_size
    rows, heading = _ROW * len(ranked), key_height(key, design.right - left) + 7.0
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + heading + rows,
        description=_description(ranked, change, caption),
        notes=[
            say(
                "Figures in the legend are sums over all regions. Bars are stacked from zero to "
                "both sides: factors on the right raised emissions, those on the left lowered "
                "them; the dot and the figure on the right are the net change."
            )
        ],
        sheet_width=design.sheet_width,
    )
    texts = in_figures(change[[region.code for region in ranked]], 3)
    room = max(text_width(text, size) for text in texts) + 2.0
    low = min(effects.clip(upper=0.0).sum(axis=1).min(), 0.0)
    high = max(effects.clip(lower=0.0).sum(axis=1).max(), 0.0)
    pad = 0.01 * (high - low or 1.0)
    panel = Panel(left, design.right - room - left, bottom, bottom + rows, low - pad, high + pad)
    draw_scales(sheet.layer("scales"), panel)
    legend, top = sheet.layer("legend"), panel.top + heading - 1.5
    draw_key(legend, left, top, design.right - left, key)
    legend.write(left - 1.5, top - ROW + 1.2, caption.unit_name, size=BODY_SIZE, ha="right")
    bars, dots, labels = (sheet.layer(name) for name in ("bars", "dots", "labels"))
    for number, (region, text) in enumerate(zip(ranked, texts, strict=True)):
        y = panel.top - (number + 0.5) * _ROW
        for x, word in ((left - 1.5, region.name(caption.language)), (design.right, text)):
            labels.write(x, y, word, size=size, ha="right", va="center_baseline")
        _draw_stack(bars, panel, y, effects.loc[region.code].to_numpy(dtype=np.float64))
        dots.draw_mm(_dot(panel.x(change[region.code]), y))
    return sheet


def _check(effects: pd.DataFrame, regions: Sequence[Region]) -> None:
    if effects.shape[1] > len(_COLOURS):
        raise not_in_one_picture(message("factors"), effects.shape[1], len(_COLOURS))
    missing = [region for region in regions if region.code not in effects.index]
    if missing:
        raise left_without(missing, message("effects"))


def _description(ranked: Sequence[Region], change: pd.Series, caption: Caption) -> str:
    ends = [*ranked[:3], *ranked[-3:]] if len(ranked) > 6 else list(ranked)
    texts = in_figures([change[region.code] for region in ends], 4)
    said = "; ".join(
        f"{region.name(caption.language)} {text}" for region, text in zip(ends, texts, strict=True)
    )
    return f"{caption.title} ({caption.unit_name}): {said}."


def _key(effects: pd.DataFrame, names: Mapping[str, str], net: str) -> list[Entry]:
    """Return the factors with their sums, and the net change, which is a dot."""
    sums = [*effects.sum(), effects.to_numpy().sum()]
    words = [*(names[str(factor)] for factor in effects.columns), net]
    marks = [*(swatch(colour) for colour in _COLOURS[: effects.shape[1]]), _draw_key_dot]
    return [
        Entry(f"{word} {'+' if value > 0 else ''}{text}", mark)
        for word, value, text, mark in zip(words, sums, in_figures(sums, 4), marks, strict=True)
    ]


def _draw_key_dot(layer: Layer, x: float, y: float) -> None:
    layer.draw_mm(_dot(x + SWATCH / 2, y + 1.1))


def _draw_stack(layer: Layer, panel: Panel, y: float, effects: NDArray[np.float64]) -> None:
    reached = {True: 0.0, False: 0.0}
    for value, colour in zip(effects, _COLOURS, strict=False):
        side = bool(value > 0)
        draw_bar(layer, panel, (y - _BAR, y + _BAR), value, colour, start=reached[side])
        reached[side] += value


def _dot(x: float, y: float) -> Line2D:
    return Line2D([x], [y], marker="o", ms=3.4, mfc=INK, mec="white", mew=0.6, ls="none")
