"""Bars: production-based and consumption-based values and the net outflow of each region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from tanmai.charts.panel import Panel, draw_bar, draw_scales
from tanmai.charts.wording import NO_INVENTORY
from tanmai.errors import LabelError
from tanmai.figures import (
    BLUE,
    BODY_SIZE,
    BROWN,
    GREY,
    HATCH,
    LABEL_SIZE,
    MARGIN,
    WIDTH,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    hatched,
    in_figures,
    title_height,
)
from tanmai.fonts import text_width
from tanmai.labels import Region

_ROW, _BAR = 4.9, 1.75
_NAMES, _ACCOUNTS, _BETWEEN = 23.0, 92.0, 9.0
_HEADING = 13.0
_NET_SIZE = 5.6
_UNKNOWN = 14.0  # length of the hatching where nothing is known
_WORDS = {
    "zh": (
        "生产侧",
        "消费侧",
        "净流出（正）与净流入（负）",
        "净流出为地区之间的流出减流入；生产侧与消费侧之差还包括为出口的排放。",
    ),
    "en": (
        "Production-based",
        "Consumption-based",
        "Net outflow (+), net inflow (−)",
        "Net outflow is outflow less inflow between regions; production-based less "
        "consumption-based also holds emissions for exports.",
    ),
}


def account_bars(
    regions: Sequence[Region],
    production: pd.Series,
    consumption: pd.Series,
    net_outflow: pd.Series,
    caption: Caption,
    *,
    without_data: Sequence[str] = (),
) -> Sheet:
    """Draw three values of each region, the largest production-based value on top.

    Parameters
    ----------
    regions : sequence of Region
        The regions to draw.
    production, consumption, net_outflow : Series
        Values by code of region, in the unit of the caption.
    caption : Caption
        Title, unit, source and language.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: production-based and net outflow
        have no bar there.

    Raises
    ------
    LabelError
        A region has no value.
    """
    _refuse_missing(regions, production, "production-based")
    _refuse_missing(regions, consumption, "consumption-based")
    _refuse_missing(regions, net_outflow, "net outflow")
    ranked = sorted(regions, key=lambda region: (-production[region.code], region.code))
    codes = [region.code for region in ranked]
    rows = _ROW * len(ranked)
    notes = [_WORDS[caption.language][3]]
    if without_data:
        unknown = [
            region.name(caption.language) for region in ranked if region.code in without_data
        ]
        notes.append(NO_INVENTORY[caption.language].format(", ".join(unknown)))
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption) + _HEADING + rows,
        description=_description(ranked, production, caption),
        notes=notes,
    )
    largest = max(production[codes].max(), consumption[codes].max(), 0.0)
    left, span = MARGIN + _NAMES, (bottom, bottom + rows)
    accounts = Panel(left, _ACCOUNTS, *span, 0.0, largest * 1.02 or 1.0)
    left += _ACCOUNTS + _BETWEEN
    low, high = min(net_outflow[codes].min(), 0.0), max(net_outflow[codes].max(), 0.0)
    texts = in_figures(net_outflow[codes], 4)
    width = WIDTH - MARGIN - left
    room = max(text_width(text, _NET_SIZE) for text in texts) + 1.2
    pad = (high - low or 1.0) * room / (width - 2 * room)  # a scale has a length even at 0
    nets = Panel(left, width, *span, low - pad, high + pad)
    draw_scales(sheet.layer("scales"), accounts, nets)
    _draw_headings(sheet.layer("legend"), accounts, nets, caption)
    bars, names = sheet.layer("bars"), sheet.layer("labels")
    for number, (region, text) in enumerate(zip(ranked, texts, strict=True)):
        y = span[1] - (number + 0.5) * _ROW
        name = region.name(caption.language)
        x, gid = MARGIN + _NAMES - 1.5, f"label-{region.code}"
        names.write(x, y, name, size=LABEL_SIZE, ha="right", va="center_baseline", gid=gid)
        gid = f"consumption-{region.code}"
        draw_bar(bars, accounts, (y - _BAR, y), consumption[region.code], BLUE, gid=gid)
        if region.code in without_data:
            _draw_unknown(bars, accounts, nets, y, region.code)
            continue
        gid = f"production-{region.code}"
        draw_bar(bars, accounts, (y, y + _BAR), production[region.code], BROWN, gid=gid)
        _draw_net(bars, nets, y, net_outflow[region.code], text, f"net-{region.code}")
    return sheet


def _refuse_missing(regions: Sequence[Region], values: pd.Series, name: str) -> None:
    missing = [
        str(region)
        for region in regions
        if region.code not in values.index or not np.isfinite(values[region.code])
    ]
    if missing:
        raise LabelError(f"{', '.join(missing)} has no {name} value; leave it out of the regions.")


def _description(ranked: Sequence[Region], production: pd.Series, caption: Caption) -> str:
    first = [region.name(caption.language) for region in ranked[:5]]
    texts = in_figures([production[region.code] for region in ranked[:5]], 4)
    said = "; ".join(f"{name} {text}" for name, text in zip(first, texts, strict=True))
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_headings(layer: Layer, accounts: Panel, nets: Panel, caption: Caption) -> None:
    production, consumption, net, _ = _WORDS[caption.language]
    y = accounts.top + 6.4
    x = accounts.left
    for text, colour in ((production, BROWN), (consumption, BLUE)):
        layer.draw_mm(Rectangle((x, y), 5.0, 2.2, fc=colour, ec="none"))
        layer.write(x + 6.2, y + 0.2, text, size=BODY_SIZE)
        x += 36.0
    layer.write(accounts.left - 1.5, y + 0.2, caption.unit_name, size=BODY_SIZE, ha="right")
    layer.write(nets.left, y + 0.2, net, size=BODY_SIZE)


def _draw_unknown(layer: Layer, accounts: Panel, nets: Panel, y: float, code: str) -> None:
    start = (accounts.x(0.0), y)
    bar = Rectangle(start, _UNKNOWN, _BAR, ec=HATCH, lw=0)
    layer.draw_mm(hatched(bar), f"bar-{code}-no-data")
    layer.write(nets.x(0.0) + 0.8, y, "–", size=_NET_SIZE, va="center_baseline", color=GREY)


def _draw_net(layer: Layer, panel: Panel, y: float, value: float, text: str, gid: str) -> None:
    draw_bar(layer, panel, (y - 1.2, y + 1.2), value, BROWN if value >= 0 else BLUE, gid=gid)
    side = 1 if value >= 0 else -1
    ha = "left" if value >= 0 else "right"
    layer.write(panel.x(value) + 0.8 * side, y, text, size=_NET_SIZE, ha=ha, va="center_baseline")
