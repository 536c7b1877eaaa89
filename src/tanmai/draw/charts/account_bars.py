"""Bars: production-based and consumption-based values and the net outflow of each region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from tanmai.core.errors import left_without
from tanmai.core.labels import Region
from tanmai.core.messages import message
from tanmai.draw.charts.panel import Panel, draw_bar, draw_scales
from tanmai.draw.charts.two_panels import TwoPanels
from tanmai.draw.design import SMALLEST_SIZE, Design
from tanmai.draw.fonts import text_width
from tanmai.draw.key import swatch
from tanmai.draw.page import (
    BLUE,
    BROWN,
    GREY,
    Caption,
    Layer,
    Sheet,
    framed_sheet,
    in_figures,
    title_height,
)

_ROW, _BAR = 4.9, 1.75


def account_bars(
    production: pd.Series,
    consumption: pd.Series,
    net_outflow: pd.Series,
    caption: Caption,
    *,
    regions: Sequence[Region],
    without_data: Sequence[str] = (),
    design: Design | None = None,
) -> Sheet:
    """Draw three values of each region, the largest production-based value on top.

    Parameters
    ----------
    production, consumption, net_outflow : Series
        Values by code of region, in the unit of the caption.
    caption : Caption
        Title, unit, source and language.
    regions : sequence of Region
        The regions to draw.
    without_data : sequence of str
        Codes of the regions whose emissions are not known: production-based and net outflow
        have no bar there.
    design : Design, optional
        Its form; default: two columns wide.

    Raises
    ------
    LabelError
        A region has no value.
    """
    _require_values(regions, production, "production-based")
    _require_values(regions, consumption, "consumption-based")
    _require_values(regions, net_outflow, "net outflow")
    ranked = sorted(regions, key=lambda region: (-production[region.code], region.code))
    codes = [region.code for region in ranked]
    design, rows = design or Design(), _ROW * len(ranked)
    say = caption.say
    notes = [
        say(
            "Net outflow is outflow less inflow between regions; production-based less "
            "consumption-based also holds emissions for exports."
        )
    ]
    if without_data:
        unknown = [
            region.name(caption.language) for region in ranked if region.code in without_data
        ]
        notes.append(say("–: no emission inventory ({regions}).", regions=say(", ").join(unknown)))
    place = TwoPanels.of(ranked, _ROW, caption, design)
    sheet, bottom = framed_sheet(
        caption,
        title_height(caption, design.sheet_width) + place.heading + rows,
        description=_description(ranked, production, caption),
        notes=notes,
        sheet_width=design.sheet_width,
    )
    largest = max(production[codes].max(), consumption[codes].max(), 0.0)
    span = (bottom, bottom + rows)
    accounts = Panel(place.left, place.accounts, *span, 0.0, largest * 1.02 or 1.0)
    low, high = min(net_outflow[codes].min(), 0.0), max(net_outflow[codes].max(), 0.0)
    figures = 4 if design.in_two_columns else 3
    texts = dict(zip(codes, in_figures(net_outflow[codes], figures), strict=True))
    room = max(text_width(text, SMALLEST_SIZE) for text in texts.values()) + 1.2
    pad = (high - low or 1.0) * room / (place.nets - 2 * room)  # a scale has a length even at 0
    nets = Panel(place.nets_left, place.nets, *span, low - pad, high + pad)
    draw_scales(sheet.layer("scales"), accounts, nets)
    place.draw_heading(sheet.layer("legend"), span[1], (swatch(BROWN), swatch(BLUE)), caption)
    bars = sheet.layer("bars")
    for region, y in place.rows(sheet.layer("labels"), ranked, span[1], caption.language):
        code = region.code
        gid = f"consumption-{code}"
        draw_bar(bars, accounts, (y - _BAR, y), consumption[code], BLUE, gid=gid)
        if code in without_data:
            _draw_unknown(bars, accounts.x(0.0), y + _BAR / 2)
            _draw_unknown(bars, nets.x(0.0), y)
            continue
        gid = f"production-{code}"
        draw_bar(bars, accounts, (y, y + _BAR), production[code], BROWN, gid=gid)
        _draw_net(bars, nets, y, net_outflow[code], texts[code], f"net-{code}")
    return sheet


def _require_values(regions: Sequence[Region], values: pd.Series, name: str) -> None:
    missing = [
        region
        for region in regions
        if region.code not in values.index or not np.isfinite(values[region.code])
    ]
    if missing:
        raise left_without(missing, message("{name} value", name=name))


def _description(ranked: Sequence[Region], production: pd.Series, caption: Caption) -> str:
    first = [region.name(caption.language) for region in ranked[:5]]
    texts = in_figures([production[region.code] for region in ranked[:5]], 4)
    said = "; ".join(f"{name} {text}" for name, text in zip(first, texts, strict=True))
    return f"{caption.title} ({caption.unit_name}): {said}."


def _draw_unknown(layer: Layer, x: float, y: float) -> None:
    layer.write(x + 0.8, y, "–", size=SMALLEST_SIZE, va="center_baseline", color=GREY)


def _draw_net(layer: Layer, panel: Panel, y: float, value: float, text: str, gid: str) -> None:
    draw_bar(layer, panel, (y - 1.2, y + 1.2), value, BROWN if value >= 0 else BLUE, gid=gid)
    side = 1 if value >= 0 else -1
    ha = "left" if value >= 0 else "right"
    layer.write(
        panel.x(value) + 0.8 * side, y, text, size=SMALLEST_SIZE, ha=ha, va="center_baseline"
    )
